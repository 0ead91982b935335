/* clustered.c - tests of harness/stats/clustered.c */
#include <math.h>
#include <stdlib.h>

#include "momus/random.h"
#include "stats/clustered.h"
#include "tap.h"
#include "unit/numbers.h"

enum { MOST = 64 };

TEST(standard_errors_equal_statsmodels_cluster_robust_ones)
{
	double *heads, *rows, column[4][MOST];
	size_t n = numbers_read("clustered.txt", 7, &heads), at = 0;

	numbers_read("clustered-rows.txt", 4, &rows);
	for (size_t i = 0; i < n; i++) {
		const double *want = heads + 7 * i;
		size_t g = (size_t)want[0];
		struct momus_clustered m, d;

		for (size_t c = 0; c < 4 * g; c++)
			column[c % 4][c / 4] = rows[4 * at + c];
		at += g;
		m = momus_clustered_mean(column[0], column[1], g);
		d = momus_clustered_difference(column[0], column[1], column[2],
					       column[3], g);
		CHECK_NEAR(m.value, want[1], 1e-12);
		CHECK_NEAR(m.cr0, want[2], 1e-12);
		CHECK_NEAR(m.cr1, want[3], 1e-12);
		CHECK_NEAR(d.value, want[4], 1e-12);
		CHECK_NEAR(d.cr0, want[5], 1e-12);
		CHECK_NEAR(d.cr1, want[6], 1e-12);
	}
	free(heads);
	free(rows);
}

/* One answer a problem: sqrt(p (1-p) / (n-1)). */
TEST(with_one_answer_each_it_is_the_textbooks)
{
	double right[10], one[10];
	struct momus_clustered m;

	for (int i = 0; i < 10; i++) {
		right[i] = i < 3;
		one[i] = 1;
	}
	m = momus_clustered_mean(right, one, 10);
	CHECK_NEAR(m.value, 0.3, 1e-15);
	CHECK_NEAR(m.cr0, sqrt(0.3 * 0.7 / 10), 1e-15);
	CHECK_NEAR(m.cr1, sqrt(0.3 * 0.7 / 9), 1e-15);
	CHECK_INT((long long)m.clusters, 10);
	m = momus_clustered_difference(right, one, right, one, 10);
	CHECK(m.value == 0 && m.cr0 == 0); /* what both share cancels */
}

TEST(one_problem_or_none_has_no_standard_error)
{
	const double x[] = { 1, 0 }, n[] = { 3, 0 };
	struct momus_clustered m = momus_clustered_mean(x, n, 2);

	CHECK_NEAR(m.value, 1.0 / 3.0, 1e-15);
	CHECK_INT((long long)m.clusters, 1);
	CHECK(isnan(m.cr0) && isnan(m.cr1));
	m = momus_clustered_mean(x + 1, n + 1, 1);
	CHECK(isnan(m.value) && isnan(m.cr1));
	CHECK(isnan(momus_clustered_difference(x, n, x, n + 1, 1).cr1) ||
	      isnan(momus_clustered_mean(x, n, 0).value));
}

/* Five samples of 40 problems that are all easy or all hard: 95 % of the
 * intervals of 1.96 clustered errors must hold the truth, while those that take
 * samples for independent hold it far less often. */
TEST(intervals_of_clustered_errors_cover_and_naive_ones_do_not)
{
	struct momus_stream r;
	int good = 0, naive = 0;

	momus_stream_init(&r, 3, MOMUS_TEXT(""), 0, 0, "test");
	for (int trial = 0; trial < 1000; trial++) {
		double right[40], all[40], se;
		struct momus_clustered m;

		for (int i = 0; i < 40; i++) {
			double p = momus_stream_real(&r) < 0.5 ? 0.1 : 0.9;

			all[i] = 5;
			right[i] = 0;
			for (int k = 0; k < 5; k++)
				right[i] += momus_stream_real(&r) < p;
		}
		m = momus_clustered_mean(right, all, 40);
		se = sqrt(m.value * (1 - m.value) / 200);
		good += fabs(m.value - 0.5) <= 1.96 * m.cr1;
		naive += fabs(m.value - 0.5) <= 1.96 * se;
	}
	CHECK(good >= 920 && good <= 975);
	CHECK(naive < 800);
}

TAP_MAIN
