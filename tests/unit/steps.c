/* steps.c - tests of harness/stats/steps.c */
#include <math.h>

#include "momus/random.h"
#include "stats/steps.h"
#include "tap.h"

TEST(steps_are_counted_by_both_ends)
{
	static const int8_t before[] = { 1, 1, 1, 0, 0, 0, 0, -1, 1 };
	static const int8_t after[] = { 1, 1, 0, 1, 0, 0, 0, 1, -1 };
	struct momus_steps s = { .cc = 0 };

	for (int i = 0; i < 9; i++)
		momus_steps_add(&s, before[i], after[i]);
	CHECK_INT((long long)s.cc, 2);
	CHECK_INT((long long)s.cw, 1);
	CHECK_INT((long long)s.wc, 1);
	CHECK_INT((long long)s.ww, 3);
	CHECK_INT((long long)s.unknown, 2);
	CHECK_NEAR(momus_steps_pcc(&s), 2.0 / 3.0, 1e-15);
	CHECK_NEAR(momus_steps_pcw(&s), 0.25, 1e-15);
}

TEST(a_state_never_met_has_no_estimate)
{
	struct momus_steps s = { .cc = 3 };

	CHECK(isnan(momus_steps_pcw(&s)));
	CHECK_NEAR(momus_steps_pcc(&s), 1.0, 0.0);
}

/* A chain drawn with the rates of the paper's figure 3, strong critiquing. */
TEST(the_rates_of_a_known_chain_are_found_again)
{
	struct momus_steps s = { .cc = 0 };
	struct momus_stream r;
	int8_t now, next;

	momus_stream_init(&r, 5, MOMUS_TEXT(""), 0, 0, "test");
	for (int i = 0; i < 20000; i++) {
		now = momus_stream_real(&r) < 0.1;
		for (int t = 0; t < 5; t++, now = next) {
			next = momus_stream_real(&r) < (now ? 0.9 : 0.3);
			momus_steps_add(&s, now, next);
		}
	}
	CHECK_NEAR(momus_steps_pcc(&s), 0.9, 0.006);
	CHECK_NEAR(momus_steps_pcw(&s), 0.3, 0.009);
}

TAP_MAIN
