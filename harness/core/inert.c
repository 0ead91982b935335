/* inert.c - see inert.h */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>

#include "core/inert.h"

/* Marks, embeddings, overrides and isolates of the bidirectional algorithm
 * (Unicode Standard Annex 9), and the separators a terminal may break at. */
static bool turns(uint32_t c)
{
	return c == 0x061c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static void write_utf8(FILE *file, struct momus_text t)
{
	size_t at = 0;

	while (at < t.len) {
		size_t from = at;
		uint32_t c = momus_text_next(t, &at);

		if (c == '\n' || c == '\t')
			putc((int)c, file);
		else if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			fprintf(file, "\\x%02x", c);
		else if (turns(c))
			fprintf(file, "\\u%04x", c);
		else
			fwrite(t.ptr + from, 1, at - from, file);
	}
}

void momus_inert_write(FILE *file, struct momus_text t)
{
	size_t bad;

	while (!momus_text_is_utf8(t, &bad)) {
		write_utf8(file, (struct momus_text){ t.ptr, bad });
		fputs("\xef\xbf\xbd", file);
		t.ptr += bad + 1;
		t.len -= bad + 1;
	}
	write_utf8(file, t);
}

int momus_inert_copy(char **out, struct momus_text t, struct momus_error *err)
{
	size_t len;
	FILE *f = open_memstream(out, &len);

	if (f)
		momus_inert_write(f, t);
	else
		*out = NULL;
	if (f && fclose(f) == 0)
		return MOMUS_OK;
	free(*out);
	*out = NULL;
	return momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

int momus_inert_lines(char **out, size_t *len, struct momus_text t,
		      struct momus_error *err)
{
	char *to = malloc(t.len + 1);

	*out = to;
	*len = 0;
	if (!to)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < t.len; i++)
		if (t.ptr[i] != '\r' || i + 1 == t.len || t.ptr[i + 1] != '\n')
			to[(*len)++] = t.ptr[i];
	return MOMUS_OK;
}
