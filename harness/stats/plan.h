/* plan.h - how large a paired comparison must be to see what it should
 *
 * N problems, K samples each by either version; the statistic is the mean of the
 * problems' differences over its standard error, and its mean, the drift, is
 * drop * sqrt(N) / sd: what drift a test needs, momus_looks_drift() says.
 */
#ifndef MOMUS_STATS_PLAN_H
#define MOMUS_STATS_PLAN_H

#include <stdint.h>

#include "momus/decls.h"

struct momus_plan {	/* variances of a problem's difference, in shares */
	double within;	/* of one answer by each version, around the chances to
			 * be right: what more samples average away */
	double between; /* of the chances' differences over problems, beside a
			 * drop */
};

/* The plan of two versions with PASS@1 of PASS: two answers to one problem have
 * correlation WITHIN if of one version (the intraclass correlation) and ACROSS if of
 * two: within = 2 p q (1 - WITHIN), between = 2 p q (WITHIN - ACROSS), 0 if that is
 * less. */
MOMUS_API struct momus_plan momus_plan_of(double pass, double within,
					  double across);

/* The standard deviation of a problem's difference over SAMPLES answers by each
 * version where Pass@1 drops by DROP: sqrt(within / samples + max(between, drop -
 * drop^2)).  The second is the variance if the drop falls wholly on few problems
 * that turn from always right to always wrong: no drop alone has more (for single
 * answers: g + l - (g - l)^2 of momus_power_pair_sd()). */
MOMUS_API double momus_plan_sd(const struct momus_plan *p, double drop,
			       double samples);

/* The drift that a DROP has with so many problems and samples; INFINITY where
 * nothing varies. */
MOMUS_API double momus_plan_drift(const struct momus_plan *p, double problems,
				  double samples, double drop);

/* The least drop with that DRIFT or more, at most PASS; NAN if a fall to 0 has
 * less. */
MOMUS_API double momus_plan_drop(const struct momus_plan *p, double problems,
				 double samples, double drift, double pass);

/* The least number of problems with which DROP has that DRIFT; 2 if none is too
 * few. */
MOMUS_API uint64_t momus_plan_problems(const struct momus_plan *p,
				       double samples, double drop,
				       double drift);

/* The drift of a MARGIN that is to be ruled out where nothing changed, with the two
 * problems that momus_gate_judge() adds: margin (n + 2) / sqrt(n sd^2 + 1), sd that
 * of no drop.  Then the least margin with that DRIFT, and the least number of
 * problems with which MARGIN has it. */
MOMUS_API double momus_plan_margin_drift(const struct momus_plan *p,
					 double problems, double samples,
					 double margin);
MOMUS_API double momus_plan_margin(const struct momus_plan *p, double problems,
				   double samples, double drift);
MOMUS_API uint64_t momus_plan_margin_problems(const struct momus_plan *p,
					      double samples, double margin,
					      double drift);

#endif /* MOMUS_STATS_PLAN_H */
