/* noise.c - tests of verdicts that are shown wrong, or blind to tests */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "run/grader.h"
#include "run/noise.h"
#include "tap.h"

enum { DRAWS = 4000, TESTS = 5 };

static struct momus_arena *arena;

/* A grade of TESTS tests, of which the first ACCEPTED passed. */
static struct momus_grade grade(size_t accepted, struct momus_test *tests)
{
	struct momus_grade g = { .tests = tests,
				 .n_tests = TESTS,
				 .note = MOMUS_TEXT("test 4: off by one") };

	for (size_t i = 0; i < TESTS; i++)
		tests[i] = (struct momus_test){
			.status = i < accepted ? MOMUS_RUN_ACCEPTED
					       : MOMUS_RUN_TIME_LIMIT,
			.part = (uint32_t)i
		};
	g.parity = (struct momus_verdict){
		accepted == TESTS ? MOMUS_RUN_ACCEPTED : MOMUS_RUN_TIME_LIMIT,
		accepted == TESTS, (double)accepted / TESTS
	};
	g.strict = g.parity;
	return g;
}

/* What N shows of G, solution I of a problem. */
static struct momus_grade show(struct momus_noise n,
			       const struct momus_grade *g, uint32_t i,
			       uint32_t *hidden)
{
	struct momus_grade shown;
	char id[16];

	snprintf(id, sizeof id, "p%u", i % 97);
	CHECK_INT(momus_noise_show(&n, momus_text_of(id), i, 1, g, arena,
				   &shown, hidden, NULL),
		  MOMUS_OK);
	return shown;
}

/* Whether HITS of N draws of probability P lie within five standard errors:
 * one false alarm in a million. */
static bool plausible(double hits, double n, double p)
{
	return fabs(hits - n * p) <= 5 * sqrt(n * p * (1 - p));
}

TEST(without_noise_the_grade_is_shown_as_it_is)
{
	struct momus_test tests[TESTS];
	struct momus_grade g = grade(3, tests), s;
	uint32_t hidden = 7;

	s = show((struct momus_noise){ .seed = 1 }, &g, 0, &hidden);
	CHECK_INT(memcmp(&s, &g, sizeof g), 0);
	CHECK_INT(hidden, 0);
}

TEST(verdicts_are_flipped_as_often_as_is_said)
{
	static const double rates[] = { 0.02, 0.1, 0.5, 1 };
	struct momus_test tests[TESTS];

	for (size_t r = 0; r < 4; r++) {
		struct momus_noise n = { .flip = rates[r], .seed = 11 };
		double flipped[2] = { 0, 0 };

		for (uint32_t i = 0; i < DRAWS; i++) {
			struct momus_grade g = grade(i % 2 ? TESTS : 2, tests);
			uint32_t hidden;
			struct momus_grade s = show(n, &g, i, &hidden);

			flipped[i % 2] += s.parity.passed != g.parity.passed;
			CHECK_INT(s.parity.passed, s.strict.passed);
		}
		for (int k = 0; k < 2; k++)
			CHECK(plausible(flipped[k], DRAWS / 2, rates[r]));
	}
}

TEST(a_flipped_verdict_tells_nothing_of_the_true_one)
{
	struct momus_noise n = { .flip = 1, .seed = 3 };
	struct momus_test tests[TESTS];
	struct momus_grade g = grade(4, tests), s;
	uint32_t hidden;

	s = show(n, &g, 0, &hidden);
	CHECK_INT(s.parity.passed, 1);
	CHECK_INT(s.parity.status, MOMUS_RUN_ACCEPTED);
	CHECK_NEAR(s.parity.score, 0.2, 1e-12);
	CHECK_INT(s.n_tests, 0);
	CHECK_INT(s.note.len, 0);
	g = grade(TESTS, tests);
	s = show(n, &g, 0, &hidden);
	CHECK_INT(s.parity.passed, 0);
	CHECK_NEAR(s.parity.score, 0, 0);
}

TEST(tests_are_hidden_as_often_as_is_said_whether_they_failed_or_not)
{
	struct momus_noise n = { .hide = 0.3, .seed = 5 };
	struct momus_test tests[TESTS];
	double left[TESTS] = { 0 };

	for (uint32_t i = 0; i < DRAWS; i++) {
		struct momus_grade g = grade(2, tests);
		uint32_t hidden;
		struct momus_grade s = show(n, &g, i, &hidden);

		CHECK_INT(s.n_tests + hidden, TESTS);
		for (size_t k = 0; k < s.n_tests; k++)
			left[s.tests[k].part]++;
	}
	for (int k = 0; k < TESTS; k++)
		CHECK(plausible(left[k], DRAWS, 0.7));
}

