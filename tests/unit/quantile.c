/* quantile.c - tests of harness/stats/quantile.c */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "momus/random.h"
#include "stats/quantile.h"
#include "tap.h"

enum { MOST = 3000 };

static int by_value(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return a < b ? -1 : a > b;
}

/* That of sorted numbers. */
static double sorted_quantile(const double *x, size_t n, double q)
{
	double at = q * (double)(n - 1);
	size_t i = (size_t)at;

	return i + 1 < n ? x[i] + (at - (double)i) * (x[i + 1] - x[i])
			 : x[n - 1];
}

static void check(const double *x, size_t n)
{
	static const double qs[] = { 0, 0.025, 0.3, 0.5, 0.975, 0.999, 1 };
	static double sorted[MOST], mixed[MOST];

	memcpy(sorted, x, n * sizeof(*x));
	memcpy(mixed, x, n * sizeof(*x));
	qsort(sorted, n, sizeof(*x), by_value);
	for (size_t i = 0; i < sizeof qs / sizeof *qs; i++)
		CHECK(momus_quantile(mixed, n, qs[i]) ==
		      sorted_quantile(sorted, n, qs[i]));
	qsort(mixed, n, sizeof(*x), by_value);
	CHECK(memcmp(mixed, sorted, n * sizeof(*x)) == 0);
}

TEST(quantiles_are_those_of_the_sorted_numbers)
{
	static double x[MOST];
	struct momus_stream s;

	momus_stream_init(&s, 1, MOMUS_TEXT(""), 0, 0, "test");
	for (uint64_t kinds = 1; kinds <= 1 << 30; kinds *= 8)
		for (size_t n = 1; n <= MOST; n += 1 + n / 7) {
			for (size_t i = 0; i < n; i++)
				x[i] = (double)momus_stream_below(&s, kinds);
			check(x, n);
		}
}

TEST(no_order_of_the_numbers_is_in_the_way)
{
	static double up[MOST], down[MOST], organ[MOST];

	for (int i = 0; i < MOST; i++) {
		up[i] = i;
		down[i] = -i;
		organ[i] = i < MOST / 2 ? i : MOST - i;
	}
	check(up, MOST);
	check(down, MOST);
	check(organ, MOST);
}

TEST(the_ends_may_be_infinite)
{
	double x[] = { 1, INFINITY, -INFINITY, 2 };

	CHECK(momus_quantile(x, 4, 0) == -INFINITY);
	CHECK(momus_quantile(x, 4, 1) == INFINITY);
	CHECK_NEAR(momus_quantile(x, 4, 0.5), 1.5, 0);
}

TAP_MAIN
