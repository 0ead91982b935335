/* space.c - white space as Python has it, at the edges of texts */
#include <string.h>

#include "momus/space.h"
#include "tap.h"

/* NBSP, NEL, a line separator, an ideographic space, a unit separator. */
#define ALL " \t\n\v\f\r\x1c\x1f\xc2\xa0\xc2\x85\xe2\x80\xa8\xe3\x80\x80"

TEST(python_strips_what_it_calls_white_space)
{
	static const struct {
		const char *text, *strip, *strip_end;
	} cases[] = {
		{ "", "", "" },
		{ ALL, "", "" },
		{ ALL "a" ALL "b" ALL, "a" ALL "b", ALL "a" ALL "b" },
		/* no white space: zero width space, NUL's neighbours, and bytes
		 * that are no UTF-8, the end of NEL's among them */
		{ "\xe2\x80\x8b ", "\xe2\x80\x8b", "\xe2\x80\x8b" },
		{ "\x1b\x1e", "\x1b", "\x1b" },
		{ " \x85\xa0 ", "\x85\xa0", " \x85\xa0" },
		{ "\xc2\xa0\xc2", "\xc2", "\xc2\xa0\xc2" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct momus_text t = momus_text_of(cases[i].text);

		if (!momus_text_equal(momus_space_strip(t),
				      momus_text_of(cases[i].strip)) ||
		    !momus_text_equal(momus_space_strip_end(t),
				      momus_text_of(cases[i].strip_end)) ||
		    momus_space_only(t) != !*cases[i].strip)
			tap_fail(__FILE__, __LINE__, "case %zu", i);
	}
}

TEST(a_space_is_as_long_as_its_bytes_that_are_left)
{
	CHECK_INT(momus_space_at("\xe3\x80\x80x", 4), 3);
	CHECK_INT(momus_space_at("\xe3\x80\x80x", 2), 0);
	CHECK_INT(momus_space_at("x", 1), 0);
	CHECK_INT(momus_space_at("", 0), 0);
	CHECK_INT(momus_space_skip(MOMUS_TEXT("a \xc2\xa0z"), 1), 4);
	CHECK_INT(momus_space_skip(MOMUS_TEXT("a  "), 1), 3);
}

TAP_MAIN
