/* twister.h - CPython's random.Random, as far as langdetect draws from it */
#ifndef IFEVAL_TWISTER_H
#define IFEVAL_TWISTER_H

#include <stdbool.h>
#include <stdint.h>

/* MT19937 (Matsumoto and Nishimura 1998), with the second value of a Box-Muller
 * pair kept as CPython keeps it. */
struct twister {
	uint32_t state[624];
	unsigned used;
	double kept;
	bool has_kept;
};

/* random.seed(SEED), which also drops the kept value. */
void twister_seed(struct twister *t, uint32_t seed);

/* random.gauss(0, 1). */
double twister_gauss(struct twister *t);

/* The index that random.choice() of N items takes; N > 0. */
uint32_t twister_choice(struct twister *t, uint32_t n);

#endif /* IFEVAL_TWISTER_H */
