/* resample.h - the sums of problems drawn anew
 *
 * A resample draws as many problems as there are, with replacement, and adds up what
 * each of them adds to a few sums.  Problems that are alike are drawn together: how
 * often a frequent kind comes up is itself drawn, as a binomial count; the others
 * are drawn one by one.
 */
#ifndef MOMUS_STATS_RESAMPLE_H
#define MOMUS_STATS_RESAMPLE_H

#include "stats/bootstrap.h"
#include "stats/draws.h"
#include "stats/kinds.h"

struct momus_tosses;

struct momus_resampler {
	struct momus_kinds kinds;
	uint64_t n_problems;
	size_t k, width;   /* sums; with those that fill up a vector */
	size_t n_frequent; /* kinds drawn as counts */
	struct momus_tosses *counts; /* owned, (N_FREQUENT): .all NULL where
				      * tables would be too large */
	double *members;	     /* owned, (N_MEMBERS, WIDTH): the others */
	size_t n_members;
};

/* Prepares to resample the rows of IN.  Returns 0 or MOMUS_ENOMEM with nothing to
 * release. */
int momus_resampler_init(struct momus_resampler *r,
			 const struct momus_bootstrap *in,
			 struct momus_error *err);
void momus_resampler_release(struct momus_resampler *r);

/* About how long one resample takes, in nanoseconds. */
double momus_resampler_cost(const struct momus_resampler *r);

/* Where numbers come from: .bulk, and .single for counts without a table. */
struct momus_resample_source {
	struct momus_draws bulk;
	struct momus_stream single;
};

/* That of resamples BLOCK * MOMUS_RESAMPLE_BLOCK on, of the analysis IN. */
enum { MOMUS_RESAMPLE_BLOCK = 64 };
void momus_resample_source_init(struct momus_resample_source *s,
				const struct momus_resampler *r,
				const struct momus_bootstrap *in,
				uint32_t block);

/* Fills SUMS (N, WIDTH), of which the first K columns count, with those of N
 * resamples, at most a block.  Adds in the same order on every processor. */
void momus_resample(const struct momus_resampler *r,
		    struct momus_resample_source *s, double *sums, size_t n);

#endif /* MOMUS_STATS_RESAMPLE_H */
