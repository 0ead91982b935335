/* paired.c - see paired.h */
#include "config.h"

#include <math.h>

#include "stats/distributions.h"
#include "stats/paired.h"

struct momus_mcnemar momus_mcnemar(uint64_t gained, uint64_t lost)
{
	struct momus_mcnemar m = { gained, lost, 1, 1 };
	uint64_t n = gained + lost, k = gained < lost ? gained : lost;

	if (!n)
		return m;
	m.p = fmin(1.0, 2.0 * momus_binomial_cdf(k, n, 0.5));
	if (gained != lost)
		m.mid_p = m.p - momus_binomial_pmf(k, n, 0.5);
	else
		m.mid_p = 1.0 - momus_binomial_pmf(k, n, 0.5);
	return m;
}
