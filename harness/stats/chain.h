/* chain.h - revisions as a Markov chain: what it settles at, and whether it is one
 *
 * States are verdicts (two, or all of them), S at most MOMUS_CHAIN_STATES.  A table of
 * counts is (S,S) row-major: entry [a][b] says how often state a was followed by b.
 */
#ifndef MOMUS_STATS_CHAIN_H
#define MOMUS_STATS_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "momus/error.h"

enum { MOMUS_CHAIN_STATES = 64 };

/* The chain of two states right and wrong; each NAN where P_CC = 1 and P_CW = 0,
 * when where it ends depends on where it began. */
struct momus_two_state {
	double stationary; /* Pass@1 it settles at: p_cw / (1 - p_cc + p_cw) */
	double second;	   /* second eigenvalue p_cc - p_cw: memory of a turn */
	double half_life; /* turns that halve the distance to .stationary: ln 1/2
			    * over ln |second|; 0 if second is 0 */
};

/* (Kemeny and Snell 1960, "Finite Markov Chains", section 4.) */
MOMUS_API struct momus_two_state momus_two_state(double p_cc, double p_cw);

/* Pass@1 after TURNS, from P_INIT: stationary + second^turns (p_init -
 * stationary); P_INIT itself where the chain never moves. */
MOMUS_API double momus_two_state_after(double p_init, double p_cc, double p_cw,
				       uint32_t turns);

struct momus_chain_test { /* a likelihood-ratio test */
	double statistic; /* 2 (ln L1 - ln L0) */
	double df;	  /* 0: nothing could be tested; .p is NAN */
	double p;	  /* chi-squared */
};

/* Whether the T tables COUNTS (T,S,S) are of one chain: H0 one matrix for every
 * turn, H1 one for each (Anderson and Goodman 1957, section 3.1).  States that
 * are never left count no degrees of freedom, and of a state the next ones never
 * seen count none. */
MOMUS_API struct momus_chain_test momus_chain_homogeneous(const double *counts,
							  size_t t, size_t s);

/* Whether the next state depends on the present one: H0 independent draws, H1
 * order 1 on COUNTS (S,S) (ibid., section 3.2 and equation 4.13). */
MOMUS_API struct momus_chain_test momus_chain_order1(const double *counts,
						     size_t s);

/* The same of each of M tables COUNTS (M,S,S), to the bit, into OUT (M). */
MOMUS_API void momus_chain_order1_each(const double *counts, size_t m, size_t s,
				       struct momus_chain_test *out);

/* Whether it depends on the one before that as well: COUNTS (S,S,S), entry
 * [a][b][c]: a, then b, then c.  H0 order 1, H1 order 2 (ibid., section 3.2). */
MOMUS_API struct momus_chain_test momus_chain_order2(const double *counts,
						     size_t s);

#endif /* MOMUS_STATS_CHAIN_H */
