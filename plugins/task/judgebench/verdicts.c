/* verdicts.c - what judges say, and what it is taken to mean */
#include <string.h>

#include <momus/checker.h>

#include "judgebench.h"

const struct judgebench_form judgebench_forms[JUDGEBENCH_JUDGES] = {
	{ "arena-hard", "arena_hard",
	  "End with exactly one of these labels:\n"
	  "[[A>>B]] A is much better\n"
	  "[[A>B]] A is a little better\n"
	  "[[A=B]] they are about as good\n"
	  "[[B>A]] B is a little better\n"
	  "[[B>>A]] B is much better" },
	{ "skywork-critic", "skywork_critic",
	  "Reply with [[A]] if A is better, with [[B]] if B is, and with "
	  "nothing else." },
	{ "vanilla", "vanilla",
	  "Reply with \"Output (a)\" if A is better, with \"Output (b)\" if "
	  "B is, and with nothing else." },
	{ "panda-lm", "panda_lm",
	  "Let the first line of your reply be 1 if A is better, 2 if B is, "
	  "or Tie." },
	{ "judge-lm", "judge_lm",
	  "Let the first line of your reply be two numbers from 1 to 10 with "
	  "a space between them: how good A is, and how good B is." },
	{ "auto-j", "auto_j",
	  "End with one of these lines:\n"
	  "So, the final decision is Response 1 (if A is better)\n"
	  "So, the final decision is Response 2 (if B is)\n"
	  "So, the final decision is Tie" },
	{ "prometheus-2", "prometheus_2",
	  "End with \"[RESULT] A\" if A is better, or \"[RESULT] B\" if B "
	  "is." },
	{ "reward-model", "reward_model", NULL },
};

enum { MOST_LABELS = 8 };

#define FIRST  MOMUS_TEXT("A>B")
#define SECOND MOMUS_TEXT("B>A")
#define TIE    MOMUS_TEXT("A=B")
#define NONE   MOMUS_TEXT("")

static struct momus_text cut(struct momus_text t, size_t from, size_t to)
{
	return (struct momus_text){ t.ptr + from, to - from };
}

static bool holds(struct momus_text t, const char *needle)
{
	return momus_text_find(t, momus_text_of(needle), 0) != (size_t)-1;
}

/* Whether T goes on at AT with WORD, in letters of any case (ASCII). */
static bool goes_on(struct momus_text t, size_t at, const char *word)
{
	for (; *word; word++, at++)
		if (at >= t.len ||
		    (t.ptr[at] |
		     (t.ptr[at] >= 'A' && t.ptr[at] <= 'Z' ? 0x20 : 0)) !=
			    *word)
			return false;
	return true;
}

/* Behind the white space at AT. */
static size_t skip_space(struct momus_text t, size_t at)
{
	size_t next = at;

	while (at < t.len && momus_text_is_space(momus_text_next(t, &next)))
		at = next;
	return at;
}

/* As Python's str.strip(). */
static struct momus_text strip(struct momus_text t)
{
	size_t from = skip_space(t, 0), at = from, to = from;

	while (at < t.len)
		if (!momus_text_is_space(momus_text_next(t, &at)))
			to = at;
	return cut(t, from, to);
}

/* The label of the next [[…]] at or behind *AT, which is moved behind it. */
static bool next_label(struct momus_text t, size_t *at, struct momus_text *out)
{
	size_t from, to;

	while ((from = momus_text_find(t, MOMUS_TEXT("[["), *at)) !=
	       (size_t)-1) {
		for (to = from + 2; to < t.len && memchr("AB<>=", t.ptr[to], 5);
		     to++)
			;
		*at = from + 1;
		if (to == from + 2 || to + 2 > t.len ||
		    memcmp(t.ptr + to, "]]", 2) != 0)
			continue;
		*out = cut(t, from + 2, to);
		*at = to + 2;
		return true;
	}
	return false;
}