/* By hand from the tests that are left. */
TEST(the_share_and_the_verdict_are_of_the_tests_shown)
{
	struct momus_noise n = { .hide = 0.6, .seed = 8 };
	struct momus_test tests[TESTS];
	size_t right = 0, unknown = 0;

	for (uint32_t i = 0; i < 500; i++) {
		struct momus_grade g = grade(2, tests);
		uint32_t hidden;
		struct momus_grade s = show(n, &g, i, &hidden);
		double accepted = 0;

		for (size_t k = 0; k < s.n_tests; k++)
			accepted += s.tests[k].part < 2;
		if (!s.n_tests) {
			unknown++;
			CHECK_INT(s.parity.passed, -1);
			CHECK(isnan(s.parity.score));
			continue;
		}
		right += s.parity.passed > 0;
		CHECK_INT(s.parity.passed, accepted == (double)s.n_tests);
		CHECK_NEAR(s.parity.score, accepted / (double)s.n_tests, 1e-12);
		CHECK_INT(s.parity.status, s.parity.passed
						   ? MOMUS_RUN_ACCEPTED
						   : MOMUS_RUN_TIME_LIMIT);
	}
	CHECK(right > 0 && unknown > 0);
}

TEST(what_could_not_be_judged_stays_so)
{
	struct momus_noise n = { .flip = 1, .hide = 1, .seed = 2 };
	struct momus_grade g = {
		.parity = { MOMUS_RUN_INTERNAL_ERROR, -1, NAN },
		.strict = { MOMUS_RUN_INTERNAL_ERROR, -1, NAN }
	};
	uint32_t hidden;
	struct momus_grade s = show(n, &g, 0, &hidden);

	CHECK_INT(s.parity.passed, -1);
	CHECK_INT(s.strict.passed, -1);
}

TEST(each_solution_has_a_draw_of_its_own_that_repeats)
{
	struct momus_noise n = { .flip = 0.5, .hide = 0.5, .seed = 21 };
	struct momus_noise other = { .flip = 0.5, .hide = 0.5, .seed = 22 };
	struct momus_test tests[TESTS];
	struct momus_grade g = grade(3, tests);
	size_t differ = 0;

	for (uint32_t i = 0; i < 200; i++) {
		uint32_t a, b, c;
		struct momus_grade x = show(n, &g, i, &a);
		struct momus_grade y = show(n, &g, i, &b);
		struct momus_grade z = show(other, &g, i, &c);

		CHECK_INT(x.parity.passed, y.parity.passed);
		CHECK_INT(x.n_tests, y.n_tests);
		CHECK_INT(a, b);
		differ += a != c || x.parity.passed != z.parity.passed;
	}
	CHECK(differ > 50);
}

TEST(a_stored_grade_is_read_back_with_its_parts)
{
	static const struct momus_node_test tests[] = {
		{ MOMUS_RUN_ACCEPTED, MOMUS_RUN_WRONG_ANSWER, 0, 0.5f },
		{ MOMUS_RUN_TIME_LIMIT, MOMUS_RUN_TIME_LIMIT, 1, NAN },
	};
	struct momus_node node = {
		.parity = { MOMUS_RUN_TIME_LIMIT, 0, 0.5 },
		.strict = { MOMUS_RUN_WRONG_ANSWER, 0, 0 },
		.parts = MOMUS_TEXT("{\"ba\\u0073e\":true,\"plus\":false,"
				    "\"more\":null}"),
		.tests = tests,
		.n_tests = 2,
	};
	struct momus_grade g;

	CHECK_INT(momus_grade_of_node(&node, arena, &g, NULL), MOMUS_OK);
	CHECK_INT(g.n_parts, 3);
	CHECK_STR(g.parts[0].name, "base");
	CHECK_INT(g.parts[0].passed, 1);
	CHECK_INT(g.parts[1].passed, 0);
	CHECK_INT(g.parts[2].passed, -1);
	CHECK_INT(g.n_tests, 2);
	CHECK_INT(g.tests[0].status, MOMUS_RUN_ACCEPTED);
	CHECK_INT(g.strict_tests[0].status, MOMUS_RUN_WRONG_ANSWER);
	CHECK_NEAR(g.parity.score, 0.5, 0);
}

TEST(noise_is_written_as_it_is_asked_for)
{
	static const struct {
		struct momus_noise n;
		const char *text;
	} cases[] = { { { 0.1, 0.25, 0 }, "flip=0.1,hide-tests=0.25" },
		      { { 0.5, 0, 0 }, "flip=0.5" },
		      { { 0, 1, 0 }, "hide-tests=1" } };
	struct momus_buffer b;

	for (size_t i = 0; i < 3; i++) {
		momus_buffer_init(&b, 100);
		momus_noise_print(&cases[i].n, &b);
		CHECK_STR(b.ptr, cases[i].text);
		momus_buffer_release(&b);
	}
}

static void before(void) __attribute__((constructor));
static void before(void)
{
	arena = momus_arena_create((size_t)256 << 20);
}

static void after(void) __attribute__((destructor));
static void after(void)
{
	momus_arena_free(arena);
}

TAP_MAIN
