/* discrimination.c - tests of harness/stats/discrimination.c */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "momus/random.h"
#include "stats/discrimination.h"
#include "tap.h"
#include "unit/numbers.h"

TEST(scores_equal_those_of_scikit_learn)
{
	double *rows, *r;
	size_t n = numbers_read("discrimination.txt", 13, &rows);
	struct momus_discrimination d;

	for (size_t i = 0; i < n; i++) {
		r = rows + i * 13;
		d = momus_discriminate(
			&(struct momus_confusion){ r[0], r[1], r[2], r[3] });
		/* scikit-learn gives 0 for 0 / 0, which is said apart here */
		CHECK_NEAR(d.passed.precision, r[4], 1e-12);
		CHECK_NEAR(d.passed.recall, r[5], 1e-12);
		CHECK_NEAR(d.passed.f1, r[6], 1e-12);
		CHECK_NEAR(isnan(d.failed.precision) ? 0 : d.failed.precision,
			   r[7], 1e-12);
		CHECK_NEAR(d.failed.recall, r[8], 1e-12);
		CHECK_NEAR(d.failed.f1, r[9], 1e-12);
		CHECK_NEAR(d.macro_f1, r[10], 1e-12);
		CHECK_NEAR(d.balanced_accuracy, r[11], 1e-12);
		CHECK_NEAR(d.kappa, r[12], 1e-12);
	}
	free(rows);
}

TEST(without_a_judgment_there_is_no_score)
{
	struct momus_discrimination d =
		momus_discriminate(&(struct momus_confusion){ 0, 0, 0, 0 });

	CHECK(isnan(d.passed.f1) && isnan(d.failed.f1) && isnan(d.macro_f1));
	CHECK(isnan(d.balanced_accuracy) && isnan(d.kappa));
}

TEST(who_says_the_same_of_all_agrees_by_chance_alone)
{
	struct momus_discrimination d =
		momus_discriminate(&(struct momus_confusion){ 7, 0, 3, 0 });

	CHECK_NEAR(d.kappa, 0.0, 1e-15);
	CHECK_NEAR(d.balanced_accuracy, 0.5, 1e-15);
	d = momus_discriminate(&(struct momus_confusion){ 7, 0, 0, 0 });
	CHECK(isnan(d.kappa) && isnan(d.balanced_accuracy));
}

TEST(many_tables_have_to_the_bit_the_scores_of_each_by_itself)
{
	struct momus_confusion list[40];
	double scores[MOMUS_DISCRIMINATION_SCORES * 40], one[9], x;
	struct momus_stream s;

	_Static_assert(sizeof(struct momus_discrimination) == sizeof one, "");
	momus_stream_init(&s, 1, MOMUS_TEXT(""), 0, 0, "test");
	for (size_t n = 0; n <= 40; n++) {
		for (size_t i = 0; i < n; i++) {
			double *c = (double *)&list[i];

			for (int j = 0; j < 4; j++)
				c[j] = (double)momus_stream_below(
					&s, i % 2 ? 2 : 1000);
		}
		momus_discriminate_each(list, n, scores);
		for (size_t i = 0; i < n; i++) {
			struct momus_discrimination d =
				momus_discriminate(&list[i]);

			memcpy(one, &d, sizeof one);
			for (size_t j = 0; j < 9; j++) {
				x = scores[j * n + i];
				CHECK(x == one[j] ||
				      (isnan(x) && isnan(one[j])));
			}
		}
	}
}

TEST(nothing_missing_leaves_nothing_open)
{
	struct momus_confusion c = { 50, 10, 5, 35 };
	struct momus_unsaid none = { 0, 0, 0, 0, 0 };
	struct momus_f1_bounds b = momus_discriminate_bounds(&c, &none);

	CHECK_NEAR(b.macro.least, momus_discriminate(&c).macro_f1, 1e-15);
	CHECK_NEAR(b.macro.most, momus_discriminate(&c).macro_f1, 1e-15);
}

/* All solutions fail, and no critique says anything: whoever says nothing more is
 * right of no solution that passed. */
TEST(bounds_that_lack_an_end_are_none)
{
	struct momus_confusion c = { 0, 0, 0, 0 };
	struct momus_unsaid u = { 0, 3, 0, 0, 0 };
	struct momus_f1_bounds b = momus_discriminate_bounds(&c, &u);

	CHECK(isnan(b.passed.least) && isnan(b.passed.most));
	CHECK_NEAR(b.failed.least, 0.0, 1e-15);
	CHECK_NEAR(b.failed.most, 1.0, 1e-15);
	CHECK(isnan(b.macro.least) && isnan(b.macro.most));
}

/* Every way to fill in the missing judgments lies within the bounds. */
TEST(bounds_hold_whatever_is_missing)
{
	struct momus_confusion c = { 5, 2, 1, 4 }, x;
	struct momus_unsaid u = { 2, 1, 1, 2, 1 };
	struct momus_f1_bounds b = momus_discriminate_bounds(&c, &u);
	struct momus_discrimination d;
	double least = 1.0, most = 0.0;

	for (int way = 0; way < 3 * 2 * 2 * 3 * 4; way++) {
		int p = way % 3, f = way / 3 % 2, t = way / 6 % 2;
		int w = way / 12 % 3, n = way / 36;

		x = c;
		x.passed_correct += p + t + (n == 0);
		x.passed_incorrect += 2 - p + w + (n == 1);
		x.failed_correct += f + 1 - t + (n == 2);
		x.failed_incorrect += 1 - f + 2 - w + (n == 3);
		d = momus_discriminate(&x);
		CHECK(d.passed.f1 >= b.passed.least - 1e-12);
		CHECK(d.passed.f1 <= b.passed.most + 1e-12);
		CHECK(d.failed.f1 >= b.failed.least - 1e-12);
		CHECK(d.failed.f1 <= b.failed.most + 1e-12);
		CHECK(d.macro_f1 >= b.macro.least - 1e-12);
		CHECK(d.macro_f1 <= b.macro.most + 1e-12);
		least = fmin(least, d.passed.f1);
		most = fmax(most, d.passed.f1);
	}
	CHECK_NEAR(least, b.passed.least, 1e-12);
	CHECK_NEAR(most, b.passed.most, 1e-12);
}

TAP_MAIN
