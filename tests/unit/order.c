/* order.c - tests of harness/stats/order.c */
#include <math.h>

#include "momus/random.h"
#include "stats/order.h"
#include "tap.h"

enum { MOST = 9000 }; /* digits of both sizes */

static uint32_t at[MOST];

/* Sorts the N values X, and checks it. */
static void check(const double *x, size_t n)
{
	bool seen[MOST] = { false };

	CHECK(momus_order(x, n, at));
	for (size_t i = 0; i < n; i++) {
		double one = x[at[i]], before = i ? x[at[i - 1]] : -INFINITY;

		CHECK(at[i] < n && !seen[at[i]]);
		seen[at[i]] = true;
		CHECK(before <= one || isnan(one));
		if (i && (before == one || (isnan(before) && isnan(one))))
			CHECK(at[i - 1] < at[i]);
	}
}

TEST(numbers_of_any_size_and_sign_are_sorted_and_equal_ones_stay_as_they_came)
{
	static const double odd[] = { 0.0,    -0.0,    INFINITY, -INFINITY,
				      5e-324, -5e-324, 1.5,	 NAN };
	static double x[MOST];
	struct momus_stream s;

	momus_stream_init(&s, 1, MOMUS_TEXT(""), 0, 0, "test");
	for (uint64_t kinds = 1; kinds <= 1 << 30; kinds *= 8)
		for (size_t n = 0; n <= MOST; n += 1 + n / 3) {
			for (size_t i = 0; i < n; i++)
				x[i] = (double)momus_stream_below(&s, kinds) -
				       (double)(kinds / 2);
			check(x, n);
			for (size_t i = 0; i < n; i++)
				x[i] = ldexp(x[i] + 0.25,
					     (int)momus_stream_below(&s, 2000) -
						     1000);
			check(x, n);
			for (size_t i = 0; i < n; i++)
				x[i] = odd[momus_stream_below(&s, 8)];
			check(x, n);
		}
}

/* One far away takes the leading digits of all others, twice. */
TEST(numbers_that_differ_in_their_last_digits_alone_are_sorted)
{
	static double x[MOST];
	struct momus_stream s;

	momus_stream_init(&s, 1, MOMUS_TEXT(""), 0, 0, "test");
	for (size_t n = 100; n <= MOST; n += MOST - 100) {
		for (size_t i = 0; i < n; i++)
			x[i] = 1.0 + 1e-14 * (double)momus_stream_below(&s, 99);
		check(x, n);
		x[1] = -1e300;
		check(x, n);
		x[n / 2] = 1.0 + 1e-6;
		check(x, n);
	}
}

TAP_MAIN
