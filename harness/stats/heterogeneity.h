/* heterogeneity.h - hard and easy problems mixed look like memory: which is it?
 *
 * If problems differ in how likely their revisions are to be right, a chain over
 * all of them seems to remember: who was right before is of an easy problem.  Two
 * tests tell that from memory: whether problems differ at all, given the state
 * that is revised, and whether the turn before matters within problems.
 */
#ifndef MOMUS_STATS_HETEROGENEITY_H
#define MOMUS_STATS_HETEROGENEITY_H

#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

struct momus_tarone {
	double z; /* above 0: problems differ more than chance makes them */
	double p; /* one-sided, by the normal; NAN: nothing could be tested */
	uint64_t groups; /* problems with two revisions or more of one state */
};

/* Whether N problems have the same chances in each of S states: RIGHT (N,S) of
 * ALL (N,S) revisions of a solution in that state became right.  Tarone's score
 * test against the beta-binomial (Tarone 1979, "Testing the Goodness of Fit of
 * the Binomial Distribution", equation 2), its numerators and variances added up
 * over the states that vary. */
MOMUS_API struct momus_tarone momus_tarone(const double *right,
					   const double *all, size_t n,
					   size_t s);

struct momus_stratified {
	double statistic; /* chi-squared with one degree of freedom */
	double p;	  /* NAN: no table with both margins varied */
	double odds; /* of right next, after right before / after wrong before
		      * (Mantel and Haenszel); INFINITY or NAN: nothing
		      * against it */
	uint64_t tables; /* those with both margins varied */
};

/* Whether the state before matters within N tables TABLES (N,2,2), entry [a][b]:
 * a before, b next, one for each problem, turn and present state: within a turn
 * trajectories are exchangeable if only the present state matters, however
 * problems and turns differ.  (Cochran 1954, Mantel and Haenszel 1959,
 * "Statistical Aspects of the Analysis of Data from Retrospective Studies of
 * Disease", without continuity correction.) */
MOMUS_API struct momus_stratified momus_stratified(const double *tables,
						   size_t n);

#endif /* MOMUS_STATS_HETEROGENEITY_H */
