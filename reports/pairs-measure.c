/* pairs-measure.c - figures of measure.h: pairs, and what votes are worth */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/analysis.h"
#include "reports/measure.h"
#include "reports/pairs.h"

enum { JUDGED, CORRECT, ALIKE, FIRST_JUDGED, FIRST_RIGHT, COLUMNS };

static const double near = 0.005; /* of the plateau, as its estimator says */

struct part { /* of a run: the pairs of one category, or all */
	const struct momus_report_pair **pairs; /* owned */
	size_t n;
	struct momus_text category; /* empty: all */
	uint64_t seed;
};

static void shares(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[0] = momus_ratio(s[CORRECT], s[JUDGED]);
	out[1] = momus_ratio(s[FIRST_RIGHT], s[FIRST_JUDGED]);
	out[2] = momus_ratio(s[ALIKE], s[JUDGED]);
}

/* What pair P adds to the sums in ROW and to the counts C. */
static void add_pair(const struct momus_report_pair *p, double row[COLUMNS],
		     struct momus_pairs *c)
{
	struct momus_pairs one = { .total = 0 };
	enum momus_decision orders[2];
	int first = momus_report_pair_first(p);

	momus_pairs_add(&one, orders, momus_report_pair_orders(p, orders));
	row[JUDGED] = (double)one.judged;
	row[CORRECT] = (double)one.correct;
	row[ALIKE] = (double)(one.judged - one.inconsistent);
	row[FIRST_JUDGED] = first != MOMUS_UNKNOWN;
	row[FIRST_RIGHT] = first == MOMUS_RIGHT;
	c->total++;
	c->judged += one.judged;
	c->correct += one.correct;
	c->incorrect += one.incorrect;
	c->tied += one.tied;
	c->null += one.null;
	c->inconsistent += one.inconsistent;
	c->both_right += one.both_right;
}

static int add_counts(const struct part *part, const struct momus_pairs *c,
		      struct momus_figures *out, struct momus_error *err)
{
	const struct {
		enum momus_figure_kind kind;
		uint64_t n;
	} counts[] = {
		{ MOMUS_FIGURE_PAIRS, c->total },
		{ MOMUS_FIGURE_PAIRS_CORRECT, c->correct },
		{ MOMUS_FIGURE_PAIRS_INCORRECT, c->incorrect },
		{ MOMUS_FIGURE_PAIRS_TIED, c->tied },
		{ MOMUS_FIGURE_PAIRS_NULL, c->null },
		{ MOMUS_FIGURE_PAIRS_INCONSISTENT, c->inconsistent },
		{ MOMUS_FIGURE_PAIRS_BOTH_RIGHT, c->both_right },
		{ MOMUS_FIGURE_PAIRS_UNJUDGED, c->total - c->judged },
	};
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < sizeof counts / sizeof *counts;
	     i++) {
		rc = momus_figures_count(out, counts[i].kind, MOMUS_OF_NONE,
					 MOMUS_POOLED, (double)counts[i].n,
					 c->total, err);
		if (rc == MOMUS_OK)
			out->list[out->n - 1].category = part->category;
	}
	return rc;
}

static int measure_pairs(const struct part *part, struct momus_figures *out,
			 struct momus_error *err)
{
	double *rows = calloc(part->n + 1, COLUMNS * sizeof *rows), missing;
	struct momus_pairs c = { .total = 0 };
	struct momus_target targets[] = {
		{ MOMUS_FIGURE_PAIR_ACCURACY, momus_unbounded, 1u << JUDGED,
		  1u << CORRECT },
		{ MOMUS_FIGURE_PAIR_FIRST_ORDER, momus_unbounded,
		  1u << FIRST_JUDGED, 1u << FIRST_RIGHT },
		{ MOMUS_FIGURE_PAIR_CONSISTENCY, momus_unbounded, 1u << JUDGED,
		  1u << ALIKE },
	};
	const struct momus_analysis a = { { .rows = rows,
					    .n = part->n,
					    .k = COLUMNS,
					    .figures = shares,
					    .m = 3,
					    .seed = part->seed,
					    .purpose = "report pairs" },
					  targets,
					  MOMUS_OF_NONE,
					  MOMUS_POOLED,
					  part->category };
	int rc;

