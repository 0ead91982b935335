/* passk.c - see passk.h */
#include "config.h"

#include <math.h>
#include <stdbool.h>

#include "stats/factorials.h"
#include "stats/passk.h"

enum {
	BLOCK = 16, /* factors of up to 2^53 that overflow nowhere */
	FEW = 2,    /* factors that cost no more than a look at the table */
	KEPT = 256, /* pairs of counts, each in the place that its C has */
};

/* The product of (FROM - i) / (N - i) over the first FACTORS i; a division costs as
 * much as many factors, so that they are gathered first. */
static double product(uint64_t n, uint64_t from, uint64_t factors)
{
	double all = 1.0;
	uint64_t left;

	for (uint64_t i = 0; i < factors && all > 0.0;) {
		double top[2] = { 1.0, 1.0 }, bottom[2] = { 1.0, 1.0 };

		left = factors - i < BLOCK ? factors - i : BLOCK;
		for (; left > 1; left -= 2, i += 2) {
			top[0] *= (double)(from - i);
			top[1] *= (double)(from - i - 1);
			bottom[0] *= (double)(n - i);
			bottom[1] *= (double)(n - i - 1);
		}
		if (left) {
			top[0] *= (double)(from - i);
			bottom[0] *= (double)(n - i++);
		}
		all *= top[0] * top[1] / (bottom[0] * bottom[1]);
	}
	return all;
}

/* C(C,K) / C(N,K), K at most N.  Whether C reaches K is hard to guess, so it is no
 * branch where factorials are looked up. */
static double quotient(uint64_t n, uint64_t c, uint64_t k)
{
	const double *f = momus_factorial, *inverse = momus_factorial_inverse;
	const bool mirror = n - c < k; /* two equal products: the shorter one */
	double reached;

	if (c == n)
		return 1.0;
	if (k > FEW && n <= MOMUS_FACTORIALS) {
		reached = k <= c;
		return reached * f[c] * inverse[(c - k) * (k <= c)] *
		       (f[n - k] * inverse[n]);
	}
	if (k > c)
		return 0.0;
	return product(n, mirror ? n - k : c, mirror ? n - c : k);
}

double momus_passk(uint64_t n, uint64_t c, uint64_t k)
{
	if (!k || k > n || c > n)
		return NAN;
	return 1.0 - quotient(n, n - c, k);
}

double momus_passk_all(uint64_t n, uint64_t c, uint64_t k)
{
	if (!k || k > n || c > n)
		return NAN;
	return quotient(n, c, k);
}

struct kept {
	uint32_t n, c; /* 0 and 1, which is nothing: none yet */
	double any, all;
};

void momus_passk_each(const struct momus_samples *list, size_t m, uint64_t k,
		      double *any, double *all)
{
	struct kept kept[KEPT], *one;

	for (size_t i = 0; i < KEPT; i++)
		kept[i] = (struct kept){ 0, 1, NAN, NAN };
	for (size_t i = 0; i < m; i++) {
		const uint32_t n = list[i].n, c = list[i].c;

		one = &kept[c % KEPT];
		if (one->n != n || one->c != c)
			*one = (struct kept){ n, c, momus_passk(n, c, k),
					      momus_passk_all(n, c, k) };
		if (any)
			any[i] = one->any;
		if (all)
			all[i] = one->all;
	}
}
