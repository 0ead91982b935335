/* rowfile.c - see momus/rowfile.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/row.h"
#include "host/lines.h"
#include "momus/rowfile.h"

struct momus_row_file {
	struct momus_lines *lines; /* owned */
	struct momus_row *row;	   /* owned: the one given out last */
	char path[];
};

int momus_row_file_open(struct momus_row_file **out, const char *path,
			struct momus_error *err)
{
	size_t len = strlen(path);
	struct momus_row_file *r = calloc(1, sizeof *r + len + 1);
	int rc;

	*out = NULL;
	if (!r)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
	memcpy(r->path, path, len + 1);
	rc = momus_lines_open(&r->lines, path, 0, err);
	if (rc < 0)
		free(r);
	else
		*out = r;
	return rc;
}

void momus_row_file_close(struct momus_row_file *r)
{
	if (!r)
		return;
	momus_row_free(r->row);
	momus_lines_close(r->lines);
	free(r);
}

int momus_row_file_next(struct momus_row_file *r, const struct momus_row **row,
			struct momus_error *err)
{
	static const struct momus_text bom = { "\xef\xbb\xbf", 3 };
	struct momus_text line;
	size_t number;
	int rc;

	momus_row_free(r->row);
	r->row = NULL;
	*row = NULL;
	do {
		rc = momus_lines_next(r->lines, &line, &number, err);
		if (rc < 0)
			return rc;
		if (number == 1 && line.len >= bom.len &&
		    memcmp(line.ptr, bom.ptr, bom.len) == 0)
			line = (struct momus_text){ line.ptr + bom.len,
						    line.len - bom.len };
	} while (!momus_text_strip(line).len);
	rc = momus_row_parse(&r->row, line, r->path, number, err);
	if (rc == MOMUS_OK)
		*row = r->row;
	return rc;
}
