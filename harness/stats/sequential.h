/* sequential.h - looking at a comparison more than once without fooling oneself
 *
 * The plan: so many looks, each when a share of the planned problems (the
 * information fraction) is there.  Each look spends a part of the error ALPHA;
 * its boundary is what the share spent leaves of it.
 */
#ifndef MOMUS_STATS_SEQUENTIAL_H
#define MOMUS_STATS_SEQUENTIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "momus/error.h"

enum { MOMUS_LOOKS_MOST = 20 };
#define MOMUS_LOOKS_APART 0.01 /* the least step between two fractions */

struct momus_looks {
	size_t n;
	double at[MOMUS_LOOKS_MOST]; /* fractions, growing, in (0,1] */
	bool one_sided;
	double z[MOMUS_LOOKS_MOST];	/* boundary of the normal statistic */
	double level[MOMUS_LOOKS_MOST]; /* of a test at that look: its p-value
					 * must be this or less */
	double spent[MOMUS_LOOKS_MOST]; /* of alpha, up to and with that look */
};

/* The share of ALPHA that may be spent up to fraction T: 2 - 2 Phi(z(1 - a/2) /
 * sqrt(T)) on each side, of which each has the error a: ALPHA if ONE_SIDED, else
 * ALPHA / 2 (Lan and DeMets 1983, "Discrete Sequential Boundaries for Clinical
 * Trials", alpha_1*: the spending function of O'Brien and Fleming's form). */
MOMUS_API double momus_looks_spending(double alpha, double t, bool one_sided);

/* Fills L's .z, .level and .spent from .n, .at and .one_sided.  Boundaries are
 * found by integrating the statistic's density from look to look (Armitage,
 * McPherson and Rowe 1969, "Repeated Significance Tests on Accumulating Data"),
 * to about 1e-9; two-sided ones are symmetric.  A look's boundary does not depend
 * on later ones.  MOMUS_EINVAL: no look, too many, or fractions that do not grow
 * by MOMUS_LOOKS_APART within (0,1]; MOMUS_ENOMEM. */
MOMUS_API int momus_looks_plan(struct momus_looks *l, double alpha,
			       struct momus_error *err);

/* Into *POWER the probability that a planned L crosses its upper boundary at some
 * look where the statistic's mean is DRIFT at fraction 1 (difference * sqrt(n) /
 * sd); into *SHARE (NULL: not wanted) the expected fraction at which it stops,
 * by crossing either boundary or at the last look. */
MOMUS_API int momus_looks_power(const struct momus_looks *l, double drift,
				double *power, double *share,
				struct momus_error *err);

/* Into *DRIFT the least one at which a planned L crosses its upper boundary with
 * probability POWER, in (0,1); to 1e-9. */
MOMUS_API int momus_looks_drift(const struct momus_looks *l, double power,
				double *drift, struct momus_error *err);

#endif /* MOMUS_STATS_SEQUENTIAL_H */
