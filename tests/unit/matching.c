/* matching.c - tests of harness/stats/matching.c */
#include <math.h>
#include <stdlib.h>

#include "stats/matching.h"
#include "tap.h"
#include "unit/numbers.h"

static double ratio(const uint32_t *a, size_t n_a, const uint32_t *b,
		    size_t n_b)
{
	double out;

	CHECK_INT(momus_matching_ratio(a, n_a, b, n_b, 1u << 30, &out, NULL),
		  MOMUS_OK);
	return out;
}

TEST(the_ratio_is_that_of_difflib)
{
	double *rows;
	size_t n = numbers_read("matching.txt", 5, &rows);
	uint32_t items[1000];

	for (size_t i = 0; i < n; i++) {
		const double *r = rows + 5 * i;
		size_t n_a = (size_t)r[1], n_b = (size_t)r[2];
		uint32_t x = (uint32_t)r[0];

		for (size_t k = 0; k < n_a + n_b; k++) {
			x = (x * 1103515245u + 12345u) & 0x7fffffffu;
			items[k] = (x >> 16) % (uint32_t)r[3];
		}
		CHECK_NEAR(ratio(items, n_a, items + n_a, n_b), r[4], 1e-12);
	}
	free(rows);
}

TEST(equal_is_1_and_disjoint_is_0)
{
	const uint32_t a[] = { 1, 2, 3 }, b[] = { 4, 5, 6, 7 };

	CHECK_NEAR(ratio(a, 3, a, 3), 1.0, 0);
	CHECK_NEAR(ratio(a, 3, b, 4), 0.0, 0);
	CHECK_NEAR(ratio(a, 0, b, 0), 1.0, 0);
	CHECK_NEAR(ratio(a, 0, b, 4), 0.0, 0);
}

TEST(work_that_runs_out_is_said)
{
	uint32_t same[500];
	double out = 0;

	for (size_t i = 0; i < 500; i++)
		same[i] = 1;
	CHECK_INT(momus_matching_ratio(same, 500, same, 499, 1000, &out, NULL),
		  MOMUS_END);
	CHECK(isnan(out));
}

TAP_MAIN
