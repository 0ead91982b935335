/* categories.h - the categories that a run's problems fall into */
#ifndef MOMUS_REPORTS_CATEGORIES_H
#define MOMUS_REPORTS_CATEGORIES_H

#include "store/reader.h"

struct momus_category {
	struct momus_text name; /* borrowed from the run; "(none)" */
	size_t first;		/* its first problem */
};

struct momus_categories {	     /* in the order of their first problems */
	struct momus_category *list; /* owned */
	size_t n;
};

/* The categories of RUN's problems. */
int momus_categories(struct momus_categories *out, const struct momus_run *run,
		     struct momus_error *err);
void momus_categories_release(struct momus_categories *c);

/* Whether PROBLEM of RUN is in C. */
bool momus_category_has(const struct momus_category *c,
			const struct momus_run *run, size_t problem);

#endif /* MOMUS_REPORTS_CATEGORIES_H */
