/* taco-test.c - tests of rows, of what is left out, and of what calls return */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "caserow.h"
#include "core/row.h"
#include "taco.h"
#include "tap.h"

static const struct momus_task_ops *ops;
static struct taco_options options;
static struct momus_arena *arena;
static void *task;

static void close_all(void)
{
	if (ops)
		ops->close(task);
	momus_arena_free(arena);
	task = arena = NULL;
}

static void open_task(const char *language, bool clean)
{
	close_all();
	ops = momus_plugin_entry()->ops.task;
	options = (struct taco_options){ .grader = "common-oj",
					 .programs.language = language,
					 .clean = clean,
					 .min_tokens = 64,
					 .max_tokens = 2048,
					 .time_factor = 1 };
	arena = momus_arena_create(1 << 22);
	CHECK(arena);
	CHECK_INT(ops->open(&task, &options, NULL), MOMUS_OK);
}

static void same_text(const struct momus_row *c, const char *key,
		      struct momus_text got)
{
	if (momus_row_has(c, key))
		CHECK_STR(momus_arena_copy(arena, got).ptr,
			  caserow_str(c, key, "", arena));
}

static void expect(const struct momus_row *c, const struct momus_problem *p)
{
	const struct taco_problem *t = p->data;

	CHECK_INT((long long)t->cases.n, (long long)caserow_real(c, "n", 0));
	CHECK_NEAR(t->cases.limits.cpu_s, caserow_real(c, "time", 0), 1e-12);
	same_text(c, "id", p->id);
	same_text(c, "right", p->right);
	same_text(c, "statement", p->statement);
	same_text(c, "category", p->category);
	same_text(c, "input", t->cases.tests[0].input);
	same_text(c, "expected", t->cases.tests[0].expected);
	CHECK_STR(momus_arena_copy(arena, t->function).ptr,
		  caserow_str(c, "function", "", arena));
	if (momus_row_has(c, "references"))
		CHECK_INT((long long)t->cases.n_references,
			  (long long)caserow_real(c, "references", 0));
}

static void check_case(const struct momus_row *c)
{
	struct momus_problem p = { .reference_fd = -1 };
	struct momus_error err = { "" };
	struct momus_text raw, clean;
	struct momus_row *row;
	int rc;

	open_task(momus_row_has(c, "language") ? "cpp" : "python",
		  momus_row_raw(c, "clean", &clean, NULL) < 0);
	CHECK_INT(momus_row_raw(c, "row", &raw, NULL), MOMUS_OK);
	row = caserow_parse(raw, 7);
	rc = ops->problem(task, row, arena, &p, &err);
	if (momus_row_has(c, "said")) {
		CHECK_INT(rc, MOMUS_EPARSE);
		CHECK_STR(err.text + strlen("d.jsonl:7: "),
			  caserow_str(c, "said", "", arena));
	} else if (momus_row_has(c, "left")) {
		CHECK_INT(rc, MOMUS_END);
		CHECK(momus_row_left(row));
		CHECK_STR(momus_row_left(row),
			  caserow_str(c, "left", "", arena));
	} else {
		CHECK_STR(err.text, "");
		CHECK_INT(rc, MOMUS_OK);
		expect(c, &p);
	}
	momus_row_free(row);
}

TEST(a_row_becomes_a_problem_or_is_left_out_with_its_reason)
{
	CHECK(caserow_each("plugins/task/taco/rows.jsonl", check_case) > 40);
	close_all();
}

static int add(const char *text, size_t number)
{
	struct momus_problem p = { .reference_fd = -1 };
	struct momus_row *row;
	char line[4096];
	int rc;

	snprintf(line, sizeof line,
		 "{\"question\":\"%s\",\"input_output\":{\"inputs\":[\"1\"],"
		 "\"outputs\":[\"1\"]}}",
		 text);
	row = caserow_parse(momus_text_of(line), number);
	rc = ops->problem(task, row, arena, &p, NULL);
	momus_row_free(row);
	return rc;
}

