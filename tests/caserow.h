/* caserow.h - rows of data as tests have them: a line of text, a file of cases */
#ifndef CASEROW_H
#define CASEROW_H

#include <stddef.h>

#include <momus/arena.h>
#include <momus/row.h>

/* LINE as row number NUMBER of "d.jsonl", to be freed with momus_row_free(); a test
 * fails, and it is NULL, if it is none. */
struct momus_row *caserow_parse(struct momus_text line, size_t number);

/* The string under KEY, in ARENA and NUL-terminated; OTHERWISE without one. */
const char *caserow_str(const struct momus_row *row, const char *key,
			const char *otherwise, struct momus_arena *arena);

/* The number under KEY; OTHERWISE without one. */
double caserow_real(const struct momus_row *row, const char *key,
		    double otherwise);

/* Gives each row of the file NAME (from the top of the sources) to CHECK; how many
 * there were. */
size_t caserow_each(const char *name,
		    void (*check)(const struct momus_row *row));

#endif /* CASEROW_H */
