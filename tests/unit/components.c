/* components.c - tests of harness/stats/components.c and allocation.c */
#include <math.h>
#include <stdlib.h>

#include "momus/random.h"
#include "stats/allocation.h"
#include "tap.h"
#include "unit/numbers.h"

/* Sums over the problems of N ROWS: problem, two ancestors, y. */
static void sum_up(const double *rows, size_t n, size_t levels, double *sums)
{
	size_t columns = momus_components_columns(levels), end;
	double y[64], row[MOMUS_COMPONENTS_COLUMNS];
	uint32_t parents[128];

	for (size_t c = 0; c < columns; c++)
		sums[c] = 0;
	for (size_t i = 0; i < n; i = end) {
		for (end = i; end < n && rows[4 * end] == rows[4 * i]; end++) {
			uint32_t *p = parents + (end - i) * (levels - 2);
			const double *r = rows + 4 * end;

			y[end - i] = r[3];
			p[0] = (uint32_t)r[1];
			if (levels == 4)
				p[1] = (uint32_t)(100 * r[1] + r[2]);
		}
		momus_components_row(y, parents, end - i, levels, row);
		for (size_t c = 0; c < columns; c++)
			sums[c] += row[c];
	}
}

TEST(components_equal_statsmodels_reml_and_matrices)
{
	double *heads, *rows, sums[MOMUS_COMPONENTS_COLUMNS];
	size_t n = numbers_read("components.txt", 8, &heads), at = 0;

	numbers_read("components-rows.txt", 4, &rows);
	for (size_t i = 0; i < n; i++) {
		const double *want = heads + 8 * i;
		size_t levels = (size_t)want[0];
		struct momus_components c;

		sum_up(rows + 4 * at, (size_t)want[1], levels, sums);
		at += (size_t)want[1];
		c = momus_components(sums, levels);
		for (size_t l = 0; l < levels; l++) {
			/* a likelihood is maximised to a few digits */
			CHECK_NEAR(c.variance[l], want[3 + l],
				   want[2] == 0 ? 2e-4 : 1e-10);
			CHECK(!c.negative[l]);
		}
	}
	free(heads);
	free(rows);
}

/* Balanced, by hand: two problems of two solutions of two leaves. */
TEST(a_balanced_tree_gives_the_textbooks_mean_squares)
{
	const double y[2][4] = { { 1, 1, 0, 1 }, { 0, 0, 0, 1 } };
	const uint32_t parents[] = { 0, 0, 1, 1 };
	double sums[MOMUS_COMPONENTS_COLUMNS] = { 0 },
	       row[MOMUS_COMPONENTS_COLUMNS];
	struct momus_components c;

	for (int p = 0; p < 2; p++) {
		momus_components_row(y[p], parents, 4, 3, row);
		for (size_t k = 0; k < momus_components_columns(3); k++)
			sums[k] += row[k];
	}
	c = momus_components(sums, 3);
	/* leaves: (0.5 + 0.5) / 4; solutions: 2 (0.125 + 0.125) / 2 = 0.25;
	 * problems: 4 (0.125 + 0.125) / 1 = 0.5 */
	CHECK_NEAR(c.variance[2], 0.25, 1e-14);
	CHECK_NEAR(c.variance[1], (0.25 - 0.25) / 2, 1e-14);
	CHECK_NEAR(c.variance[0], (0.5 - 0.25) / 4, 1e-14);
	CHECK_NEAR(c.mean, 0.5, 1e-15);
}

TEST(what_is_below_zero_is_zero_and_said)
{
	const double y[2][2] = { { 0, 1 }, { 0, 1 } }; /* problems agree */
	double sums[MOMUS_COMPONENTS_COLUMNS] = { 0 },
	       row[MOMUS_COMPONENTS_COLUMNS];
	struct momus_components c;

	for (int p = 0; p < 2; p++) {
		momus_components_row(y[p], NULL, 2, 2, row);
		for (size_t k = 0; k < momus_components_columns(2); k++)
			sums[k] += row[k];
	}
	c = momus_components(sums, 2);
	CHECK(c.negative[0] && c.variance[0] == 0);
	CHECK_NEAR(c.variance[1], 0.5, 1e-15);
}

TEST(a_level_without_repetition_cannot_be_told_apart)
{
	const double y[] = { 1, 0, 1 };
	const uint32_t parents[] = { 0, 1, 2 }; /* one leaf each */
	double row[MOMUS_COMPONENTS_COLUMNS];
	struct momus_components c;

	momus_components_row(y, parents, 3, 3, row);
	c = momus_components(row, 3);
	CHECK(isnan(c.variance[2]) && isnan(c.variance[0]));
}

/* Right or wrong leaves of a tree with known components: the mean of 300
 * estimates is the truth. */
