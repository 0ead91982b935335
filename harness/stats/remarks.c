/* remarks.c - see remarks.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "stats/program.h"
#include "stats/remarks.h"

enum { QUOTED = 12, BLOCK = 20, RUN = 4 };

static const struct {
	const char *name, *words;
} strategies[MOMUS_STRATEGIES] = {
#define STRATEGY(name, words) { name, words },
#include "stats/strategies.def"
#undef STRATEGY
};

const char *momus_strategy_name(int i)
{
	return strategies[i].name;
}

static void measure(struct momus_text t, struct momus_remarks *out)
{
	bool inside = false;

	for (size_t at = 0; at < t.len;) {
		bool space = momus_text_is_space(momus_text_next(t, &at));

		out->characters++;
		out->words += !space && !inside;
		inside = !space;
	}
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

/* Whether one of WORDS, parted by |, begins at AT. */
static bool any_begins(struct momus_text t, size_t at, const char *words)
{
	for (size_t i = at;; i++, words++) {
		char c = i < t.len ? t.ptr[i] : '|';

		if (*words == '|' || !*words)
			return true;
		if ((c >= 'A' && c <= 'Z' ? c + 32 : c) == *words)
			continue;
		while (*words && *words != '|')
			words++;
		if (!*words)
			return false;
		i = at - 1; /* the next word, from the start */
	}
}

unsigned momus_strategies_read(struct momus_text t)
{
	unsigned found = 0;

	for (size_t at = 0; at < t.len; at++) {
		if (!is_letter(t.ptr[at]) || (at && is_letter(t.ptr[at - 1])))
			continue;
		for (unsigned i = 0; i < MOMUS_STRATEGIES; i++)
			if (!(found >> i & 1) &&
			    any_begins(t, at, strategies[i].words))
				found |= 1u << i;
	}
	return found;
}

static bool is_fence(struct momus_text line)
{
	line = momus_text_strip(line);
	return line.len >= 3 && !memcmp(line.ptr, "```", 3);
}

/* Cuts the next fenced block off REST; one without an end goes to the text's. */
static bool next_block(struct momus_text *rest, struct momus_text *block)
{
	struct momus_text line;
	const char *from = NULL;

	while (momus_text_line(rest, &line)) {
		if (!is_fence(line))
			continue;
		if (from) {
			*block = (struct momus_text){ from, (size_t)(line.ptr -
								     from) };
			return true;
		}
		from = rest->ptr;
	}
	if (!from)
		return false;
	*block = (struct momus_text){ from, (size_t)(rest->ptr - from) };
	return true;
}

static size_t depth_of(struct momus_text line)
{
	size_t n = 0;

	while (n < line.len && (line.ptr[n] == ' ' || line.ptr[n] == '\t'))
		n++;
	return n;
}

static bool has_function(struct momus_text block)
{
	struct momus_text line;
	size_t depth = 0, deeper = 0;
	bool inside = false;

	while (momus_text_line(&block, &line)) {
		size_t at = depth_of(line);

		if (!momus_text_strip(line).len)
			continue;
		if (inside && at > depth && ++deeper == 2)
			return true;
		if (at <= depth || !inside) {
			inside = line.len - at > 4 &&
				 !memcmp(line.ptr + at, "def ", 4);
			depth = at;
			deeper = 0;
		}
	}
	return false;
}

/* The runs of RUN tokens that BLOCK shares with program P, and how many of each
 * there are; how many tokens BLOCK has. */
static bool share(struct momus_text block, struct momus_text program,
		  size_t *shared, size_t *of, size_t *tokens)
{
	struct momus_words *words = momus_words_create();
	struct momus_program a = { .shape = { .at = NULL } }, b = a;
	bool failed = false,
	     braces = momus_program_braces(MOMUS_TEXT(""), program);
	bool good = words && momus_program_cut(words, block, braces, &a) &&
		    momus_program_cut(words, program, braces, &b);

	*shared = *of = 0;
	if (good) {
		*shared = momus_grams_shared(&a.shape, &b.shape, RUN, &failed);
		*of = momus_grams_count(&b.shape, RUN);
		*tokens = a.shape.n;
	}
	momus_program_release(&a);
	momus_program_release(&b);
	momus_words_free(words);
	return good && !failed;
}

static int look_at(struct momus_text block, struct momus_text solution,
		   struct momus_text revision, struct momus_remarks *out,
		   struct momus_error *err)
{
	size_t to, of, from, from_of, tokens = 0;

	out->quotes = true;
	out->function |= has_function(block);
	if (!share(block, revision, &to, &of, &tokens) ||
	    !share(block, solution, &from, &from_of, &tokens))
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	out->gives |= tokens >= BLOCK && of && 2 * to >= of && to > from;
	return MOMUS_OK;
}

static bool has_line(struct momus_text critique, struct momus_text solution)
{
	struct momus_text line;

	while (momus_text_line(&solution, &line)) {
		line = momus_text_strip(line);
		if (line.len >= QUOTED &&
		    momus_text_find(critique, line, 0) != (size_t)-1)
			return true;
	}
	return false;
}

int momus_remarks_read(struct momus_text critique, struct momus_text solution,
		       struct momus_text revision, struct momus_remarks *out,
		       struct momus_error *err)
{
	struct momus_text rest = critique, block;
	int rc = MOMUS_OK;

	*out = (struct momus_remarks){ .strategies = momus_strategies_read(
					       critique) };
	measure(critique, out);
	while (rc == MOMUS_OK && next_block(&rest, &block))
		rc = look_at(block, solution, revision, out, err);
	out->quotes |= has_line(critique, solution);
	return rc;
}
