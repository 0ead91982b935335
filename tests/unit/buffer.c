/* buffer.c - tests of harness/core/buffer.c */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "momus/arena.h"
#include "momus/buffer.h"
#include "refusing.h"
#include "tap.h"

TEST(a_buffer_keeps_what_it_has_when_it_is_full)
{
	struct momus_error err = { "" };
	struct momus_buffer b;

	momus_buffer_init(&b, 4);
	momus_buffer_puts(&b, "abcd");
	CHECK_INT(momus_buffer_check(&b, "reply", NULL), MOMUS_OK);
	momus_buffer_putc(&b, 'e');
	CHECK(b.failed);
	CHECK_STR(b.ptr, "abcd");
	CHECK_INT(momus_buffer_check(&b, "reply", &err), MOMUS_EINVAL);
	CHECK_STR(err.text, "reply is larger than its limit of 4 bytes");
	CHECK(!b.starved);
	momus_buffer_reset(&b);
	momus_buffer_putc(&b, 'x');
	CHECK_STR(b.ptr, "x");
	momus_buffer_release(&b);
}

/* More than any machine has. */
static const size_t never = (size_t)1 << 62;

TEST(a_refusal_of_memory_is_told_from_one_of_the_limit)
{
	struct momus_error err = { "" };
	struct momus_buffer b;

	momus_buffer_init(&b, SIZE_MAX);
	momus_buffer_puts(&b, "kept");
	momus_buffer_add(&b, (struct momus_text){ "", never });
	CHECK(b.failed);
	CHECK(b.starved);
	CHECK_STR(b.ptr, "kept");
	CHECK_INT(momus_buffer_check(&b, "reply", &err), MOMUS_ENOMEM);
	CHECK_STR(err.text, "reply: out of memory");
	momus_buffer_reset(&b);
	CHECK(!b.failed && !b.starved);
	momus_buffer_release(&b);
}

TEST(what_follows_a_refused_append_is_refused_too)
{
	struct momus_buffer b;

	momus_buffer_init(&b, 4);
	momus_buffer_puts(&b, "abc");
	momus_buffer_puts(&b, "too long");
	momus_buffer_puts(&b, "d");
	CHECK_STR(b.ptr, "abc");
	CHECK(!momus_buffer_take(&b, NULL));
	CHECK_INT(b.len, 0);
}

TEST(taking_hands_the_bytes_over_and_empties)
{
	struct momus_buffer b;
	size_t len = 0;
	char *s;

	momus_buffer_init(&b, 100);
	s = momus_buffer_take(&b, &len);
	CHECK_STR(s, "");
	free(s);
	momus_buffer_printf(&b, "%d-%s", 7, "x");
	s = momus_buffer_take(&b, &len);
	CHECK_STR(s, "7-x");
	CHECK_INT(len, 3);
	CHECK(!b.ptr && !b.failed);
	free(s);
}

static void check_json(struct momus_text t, const char *want)
{
	struct momus_buffer b;

	momus_buffer_init(&b, 1000);
	momus_buffer_json(&b, t);
	CHECK_STR(b.ptr, want);
	momus_buffer_release(&b);
}

TEST(json_strings_are_escaped)
{
	check_json(MOMUS_TEXT(""), "\"\"");
	check_json(MOMUS_TEXT("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
	check_json(MOMUS_TEXT("\b\f\n\r\t\x01\x1f"),
		   "\"\\b\\f\\n\\r\\t\\u0001\\u001f\"");
	check_json(MOMUS_TEXT("a\0b"), "\"a\\u0000b\"");
	check_json(MOMUS_TEXT("\xc3\xa9\x7f"), "\"\xc3\xa9\x7f\"");
}

TEST(each_byte_that_is_no_utf8_becomes_the_replacement_character)
{
	check_json(MOMUS_TEXT("a\xff\xfe"
			      "b\xe2\x82"),
		   "\"a\xef\xbf\xbd\xef\xbf\xbd"
		   "b\xef\xbf\xbd\xef\xbf\xbd\"");
}

static void check_real(double x, const char *want)
{
	struct momus_buffer b;

	momus_buffer_init(&b, 100);
	momus_buffer_real(&b, x);
	CHECK_STR(b.ptr, want);
	momus_buffer_release(&b);
}

TEST(reals_are_as_short_as_they_can_be_and_read_back_equal)
{
	check_real(0.1, "0.1");
	check_real(1.0 / 3.0, "0.3333333333333333");
	check_real(5e-324, "5e-324");
	check_real(100.0, "100");
	check_real(-0.0, "-0");
	check_real(1e300, "1e+300");
	check_real(0x1.fffffffffffffp1023, "1.7976931348623157e+308");
	check_real(NAN, "null");
	check_real(-INFINITY, "null");
}

TEST(what_is_kept_lies_in_the_arena_or_is_refused_by_name)
{
	struct momus_arena *arena = momus_arena_create(64);
	struct momus_error err = { "" };
	struct momus_text kept = { "", 0 };
	struct momus_buffer b;

	momus_buffer_init(&b, 100);
	momus_buffer_puts(&b, "some words");
	CHECK_INT(momus_buffer_keep(&b, "a note", arena, &kept, &err),
		  MOMUS_OK);
	CHECK(momus_text_equal(kept, MOMUS_TEXT("some words")));
	CHECK_INT(kept.ptr[kept.len], 0);
	CHECK(!b.ptr);
	momus_buffer_init(&b, 100);
	for (int i = 0; i < 90; i++)
		momus_buffer_putc(&b, 'x');
	CHECK_INT(momus_buffer_keep(&b, "a note", arena, &kept, &err),
		  MOMUS_ENOMEM);
	CHECK(strstr(err.text, "a note") != NULL);
	momus_buffer_init(&b, 4);
	momus_buffer_puts(&b, "past the limit");
	CHECK_INT(momus_buffer_keep(&b, "a note", arena, &kept, &err),
		  MOMUS_EINVAL);
	CHECK(!b.ptr);
	momus_arena_free(arena);
}

TAP_MAIN
