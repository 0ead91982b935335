/* paired.c - see paired.h */
#include "config.h"

#include <math.h>

#include "stats/distributions.h"
#include "stats/factorials.h"
#include "stats/paired.h"

/* Of 2^N equally likely outcomes of N tosses those with at most K heads and those
 * with K, as chances.  N is at most MOMUS_FACTORIALS: sums of C(N,i) / 2^N, whose
 * part that does not depend on i comes last; four side by side, since one addition
 * need not wait for another's end then. */
static void toss(uint64_t k, uint64_t n, double *below, double *here)
{
	const double *up = momus_factorial_inverse, *down = up + n;
	double sums[4] = { 0 }, scale = ldexp(momus_factorial[n], -(int)n);
	uint64_t i = 0;

	for (; i + 4 <= k + 1; i += 4, up += 4, down -= 4)
		for (int j = 0; j < 4; j++)
			sums[j] += up[j] * down[-j];
	for (; i <= k; i++)
		sums[0] += *up++ * *down--;
	*below = scale * ((sums[0] + sums[1]) + (sums[2] + sums[3]));
	*here = scale * momus_factorial_inverse[k] *
		momus_factorial_inverse[n - k];
}

struct momus_mcnemar momus_mcnemar(uint64_t gained, uint64_t lost)
{
	struct momus_mcnemar m = { gained, lost, 1, 1 };
	uint64_t n = gained + lost, k = gained < lost ? gained : lost;
	double below, here;

	if (!n)
		return m;
	if (n <= MOMUS_FACTORIALS) {
		toss(k, n, &below, &here);
	} else {
		below = momus_binomial_cdf(k, n, 0.5);
		here = momus_binomial_pmf(k, n, 0.5);
	}
	m.p = fmin(1.0, 2.0 * below);
	m.mid_p = (gained == lost ? 1.0 : m.p) - here;
	return m;
}
