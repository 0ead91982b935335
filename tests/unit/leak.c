/* leak.c - tests of harness/run/leak.c */
#include "run/leak.h"
#include "tap.h"

static const char *const phrases[] = { "hint", "failed test", NULL };
static const struct momus_leak_rule rule = { phrases, 8 };

static const char hint_text[] = "One test gives a wrong result.\nInput:\n3 1 "
				"4\nExpected:\n8\nActual:\n7";

static enum momus_leak find(const char *critique, const char *problem,
			    const char *solution, const char **phrase)
{
	const struct momus_text seen[2] = { momus_text_of(problem),
					    momus_text_of(solution) };
	enum momus_leak leak;

	CHECK_INT(momus_leak_find(&rule, momus_text_of(critique),
				  momus_text_of(hint_text), seen, &leak, phrase,
				  NULL),
		  MOMUS_OK);
	return leak;
}

TEST(a_critique_of_its_own_words_is_no_leak)
{
	const char *phrase;

	CHECK_INT(find("The loop ends one step early.", "Add.", "print(1)",
		       &phrase),
		  MOMUS_LEAK_NONE);
	CHECK(!phrase);
	CHECK_INT(find("", "", "", &phrase), MOMUS_LEAK_NONE);
}

TEST(a_phrase_is_found_whatever_its_case_and_the_signs_around_it)
{
	const char *phrase;

	CHECK_INT(find("As the \"Hint\" says, it fails.", "Add.", "", &phrase),
		  MOMUS_LEAK_PHRASE);
	CHECK_STR(phrase, "hint");
	CHECK_INT(find("See the FAILED\n test.", "Add.", "", &phrase),
		  MOMUS_LEAK_PHRASE);
	CHECK_STR(phrase, "failed test");
}

TEST(a_phrase_is_words_not_letters)
{
	const char *phrase;

	CHECK_INT(find("A chintz curtain, and a test that failed.", "", "",
		       &phrase),
		  MOMUS_LEAK_NONE);
}

TEST(what_the_problem_or_the_solution_says_may_be_said)
{
	const char *phrase;

	CHECK_INT(find("No hint is printed.", "Print a hint.", "", &phrase),
		  MOMUS_LEAK_NONE);
	CHECK_INT(find("hint is unused.", "", "hint = 1", &phrase),
		  MOMUS_LEAK_NONE);
}

TEST(eight_words_in_a_row_of_the_hint_are_a_copy)
{
	const char *phrase;

	CHECK_INT(find("For input: 3 1 4, expected 8, actual 7.", "", "",
		       &phrase),
		  MOMUS_LEAK_WORDS);
	CHECK_INT(find("For 3 1 4 it prints 7 and should print 8.", "", "",
		       &phrase),
		  MOMUS_LEAK_NONE);
	CHECK_INT(find("For input: 3 1 4, expected 8, actual 7.",
		       "Input 3 1 4 Expected 8 Actual 7", "", &phrase),
		  MOMUS_LEAK_NONE);
}

TEST(without_words_copies_are_let_through)
{
	static const struct momus_leak_rule none = { NULL, 0 };
	const struct momus_text seen[2] = { MOMUS_TEXT(""), MOMUS_TEXT("") };
	const char *phrase;
	enum momus_leak leak;

	CHECK_INT(momus_leak_find(&none, momus_text_of(hint_text),
				  momus_text_of(hint_text), seen, &leak,
				  &phrase, NULL),
		  MOMUS_OK);
	CHECK_INT(leak, MOMUS_LEAK_NONE);
}

TAP_MAIN
