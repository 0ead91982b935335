/* discrimination.c - see discrimination.h */
#include "config.h"

#include <math.h>

#include "stats/agreement.h"
#include "stats/discrimination.h"
#include "stats/wide.h"

MOMUS_LANE double ratio(double part, double whole)
{
	const double share = part / whole;

	return whole > 0.0 ? share : NAN;
}

MOMUS_LANE struct momus_class_scores score(double tp, double fp, double fn)
{
	return (struct momus_class_scores){
		ratio(tp, tp + fp), ratio(tp, tp + fn),
		ratio(2.0 * tp, 2.0 * tp + fp + fn)
	};
}

MOMUS_LANE struct momus_discrimination discriminate(
	const struct momus_confusion *c)
{
	struct momus_discrimination out = {
		.passed = score(c->passed_correct, c->failed_correct,
				c->passed_incorrect),
		.failed = score(c->failed_incorrect, c->passed_incorrect,
				c->failed_correct),
	};
	double agree, chance, whole;

	whole = momus_agreement_of(
		&(struct momus_agreement){
			c->passed_correct, c->passed_incorrect,
			c->failed_correct, c->failed_incorrect },
		&agree, &chance);
	out.macro_f1 = (out.passed.f1 + out.failed.f1) / 2.0;
	out.balanced_accuracy = (out.passed.recall + out.failed.recall) / 2.0;
	out.kappa = ratio(agree - chance, whole - chance);
	return out;
}

struct momus_discrimination momus_discriminate(const struct momus_confusion *c)
{
	return discriminate(c);
}

MOMUS_LANE void all(const struct momus_confusion *restrict list, size_t n,
		    double *restrict out)
{
#pragma omp simd
	for (size_t i = 0; i < n; i++) {
		const struct momus_discrimination d = discriminate(&list[i]);

		out[i] = d.passed.precision;
		out[n + i] = d.passed.recall;
		out[2 * n + i] = d.passed.f1;
		out[3 * n + i] = d.failed.precision;
		out[4 * n + i] = d.failed.recall;
		out[5 * n + i] = d.failed.f1;
		out[6 * n + i] = d.macro_f1;
		out[7 * n + i] = d.balanced_accuracy;
		out[8 * n + i] = d.kappa;
	}
}

MOMUS_WIDE(each, (const struct momus_confusion *list, size_t n, double *out),
	   all, (list, n, out))

void momus_discriminate_each(const struct momus_confusion *list, size_t n,
			     double *out)
{
	each(list, n, out);
}

/* Where one end is no score (0 / 0), there are no bounds. */
static struct momus_bounds bounds(double least, double most)
{
	return isnan(least + most) ? (struct momus_bounds){ NAN, NAN }
				   : (struct momus_bounds){ least, most };
}

struct momus_f1_bounds momus_discriminate_bounds(
	const struct momus_confusion *c, const struct momus_unsaid *u)
{
	double missing =
		u->passed + u->failed + u->correct + u->incorrect + u->neither;
	double mistakes = c->passed_incorrect + c->failed_correct;
	double most_passed =
		c->passed_correct + u->passed + u->correct + u->neither;
	double most_failed =
		c->failed_incorrect + u->failed + u->incorrect + u->neither;
	struct momus_f1_bounds b;

	/* A mistake of either sort weighs the same in both F1 scores. */
	b.passed = bounds(score(c->passed_correct, mistakes + missing, 0.0).f1,
			  score(most_passed, mistakes, 0.0).f1);
	b.failed =
		bounds(score(c->failed_incorrect, mistakes + missing, 0.0).f1,
		       score(most_failed, mistakes, 0.0).f1);
	b.macro = bounds((b.passed.least + b.failed.least) / 2.0,
			 (b.passed.most + b.failed.most) / 2.0);
	return b;
}
