/* heterogeneity.c - tests of harness/stats/heterogeneity.c */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "momus/random.h"
#include "stats/chain.h"
#include "stats/heterogeneity.h"
#include "tap.h"
#include "unit/numbers.h"

TEST(tarones_score_is_the_slope_of_scipys_likelihood)
{
	double *heads, *rows, right[256], all[256];
	size_t n = numbers_read("tarone.txt", 3, &heads), at = 0;

	numbers_read("tarone-rows.txt", 2, &rows);
	for (size_t i = 0; i < n; i++) {
		size_t s = (size_t)heads[3 * i],
		       problems = (size_t)heads[3 * i + 1];
		struct momus_tarone t;

		for (size_t k = 0; k < s * problems; k++) {
			right[k] = rows[2 * (at + k)];
			all[k] = rows[2 * (at + k) + 1];
		}
		at += s * problems;
		t = momus_tarone(right, all, problems, s);
		CHECK_NEAR(t.z, heads[3 * i + 2], 1e-3);
		CHECK_NEAR(t.p, 0.5 * erfc(t.z / sqrt(2)), 1e-14);
	}
	free(heads);
	free(rows);
}

TEST(stratified_tables_equal_statsmodels)
{
	double *heads, *rows;
	size_t n = numbers_read("stratified.txt", 4, &heads), at = 0;

	numbers_read("stratified-rows.txt", 4, &rows);
	for (size_t i = 0; i < n; i++) {
		const double *want = heads + 4 * i;
		struct momus_stratified s =
			momus_stratified(rows + 4 * at, (size_t)want[0]);

		at += (size_t)want[0];
		CHECK_NEAR(s.statistic, want[1], 1e-9);
		CHECK_NEAR(s.p, want[2], 1e-9);
		CHECK(isinf(want[3]) ? isinf(s.odds)
				     : fabs(s.odds - want[3]) < 1e-9);
		CHECK_INT((long long)s.tables, (long long)want[0]);
	}
	free(heads);
	free(rows);
}

TEST(nothing_to_test_has_no_p)
{
	const double once[] = { 1, 0, 1 }, ones[] = { 1, 1, 1 };
	const double all[] = { 2, 2, 2 }, flat[] = { 0, 0, 3, 2 };

	CHECK(isnan(momus_tarone(once, ones, 3, 1).p)); /* one each */
	CHECK(isnan(momus_tarone(all, all, 3, 1).p));	/* all right */
	CHECK(isnan(momus_tarone(all, all, 0, 1).p));
	CHECK(isnan(momus_stratified(flat, 1).p));
	CHECK(isnan(momus_stratified(flat, 0).p));
}

enum { PROBLEMS = 100, SAMPLES = 5, TURNS = 3 };

struct run { /* what both tests, and that of the pooled chain, are made of */
	double right[PROBLEMS][2], all[PROBLEMS][2];
	double tables[PROBLEMS][TURNS][2][2][2]; /* present, before, next */
	double pooled[2][2][2];			 /* before, present, next */
};

/* Problem P's chance to be right next, from NOW and what was BEFORE. */
typedef double chance_fn(int p, int before, int now);

static void simulate(struct run *run, chance_fn *chance, struct momus_stream *r)
{
	memset(run, 0, sizeof(*run));
	for (int p = 0; p < PROBLEMS; p++)
		for (int k = 0; k < SAMPLES; k++) {
			int now = momus_stream_real(r) < 0.5, before = -1;

			for (int t = 0; t < TURNS; t++) {
				int next = momus_stream_real(r) <
					   chance(p, before, now);

				run->all[p][now]++;
				run->right[p][now] += next;
				if (before >= 0) {
					run->tables[p][t][now][before][next]++;
					run->pooled[before][now][next]++;
				}
				before = now;
				now = next;
			}
		}
}

struct found {
	int differ, within, pooled; /* p <= 0.05, of 400 runs */
};

static struct found find(chance_fn *chance)
{
	struct found f = { 0, 0, 0 };
	struct momus_stream r;
	struct run run;

	momus_stream_init(&r, 22, MOMUS_TEXT(""), 0, 0, "test");
	for (int trial = 0; trial < 400; trial++) {
		simulate(&run, chance, &r);
		f.differ +=
			momus_tarone(run.right[0], run.all[0], PROBLEMS, 2).p <=
			0.05;
		f.within += momus_stratified(run.tables[0][0][0][0],
					     PROBLEMS * TURNS * 2)
				    .p <= 0.05;
		f.pooled += momus_chain_order2(run.pooled[0][0], 2).p <= 0.05;
	}
	return f;
}

static double same(int p, int before, int now)
{
	(void)p;
	(void)before;
	return now ? 0.8 : 0.3;
}

static double mixed(int p, int before, int now)
{
	(void)before;
	return (now ? 0.1 : 0.0) + (p % 2 ? 0.8 : 0.1);
}

static double remembers(int p, int before, int now)
{
	(void)p;
	return (now ? 0.7 : 0.3) + (before == 1 ? 0.2 : 0);
}

/* 99.9 % of binomial(400, 0.05) lie in 7 to 36. */
TEST(one_chain_for_all_problems_is_refused_at_the_stated_rate)
{
	struct found f = find(same);

	CHECK(f.differ >= 7 && f.differ <= 36);
	CHECK(f.within >= 7 && f.within <= 36);
	CHECK(f.pooled >= 7 && f.pooled <= 36);
}

TEST(hard_and_easy_problems_look_like_memory_only_where_they_are_pooled)
{
	struct found f = find(mixed);

	CHECK(f.pooled > 200); /* the mistake that is to be avoided */
	CHECK(f.differ > 390);
	CHECK(f.within >= 7 && f.within <= 36);
}

TEST(memory_is_found_within_problems)
{
	struct found f = find(remembers);

	CHECK(f.pooled > 380);
	CHECK(f.within > 350);
}

TAP_MAIN
