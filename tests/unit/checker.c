/* checker.c - tests of momus/checker.h
 *
 * checker.jsonl: what each rule says of a pair.  "lines" is CommonOJ's verdict,
 * "tokens" the strict one under "tolerance" and "any_case"; "token-lines" has
 * neither.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/lower.h"
#include "momus/checker.h"
#include "momus/rowfile.h"
#include "tap.h"

static bool has_true(const struct momus_row *row, const char *key)
{
	struct momus_text raw;

	return momus_row_has(row, key) &&
	       momus_row_raw(row, key, &raw, NULL) == MOMUS_OK &&
	       momus_text_equal(raw, MOMUS_TEXT("true"));
}

static void try_pair(const struct momus_row *row, const char *rule)
{
	struct momus_token_rule tokens = { 0, has_true(row, "any_case") };
	struct momus_text got, expected;
	bool said;

	if (!momus_row_has(row, rule))
		return;
	CHECK_INT(momus_row_str(row, "got", &got, NULL), MOMUS_OK);
	CHECK_INT(momus_row_str(row, "expected", &expected, NULL), MOMUS_OK);
	momus_row_real(row, "tolerance", &tokens.tolerance, NULL);
	said = strcmp(rule, "tokens") == 0
		       ? momus_check_tokens(got, expected, tokens)
		       : momus_compare_named(rule)(got, expected);
	if (said != has_true(row, rule))
		tap_fail(__FILE__, __LINE__, "line %zu, %s: %s for \"%.*s\"",
			 momus_row_line(row), rule, said ? "pass" : "fail",
			 (int)got.len, got.ptr);
}

static void try_all(const char *rule)
{
	const char *top = getenv("top_srcdir");
	const struct momus_row *row;
	struct momus_row_file *rows;
	char path[1024];
	size_t n = 0;

	snprintf(path, sizeof path, "%s/tests/unit/checker.jsonl",
		 top ? top : ".");
	CHECK_INT(momus_row_file_open(&rows, path, NULL), MOMUS_OK);
	for (; momus_row_file_next(rows, &row, NULL) == MOMUS_OK; n++)
		try_pair(row, rule);
	momus_row_file_close(rows);
	CHECK(n > 60);
}

TEST(lines_are_compared_as_commonoj_does_it)
{
	try_all("lines");
}

TEST(bytes_that_are_no_text_are_no_answer)
{
	CHECK(!momus_check_lines(MOMUS_TEXT("\xff"), MOMUS_TEXT("\xff")));
	CHECK(!momus_check_lines(MOMUS_TEXT("1\n\xc3"), MOMUS_TEXT("1")));
}

TEST(tokens_are_compared_strictly)
{
	try_all("tokens");
}

TEST(tokens_may_have_to_stand_on_their_lines)
{
	try_all("token-lines");
}

TEST(a_rule_is_found_by_its_name)
{
	CHECK(momus_compare_named("lines") == momus_check_lines);
	CHECK(momus_compare_named("tokens")(MOMUS_TEXT("1\n2"),
					    MOMUS_TEXT("1 2")));
	CHECK(!momus_compare_named("exact")(MOMUS_TEXT("1\n"),
					    MOMUS_TEXT("1")));
	CHECK(!momus_compare_named("line"));
}

static const struct {
	const char *text;
	double want; /* NAN: no float */
} floats[] = {
	{ "1", 1 },
	{ "-1.5", -1.5 },
	{ "+.5", .5 },
	{ "5.", 5 },
	{ " 7\t", 7 },
	{ "1_0", 10 },
	{ "1_0.0_1e0_2", 1001 },
	{ "1e400", INFINITY },
	{ "-Infinity", -INFINITY },
	{ "iNF", INFINITY },
	{ "1e-400", 0 },
	{ "0.1", 0.1 },
	{ "0000000.1e1", 1 },
	{ "1e999999999999999999", INFINITY },
	{ "0e999999999999999999", 0 },
	{ "123456789012345678901234567890", 123456789012345678901234567890.0 },
	{ "2.2250738585072012e-308", 2.2250738585072012e-308 },
	{ "\xef\xbc\x91\xef\xbc\x92", 12 }, /* fullwidth */
	{ "\xd9\xa3.\xd9\xa5", 3.5 },	    /* Arabic-Indic */
	{ "\xe3\x80\x80"
	  "4\xc2\xa0",
	  4 }, /* Unicode white space */
	{ "", NAN },
	{ ".", NAN },
	{ "-", NAN },
	{ "0x10", NAN },
	{ "1,000", NAN },
	{ "_1", NAN },
	{ "1_", NAN },
	{ "1__0", NAN },
	{ "1_.0", NAN },
	{ "1._0", NAN },
	{ "1e", NAN },
	{ "1e+", NAN },
	{ "1e_1", NAN },
	{ "1 2", NAN },
	{ "infi", NAN },
	{ "--1", NAN },
	{ "1f", NAN },
	{ "\xc2\xb2", NAN }, /* superscript two is no decimal digit */
	{ "\xff", NAN },
};

