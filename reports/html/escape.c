/* escape.c - see html.h: foreign text in a page */
#include "config.h"

#include <stdlib.h>

#include "core/inert.h"
#include "reports/html/html.h"

int momus_html_text(FILE *file, struct momus_text t, struct momus_error *err)
{
	char *made;
	int rc = momus_inert_copy(&made, t, err);

	if (rc < 0)
		return rc;
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
