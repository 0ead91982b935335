/* calibration.c - tests of harness/stats/calibration.c */
#include <math.h>
#include <stdlib.h>

#include "momus/random.h"
#include "stats/calibration.h"
#include "stats/wilson.h"
#include "tap.h"
#include "unit/numbers.h"

static struct momus_scored list[1000];

static struct momus_calibration calibrate(size_t n, enum momus_binning binning,
					  size_t bins, size_t problems)
{
	struct momus_calibration c;

	CHECK_INT(momus_calibration(list, n,
				    &(struct momus_calibration_design){
					    .binning = binning,
					    .bins = bins,
					    .problems = problems,
					    .seed = 1,
					    .purpose = "test",
					    .resamples = 1000 },
				    &c, NULL),
		  MOMUS_OK);
	return c;
}

TEST(scores_and_bins_equal_scikit_learns)
{
	double *heads, *rows, *bins;
	size_t n = numbers_read("calibration.txt", 9, &heads), at = 0, bin = 0;

	numbers_read("calibration-rows.txt", 3, &rows);
	numbers_read("calibration-bins.txt", 3, &bins);
	for (size_t i = 0; i < n; i++) {
		const double *want = heads + 9 * i;
		size_t count = (size_t)want[2];
		struct momus_calibration c;

		for (size_t k = 0; k < count; k++)
			list[k] = (struct momus_scored){
				rows[3 * (at + k)], rows[3 * (at + k) + 1] > 0,
				(uint32_t)rows[3 * (at + k) + 2]
			};
		c = calibrate(count, (enum momus_binning)want[0],
			      (size_t)want[1], count / 5);
		CHECK_NEAR(c.brier, want[3], 1e-12);
		CHECK_NEAR(c.reliability, want[4], 1e-12);
		CHECK_NEAR(c.resolution, want[5], 1e-12);
		CHECK_NEAR(c.uncertainty, want[6], 1e-12);
		CHECK_NEAR(c.within, want[7], 1e-12);
		CHECK_NEAR(c.ece, want[8], 1e-12);
		for (size_t b = 0; b < c.n_bins; b++, bin++) {
			CHECK_NEAR(c.bins[b].right, bins[3 * bin], 1e-12);
			CHECK_NEAR(c.bins[b].score, bins[3 * bin + 1], 1e-12);
			CHECK_NEAR(c.bins[b].n, bins[3 * bin + 2], 0);
		}
		if (i % 2)
			at += count;
	}
	free(heads);
	free(rows);
	free(bins);
}

TEST(a_bins_intervals_are_wilsons_and_wider_by_problem)
{
	double low, high;
	struct momus_calibration c;

	for (size_t i = 0; i < 200; i++) /* ten alike of each problem */
		list[i] = (struct momus_scored){ 0.7, i / 10 % 3 != 0,
						 (uint32_t)(i / 10) };
	c = calibrate(200, MOMUS_BINS_EQUAL_WIDTH, 10, 20);
	CHECK_INT((long long)c.n_bins, 1);
	momus_wilson(130, 200, &low, &high);
	CHECK_NEAR(c.bins[0].right, 0.65, 1e-12);
	CHECK(c.bins[0].low == low && c.bins[0].high == high);
	CHECK(c.bins[0].clustered.high - c.bins[0].clustered.low >
	      2 * (high - low));
	CHECK(c.bins[0].from < 0.7 && c.bins[0].to >= 0.7);
	CHECK_NEAR(c.within, 0, 1e-12); /* one score: exact */
}

TEST(a_perfect_judge_has_no_error_and_none_has_nothing)
{
	struct momus_calibration c;

	for (size_t i = 0; i < 100; i++)
		list[i] = (struct momus_scored){ i % 2, i % 2,
						 (uint32_t)(i / 2) };
	c = calibrate(100, MOMUS_BINS_EQUAL_MASS, 5, 50);
	CHECK(c.brier == 0 && c.ece == 0 && c.reliability == 0);
	CHECK_NEAR(c.resolution, 0.25, 1e-12);
	c = calibrate(0, MOMUS_BINS_EQUAL_WIDTH, 5, 50);
	CHECK(!c.n_bins && isnan(c.brier) && isnan(c.ece_interval.low));
}

