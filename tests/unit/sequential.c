/* sequential.c - tests of harness/stats/sequential.c */
#include <math.h>
#include <stdlib.h>

#include "momus/random.h"
#include "stats/distributions.h"
#include "stats/sequential.h"
#include "tap.h"
#include "unit/numbers.h"

static struct momus_looks even(size_t n, bool one_sided)
{
	struct momus_looks l = { .n = n, .one_sided = one_sided };

	for (size_t k = 0; k < n; k++)
		l.at[k] = (double)(k + 1) / (double)n;
	return l;
}

/* What the R package gsDesign prints for sfLDOF (gsDesign(k = K, test.type = 1,
 * alpha = 0.025, sfu = sfLDOF)), and Lan and DeMets's tables in two digits. */
TEST(boundaries_are_the_published_ones)
{
	static const double published[][5] = {
		{ 2.9626, 1.9686 },
		{ 3.7103, 2.5114, 1.9930 },
		{ 4.3326, 2.9631, 2.3590, 2.0141 },
		{ 4.8769, 3.3570, 2.6803, 2.2898, 2.0310 },
	};

	for (size_t n = 2; n <= 5; n++) {
		struct momus_looks one = even(n, true), two = even(n, false);

		CHECK_INT(momus_looks_plan(&one, 0.025, NULL), MOMUS_OK);
		CHECK_INT(momus_looks_plan(&two, 0.05, NULL), MOMUS_OK);
		for (size_t k = 0; k < n; k++) {
			CHECK_NEAR(one.z[k], published[n - 2][k], 6e-5);
			CHECK_NEAR(two.z[k], published[n - 2][k], 6e-5);
		}
	}
}

TEST(boundaries_and_power_equal_a_recursion_in_scipy)
{
	double *rows, power, share;
	size_t n = numbers_read("looks.txt", 10, &rows), m;

	for (size_t i = 0; i < n; i += m) {
		const double *r = rows + 10 * i;
		struct momus_looks l = { .n = (size_t)r[0],
					 .one_sided = r[4] != 0 };

		m = l.n;
		for (size_t k = 0; k < m; k++)
			l.at[k] = r[10 * k + 2];
		CHECK_INT(momus_looks_plan(&l, r[3], NULL), MOMUS_OK);
		for (size_t k = 0; k < m; k++) {
			CHECK_NEAR(l.z[k], r[10 * k + 5], 1e-8);
			CHECK_NEAR(l.level[k], r[10 * k + 6], 1e-9);
		}
		CHECK_INT(momus_looks_power(&l, r[7], &power, &share, NULL),
			  MOMUS_OK);
		CHECK_NEAR(power, r[8], 1e-8);
		CHECK_NEAR(share, r[9], 1e-8);
	}
	free(rows);
}

TEST(one_look_is_the_plain_test)
{
	struct momus_looks l = even(1, false);
	double power;

	CHECK_INT(momus_looks_plan(&l, 0.05, NULL), MOMUS_OK);
	CHECK_NEAR(l.z[0], 1.959963984540054, 1e-10);
	CHECK_NEAR(l.spent[0], 0.05, 1e-15);
	CHECK_INT(momus_looks_power(&l, 0, &power, NULL, NULL), MOMUS_OK);
	CHECK_NEAR(power, 0.025, 1e-10);
}

/* Two-sided 0.05 and power 0.8: 1.96 + 0.8416 at one look. */
TEST(the_drift_of_a_power_is_found)
{
	struct momus_looks l = even(1, false), three = even(3, false);
	double drift, power;

	CHECK_INT(momus_looks_plan(&l, 0.05, NULL), MOMUS_OK);
	CHECK_INT(momus_looks_drift(&l, 0.8, &drift, NULL), MOMUS_OK);
	CHECK_NEAR(drift, 1.959963984540054 + 0.8416212335729143, 1e-8);
	CHECK_INT(momus_looks_plan(&three, 0.05, NULL), MOMUS_OK);
	CHECK_INT(momus_looks_drift(&three, 0.8, &drift, NULL), MOMUS_OK);
	CHECK(drift > 2.8016 && drift < 2.85);
	CHECK_INT(momus_looks_power(&three, drift, &power, NULL, NULL),
		  MOMUS_OK);
	CHECK_NEAR(power, 0.8, 1e-8);
}

/* The first look spends 1e-22, and boundaries are found all the same. */
TEST(twenty_looks_can_be_planned)
{
	struct momus_looks l = even(20, false);
	double power, share;

	CHECK_INT(momus_looks_plan(&l, 0.05, NULL), MOMUS_OK);
	for (size_t k = 1; k < 20; k++)
		CHECK(l.z[k] < l.z[k - 1] && l.level[k] > l.level[k - 1]);
	CHECK_INT(momus_looks_power(&l, 0, &power, &share, NULL), MOMUS_OK);
	CHECK_NEAR(power, 0.025, 1e-7);
	CHECK(share > 0.98 && share < 1);
}

TEST(fractions_that_do_not_grow_are_refused)
{
	static const double bad[][2] = {
		{ 0.5, 0.5 }, { 0.5, 0.505 }, { 0, 1 },
		{ 0.5, 1.1 }, { NAN, 1 },
	};
	struct momus_looks none = even(0, false), many = { .n = 21 };
	struct momus_error err;

	CHECK_INT(momus_looks_plan(&none, 0.05, &err), MOMUS_EINVAL);
	CHECK_INT(momus_looks_plan(&many, 0.05, &err), MOMUS_EINVAL);
	for (size_t i = 0; i < 5; i++) {
		struct momus_looks l = { .n = 2,
					 .at = { bad[i][0], bad[i][1] } };

		CHECK_INT(momus_looks_plan(&l, 0.05, &err), MOMUS_EINVAL);
	}
}

/* 20,000 walks without a drift, looked at four times. */
TEST(walks_cross_at_the_rate_that_is_spent)
{
	struct momus_looks l = even(4, false);
	struct momus_stream r;
	int crossed[4] = { 0 };

	CHECK_INT(momus_looks_plan(&l, 0.05, NULL), MOMUS_OK);
	momus_stream_init(&r, 6, MOMUS_TEXT(""), 0, 0, "test");
	for (int t = 0; t < 20000; t++) {
		double sum = 0;

		for (int k = 0; k < 4; k++) {
			double u = momus_stream_real(&r);

			sum += 0.5 * momus_normal_quantile(fmax(u, 1e-17));
			if (fabs(sum) >= l.z[k] * sqrt(l.at[k])) {
				for (int j = k; j < 4; j++)
					crossed[j]++;
				break;
			}
		}
	}
	for (int k = 0; k < 4; k++) {
		double p = l.spent[k], sd = sqrt(p * (1 - p) / 20000);

		CHECK_NEAR(crossed[k] / 20000.0, p, 4 * sd + 1e-4);
	}
}

TAP_MAIN
