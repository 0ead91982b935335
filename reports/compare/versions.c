/* versions.c - see versions.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "reports/compare/versions.h"
#include "reports/grid.h"
#include "stats/outcome.h"

struct place {
	struct momus_text id;
	uint32_t at;
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "compare: out of memory");
}

static void take_cells(struct momus_version *v, const struct momus_grid *grid,
		       size_t problem, bool strict)
{
	size_t at = problem * (v->turns + 1) * v->leaves;

	for (uint32_t t = 0; t <= v->turns; t++)
		for (uint32_t leaf = 0; leaf < v->leaves; leaf++, at++) {
			const struct momus_cell *c = momus_grid_solution(
				grid, t, momus_grid_branch(grid, t, leaf));
			bool known = c->state == MOMUS_GRID_JUDGED;

			v->passed[at] = known ? c->passed[strict]
					      : (int8_t)MOMUS_UNKNOWN;
			v->status[at] = known ? c->status[strict]
					      : (uint8_t)MOMUS_RUN_NOT_RUN;
		}
}

int momus_version_load(struct momus_version *v, const char *path,
		       struct momus_error *err)
{
	struct momus_grid grid;
	size_t at = 0, cells;
	bool strict;
	int rc;

	v->path = path;
	rc = momus_run_open(&v->run, path, err);
	if (rc == MOMUS_OK)
		rc = momus_grid_init(&grid, v->run, path, err);
	if (rc < 0)
		return rc;
	v->n = momus_run_n_problems(v->run);
	v->turns = grid.turns;
	v->leaves = momus_grid_leaves(&grid);
	cells = v->n * (v->turns + 1) * v->leaves;
	v->passed = malloc(cells + 1);
	v->status = malloc(cells + 1);
	strict = strcmp(momus_run_head(v->run)->grader, "strict") == 0;
	if (!v->passed || !v->status)
		rc = no_memory(err);
	for (size_t p = 0; rc == MOMUS_OK && p < v->n; p++) {
		momus_grid_fill(&grid, v->run, p, &at);
		take_cells(v, &grid, p, strict);
	}
	momus_grid_release(&grid);
	return rc;
}

static int by_id(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	size_t n = x->id.len < y->id.len ? x->id.len : y->id.len;
	int d = memcmp(x->id.ptr, y->id.ptr, n);

	return d ? d : x->id.len < y->id.len ? -1 : x->id.len > y->id.len;
}

static int by_next(const void *a, const void *b)
{
	const struct momus_match *x = a, *y = b;

	return x->next < y->next ? -1 : x->next > y->next;
}

/* The problems of RUN, by id; NULL without memory. */
static struct place *sorted(const struct momus_run *run)
{
	size_t n = momus_run_n_problems(run);
	struct place *list = calloc(n + 1, sizeof(*list));

	for (size_t i = 0; list && i < n; i++)
		list[i] = (struct place){ momus_run_problem(run, i).id,
					  (uint32_t)i };
	if (list)
		qsort(list, n, sizeof(*list), by_id);
	return list;
}

int momus_match_problems(const struct momus_run *base,
			 const struct momus_run *next, struct momus_match *out,
			 size_t *n, struct momus_error *err)
{
	size_t n_base = momus_run_n_problems(base), i = 0, j = 0;
	size_t n_next = momus_run_n_problems(next);
	struct place *a = sorted(base), *b = sorted(next);
	int rc = a && b ? MOMUS_OK : no_memory(err);

	*n = 0;
	while (rc == MOMUS_OK && i < n_base && j < n_next) {
		int d = by_id(&a[i], &b[j]);

		if (d == 0)
			out[(*n)++] = (struct momus_match){ a[i].at, b[j].at };
		i += d <= 0;
		j += d >= 0;
	}
	free(a);
	free(b);
	return rc;
}

/* Row (PROBLEM, TURN) of V's cells. */
static size_t row(const struct momus_version *v, size_t problem, uint32_t turn)
{
	return (problem * (v->turns + 1) + turn) * v->leaves;
}

/* Gives V the samples of OTHER too, problem by problem; what OTHER lacks is not
 * known. */
static int pool(struct momus_version *v, const struct momus_version *other,
		struct momus_error *err)
{
	struct momus_version w = *v;
	struct momus_match *m = calloc(other->n + 1, sizeof(*m));
	size_t cells, n = 0;
	int rc = m ? momus_match_problems(v->run, other->run, m, &n, err)
		   : no_memory(err);

