/* swap.h - is a share of sums different under two versions? */
#ifndef MOMUS_STATS_SWAP_H
#define MOMUS_STATS_SWAP_H

#include "stats/bootstrap.h"

enum { MOMUS_SWAP_MOST = 8 }; /* sums */

struct momus_swap {	    /* all borrowed */
	const double *rows; /* (N,2K) row-major: what problem i adds to each of
			     * the base's K sums, then to the new version's */
	size_t n, k;	    /* K up to MOMUS_SWAP_MOST */
	momus_bootstrap_fn *figure; /* of K sums, one figure */
	const void *arg;
	uint64_t seed;
	uint32_t tries; /* 0: 9,999, or so many that 2e7 rows are looked at,
			 * but 999 at least */
};

/* Into *P the two-sided p-value of no difference between the figures of both
 * versions: problems whose rows change sides at random are as likely if the
 * versions are the same on each (a permutation of labels within pairs; Fisher
 * 1935; Phipson and Smyth 2010 for 1 + extreme over 1 + tries).  Trials in which a
 * figure is not defined count as extreme.  Drawn from stream (SEED, "swap").  NAN
 * if a figure is not defined to begin with.  MOMUS_ENOMEM is the only failure. */
MOMUS_API int momus_swap_test(const struct momus_swap *in, double *p,
			      struct momus_error *err);

#endif /* MOMUS_STATS_SWAP_H */
