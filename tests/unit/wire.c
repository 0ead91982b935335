/* wire.c - tests of harness/sandbox/value/wire.c */
#include "sandbox/value/wire.h"

#include <string.h>

#include "tap.h"

static struct momus_wire_facts facts_of(const char *bytes, size_t n)
{
	struct momus_wire_facts f;

	CHECK(momus_wire_check((const uint8_t *)bytes, n, NULL, &f));
	return f;
}
#define FACTS(literal) facts_of(literal, sizeof(literal) - 1)

static bool equal(struct momus_wire_facts a, struct momus_wire_facts b)
{
	return memcmp(&a.normal, &b.normal, sizeof(a.normal)) == 0;
}

static bool refused(const char *bytes, size_t n)
{
	struct momus_wire_limits limits = { 100, 10 };
	struct momus_wire_facts f;

	return !momus_wire_check((const uint8_t *)bytes, n, &limits, &f);
}
#define REFUSED(literal) CHECK(refused(literal, sizeof(literal) - 1))

TEST(numbers_of_all_types_are_equal_by_value)
{
	struct momus_wire_facts one = FACTS("\x81");

	CHECK(equal(one, FACTS("T")));
	CHECK(equal(one, FACTS("i\1\0\0\0\0\0\0\0")));
	CHECK(equal(one, FACTS("f\0\0\0\0\0\0\xf0\x3f")));
	CHECK(equal(one, FACTS("c\0\0\0\0\0\0\xf0\x3f\0\0\0\0\0\0\0\0")));
	CHECK(!equal(one, FACTS("\x80")));
	CHECK(!equal(one, FACTS("c\0\0\0\0\0\0\xf0\x3f\0\0\0\0\0\0\xf0\x3f")));
}

TEST(a_negative_zero_equals_zero)
{
	CHECK(equal(FACTS("f\0\0\0\0\0\0\0\x80"), FACTS("\x80")));
}

TEST(sets_and_dicts_are_equal_in_any_order)
{
	CHECK(equal(FACTS("e\3\x81\x82\x83"), FACTS("E\3\x83\x81\x82")));
	CHECK(equal(FACTS("d\2\x81\x82\x83\x84"),
		    FACTS("d\2\x83\x84\x81\x82")));
	CHECK(!equal(FACTS("d\2\x81\x82\x83\x84"),
		     FACTS("d\2\x81\x84\x83\x82")));
	CHECK(!equal(FACTS("d\1\x81\x82"), FACTS("d\1\x82\x81")));
	CHECK(!equal(FACTS("e\2\x81\x82"), FACTS("l\2\x81\x82")));
}

TEST(the_shape_of_lists_counts)
{
	CHECK(!equal(FACTS("l\2\x81\x82"), FACTS("l\2\x82\x81")));
	CHECK(!equal(FACTS("l\1\x81"), FACTS("t\1\x81")));
	CHECK(!equal(FACTS("l\2l\1\x81\x82"), FACTS("l\1l\2\x81\x82")));
	CHECK(!equal(FACTS("l\0"), FACTS("l\1l\0")));
}

TEST(text_and_bytes_are_never_equal)
{
	CHECK(equal(FACTS("s\3abc"), FACTS("s\3abc")));
	CHECK(!equal(FACTS("s\3abc"), FACTS("b\3abc")));
	CHECK(!equal(FACTS("s\2ab"), FACTS("s\3ab\0")));
}

TEST(lists_of_floats_alone_are_marked)
{
#define ONE "f\0\0\0\0\0\0\xf0\x3f"
	CHECK(FACTS(ONE).flags & MOMUS_WIRE_FLOATS);
	CHECK(FACTS("l\2" ONE ONE).flags & MOMUS_WIRE_FLOATS);
	CHECK(!(FACTS("l\2" ONE "\x81").flags & MOMUS_WIRE_FLOATS));
	CHECK(!(FACTS("l\1l\1" ONE).flags & MOMUS_WIRE_FLOATS));
	CHECK(!(FACTS("l\0").flags & MOMUS_WIRE_FLOATS));
	CHECK(FACTS("Ad\1\x00").flags & MOMUS_WIRE_FLOATS);
	CHECK(FACTS("l\1l\1" ONE).flags & MOMUS_WIRE_FLOAT);
}

TEST(nan_and_opaque_values_are_marked)
{
	CHECK(FACTS("l\1f\0\0\0\0\0\0\xf8\x7f").flags & MOMUS_WIRE_NAN);
	CHECK(FACTS("l\1o\3Foo").flags & MOMUS_WIRE_OPAQUE);
	CHECK(FACTS("m").flags & MOMUS_WIRE_OPAQUE);
}

