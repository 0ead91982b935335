/* escape.c - see html.h: foreign text in a page */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/inert.h"
#include "reports/html/html.h"

/* What stands for C; NULL: itself. */
static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static void write_escaped(FILE *file, const char *s, size_t n)
{
	const char *is;
	size_t from = 0;

	for (size_t i = 0; i < n; i++) {
		is = entity(s[i]);
		if (!is)
			continue;
		fwrite(s + from, 1, i - from, file);
		fputs(is, file);
		from = i + 1;
	}
	fwrite(s + from, 1, n - from, file);
}

int momus_html_text(FILE *file, struct momus_text t, struct momus_error *err)
{
	size_t n = 0;
	char *made;
	int rc;

	/* Most of what is shown is code: plain ASCII, which is inert as it is. */
	while (n < t.len && ((t.ptr[n] >= 0x20 && t.ptr[n] < 0x7f) ||
			     t.ptr[n] == '\n' || t.ptr[n] == '\t'))
		n++;
	if (n)
		write_escaped(file, t.ptr, n);
	if (n == t.len)
		return MOMUS_OK;
	rc = momus_inert_copy(&made,
			      (struct momus_text){ t.ptr + n, t.len - n }, err);
	if (rc < 0)
		return rc;
	write_escaped(file, made, strlen(made));
	free(made);
	return MOMUS_OK;
}
