/* numbers.c - see numbers.h */
#include <stdio.h>
#include <stdlib.h>

#include "tap.h"
#include "unit/numbers.h"

static void read_row(const char *name, char *line, size_t columns, double *row)
{
	char *end;

	for (size_t i = 0; i < columns; i++, line = end) {
		row[i] = strtod(line, &end);
		if (end == line)
			tap_fail(name, 0, "not %zu numbers in a row", columns);
	}
}

size_t numbers_read(const char *name, size_t columns, double **out)
{
	const char *top = getenv("top_srcdir");
	char path[4096], *line = NULL;
	size_t room = 0, n = 0;
	FILE *f;

	snprintf(path, sizeof path, "%s/tests/data/stats/%s", top ? top : ".",
		 name);
	f = fopen(path, "r");
	if (!f)
		tap_fail(path, 0, "cannot be read");
	*out = NULL;
	while (getline(&line, &room, f) > 0) {
		if (*line == '#')
			continue;
		*out = realloc(*out, (n + 1) * columns * sizeof **out);
		if (!*out)
			tap_fail(path, 0, "out of memory");
		read_row(path, line, columns, *out + n++ * columns);
	}
	free(line);
	fclose(f);
	if (!n)
		tap_fail(path, 0, "is empty");
	return n;
}
