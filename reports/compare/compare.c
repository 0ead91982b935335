/* compare.c - see compare.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/compare/contrast.h"
#include "reports/compare/flips.h"
#include "reports/compare/shares.h"
#include "stats/paired.h"

static const size_t arena_limit = (size_t)64 << 20;

/* Whether the comma-separated LIST names WHAT, or all. */
static bool names(const char *list, const char *what)
{
	size_t n = strlen(what), len;

	for (; list && *list; list += len + (list[len] == ',')) {
		len = strcspn(list, ",");
		if ((len == n && memcmp(list, what, n) == 0) ||
		    (len == 3 && memcmp(list, "all", 3) == 0))
			return true;
	}
	return false;
}

static int refuse(const struct momus_comparison *c,
		  const struct momus_unlike *u, struct momus_error *err)
{
	return momus_fail(
		err, MOMUS_EINVAL,
		"compare: %s and %s differ in %s: \"%.*s\" and \"%.*s\"; "
		"compare runs of one set-up, or say --despite %s",
		c->versions.base.path, c->versions.next.path, u->where.ptr,
		u->base_there.len > 120 ? 120 : (int)u->base_there.len,
		u->base_there.ptr,
		u->next_there.len > 120 ? 120 : (int)u->next_there.len,
		u->next_there.ptr, u->what);
}

static int check_alike(struct momus_comparison *c, struct momus_error *err)
{
	int rc = momus_unlike(c->versions.base.run, c->versions.next.run,
			      c->arena, c->unlike, &c->n_unlike, err);

	for (size_t i = 0; rc == MOMUS_OK && i < c->n_unlike; i++)
		if (!names(c->options.despite, c->unlike[i].what))
			rc = refuse(c, &c->unlike[i], err);
	return rc;
}

static int choose_turn(struct momus_comparison *c, struct momus_error *err)
{
	uint32_t a = c->versions.base.turns, b = c->versions.next.turns;
	int last = (int)(a < b ? a : b);

	if (c->options.turn > last)
		return momus_fail(err, MOMUS_EINVAL,
				  "compare: --turn %d: the runs have turns 0 "
				  "to %d in common",
				  c->options.turn, last);
	if (c->options.turn < 0)
		c->options.turn = last;
	return MOMUS_OK;
}

static int add(struct momus_comparison *c, enum momus_contrast_kind kind,
	       uint32_t turn, struct momus_error *err)
{
	uint32_t a = c->versions.base.leaves, b = c->versions.next.leaves;
	struct momus_contrast *x = &c->contrasts[c->n_contrasts++];

	*x = (struct momus_contrast){ .kind = kind,
				      .turn = turn,
				      .k = a < b ? a : b,
				      .decides = x == c->primary };
	return momus_contrast_fill(x, c, err);
}

/* The rule by which the answer is given. */
static int make_gate(struct momus_comparison *c, struct momus_error *err)
{
	const struct momus_versions *v = &c->versions;
	const struct momus_compare_options *o = &c->options;
	int rc =
		momus_gate_plan(&c->looks, o->looks, o->n_looks, o->alpha, err);

	if (rc == MOMUS_OK && o->n_looks && o->look >= o->n_looks)
		rc = momus_fail(err, MOMUS_EINVAL,
				"compare: look %zu: %zu are planned",
				o->look + 1, o->n_looks);
	if (rc < 0)
		return rc;
	c->gate = (struct momus_gate){ .margin = o->margin,
				       .single = v->base.leaves == 1 &&
						 v->next.leaves == 1,
				       .anytime = o->e_value,
				       .seed = o->seed };
	momus_gate_at(&c->gate, &c->looks, o->look, o->alpha);
	return MOMUS_OK;
}

static int fill_contrasts(struct momus_comparison *c, struct momus_error *err)
{
	uint32_t a = c->versions.base.turns, b = c->versions.next.turns;
	uint32_t last = a < b ? a : b;
	double p[MOMUS_CONTRASTS_MOST];
	int rc = MOMUS_OK;

	for (uint32_t t = 0; rc == MOMUS_OK && t <= last; t++) {
		if (t == (uint32_t)c->options.turn)
			c->primary = &c->contrasts[c->n_contrasts];
		rc = add(c, MOMUS_CONTRAST_PASS1, t, err);
		if (rc == MOMUS_OK && t)
			rc = add(c, MOMUS_CONTRAST_UP, t, err);
		if (rc == MOMUS_OK && t)
			rc = add(c, MOMUS_CONTRAST_DOWN, t, err);
	}
	if (rc == MOMUS_OK && c->primary->k > 1)
		rc = add(c, MOMUS_CONTRAST_PASSK, c->primary->turn, err);
	if (rc == MOMUS_OK)
		rc = momus_shares_add(c, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < c->n_contrasts; i++)
		p[i] = c->contrasts[i].p;
	rc = momus_adjust(p, c->n_contrasts, p, NULL, err);
	for (size_t i = 0; i < c->n_contrasts; i++)
		c->contrasts[i].adjusted = p[i];
	c->unjudged = c->versions.n - (size_t)c->primary->problems;
	return rc;
}

int momus_compare(struct momus_comparison *out, const char *const *bases,
		  size_t n, const char *next,
		  const struct momus_compare_options *o,
		  struct momus_error *err)
{
	int rc;

	memset(out, 0, sizeof(*out));
	out->options = *o;
	rc = momus_versions_load(&out->versions, bases, n, next, err);
	if (rc < 0)
		return rc;
	out->arena = momus_arena_create(arena_limit);
	if (!out->arena)
		rc = momus_fail(err, MOMUS_ENOMEM, "compare: out of memory");
	if (rc == MOMUS_OK)
		rc = check_alike(out, err);
	if (rc == MOMUS_OK)
		rc = choose_turn(out, err);
	if (rc == MOMUS_OK)
		rc = make_gate(out, err);
	if (rc == MOMUS_OK)
		rc = fill_contrasts(out, err);
	if (rc == MOMUS_OK)
		rc = momus_flips_find(out, err);
	if (rc < 0)
		momus_comparison_release(out);
	return rc;
}

void momus_comparison_release(struct momus_comparison *c)
{
	momus_versions_release(&c->versions);
	momus_arena_free(c->arena);
	free(c->harmful.list);
	free(c->beneficial.list);
	free(c->churn.list);
	memset(c, 0, sizeof(*c));
}
