/* bestof.c - tests of harness/stats/bestof.c */
#include <math.h>
#include <stdlib.h>

#include "stats/bestof.h"
#include "stats/passk.h"
#include "tap.h"
#include "unit/numbers.h"

TEST(the_best_of_k_equals_the_mean_over_every_subset)
{
	double *heads, *rows, score[16], right[16], got;
	size_t n = numbers_read("bestof.txt", 3, &heads), at = 0;

	numbers_read("bestof-rows.txt", 2, &rows);
	for (size_t i = 0; i < n; i++) {
		size_t m = (size_t)heads[3 * i];
		uint32_t k = (uint32_t)heads[3 * i + 1];

		for (size_t j = 0; j < m; j++) {
			score[j] = rows[2 * (at + j)];
			right[j] = rows[2 * (at + j) + 1];
		}
		momus_best_of(score, right, m, &k, 1, &got, NULL);
		CHECK_NEAR(got, heads[3 * i + 2], 1e-12);
		if (i + 1 < n && (size_t)heads[3 * i + 3] != m)
			at += m;
	}
	free(heads);
	free(rows);
}

/* A score that is the truth finds a right one where there is any; one that says
 * nothing chooses by chance. */
TEST(it_lies_between_chance_and_the_oracle)
{
	const double right[] = { 0, 1, 0, 0, 1, 0 }, none[6] = { 0 };
	const uint32_t ks[] = { 1, 2, 3, 4, 5, 6 };
	double oracle[6], chance[6], wrong[6], reverse[6];

	for (int i = 0; i < 6; i++)
		reverse[i] = -right[i];
	momus_best_of(right, right, 6, ks, 6, oracle, NULL);
	momus_best_of(none, right, 6, ks, 6, chance, NULL);
	momus_best_of(reverse, right, 6, ks, 6, wrong, NULL);
	for (int i = 0; i < 6; i++) {
		CHECK_NEAR(oracle[i], momus_passk(6, 2, ks[i]), 1e-12);
		CHECK_NEAR(chance[i], 1.0 / 3.0, 1e-12);
		CHECK_NEAR(wrong[i], momus_passk_all(6, 2, ks[i]), 1e-12);
	}
}

TEST(what_has_no_score_loses_and_k_must_be_there)
{
	const double score[] = { NAN, 0.1, NAN }, right[] = { 0, 1, 0 };
	const uint32_t ks[] = { 3, 0, 4 };
	double got[3];

	momus_best_of(score, right, 3, ks, 3, got, NULL);
	CHECK_NEAR(got[0], 1.0, 1e-15);
	CHECK(isnan(got[1]) && isnan(got[2]));
}

TAP_MAIN