/* Scores that are the true chances: the interval of the Brier score holds its
 * expectation at the stated rate, by problem, though answers hang together. */
TEST(intervals_of_the_brier_score_cover)
{
	struct momus_stream r;
	int good = 0;

	momus_stream_init(&r, 6, MOMUS_TEXT(""), 0, 0, "test");
	for (int trial = 0; trial < 300; trial++) {
		struct momus_calibration c;

		for (size_t i = 0; i < 300; i++) {
			static double p;

			if (i % 5 == 0)
				p = momus_stream_real(&r);
			list[i] = (struct momus_scored){
				p, momus_stream_real(&r) < p, (uint32_t)(i / 5)
			};
		}
		c = calibrate(300, MOMUS_BINS_EQUAL_WIDTH, 10, 60);
		good += c.brier_interval.low <= 1.0 / 6 &&
			1.0 / 6 <= c.brier_interval.high;
	}
	CHECK(good >= 270 && good <= 295);
}

enum { BINS = 13, COLUMNS = 2 + 3 * BINS };

/* Of judgments, squares, and of each bin judgments, scores and right ones. */
static void plain_figures(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[0] = s[0] > 0 ? s[1] / s[0] : NAN;
	out[1] = s[0] > 0 ? 0.0 : NAN;
	for (size_t b = 0; b < BINS; b++) {
		const double *bin = s + 2 + 3 * b;

		out[1] += fabs(bin[1] - bin[2]) / s[0];
		out[2 + b] = bin[0] > 0 ? bin[2] / bin[0] : NAN;
	}
}

static bool same(struct momus_interval a, struct momus_interval b)
{
	return a.low == b.low && a.high == b.high && a.used == b.used;
}

/* The first of PROBLEMS has LARGEST judgments, the others one each. */
static void check_intervals(size_t problems, size_t largest)
{
	double *rows = calloc(problems * COLUMNS, sizeof(*rows));
	const size_t n = problems - 1 + largest;
	struct momus_interval want[2 + BINS];
	struct momus_calibration c;

	if (!rows)
		exit(1);
	for (size_t i = 0; i < n; i++) {
		const size_t problem = i < largest ? 0 : i - largest + 1;
		const double score = 0.5 + 0.499 * sin((double)(i * i));
		const bool right = sin((double)i * 3) + score > 0.4;
		double *row = rows + problem * COLUMNS;
		double *bin = row + 2 + 3 * (size_t)(score * BINS);

		list[i] = (struct momus_scored){ score, right,
						 (uint32_t)problem };
		row[0]++;
		row[1] += (score - right) * (score - right);
		bin[0]++;
		bin[1] += score;
		bin[2] += right;
	}
	c = calibrate(n, MOMUS_BINS_EQUAL_WIDTH, BINS, problems);
	CHECK_INT(momus_bootstrap(
			  &(struct momus_bootstrap){ .rows = rows,
						     .n = problems,
						     .k = COLUMNS,
						     .figures = plain_figures,
						     .m = 2 + BINS,
						     .seed = 1,
						     .purpose = "test",
						     .resamples = 1000 },
			  want, NULL),
		  MOMUS_OK);
	CHECK(same(c.brier_interval, want[0]));
	CHECK(same(c.ece_interval, want[1]));
	CHECK_INT((long long)c.n_bins, BINS);
	for (size_t b = 0; b < BINS; b++)
		CHECK(same(c.bins[b].clustered, want[2 + b]));
	free(rows);
}

/* Counts that share a number's bits, more or fewer of them, come out whole. */
TEST(intervals_are_to_the_bit_those_of_rows_of_plain_counts)
{
	check_intervals(90, 1);
	check_intervals(60, 40);
	check_intervals(400, 600);
	check_intervals(2, 900);
}

TAP_MAIN
