/* words.c - what judges say: each kind's verdict in its words */
#include <string.h>

#include <momus/checker.h>
#include <momus/space.h>

#include "decisions.h"
#include "judgebench.h"

enum { MOST_LABELS = 8 };

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
		*out = momus_text_cut(t, from + 2, to);
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
			 momus_space_skip(t, i + 9) > i + 9)
			at = i + 9;
		else if (line && goes_on(t, i, "result"))
			at = i + 6 + goes_on(t, i + 6, ":");
		if (!at)
			continue;
		to = momus_space_skip(t, at);
		if (goes_on(t, i, "[result]") && to > at &&
		    goes_on(t, to, "response"))
			to = momus_space_skip(t, to + 8);
		if (!goes_on(t, to, "a") && !goes_on(t, to, "b"))
			continue;
		if (to + 1 == t.len || t.ptr[to + 1] == ']' ||
		    momus_space_skip(t, to + 1) > to + 1)
			return goes_on(t, to, "a") ? JUDGEBENCH_FIRST
						   : JUDGEBENCH_SECOND;
	}
	return JUDGEBENCH_NONE;
}

static struct momus_text find_final(struct momus_text t)
{
	const struct momus_text words = MOMUS_TEXT("final decision is ");
	size_t at = (size_t)-1, next = 0;

	t = momus_space_strip(t);
	while ((next = momus_text_find(t, words, next)) != (size_t)-1)
		at = next++;
	if (at == (size_t)-1)
		return JUDGEBENCH_NONE;
	at = momus_space_skip(t, at + words.len);
	return goes_on(t, at, "response 1")   ? JUDGEBENCH_FIRST
	       : goes_on(t, at, "response 2") ? JUDGEBENCH_SECOND
	       : goes_on(t, at, "tie")	      ? JUDGEBENCH_TIE
					      : JUDGEBENCH_NONE;
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
	if (gaps != 1 || !momus_text_float(momus_text_cut(line, 0, gap), &a) ||
	    !momus_text_float(momus_text_cut(line, gap + 1, line.len), &b))
		return JUDGEBENCH_TIE;
	return judgebench_compare(a, b);
}

/* "[19.875, 19.5]" as "19.875 19.5". */
static struct momus_text find_rewards(struct momus_text t,
				      struct momus_arena *arena)
{
	struct momus_text key, score[3];
	struct momus_buffer both;
	size_t at = 0, n = 0;
	double x;

	t = momus_space_strip(t);
	if (!momus_json_valid(t, NULL))
		return JUDGEBENCH_NONE;
	while (n < 3 && momus_json_next(t, &at, &key, &score[n]))
		n++;
	if (n != 2 || key.len || !momus_text_float(score[0], &x) ||
	    !momus_text_float(score[1], &x))
		return JUDGEBENCH_NONE;
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
		return holds(t, "A") ? JUDGEBENCH_FIRST : JUDGEBENCH_SECOND;
	case JUDGEBENCH_VANILLA:
		t = momus_space_strip(t);
		return momus_text_equal(t, MOMUS_TEXT("Output (a)"))
			       ? JUDGEBENCH_FIRST
		       : momus_text_equal(t, MOMUS_TEXT("Output (b)"))
			       ? JUDGEBENCH_SECOND
			       : JUDGEBENCH_NONE;
	case JUDGEBENCH_PANDA_LM:
		t = momus_space_strip(t);
		line = t;
		momus_text_line(&t, &line);
		return momus_text_equal(line, MOMUS_TEXT("1"))
			       ? JUDGEBENCH_FIRST
		       : momus_text_equal(line, MOMUS_TEXT("2"))
			       ? JUDGEBENCH_SECOND
			       : JUDGEBENCH_TIE;
	case JUDGEBENCH_JUDGE_LM:
		return find_scores(t);
	case JUDGEBENCH_AUTO_J:
		return find_final(t);
	default:
		return find_result(t);
	}
}
