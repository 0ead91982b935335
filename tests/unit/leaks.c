/* leaks.c - tests of harness/stats/leaks.c */
#include "stats/leaks.h"
#include "tap.h"

static const char reference[] = "def answer(values):\n    best = low = 0\n"
				"    for place, value in enumerate(values):\n"
				"        low = max(low + value, value)\n       "
				" best = max(best, low)\n";

static struct momus_leaks *made(const char *output, const char *known)
{
	struct momus_leaks *l = momus_leaks_create();

	CHECK_INT(momus_leaks_expect(l, momus_text_of("7"), 0, NULL), 0);
	CHECK_INT(momus_leaks_expect(l, momus_text_of(output), 4, NULL), 0);
	CHECK_INT(momus_leaks_know(l, momus_text_of(known), NULL), 0);
	return l;
}

static struct momus_leak_found find_in(const struct momus_leaks *l,
				       const char *text, const char *solution)
{
	struct momus_leak_found f;

	CHECK_INT(momus_leaks_find(l, momus_text_of(text),
				   momus_text_of(solution), &f, NULL),
		  MOMUS_OK);
	return f;
}

/* Words of the longest run of OUTPUT in TEXT. */
static size_t leaks(const char *output, const char *known, const char *text)
{
	struct momus_leaks *l = made(output, known);
	size_t n = find_in(l, text, "print(1)").expected.words;

	momus_leaks_free(l);
	return n;
}

TEST(an_output_that_nobody_was_shown_leaks_whole)
{
	struct momus_leaks *l = made("987654321", "Add two numbers.");
	struct momus_leak_found f =
		find_in(l, "It should print 987654321.", "print(1)");

	CHECK_INT(f.expected.words, 1);
	CHECK_INT(f.expected.test, 4);
	CHECK_INT(f.expected.from, 16);
	CHECK_INT(f.expected.to, 25);
	CHECK_INT(f.reference.words, 0);
	f = find_in(l, "It should print 987654321.", "print(987654321)");
	CHECK_INT(f.expected.words, 0);
	momus_leaks_free(l);
	CHECK_INT(leaks("98765 43210", "", "prints 98765,  43210 here"), 2);
	CHECK_INT(leaks("98765 43210", "", "prints 98765 and 43210"), 0);
}

TEST(a_short_output_within_a_long_one_does_not_cut_it)
{
	static const char words[] = "one two 123456789 four five sechs seven "
				    "eight nine ten eleven";
	struct momus_leaks *l = made("123456789", "");
	struct momus_leak_found f;

	CHECK_INT(momus_leaks_expect(l, momus_text_of(words), 7, NULL), 0);
	f = find_in(l, words, "print(1)");
	CHECK_INT(f.expected.words, 11);
	CHECK_INT(f.expected.test, 7);
	CHECK_INT(f.expected.to, sizeof words - 1);
	momus_leaks_free(l);
}

TEST(of_a_long_output_eight_words_in_a_row_leak)
{
	const char *out = "17 23 5 81 9 44 60 2 38 71";

	CHECK_INT(leaks(out, "", "we get 23 5 81 9 44 60 2 38 then"), 8);
	CHECK_INT(leaks(out, "", "we get 17 23 5 81 9 44 60 2 38 71"), 10);
	CHECK_INT(leaks(out, "", "we get 23 5 81 9 44 60 2"), 0);
	CHECK_INT(leaks(out, "",
			"23 5 81 9 44 60 2 38; 17 23 5 81 9 44 60 2 "
			"38"),
		  9);
}

TEST(what_may_be_known_is_no_leak)
{
	CHECK_INT(leaks("1000000007", "modulo 1000000007", "use 1000000007"),
		  0);
	CHECK_INT(leaks("17 23 5 81 9 44 60 2", "17 23 5 81 9 44 60 2 is it",
			"17 23 5 81 9 44 60 2"),
		  0);
	/* what is known ends where its text ends */
	CHECK_INT(leaks("98765 43210", "98765", "98765 43210"), 2);
}

TEST(trivial_outputs_are_no_leak)
{
	static const char *const trivial[] = { "0",
					       "YES",
					       "-1",
					       "1234567",
					       "Impossible",
					       "Alice wins!",
					       "1 2 3",
					       "0 0 0 0 0 0 0 0",
					       "no yes no yes no yes",
					       "",
					       "..." };

	for (size_t i = 0; i < sizeof trivial / sizeof *trivial; i++)
		CHECK_INT(leaks(trivial[i], "", trivial[i]), 0);
	CHECK_INT(leaks("12345678", "", "12345678"), 1);
	CHECK_INT(leaks("Alice wins 3", "", "alice WINS (3)"), 3);
}

TEST(sixteen_words_of_the_reference_leak)
{
	struct momus_leaks *l = momus_leaks_create();
	struct momus_leak_found f;

	CHECK(!momus_leaks_any(l));
	CHECK_INT(momus_leaks_refer(l, momus_text_of("return sorted(x)"), NULL),
		  0);
	CHECK(!momus_leaks_any(l));
	CHECK_INT(momus_leaks_refer(l, momus_text_of(reference), NULL), 0);
	CHECK(momus_leaks_any(l));
	f = find_in(l, reference, "");
	CHECK_INT(f.reference.words, 21);
	CHECK_INT(f.reference.from, 0);
	CHECK_INT(f.expected.words, 0);
	CHECK_INT(find_in(l, reference, reference).reference.words, 0);
	CHECK_INT(
		find_in(l, "for place, value in enumerate(values): low = 1", "")
			.reference.words,
		0);
	momus_leaks_free(l);
}

TAP_MAIN
