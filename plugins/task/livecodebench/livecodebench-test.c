/* livecodebench-test.c - tests of rows, options, answers, and of made reports
 *
 * rows.jsonl: a row under options, and what becomes of it: a problem with id,
 * function, n tests, statement, category, tolerance, and how many problems the row
 * holds; or that it is skipped; or what is said of it; or why its tests are
 * unreadable (null: for whatever reason).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <momus/json.h>

#include "core/log.h"
#include "core/row.h"
#include "livecodebench.h"
#include "run/plan.h"
#include "tap.h"

enum { LIST = 4, WORD = 40 };

static const struct momus_task_ops *ops;
static struct livecodebench_options options;
static struct momus_arena *arena;
static void *task;

static void close_all(void)
{
	if (ops)
		ops->close(task);
	momus_arena_free(arena);
	task = arena = NULL;
}

static void begin(void)
{
	static const char *none[] = { NULL };

	close_all();
	ops = momus_plugin_entry()->ops.task;
	arena = momus_arena_create(1 << 23);
	CHECK(arena);
	options = (struct livecodebench_options){
		.grader = "lcb",
		.scenario = "codegeneration",
		.tests = "official",
		.platforms = none,
		.difficulties = none,
		.memory_limit = 4096,
		.stop = true,
	};
}

static void open_task(void)
{
	struct momus_error err = { "" };

	if (ops->open(&task, &options, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
}

static struct momus_row *parse(struct momus_text line)
{
	struct momus_row *row = NULL;
	struct momus_error err = { "" };

	if (momus_row_parse(&row, line, "d.jsonl", 7, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	return row;
}

static const char *word(struct momus_text object, const char *key)
{
	struct momus_text raw = momus_json_member(object, key);

	return raw.len ? momus_json_copy(raw, arena).ptr : NULL;
}

static void set_list(const char ***field, struct momus_text list)
{
	const char **words =
		momus_arena_alloc(arena, LIST * sizeof(const char *));
	struct momus_text key, raw;
	size_t at = 0, n = 0;

	if (!list.len)
		return;
	while (n + 1 < LIST && momus_json_next(list, &at, &key, &raw))
		words[n++] = momus_json_copy(raw, arena).ptr;
	*field = words;
}

static void set_options(struct momus_text o)
{
	const struct {
		const char *name, **field;
	} words[] = { { "grader", &options.grader },
		      { "scenario", &options.scenario },
		      { "tests", &options.tests },
		      { "since", &options.since },
		      { "until", &options.until },
		      { "release", &options.release } };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (momus_json_member(o, words[i].name).len)
			*words[i].field = word(o, words[i].name);
	set_list(&options.platforms, momus_json_member(o, "platforms"));
	set_list(&options.difficulties, momus_json_member(o, "difficulties"));
}

static void same(struct momus_text c, const char *key, struct momus_text got)
{
	const char *want = word(c, key);

	if (want && !momus_text_equal(got, momus_text_of(want)))
		tap_fail(__FILE__, __LINE__, "%s: %s is \"%.*s\", not \"%s\"",
			 word(c, "case"), key, (int)got.len, got.ptr, want);
}

static double number(struct momus_text c, const char *key)
{
	double x = 0;

	momus_text_float(momus_json_member(c, key), &x);
	return x;
}

static void expect(struct momus_text c, const struct momus_problem *p,
		   const struct momus_row *row)
{
	const struct livecodebench_row *r = p->data;
	struct momus_problem more;
	struct momus_text prefix = MOMUS_TEXT("d.jsonl:7: "), why;
	size_t n = 1;

	same(c, "id", p->id);
	same(c, "function", r->function);
	same(c, "statement", p->statement);
	same(c, "category", p->category);
	CHECK_STR(p->language, "python");
	CHECK_INT((long long)r->n, (long long)number(c, "n"));
	CHECK_NEAR(r->rule.tolerance, number(c, "tolerance"), 1e-12);
	if (momus_json_member(c, "unreadable").len) {
		CHECK(r->unreadable.len > prefix.len);
		why = (struct momus_text){ r->unreadable.ptr + prefix.len,
					   r->unreadable.len - prefix.len };
		if (momus_json_member(c, "unreadable").ptr[0] == '"')
			same(c, "unreadable", why);
	} else {
		CHECK(!r->unreadable.len);
	}
	while (ops->more(task, row, n, arena, &more, NULL) == MOMUS_OK)
		n++;
	if (momus_json_member(c, "problems").len)
		CHECK_INT((long long)n, (long long)number(c, "problems"));
	else
		CHECK_INT((long long)n, 1);
}

static void check_case(struct momus_text c)
{
	struct momus_problem p = { .reference_fd = -1 };
	struct momus_error err = { "" };
	struct momus_row *row;
	int rc;

	begin();
	set_options(momus_json_member(c, "options"));
	open_task();
	row = parse(momus_json_member(c, "row"));
	rc = ops->problem(task, row, arena, &p, &err);
	if (momus_json_member(c, "said").len) {
		if (rc != MOMUS_EPARSE)
			tap_fail(__FILE__, __LINE__, "%s: taken",
				 word(c, "case"));
		CHECK_STR(err.text + strlen("d.jsonl:7: "), word(c, "said"));
	} else if (momus_json_member(c, "skipped").len) {
		if (rc != MOMUS_END)
			tap_fail(__FILE__, __LINE__, "%s: %d, %s",
				 word(c, "case"), rc, err.text);
	} else {
		CHECK_STR(err.text, "");
		CHECK_INT(rc, MOMUS_OK);
		expect(c, &p, row);
	}
	momus_row_free(row);
}

TEST(a_row_becomes_problems_or_is_refused_with_its_field)
{
	const char *top = getenv("top_srcdir");
	static char line[1 << 14];
	FILE *f;
	int n = 0;

	momus_log_level_set(MOMUS_LOG_ERROR);
	snprintf(line, sizeof line, "%s/plugins/task/livecodebench/rows.jsonl",
		 top ? top : ".");
	f = fopen(line, "r");
	CHECK(f);
	for (; fgets(line, sizeof line, f); n++) {
		CHECK(momus_json_valid(momus_text_of(line), NULL));
		check_case(momus_text_of(line));
	}
	CHECK(n > 50);
	fclose(f);
	close_all();
}

TEST(large_tests_are_read_anew_for_each_answer)
{
	struct momus_problem p = { .reference_fd = -1 };
	const struct momus_case *tests;
	const struct livecodebench_row *r;
	struct momus_buffer b;
	struct momus_row *row;

	momus_buffer_init(&b, 1 << 22);
	momus_buffer_puts(&b, "{\"question_id\":\"q\",\"question_content\":"
			      "\"x\",\"public_test_cases\":\"[{\\\"input"
			      "\\\":\\\"");
	for (int i = 0; i < 1 << 17; i++)
		momus_buffer_puts(&b, "0 1 2 3 4 ");
	momus_buffer_puts(&b, "\\\",\\\"output\\\":\\\"7\\\"}]\","
			      "\"private_test_cases\":\"[]\"}");
	begin();
	open_task();
	row = parse(momus_buffer_text(&b));
	CHECK_INT(ops->problem(task, row, arena, &p, NULL), MOMUS_OK);
	momus_row_free(row);
	momus_buffer_release(&b);
	r = p.data;
	CHECK(!r->tests);
	CHECK_INT((long long)r->n, 1);
	CHECK_INT(livecodebench_tests(task, r, arena, &tests, NULL), MOMUS_OK);
	CHECK_INT((long long)tests[0].input.len, 10 << 17);
	CHECK_STR(tests[0].expected.ptr, "7");
	close_all();
}

static const struct {
	const char *since, *until, *release, *grader, *scenario, *said;
} refused[] = {
	{ .since = "2024",
	  .said = "option since is \"2024\"; expected a date, "
		  "YYYY-MM-DD" },
	{ .until = "2024-1-01",
	  .said = "option until is \"2024-1-01\"; expected a date, "
		  "YYYY-MM-DD" },
	{ .release = "latest",
	  .said = "option release is \"latest\"; expected "
		  "release_vN, vN or vN_vM" },
	{ .release = "v4_v2",
	  .said = "option release is \"v4_v2\": no release "
		  "is in there" },
	{ .grader = "lcb-sandboxfusion",
	  .scenario = "testoutputprediction",
	  .said = "grader lcb-sandboxfusion knows no test output prediction; "
		  "use lcb or strict" },
};

TEST(options_that_make_no_sense_are_refused)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct momus_error err = { "" };

		begin();
		options.since = refused[i].since;
		options.until = refused[i].until;
		options.release = refused[i].release;
		if (refused[i].grader)
			options.grader = refused[i].grader;
		if (refused[i].scenario)
			options.scenario = refused[i].scenario;
		CHECK_INT(ops->open(&task, &options, &err), MOMUS_EINVAL);
		CHECK_STR(err.text, refused[i].said);
	}
	close_all();
}

static const struct {
	const char *grader, *scenario, *row;
	bool extracted;
	const char *id, *said[3]; /* texts of the samples */
} answers[] = {
	{ "lcb",
	  "codegeneration",
	  "{\"question_id\":\"q\",\"code_list\":[\"a\",\"b\"],"
	  "\"output_list\":[\"c\",\"d\"]}",
	  true,
	  "q",
	  { "a", "b" } },
	{ "lcb",
	  "codegeneration",
	  "{\"question_id\":7,\"output_list\":[\"c\"]}",
	  false,
	  "7",
	  { "c" } },
	{ "lcb-sandboxfusion",
	  "codegeneration",
	  "{\"question_id\":\"q\",\"code_list\":[\"a\"],"
	  "\"output_list\":[\"c\"]}",
	  false,
	  "q",
	  { "c" } },
	{ "lcb-sandboxfusion",
	  "codegeneration",
	  "{\"question_id\":\"q\",\"code_list\":[\"a\"]}",
	  true,
	  "q",
	  { "a" } },
	{ "lcb",
	  "testoutputprediction",
	  "{\"question_id\":\"q\",\"test_id\":3,\"pred_list\":[\"5\"]}",
	  true,
	  "q/3",
	  { "5" } },
};

