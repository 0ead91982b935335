/* flips.c - see flips.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "reports/compare/contrast.h"
#include "reports/compare/flips.h"

static int by_change(const void *a, const void *b)
{
	const struct momus_flip *x = a, *y = b;
	double dx = fabs(x->next - x->base), dy = fabs(y->next - y->base);

	if (dx != dy)
		return dx > dy ? -1 : 1;
	return x->id.ptr < y->id.ptr ? -1 : x->id.ptr > y->id.ptr;
}

/* How problem M ended in both runs: by the first sample that ended differently,
 * else by the first.  Whether one did. */
static bool statuses(const struct momus_versions *v, struct momus_match m,
		     uint32_t turn, struct momus_flip *f)
{
	uint32_t n = v->base.leaves < v->next.leaves ? v->base.leaves
						     : v->next.leaves;

	for (uint32_t leaf = 0; leaf < n; leaf++) {
		uint8_t a = momus_version_status(&v->base, m.base, turn, leaf);
		uint8_t b = momus_version_status(&v->next, m.next, turn, leaf);

		if (leaf == 0 || a != b) {
			f->base_status = a;
			f->next_status = b;
		}
		if (a != b)
			return true;
	}
	return false;
}

static struct momus_flips *list_for(struct momus_comparison *c,
				    const struct momus_flip *f, bool otherwise)
{
	if (f->next < f->base)
		return &c->harmful;
	if (f->next > f->base)
		return &c->beneficial;
	return f->base == 0 && otherwise ? &c->churn : NULL;
}

int momus_flips_find(struct momus_comparison *c, struct momus_error *err)
{
	struct momus_versions *v = &c->versions;
	struct momus_flips *lists[] = { &c->harmful, &c->beneficial,
					&c->churn };
	uint32_t turn = (uint32_t)c->options.turn;

	for (int i = 0; i < 3; i++) {
		lists[i]->list = calloc(v->n + 1, sizeof(*lists[i]->list));
		if (!lists[i]->list)
			return momus_fail(err, MOMUS_ENOMEM,
					  "compare: out of memory");
	}
	for (size_t i = 0; i < v->n; i++) {
		struct momus_match m = v->matches[i];
		struct momus_flip f = {
			.id = momus_run_problem(v->next.run, m.next).id,
			.base = momus_contrast_of(&v->base, m.base,
						  MOMUS_CONTRAST_PASS1, turn,
						  1),
			.next = momus_contrast_of(&v->next, m.next,
						  MOMUS_CONTRAST_PASS1, turn,
						  1),
		};
		struct momus_flips *list;

		if (isnan(f.base) || isnan(f.next))
			continue;
		list = list_for(c, &f, statuses(v, m, turn, &f));
		if (list)
			list->list[list->n++] = f;
	}
	for (int i = 0; i < 3; i++)
		qsort(lists[i]->list, lists[i]->n, sizeof(struct momus_flip),
		      by_change);
	return MOMUS_OK;
}
