/* clustered.h - standard errors where what is counted hangs together
 *
 * The samples of one problem are alike, so that a standard error which takes them
 * for independent is too small.  Here a cluster is a problem: of the cluster i
 * the sum parts[i] and the count wholes[i] are known, and the mean is the sum of
 * all parts / the sum of all wholes (Liang and Zeger 1986, "Longitudinal Data
 * Analysis Using Generalized Linear Models"; Cameron and Miller 2015, "A
 * Practitioner's Guide to Cluster-Robust Inference", equations 11 and 12).
 */
#ifndef MOMUS_STATS_CLUSTERED_H
#define MOMUS_STATS_CLUSTERED_H

#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

struct momus_clustered {
	double value;	   /* the mean, or the difference of two; NAN: 0 / 0 */
	double cr0;	   /* standard error; NAN with fewer than 2 clusters */
	double cr1;	   /* the same for few clusters: times sqrt(G / (G - 1)
			    * (N - 1) / (N - 1 or 2)) */
	uint64_t clusters; /* G: those with anything to count */
	double n; /* N: what is counted in them, both versions together */
};

/* The mean of N clusters PARTS (N), WHOLES (N). */
MOMUS_API struct momus_clustered momus_clustered_mean(const double *parts,
						      const double *wholes,
						      size_t n);

/* The mean of NEXT less that of BASE; cluster i is the same problem in both, so
 * that what both share cancels. */
MOMUS_API struct momus_clustered momus_clustered_difference(
	const double *base_parts, const double *base_wholes,
	const double *next_parts, const double *next_wholes, size_t n);

#endif /* MOMUS_STATS_CLUSTERED_H */