	if (!rows)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < part->n; i++)
		add_pair(part->pairs[i], rows + i * COLUMNS, &c);
	missing = (double)(c.total - c.judged);
	targets[0].bounds = (struct momus_bounds){
		momus_ratio((double)c.correct, (double)c.total),
		momus_ratio((double)c.correct + missing, (double)c.total)
	};
	rc = add_counts(part, &c, out, err);
	if (rc == MOMUS_OK)
		rc = momus_analyse(&a, out, err);
	free(rows);
	return rc;
}

/* Maj@k. */

struct curve { /* columns: K of pairs with k votes, then sums of chances: K in
		* both orders, K in the first */
	size_t n_k;
};

enum { CURVES = 2 };

static void majorities(const void *arg, const double *s, double *out)
{
	const struct curve *c = arg;

	for (size_t i = 0; i < CURVES * c->n_k; i++)
		out[i] = momus_ratio(s[c->n_k + i], s[i % c->n_k]);
}

static void fill_rows(const struct part *part, const uint32_t *ks, size_t n_k,
		      const struct momus_factorials *f, double *rows)
{
	struct momus_report_chances c;
	double *row;

	for (size_t i = 0; i < part->n; i++) {
		row = rows + i * (1 + CURVES) * n_k;
		for (size_t j = 0; j < n_k; j++) {
			if (momus_report_pair_votes(part->pairs[i]) < ks[j])
				continue;
			c = momus_report_pair_chances(part->pairs[i], ks[j], f);
			row[j] = 1.0;
			row[n_k + j] = c.both;
			row[2 * n_k + j] = c.first;
		}
	}
}

static int add_curve(const struct part *part, const uint32_t *ks, size_t n_k,
		     const double *sums, const struct momus_interval *intervals,
		     struct momus_figures *out, struct momus_error *err)
{
	static const enum momus_figure_kind kinds[CURVES] = {
		MOMUS_FIGURE_MAJ_AT_K, MOMUS_FIGURE_MAJ_AT_K_FIRST_ORDER
	};
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < CURVES * n_k; i++) {
		struct momus_figure f = { .kind = kinds[i / n_k],
					  .turn = MOMUS_POOLED,
					  .k = ks[i % n_k],
					  .category = part->category,
					  .value = momus_ratio(sums[n_k + i],
							       sums[i % n_k]),
					  .error = NAN,
					  .least = NAN,
					  .most = NAN };

		f.n = f.problems = (uint64_t)sums[i % n_k];
		momus_figure_resampled(&f, &intervals[i]);
		momus_figure_fall_back(&f);
		rc = momus_figures_add(out, &f, err);
	}
	return rc;
}

/* From which k on the curve in both orders stays close to its end. */
static int add_plateau(const struct part *part, const uint32_t *ks, size_t n_k,
		       const double *sums, struct momus_figures *out,
		       struct momus_error *err)
{
	double last = momus_ratio(sums[2 * n_k - 1], sums[n_k - 1]);
	size_t at = n_k;
	int rc;

	while (at && fabs(momus_ratio(sums[n_k + at - 1], sums[at - 1]) -
			  last) <= near)
		at--;
	rc = momus_figures_count(out, MOMUS_FIGURE_MAJ_PLATEAU, MOMUS_OF_NONE,
				 MOMUS_POOLED, at < n_k ? ks[at] : NAN, part->n,
				 err);
	if (rc == MOMUS_OK)
		out->list[out->n - 1].category = part->category;
	return rc;
}

static int resample(const struct part *part, const struct curve *curve,
		    const double *rows, bool bca,
		    struct momus_interval *intervals, struct momus_error *err)
{
	return momus_bootstrap(
		&(struct momus_bootstrap){ .rows = rows,
					   .n = part->n,
					   .k = (1 + CURVES) * curve->n_k,
					   .figures = majorities,
					   .arg = curve,
					   .m = CURVES * curve->n_k,
					   .seed = part->seed,
					   .purpose = "report maj@k",
					   .bca = bca },
		intervals, err);
}

