/* fields.h - the fields of a row, by names of the recipe's or usual ones */
#ifndef JSONL_FIELDS_H
#define JSONL_FIELDS_H

#include "jsonl.h"

struct fields { /* of one row; what is read lies in .arena */
	const struct jsonl *task;
	const struct momus_row *row;
	struct momus_arena *arena;
	struct momus_error *err;
};

static inline int fields_no_memory(const struct fields *r)
{
	return momus_fail(r->err, MOMUS_ENOMEM, "jsonl: out of memory");
}

/* The field called NAME; without one the first of USUAL (NULL-terminated) that
 * the row has, else the first of all. */
const char *fields_name(const struct fields *r, const char *name,
			const char *const *usual);

/* The text or number under KEY; or each of the list there, (N) of them, at least
 * one. */
int fields_single(const struct fields *r, const char *key,
		  struct momus_text *out);
int fields_values(const struct fields *r, const char *key,
		  struct momus_text **out, size_t *n);

/* TEXTS (N) with SEPARATOR before each but the first, and with LETTERS "A. " and
 * so on before each, behind what B holds. */
void fields_join(struct momus_buffer *b, const struct momus_text *texts,
		 size_t n, const char *separator, bool letters);

/* right.c: the choices of a row, if it has some; then its right answers. */
int right_read_choices(const struct fields *r, struct jsonl_row *row);
int right_read(const struct fields *r, struct jsonl_row *row);

#endif /* JSONL_FIELDS_H */
