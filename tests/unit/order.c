/* order.c - tests of harness/stats/order.c */
#include <math.h>

#include "momus/random.h"
#include "stats/order.h"
#include "tap.h"

enum { MOST = 2000 };

static struct momus_place list[MOST], scratch[MOST];

/* Sorts the N values X, and checks it. */
static void check(const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		list[i] = (struct momus_place){ x[i], i };
	momus_order(list, n, scratch);
	for (size_t i = 0; i < n; i++) {
		CHECK(list[i].at < n && list[i].value == x[list[i].at]);
		if (!i)
			continue;
		CHECK(list[i - 1].value <= list[i].value);
		if (list[i - 1].value == list[i].value)
			CHECK(list[i - 1].at < list[i].at);
	}
}

TEST(numbers_of_any_size_and_sign_are_sorted_and_equal_ones_stay_as_they_came)
{
	static const double odd[] = { 0.0,    -0.0,    INFINITY, -INFINITY,
				      5e-324, -5e-324, 1.5,	 -1.5 };
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

TAP_MAIN
