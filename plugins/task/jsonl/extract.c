/* extract.c - the graded part of a response, by option `extract` */
#include "jsonl.h"

#include <string.h>

#include "pattern.h"

/* Answers are kept as bytes, so this is one; no model begins with a NUL. */
static const char given_up[] =
	"\0the search for the answer took too many steps";
static const struct momus_text none_found = { given_up, sizeof given_up - 1 };

bool jsonl_is_given_up(struct momus_text answer)
{
	return momus_text_equal(answer, none_found);
}

static struct momus_text last_line(struct momus_text response)
{
	struct momus_text rest = momus_text_strip(response), line = rest;

	while (momus_text_line(&rest, &line))
		continue;
	return line;
}

/* The rest of the line behind the last MARKER, as models put it: "**Answer:**
 * 42" ends the emphasis behind the marker. */
static struct momus_text behind(struct momus_text response,
				struct momus_text marker)
{
	size_t at = momus_text_find(response, marker, 0), from = (size_t)-1;
	struct momus_text rest, line = { "", 0 };

	for (; at != (size_t)-1 && marker.len;
	     at = momus_text_find(response, marker, at + marker.len))
		from = at + marker.len;
	if (from == (size_t)-1)
		return line;
	rest = (struct momus_text){ response.ptr + from, response.len - from };
	while (rest.len && rest.ptr[0] == '*')
		rest = (struct momus_text){ rest.ptr + 1, rest.len - 1 };
	rest = momus_text_strip(rest);
	momus_text_line(&rest, &line);
	return line;
}

/* Group 1 of the last match; nothing if there is none. */
static struct momus_text matched(struct pattern *p, struct momus_text response)
{
	struct momus_text found, out = { "", 0 };
	size_t at = 0;
	int n = 0;

	while (at <= response.len &&
	       (n = pattern_find(p, response, at, false, &found)) == 1 &&
	       found.ptr) {
		out = pattern_group(p, response);
		at = (size_t)(found.ptr - response.ptr) + found.len;
		if (found.len)
			continue;
		/* Behind an empty match, a code point further. */
		if (at == response.len)
			break;
		momus_text_next(response, &at);
	}
	return n < 0 ? none_found : out;
}

int jsonl_extract(void *self, const struct momus_problem *problem,
		  struct momus_text response, struct momus_arena *arena,
		  struct momus_text *out, struct momus_error *err)
{
	const struct jsonl *task = self;
	const struct jsonl_options *o = task->options;
	bool program = task->grader >= JSONL_IO;
	const char *how = o->extract;

	if (strcmp(how, "usual") == 0)
		how = program ? "first-fence" : "whole";
	/* A response without a fence is the program. */
	if (strcmp(how, "first-fence") == 0 && program &&
	    momus_text_find(response, MOMUS_TEXT("```"), 0) == (size_t)-1)
		how = "whole";
	*out = response;
	if (strcmp(how, "first-fence") == 0)
		return momus_extract(MOMUS_EXTRACT_SANDBOXFUSION,
				     problem->language, response, arena, out,
				     err);
	if (strcmp(how, "last-fence") == 0)
		return momus_extract(MOMUS_EXTRACT_LAST_FENCE,
				     problem->language, response, arena, out,
				     err);
	if (strcmp(how, "last-line") == 0)
		*out = last_line(response);
	else if (strcmp(how, "after") == 0)
		*out = behind(response, momus_text_of(o->marker));
	else if (strcmp(how, "pattern") == 0)
		*out = matched(task->pattern, response);
	if (!program && !jsonl_is_given_up(*out))
		*out = momus_text_strip(*out);
	return MOMUS_OK;
}
