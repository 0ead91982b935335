/* deltas.c - tests of harness/stats/deltas.c */
#include <math.h>

#include "momus/random.h"
#include "stats/deltas.h"
#include "tap.h"

static const int8_t first[] = { 1, 1, 0, 0, 0, 1, -1, 0, -1 };
static const int8_t now[] = { 1, 0, 1, 1, 0, -1, 1, -1, -1 };

TEST(deltas_count_what_was_mended_and_broken)
{
	struct momus_deltas d = { .total = 0 };

	momus_deltas_add(&d, first, now, 9);
	CHECK_INT((long long)d.total, 9);
	CHECK_INT((long long)d.judged, 6);
	CHECK_INT((long long)d.both, 5);
	CHECK_INT((long long)d.up, 2);
	CHECK_INT((long long)d.down, 1);
	CHECK_NEAR(momus_deltas_pass1(&d), 4.0 / 6.0, 1e-15);
	CHECK_NEAR(momus_deltas_up(&d), 0.4, 1e-15);
	CHECK_NEAR(momus_deltas_down(&d), 0.2, 1e-15);
	CHECK(momus_deltas_hold(&d));
}

/* All 3^9 ways to fill what is unknown in the table above lie within bounds
 * that two of them reach. */
TEST(bounds_are_reached_and_never_passed)
{
	struct momus_deltas d = { .total = 0 }, x;
	struct momus_bounds up, down, pass;
	double least[3] = { 1, 1, 1 }, most[3] = { 0 }, v[3];
	int8_t a[9], b[9];

	momus_deltas_add(&d, first, now, 9);
	pass = momus_deltas_pass1_bounds(&d);
	up = momus_deltas_up_bounds(&d);
	down = momus_deltas_down_bounds(&d);
	for (int bits = 0; bits < 1 << 9; bits++) {
		for (int i = 0, at = 0; i < 9; i++) {
			a[i] = first[i];
			b[i] = now[i];
			if (a[i] < 0)
				a[i] = (int8_t)(bits >> at++ & 1);
			if (b[i] < 0)
				b[i] = (int8_t)(bits >> at++ & 1);
		}
		x = (struct momus_deltas){ .total = 0 };
		momus_deltas_add(&x, a, b, 9);
		v[0] = momus_deltas_pass1(&x);
		v[1] = momus_deltas_up(&x);
		v[2] = momus_deltas_down(&x);
		for (int i = 0; i < 3; i++) {
			least[i] = fmin(least[i], v[i]);
			most[i] = fmax(most[i], v[i]);
		}
	}
	CHECK_NEAR(pass.least, least[0], 1e-15);
	CHECK_NEAR(pass.most, most[0], 1e-15);
	CHECK_NEAR(up.least, least[1], 1e-15);
	CHECK_NEAR(up.most, most[1], 1e-15);
	CHECK_NEAR(down.least, least[2], 1e-15);
	CHECK_NEAR(down.most, most[2], 1e-15);
}

TEST(the_identity_holds_for_any_trajectories)
{
	struct momus_stream s;
	struct momus_deltas d;
	int8_t a[50], b[50];

	momus_stream_init(&s, 3, MOMUS_TEXT(""), 0, 0, "test");
	for (int round = 0; round < 200; round++) {
		for (int i = 0; i < 50; i++) {
			a[i] = (int8_t)(momus_stream_below(&s, 3)) - 1;
			b[i] = (int8_t)(momus_stream_below(&s, 3)) - 1;
		}
		d = (struct momus_deltas){ .total = 0 };
		momus_deltas_add(&d, a, b, 50);
		CHECK(momus_deltas_hold(&d));
		CHECK_NEAR((double)d.right_now / (double)d.both,
			   (double)d.right0 / (double)d.both +
				   momus_deltas_up(&d) - momus_deltas_down(&d),
			   1e-12);
	}
}

TEST(a_broken_count_breaks_the_identity)
{
	struct momus_deltas d = { .total = 0 };

	momus_deltas_add(&d, first, now, 9);
	d.up++;
	CHECK(!momus_deltas_hold(&d));
}

TEST(nothing_judged_has_no_score)
{
	struct momus_deltas d = { .total = 0 };

	CHECK(isnan(momus_deltas_pass1(&d)));
	CHECK(isnan(momus_deltas_up(&d)));
	CHECK(isnan(momus_deltas_pass1_bounds(&d).least));
}

TAP_MAIN
