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