TEST(official_files_of_answers_are_read)
{
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		struct momus_row *row = parse(momus_text_of(answers[i].row));
		struct momus_answer a = { .extracted = false };
		size_t n = 0;

		begin();
		options.grader = answers[i].grader;
		options.scenario = answers[i].scenario;
		open_task();
		for (; answers[i].said[n]; n++) {
			CHECK_INT(ops->answer(task, row, n, arena, &a, NULL),
				  MOMUS_OK);
			CHECK_STR(a.text.ptr, answers[i].said[n]);
			CHECK_STR(a.id.ptr, answers[i].id);
			CHECK_INT(a.extracted, answers[i].extracted);
		}
		CHECK_INT(ops->answer(task, row, n, arena, &a, NULL),
			  MOMUS_END);
		momus_row_free(row);
	}
	close_all();
}

static const struct {
	const char *grader, *scenario, *response, *said;
} responses[] = {
	{ "lcb", "codegeneration", "```python\na\n```\nor\n```\nb\n```\n",
	  "b" },
	{ "lcb", "codegeneration", "print(1)", "" },
	{ "lcb-sandboxfusion", "codegeneration",
	  "```python\na\n```\nor\n```\nb\n```\n", "a" },
	{ "lcb", "testoutputprediction",
	  "assert f(1) == 2\nso\nassert f(1) == 3\nor so", "assert f(1) == 3" },
	{ "lcb", "testoutputprediction", "it is\n```\n5\n```\n", "5" },
	{ "lcb", "testoutputprediction",
	  "```\na\n```\n```python\n[1,\n2]\n```\n", "[1,\n2]" },
	{ "lcb", "testoutputprediction", "it is 5", "" },
	{ "lcb", "testoutputprediction", "```", "" },
	{ "lcb", "testoutputprediction", "```\n```", "" },
};

