/* passk.c - tests of harness/stats/passk.c */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "momus/random.h"
#include "stats/factorials.h"
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

static double product(uint64_t n, uint64_t c, uint64_t k)
{
	double all = 1;

	for (uint64_t i = 0; i < k; i++)
		all *= ((double)c - (double)i) / ((double)n - (double)i);
	return all;
}

/* Up to so many samples factorials are looked up, beyond they are multiplied. */
TEST(pass_all_k_is_the_product_on_both_sides_of_the_border)
{
	for (uint64_t n = MOMUS_FACTORIALS - 2; n <= MOMUS_FACTORIALS + 2; n++)
		for (uint64_t c = 0; c <= n; c += 3)
			for (uint64_t k = 1; k <= c; k += 5)
				CHECK_NEAR(momus_passk_all(n, c, k),
					   product(n, c, k),
					   1e-13 * product(n, c, k));
}

TEST(factorials_follow_from_each_other)
{
	CHECK(momus_factorial[0] == 1 && momus_factorial_inverse[0] == 1);
	for (int n = 1; n <= MOMUS_FACTORIALS; n++) {
		CHECK_NEAR(momus_factorial[n], momus_factorial[n - 1] * n / 32,
			   3e-16 * momus_factorial[n]);
		CHECK_NEAR(momus_factorial[n] * momus_factorial_inverse[n], 1,
			   3e-16);
	}
}

TEST(pass_at_1_is_the_share_of_right_samples)
{
	for (uint64_t c = 0; c <= 7; c++)
		CHECK_NEAR(momus_passk(7, c, 1), (double)c / 7.0, 1e-15);
}

TEST(many_problems_get_the_same_bits_as_each_by_itself)
{
	static struct momus_samples list[5000];
	static double any[5000], all[5000];
	const uint64_t most[] = { 1, 5, 200, 255, 1000, 100000 };
	struct momus_stream s;
	uint64_t k;

	momus_stream_init(&s, 1, MOMUS_TEXT(""), 0, 0, "test");
	for (size_t j = 0; j < 6; j++) {
		for (size_t i = 0; i < 5000; i++) {
			list[i].n =
				(uint32_t)(most[j] - momus_stream_below(&s, 2));
			list[i].c =
				(uint32_t)momus_stream_below(&s, list[i].n + 2);
		}
		for (k = 0; k <= most[j]; k = 3 * k + 1) {
			momus_passk_each(list, 5000, k, any, all);
			for (size_t i = 0; i < 5000; i++) {
				double a = momus_passk(list[i].n, list[i].c, k);
				double b = momus_passk_all(list[i].n, list[i].c,
							   k);

				CHECK(any[i] == a ||
				      (isnan(any[i]) && isnan(a)));
				CHECK(all[i] == b ||
				      (isnan(all[i]) && isnan(b)));
			}
			momus_passk_each(list, 5000, k, any, NULL);
			momus_passk_each(list, 5000, k, NULL, any);
			CHECK_INT(memcmp(any, all, sizeof any), 0);
		}
	}
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
