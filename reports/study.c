/* study.c - see study.h: where runs stand, and how they differ */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "momus/json.h"
#include "reports/analysis.h"
#include "reports/compare/versions.h"
#include "reports/study.h"
#include "stats/betabinomial.h"
#include "stats/paired.h"

enum { ROW_JUDGED, ROW_RIGHT, BASE_JUDGED, BASE_RIGHT, COLUMNS };

int momus_study_place(struct momus_report_run *r, struct momus_error *err)
{
	struct momus_text recipe =
		momus_text_of(momus_run_head(r->run)->recipe);
	struct momus_text cell = { "", 0 };
	const struct {
		const char *key;
		struct momus_text *value;
	} texts[] = {
		{ "study", &r->cell.study },
		{ "generator", &r->cell.generator },
		{ "benchmark", &r->cell.benchmark },
		{ "row", &r->cell.row },
		{ "baseline", &r->cell.baseline },
	};

	r->cell = (struct momus_report_cell){ .place = 0 };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i].value = (struct momus_text){ "", 0 };
	if (momus_json_valid(recipe, NULL))
		cell = momus_json_member(recipe, "cell");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct momus_text raw = momus_json_member(cell, texts[i].key);

		if (raw.len)
			*texts[i].value = momus_json_copy(raw, r->arena);
		if (!texts[i].value->ptr)
			return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	}
	r->cell.place = momus_json_number(momus_json_member(cell, "place"));
	if (isnan(r->cell.place))
		r->cell.place = 0;
	return MOMUS_OK;
}

bool momus_study_covers(const struct momus_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (!r->runs[i].cell.study.len)
			return false;
	return r->n > 0;
}

bool momus_study_beside(const struct momus_report_run *a,
			const struct momus_report_run *b)
{
	const struct momus_store_head *x = momus_run_head(a->run);
	const struct momus_store_head *y = momus_run_head(b->run);

	return a->cell.study.len &&
	       momus_text_equal(a->cell.study, b->cell.study) &&
	       momus_text_equal(a->cell.generator, b->cell.generator) &&
	       momus_text_equal(a->cell.benchmark, b->cell.benchmark) &&
	       x->shard == y->shard && x->shards == y->shards;
}

size_t momus_study_baseline(const struct momus_report *r, size_t i)
{
	const struct momus_report_run *run = &r->runs[i];

	if (momus_text_equal(run->cell.row, run->cell.baseline))
		return r->n;
	for (size_t k = 0; k < r->n; k++)
		if (momus_study_beside(run, &r->runs[k]) &&
		    momus_text_equal(r->runs[k].cell.row, run->cell.baseline))
			return k;
	return r->n;
}

static const double *last_turn(const struct momus_report_run *r,
			       uint32_t problem)
{
	return r->gathered.turn[r->gathered.turns].trajectories +
	       (size_t)problem * MOMUS_ROW_TRAJECTORIES;
}

/* ROWS (N, COLUMNS) and DIFFERENCES (*KNOWN) of the problems that both judged. */
static size_t fill(const struct momus_report_run *base,
		   const struct momus_report_run *run,
		   const struct momus_match *m, size_t n, double *rows,
		   double *differences)
{
	size_t known = 0;

	for (size_t i = 0; i < n; i++) {
		const double *b = last_turn(base, m[i].base);
		const double *a = last_turn(run, m[i].next);
		double *row = rows + known * COLUMNS;

		if (!(a[MOMUS_ROW_JUDGED] > 0) || !(b[MOMUS_ROW_JUDGED] > 0))
			continue;
		row[ROW_JUDGED] = a[MOMUS_ROW_JUDGED];
		row[ROW_RIGHT] = a[MOMUS_ROW_RIGHT];
		row[BASE_JUDGED] = b[MOMUS_ROW_JUDGED];
		row[BASE_RIGHT] = b[MOMUS_ROW_RIGHT];
		differences[known++] = row[ROW_RIGHT] / row[ROW_JUDGED] -
				       row[BASE_RIGHT] / row[BASE_JUDGED];
	}
	return known;
}

static void difference(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[0] = momus_ratio(s[ROW_RIGHT], s[ROW_JUDGED]) -
		 momus_ratio(s[BASE_RIGHT], s[BASE_JUDGED]);
}