/* Whether the words of ALL, with a space between them, have WORD. */
static bool has_word(struct momus_text all, struct momus_text word)
{
	size_t at = 0;

	while ((at = momus_text_find(all, word, at)) != (size_t)-1) {
		if ((!at || all.ptr[at - 1] == ' ') &&
		    (at + word.len == all.len || all.ptr[at + word.len] == ' '))
			return true;
		at++;
	}
	return false;
}

/* Two different ones decide nothing: more than a few need not be kept. */
static struct momus_text find_labels(struct momus_text t,
				     struct momus_arena *arena)
{
	struct momus_buffer all;
	struct momus_text label;
	size_t at = 0, n = 0;

	momus_buffer_init(&all, t.len);
	while (n < MOST_LABELS && next_label(t, &at, &label)) {
		if (has_word(momus_buffer_text(&all), label))
			continue;
		if (all.len)
			momus_buffer_putc(&all, ' ');
		momus_buffer_add(&all, label);
		n++;
	}
	label = all.failed ? (struct momus_text){ NULL, 0 }
			   : momus_arena_copy(arena, momus_buffer_text(&all));
	momus_buffer_release(&all);
	return label;
}

/* "[RESULT] A" and its likes, in letters of any case. */
static struct momus_text find_result(struct momus_text t)
{
	size_t at, to;

	for (size_t i = 0; i < t.len; i++) {
		bool line = !i || t.ptr[i - 1] == '\n';

		at = 0;
		if (goes_on(t, i, "[result]") || goes_on(t, i, "[result:"))
			at = i + 8;
		else if (goes_on(t, i, "[response") &&
			 skip_space(t, i + 9) > i + 9)
			at = i + 9;
		else if (line && goes_on(t, i, "result"))
			at = i + 6 + goes_on(t, i + 6, ":");
		if (!at)
			continue;
		to = skip_space(t, at);
		if (goes_on(t, i, "[result]") && to > at &&
		    goes_on(t, to, "response"))
			to = skip_space(t, to + 8);
		if (!goes_on(t, to, "a") && !goes_on(t, to, "b"))
			continue;
		if (to + 1 == t.len || t.ptr[to + 1] == ']' ||
		    skip_space(t, to + 1) > to + 1)
			return goes_on(t, to, "a") ? FIRST : SECOND;
	}
	return NONE;
}

static struct momus_text find_final(struct momus_text t)
{
	const struct momus_text words = MOMUS_TEXT("final decision is ");
	size_t at = (size_t)-1, next = 0;

	t = strip(t);
	while ((next = momus_text_find(t, words, next)) != (size_t)-1)
		at = next++;
	if (at == (size_t)-1)
		return NONE;
	at = skip_space(t, at + words.len);
	return goes_on(t, at, "response 1")   ? FIRST
	       : goes_on(t, at, "response 2") ? SECOND
	       : goes_on(t, at, "tie")	      ? TIE
					      : NONE;
}

static struct momus_text compare(double a, double b)
{
	return a > b ? FIRST : a < b ? SECOND : TIE;
}

/* The first line is two numbers with one space or comma between them. */
static struct momus_text find_scores(struct momus_text t)
{
	struct momus_text line = t;
	size_t gap = (size_t)-1, gaps = 0;
	double a, b;

	momus_text_line(&t, &line);
	for (size_t i = 0; i < line.len; i++)
		if (line.ptr[i] == ' ' || line.ptr[i] == ',') {
			gap = i;
			gaps++;
		}
	if (gaps != 1 || !momus_text_float(cut(line, 0, gap), &a) ||
	    !momus_text_float(cut(line, gap + 1, line.len), &b))
		return TIE;
	return compare(a, b);
}

/* "[19.875, 19.5]" as "19.875 19.5". */
static struct momus_text find_rewards(struct momus_text t,
				      struct momus_arena *arena)
{
	struct momus_text key, score[3];
	struct momus_buffer both;
	size_t at = 0, n = 0;
	double x;

