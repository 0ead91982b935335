/* analysis.c - see analysis.h */
#include "config.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "reports/analysis.h"
#include "stats/clustered.h"
#include "stats/wilson.h"

enum { MOST = 32 };

const struct momus_bounds momus_unbounded = { NAN, NAN };

double momus_ratio(double part, double whole)
{
	return whole > 0.0 ? part / whole : NAN;
}

void momus_figure_fall_back(struct momus_figure *f)
{
	bool all = f->value == 1.0;

	if (f->low != f->high)
		return;
	if (!momus_figure_is_proportion(f->kind) || (f->value != 0.0 && !all)) {
		f->low = f->high = NAN;
		f->method = MOMUS_METHOD_NONE;
		return;
	}
	momus_wilson(all ? f->problems : 0, f->problems, &f->low, &f->high);
	f->method = MOMUS_METHOD_WILSON;
}

void momus_figure_resampled(struct momus_figure *f,
			    const struct momus_interval *i)
{
	f->low = i->low;
	f->high = i->high;
	f->used = i->used;
	f->method = !i->used ? MOMUS_METHOD_NONE
		    : i->bca ? MOMUS_METHOD_BCA
			     : MOMUS_METHOD_BOOTSTRAP;
}

void momus_figure_few(struct momus_figure *f,
		      const struct momus_betabinomial *i)
{
	if (isnan(i->low) || isnan(f->value))
		return;
	f->low = fmin(i->low, f->value);
	f->high = fmax(i->high, f->value);
	f->used = 0;
	f->method = MOMUS_METHOD_BETABINOMIAL;
}

static double sum_of(const double *row, size_t k, unsigned columns)
{
	double sum = 0.0;

	for (size_t c = 0; c < k; c++)
		if (columns >> c & 1)
			sum += row[c];
	return sum;
}

int momus_figure_cluster(struct momus_figure *f,
			 const struct momus_bootstrap *b, unsigned part,
			 unsigned whole, struct momus_error *err)
{
	double *parts = malloc((2 * b->n + 1) * sizeof *parts);
	double *wholes = parts ? parts + b->n : NULL;
	struct momus_betabinomial few;
	int rc = MOMUS_OK;

	if (!parts)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < b->n; i++) {
		parts[i] = sum_of(b->rows + i * b->k, b->k, part);
		wholes[i] = sum_of(b->rows + i * b->k, b->k, whole);
	}
	f->error = momus_clustered_mean(parts, wholes, b->n).cr1;
	if (momus_figure_is_proportion(f->kind) && f->problems &&
	    f->problems < MOMUS_FEW_PROBLEMS) {
		rc = momus_betabinomial(parts, wholes, b->n, &few, err);
		if (rc == MOMUS_OK)
			momus_figure_few(f, &few);
	}
	free(parts);
	return rc;
}

/* How many trajectories, judgments, … T is over, and problems with any. */
static void count(const struct momus_bootstrap *b, const struct momus_target *t,
		  struct momus_figure *f)
{
	double sum = 0.0, x;

	for (size_t i = 0; i < b->n; i++) {
		x = sum_of(b->rows + i * b->k, b->k, t->columns);
		sum += x;
		f->problems += x > 0.0;
	}
	f->n = (uint64_t)sum;
}

int momus_analyse(const struct momus_analysis *a, struct momus_figures *out,
		  struct momus_error *err)
{
	struct momus_bootstrap bootstrap = a->bootstrap, *b = &bootstrap;
	struct momus_interval intervals[MOST];
	double sums[MOST] = { 0.0 }, values[MOST];
	struct momus_figure f;
	int rc;

	assert(b->k <= MOST && b->m <= MOST && !b->times);
	b->bca = out->bca;
	rc = momus_bootstrap(b, intervals, err);
	for (size_t i = 0; i < b->n; i++)
		for (size_t c = 0; c < b->k; c++)
			sums[c] += b->rows[i * b->k + c];
	b->figures(b->arg, sums, values);
	for (size_t j = 0; rc == MOMUS_OK && j < b->m; j++) {
		f = (struct momus_figure){ .kind = a->targets[j].kind,
					   .of = a->of,
					   .into = a->targets[j].into,
					   .turn = a->turn,
					   .category = a->category,
					   .reward = a->reward,
					   .value = values[j],
					   .error = NAN,
					   .least = a->targets[j].bounds.least,
					   .most = a->targets[j].bounds.most };
		momus_figure_resampled(&f, &intervals[j]);
		count(b, &a->targets[j], &f);
		if (a->targets[j].part)
			rc = momus_figure_cluster(&f, b, a->targets[j].part,
						  a->targets[j].columns, err);
		momus_figure_fall_back(&f);
		if (rc == MOMUS_OK)
			rc = momus_figures_add(out, &f, err);
	}
	return rc;
}
