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

TAP_MAIN