TEST(a_float_is_what_python_takes_for_one)
{
	for (size_t i = 0; i < sizeof floats / sizeof *floats; i++) {
		double got = NAN;

		CHECK(momus_text_float(momus_text_of(floats[i].text), &got) ==
		      !isnan(floats[i].want));
		if (!isnan(floats[i].want) && got != floats[i].want)
			tap_fail(__FILE__, __LINE__, "%s is %.17g",
				 floats[i].text, got);
	}
}

TEST(a_float_of_many_digits_is_rounded_by_the_last_of_them)
{
	/* Half-way between 1 and its neighbour, then 2000 zeros and a 1. */
	static const char half[] =
		"1.00000000000000011102230246251565404236316680908203125";
	char text[sizeof half + 2002];
	size_t n = sizeof half - 1;
	double got;

	memcpy(text, half, n);
	memset(text + n, '0', 2000);
	CHECK(momus_text_float((struct momus_text){ text, n + 2000 }, &got));
	CHECK(got == 1);
	text[n + 2000] = '1';
	CHECK(momus_text_float((struct momus_text){ text, n + 2001 }, &got));
	CHECK(got == nextafter(1, 2));
}

static const struct {
	const char *from, *to;
} lowered[] = {
	{ "YES", "yes" },
	{ "\xc3\x84\xd0\x96\xce\xa9", "\xc3\xa4\xd0\xb6\xcf\x89" },
	{ "\xc4\xb0", "i\xcc\x87" },		    /* dotted I */
	{ "\xce\x91\xce\xa3", "\xce\xb1\xcf\x82" }, /* final sigma */
	{ "\xce\xa3", "\xcf\x83" },
	{ "\xce\xa3\xce\x91", "\xcf\x83\xce\xb1" },
	{ "\xce\x91\xce\xa3.\xce\x91", "\xce\xb1\xcf\x83.\xce\xb1" },
	{ "\xce\x91\xce\xa3 \xce\x91", "\xce\xb1\xcf\x82 \xce\xb1" },
	{ "\xc3\x9f\xef\xbc\xa1", "\xc3\x9f\xef\xbd\x81" },
};

TEST(text_is_lowered_as_python_does_it)
{
	for (size_t i = 0; i < sizeof lowered / sizeof *lowered; i++) {
		struct momus_lower l = { .text = momus_text_of(
						 lowered[i].from) };
		struct momus_text want = momus_text_of(lowered[i].to);
		size_t at = 0;
		uint32_t c;

		while (momus_lower_next(&l, &c)) {
			CHECK(at < want.len);
			CHECK_INT(c, momus_text_next(want, &at));
		}
		CHECK_INT((long long)at, (long long)want.len);
	}
}