static int measure_votes(const struct part *part, uint32_t most,
			 struct momus_figures *out, struct momus_error *err)
{
	uint32_t ks[MOMUS_REPORT_KS];
	const struct curve curve = { momus_report_ks(most, ks) };
	size_t n_k = curve.n_k, columns = (1 + CURVES) * n_k;
	double *rows = calloc((part->n + 1) * columns, sizeof *rows);
	struct momus_interval *intervals = malloc(columns * sizeof *intervals);
	struct momus_factorials f = { .log = NULL };
	double *sums = rows ? rows + part->n * columns : NULL;
	int rc = MOMUS_ENOMEM;

	if (rows && intervals && momus_factorials_init(&f, most)) {
		fill_rows(part, ks, n_k, &f, rows);
		for (size_t i = 0; i < part->n * columns; i++)
			sums[i % columns] += rows[i];
		rc = resample(part, &curve, rows, out->bca, intervals, err);
		if (rc == MOMUS_OK)
			rc = add_curve(part, ks, n_k, sums, intervals, out,
				       err);
		if (rc == MOMUS_OK)
			rc = add_plateau(part, ks, n_k, sums, out, err);
	} else {
		momus_fail(err, rc, "out of memory");
	}
	momus_factorials_release(&f);
	free(intervals);
	free(rows);
	return rc;
}

/* The pairs of CATEGORY into PART; all if it is empty. */
static void choose(struct part *part, const struct momus_report_pairs *all,
		   struct momus_text category)
{
	part->category = category;
	part->n = 0;
	for (size_t i = 0; i < all->n; i++)
		if (!category.len ||
		    momus_text_equal(all->list[i].category, category))
			part->pairs[part->n++] = &all->list[i];
}

static bool seen_before(const struct momus_report_pairs *all, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (momus_text_equal(all->list[k].category,
				     all->list[i].category))
			return true;
	return false;
}

static int measure_part(const struct part *part,
			const struct momus_report_pairs *all,
			struct momus_figures *out, struct momus_error *err)
{
	int rc = measure_pairs(part, out, err);

	return rc < 0 || all->most < 2
		       ? rc
		       : measure_votes(part, all->most, out, err);
}

/* What was resampled for the figures from FIRST on. */
static void name_methods(struct momus_figures *out, size_t first)
{
	static const struct {
		enum momus_figure_method problems, pairs;
	} of_pairs[] = {
		{ MOMUS_METHOD_BOOTSTRAP, MOMUS_METHOD_BOOTSTRAP_PAIRS },
		{ MOMUS_METHOD_WILSON, MOMUS_METHOD_WILSON_PAIRS },
		{ MOMUS_METHOD_BCA, MOMUS_METHOD_BCA_PAIRS },
		{ MOMUS_METHOD_BETABINOMIAL, MOMUS_METHOD_BETABINOMIAL_PAIRS },
	};
	enum momus_figure_method *m;

	for (size_t i = first; i < out->n; i++) {
		m = &out->list[i].method;
		for (size_t k = 0; k < sizeof of_pairs / sizeof *of_pairs; k++)
			if (*m == of_pairs[k].problems)
				*m = of_pairs[k].pairs;
	}
}

int momus_measure_pairs(const struct momus_run *run, const char *path,
			bool strict, struct momus_figures *out,
			struct momus_error *err)
{
	struct momus_report_pairs all;
	struct part part = { .seed = momus_run_head(run)->seed };
	struct momus_text category;
	size_t first = out->n;
	int rc = momus_report_pairs(&all, run, path, strict, err);

	if (rc < 0 || !all.n)
		goto out;
	part.pairs = malloc(all.n * sizeof *part.pairs);
	if (!part.pairs) {
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
		goto out;
	}
	choose(&part, &all, MOMUS_TEXT(""));
	rc = measure_part(&part, &all, out, err);
	for (size_t i = 0; rc == MOMUS_OK && i < all.n; i++) {
		category = all.list[i].category;
		if (!category.len || seen_before(&all, i))
			continue;
		choose(&part, &all, category);
		if (part.n < all.n)
			rc = measure_part(&part, &all, out, err);
	}
	if (rc == MOMUS_OK)
		rc = momus_measure_pair_costs(run, &all, out, err);
	name_methods(out, first);
out:
	free(part.pairs);
	if (all.list)
		momus_report_pairs_release(&all);
	return rc;
}
