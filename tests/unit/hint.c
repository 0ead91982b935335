/* hint.c - tests of harness/run/hint.c */
#include <string.h>

#include "run/hint.h"
#include "tap.h"

static struct momus_buffer out;
static struct momus_test tests[5000];
static char text[2000];

#define A MOMUS_RUN_ACCEPTED
#define W MOMUS_RUN_WRONG_ANSWER
#define R MOMUS_RUN_RUNTIME_ERROR
#define T MOMUS_RUN_TIME_LIMIT
#define N MOMUS_RUN_NOT_RUN

/* The hint for a grade of TESTS (N); equal SEEDs draw equally. */
static const char *hint(int passed, size_t n, uint64_t seed)
{
	struct momus_grade g = { .parity = { .passed = passed },
				 .tests = tests,
				 .n_tests = n };
	struct momus_stream s;

	momus_stream_init(&s, seed, MOMUS_TEXT("p"), 0, 1, "hint");
	momus_buffer_release(&out);
	momus_buffer_init(&out, 65536);
	momus_hint_build(&g, &s, &out);
	CHECK(!out.failed);
	return momus_buffer_text(&out).ptr;
}

static struct momus_test test(enum momus_run_status status, const char *input)
{
	return (struct momus_test){ .status = status,
				    .input = momus_text_of(input),
				    .expected = MOMUS_TEXT("2"),
				    .actual = MOMUS_TEXT("3") };
}

static const char right[] =
	"The answer is correct. Say so and keep the review short.";
static const char throughout[] =
	"The answer is wrong throughout. It is better to start afresh than to "
	"mend it.";
static const char slow[] =
	"The program needs more time than it is given. Look for a more "
	"efficient algorithm.";
static const char unknown[] =
	"The answer could not be run; nothing is known about its outcome.";

TEST(a_passed_answer_is_called_correct)
{
	tests[0] = test(A, "1");
	CHECK_STR(hint(1, 1, 1), right);
}

TEST(what_could_not_be_judged_is_not_called_wrong)
{
	struct momus_stream s;

	tests[0] = test(W, "1");
	CHECK_STR(hint(-1, 1, 1), unknown);
	momus_stream_init(&s, 1, MOMUS_TEXT("p"), 0, 1, "hint");
	momus_buffer_reset(&out);
	momus_hint_build(NULL, &s, &out);
	CHECK_STR(out.ptr, unknown);
	momus_buffer_reset(&out);
	momus_hint_execution(NULL, &out);
	CHECK_STR(out.ptr, unknown);
}

TEST(an_answer_that_fails_all_is_wrong_throughout)
{
	tests[0] = test(W, "1");
	tests[1] = test(T, "2");
	CHECK_STR(hint(0, 2, 1), throughout);
	CHECK_STR(hint(0, 0, 1), throughout);
}

TEST(a_failing_test_is_shown_with_input_expected_and_actual)
{
	tests[0] = test(A, "0");
	tests[1] = test(W, "1");
	CHECK(strstr(hint(0, 2, 1), "\nInput:\n1\nExpected:\n2\nActual:\n3"));
}

TEST(a_slow_test_gives_the_sentence_on_speed)
{
	tests[0] = test(A, "0");
	tests[1] = test(T, "1");
	CHECK_STR(hint(0, 2, 1), slow);
}

TEST(the_first_error_goes_before_all_else)
{
	static const char trace[] = "Traceback (most recent call last):\n"
				    "  File \"a.py\", line 2, in <module>\n"
				    "    return 1 / zero\n"
				    "           ~~^~~~~~\n"
				    "ZeroDivisionError: division by zero\n";

	tests[0] = test(W, "0");
	tests[1] = test(R, "1");
	tests[1].error = momus_text_of(trace);
	tests[2] = test(R, "2");
	tests[2].error = MOMUS_TEXT("KeyError: 7");
	CHECK_STR(hint(0, 3, 1), "The code `return 1 / zero` raised "
				 "ZeroDivisionError: division by zero.");
	tests[1].error = MOMUS_TEXT(" \n");
	CHECK_STR(hint(0, 3, 1), "The program raised KeyError: 7.");
	tests[1].error = MOMUS_TEXT("^^^\n~~~\n");
	CHECK_STR(hint(0, 2, 1), throughout);
}

TEST(equal_failures_count_once_and_each_other_has_its_chance)
{
	int first = 0, second = 0;

	tests[0] = test(A, "0");
	for (int i = 1; i < 9; i++)
		tests[i] = test(W, "first");
	tests[9] = test(W, "second");
	for (uint64_t seed = 0; seed < 400; seed++) {
		const char *said = hint(0, 10, seed);

		first += strstr(said, "first") != NULL;
		second += strstr(said, "second") != NULL;
	}
	CHECK_INT(first + second, 400);
	CHECK(first > 140 && second > 140);
}

TEST(a_long_message_is_no_help)
{
	memset(text, 'x', sizeof text - 1);
	tests[0] = test(A, "0");
	tests[1] = test(W, text);
	CHECK_STR(hint(0, 2, 1), throughout);
	tests[2] = test(W, "short");
	CHECK(strstr(hint(0, 3, 1), "short"));
}

TEST(very_many_tests_take_no_time)
{
	static char inputs[5000][8];

	for (int i = 0; i < 5000; i++) {
		for (int k = 0, x = i; k < 4; k++, x /= 10)
			inputs[i][k] = (char)('0' + x % 10);
		tests[i] = test(i ? W : A, inputs[i]);
	}
	CHECK(strstr(hint(0, 5000, 1), "Input"));
}

TEST(raw_feedback_counts_and_shows_the_first_failures)
{
	struct momus_grade g = { .parity = { .passed = 0 },
				 .tests = tests,
				 .n_tests = 6,
				 .note = MOMUS_TEXT("A note.") };

	tests[0] = test(A, "0");
	for (int i = 1; i < 5; i++)
		tests[i] = test(W, "1");
	tests[5] = test(N, "5");
	momus_buffer_release(&out);
	momus_buffer_init(&out, 4096);
	momus_hint_execution(&g, &out);
	CHECK(strstr(out.ptr, "1 of 5 tests passed. A note."));
	CHECK(strstr(out.ptr, "Test 4: ") && !strstr(out.ptr, "Test 5: "));
	g.n_tests = 0;
	momus_buffer_reset(&out);
	momus_hint_execution(&g, &out);
	CHECK_STR(out.ptr, "It was rejected. A note.");
}

TAP_MAIN