TEST(an_answer_is_cut_out_as_each_grader_does_it)
{
	const struct momus_problem p = { .language = "python" };

	for (size_t i = 0; i < sizeof responses / sizeof *responses; i++) {
		struct momus_text got;

		begin();
		options.grader = responses[i].grader;
		options.scenario = responses[i].scenario;
		open_task();
		CHECK_INT(ops->extract(task, &p,
				       momus_text_of(responses[i].response),
				       arena, &got, NULL),
			  MOMUS_OK);
		if (!momus_text_equal(got, momus_text_of(responses[i].said)))
			tap_fail(__FILE__, __LINE__, "%s: \"%.*s\"",
				 responses[i].response, (int)got.len, got.ptr);
	}
	close_all();
}

/* One judgment: three tests expect 1, 2, 3; programs say OUTPUTS: a report, or
 * what a script printed. */
struct judged {
	struct momus_grade grade;
	char parity[8], strict[8];
};

static struct judged judge(const char *function, const char *const *outputs)
{
	static const struct momus_case tests[] = {
		{ { "a", 1 }, { "1", 1 }, 0 },
		{ { "b", 1 }, { "2", 1 }, 1 },
		{ { "c", 1 }, { "3", 1 }, 1 },
	};
	struct livecodebench_row row = { .tests = tests,
					 .n = 3,
					 .function = momus_text_of(function) };
	struct momus_problem p = { .data = &row };
	struct momus_outcome outcomes[16] = { { .status = 0 } };
	struct judged j = { .grade.arena = arena };
	struct momus_plan plan;
	size_t told = 0;

