/* evalue.c - tests of harness/stats/evalue.c */
#include <math.h>
#include <stdlib.h>

#include "momus/random.h"
#include "stats/distributions.h"
#include "stats/evalue.h"
#include "tap.h"
#include "unit/numbers.h"

TEST(e_values_equal_products_in_numpy)
{
	double *heads, *values, log_e;
	size_t n = numbers_read("evalues.txt", 4, &heads), at = 0;

	numbers_read("evalue-values.txt", 1, &values);
	for (size_t i = 0; i < n; i++) {
		const double *h = heads + 4 * i;

		CHECK_INT(momus_evalue(values + at, (size_t)h[2], h[1], h[0],
				       &log_e, NULL),
			  MOMUS_OK);
		CHECK_NEAR(log_e, h[3], 1e-10);
		at += (size_t)h[2];
	}
	free(heads);
	free(values);
}

/* With stakes that lie everywhere in (0,1) the mean over them is, for u gains and d
 * losses of one unit, 2^(u+d+1) B(u+1,d+1) P(Beta(u+1,d+1) > 1/2). */
TEST(single_answers_have_a_closed_form)
{
	double d[200], log_e, want;

	for (int up = 0; up <= 60; up += 12)
		for (int down = 0; down <= 40; down += 10) {
			int sign, n = up + down;

			for (int i = 0; i < 200; i++)
				d[i] = i < up ? 1 : i < n ? -1 : 0;
			CHECK_INT(momus_evalue(d, 200, 1, 0, &log_e, NULL),
				  MOMUS_OK);
			want = (n + 1) * log(2) + lgamma_r(up + 1, &sign) +
			       lgamma_r(down + 1, &sign) -
			       lgamma_r(n + 2, &sign) +
			       log(momus_beta_cdf(0.5, down + 1, up + 1));
			CHECK_NEAR(log_e, want, 2e-3 * (1 + fabs(want)));
		}
}

TEST(no_problem_is_no_evidence)
{
	double log_e, zero[4] = { 0 };

	CHECK_INT(momus_evalue(NULL, 0, 1, 0, &log_e, NULL), MOMUS_OK);
	CHECK(log_e == 0 && momus_evalue_p(log_e) == 1);
	CHECK_INT(momus_evalue(zero, 4, 1, 0, &log_e, NULL), MOMUS_OK);
	CHECK_NEAR(log_e, 0, 1e-12);
	CHECK(momus_evalue_p(-3) == 1);
	CHECK_NEAR(momus_evalue_p(log(40)), 0.025, 1e-12);
	CHECK_NEAR(momus_evalue_mean(log(30), log(10)), log(20), 1e-12);
	CHECK(isfinite(momus_evalue_mean(2000, -2000)));
}

/* A difference as far below the null as can be ends every bet of the whole, and
 * none of a stake below 1. */
TEST(the_worst_difference_leaves_a_number)
{
	double d[] = { -1, -1, -1 }, log_e;

	CHECK_INT(momus_evalue(d, 3, 1, -0.01, &log_e, NULL), MOMUS_OK);
	CHECK(isfinite(log_e) && log_e < 0);
}

/* One walk of 300 drawn problems looked at after each ten; whether the e-value ever
 * reaches 20, and whether a plain z-test ever says p <= 0.05. */
static void stroll(struct momus_stream *r, bool *bet, bool *plain)
{
	double d[300], sum = 0, squares = 0, log_e;

	*bet = *plain = false;
	for (size_t i = 0; i < 300; i++) {
		double x = momus_stream_real(r);

		d[i] = x < 0.12	  ? 1
		       : x < 0.24 ? -1
		       : x < 0.4  ? 0.5
		       : x < 0.56 ? -0.5
				  : 0;
		sum += d[i];
		squares += d[i] * d[i];
		if (i % 10 != 9)
			continue;
		CHECK_INT(momus_evalue(d, i + 1, -1, 0, &log_e, NULL),
			  MOMUS_OK);
		*bet |= log_e >= log(20);
		*plain |= squares > 0 &&
			  fabs(sum) >= 1.959963984540054 * sqrt(squares);
	}
}

TEST(stopping_when_one_likes_keeps_the_error_rate)
{
	struct momus_stream r;
	int bets = 0, plains = 0;

	momus_stream_init(&r, 8, MOMUS_TEXT(""), 0, 0, "test");
	for (int t = 0; t < 1000; t++) {
		bool bet, plain;

		stroll(&r, &bet, &plain);
		bets += bet;
		plains += plain;
	}
	CHECK(bets > 0 && bets <= 50);
	CHECK(plains > 150); /* what the e-value is for */
}

TAP_MAIN
