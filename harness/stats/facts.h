/* facts.h - what answers that are there tell of comparisons to come */
#ifndef MOMUS_STATS_FACTS_H
#define MOMUS_STATS_FACTS_H

#include <stddef.h>
#include <stdint.h>

#include "stats/bootstrap.h"

struct momus_facts {	   /* of one version; shares */
	uint64_t problems; /* with a judged answer */
	uint64_t repeated; /* with two or more */
	double pass;	   /* Pass@1: mean over problems; NAN: no problem */
	double within; /* mean over problems of p(1 - p); NAN: no .repeated */
	double correlation; /* of two answers to one problem: 1 - within /
			     * (pass (1 - pass)); NAN: not known, or nothing
			     * varies */
};

/* Fills F from ANSWERS (N,K) row-major, enum momus_correctness.  .within is the
 * mean of c (n - c) / (n (n - 1)), unbiased; the correlation is the intraclass
 * one. */
MOMUS_API void momus_facts_of(const int8_t *answers, size_t n, size_t k,
			      struct momus_facts *f);

struct momus_facts_pair {  /* of two versions */
	uint64_t problems; /* judged in both */
	double difference; /* mean of the new version's less the base's */
	double variance; /* of a problem's difference; NAN: under 2 problems */
	double noise;  /* of it, what answers vary around their chances; NAN: no
		       * problem has two answers by one version */
	double within; /* of one answer by each version; NAN as .noise */
	double between; /* variance less noise, at least 0; all of .variance where
			 * the noise is not known */
	double discordance; /* chance that two answers to one problem, one by
			     * each version, differ */
	double correlation; /* of these two answers; NAN: nothing varies */
};

/* Fills F from BASE (N,K) and NEXT (N,L).  Where only one version has repeated
 * answers, the other is taken to vary as much. */
MOMUS_API void momus_facts_of_pair(const int8_t *base, size_t k,
				   const int8_t *next, size_t l, size_t n,
				   struct momus_facts_pair *f);

enum { /* of what there are intervals */
       MOMUS_FACTS_PASS,
       MOMUS_FACTS_CORRELATION,
       MOMUS_FACTS_ACROSS,	/* the pair's .correlation */
       MOMUS_FACTS_DISCORDANCE, /* the pair's */
       MOMUS_FACTS_INTERVALS
};

/* Fills OUT (MOMUS_FACTS_INTERVALS) with the 95 % intervals of the facts above, by
 * the bootstrap over problems from SEED: of BASE (N,K), and with NEXT (N,L; NULL:
 * none) of both.  What is not defined in any resample has none: NAN.  MOMUS_ENOMEM. */
MOMUS_API int momus_facts_intervals(const int8_t *base, size_t k,
				    const int8_t *next, size_t l, size_t n,
				    uint64_t seed, struct momus_interval *out,
				    struct momus_error *err);

#endif /* MOMUS_STATS_FACTS_H */
