/* variance.c - the baseline that leaves one out */
#include <math.h>

#include "run/variance.h"
#include "tap.h"

TEST(each_answer_is_compared_with_the_others_of_its_group)
{
	const double reward[] = { 1, 0, 0.5, 3, NAN, 5, 2 };
	const uint32_t group[] = { 0, 0, 0, 1, 1, 1, 2 };
	double a[7];

	momus_variance_baseline(reward, group, 7, a);
	CHECK_NEAR(a[0], 0.75, 1e-15);
	CHECK_NEAR(a[1], -0.75, 1e-15);
	CHECK_NEAR(a[2], 0, 1e-15);
	CHECK_NEAR(a[3], -2, 1e-15);
	CHECK_NEAR(a[5], 2, 1e-15);
}

TEST(what_has_no_reward_or_no_other_has_no_baseline)
{
	const double reward[] = { 1, NAN, 2 };
	const uint32_t group[] = { 0, 0, 1 };
	double a[3];

	momus_variance_baseline(reward, group, 3, a);
	for (int i = 0; i < 3; i++)
		CHECK(isnan(a[i]));
}

TAP_MAIN