TEST(estimates_of_a_simulated_tree_are_unbiased)
{
	double sums[MOMUS_COMPONENTS_COLUMNS], row[MOMUS_COMPONENTS_COLUMNS];
	double found[3] = { 0 };
	struct momus_stream r;

	momus_stream_init(&r, 9, MOMUS_TEXT(""), 0, 0, "test");
	for (int trial = 0; trial < 300; trial++) {
		struct momus_components c;

		for (size_t k = 0; k < momus_components_columns(3); k++)
			sums[k] = 0;
		for (int p = 0; p < 60; p++) {
			double y[16], base = 0.2 + 0.6 * momus_stream_real(&r);
			uint32_t parents[16];
			size_t n = 0;

			for (uint32_t s = 0; s < 1 + (uint32_t)p % 4; s++) {
				double q = base + 0.4 * momus_stream_real(&r) -
					   0.2;

				for (int k = 0; k < 2 + p % 3; k++, n++) {
					parents[n] = s;
					y[n] = momus_stream_real(&r) < q;
				}
			}
			momus_components_row(y, parents, n, 3, row);
			for (size_t k = 0; k < momus_components_columns(3); k++)
				sums[k] += row[k];
		}
		c = momus_components(sums, 3);
		for (int l = 0; l < 3; l++)
			found[l] += c.variance[l] / 300;
	}
	/* uniform spreads of 0.6 and 0.4; E q(1-q) = 1/4 - var q */
	CHECK_NEAR(found[0], 0.36 / 12, 0.003);
	CHECK_NEAR(found[1], 0.16 / 12, 0.003); /* some are cut at 0 */
	CHECK_NEAR(found[2], 0.25 - 0.52 / 12, 0.003);
}

TEST(the_ideal_split_is_the_closed_form)
{
	const double variance[] = { 0.04, 0.09, 0.16 }, cost[] = { 4, 1, 0.5 };
	struct momus_allocation a = momus_allocate(
		&(struct momus_allocation_design){ .levels = 3,
						   .variance = variance,
						   .cost = cost,
						   .budget = 1000 });

	CHECK_NEAR(a.ideal[1], sqrt(0.09 / 0.04 * 4 / 1), 1e-6);
	CHECK_NEAR(a.ideal[2], sqrt(0.16 / 0.09 * 1 / 0.5), 1e-6);
	CHECK_NEAR(a.ideal[0], 1000 / (4 + a.ideal[1] * (1 + a.ideal[2] * 0.5)),
		   1e-4);
	CHECK(a.cost <= 1000);
}

/* Every whole split that the budget pays for, tried. */
static double best_of_all(const struct momus_allocation_design *d)
{
	double best = INFINITY, w[3];

	for (w[1] = 1; w[1] <= 40; w[1]++)
		for (w[2] = 1; w[2] <= 40; w[2]++) {
			double each = d->cost[0] +
				      w[1] * (d->cost[1] + w[2] * d->cost[2]);

			w[0] = d->problems > 0 ? d->problems
					       : floor(d->budget / each);
			if (w[0] >= 1 && w[0] * each <= d->budget * (1 + 1e-12))
				best = fmin(best, momus_components_of_mean(
							  d->variance, w, 3));
		}
	return best;
}

TEST(the_whole_split_is_the_best_of_all_or_within_one_in_a_hundred)
{
	struct momus_stream r;

	momus_stream_init(&r, 12, MOMUS_TEXT(""), 0, 0, "test");
	for (int trial = 0; trial < 200; trial++) {
		double variance[3], cost[3];
		struct momus_allocation_design d = { .levels = 3,
						     .variance = variance,
						     .cost = cost };
		struct momus_allocation a;

		for (int l = 0; l < 3; l++) {
			variance[l] = momus_stream_real(&r);
			cost[l] = 0.1 + 4 * momus_stream_real(&r);
		}
		if (trial % 4 == 0)
			variance[trial % 3] = 0;
		d.problems = trial % 2 ? 20 : 0;
		d.budget = 300 + 700 * momus_stream_real(&r);
		a = momus_allocate(&d);
		CHECK(a.cost <= d.budget * (1 + 1e-9));
		CHECK(a.variance <= 1.01 * best_of_all(&d));
	}
}

TEST(a_budget_below_one_of_each_has_no_split)
{
	const double variance[] = { 1, 1 }, cost[] = { 0, 1 };
	struct momus_allocation a = momus_allocate(
		&(struct momus_allocation_design){ .levels = 2,
						   .variance = variance,
						   .cost = cost,
						   .budget = 5,
						   .problems = 10 });

	CHECK(isnan(a.variance));
}

TEST(where_many_splits_are_as_good_problems_are_chosen_then_money)
{
	const double within[] = { 0, 0.2 }, none[] = { 0.2, 0 },
		     cost[] = { 0, 2 };
	struct momus_allocation_design d = {
		.levels = 2, .variance = within, .cost = cost, .budget = 2 * 405
	};
	struct momus_allocation a = momus_allocate(&d);

	CHECK_NEAR(a.widths[0], 405, 0);
	CHECK_NEAR(a.variance, 0.2 / 405, 1e-15);
	d.variance = none;
	d.problems = 100;
	d.budget = 800;
	a = momus_allocate(&d);
	CHECK_NEAR(a.widths[1], 1, 0);
	CHECK_NEAR(a.cost, 200, 0);
}

/* Problems that cost nothing: one sample of each, never two of one. */
TEST(where_problems_are_free_more_of_them_is_always_better)
{
	const double variance[] = { 0.1, 0.15 }, cost[] = { 0, 1 };
	struct momus_allocation a = momus_allocate(
		&(struct momus_allocation_design){ .levels = 2,
						   .variance = variance,
						   .cost = cost,
						   .budget = 500 });

	CHECK_NEAR(a.widths[0], 500, 0);
	CHECK_NEAR(a.widths[1], 1, 0);
}

TAP_MAIN
