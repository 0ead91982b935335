/* swap.c - tests of harness/stats/swap.c */
#include <math.h>
#include <stdlib.h>

#include "momus/random.h"
#include "stats/paired.h"
#include "stats/swap.h"
#include "tap.h"
#include "unit/numbers.h"

static void share(const void *arg, const double *sums, double *figure)
{
	(void)arg;
	*figure = sums[1] > 0 ? sums[0] / sums[1] : NAN;
}

static struct momus_swap of(const double *rows, size_t n)
{
	return (struct momus_swap){
		.rows = rows, .n = n, .k = 2, .figure = share, .seed = 5
	};
}

/* With one answer a problem on each side the share is a mean, and swapping names
 * flips the signs of differences: McNemar's test. */
TEST(of_single_answers_it_is_mcnemars_test)
{
	double rows[200 * 4], p;
	struct momus_swap in = of(rows, 200);

	for (int i = 0; i < 200; i++) {
		rows[4 * i] = i < 100 || i < 18;
		rows[4 * i + 2] = i < 18 ? 0 : i < 105;
		rows[4 * i + 1] = rows[4 * i + 3] = 1;
	}
	CHECK_INT(momus_swap_test(&in, &p, NULL), MOMUS_OK);
	/* 18 lost and 5 gained: 0.0106, known to a standard error of 0.001 */
	CHECK_NEAR(p, momus_mcnemar(5, 18).p, 0.005);
}

/* Drawn swaps against every one of them: four standard errors of the draws. */
TEST(shares_of_sums_get_the_p_of_scipys_permutation_test)
{
	double *heads, *rows, p;
	size_t n = numbers_read("swaps.txt", 2, &heads), at = 0;

	numbers_read("swap-rows.txt", 4, &rows);
	for (size_t i = 0; i < n; i++) {
		struct momus_swap in = of(rows + 4 * at, (size_t)heads[2 * i]);
		double want = heads[2 * i + 1];

		CHECK_INT(momus_swap_test(&in, &p, NULL), MOMUS_OK);
		CHECK_NEAR(p, want, 4 * sqrt(want * (1 - want) / 9999));
		at += in.n;
	}
	free(heads);
	free(rows);
}

/* 400 pairs of versions alike, problems hard and easy: about one in twenty is
 * called different. */
TEST(versions_alike_are_called_different_at_the_stated_rate)
{
	struct momus_stream r;
	double rows[30 * 4], p;
	struct momus_swap in = of(rows, 30);
	int called = 0;

	in.tries = 999;
	momus_stream_init(&r, 8, MOMUS_TEXT(""), 0, 0, "test");
	for (uint64_t t = 0; t < 400; t++) {
		for (int i = 0; i < 30; i++) {
			double chance = momus_stream_real(&r);

			for (int side = 0; side < 2; side++) {
				double *row = rows + 4 * i + 2 * side;

				row[0] = 0;
				row[1] = 1 + (double)momus_stream_below(&r, 4);
				for (int s = 0; s < row[1]; s++)
					row[0] +=
						momus_stream_real(&r) < chance;
			}
		}
		in.seed = t;
		CHECK_INT(momus_swap_test(&in, &p, NULL), MOMUS_OK);
		called += p <= 0.05;
	}
	CHECK(called >= 7 && called <= 36); /* 99.9 % of binomial(400, .05) */
}

TEST(what_is_the_same_is_not_different)
{
	const double rows[] = { 1, 2, 1, 2, 0, 3, 0, 3, 2, 2, 2, 2 };
	struct momus_swap in = of(rows, 3);
	double p;

	CHECK_INT(momus_swap_test(&in, &p, NULL), MOMUS_OK);
	CHECK(p == 1);
}

/* Of four problems two swaps of sixteen are as extreme. */
TEST(few_problems_cannot_say_much)
{
	const double rows[] = {
		2, 2, 0, 2, 2, 2, 0, 2, 2, 2, 0, 2, 2, 2, 0, 2
	};
	struct momus_swap in = of(rows, 4);
	double p;

	CHECK_INT(momus_swap_test(&in, &p, NULL), MOMUS_OK);
	CHECK_NEAR(p, 2.0 / 16, 0.015);
}

TEST(a_share_of_nothing_has_no_p)
{
	const double rows[] = { 0, 0, 1, 2 };
	struct momus_swap in = of(rows, 1);
	double p = 0;

	CHECK_INT(momus_swap_test(&in, &p, NULL), MOMUS_OK);
	CHECK(isnan(p));
}

TAP_MAIN
