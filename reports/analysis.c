/* analysis.c - see analysis.h */
#include "config.h"

#include <assert.h>
#include <math.h>

#include "reports/analysis.h"
#include "stats/wilson.h"

enum { MOST = 8 };

const struct momus_bounds momus_unbounded = { NAN, NAN };

double momus_ratio(double part, double whole)
{
	return whole > 0.0 ? part / whole : NAN;
}

void momus_figure_fall_back(struct momus_figure *f)
{
	bool all = f->value == 1.0;

	if (!momus_figure_is_proportion(f->kind) || f->low != f->high ||
	    (f->value != 0.0 && !all))
		return;
	momus_wilson(all ? f->problems : 0, f->problems, &f->low, &f->high);
	f->method = MOMUS_METHOD_WILSON;
}

/* How many trajectories, judgments, … T is over, and problems with any. */
static void count(const struct momus_bootstrap *b, const struct momus_target *t,
		  struct momus_figure *f)
{
	double sum = 0.0, x;

	for (size_t i = 0; i < b->n; i++) {
		x = 0.0;
		for (size_t c = 0; c < b->k; c++)
			if (t->columns >> c & 1)
				x += b->rows[i * b->k + c];
		sum += x;
		f->problems += x > 0.0;
	}
	f->n = (uint64_t)sum;
}

int momus_analyse(const struct momus_analysis *a, struct momus_figures *out,
		  struct momus_error *err)
{
	const struct momus_bootstrap *b = &a->bootstrap;
	struct momus_interval intervals[MOST];
	double sums[MOST] = { 0.0 }, values[MOST];
	struct momus_figure f;
	int rc;

	assert(b->k <= MOST && b->m <= MOST && !b->times);
	rc = momus_bootstrap(b, intervals, err);
	for (size_t i = 0; i < b->n; i++)
		for (size_t c = 0; c < b->k; c++)
			sums[c] += b->rows[i * b->k + c];
	b->figures(b->arg, sums, values);
	for (size_t j = 0; rc == MOMUS_OK && j < b->m; j++) {
		f = (struct momus_figure){ .kind = a->targets[j].kind,
					   .of = a->of,
					   .turn = a->turn,
					   .category = a->category,
					   .reward = a->reward,
					   .value = values[j],
					   .low = intervals[j].low,
					   .high = intervals[j].high,
					   .used = intervals[j].used,
					   .least = a->targets[j].bounds.least,
					   .most = a->targets[j].bounds.most };
		f.method = f.used ? MOMUS_METHOD_BOOTSTRAP : MOMUS_METHOD_NONE;
		count(b, &a->targets[j], &f);
		momus_figure_fall_back(&f);
		rc = momus_figures_add(out, &f, err);
	}
	return rc;
}