	t = strip(t);
	if (!momus_json_valid(t, NULL))
		return NONE;
	while (n < 3 && momus_json_next(t, &at, &key, &score[n]))
		n++;
	if (n != 2 || key.len || !momus_text_float(score[0], &x) ||
	    !momus_text_float(score[1], &x))
		return NONE;
	momus_buffer_init(&both, t.len + 1);
	momus_buffer_add(&both, score[0]);
	momus_buffer_putc(&both, ' ');
	momus_buffer_add(&both, score[1]);
	t = both.failed ? (struct momus_text){ NULL, 0 }
			: momus_arena_copy(arena, momus_buffer_text(&both));
	momus_buffer_release(&both);
	return t;
}

struct momus_text judgebench_find(enum judgebench_judge judge,
				  struct momus_text t,
				  struct momus_arena *arena)
{
	struct momus_text line;

	switch (judge) {
	case JUDGEBENCH_ARENA_HARD:
		return find_labels(t, arena);
	case JUDGEBENCH_REWARD_MODEL:
		return find_rewards(t, arena);
	case JUDGEBENCH_SKYWORK_CRITIC:
		return holds(t, "A") ? FIRST : SECOND;
	case JUDGEBENCH_VANILLA:
		t = strip(t);
		return momus_text_equal(t, MOMUS_TEXT("Output (a)"))   ? FIRST
		       : momus_text_equal(t, MOMUS_TEXT("Output (b)")) ? SECOND
								       : NONE;
	case JUDGEBENCH_PANDA_LM:
		t = strip(t);
		line = t;
		momus_text_line(&t, &line);
		return momus_text_equal(line, MOMUS_TEXT("1"))	 ? FIRST
		       : momus_text_equal(line, MOMUS_TEXT("2")) ? SECOND
								 : TIE;
	case JUDGEBENCH_JUDGE_LM:
		return find_scores(t);
	case JUDGEBENCH_AUTO_J:
		return find_final(t);
	default:
		return find_result(t);
	}
}

/* LABEL with each ">>" as ">", from the left, none read twice. */
static struct momus_text shorten(struct momus_text label,
				 struct momus_arena *arena)
{
	char *made = momus_arena_alloc(arena, label.len + 1);
	size_t n = 0;

	for (size_t i = 0; made && i < label.len; i++) {
		made[n++] = label.ptr[i];
		if (label.ptr[i] == '>' && i + 1 < label.len &&
		    label.ptr[i + 1] == '>')
			i++;
	}
	return (struct momus_text){ made, made ? n : 0 };
}

/* What LABEL means, whichever way round it is written; none if nothing. */
static struct momus_text meaning(struct momus_text label)
{
	static const char *const words[3][4] = {
		{ "A>B", "A>>B", "B<A", "B<<A" },
		{ "B>A", "B>>A", "A<B", "A<<B" },
		{ "A=B", "B=A", "A==B", "B==A" }
	};
	const struct momus_text means[] = { FIRST, SECOND, TIE };

	for (int i = 0; i < 12; i++)
		if (momus_text_equal(label, momus_text_of(words[i / 4][i % 4])))
			return means[i / 4];
	return NONE;
}

/* What all labels of FOUND mean alike; none if they do not agree. */
static struct momus_text agreed(struct momus_text found)
{
	struct momus_text rest = found, said = NONE, one;
	size_t end;

	while (rest.len) {
		end = momus_text_find(rest, MOMUS_TEXT(" "), 0);
		if (end == (size_t)-1)
			end = rest.len;
		one = meaning(cut(rest, 0, end));
		if (!one.len || (said.len && !momus_text_equal(one, said)))
			return NONE;
		said = one;
		end += end < rest.len;
		rest = cut(rest, end, rest.len);
	}
	return said;
}

struct momus_text judgebench_decide(struct momus_text found, bool strict,
				    struct momus_arena *arena)
{
	size_t gap = momus_text_find(found, MOMUS_TEXT(" "), 0);
	double a, b;

	if (gap != (size_t)-1 && momus_text_float(cut(found, 0, gap), &a) &&
	    momus_text_float(cut(found, gap + 1, found.len), &b))
		return strict || a > b ? compare(a, b) : SECOND;
	if (strict)
		return agreed(found);
	return gap == (size_t)-1 ? shorten(found, arena) : NONE;
}