	momus_plan_init(&plan);
	CHECK_INT(ops->plan(task, &p, MOMUS_TEXT("x"), &j.grade, &plan, NULL),
		  MOMUS_OK);
	do {
		for (size_t i = 0; i < plan.n; i++, told++) {
			CHECK(outputs[told]);
			if (plan.jobs[i].driver)
				outcomes[told].report =
					momus_text_of(outputs[told]);
			else
				outcomes[told].out =
					momus_text_of(outputs[told]);
			outcomes[told].out_total = outcomes[told].out.len;
		}
		momus_plan_release(&plan);
		momus_plan_init(&plan);
		CHECK_INT(ops->judge(task, &p, MOMUS_TEXT("x"), outcomes, told,
				     &j.grade, &plan, NULL),
			  MOMUS_OK);
	} while (plan.n);
	momus_plan_release(&plan);
	CHECK(!outputs[told]);
	for (size_t i = 0; i < j.grade.n_tests; i++) {
		j.parity[i] = momus_run_letter(j.grade.tests[i].status);
		j.strict[i] = momus_run_letter(j.grade.strict_tests[i].status);
	}
	return j;
}

#define OUTPUTS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define REPORT(parity_, strict_, more_)                                   \
	"{\"parity\":\"" parity_ "\",\"strict\":\"" strict_ "\",\"cpu\":" \
	"[0.25],\"ended\":true,\"loaded\":true," more_                    \
	"\"failures\":[{\"test\":1,\"actual\":\"7\",\"error\":\"e\"}]}"

TEST(a_program_that_passes_is_run_once)
{
	struct judged j;

	begin();
	open_task();
	j = judge("", OUTPUTS(REPORT("AAA", "AAA", "")));
	CHECK_STR(j.parity, "AAA");
	CHECK_STR(j.strict, "AAA");
	CHECK_INT(j.grade.parity.passed, 1);
	CHECK_INT(j.grade.strict.passed, 1);
	CHECK_NEAR(j.grade.tests[0].cpu_s, 0.25, 1e-12);
	CHECK_INT((long long)j.grade.n_parts, 2);
	CHECK_INT(j.grade.parts[1].passed, 1);
	close_all();
}

TEST(one_that_fails_is_looked_at_as_a_script_from_there)
{
	struct judged j;

	begin();
	open_task();
	j = judge("", OUTPUTS(REPORT("AW-", "AW-", ""), "5"));
	CHECK_STR(j.parity, "AW-");
	CHECK_STR(j.strict, "AW-");
	CHECK_STR(j.grade.tests[1].input.ptr, "b");
	CHECK_STR(j.grade.tests[1].actual.ptr, "7");
	CHECK_INT(j.grade.parts[0].passed, 1);
	CHECK_INT(j.grade.parts[1].passed, 0);
	j = judge("", OUTPUTS(REPORT("AR-", "AR-", ""), "2", "3"));
	CHECK_STR(j.parity, "AR-");
	CHECK_STR(j.strict, "AAA");
	CHECK_INT(j.grade.parity.passed, 0);
	CHECK_INT(j.grade.strict.passed, 1);
	j = judge("", OUTPUTS(REPORT("T--", "T--", "")));
	CHECK_STR(j.strict, "T--");
	j = judge("f", OUTPUTS(REPORT("AW-", "AW-", "")));
	CHECK_STR(j.strict, "AW-");
	close_all();
}