TEST(bytes_that_are_no_value_are_refused)
{
	REFUSED("");
	REFUSED("z");
	REFUSED("\0");
	REFUSED("NN");
	REFUSED("s\5abc");
	REFUSED("s\x85\0abcde");
	REFUSED("I\1\1");
	REFUSED("r\x80N\x81");
	REFUSED("A?\x21");
	REFUSED("nz\0");
	REFUSED("l\1");
	REFUSED("d\1\x81");
}

TEST(what_passes_a_limit_is_refused_before_it_is_read)
{
	REFUSED("l\x0b\x81");		  /* eleven items */
	REFUSED("s\xff\xff\xff\xff\x7f"); /* of 100 bytes */
	REFUSED("Ad\2\xff\xff\xff\xff\x0f\xff\xff\xff\xff\x0f");
}

TEST(a_run_is_worth_what_it_stands_for)
{
	struct momus_wire_facts run = FACTS("t\6*\5s\2ab\x81"),
				out = FACTS("t\6s\2abs\2abs\2abs\2abs\2ab\x81");

	CHECK(equal(run, out));
	CHECK_INT((long long)run.items, (long long)out.items);
	CHECK_INT((long long)run.full, (long long)out.full);
	CHECK_INT((long long)out.full, (long long)out.bytes);
	CHECK_INT((long long)run.bytes, 9);
	CHECK(memcmp(&run.exact, &out.exact, sizeof(out.exact)) != 0);
	CHECK(!equal(run, FACTS("t\6*\5s\2ac\x81")));
	CHECK(equal(FACTS("t\4*\4T"), FACTS("t\4\x81\x81\x81\x81")));
	CHECK(FACTS("t\4*\4" ONE).flags & MOMUS_WIRE_FLOATS);
	CHECK(!(FACTS("t\5*\4" ONE "N").flags & MOMUS_WIRE_FLOATS));
	/* 128 times, and the tuple goes on. */
	CHECK_INT((long long)FACTS("l\1t\x81\1*\x80\1NN").full, 134);
}

TEST(what_is_no_run_is_refused)
{
	REFUSED("*\4N");
	REFUSED("l\4*\4N");    /* in no tuple */
	REFUSED("t\1l\4*\4N"); /* nor in a list in one */
	REFUSED("t\4*\3NN");   /* short */
	REFUSED("t\4*\0");
	REFUSED("t\4*\5N");	 /* beyond the tuple */
	REFUSED("t\x08*\4*\4N"); /* of runs */
	REFUSED("t\4*\4t\0");	 /* of containers */
	REFUSED("t\4*\4b\1a");	 /* of bytes */
	REFUSED("t\4*\4\0");
	REFUSED("t\4*\4s\x0f"
		"123456789012345");
	REFUSED("t\x0a*\x0aN"); /* eleven items */
	REFUSED("t\x08*\x08s\x0e"
		"12345678901234"); /* of 100 bytes */
	(void)FACTS("t\4*\4s\x0e"
		    "12345678901234");
}

TEST(nesting_ends_at_the_limit)
{
	char deep[2 * (MOMUS_WIRE_DEPTH + 1) + 1];

	for (int i = 0; i <= MOMUS_WIRE_DEPTH; i++)
		memcpy(deep + 2 * i, "l\1", 2);
	deep[sizeof(deep) - 1] = 'N';
	CHECK(refused(deep, sizeof(deep)));
	(void)facts_of(deep + sizeof(deep) - 2 * 100 - 1, 2 * 100 + 1);
}

TEST(a_blind_scanner_gives_the_digest_of_a_seeing_one)
{
	static const char bytes[] = "l\3s\x14"
				    "abcdefghijklmnopqrst\x81\x82";
	struct momus_wire_facts f = facts_of(bytes, sizeof(bytes) - 1);
	struct momus_wire_digest d;
	struct momus_wire w;
	size_t used;

	momus_wire_init(&w, NULL);
	momus_wire_blind(&w);
	for (size_t i = 0; i < sizeof(bytes) - 1; i++)
		CHECK_INT(momus_wire_feed(&w, (const uint8_t *)bytes + i, 1,
					  &used),
			  0);
	d = momus_wire_finish(&w);
	CHECK(memcmp(&d, &f.exact, sizeof(d)) == 0);
	d = momus_wire_exact((const uint8_t *)bytes, sizeof(bytes) - 1);
	CHECK(memcmp(&d, &f.exact, sizeof(d)) == 0);
}

TAP_MAIN
