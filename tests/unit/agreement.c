/* agreement.c - tests of harness/stats/agreement.c */
#include <math.h>
#include <stdlib.h>

#include "stats/agreement.h"
#include "tap.h"
#include "unit/numbers.h"

static double kappa(double both, double first, double second, double neither)
{
	return momus_kappa(
		&(struct momus_agreement){ both, first, second, neither });
}

TEST(kappa_is_agreement_beyond_chance)
{
	/* po 0.7, pe 0.5 * 0.6 + 0.5 * 0.4 */
	CHECK_NEAR(kappa(20, 5, 10, 15), 0.4, 1e-12);
	/* po 0.6, pe 0.7 * 0.6 + 0.3 * 0.4 */
	CHECK_NEAR(kappa(45, 25, 15, 15), 0.06 / 0.46, 1e-12);
	CHECK_NEAR(kappa(3, 0, 0, 7), 1, 1e-12);
	CHECK_NEAR(kappa(0, 5, 5, 0), -1, 1e-12);
	CHECK_NEAR(kappa(1, 3, 3, 9), 0, 1e-12);
}

TEST(kappa_equals_that_of_statsmodels)
{
	double *rows;
	size_t n = numbers_read("kappas.txt", 5, &rows);

	for (size_t i = 0; i < n; i++) {
		const double *r = rows + 5 * i;

		CHECK_NEAR(kappa(r[0], r[1], r[2], r[3]), r[4], 1e-12);
	}
	free(rows);
}

TEST(it_does_not_matter_who_is_first)
{
	CHECK_NEAR(kappa(7, 2, 5, 11), kappa(7, 5, 2, 11), 1e-15);
	CHECK_NEAR(kappa(7, 2, 5, 11), kappa(11, 5, 2, 7), 1e-15);
}

TEST(there_is_none_where_nothing_could_differ)
{
	CHECK(isnan(kappa(0, 0, 0, 0)));
	CHECK(isnan(kappa(9, 0, 0, 0)));
	CHECK(isnan(kappa(0, 0, 0, 9)));
	CHECK_NEAR(kappa(9, 1, 0, 0), 0, 1e-12);
}

TEST(pooled_kappa_is_that_of_the_mean_agreement_and_chance)
{
	const struct momus_agreement list[] = { { 20, 5, 10, 15 },
						{ 45, 25, 15, 15 },
						{ 0, 0, 0, 0 } };

	/* (0.2 + 0.06) / (0.5 + 0.46): neither the mean of both, nor the kappa of
	 * all their answers thrown together */
	CHECK_NEAR(momus_kappa_pooled(list, 2), 0.26 / 0.96, 1e-12);
	CHECK_NEAR(momus_kappa_pooled(list, 3), 0.26 / 0.96, 1e-12);
	CHECK_NEAR(momus_kappa_pooled(list, 1), 0.4, 1e-12);
	CHECK(isnan(momus_kappa_pooled(list + 2, 1)));
	CHECK(isnan(momus_kappa_pooled(list, 0)));
}

TAP_MAIN
