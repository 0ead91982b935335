/* passk.c - see passk.h */
#include "config.h"

#include <math.h>

#include "stats/passk.h"

enum { BLOCK = 16 }; /* factors of up to 2^53 that overflow nowhere */

/* C(C,K) / C(N,K), K at most N, as the shorter of two equal products; a division
 * costs as much as many factors, so that they are gathered first. */
static double quotient(uint64_t n, uint64_t c, uint64_t k)
{
	uint64_t factors = k, from = c, left;
	double all = 1.0;

	if (k > c)
		return 0.0;
	if (n - c < k) {
		factors = n - c;
		from = n - k;
	}
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
