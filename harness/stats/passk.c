/* passk.c - see passk.h */
#include "config.h"

#include <math.h>

#include "stats/passk.h"

double momus_passk(uint64_t n, uint64_t c, uint64_t k)
{
	double none = 1.0;

	if (!k || k > n || c > n)
		return NAN;
	if (n - c < k)
		return 1.0;
	for (uint64_t i = n - c + 1; i <= n; i++)
		none *= 1.0 - (double)k / (double)i;
	return 1.0 - none;
}

double momus_passk_all(uint64_t n, uint64_t c, uint64_t k)
{
	double all = 1.0;

	if (!k || k > n || c > n)
		return NAN;
	if (k > c)
		return 0.0;
	/* C(c,k) / C(n,k) = C(n-k,n-c) / C(n,n-c): the shorter product. */
	if (n - c < k)
		for (uint64_t i = 0; i < n - c; i++)
			all *= (double)(n - k - i) / (double)(n - i);
	else
		for (uint64_t i = 0; i < k; i++)
			all *= (double)(c - i) / (double)(n - i);
	return all;
}
