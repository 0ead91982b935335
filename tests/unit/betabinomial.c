/* betabinomial.c - tests of harness/stats/betabinomial.c */
#include <math.h>
#include <stdlib.h>

#include "momus/random.h"
#include "stats/betabinomial.h"
#include "stats/bootstrap.h"
#include "stats/distributions.h"
#include "tap.h"
#include "unit/numbers.h"

/* OF: 0 the mean, 1 Pass@K, 2 pass^K. */
static struct momus_betabinomial interval(const double *right,
					  const double *all, size_t n, int of,
					  uint32_t k)
{
	const uint32_t ks[] = { 1, k };
	struct momus_betabinomial mean, any[2], every[2];

	CHECK_INT(momus_betabinomial(right, all, n, &mean, NULL), MOMUS_OK);
	CHECK_INT(momus_betabinomial_k(right, all, n, ks, 2, any, every, NULL),
		  MOMUS_OK);
	/* one sample: both are the mean */
	CHECK_NEAR(any[0].low, mean.low, 1e-9);
	CHECK_NEAR(every[0].high, mean.high, 1e-9);
	return of == 0 ? mean : of == 1 ? any[1] : every[1];
}

TEST(intervals_equal_those_of_scipys_likelihood_on_a_finer_grid)
{
	double *heads, *rows, right[64], all[64];
	size_t n = numbers_read("betabinomial.txt", 6, &heads), at = 0;

	numbers_read("betabinomial-rows.txt", 2, &rows);
	for (size_t i = 0; i < n; i++) {
		const double *want = heads + 6 * i;
		size_t problems = (size_t)want[2];
		struct momus_betabinomial got;

		for (size_t p = 0; p < problems; p++) {
			right[p] = rows[2 * (at + p)];
			all[p] = rows[2 * (at + p) + 1];
		}
		got = interval(right, all, problems, (int)want[0],
			       (uint32_t)want[1]);
		CHECK_NEAR(got.low, want[3], 0.002);
		CHECK_NEAR(got.high, want[4], 0.002);
		CHECK_NEAR(got.rho, want[5], 0.002);
		if (i % 3 == 2) /* three figures of each table */
			at += problems;
	}
	free(heads);
	free(rows);
}

TEST(one_sample_a_problem_gives_jeffreys_interval)
{
	for (int k = 0; k <= 12; k++) {
		double right[12], one[12];
		struct momus_betabinomial got;

		for (int i = 0; i < 12; i++) {
			right[i] = i < k;
			one[i] = 1;
		}
		momus_betabinomial(right, one, 12, &got, NULL);
		CHECK_NEAR(got.low,
			   k ? momus_beta_quantile(0.025, k + 0.5, 12.5 - k)
			     : 0,
			   0.001);
		CHECK_NEAR(
			got.high,
			k < 12 ? momus_beta_quantile(0.975, k + 0.5, 12.5 - k)
			       : 1,
			0.001);
	}
}

TEST(nothing_seen_has_no_interval)
{
	const double none[2] = { 0, 0 };
	struct momus_betabinomial got;

	CHECK_INT(momus_betabinomial(none, none, 2, &got, NULL), MOMUS_OK);
	CHECK(isnan(got.low) && isnan(got.high) && isnan(got.rho));
	CHECK_INT(momus_betabinomial(none, none, 0, &got, NULL), MOMUS_OK);
	CHECK(isnan(got.low));
}

TEST(more_samples_of_the_same_problems_do_not_feign_more_problems)
{
	const double few[] = { 5, 0, 5, 0, 5, 5 },
		     five[] = { 5, 5, 5, 5, 5, 5 };
	double many[6], hundred[6];
	struct momus_betabinomial a, b;

	for (int i = 0; i < 6; i++) {
		many[i] = 20 * few[i];
		hundred[i] = 100;
	}
	momus_betabinomial(few, five, 6, &a, NULL);
	momus_betabinomial(many, hundred, 6, &b, NULL);
	CHECK(b.rho > 0.9 && b.rho > a.rho);
	CHECK(b.high - b.low > 0.8 * (a.high - a.low));
}

static void share(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[0] = s[1] / s[0];
}

struct cover {
	int kept, bootstrap;
};

/* Of 200 benchmarks of N problems with 5 samples each, whose chances to be right
 * are beta(A,B): how many intervals of each sort hold the mean.  Chances are
 * drawn by the inverse of their distribution, tabulated. */
static struct cover simulate(size_t n, double a, double b,
			     struct momus_stream *r)
{
	double chances[101], right[32], all[32], rows[64], mu = a / (a + b);
	struct cover c = { 0, 0 };

	for (int i = 0; i <= 100; i++)
		chances[i] = momus_beta_quantile(i / 100.0, a, b);
	for (uint64_t trial = 0; trial < 200; trial++) {
		struct momus_betabinomial got;
		struct momus_interval plain;
		struct momus_bootstrap boot = { .rows = rows,
						.n = n,
						.k = 2,
						.figures = share,
						.m = 1,
						.seed = trial,
						.purpose = "test",
						.resamples = 500,
						.threads = 1 };

		for (size_t i = 0; i < n; i++) {
			double x = 100 * momus_stream_real(r), u = floor(x);
			double p = chances[(int)u] +
				   (x - u) * (chances[(int)u + 1] -
					      chances[(int)u]);

			right[i] = 0;
			all[i] = rows[2 * i] = 5;
			for (int k = 0; k < 5; k++)
				right[i] += momus_stream_real(r) < p;
			rows[2 * i + 1] = right[i];
		}
		momus_betabinomial(right, all, n, &got, NULL);
		momus_bootstrap(&boot, &plain, NULL);
		c.kept += got.low <= mu && mu <= got.high;
		c.bootstrap += plain.low <= mu && mu <= plain.high;
	}
	return c;
}

/* Where the bootstrap of 5 problems holds the truth 55 to 85 times in 100, these
 * hold it 91 to 99 times; at 30 problems both do. */
TEST(coverage_holds_at_5_10_20_and_30_problems)
{
	static const double shapes[][2] = { { 0.04, 0.39 },
					    { 0.7, 1.63 },
					    { 1.2, 1.2 },
					    { 0.34, 0.09 },
					    { 15.0, 4.0 } };
	static const size_t sizes[] = { 5, 10, 20, 30 };
	struct momus_stream r;

	momus_stream_init(&r, 11, MOMUS_TEXT(""), 0, 0, "test");
	for (int s = 0; s < 4; s++) {
		struct cover sum = { 0, 0 };

		for (int i = 0; i < 5; i++) {
			struct cover c = simulate(sizes[s], shapes[i][0],
						  shapes[i][1], &r);

			CHECK(c.kept >= 0.90 * 200);
			sum.kept += c.kept;
			sum.bootstrap += c.bootstrap;
		}
		CHECK(sum.kept >= 0.93 * 1000);
		if (sizes[s] == 5)
			CHECK(sum.bootstrap < 0.85 * 1000);
		if (sizes[s] == 30)
			CHECK(sum.bootstrap >= 0.9 * 1000);
	}
}

TAP_MAIN