	w.turns = v->turns < other->turns ? v->turns : other->turns;
	w.leaves = v->leaves + other->leaves;
	w.pooled = true;
	cells = v->n * (w.turns + 1) * w.leaves;
	w.passed = malloc(cells + 1);
	w.status = malloc(cells + 1);
	if (rc < 0 || !w.passed || !w.status) {
		free(w.passed);
		free(w.status);
		free(m);
		return rc < 0 ? rc : no_memory(err);
	}
	memset(w.passed, MOMUS_UNKNOWN, cells);
	memset(w.status, MOMUS_RUN_NOT_RUN, cells);
	for (size_t p = 0; p < v->n; p++)
		for (uint32_t t = 0; t <= w.turns; t++) {
			memcpy(w.passed + row(&w, p, t),
			       v->passed + row(v, p, t), v->leaves);
			memcpy(w.status + row(&w, p, t),
			       v->status + row(v, p, t), v->leaves);
		}
	for (size_t i = 0; i < n; i++)
		for (uint32_t t = 0; t <= w.turns; t++) {
			size_t to = row(&w, m[i].base, t) + v->leaves;
			size_t from = row(other, m[i].next, t);

			memcpy(w.passed + to, other->passed + from,
			       other->leaves);
			memcpy(w.status + to, other->status + from,
			       other->leaves);
		}
	free(v->passed);
	free(v->status);
	free(m);
	*v = w;
	return MOMUS_OK;
}

static int match(struct momus_versions *v, struct momus_error *err)
{
	int rc;

	v->matches = calloc(v->next.n + 1, sizeof(*v->matches));
	if (!v->matches)
		return no_memory(err);
	rc = momus_match_problems(v->base.run, v->next.run, v->matches, &v->n,
				  err);
	v->base_only = v->base.n - v->n;
	v->next_only = v->next.n - v->n;
	qsort(v->matches, v->n, sizeof(*v->matches), by_next);
	return rc;
}

void momus_version_release(struct momus_version *v)
{
	momus_run_close(v->run);
	free(v->passed);
	free(v->status);
}

static int load_bases(struct momus_version *v, const char *const *paths,
		      size_t n, struct momus_error *err)
{
	int rc = momus_version_load(v, paths[0], err);

	for (size_t i = 1; rc == MOMUS_OK && i < n; i++) {
		struct momus_version other = { .path = NULL };

		rc = momus_version_load(&other, paths[i], err);
		if (rc == MOMUS_OK)
			rc = pool(v, &other, err);
		momus_version_release(&other);
	}
	return rc;
}

/* Nothing is in common: because both are parts of a run? */
static int refuse_apart(const struct momus_versions *v, const char *base,
			const char *next, struct momus_error *err)
{
	const struct momus_store_head *a = momus_run_head(v->base.run);
	const struct momus_store_head *b = momus_run_head(v->next.run);

	if (a->shards < 2 && b->shards < 2)
		return momus_fail(err, MOMUS_EINVAL,
				  "compare: %s and %s have no problem in "
				  "common (%zu and %zu); compare runs of one "
				  "benchmark",
				  base, next, v->base.n, v->next.n);
	if (strcmp(a->recipe_key, b->recipe_key) == 0)
		return momus_fail(err, MOMUS_EINVAL,
				  "compare: %s and %s have no problem in "
				  "common (%zu and %zu): they are shards of "
				  "one run; join all %u with momus merge -o "
				  "ALL.h5 and compare that",
				  base, next, v->base.n, v->next.n, a->shards);
	return momus_fail(err, MOMUS_EINVAL,
			  "compare: %s and %s have no problem in common (%zu "
			  "and %zu): the first is of a run in %u shards, the "
			  "second in %u; join the shards of each with momus "
			  "merge -o ALL.h5 first",
			  base, next, v->base.n, v->next.n, a->shards,
			  b->shards);
}

int momus_versions_load(struct momus_versions *out, const char *const *bases,
			size_t n, const char *next, struct momus_error *err)
{
	int rc;

	memset(out, 0, sizeof(*out));
	rc = load_bases(&out->base, bases, n, err);
	if (rc == MOMUS_OK)
		rc = momus_version_load(&out->next, next, err);
	if (rc == MOMUS_OK)
		rc = match(out, err);
	if (rc == MOMUS_OK && !out->n)
		rc = refuse_apart(out, bases[0], next, err);
	if (rc < 0)
		momus_versions_release(out);
	return rc;
}

void momus_versions_release(struct momus_versions *v)
{
	momus_version_release(&v->base);
	momus_version_release(&v->next);
	free(v->matches);
	memset(v, 0, sizeof(*v));
}
