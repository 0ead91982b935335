/* lines.c - see lines.h: widths, and sentences */
#include "config.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/inert.h"
#include "reports/text/cells.h"
#include "reports/text/lines.h"

enum { USUAL = 80, LEAST = 40, MOST = 1000, PROSE = 78 };

static size_t within(unsigned long columns)
{
	return columns < LEAST ? LEAST : columns > MOST ? MOST : columns;
}

size_t momus_lines_width(FILE *file)
{
	const char *told = getenv("COLUMNS");
	struct winsize w;
	char *end;

	if (fileno(file) != STDOUT_FILENO)
		return USUAL;
	if (told && *told >= '1' && *told <= '9') {
		unsigned long n = strtoul(told, &end, 10);

		if (!*end)
			return within(n);
	}
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col)
		return within(w.ws_col);
	return USUAL;
}

size_t momus_cells_columns(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

void momus_lines_wrap(FILE *file, size_t width, const char *head, size_t indent,
		      const char *text)
{
	size_t at = momus_cells_columns(head),
	       most = width < PROSE ? width : PROSE;
	bool first = true;

	fputs(head, file);
	while (*text) {
		size_t len = strcspn(text, " "), n = 0;

		for (size_t i = 0; i < len; i++)
			n += ((unsigned char)text[i] & 0xc0) != 0x80;
		if (!first && at + 1 + n > most) {
			fprintf(file, "\n%*s", (int)indent, "");
			at = indent;
		} else if (!first) {
			putc(' ', file);
			at++;
		}
		fwrite(text, 1, len, file);
		at += n;
		first = false;
		text += len + strspn(text + len, " ");
	}
	putc('\n', file);
}

int momus_lines_say(FILE *file, struct momus_error *err, const char *fmt, ...)
{
	char *text = NULL, *inert = NULL;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vasprintf(&text, fmt, args);
	va_end(args);
	if (n >= 0)
		inert = momus_cells_inert(
			(struct momus_text){ text, (size_t)n });
	if (inert)
		momus_lines_wrap(file, momus_lines_width(file), "", 0, inert);
	free(inert);
	if (n >= 0)
		free(text);
	return inert ? MOMUS_OK
		     : momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

char *momus_cells_inert(struct momus_text t)
{
	char *made;

	if (momus_inert_copy(&made, t, NULL) < 0)
		return NULL;
	for (char *c = made; *c; c++)
		if (*c == '\n' || *c == '\t')
			*c = ' ';
	return made;
}

int momus_lines_document(FILE *file, struct momus_document *d,
			 struct momus_error *err)
{
	int rc = momus_document_check(d, err);

	if (rc == MOMUS_OK)
		rc = momus_lines_table(file, momus_lines_width(file),
				       &d->blocks[0], err);
	momus_document_release(d);
	return rc;
}
