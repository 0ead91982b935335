/* label-plan.h - which judge labels critiques, how it is asked, and what names that
 *
 * A recipe of its own, JSON with comments: "judge" is a model as "critic" is in a
 * run's recipe; all else are the options of struct momus_label_options.
 */
#ifndef MOMUS_RUN_LABEL_PLAN_H
#define MOMUS_RUN_LABEL_PLAN_H

#include "run/model.h"
#include "run/template.h"

struct momus_label_options {
	const char
		*prompt; /* a template; NULL: the one that comes with Momus */
	double temperature, top_p;
	int64_t max_tokens, seed;
	int64_t sample;	  /* critiques; 0: all */
	int64_t requests; /* in flight */
};

struct momus_label_plan {
	struct momus_recipe *recipe; /* borrowed */
	struct momus_arena *arena;   /* owned: options */
	const struct momus_label_options *options;
	struct momus_model judge;
	struct momus_template template;
	struct momus_buffer described; /* of the template, JSON */
	char key[65]; /* hex SHA-256 of what determines answers and choice */
};

/* Opens the judge of RECIPE (read, its keys set), which must outlive OUT, and reads
 * the template.  The caller closes OUT, also after a failure.  MOMUS_EINVAL names
 * the key. */
MOMUS_API int momus_label_plan_open(struct momus_label_plan *out,
				    struct momus_recipe *recipe,
				    struct momus_registry *registry,
				    struct momus_error *err);
MOMUS_API void momus_label_plan_close(struct momus_label_plan *p);

/* How a judge is to sample. */
MOMUS_API struct momus_sampling momus_label_plan_sampling(
	const struct momus_label_plan *p);

struct momus_label_fields { /* of a critique; borrowed */
	struct momus_text critique, solution, statement;
};

/* Appends the message that asks about F. */
MOMUS_API void momus_label_plan_expand(const struct momus_label_plan *p,
				       const struct momus_label_fields *f,
				       struct momus_buffer *out);

#endif /* MOMUS_RUN_LABEL_PLAN_H */