static const struct {
	const char *statement;
	double tolerance;
	bool any_case;
} statements[] = {
	{ "Print one integer.", 0, false },
	{ "Its absolute or relative error must not exceed 10^{-6}.", 1e-6,
	  false },
	{ "if the relative or absolute error doesn't exceed 10 - 4.", 1e-4,
	  false },
	{ "Absolute or relative error of at most 1e-9.", 1e-6, false },
	{ "an absolute error of 10^{-12} is fine", 1e-6, false },
	{ "a relative error is allowed", 1e-6, false },
	{ "You can print each letter in any case (upper or lower).", 0, true },
	{ "YES (case insensitive) or NO", 0, true },
	{ "in any case you want, absolute error 10^-3", 1e-3, true },
	{ "the upper or lower walls", 0, false },
	{ "", 0, false },
};

TEST(a_statement_says_what_may_differ)
{
	for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
		struct momus_token_rule rule = momus_token_rule_of(
			momus_text_of(statements[i].statement));

		if (rule.tolerance != statements[i].tolerance ||
		    rule.any_case != statements[i].any_case)
			tap_fail(__FILE__, __LINE__, "%s: %g, %d",
				 statements[i].statement, rule.tolerance,
				 rule.any_case);
	}
}

static const struct {
	const char *statement;
	bool any;
} open_statements[] = {
	{ "If there are multiple answers, print any of them.", true },
	{ "If several plans are best, you may OUTPUT any.", true },
	{ "Otherwise print any suitable value of d.", true },
	{ "You can print the edges in any order.", true },
	{ "The edges may be output in arbitrary order.", true },
	{ "Find any of them and say which.", true },
	{ "If several are right, the jury is satisfied by any of them", true },
	{ "Do not print any other characters.", false },
	{ "You shouldn't output any spaces.", false },
	{ "He may take the stones in any order. Print their sum.", false },
	{ "If several are the smallest he removes any of them.", false },
	{ "Print the only answer", false },
	{ "print an", false },
	{ "", false },
};

TEST(a_statement_says_whether_any_answer_will_do)
{
	size_t n = sizeof open_statements / sizeof *open_statements;

	for (size_t i = 0; i < n; i++)
		if (momus_statement_wants_any(
			    momus_text_of(open_statements[i].statement)) !=
		    open_statements[i].any)
			tap_fail(__FILE__, __LINE__, "%s",
				 open_statements[i].statement);
}

/* Letters: the same as Python has it, and for a careful judge. */
static const struct {
	const char *actual, *expected, *same;
} values[] = {
	{ "3", " 3\n", "pc" },
	{ "3.0", "3", "pc" },
	{ "-0", "0", "pc" },
	{ "1e2", "100", "pc" },
	{ "true", "1", "p-" },
	{ "0", "false", "p-" },
	{ "true", "true", "pc" },
	{ "null", "false", "--" },
	{ "0.30000000000000004", "0.3", "-c" },
	{ "0.3000001", "0.3", "--" },
	{ "9007199254740993", "9007199254740992", "--" },
	{ "\"a\\u00e9\"", "\"a\xc3\xa9\"", "pc" },
	{ "\"a\"", "\"A\"", "--" },
	{ "\"1\"", "1", "--" },
	{ "[1, [2]]", "[1,[2]]", "pc" },
	{ "[1, 2]", "[2, 1]", "--" },
	{ "[]", "{}", "--" },
	{ "{\"b\": 1, \"a\": [2]}", "{\"a\":[2],\"b\":1.0}", "pc" },
	{ "{\"a\": 1}", "{\"b\":1}", "--" },
	{ "{\"\\u0061\": 1}", "{\"a\":1}", "pc" },
	{ "[1", "[1]", "--" },
	{ "1 1", "1", "--" },
	{ "NaN", "NaN", "--" },
	{ "", "", "--" },
};

TEST(json_is_compared_by_value)
{
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		struct momus_text a = momus_text_of(values[i].actual);
		struct momus_text b = momus_text_of(values[i].expected);
		char got[32], want[32];

		snprintf(got, sizeof got, "%zu: %c%c", i,
			 momus_check_json(a, b) ? 'p' : '-',
			 momus_check_value(a, b) ? 'c' : '-');
		snprintf(want, sizeof want, "%zu: %s", i, values[i].same);
		CHECK_STR(got, want);
	}
}

TAP_MAIN
