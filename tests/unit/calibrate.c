/* calibrate.c - tests of harness/stats/calibrate.c */
#include <math.h>
#include <string.h>

#include "momus/random.h"
#include "stats/calibrate.h"
#include "stats/outcome.h"
#include "tap.h"

enum { N = 240, K = 4 };

static int8_t answers[N * K], others[N * K];

/* Problems of every difficulty; one answer in twenty is not known. */
static void fill(int8_t *a, uint64_t seed, double unknown)
{
	struct momus_stream r;

	momus_stream_init(&r, seed, MOMUS_TEXT(""), 0, 0, "test");
	for (int i = 0; i < N * K; i++) {
		double chance = (double)(i / K) / N;

		a[i] = momus_stream_real(&r) < chance;
		if (momus_stream_real(&r) < unknown)
			a[i] = MOMUS_UNKNOWN;
	}
}

static struct momus_calibrate plain(void)
{
	return (struct momus_calibrate){ .by = MOMUS_CALIBRATE_SPLIT,
					 .base = answers,
					 .n = N,
					 .k = K,
					 .gate = { .margin = 0.02, .seed = 1 },
					 .alpha = 0.05,
					 .trials = 1000,
					 .seed = 7 };
}

static struct momus_calibrated run(const struct momus_calibrate *in,
				   double drop)
{
	struct momus_calibrated out = { 0 };

	CHECK_INT(momus_calibrate(in, drop, &out, NULL), MOMUS_OK);
	return out;
}

TEST(splits_are_called_a_change_at_the_stated_rate)
{
	struct momus_calibrate in = plain();
	struct momus_calibrated out;

	fill(answers, 1, 0.05);
	out = run(&in, 0);
	/* 99.9 % of binomial(1000, 0.05), a half of it below */
	CHECK(out.changes >= 28 && out.changes <= 76);
	CHECK(out.answers[MOMUS_ANSWER_REGRESSION] >= 10 &&
	      out.answers[MOMUS_ANSWER_REGRESSION] <= 44);
	CHECK_INT((long long)(out.answers[0] + out.answers[1] + out.answers[2]),
		  1000);
	CHECK_INT((long long)out.samples, 2);
	CHECK(out.problems > 230 && out.problems <= N);
	CHECK(out.dropped == 0 && out.looked == 1);
}

TEST(what_is_broken_is_seen_the_more_of_it_there_is)
{
	struct momus_calibrate in = plain();
	uint64_t before = 0;

	fill(answers, 1, 0);
	in.trials = 400;
	for (double drop = 0.03; drop < 0.13; drop += 0.03) {
		struct momus_calibrated out = run(&in, drop);

		CHECK_NEAR(out.dropped, drop, 0.5 / (2 * N));
		CHECK(out.answers[MOMUS_ANSWER_REGRESSION] > before);
		/* beyond the margin of 2 points "no worse" is an error */
		CHECK(out.answers[MOMUS_ANSWER_NO_WORSE] <= 32);
		before = out.answers[MOMUS_ANSWER_REGRESSION];
	}
	CHECK(before > 380);
}

/* 24 problems are always right, all others always wrong: a drop of 20 points is
 * more than there is. */
TEST(no_more_can_be_broken_than_is_right)
{
	struct momus_calibrate in = plain();
	struct momus_calibrated out;

	memset(answers, MOMUS_WRONG, sizeof(answers));
	memset(answers, MOMUS_RIGHT, 24 * K);
	in.trials = 20;
	out = run(&in, 0.2);
	CHECK_NEAR(out.dropped, 0.1, 1e-12);
	CHECK_INT((long long)out.answers[MOMUS_ANSWER_REGRESSION], 20);
}

TEST(two_runs_change_names_problem_by_problem)
{
	struct momus_calibrate in = plain();
	struct momus_calibrated out;

	fill(answers, 1, 0.05);
	fill(others, 2, 0.05);
	for (int i = 0; i < N * K; i += 3) /* a real drop is no drop of names */
		others[i] = MOMUS_WRONG;
	in.by = MOMUS_CALIBRATE_SWAP;
	in.next = others;
	in.l = K;
	out = run(&in, 0);
	CHECK(out.changes >= 28 && out.changes <= 76);
	CHECK_INT((long long)out.samples, K);
}

/* One answer each: half of what differs goes either way, p q (1 - r) of all. */
TEST(single_answers_flip_at_the_stated_rate)
{
	struct momus_calibrate in = plain();
	struct momus_calibrated out;

	memset(answers, MOMUS_WRONG, sizeof(answers));
	memset(answers, MOMUS_RIGHT, N / 2);
	in.by = MOMUS_CALIBRATE_FLIP;
	in.k = 1;
	in.gate.single = true;
	in.correlation = 0.5;
	out = run(&in, 0);
	CHECK_INT((long long)out.samples, 1);
	CHECK(out.changes >= 25 && out.changes <= 80);
	in.correlation = 1;
	out = run(&in, 0);
	CHECK_INT((long long)out.changes, 0);
}

TEST(planned_looks_stop_early_and_keep_the_rate)
{
	const double at[] = { 0.25, 0.5, 0.75, 1 };
	struct momus_calibrate in = plain();
	struct momus_gate_looks looks;
	struct momus_calibrated out;

	fill(answers, 1, 0);
	in.at = at;
	in.n_at = 4;
	out = run(&in, 0);
	CHECK(out.changes > 80); /* not planned: each at the full level */
	CHECK_INT(momus_gate_plan(&looks, at, 4, 0.05, NULL), MOMUS_OK);
	in.looks = &looks;
	out = run(&in, 0);
	CHECK(out.changes >= 25 && out.changes <= 76);
	out = run(&in, 0.15);
	CHECK(out.answers[MOMUS_ANSWER_REGRESSION] > 950);
	CHECK(out.looked < 0.7);
	in.looks = NULL;
	in.gate.anytime = true;
	out = run(&in, 0);
	CHECK(out.changes <= 50);
}

TEST(one_answer_a_problem_cannot_be_split)
{
	struct momus_calibrate in = plain();
	struct momus_calibrated out;
	struct momus_error err;

	in.k = 1;
	CHECK_INT(momus_calibrate(&in, 0, &out, &err), MOMUS_EINVAL);
}

TEST(the_same_seed_calibrates_the_same)
{
	struct momus_calibrate in = plain();
	struct momus_calibrated a, b;

	fill(answers, 3, 0.1);
	in.trials = 50;
	a = run(&in, 0.05);
	b = run(&in, 0.05);
	CHECK(memcmp(&a, &b, sizeof(a)) == 0);
}

TAP_MAIN
