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
		{ MOMUS_FIGURE_PAIR_ACCURACY, momus_unbounded, 1u << JUDGED },
		{ MOMUS_FIGURE_PAIR_FIRST_ORDER, momus_unbounded,
		  1u << FIRST_JUDGED },
		{ MOMUS_FIGURE_PAIR_CONSISTENCY, momus_unbounded,
		  1u << JUDGED },
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

struct curve { /* K columns: pairs with k votes; K: the sum of chances */
	size_t n_k;
};

static void majorities(const void *arg, const double *s, double *out)
{
	const struct curve *c = arg;

	for (size_t i = 0; i < c->n_k; i++)
		out[i] = momus_ratio(s[c->n_k + i], s[i]);
}

static void fill_rows(const struct part *part, const uint32_t *ks, size_t n_k,
		      const struct momus_factorials *f, double *rows)
{
	double *row;

	for (size_t i = 0; i < part->n; i++) {
		row = rows + i * 2 * n_k;
		for (size_t j = 0; j < n_k; j++) {
			if (momus_report_pair_votes(part->pairs[i]) < ks[j])
				continue;
			row[j] = 1.0;
			row[n_k + j] = momus_report_pair_chance(part->pairs[i],
								ks[j], f);
		}
	}
}

static int add_curve(const struct part *part, const uint32_t *ks, size_t n_k,
		     const double *rows, const struct momus_interval *intervals,
		     struct momus_figures *out, struct momus_error *err)
{
	double last = NAN, plateau = NAN, n, sum;
	int rc = MOMUS_OK;

	for (size_t j = n_k; rc == MOMUS_OK && j-- > 0;) {
		struct momus_figure f = { .kind = MOMUS_FIGURE_MAJ_AT_K,
					  .turn = MOMUS_POOLED,
					  .k = ks[j],
					  .category = part->category,
					  .low = intervals[j].low,
					  .high = intervals[j].high,
					  .used = intervals[j].used,
					  .least = NAN,
					  .most = NAN };

		n = sum = 0.0;
		for (size_t i = 0; i < part->n; i++) {
			n += rows[i * 2 * n_k + j];
			sum += rows[i * 2 * n_k + n_k + j];
		}
		f.value = momus_ratio(sum, n);
		f.n = f.problems = (uint64_t)n;
		f.method = f.used ? MOMUS_METHOD_BOOTSTRAP : MOMUS_METHOD_NONE;
		momus_figure_fall_back(&f);
		rc = momus_figures_add(out, &f, err);
		last = j + 1 == n_k ? f.value : last;
		if ((j + 1 == n_k || plateau == ks[j + 1]) &&
		    fabs(f.value - last) <= near)
			plateau = ks[j];
	}
	if (rc == MOMUS_OK && n_k > 1) {
		rc = momus_figures_count(out, MOMUS_FIGURE_MAJ_PLATEAU,
					 MOMUS_OF_NONE, MOMUS_POOLED, plateau,
					 part->n, err);
		if (rc == MOMUS_OK)
			out->list[out->n - 1].category = part->category;
	}
	return rc;
}

static int measure_votes(const struct part *part, uint32_t most,
			 struct momus_figures *out, struct momus_error *err)
{
	uint32_t ks[MOMUS_REPORT_KS];
	const struct curve curve = { momus_report_ks(most, ks) };
	size_t n_k = curve.n_k;
	double *rows = calloc(part->n * 2 * n_k + 1, sizeof *rows);
	struct momus_interval *intervals =
		malloc((n_k + 1) * sizeof *intervals);
	struct momus_factorials f = { .log = NULL };
	int rc = MOMUS_ENOMEM;

	if (rows && intervals && momus_factorials_init(&f, most)) {
		fill_rows(part, ks, n_k, &f, rows);
		rc = momus_bootstrap(
			&(struct momus_bootstrap){ .rows = rows,
						   .n = part->n,
						   .k = 2 * n_k,
						   .figures = majorities,
						   .arg = &curve,
						   .m = n_k,
						   .seed = part->seed,
						   .purpose = "report maj@k" },
			intervals, err);
		if (rc == MOMUS_OK)
			rc = add_curve(part, ks, n_k, rows, intervals, out,
				       err);
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

int momus_measure_pairs(const struct momus_run *run, const char *path,
			bool strict, struct momus_figures *out,
			struct momus_error *err)
{
	struct momus_report_pairs all;
	struct part part = { .seed = momus_run_head(run)->seed };
	struct momus_text category;
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
out:
	free(part.pairs);
	if (all.list)
		momus_report_pairs_release(&all);
	return rc;
}
