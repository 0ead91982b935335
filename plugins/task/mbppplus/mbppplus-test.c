/* mbppplus-test.c - tests of rows.c: what data sets and samples may hold */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "caserow.h"
#include "core/row.h"
#include "momus/json.h"
#include "mbppplus.h"
#include "tap.h"

static const struct momus_task_ops *ops;
static struct mbppplus_options options;
static struct momus_arena *arena;
static void *task;

/* GRADER may lie in the arena of the last case. */
static void open_task(const char *grader)
{
	struct momus_arena *fresh = momus_arena_create(1 << 20);

	CHECK(fresh);
	options = (struct mbppplus_options){
		.grader = momus_arena_copy(fresh, momus_text_of(grader)).ptr
	};
	ops = momus_plugin_entry()->ops.task;
	ops->close(task);
	momus_arena_free(arena);
	arena = fresh;
	task = NULL;
	CHECK_INT(ops->open(&task, &options, NULL), MOMUS_OK);
}

static void same(const struct momus_row *row, const char *key,
		 struct momus_text got)
{
	struct momus_text want =
		momus_text_of(caserow_str(row, key, "", arena));

	if (!momus_text_equal(got, want))
		tap_fail(__FILE__, __LINE__, "%s: %s is \"%.*s\", not \"%s\"",
			 caserow_str(row, "name", "", arena), key, (int)got.len,
			 got.ptr, want.ptr);
}

