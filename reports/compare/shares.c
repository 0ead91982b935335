/* shares.c - see shares.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "reports/compare/shares.h"
#include "reports/gather.h"
#include "stats/bootstrap.h"
#include "stats/swap.h"

struct metric {
	enum momus_contrast_kind kind;
	size_t k; /* sums */
	momus_bootstrap_fn *figure;
};

static void kept(const void *arg, const double *s, double *figure)
{
	(void)arg;
	*figure =
		s[MOMUS_ROW_CC] + s[MOMUS_ROW_CW] > 0
			? s[MOMUS_ROW_CC] / (s[MOMUS_ROW_CC] + s[MOMUS_ROW_CW])
			: NAN;
}

static void mended(const void *arg, const double *s, double *figure)
{
	(void)arg;
	*figure =
		s[MOMUS_ROW_WC] + s[MOMUS_ROW_WW] > 0
			? s[MOMUS_ROW_WC] / (s[MOMUS_ROW_WC] + s[MOMUS_ROW_WW])
			: NAN;
}

static void macro_f1(const void *arg, const double *s, double *figure)
{
	const struct momus_confusion c = { s[MOMUS_ROW_PASSED_CORRECT],
					   s[MOMUS_ROW_PASSED_INCORRECT],
					   s[MOMUS_ROW_FAILED_CORRECT],
					   s[MOMUS_ROW_FAILED_INCORRECT] };

	(void)arg;
	*figure = momus_discriminate(&c).macro_f1;
}

static const struct metric metrics[] = {
	{ MOMUS_CONTRAST_KEPT, MOMUS_ROW_STEPS, kept },
	{ MOMUS_CONTRAST_MENDED, MOMUS_ROW_STEPS, mended },
	{ MOMUS_CONTRAST_F1, MOMUS_ROW_JUDGMENTS, macro_f1 },
};

/* Adds to SUMS what PROBLEM of G adds, over TURNS. */
static bool take(const struct momus_gathered *g, const struct metric *m,
		 uint32_t problem, uint32_t turns, double *sums)
{
	bool any = false;

	for (uint32_t t = 1; t <= turns; t++) {
		const double *row = m->kind == MOMUS_CONTRAST_F1
					    ? g->turn[t].judged[0].rows
					    : g->turn[t].steps_rows;

		row += problem * m->k;
		for (size_t j = 0; j < m->k; j++) {
			sums[j] += row[j];
			any |= row[j] > 0;
		}
	}
	return any;
}

static void difference(const void *arg, const double *sums, double *figures)
{
	const struct metric *m = arg;
	double base, next;

	m->figure(NULL, sums, &base);
	m->figure(NULL, sums + m->k, &next);
	figures[0] = next - base;
}

static int conclude(struct momus_contrast *x, const struct metric *m,
		    const double *rows, size_t n, uint64_t seed,
		    struct momus_error *err)
{
	const struct momus_bootstrap b = { .rows = rows,
					   .n = n,
					   .k = 2 * m->k,
					   .figures = difference,
					   .arg = m,
					   .m = 1,
					   .seed = seed,
					   .purpose = "compare-shares" };
	const struct momus_swap s = { .rows = rows,
				      .n = n,
				      .k = m->k,
				      .figure = m->figure,
				      .seed = seed };
	struct momus_interval i;
	int rc = momus_bootstrap(&b, &i, err);

	if (rc == MOMUS_OK)
		rc = momus_swap_test(&s, &x->p, err);
	if (!(i.high > i.low)) /* every resample says the same, or nothing */
		return rc;
	x->low = i.low;
	x->high = i.high;
	x->interval = MOMUS_INTERVAL_BOOTSTRAP;
	return rc;
}

static int add(struct momus_comparison *c, const struct metric *m,
	       const struct momus_gathered *base,
	       const struct momus_gathered *next, struct momus_error *err)
{
	const struct momus_versions *v = &c->versions;
	uint32_t turns = base->turns < next->turns ? base->turns : next->turns;
	double *rows = calloc(v->n + 1, 2 * m->k * sizeof(*rows));
	double sums[2 * MOMUS_SWAP_MOST] = { 0 };
	struct momus_contrast x = { .kind = m->kind,
				    .turn = turns,
				    .low = NAN,
				    .high = NAN,
				    .interval = MOMUS_INTERVAL_NONE,
				    .p = NAN,
				    .adjusted = NAN,
				    .detectable = NAN,
				    .worse = NAN };
	int rc = MOMUS_OK;

	if (!rows)
		return momus_fail(err, MOMUS_ENOMEM, "compare: out of memory");
	for (size_t i = 0; i < v->n; i++) {
		double *row = rows + i * 2 * m->k;
		bool a = take(base, m, v->matches[i].base, turns, row);
		bool b = take(next, m, v->matches[i].next, turns, row + m->k);

		x.problems += a || b;
		for (size_t j = 0; j < 2 * m->k; j++)
			sums[j] += row[j];
	}
	m->figure(NULL, sums, &x.base);
	m->figure(NULL, sums + m->k, &x.next);
	x.difference = x.next - x.base;
	if (!isnan(x.difference))
		rc = conclude(&x, m, rows, v->n, c->options.seed, err);
	/* What one run alone has is shown, and what the other lacks said. */
	if (!isnan(x.base) || !isnan(x.next))
		c->contrasts[c->n_contrasts++] = x;
	free(rows);
	return rc;
}

int momus_shares_add(struct momus_comparison *c, struct momus_error *err)
{
	const struct momus_versions *v = &c->versions;
	struct momus_gathered base, next;
	int rc;

	if (!v->base.turns || !v->next.turns || v->base.pooled)
		return MOMUS_OK;
	rc = momus_gather(&base, v->base.run, v->base.path, err);
	if (rc < 0)
		return rc;
	rc = momus_gather(&next, v->next.run, v->next.path, err);
	if (rc < 0) {
		momus_gathered_release(&base);
		return rc;
	}
	for (size_t i = 0; i < 3 && rc == MOMUS_OK; i++)
		rc = add(c, &metrics[i], &base, &next, err);
	momus_gathered_release(&base);
	momus_gathered_release(&next);
	return rc;
}
