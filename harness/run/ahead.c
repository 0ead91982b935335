/* ahead.c - see ahead.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "run/ahead.h"
#include "run/checkpoints.h"
#include "run/update.h"

static const size_t drawings_limit = (size_t)1 << 36;

int momus_ahead_init(struct momus_ahead *a, struct momus_error *err)
{
	*a = (struct momus_ahead){ .rolling = NULL };
	return momus_drawings_init(&a->drawings, drawings_limit, err);
}

void momus_ahead_release(struct momus_ahead *a)
{
	momus_rolling_free(a->rolling);
	momus_drawings_release(&a->drawings);
	*a = (struct momus_ahead){ .rolling = NULL };
}

void momus_ahead_reset(struct momus_ahead *a, uint64_t step)
{
	momus_drawings_reset(&a->drawings);
	a->step = step;
	a->whole = false;
}

int momus_ahead_load(struct momus_ahead *a, const struct momus_train_plan *p,
		     const struct momus_checkpoint *place,
		     struct momus_error *err)
{
	int rc;

	if (!place->drawn)
		return MOMUS_OK;
	momus_ahead_reset(a, place->step + 1);
	rc = momus_checkpoints_drawn(p, place, &a->drawings, err);
	a->whole = rc == MOMUS_OK;
	return rc;
}

/* What O drew, in the order in which it is learnt from: (n) of *N. */
static struct momus_drawn **list(const struct momus_rollouts_order *o,
				 size_t *n)
{
	const struct momus_dataset *d =
		o->plan->rollouts->setup->benchmark->dataset;
	uint32_t group = o->plan->training.group;
	struct momus_drawn **all = calloc(o->n * group + 1, sizeof *all);

	*n = 0;
	for (size_t i = 0; all && i < o->n * group; i++) {
		const struct momus_pair *pair =
			&o->firsts->pairs[o->pairs[i / group]];

		all[*n] = momus_drawings_find(
			o->drawn, d->problems[pair->problem].id,
			(uint32_t)(pair->branch * group + i % group));
		*n += all[*n] != NULL;
	}
	return all;
}

static int score(const struct momus_train_plan *p, struct momus_drawings *d,
		 struct momus_drawn **all, size_t n,
		 struct momus_example *examples, struct momus_error *err)
{
	const struct momus_scoring s = momus_update_scoring(p);
	float *old;
	bool one;
	int rc;

	for (size_t i = 0; i < n; i++)
		examples[i] = (struct momus_example){ all[i]->tokens, all[i]->n,
						      all[i]->first };
	old = momus_arena_alloc(d->arena,
				(momus_scoring_count(examples, n, NULL) + 1) *
					sizeof *old);
	if (!old)
		return momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
	rc = momus_scoring_forward(&s, examples, n, false, old, NULL, &one,
				   err);
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++) {
		all[i]->old = old;
		old += all[i]->n - all[i]->first;
	}
	return rc;
}

int momus_ahead_score(struct momus_ahead *a, struct momus_error *err)
{
	const struct momus_rollouts_order *o = momus_rolling_order(a->rolling);
	struct momus_example *examples =
		calloc(o->n * o->plan->training.group + 1, sizeof *examples);
	size_t n;
	struct momus_drawn **all = list(o, &n);
	int rc =
		all && examples
			? score(o->plan, o->drawn, all, n, examples, err)
			: momus_fail(err, MOMUS_ENOMEM, "train: out of memory");

	free(all);
	free(examples);
	a->whole |= rc == MOMUS_OK;
	return rc;
}