static void check_case(const struct momus_row *c)
{
	const char *grader = caserow_str(c, "grader", "evalplus", arena);
	struct momus_text raw;
	struct momus_problem p = { .reference_fd = -1 };
	const struct mbppplus_row *r;
	struct momus_error err = { "" };
	struct momus_row *row;
	double base = 0, plus = 0;
	int rc;

	open_task(grader);
	CHECK_INT(momus_row_raw(c, "row", &raw, NULL), MOMUS_OK);
	row = caserow_parse(raw, 7);
	rc = ops->problem(task, row, arena, &p, &err);
	momus_row_free(row);
	if (momus_row_has(c, "said")) {
		CHECK(rc == MOMUS_OK || rc == MOMUS_EPARSE);
		same(c, "said",
		     momus_text_of(err.text + strlen("d.jsonl:7: ")));
		return;
	}
	if (rc < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	same(c, "id", p.id);
	same(c, "statement", p.statement);
	same(c, "right", p.right);
	momus_row_real(c, "base", &base, NULL);
	momus_row_real(c, "plus", &plus, NULL);
	r = p.data;
	CHECK_INT((long long)r->n_base, (long long)base);
	CHECK_INT((long long)r->n_plus, (long long)plus);
	CHECK(momus_text_equal(r->entry, MOMUS_TEXT("f")));
	CHECK(momus_json_valid(r->record, NULL));
	CHECK(momus_json_valid(r->record_rules, NULL));
	CHECK(!base || momus_json_valid(r->base, NULL));
	CHECK(!base || momus_json_valid(r->plus, NULL));
}

TEST(a_row_becomes_a_problem_or_is_refused_with_its_field)
{
	CHECK(caserow_each("plugins/task/mbppplus/rows.jsonl", check_case) >
	      35);
}

static void load(const char *line)
{
	struct momus_row *row = caserow_parse(momus_text_of(line), 7);
	struct momus_problem p = { .reference_fd = -1 };
	struct momus_error err = { "" };

	if (ops->problem(task, row, arena, &p, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	momus_row_free(row);
}

static struct momus_text answer(const char *line, int want, const char *said)
{
	struct momus_row *row = caserow_parse(momus_text_of(line), 7);
	struct momus_answer a = { { NULL, 0 } };
	struct momus_error err = { "" };

	CHECK_INT(ops->answer(task, row, 0, arena, &a, &err), want);
	CHECK_STR(err.text, said);
	if (want == MOMUS_OK) {
		CHECK(a.extracted &&
		      momus_text_equal(a.id, MOMUS_TEXT("Mbpp/2")));
		CHECK_INT(ops->answer(task, row, 1, arena, &a, &err),
			  MOMUS_END);
	}
	momus_row_free(row);
	return a.text;
}

TEST(a_sample_is_a_solution_or_completes_its_prompt)
{
	open_task("evalplus");
	load("{\"task_id\":\"Mbpp/2\",\"prompt\":\"P\\n\",\"entry_point\":"
	     "\"f\",\"canonical_solution\":\"\",\"base_input\":[[1]],"
	     "\"plus_input\":[],\"atol\":0}");
	CHECK(momus_text_equal(answer("{\"task_id\":\"Mbpp/2\",\"solution\":"
				      "\"s\",\"completion\":\"c\"}",
				      MOMUS_OK, ""),
			       MOMUS_TEXT("s")));
	CHECK(momus_text_equal(answer("{\"task_id\":\"Mbpp/2\",\"solution\":"
				      "null,\"completion\":\"c\"}",
				      MOMUS_OK, ""),
			       MOMUS_TEXT("P\nc")));
	answer("{\"task_id\":\"Mbpp/2\"}", MOMUS_EPARSE,
	       "d.jsonl:7: neither solution nor completion is a string");
	answer("{\"task_id\":\"Mbpp/2\",\"solution\":7}", MOMUS_EPARSE,
	       "d.jsonl:7: field \"solution\": expected a string, found 7");
	answer("{\"solution\":\"s\"}", MOMUS_EPARSE,
	       "d.jsonl:7: no field \"task_id\"");
}

static const struct {
	const char *grader, *response, *want;
} extracts[] = {
	{ "evalplus", "x = 1", "x = 1" },
	{ "evalplus", "so:\n```python\nx = 1\n```\n", "x = 1" },
	{ "evalplus", "```cpp\na\n```\n```python\nb\n```", "b" },
	{ "strict", "```py\nb\n```", "b" },
	{ "mbpp-script", "```python\nb\n```", "b" },
	{ "mbpp-script", "```py\nb\n```", "py\nb" },
	{ "mbpp-script", "x = 1", "x = 1" },
	{ "evalplus", "", "" },
};

TEST(the_program_is_cut_out_as_its_grader_does_it)
{
	for (size_t i = 0; i < sizeof extracts / sizeof *extracts; i++) {
		const struct momus_problem p = { .language = "python" };
		struct momus_text got;

		open_task(extracts[i].grader);
		CHECK_INT(ops->extract(task, &p,
				       momus_text_of(extracts[i].response),
				       arena, &got, NULL),
			  MOMUS_OK);
		got = momus_arena_copy(arena, got);
		CHECK_STR(got.ptr, extracts[i].want);
	}
}

TEST(a_sanitizer_is_given_the_response_itself)
{
	const struct momus_problem p = { .language = "python" };
	struct momus_text got;

	open_task("evalplus");
	options.sanitize = true;
	CHECK_INT(ops->extract(task, &p, MOMUS_TEXT("```\nb\n```"), arena, &got,
			       NULL),
		  MOMUS_OK);
	CHECK(momus_text_equal(got, MOMUS_TEXT("```\nb\n```")));
	ops->close(task);
	momus_arena_free(arena);
	task = arena = NULL;
}

static const struct {
	const char *script, *want;
} scripts[] = {
	{ "inputs = [[1]]\nresults = [2]\n", "inputs = [[1]]" },
	{ "import a\ninputs  =[[1],\n  [2]\n]\nresults = [2]\n",
	  "inputs  =[[1],\n  [2]\n]" },
	{ "inputs = [['\\']\\n'], # [\n[\"['\"]]; results = [2]",
	  "inputs = [['\\']\\n'], # [\n[\"['\"]]" },
	{ "inputs = [['''\n']''', {0: (1, '')}]]\nresults = [2]",
	  "inputs = [['''\n']''', {0: (1, '')}]]" },
	{ "my_inputs = [1]\n inputs = [2]\ninputs == 3\ninputs = \\\n[4]\nx",
	  "inputs = \\\n[4]" },
	{ "inputs = ['", "inputs = ['" },
	{ "inputs = \\", "inputs = \\" },
	{ "results = [2]\ninputs", "" },
	{ "", "" },
};

TEST(of_a_script_a_program_is_told_the_inputs_alone)
{
	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
		struct momus_text got = mbppplus_script_inputs(
			momus_text_of(scripts[i].script));

		if (!momus_text_equal(got, momus_text_of(scripts[i].want)))
			tap_fail(__FILE__, __LINE__, "%zu: \"%.*s\"", i,
				 (int)got.len, got.ptr);
	}
}

#define WIRE(bytes)                         \
	{                                   \
		"" bytes, sizeof(bytes) - 1 \
	}

TEST(words_of_an_output_are_shown_whatever_holds_them)
{
	static const struct {
		struct momus_text wire;
		const char *want;
	} rows[] = {
		{ WIRE("\x87"), "7 " },
		{ WIRE("N"), "None " },
		{ WIRE("i\xff\xff\xff\xff\xff\xff\xff\xff"), "-1 " },
		/* 10^20 and its negative */
		{ WIRE("I\x09\0\0\x10\x63\x2d\x5e\xc7\x6b\x05"),
		  "100000000000000000000 " },
		{ WIRE("I\x09\0\0\xf0\x9c\xd2\xa1\x38\x94\xfa"),
		  "100000000000000000000 " },
		{ WIRE("f\0\0\0\0\0\0\x04\x40"), "2.5 " },
		{ WIRE("f\0\0\0\0\0\0\0\x40"), "2.0 " },
		{ WIRE("s\x05hello"), "hello " },
		{ WIRE("l\x02\x81s\x03two"), " 1 two " },
		{ WIRE("d\x01s\x01kt\x02TF"), " k  True False " },
		{ WIRE("t\x05*\x04s\x01x\x83"), " x x x x 3 " },
		{ WIRE("r\x80\x85\x81"), " 0 5 1 " },
		{ WIRE("nB\xff"), "255  " },
		{ WIRE("Ab\x01\x03\xff\x00\x7f"), "-1 0 127  " },
		{ WIRE("o\x03Foo"), " " },
		{ WIRE("s\x7fhel"), "hel " },
		{ WIRE("l\x02\x81i\0"), " 1  " },
		{ WIRE("z\x81"), " " },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct momus_buffer b;

		momus_buffer_init(&b, 4096);
		mbppplus_show(rows[i].wire, &b);
		CHECK_STR(b.ptr, rows[i].want);
		momus_buffer_release(&b);
	}
}

TEST(an_output_is_shown_up_to_a_limit)
{
	const struct momus_text run =
		WIRE("t\xff\xff\xff\xff\x0f*\xff\xff\xff\xff\x0f\x81");
	const struct momus_text text = WIRE("s\x0c"
					    "123456789012");
	struct momus_buffer b;

	momus_buffer_init(&b, 10);
	mbppplus_show(run, &b);
	CHECK_STR(b.ptr, " 1 1 1 1 1");
	momus_buffer_release(&b);
	momus_buffer_init(&b, 10);
	mbppplus_show(text, &b);
	CHECK_STR(b.ptr, "1234567890");
	momus_buffer_release(&b);
}

TEST(without_a_reference_file_no_output_is_told)
{
	const struct momus_problem p = { .reference_fd = -1 };
	struct momus_tests tests = { .list = NULL };

	open_task("evalplus");
	CHECK_INT(ops->tests(task, &p, arena, &tests, NULL), MOMUS_END);
	ops->close(task);
	momus_arena_free(arena);
	task = arena = NULL;
}

TAP_MAIN
