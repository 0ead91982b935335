/* marks.c - see html.h: one letter for how a solution ended, and words */
#include "config.h"

#include "reports/html/html.h"

static const struct {
	const char *letter, *meaning;
} states[] = {
	[MOMUS_GRID_ABSENT] = { "–", "not there" },
	[MOMUS_GRID_DEPENDS] = { "·", "not asked for" },
	[MOMUS_GRID_FAILED] = { "!", "request failed" },
	[MOMUS_GRID_REFUSED] = { "#", "refused by a filter" },
	[MOMUS_GRID_UNJUDGED] = { "?", "could not be judged" },
	[MOMUS_GRID_JUDGED] = { "", "" },
	[MOMUS_GRID_STOPPED] = { "=", "stopped" },
};

static const char *const statuses[] = {
	[MOMUS_RUN_ACCEPTED] = "right",
	[MOMUS_RUN_WRONG_ANSWER] = "wrong answer",
	[MOMUS_RUN_RUNTIME_ERROR] = "runtime error",
	[MOMUS_RUN_TIME_LIMIT] = "time limit",
	[MOMUS_RUN_MEMORY_LIMIT] = "memory limit",
	[MOMUS_RUN_OUTPUT_LIMIT] = "output limit",
	[MOMUS_RUN_COMPILE_ERROR] = "compile error",
	[MOMUS_RUN_SANDBOX_VIOLATION] = "sandbox violation",
	[MOMUS_RUN_INTERNAL_ERROR] = "internal error",
	[MOMUS_RUN_NOT_RUN] = "not run",
};

const char *momus_html_ending(const struct momus_cell *c, bool strict)
{
	if (c->state != MOMUS_GRID_JUDGED)
		return states[c->state].meaning;
	/* A program may end well and still be wrong, and the reverse. */
	if (c->passed[strict] <= 0 && c->status[strict] == MOMUS_RUN_ACCEPTED)
		return "wrong";
	if (c->passed[strict] > 0 && c->status[strict] != MOMUS_RUN_ACCEPTED)
		return "right";
	return c->status[strict] <= MOMUS_RUN_NOT_RUN
		       ? statuses[c->status[strict]]
		       : "unknown";
}

void momus_html_mark(FILE *file, const struct momus_cell *c, bool strict)
{
	char letter[2] = { momus_run_letter(c->status[strict]), '\0' };
	bool judged = c->state == MOMUS_GRID_JUDGED;

	fprintf(file, "<span class=\"m %c\" title=\"%s%s%s\">%s</span>",
		!judged			? 'u'
		: c->passed[strict] > 0 ? 'y'
					: 'n',
		c->stopped ? "stands: " : "", momus_html_ending(c, strict),
		c->cut ? ", cut at the token limit" : "",
		c->stopped ? "="
		: judged   ? letter
			   : states[c->state].letter);
}

void momus_html_key(FILE *file)
{
	static const struct {
		char colour;
		const char *letter, *meaning;
	} keys[] = {
		{ 'y', "A", "right" },
		{ 'n', "W", "wrong answer" },
		{ 'n', "R", "runtime error" },
		{ 'n', "T", "time limit" },
		{ 'n', "M", "memory limit" },
		{ 'n', "O", "output limit" },
		{ 'n', "C", "compile error" },
		{ 'n', "S", "sandbox violation" },
		{ 'u', "?", "could not be judged" },
		{ 'u', "!", "request failed" },
		{ 'u', "#", "refused" },
		{ 'u', "·", "not asked for" },
		{ 'u', "–", "not there" },
		{ 'y', "=", "stands: the trajectory was stopped" },
	};

	fputs("<div class=\"key\">", file);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		fprintf(file,
			"<span><span class=\"m %c\">%s</span> %s</span>\n",
			keys[i].colour, keys[i].letter, keys[i].meaning);
	fputs("</div>\n", file);
}
