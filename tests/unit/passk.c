/* passk.c - tests of harness/stats/passk.c */
#include <math.h>
#include <stdlib.h>

#include "stats/passk.h"
#include "tap.h"
#include "unit/numbers.h"

TEST(pass_at_k_and_pass_all_k_equal_the_exact_fractions)
{
	double *rows, *r;
	size_t n = numbers_read("passk.txt", 5, &rows);

	for (size_t i = 0; i < n; i++) {
		r = rows + i * 5;
		CHECK_NEAR(momus_passk((uint64_t)r[0], (uint64_t)r[1],
				       (uint64_t)r[2]),
			   r[3], 1e-12);
		CHECK_NEAR(momus_passk_all((uint64_t)r[0], (uint64_t)r[1],
					   (uint64_t)r[2]),
			   r[4], 1e-13 + 1e-12 * r[4]);
	}
	free(rows);
}

TEST(pass_at_1_is_the_share_of_right_samples)
{
	for (uint64_t c = 0; c <= 7; c++)
		CHECK_NEAR(momus_passk(7, c, 1), (double)c / 7.0, 1e-15);
}

TEST(pass_at_k_needs_k_samples)
{
	CHECK(isnan(momus_passk(5, 2, 6)));
	CHECK(isnan(momus_passk(5, 2, 0)));
	CHECK(isnan(momus_passk(0, 0, 1)));
	CHECK(isnan(momus_passk(3, 4, 1)));
	CHECK(isnan(momus_passk_all(5, 2, 6)));
	CHECK(isnan(momus_passk_all(5, 2, 0)));
	CHECK(isnan(momus_passk_all(3, 4, 1)));
}

TAP_MAIN
