/* binomial.h - random counts */
#ifndef MOMUS_STATS_BINOMIAL_H
#define MOMUS_STATS_BINOMIAL_H

#include "momus/random.h"

/* How many of N independent trials succeed, each with probability P in [0,1];
 * exact, in time that does not grow with N.  Inversion where N * P is small;
 * else transformed rejection (BTRS; Hoermann 1993, "The generation of binomial
 * random variates", J. Statist. Comput. Simul. 46). */
MOMUS_API uint64_t momus_binomial(struct momus_stream *s, uint64_t n, double p);

#endif /* MOMUS_STATS_BINOMIAL_H */