TEST(one_that_read_oddly_is_run_again_on_every_test)
{
	struct judged j;

	begin();
	open_task();
	j = judge("", OUTPUTS(REPORT("AAA", "AAA", "\"odd\":true,"), "1", "2",
			      "x"));
	CHECK_STR(j.parity, "AAA");
	CHECK_STR(j.strict, "AAW");
	CHECK_INT(j.grade.parity.passed, 1);
	CHECK_INT(j.grade.strict.passed, 0);
	close_all();
}

TEST(live_objects_are_compared_there_and_refused_strictly)
{
	struct judged j;

	begin();
	open_task();
	j = judge("f", OUTPUTS(REPORT("WA-", "WA-", "\"live\":true,"),
			       "{\"parity\":\"AAA\",\"ended\":true}"));
	CHECK_STR(j.parity, "AAA");
	CHECK_INT(j.grade.parity.passed, 1);
	CHECK_INT(j.grade.strict.passed, 0);
	close_all();
}

TEST(only_sandboxfusion_takes_an_exit_for_a_pass)
{
	static const char cut[] = "{\"parity\":\"A?-\",\"strict\":\"A?-\"}";
	struct judged j;

	begin();
	options.grader = "lcb-sandboxfusion";
	open_task();
	j = judge("f", OUTPUTS(cut));
	CHECK_STR(j.parity, "AAA");
	CHECK_INT(j.grade.parity.passed, 1);
	CHECK_STR(j.strict, "AR-");
	CHECK_INT(j.grade.strict.passed, 0);
	begin();
	open_task();
	j = judge("f", OUTPUTS(cut));
	CHECK_STR(j.parity, "AR-");
	CHECK_INT(j.grade.parity.passed, 0);
	close_all();
}

TEST(what_is_no_report_is_no_verdict)
{
	static const char *const reports[] = {
		"",
		"{}",
		"{\"parity\":\"AAA\"}",
		"[]",
		"{\"parity\":\"AA\",\"strict\":\"AA\"}",
		REPORT("A--", "A--", "\"odd\":false,"),
	};

	for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
		struct judged j;

		begin();
		open_task();
		j = judge("f", OUTPUTS(reports[i]));
		CHECK_INT(j.grade.parity.passed, -1);
		CHECK_INT(j.grade.strict.passed, -1);
	}
	close_all();
}

TEST(the_strict_grader_runs_scripts_alone)
{
	struct judged j;

	begin();
	options.grader = "strict";
	open_task();
	j = judge("", OUTPUTS("1", "2", "3"));
	CHECK_STR(j.parity, "AAA");
	CHECK_INT(j.grade.parity.passed, 1);
	j = judge("", OUTPUTS("1", "x"));
	CHECK_STR(j.parity, "AW-");
	j = judge("f", OUTPUTS(REPORT("AAA", "AW-", "")));
	CHECK_STR(j.parity, "AW-");
	CHECK_INT(j.grade.parity.passed, 0);
	close_all();
}

TEST(tests_that_cannot_be_read_are_no_wrong_answer)
{
	struct livecodebench_row row = { .unreadable = MOMUS_TEXT("why") };
	struct momus_problem p = { .data = &row };
	struct momus_grade g = { .arena = NULL };
	struct momus_plan plan;

	begin();
	open_task();
	momus_plan_init(&plan);
	CHECK_INT(ops->plan(task, &p, MOMUS_TEXT("x"), &g, &plan, NULL),
		  MOMUS_OK);
	CHECK_INT((long long)plan.n, 0);
	CHECK_INT(
		ops->judge(task, &p, MOMUS_TEXT("x"), NULL, 0, &g, &plan, NULL),
		MOMUS_OK);
	CHECK_INT(g.parity.passed, -1);
	CHECK_STR(g.note.ptr, "why");
	close_all();
}

TAP_MAIN
