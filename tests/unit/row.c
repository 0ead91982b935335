/* row.c - tests of harness/core/row.c */
#include <stdio.h>
#include <string.h>

#include "core/row.h"
#include "tap.h"

static struct momus_row *row;

static struct momus_row *parse(const char *line)
{
	struct momus_error err = { "" };

	momus_row_free(row);
	row = NULL;
	if (momus_row_parse(&row, momus_text_of(line), "d.jsonl", 7, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	return row;
}

static void refused(struct momus_text line, const char *message)
{
	struct momus_error err = { "" };

	momus_row_free(row);
	row = NULL;
	CHECK_INT(momus_row_parse(&row, line, "d.jsonl", 7, &err),
		  MOMUS_EPARSE);
	CHECK_STR(err.text, message);
	CHECK(!row);
}

TEST(fields_are_read_by_name)
{
	struct momus_row *r = parse("{\"id\":\"x\\n\",\"n\":-2.5,\"z\":null,"
				    "\"list\":[\"a\",\"\\u0000\"]}");
	struct momus_text t;
	double x = 0;

	CHECK_INT(momus_row_str(r, "id", &t, NULL), MOMUS_OK);
	CHECK(momus_text_equal(t, MOMUS_TEXT("x\n")));
	CHECK_INT(momus_row_real(r, "n", &x, NULL), MOMUS_OK);
	CHECK_NEAR(x, -2.5, 0);
	CHECK_INT(momus_row_item(r, "list", 1, &t, NULL), MOMUS_OK);
	CHECK(momus_text_equal(t, MOMUS_TEXT("\0")));
	CHECK_INT(momus_row_item(r, "list", 2, &t, NULL), MOMUS_END);
	CHECK(momus_row_has(r, "id") && !momus_row_has(r, "z") &&
	      !momus_row_has(r, "none"));
	CHECK_STR(momus_row_origin(r), "d.jsonl");
	CHECK_INT(momus_row_line(r), 7);
}

TEST(a_count_is_a_whole_number_within_its_bounds_or_stays_as_it_was)
{
	static const struct {
		const char *line, *why; /* NULL: it is taken */
		int64_t becomes;
	} cases[] = {
		{ "{\"n\":0}", NULL, 0 },
		{ "{\"n\":9.0}", NULL, 9 },
		{ "{\"n\":null}", NULL, 7 },
		{ "{}", NULL, 7 },
		{ "{\"n\":10}",
		  "d.jsonl:7: field \"n\": expected a whole number from 0 to 9, "
		  "found 10",
		  7 },
		{ "{\"n\":-1}", "from 0 to 9, found -1", 7 },
		{ "{\"n\":0.5}", "from 0 to 9, found 0.5", 7 },
		{ "{\"n\":1e400}", "from 0 to 9, found inf", 7 },
		{ "{\"n\":\"1\"}", "expected a number, found \"1\"", 7 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct momus_error err = { "" };
		int64_t n = 7;
		int rc = momus_row_count(parse(cases[i].line), "n", 0, 9, &n,
					 &err);

		CHECK_INT(rc, cases[i].why ? MOMUS_EPARSE : MOMUS_OK);
		CHECK_INT(n, cases[i].becomes);
		if (cases[i].why && !strstr(err.text, cases[i].why))
			tap_fail(__FILE__, __LINE__, "case %zu: %s", i,
				 err.text);
	}
}

TEST(raw_values_keep_every_digit)
{
	struct momus_text t;

	parse("{\"n\": 123456789012345678901 }");
	CHECK_INT(momus_row_raw(row, "n", &t, NULL), MOMUS_OK);
	CHECK(momus_text_equal(t, MOMUS_TEXT("123456789012345678901")));
}

TEST(a_missing_or_wrong_field_is_named_with_file_and_line)
{
	struct momus_error err = { "" };
	struct momus_text t;
	double x;

	parse("{\"id\":5,\"n\":\"5\"}");
	CHECK_INT(momus_row_str(row, "task", &t, &err), MOMUS_EPARSE);
	CHECK_STR(err.text, "d.jsonl:7: no field \"task\"");
	err.text[0] = '\0';
	CHECK_INT(momus_row_str(row, "id", &t, &err), MOMUS_EPARSE);
	CHECK_STR(err.text,
		  "d.jsonl:7: field \"id\": expected a string, found 5");
	err.text[0] = '\0';
	CHECK_INT(momus_row_real(row, "n", &x, &err), MOMUS_EPARSE);
	CHECK_STR(err.text,
		  "d.jsonl:7: field \"n\": expected a number, found \"5\"");
	err.text[0] = '\0';
	CHECK_INT(momus_row_item(row, "n", 0, &t, &err), MOMUS_EPARSE);
	CHECK_STR(err.text, "d.jsonl:7: field \"n\": expected an array");
}

TEST(what_is_not_one_object_is_refused)
{
	refused(MOMUS_TEXT(""), "d.jsonl:7: expected one JSON object, found "
				"something else at byte 1");
	refused(MOMUS_TEXT("[1]"), "d.jsonl:7: expected one JSON object, found "
				   "something else at byte 1");
	refused(MOMUS_TEXT("{\"a\":1} x"),
		"d.jsonl:7: expected one JSON object, found something else at "
		"byte 9");
	refused(MOMUS_TEXT("{\"a\":\"\\u00zz\"}"),
		"d.jsonl:7: expected one JSON object, found something else at "
		"byte 11");
}

TEST(bytes_that_are_no_utf8_are_refused_with_their_place)
{
	refused(MOMUS_TEXT("{\"a\":\"\xe9\"}"),
		"d.jsonl:7: byte 7 is not UTF-8; convert the file");
}

TEST(a_key_that_is_there_twice_is_refused)
{
	refused(MOMUS_TEXT("{\"a\":1,\"\\u0061\":2}"),
		"d.jsonl:7: field \"a\" is there twice; remove one");
}

TEST(a_row_of_too_many_fields_is_refused)
{
	char line[8192] = "{";
	size_t n = 1;

	for (int i = 0; i < 257; i++)
		n += (size_t)snprintf(line + n, sizeof line - n, "%s\"k%d\":0",
				      i ? "," : "", i);
	line[n++] = '}';
	refused((struct momus_text){ line, n },
		"d.jsonl:7: more than 256 fields in one row");
}

TAP_MAIN
