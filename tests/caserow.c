/* caserow.c - see caserow.h */
#include "caserow.h"

#include <stdio.h>
#include <stdlib.h>

#include <momus/rowfile.h>

#include "core/row.h"
#include "tap.h"

struct momus_row *caserow_parse(struct momus_text line, size_t number)
{
	struct momus_row *row = NULL;
	struct momus_error err = { "" };

	if (momus_row_parse(&row, line, "d.jsonl", number, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	return row;
}

const char *caserow_str(const struct momus_row *row, const char *key,
			const char *otherwise, struct momus_arena *arena)
{
	struct momus_text t;

	if (!momus_row_has(row, key))
		return otherwise;
	CHECK_INT(momus_row_str(row, key, &t, NULL), MOMUS_OK);
	return momus_arena_copy(arena, t).ptr;
}

double caserow_real(const struct momus_row *row, const char *key,
		    double otherwise)
{
	if (momus_row_has(row, key))
		CHECK_INT(momus_row_real(row, key, &otherwise, NULL), MOMUS_OK);
	return otherwise;
}

size_t caserow_each(const char *name,
		    void (*check)(const struct momus_row *row))
{
	const char *top = getenv("top_srcdir");
	struct momus_row_file *rows = NULL;
	struct momus_error err = { "" };
	const struct momus_row *row;
	char path[4096];
	size_t n = 0;

	snprintf(path, sizeof path, "%s/%s", top ? top : ".", name);
	if (momus_row_file_open(&rows, path, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	for (; rows && momus_row_file_next(rows, &row, &err) == MOMUS_OK; n++)
		check(row);
	momus_row_file_close(rows);
	return n;
}
