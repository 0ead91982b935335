/* paired.c - see paired.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "momus/random.h"
#include "stats/distributions.h"
#include "stats/paired.h"

enum { EXACT_MOST = 20 }; /* a million sums: milliseconds */

static const double rounding = 1e-12;

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

/* How many of the 2^N signs of SIZES give a sum as extreme as LIMIT; walked in
 * the order of a Gray code, so that each differs from the last by one sign. */
static uint64_t walk(const double *sizes, size_t n, double limit)
{
	uint64_t extreme = 0, gray = 0;
	double sum = 0;
	int bit;

	for (size_t i = 0; i < n; i++)
		sum -= sizes[i];
	extreme = fabs(sum) >= limit;
	for (uint64_t i = 1; i < 1ull << n; i++) {
		bit = __builtin_ctzll(i);
		gray ^= 1ull << bit;
		sum += (gray >> bit & 1 ? 2.0 : -2.0) * sizes[bit];
		extreme += fabs(sum) >= limit;
	}
	return extreme;
}

static uint64_t draw(const double *sizes, size_t n, double limit,
		     struct momus_stream *s, uint64_t tries)
{
	uint64_t extreme = 0, bits = 0;

	for (uint64_t t = 0; t < tries; t++) {
		double sum = 0;

		for (size_t i = 0; i < n; i++) {
			if (i % 64 == 0)
				bits = momus_stream_u64(s);
			sum += bits & 1 ? sizes[i] : -sizes[i];
			bits >>= 1;
		}
		extreme += fabs(sum) >= limit;
	}
	return extreme;
}

int momus_signflip(const double *differences, size_t n, uint64_t seed,
		   uint64_t tries, struct momus_signflip *out,
		   struct momus_error *err)
{
	double *sizes = malloc((n + 1) * sizeof(*sizes)), sum = 0, all = 0;
	struct momus_stream s;
	size_t m = 0;

	if (!sizes)
		return momus_fail(err, MOMUS_ENOMEM,
				  "sign-flip test: out of "
				  "memory");
	for (size_t i = 0; i < n; i++) {
		sum += differences[i];
		all += fabs(differences[i]);
		if (differences[i] != 0)
			sizes[m++] = fabs(differences[i]);
	}
	*out = (struct momus_signflip){ n ? sum / (double)n : NAN, 1, true, 1 };
	if (m > EXACT_MOST) {
		out->exact = false;
		out->tried = tries ? tries : MOMUS_SIGNFLIP_TRIES;
		momus_stream_init(&s, seed, MOMUS_TEXT(""), 0, 0, "sign-flip");
		out->p = (1.0 + (double)draw(sizes, m,
					     fabs(sum) - rounding * all, &s,
					     out->tried)) /
			 (1.0 + (double)out->tried);
	} else if (m) {
		out->tried = 1ull << m;
		out->p = (double)walk(sizes, m, fabs(sum) - rounding * all) /
			 (double)out->tried;
	}
	free(sizes);
	return MOMUS_OK;
}
