/* study.h - a file that names many runs: generators x benchmarks x rows
 *
 * A row is what is compared: a critic, a feedback mode, widths.  Each run is a
 * cell: an ordinary recipe, with a name of its own that stays when others are
 * added.  What the file says beside is said to every cell; a row says it for its
 * own.
 */
#ifndef MOMUS_HOST_STUDY_H
#define MOMUS_HOST_STUDY_H

#include "host/recipe.h"

struct momus_study_cell {
	char *name;		     /* owned: "qwen.mbppplus.zero-shot" */
	struct momus_recipe *recipe; /* owned, checked */
	const char *generator, *benchmark, *row; /* borrowed from .recipe */
	int after; /* the cell whose store it reads, or -1 */
};

struct momus_study {
	const char *name; /* borrowed from the file */
	struct momus_study_cell *cells;
	size_t n;
};

/* Whether FILE is a study: it has the key "study". */
MOMUS_API bool momus_study_is(const struct momus_recipe *file);

/* The cells of FILE, which lives on: by generator, then benchmark, then row.
 * Their stores will be STORES/NAME.h5, which the control "shuffled" is told.
 * MOMUS_EINVAL names the key, the row or the cell, and what to do. */
MOMUS_API int momus_study_expand(struct momus_study *out,
				 const struct momus_recipe *file,
				 const char *stores, struct momus_error *err);
MOMUS_API void momus_study_release(struct momus_study *study);

/* study-row.c */

struct momus_study_row { /* one variant of an entry of "rows" */
	char *label;	 /* owned */
	cJSON *object;	 /* owned: every key has one value */
};

struct momus_study_rows {
	struct momus_study_row *list; /* owned */
	size_t n;
	const char *baseline; /* the label of one of them */
};

/* The rows of FILE: lists of critics, feedbacks and widths multiplied out, and
 * said in the label; keys that FILE says for all of them put in. */
int momus_study_rows(struct momus_study_rows *out,
		     const struct momus_recipe *file, struct momus_error *err);
void momus_study_rows_release(struct momus_study_rows *rows);

#endif /* MOMUS_HOST_STUDY_H */
