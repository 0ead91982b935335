/* text.c - tests of harness/core/text.c */
#include <string.h>

#include "momus/text.h"
#include "tap.h"

TEST(white_space_is_stripped_at_both_ends_only)
{
	struct momus_text t = momus_text_strip(MOMUS_TEXT(" \t\v a b\r\n\f"));

	CHECK(momus_text_equal(t, MOMUS_TEXT("a b")));
	t = momus_text_strip(MOMUS_TEXT(" \n "));
	CHECK_INT(t.len, 0);
}

TEST(a_nul_byte_is_a_byte_like_any_other)
{
	CHECK(!momus_text_equal(MOMUS_TEXT("a\0b"), MOMUS_TEXT("a\0c")));
	CHECK_INT(momus_text_find(MOMUS_TEXT("a\0b\0c"), MOMUS_TEXT("\0c"), 0),
		  3);
	CHECK_INT(momus_text_strip(MOMUS_TEXT("\0 ")).len, 1);
}

TEST(no_text_is_an_empty_text)
{
	struct momus_text none = momus_text_of(NULL);

	CHECK(none.ptr && !none.len);
	CHECK(momus_text_equal(none, (struct momus_text){ NULL, 0 }));
}

TEST(find_starts_where_it_is_told)
{
	struct momus_text hay = MOMUS_TEXT("abcabc");

	CHECK_INT(momus_text_find(hay, MOMUS_TEXT("abc"), 0), 0);
	CHECK_INT(momus_text_find(hay, MOMUS_TEXT("abc"), 1), 3);
	CHECK(momus_text_find(hay, MOMUS_TEXT("abc"), 4) == (size_t)-1);
	CHECK(momus_text_find(hay, MOMUS_TEXT("abc"), 99) == (size_t)-1);
	CHECK_INT(momus_text_find(hay, MOMUS_TEXT(""), 6), 6);
}

TEST(lines_come_without_their_end_and_the_last_needs_none)
{
	struct momus_text rest = MOMUS_TEXT("a\n\nb"), line;

	CHECK(momus_text_line(&rest, &line));
	CHECK(momus_text_equal(line, MOMUS_TEXT("a")));
	CHECK(momus_text_line(&rest, &line));
	CHECK_INT(line.len, 0);
	CHECK(momus_text_line(&rest, &line));
	CHECK(momus_text_equal(line, MOMUS_TEXT("b")));
	CHECK(!momus_text_line(&rest, &line));
}

/* Unicode 15, table 3-7, at each of its edges. */
TEST(utf8_is_accepted_to_its_edges)
{
	const char *const good[] = {
		"",
		"a",
		"\xc2\x80",
		"\xdf\xbf",
		"\xe0\xa0\x80",
		"\xed\x9f\xbf",
		"\xee\x80\x80",
		"\xef\xbf\xbf",
		"\xf0\x90\x80\x80",
		"\xf4\x8f\xbf\xbf",
	};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (!momus_text_is_utf8(momus_text_of(good[i]), NULL))
			tap_fail(__FILE__, __LINE__, "row %zu is refused", i);
}

TEST(what_is_not_utf8_is_refused_at_its_first_bad_byte)
{
	const char *const bad[] = {
		"\x80",
		"\xc0\x80",
		"\xc1\xbf",
		"\xe0\x9f\xbf",
		"\xed\xa0\x80",
		"\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80",
		"\xf5\x80",
		"\xc2",
		"\xe1\x80",
		"\xf1\x80\x80",
		"\xff",
	};
	size_t at;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char text[16] = "ab";

		memcpy(text + 2, bad[i], strlen(bad[i]) + 1);
		at = 99;
		if (momus_text_is_utf8(momus_text_of(text), &at) || at != 2)
			tap_fail(__FILE__, __LINE__, "row %zu: at %zu", i, at);
	}
}

TEST(a_name_is_one_that_python_takes)
{
	static const char *const good[] = { "f", "_", "isPrime2", "A_1",
					    "\xc3\xa9t\xc3\xa9" };
	static const char *const bad[] = { "",	  "2f",	 "f g", "f()",
					   "a.b", "f\n", "-f" };

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (!momus_text_is_name(momus_text_of(good[i])))
			tap_fail(__FILE__, __LINE__, "%s", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (momus_text_is_name(momus_text_of(bad[i])))
			tap_fail(__FILE__, __LINE__, "%s", bad[i]);
	CHECK(!momus_text_is_name((struct momus_text){ "f\0g", 3 }));
}

TAP_MAIN
