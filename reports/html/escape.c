/* escape.c - see html.h: foreign text in a page */
#include "config.h"

#include <stdlib.h>

#include "cli/inert.h"
#include "reports/html/html.h"

int momus_html_text(FILE *file, struct momus_text t, struct momus_error *err)
{
	char *made = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&made, &len);

	if (f)
		momus_inert_write(f, t);
	if (!f || fclose(f) != 0) {
		free(made);
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	}
	for (const char *c = made; *c; c++)
		switch (*c) {
		case '&':
			fputs("&amp;", file);
			break;
		case '<':
			fputs("&lt;", file);
			break;
		case '>':
			fputs("&gt;", file);
			break;
		case '"':
			fputs("&quot;", file);
			break;
		case '\'':
			fputs("&#39;", file);
			break;
		default:
			putc(*c, file);
		}
	free(made);
	return MOMUS_OK;
}
