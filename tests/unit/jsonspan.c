/* jsonspan.c - tests of harness/core/jsonspan.c and jsonvalid.c */
#include <math.h>
#include <stdint.h>

#include <string.h>

#include "core/jsonspan.h"
#include "tap.h"

TEST(what_rfc_8259_allows_is_valid)
{
	const char *const good[] = {
		"null",
		" true ",
		"0",
		"-0",
		"-1.5e+10",
		"1E5",
		"\"\"",
		"\"\\u12aF\\\"\\/\"",
		"[]",
		"{}",
		"[ ]",
		"{ }",
		"[1,[2,{}],\"\"]",
		"{\"a\":{\"b\":[]},\"a\":1}",
		"\"\\ud800\"",
		"123456789012345678901234567890",
	};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (!momus_json_valid(momus_text_of(good[i]), NULL))
			tap_fail(__FILE__, __LINE__, "refused: %s", good[i]);
}

TEST(what_it_does_not_allow_is_refused)
{
	const char *const bad[] = {
		"",	   " ",	       "nul",
		"truex",   "01",       "+1",
		"1.",	   ".5",       "1e",
		"-",	   "\"",       "\"\\\"",
		"\"\n\"",  "\"\\x\"",  "\"\\u12g4\"",
		"\"\\u12", "[",	       "[1",
		"[1,",	   "[1,]",     "[,1]",
		"[1 2]",   "[1}",      "{",
		"{\"a\"}", "{\"a\":}", "{\"a\":1,}",
		"{a:1}",   "{1:1}",    "[] []",
		"NaN",	   "\"\xff\"", "\xef\xbb\xbf{}",
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (momus_json_valid(momus_text_of(bad[i]), NULL))
			tap_fail(__FILE__, __LINE__, "accepted: %s", bad[i]);
}

TEST(the_place_where_reading_stopped_is_told)
{
	size_t at = 0;

	CHECK(!momus_json_valid(MOMUS_TEXT("{\"a\": x}"), &at));
	CHECK_INT(at, 6);
	CHECK(!momus_json_valid(MOMUS_TEXT("[] x"), &at));
	CHECK_INT(at, 3);
	CHECK(!momus_json_valid(MOMUS_TEXT("[\"\xff\"]"), &at));
	CHECK_INT(at, 2);
}

TEST(depth_is_limited_and_needs_no_stack)
{
	static char deep[2000];

	memset(deep, '[', 1000);
	memset(deep + 1000, ']', 1000);
	CHECK(momus_json_valid((struct momus_text){ deep, 2000 }, NULL));
	memset(deep, '[', 1001);
	CHECK(!momus_json_valid((struct momus_text){ deep, 2000 }, NULL));
}

static void next_is(struct momus_text t, size_t *at, const char *key,
		    const char *value)
{
	struct momus_text k, v;

	CHECK(momus_json_next(t, at, &k, &v));
	CHECK(momus_text_equal(k, momus_text_of(key)));
	CHECK(momus_text_equal(v, momus_text_of(value)));
}

TEST(members_come_raw_and_in_order)
{
	struct momus_text t =
		MOMUS_TEXT(" { \"a\" : 1e3 , \"b]\":[1,{\"c\":2}] "
			   ",\"d\":\"x\\\"}\"}");
	struct momus_text k, v;
	size_t at = 0;

	next_is(t, &at, "\"a\"", "1e3");
	next_is(t, &at, "\"b]\"", "[1,{\"c\":2}]");
	next_is(t, &at, "\"d\"", "\"x\\\"}\"");
	CHECK(!momus_json_next(t, &at, &k, &v));
}

TEST(items_have_no_key_and_keep_every_digit)
{
	struct momus_text t = MOMUS_TEXT("[12345678901234567890123, null,[]]");
	struct momus_text k, v;
	size_t at = 0;

	next_is(t, &at, "", "12345678901234567890123");
	next_is(t, &at, "", "null");
	next_is(t, &at, "", "[]");
	CHECK(!momus_json_next(t, &at, &k, &v));
}

TEST(an_empty_or_scalar_text_has_no_members)
{
	struct momus_text k, v;
	size_t at = 0;

	CHECK(!momus_json_next(MOMUS_TEXT(" { } "), &at, &k, &v));
	at = 0;
	CHECK(!momus_json_next(MOMUS_TEXT("[]"), &at, &k, &v));
	at = 0;
	CHECK(!momus_json_next(MOMUS_TEXT("7"), &at, &k, &v));
	at = 0;
	CHECK(!momus_json_next(MOMUS_TEXT(""), &at, &k, &v));
}

static void unescaped(const char *raw, struct momus_text want)
{
	struct momus_arena *a = momus_arena_create(1000);
	struct momus_text got = momus_json_unescape(momus_text_of(raw), a);

	if (!momus_text_equal(got, want))
		tap_fail(__FILE__, __LINE__, "%s gives %zu bytes", raw,
			 got.len);
	momus_arena_free(a);
}

TEST(a_member_is_the_last_of_its_name_and_an_element_has_a_place)
{
	const struct momus_text t =
		MOMUS_TEXT(" {\"a\":1,\"b\":[7, 8 ,[9]],\"a\":null,\"aa\":2}");
	struct momus_text v = MOMUS_TEXT("as it was"), list;

	CHECK(!momus_json_find(t, "c", &v));
	CHECK(!momus_json_find(MOMUS_TEXT("[\"a\",1]"), "a", &v));
	CHECK(!momus_json_element(t, 0, &v));
	CHECK(!momus_json_element(MOMUS_TEXT("[]"), SIZE_MAX, &v));
	CHECK(momus_text_equal(v, MOMUS_TEXT("as it was")));
	CHECK(momus_json_find(t, "a", &v));
	CHECK(momus_text_equal(v, MOMUS_TEXT("null")));
	CHECK(momus_json_find(t, "b", &list));
	CHECK(momus_json_element(list, 1, &v));
	CHECK(momus_text_equal(v, MOMUS_TEXT("8")));
	CHECK(!momus_json_element(list, 3, &v));
	CHECK(momus_json_element(list, SIZE_MAX, &v));
	CHECK(momus_text_equal(v, MOMUS_TEXT("[9]")));
}

TEST(a_number_is_one_or_nan)
{
	static const char *const none[] = { "",	     "null", "\"1\"", "[1]",
					    "+1",    "inf",  "nan",   "1x",
					    "1e999", " 1",   ".5" };

	CHECK_NEAR(momus_json_number(MOMUS_TEXT("-1.5e3")), -1500, 0);
	CHECK_NEAR(momus_json_number(MOMUS_TEXT("0")), 0, 0);
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		if (!isnan(momus_json_number(momus_text_of(none[i]))))
			tap_fail(__FILE__, __LINE__, "%s", none[i]);
}

TEST(escapes_are_resolved)
{
	unescaped("\"plain\"", MOMUS_TEXT("plain"));
	unescaped("\"\\b\\f\\n\\r\\t\\/\\\\\\\"\"",
		  MOMUS_TEXT("\b\f\n\r\t/\\\""));
	unescaped("\"\\u0041\\u00e9\\u20AC\"",
		  MOMUS_TEXT("A\xc3\xa9\xe2\x82\xac"));
	unescaped("\"a\\u0000b\"", MOMUS_TEXT("a\0b"));
	unescaped("\"\\ud83d\\ude00\"", MOMUS_TEXT("\xf0\x9f\x98\x80"));
}

TEST(a_lone_surrogate_becomes_the_replacement_character)
{
	unescaped("\"\\ud83dx\"", MOMUS_TEXT("\xef\xbf\xbdx"));
	unescaped("\"\\ude00\"", MOMUS_TEXT("\xef\xbf\xbd"));
	unescaped("\"\\ud83d\\u0041\"", MOMUS_TEXT("\xef\xbf\xbd"
						   "A"));
}

TEST(a_text_never_grows_even_if_nobody_checked_it)
{
	struct momus_arena *a = momus_arena_create(1000);
	char raw[202];
	struct momus_text got;

	raw[0] = raw[201] = '"';
	for (size_t i = 1; i < 201; i += 2)
		memcpy(raw + i, "\\u", 2);
	got = momus_json_unescape((struct momus_text){ raw, sizeof raw }, a);
	CHECK(got.ptr && got.len <= 200);
	momus_arena_free(a);
}

TEST(what_is_no_string_has_no_bytes)
{
	struct momus_arena *a = momus_arena_create(1000);

	CHECK(!momus_json_unescape(MOMUS_TEXT("12"), a).ptr);
	CHECK(!momus_json_unescape(MOMUS_TEXT("\""), a).ptr);
	momus_arena_free(a);
	a = momus_arena_create(2);
	CHECK(!momus_json_unescape(MOMUS_TEXT("\"abc\\n\""), a).ptr);
	momus_arena_free(a);
}

TEST(numbers_that_only_python_writes_are_told_apart)
{
	static const char *const texts[] = { "NaN", "[Infinity,-Infinity]",
					     "{\"a\":[1,-Infinity]}" };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		CHECK(!momus_json_valid(momus_text_of(texts[i]), NULL));
		CHECK(momus_json_valid_python(momus_text_of(texts[i]), NULL));
	}
	CHECK(!momus_json_valid_python(MOMUS_TEXT("-NaN"), NULL));
	CHECK(!momus_json_valid_python(MOMUS_TEXT("Inf"), NULL));
}

TAP_MAIN
