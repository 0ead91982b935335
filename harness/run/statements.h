/* statements.h - the texts of the problems in a data file, one by one
 *
 * By a task, as a run would read them; or by the names that benchmarks have for
 * the field, where all that is wanted is the text.
 */
#ifndef MOMUS_RUN_STATEMENTS_H
#define MOMUS_RUN_STATEMENTS_H

#include "host/loader.h"
#include "momus/text.h"

struct momus_statements_source { /* borrowed */
	const char *path;	 /* JSON Lines, plain or gzip */
	const char *task;	 /* plugin that reads it; NULL: none does */
	const char *field; /* that holds the text; NULL: the first known */
	const struct momus_registry *registry; /* for .task */
};

struct momus_statement {
	struct momus_text id; /* as a task has it, or its group's name, so that
			       * `exclude` finds it */
	struct momus_text text;
	size_t line; /* from 1 */
};

struct momus_statements;

/* MOMUS_ENOTFOUND: no such file or task; MOMUS_EINVAL, MOMUS_EPARSE. */
MOMUS_API int momus_statements_open(
	struct momus_statements **out,
	const struct momus_statements_source *source, struct momus_error *err);
MOMUS_API void momus_statements_close(
	struct momus_statements *s); /* NULL allowed */

/* The next one, borrowed until the next call; MOMUS_END behind the last.
 * MOMUS_EPARSE names file, line and field. */
MOMUS_API int momus_statements_next(struct momus_statements *s,
				    struct momus_statement *out,
				    struct momus_error *err);

/* The field or task that the last text came from; rows the task left out. */
MOMUS_API const char *momus_statements_from(const struct momus_statements *s);
MOMUS_API size_t momus_statements_filtered(const struct momus_statements *s);

#endif /* MOMUS_RUN_STATEMENTS_H */
