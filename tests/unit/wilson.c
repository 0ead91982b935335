/* wilson.c - tests of harness/stats/wilson.c */
#include <math.h>
#include <stdlib.h>

#include "momus/random.h"
#include "stats/wilson.h"
#include "store/store.h"
#include "tap.h"
#include "unit/numbers.h"

TEST(wilson_intervals_equal_those_of_statsmodels)
{
	double *rows, *r, low, high;
	size_t n = numbers_read("wilson.txt", 4, &rows);

	for (size_t i = 0; i < n; i++) {
		r = rows + i * 4;
		momus_wilson((uint64_t)r[0], (uint64_t)r[1], &low, &high);
		CHECK_NEAR(low, r[2], 1e-9);
		CHECK_NEAR(high, r[3], 1e-9);
	}
	free(rows);
}

TEST(no_trial_has_no_interval)
{
	momus_store_interval_fn *fn = momus_wilson; /* what stores take */
	double low = 0, high = 0;

	fn(0, 0, &low, &high);
	CHECK(isnan(low) && isnan(high));
	fn(3, 2, &low, &high);
	CHECK(isnan(low) && isnan(high));
}

TEST(none_and_all_end_at_the_border_exactly)
{
	double low, high;

	momus_wilson(0, 17, &low, &high);
	CHECK(low == 0.0 && high > 0.1 && high < 0.3);
	momus_wilson(17, 17, &low, &high);
	CHECK(high == 1.0 && low > 0.7 && low < 0.9);
}

TEST(many_intervals_are_to_the_bit_those_of_each_by_itself)
{
	double k[70], n[70], low[70], high[70], a, b;
	struct momus_stream s;

	momus_stream_init(&s, 1, MOMUS_TEXT(""), 0, 0, "test");
	for (size_t m = 0; m <= 70; m++) {
		for (size_t i = 0; i < m; i++) {
			n[i] = (double)momus_stream_below(
				&s, i % 2 ? 5 : UINT64_C(1) << 53);
			k[i] = (double)momus_stream_below(&s,
							  (uint64_t)n[i] + 2);
		}
		momus_wilson_each(k, n, m, low, high);
		for (size_t i = 0; i < m; i++) {
			momus_wilson((uint64_t)k[i], (uint64_t)n[i], &a, &b);
			CHECK(low[i] == a || (isnan(low[i]) && isnan(a)));
			CHECK(high[i] == b || (isnan(high[i]) && isnan(b)));
		}
	}
}

TAP_MAIN
