/* attempts.c - tests of harness/stats/attempts.c */
#include <math.h>
#include <stdlib.h>

#include "stats/attempts.h"
#include "tap.h"
#include "unit/numbers.h"

TEST(success_by_attempts_equals_powers_of_the_matrix)
{
	double *rows, right[400];
	size_t n = numbers_read("attempts.txt", 8, &rows);

	for (size_t i = 0; i < n; i++) {
		const double *r = rows + 8 * i;
		struct momus_attempts a = { r[0], r[1], r[2],
					    r[3], r[4], r[5] != 0 };

		momus_attempts_exact(&a, (size_t)r[6], right);
		CHECK_NEAR(right[(size_t)r[6] - 1], r[7], 1e-12);
		if (r[6] == 400)
			CHECK_NEAR(momus_attempts_limit(&a), r[7], 1e-12);
	}
	free(rows);
}

/* The settings of the paper's figure 3: 50,000 runs, within 4.5 standard errors
 * at each of 30 attempts. */
TEST(simulated_runs_agree_with_the_closed_form)
{
	static const double strength[][2] = { { 0.7, 0.15 }, { 0.9, 0.3 } };
	static const double judges[][2] = { { 0.6, 0.3 }, { 0.7, 0.2 } };
	double exact[30], drawn[30];

	for (int i = 0; i < 8; i++) {
		const double *s = strength[i & 1], *j = judges[i >> 1 & 1];
		struct momus_attempts a = {
			0.1, s[0], s[1], j[0], j[1], i < 4
		};

		momus_attempts_exact(&a, 30, exact);
		momus_attempts_drawn(&a, 30, 50000, (uint64_t)i, drawn);
		for (int t = 0; t < 30; t++)
			CHECK_NEAR(
				drawn[t], exact[t],
				4.5 * sqrt(exact[t] * (1 - exact[t]) / 50000));
	}
}

TEST(limits_hold_where_a_state_is_never_left)
{
	struct momus_attempts a = { 0.1, 0.7, 0, 1, 0, true };
	double right[2000];

	CHECK_NEAR(momus_attempts_limit(&a), 0.1, 1e-15);
	a = (struct momus_attempts){ 0.1, 1, 0.3, 0, 0.2, true };
	momus_attempts_exact(&a, 2000, right);
	CHECK_NEAR(momus_attempts_limit(&a), right[1999], 1e-12);
	a = (struct momus_attempts){ 0.1, 1, 0, 0, 0, true };
	CHECK_NEAR(momus_attempts_limit(&a), 0.1, 1e-15);
	a = (struct momus_attempts){ 0.2, 0.5, 0, 0.5, 0, true };
	momus_attempts_exact(&a, 2000, right);
	CHECK_NEAR(momus_attempts_limit(&a), right[1999], 1e-12);
}

TAP_MAIN
