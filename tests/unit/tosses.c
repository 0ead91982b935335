/* tosses.c - tests of harness/stats/tosses.c */
#include <math.h>
#include <stdlib.h>

#include "stats/distributions.h"
#include "stats/tosses.h"
#include "tap.h"

enum { ROOM = 1 << 16 };

/* What the table of DIGIT * 8^LEVEL trials says of each count, and the binomial
 * distribution. */
static void table_is_binomial(const struct momus_tosses *t, double p, int level,
			      uint64_t digit)
{
	const struct momus_toss *at = t->all + t->of[level][digit].first;
	const uint64_t n = digit << 3 * level;
	const uint32_t size = t->of[level][digit].size;
	double *chance = calloc(n + 1, sizeof(*chance));

	CHECK(size >= 1 && size <= n + 1);
	for (uint32_t i = 0; i < size; i++) {
		double keep = (double)at[i].keep * 0x1p-64;

		chance[at[i].own] += keep / size;
		chance[at[i].other] += (1 - keep) / size;
	}
	for (uint64_t k = 0; k <= n; k++)
		CHECK_NEAR(chance[k], momus_binomial_pmf(k, n, p), 1e-13);
	free(chance);
}

TEST(tables_hold_the_binomial_distribution)
{
	static const double chances[] = { 1e-6, 0.01, 0.3, 0.5, 0.93, 0.99999 };
	struct momus_tosses t;

	for (size_t i = 0; i < sizeof chances / sizeof *chances; i++) {
		CHECK(momus_tosses_init(&t, chances[i], 4095, ROOM));
		for (int level = 0; level < 4; level++)
			for (uint64_t digit = 1; digit < 8; digit++)
				table_is_binomial(&t, chances[i], level, digit);
		momus_tosses_release(&t);
	}
}

/* Chi-squared of DRAWS counts of N trials, in its standard deviations. */
static double misfit(const struct momus_tosses *t, struct momus_draws *d,
		     uint64_t n, double p)
{
	enum { DRAWS = 200000 };
	double *seen = calloc(n + 1, sizeof(*seen)), chi = 0, cells = 0, want;
	uint64_t x;

	for (int i = 0; i < DRAWS; i++) {
		momus_tosses_draw(t, d, &n, &x, 1);
		CHECK(x <= n);
		seen[x <= n ? x : 0]++;
	}
	for (uint64_t k = 0; k <= n; k++) {
		want = DRAWS * momus_binomial_pmf(k, n, p);
		if (want < 10)
			continue;
		chi += (seen[k] - want) * (seen[k] - want) / want;
		cells++;
	}
	free(seen);
	return (chi - cells) / sqrt(2 * cells);
}

TEST(counts_of_any_number_of_trials_follow_the_binomial_distribution)
{
	static const uint64_t trials[] = { 1, 8, 63, 500, 777, 1000, 4095 };
	struct momus_stream s;
	struct momus_draws d;
	struct momus_tosses t;
	uint64_t sums[2];

	momus_stream_init(&s, 5, MOMUS_TEXT(""), 0, 0, "test");
	momus_draws_init(&d, &s, 1);
	CHECK(momus_tosses_init(&t, 0.17, 4095, ROOM));
	for (size_t i = 0; i < sizeof trials / sizeof *trials; i++)
		CHECK(fabs(misfit(&t, &d, trials[i], 0.17)) < 4);
	momus_tosses_draw(&t, &d, (uint64_t[]){ 0, 4095 }, sums, 2);
	CHECK(sums[0] == 0 && sums[1] > 400 && sums[1] < 1000);
	momus_tosses_release(&t);
}

TEST(tables_that_would_be_too_large_are_not_made)
{
	struct momus_tosses t;

	CHECK(!momus_tosses_init(&t, 0.5, 1000, 100));
	CHECK(!t.all);
	CHECK(!momus_tosses_init(&t, 0.5, 1 << 15, ROOM));
	CHECK(momus_tosses_init(&t, 0.5, (1 << 15) - 1, ROOM));
	momus_tosses_release(&t);
}

TAP_MAIN
