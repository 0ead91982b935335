/* answers.c - see answers.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "reports/compare/compare.h"
#include "reports/plan/answers.h"

static void take(int8_t *row, const struct momus_version *v, uint32_t problem,
		 uint32_t turn)
{
	for (uint32_t leaf = 0; leaf < v->leaves; leaf++)
		row[leaf] = momus_version_passed(v, problem, turn, leaf);
}

static int make_room(struct momus_answers *a, struct momus_error *err)
{
	a->base = malloc(a->n * a->k + 1);
	if (a->l)
		a->next = malloc(a->n * a->l + 1);
	if (a->base && (a->next || !a->l))
		return MOMUS_OK;
	return momus_fail(err, MOMUS_ENOMEM, "plan: out of memory");
}

static int load_one(struct momus_answers *a, struct momus_error *err)
{
	struct momus_version v = { .path = NULL };
	int rc = momus_version_load(&v, a->base_path, err);

	if (rc == MOMUS_OK && a->turn > (int)v.turns)
		rc = momus_fail(err, MOMUS_EINVAL,
				"plan: --turn %d: %s has turns 0 to %u",
				a->turn, a->base_path, v.turns);
	a->turn = a->turn < 0 ? (int)v.turns : a->turn;
	a->n = v.n;
	a->k = v.leaves;
	if (rc == MOMUS_OK)
		rc = make_room(a, err);
	for (size_t i = 0; rc == MOMUS_OK && i < a->n; i++)
		take(a->base + i * a->k, &v, (uint32_t)i, (uint32_t)a->turn);
	momus_version_release(&v);
	return rc;
}

static int load_two(struct momus_answers *a, const char *despite,
		    struct momus_error *err)
{
	const struct momus_compare_options o = { .alpha = 0.05,
						 .margin = 0.01,
						 .power = 0.8,
						 .turn = a->turn,
						 .despite = despite };
	const struct momus_versions *v;
	struct momus_comparison c;
	int rc = momus_compare(&c, &a->base_path, 1, a->next_path, &o, err);

	if (rc < 0)
		return rc;
	v = &c.versions;
	a->turn = c.options.turn;
	a->n = v->n;
	a->k = v->base.leaves;
	a->l = v->next.leaves;
	rc = make_room(a, err);
	for (size_t i = 0; rc == MOMUS_OK && i < a->n; i++) {
		take(a->base + i * a->k, &v->base, v->matches[i].base,
		     (uint32_t)a->turn);
		take(a->next + i * a->l, &v->next, v->matches[i].next,
		     (uint32_t)a->turn);
	}
	momus_comparison_release(&c);
	return rc;
}

int momus_answers_load(struct momus_answers *a, const char *base,
		       const char *next, int turn, const char *despite,
		       struct momus_error *err)
{
	int rc;

	*a = (struct momus_answers){ .base_path = base,
				     .next_path = next,
				     .turn = turn };
	rc = next ? load_two(a, despite, err) : load_one(a, err);
	if (rc < 0)
		momus_answers_release(a);
	return rc;
}

void momus_answers_release(struct momus_answers *a)
{
	free(a->base);
	free(a->next);
	memset(a, 0, sizeof(*a));
}