/* F of few problems, by what its p goes by: resamples of them are too much alike.
 * Where problems have unequal numbers of judged samples it is not the mean of their
 * DIFFERENCES, and stays as it is. */
static int refine(struct momus_figure *f, const double *differences, size_t n,
		  double mean, uint64_t seed, struct momus_error *err)
{
	double low, high;
	int rc;

	if (n >= MOMUS_FEW_PROBLEMS || isnan(f->low) ||
	    !(fabs(f->value - mean) < 1e-9))
		return MOMUS_OK;
	rc = momus_signflip_interval(differences, n, 0.05, false, seed, &low,
				     &high, err);
	if (rc < 0)
		return rc;
	f->low = fmax(-1.0, low);
	f->high = fmin(1.0, high);
	f->used = 0;
	f->method = MOMUS_METHOD_FLIPS;
	return MOMUS_OK;
}

static int add(struct momus_report_run *run, const double *rows,
	       const double *differences, size_t n, struct momus_error *err)
{
	const struct momus_target target = { MOMUS_FIGURE_FROM_BASELINE,
					     momus_unbounded, 1u << ROW_JUDGED,
					     0 };
	uint64_t seed = momus_run_head(run->run)->seed;
	int turn = (int)run->gathered.turns;
	struct momus_analysis a = { { .rows = rows,
				      .n = n,
				      .k = COLUMNS,
				      .figures = difference,
				      .m = 1,
				      .seed = seed,
				      .purpose = "study difference" },
				    &target,
				    MOMUS_OF_NONE,
				    turn };
	struct momus_signflip flips = { .p = NAN };
	int rc = momus_analyse(&a, &run->figures, err);

	if (rc == MOMUS_OK && n)
		rc = momus_signflip(differences, n, seed, 0, &flips, err);
	if (rc == MOMUS_OK && n)
		rc = refine(&run->figures.list[run->figures.n - 1], differences,
			    n, flips.mean, seed, err);
	return rc < 0 ? rc
		      : momus_figures_count(
				&run->figures, MOMUS_FIGURE_FROM_BASELINE_P,
				MOMUS_OF_NONE, turn, flips.p, n, err);
}

static int compare(struct momus_report *r, size_t i, size_t base,
		   struct momus_error *err)
{
	const struct momus_report_run *b = &r->runs[base];
	struct momus_report_run *run = &r->runs[i];
	size_t n = momus_run_n_problems(run->run), known = 0;
	struct momus_match *m = calloc(n + 1, sizeof *m);
	double *rows = calloc(n * (COLUMNS + 1) + 1, sizeof *rows);
	int rc = m && rows ? momus_match_problems(b->run, run->run, m, &n, err)
			   : momus_fail(err, MOMUS_ENOMEM, "out of memory");

	if (rc == MOMUS_OK) {
		double *differences = rows + n * COLUMNS;

		known = fill(b, run, m, n, rows, differences);
		rc = add(run, rows, differences, known, err);
	}
	free(m);
	free(rows);
	return rc;
}

/* The p-values of all comparisons together. */
static int adjust(struct momus_report *r, struct momus_error *err)
{
	double *p = malloc((r->n + 1) * sizeof *p);
	int rc = MOMUS_OK;

	if (!p)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < r->n; i++)
		p[i] = momus_figures_value(
			&r->runs[i].figures, MOMUS_FIGURE_FROM_BASELINE_P,
			MOMUS_OF_NONE, (int)r->runs[i].gathered.turns);
	rc = momus_adjust(p, r->n, p, NULL, err);
	for (size_t i = 0; rc == MOMUS_OK && i < r->n; i++)
		if (momus_study_baseline(r, i) < r->n)
			rc = momus_figures_count(
				&r->runs[i].figures,
				MOMUS_FIGURE_FROM_BASELINE_HOLM, MOMUS_OF_NONE,
				(int)r->runs[i].gathered.turns, p[i], 0, err);
	free(p);
	return rc;
}

int momus_measure_study(struct momus_report *r, struct momus_error *err)
{
	int rc = MOMUS_OK;
	bool any = false;

	for (size_t i = 0; rc == MOMUS_OK && i < r->n; i++) {
		size_t base = momus_study_baseline(r, i);

		if (base == r->n)
			continue;
		any = true;
		rc = compare(r, i, base, err);
	}
	return rc == MOMUS_OK && any ? adjust(r, err) : rc;
}
