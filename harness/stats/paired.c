/* paired.c - see paired.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "momus/random.h"
#include "stats/binomial.h"
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

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

struct group { /* differences of one size */
	double size;
	uint64_t n;
};

/* Groups SIZES (N), which it sorts, into GROUPS (N); how many there are.  Sizes
 * that differ by rounding are one: means of few samples take few values. */
static size_t group(double *sizes, size_t n, struct group *groups)
{
	size_t m = 0;

	qsort(sizes, n, sizeof(*sizes), by_size);
	for (size_t i = 0; i < n; i++)
		if (m &&
		    sizes[i] - groups[m - 1].size <= rounding * sizes[n - 1])
			groups[m - 1].n++;
		else
			groups[m++] = (struct group){ sizes[i], 1 };
	return m;
}

/* As walk(), for TRIES drawn signs: of a group only how many are plus. */
static uint64_t draw(const struct group *groups, size_t m, double limit,
		     struct momus_stream *s, uint64_t tries)
{
	uint64_t extreme = 0, plus;

	for (uint64_t t = 0; t < tries; t++) {
		double sum = 0;

		for (size_t i = 0; i < m; i++) {
			plus = momus_binomial(s, groups[i].n, 0.5);
			sum += groups[i].size *
			       (2.0 * (double)plus - (double)groups[i].n);
		}
		extreme += fabs(sum) >= limit;
	}
	return extreme;
}

static double drawn_p(double *sizes, size_t n, double limit, uint64_t seed,
		      uint64_t tries, struct group *groups)
{
	size_t m = group(sizes, n, groups);
	struct momus_stream s;

	momus_stream_init(&s, seed, MOMUS_TEXT(""), 0, 0, "sign-flip");
	return (1.0 + (double)draw(groups, m, limit, &s, tries)) /
	       (1.0 + (double)tries);
}

int momus_signflip(const double *differences, size_t n, uint64_t seed,
		   uint64_t tries, struct momus_signflip *out,
		   struct momus_error *err)
{
	double *sizes = malloc((n + 1) * sizeof(*sizes)), sum = 0, all = 0;
	struct group *groups = malloc((n + 1) * sizeof(*groups));
	size_t m = 0;

	if (!sizes || !groups) {
		free(sizes);
		free(groups);
		return momus_fail(err, MOMUS_ENOMEM,
				  "sign-flip test: out of "
				  "memory");
	}
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
		out->p = drawn_p(sizes, m, fabs(sum) - rounding * all, seed,
				 out->tried, groups);
	} else if (m) {
		out->tried = 1ull << m;
		out->p = (double)walk(sizes, m, fabs(sum) - rounding * all) /
			 (double)out->tried;
	}
	free(sizes);
	free(groups);
	return MOMUS_OK;
}