TEST(a_text_that_was_there_before_is_left_out)
{
	char text[16];

	open_task("python", true);
	options.min_tokens = 0;
	CHECK_INT(add("one", 1), MOMUS_OK);
	CHECK_INT(add("two", 2), MOMUS_OK);
	CHECK_INT(add(" one ", 3), MOMUS_END);
	for (size_t i = 0; i < 3000; i++) {
		snprintf(text, sizeof text, "t%zu", i);
		CHECK_INT(add(text, 4 + i), MOMUS_OK);
	}
	CHECK_INT(add("t7", 4000), MOMUS_END);
	CHECK_INT(add("two", 4001), MOMUS_END);
	CHECK_INT(add("one", 1), MOMUS_OK); /* the file is read anew */
	CHECK_INT(add("one", 2), MOMUS_END);
	close_all();
}

static const struct {
	const char *text;
	size_t n;
} lengths[] = {
	{ "", 0 },
	{ "word", 1 },
	{ "two words", 2 },
	{ "a  b", 2 + 1 },
	{ "1234", 4 },
	{ "x = 10;", 6 }, /* the second space is a piece */
	{ "end.\n\nNext", 3 },
	{ "caf\xc3\xa9 na\xc3\xafve", 2 },
	{ "((a))", 3 },
};

TEST(tokens_are_counted_as_pieces)
{
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
		CHECK_INT(
			(long long)taco_tokens(momus_text_of(lengths[i].text)),
			(long long)lengths[i].n);
}

/* Letters: passed by the rule of calls, of values, of wrapped ones. */
static const struct {
	const char *actual, *expected, *passed;
} calls[] = {
	{ "3\n", "3", "cv-" },
	{ "3\n", "[3]", "c-w" },
	{ "[3]\n", "[3]", "cv-" },
	{ "[3]\n", "[[3]]", "c-w" },
	{ "3.0\n", "3", "cv-" },
	{ "3\n", "3.0", "cv-" },
	{ "0.1\n", "[0.10000000000000001]", "c-w" },
	{ "0.10000000001\n", "0.1", "-v-" },
	{ "0.1001\n", "0.1", "---" },
	{ "true\n", "1", "c--" },
	{ "1\n", "true", "c--" },
	{ "true\n", "[true]", "c-w" },
	{ "false\n", "[0]", "c--" },
	{ "null\n", "null", "cv-" },
	{ "null\n", "[null]", "c-w" },
	{ "\"a\"\n", "\"a\"", "cv-" },
	{ "\"\\u00e9\"\n", "\"\xc3\xa9\"", "cv-" },
	{ "\"A\"\n", "\"a\"", "---" },
	{ "\"3\"\n", "3", "---" },
	{ "[1, 2]\n", "[1,2]", "cv-" },
	{ "[1, 2]\n", "[1]", "---" },
	{ "[]\n", "[]", "cv-" },
	{ "[]\n", "[[]]", "c-w" },
	{ "{\"a\": 1, \"b\": [2]}\n", "{\"b\":[2],\"a\":1}", "cv-" },
	{ "{\"a\": 1}\n", "{\"a\":1,\"b\":2}", "---" },
	{ "12345678901234567890\n", "12345678901234567890", "cv-" },
	{ "12345678901234567891\n", "12345678901234567890", "---" },
	/* Spaces: the elements are tuples; or something else is one. */
	{ "[[1, 2]] \n", "[[1, 2]]", "-v-" },
	{ "[[1, 2]] \n", "[[[1, 2]]]", "c-w" },
	{ "[[[1]]]  \n", "[[[1]]]", "-v-" },
	{ "[[[1]]]  \n", "[[[[1]]]]", "--w" },
	{ "\n", "null", "---" },
	{ "", "[]", "---" },
	{ "NaN\n", "0", "---" },
	{ "3 4\n", "3", "---" },
	{ "{\"a\":1\n", "{\"a\":1}", "---" },
};

