/* fold.c - tests of core/fold.h */
#include <stdio.h>
#include <string.h>

#include "core/fold.h"
#include "momus/buffer.h"
#include "tap.h"

/* T folded, with one space for any run of other signs, in UTF-8. */
static const char *folded(const char *t, char *out, size_t room)
{
	struct momus_fold f = MOMUS_FOLD(momus_text_of(t));
	size_t n = 0;
	uint32_t c;

	while (n + 5 < room && momus_fold_next(&f, &c)) {
		if (c >= 0x800)
			out[n++] = (char)(0xe0 | c >> 12);
		if (c >= 0x80)
			out[n++] = c < 0x800 ? (char)(0xc0 | c >> 6)
					     : (char)(0x80 | (c >> 6 & 63));
		if (c || !n || out[n - 1] != ' ')
			out[n++] = (char)(!c	     ? ' '
					  : c < 0x80 ? c
						     : 0x80 | (c & 63));
	}
	out[n] = '\0';
	return out;
}

/* The second column is what Python's NFKD, case folding and dropping of marks
 * make of the first, but for spaces. */
static const struct {
	const char *text, *folded;
} rows[] = {
	{ "Hello, World!", "hello world " },
	{ "a\t\n  b", "a b" },
	{ "don't", "don t" },
	{ "x_1", "x 1" },
	{ "1 \xe2\x89\xa4 n \xe2\x89\xa4 10\xe2\x81\xb5", "1 n 105" },
	{ "caf\xc3\xa9 CAF\xc3\x89 cafe\xcc\x81", "cafe cafe cafe" },
	{ "stra\xc3\x9f"
	  "e \xc5\x81\xc3\xb3"
	  "d\xc5\xba",
	  "strasse \xc5\x82"
	  "odz" },
	{ "\xef\xbc\xa1\xef\xbd\x82\xef\xbc\x93\xef\xbc\x8c", "ab3 " },
	{ "\xf0\x9d\x91\x9b \xf0\x9d\x90\x8d \xf0\x9d\x9f\x98", "n n 0" },
	{ "a\xe2\x82\x81\xc2\xb2 \xe2\x84\x95 \xe2\x84\x93", "a12 n l" },
	{ "e\xef\xac\x83"
	  "cient \xef\xac\x81n",
	  "efficient fin" },
	{ "soft\xc2\xadhyphen\xe2\x80\x8b\xef\xbb\xbf", "softhyphen" },
	{ "a\xc2\xa0"
	  "b\xe2\x80\x94"
	  "c\xe3\x80\x80"
	  "d",
	  "a b c d" },
	{ "\xe2\x80\x9cquoted\xe2\x80\x9d\xe2\x80\xa6", " quoted " },
	{ "\xd0\x9f\xd1\x80\xd0\xb8", "\xd0\xbf\xd1\x80\xd0\xb8" },
	{ "\xce\xa3\xce\x91\xce\xa3", "\xcf\x83\xce\xb1\xcf\x83" },
	{ "\xc2\xb5s", "\xce\xbcs" },
	{ "\xff\xfe x", " x" },
	{ "", "" },
};

TEST(text_is_folded_to_its_letters_and_digits)
{
	char out[200];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_STR(folded(rows[i].text, out, sizeof out),
			  rows[i].folded);
}

TEST(han_and_kana_are_words_by_themselves)
{
	CHECK(momus_fold_is_word(0x4e2d));
	CHECK(momus_fold_is_word(0x3042));
	CHECK(momus_fold_is_word(0x20000));
	CHECK(!momus_fold_is_word('a'));
	CHECK(!momus_fold_is_word(0x430));
	CHECK(!momus_fold_is_word(0xac00));
}

TAP_MAIN
