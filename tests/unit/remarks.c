/* remarks.c - tests of harness/stats/remarks.c */
#include <string.h>

#include "stats/remarks.h"
#include "tap.h"

static const char first[] = "def f(x):\n    total = x + 1\n    return total\n";
static const char again[] = "def f(x):\n    if x > 3 and x != 7:\n"
			    "        return x * x - 2\n    return 0\n";

static struct momus_remarks read_as(const char *critique)
{
	struct momus_remarks r;

	CHECK_INT(momus_remarks_read(momus_text_of(critique),
				     momus_text_of(first), momus_text_of(again),
				     &r, NULL),
		  MOMUS_OK);
	return r;
}

static struct momus_remarks read_block(const char *block)
{
	char text[500] = "So:\n```python\n";

	strncat(text, block, 300);
	strncat(text, "```\nOverall judgment: Incorrect", 100);
	return read_as(text);
}

TEST(characters_and_words_are_counted)
{
	struct momus_remarks r = read_as("It is  wröng.\n");

	CHECK_INT(r.characters, 14);
	CHECK_INT(r.words, 3);
	r = read_as("");
	CHECK_INT(r.characters + r.words, 0);
}

TEST(a_line_or_a_block_is_a_quotation)
{
	CHECK(read_as("There, total = x + 1 is wrong.").quotes);
	CHECK(!read_as("There, total is wrong.").quotes);
	CHECK(read_as("Look:\n```\nx\n```\n").quotes);
	CHECK(read_as("Look:\n```\nx").quotes);
}

TEST(a_block_with_the_revision_gives_it_away)
{
	struct momus_remarks r = read_block(again);

	CHECK(r.gives && r.function);
	r = read_block("def g(y):\n    if y > 3 and y != 7:\n"
		       "        return y * y - 2\n    return 0\n");
	CHECK(r.gives);
}

TEST(the_old_solution_and_a_short_block_do_not)
{
	struct momus_remarks r = read_block(first);

	CHECK(!r.gives && r.function);
	r = read_block("if x > 3 and x != 7:\n");
	CHECK(!r.gives && !r.function && r.quotes);
	r = read_block("def f(x):\n    ...\n");
	CHECK(!r.function);
}

TEST(words_make_labels)
{
	CHECK_INT(read_as("The Algorithm is O(n^2).").strategies, 1);
	CHECK_INT(read_as("An off-by-one in it.").strategies, 2);
	CHECK_INT(read_as("Tracing it shows why.").strategies, 4);
	CHECK_INT(read_as("For the input 3 it prints 4.").strategies, 8);
	CHECK_INT(read_as("Fine as it is.").strategies, 0);
	CHECK_INT(read_as("Retracing nothing.").strategies, 0);
	CHECK_INT(momus_strategies_read(MOMUS_TEXT("Tracing the algorithm.")),
		  5);
	CHECK_STR(momus_strategy_name(3), "testing");
}

TAP_MAIN