TEST(what_a_call_returns_is_compared_by_three_rules)
{
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		struct momus_text a = momus_text_of(calls[i].actual),
				  b = momus_text_of(calls[i].expected);
		char got[64], want[64];

		snprintf(got, sizeof got, "%zu: %c%c%c", i,
			 taco_check_call(a, b) ? 'c' : '-',
			 momus_check_value(a, b) ? 'v' : '-',
			 taco_check_wrapped(a, b) ? 'w' : '-');
		snprintf(want, sizeof want, "%zu: %s", i, calls[i].passed);
		CHECK_STR(got, want);
	}
}

static const struct {
	const char *row;
	int rc;
	const char *said; /* texts, or the refusal */
	size_t n;
} answers[] = {
	{ "{\"task_id\":3,\"output\":[\"a\",\"b\"]}", MOMUS_OK, "a", 2 },
	{ "{\"task_id\":\"3\",\"output\":\"a\",\"prompt\":\"p\"}", MOMUS_OK,
	  "a", 1 },
	{ "{\"output\":\"a\"}", MOMUS_EPARSE, "d.jsonl:7: no field \"task_id\"",
	  0 },
	{ "{\"task_id\":3}", MOMUS_EPARSE, "d.jsonl:7: no field \"output\"",
	  0 },
	{ "{\"task_id\":{},\"output\":\"a\"}", MOMUS_EPARSE,
	  "d.jsonl:7: field \"task_id\": expected a text or a number", 0 },
};

TEST(a_row_of_answers_has_one_or_several)
{
	open_task("python", true);
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		struct momus_row *row =
			caserow_parse(momus_text_of(answers[i].row), 7);
		struct momus_answer a = { .extracted = false };
		struct momus_error err = { "" };

		CHECK_INT(ops->answer(task, row, 0, arena, &a, &err),
			  answers[i].rc);
		if (answers[i].rc < 0) {
			CHECK_STR(err.text, answers[i].said);
		} else {
			CHECK(momus_text_equal(a.id, MOMUS_TEXT("3")));
			CHECK(momus_text_equal(a.text,
					       momus_text_of(answers[i].said)));
			CHECK(a.extracted);
			CHECK_INT(ops->answer(task, row, answers[i].n, arena,
					      &a, NULL),
				  MOMUS_END);
		}
		momus_row_free(row);
	}
	close_all();
}

static const char *put(const char *rows)
{
	static char path[] = "/tmp/momus-taco-XXXXXX";
	FILE *f;

	if (strstr(path, "XXXXXX"))
		CHECK(mkstemp(path) >= 0);
	f = fopen(path, "w");
	CHECK(f && fputs(rows, f) >= 0);
	fclose(f);
	return path;
}

TEST(special_judges_are_read_from_a_file)
{
	struct momus_problem p = { .reference_fd = -1 };
	struct momus_error err = { "" };
	const char *path = put("{\"idx\":6,\"special_judge\":true}\n"
			       "{\"idx\":2,\"special_judge\":false}\n");
	struct momus_row *row = caserow_parse(
		MOMUS_TEXT("{\"question\":\"q\",\"input_output\":{\"inputs\":"
			   "[\"1\"],\"outputs\":[\"1\"]}}"),
		7);

	open_task("python", false);
	ops->close(task);
	options.special_judge = path;
	CHECK_INT(ops->open(&task, &options, &err), MOMUS_OK);
	CHECK_INT(ops->problem(task, row, arena, &p, &err), MOMUS_OK);
	CHECK(((const struct taco_problem *)p.data)->cases.any_answer);
	momus_row_free(row);
	ops->close(task);
	task = NULL;
	put("{\"idx\":-1,\"special_judge\":true}\n");
	CHECK_INT(ops->open(&task, &options, &err), MOMUS_EPARSE);
	CHECK(strstr(err.text, ":1: field \"idx\": expected a whole number "
			       "from 0 to 10000000, found -1"));
	remove(path);
	close_all();
}

TAP_MAIN
