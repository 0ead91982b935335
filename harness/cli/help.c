/* help.c - momus help [COMMAND] */
#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "reports/text/lines.h"

static int list(void)
{
	puts("usage: momus COMMAND [ARGUMENT]…\n");
	for (const struct momus_command *const *c = momus_commands; *c; c++)
		printf("  %-10s %s\n", (*c)->name, (*c)->summary);
	puts("\n`momus help COMMAND` says more; so does momus(1).");
	return 0;
}

/* Columns before what a line says: of "  --option  text" up to the text, else its
 * blanks; .head is what stands in them. */
struct entry {
	size_t indent;
	char head[64];
	char *text; /* owned: the lines that belong to it, blanks between */
	size_t len;
};

/* Where the description of an option's LINE begins; 0: it has none. */
static size_t description_of(const char *line, size_t len)
{
	size_t at = strspn(line, " ");

	for (; at + 2 < len; at++)
		if (line[at] == ' ' && line[at + 1] == ' ') {
			at += strspn(line + at, " ");
			return at < len ? at : 0;
		}
	return 0;
}

static void flush(struct entry *e)
{
	if (e->len)
		momus_lines_wrap(stdout, momus_lines_width(stdout), e->head,
				 e->indent, e->text);
	e->len = 0;
}

static void append(struct entry *e, const char *text, size_t len)
{
	if (e->len)
		e->text[e->len++] = ' ';
	memcpy(e->text + e->len, text, len);
	e->len += len;
	e->text[e->len] = '\0';
}

/* A line of its own; one that is too long goes on further in. */
static void stand(const char *line, size_t len, size_t blanks)
{
	char head[8] = "", *text = strndup(line + blanks, len - blanks);

	if (blanks < sizeof head)
		memcpy(head, "       ", blanks);
	if (!text || !*text || len <= momus_lines_width(stdout) - 2)
		printf("%.*s\n", (int)len, line);
	else
		momus_lines_wrap(stdout, momus_lines_width(stdout), head,
				 blanks + 4, text);
	free(text);
}

/* Takes LINE: it goes on with what stands before it in the same column, or begins
 * an entry, or stands by itself. */
static void take(struct entry *e, const char *line, size_t len)
{
	size_t blanks = strspn(line, " ");
	bool entry = blanks == 2 || blanks == 4;
	size_t at = entry ? description_of(line, len) : blanks;

	if (blanks == 4 && !at)
		at = blanks;
	if (e->len && blanks == e->indent && blanks < len) {
		append(e, line + blanks, len - blanks);
		return;
	}
	flush(e);
	if (blanks >= len || (blanks == 2 && !at) || at >= sizeof e->head) {
		stand(line, len, blanks);
		return;
	}
	e->indent = at;
	memcpy(e->head, line, at);
	e->head[at] = '\0';
	append(e, line + at, len - at);
}

/* TEXT, its lines broken anew where a terminal is narrow. */
static int write_folded(const char *text, struct momus_error *err)
{
	struct entry e = { .text = malloc(strlen(text) + 2) };

	if (!e.text)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	while (*text) {
		size_t len = strcspn(text, "\n");

		take(&e, text, len);
		text += len + (text[len] == '\n');
	}
	flush(&e);
	free(e.text);
	return MOMUS_OK;
}

static int help(int argc, char **argv, struct momus_error *err)
{
	const struct momus_command *c;
	int rc;

	if (argc < 2)
		return list();
	if (argc > 2)
		return momus_fail(err, MOMUS_EINVAL,
				  "\"%s\" is one argument too many; usage: "
				  "momus help [COMMAND]",
				  argv[2]);
	rc = momus_command_find(argv[1], &c, err);
	if (rc < 0)
		return rc;
	momus_lines_wrap(stdout, momus_lines_width(stdout), "usage: momus ", 8,
			 c->usage);
	putchar('\n');
	rc = write_folded(c->help ? c->help : c->summary, err);
	putchar('\n');
	return rc;
}

const struct momus_command momus_command_help = {
	.name = "help",
	.usage = "help [COMMAND]",
	.summary = "list the commands, or explain one",
	.prints = true,
	.run = help,
};
