/* jsonl-test.c - the gradings by answers.jsonl; rows and programs by tables */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "caserow.h"
#include "core/row.h"
#include "jsonl.h"
#include "run/plan.h"
#include "tap.h"

static const struct jsonl_options usual = {
	.grader = "exact",
	.extract = "usual",
	.marker = "Answer:",
	.measure = "rouge-l",
	.threshold = 0.5,
	.language = "python",
	.compare = "tokens",
	.checker_language = "python",
	.cpu_s = 10,
};

static const struct momus_task_ops *ops(void)
{
	return momus_plugin_entry()->ops.task;
}

static void *open_with(const struct jsonl_options *o)
{
	struct momus_error err = { "" };
	void *self = NULL;

	if (ops()->open(&self, o, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	return self;
}

static struct jsonl_options options_of(const struct momus_row *row,
				       struct momus_arena *arena)
{
	struct jsonl_options o = usual;

	o.grader = caserow_str(row, "grader", NULL, arena);
	o.extract = caserow_str(row, "extract", o.extract, arena);
	o.marker = caserow_str(row, "marker", o.marker, arena);
	o.pattern = caserow_str(row, "pattern", NULL, arena);
	o.after = caserow_str(row, "after", NULL, arena);
	o.measure = caserow_str(row, "measure", o.measure, arena);
	o.threshold = caserow_real(row, "threshold", o.threshold);
	o.absolute = caserow_real(row, "absolute", 0);
	o.relative = caserow_real(row, "relative", 0);
	return o;
}

static void try_answer(const struct momus_row *row)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct jsonl_options o = options_of(row, arena);
	struct momus_grade grade = { .arena = arena };
	struct momus_problem problem = { .index = 0 };
	struct momus_error err = { "" };
	struct momus_text response, answer = { "", 0 };
	void *self = open_with(&o);

	CHECK_INT(momus_row_str(row, "response", &response, NULL), MOMUS_OK);
	if (ops()->problem(self, row, arena, &problem, &err) < 0 ||
	    ops()->extract(self, &problem, response, arena, &answer, &err) <
		    0 ||
	    ops()->judge(self, &problem, answer, NULL, 0, &grade, NULL, &err) <
		    0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	else if (grade.parity.passed != (int)caserow_real(row, "parity", 9) ||
		 grade.strict.passed != (int)caserow_real(row, "strict", 9))
		tap_fail(__FILE__, __LINE__, "%s, %.*s: parity %d, strict %d",
			 o.grader, (int)problem.id.len, problem.id.ptr,
			 grade.parity.passed, grade.strict.passed);
	CHECK(isnan(grade.parity.score) == (grade.parity.passed < 0));
	ops()->close(self);
	momus_arena_free(arena);
}

TEST(every_answer_gets_its_two_verdicts)
{
	CHECK(caserow_each("plugins/task/jsonl/answers.jsonl", try_answer) >
	      100);
}

static int read_row(const struct jsonl_options *o, const char *text,
		    struct momus_arena *arena, struct momus_problem *out,
		    struct momus_error *err)
{
	struct momus_row *row = NULL;
	void *self = open_with(o);
	int rc;

	memset(out, 0, sizeof *out);
	CHECK_INT(momus_row_parse(&row, momus_text_of(text), "rows.jsonl", 3,
				  NULL),
		  MOMUS_OK);
	rc = ops()->problem(self, row, arena, out, err);
	ops()->close(self);
	momus_row_free(row);
	return rc;
}

static const struct {
	const char *grader, *row, *says;
} misfits[] = {
	{ "exact", "{\"answer\":\"1\"}", "\"prompt\"" },
	{ "exact", "{\"prompt\":\"?\"}", "\"answer\"" },
	{ "exact", "{\"prompt\":\"?\",\"answer\":null}", "\"answer\"" },
	{ "exact", "{\"prompt\":\"?\",\"answer\":[]}",
	  "field \"answer\": the list is empty" },
	{ "exact", "{\"prompt\":\"?\",\"answer\":{\"a\":1}}",
	  "field \"answer\": expected a text or a number, found "
	  "{\"a\":1}" },
	{ "exact", "{\"prompt\":[\"?\"],\"answer\":1}",
	  "field \"prompt\": expected a text" },
	{ "exact", "{\"id\":[],\"prompt\":\"?\",\"answer\":1}",
	  "field \"id\": expected a text" },
	{ "number", "{\"prompt\":\"?\",\"answer\":\"six\"}",
	  "field \"answer\": expected a number, found \"six\"" },
	{ "number", "{\"prompt\":\"?\",\"reference\":[\"1\",\"no\"]}",
	  "field \"reference\": expected a number, found \"no\"" },
	{ "pattern", "{\"prompt\":\"?\",\"answer\":\"(\"}",
	  "is no regular expression: missing closing parenthesis" },
	{ "choice", "{\"prompt\":\"?\",\"answer\":[\"A\",\"B\"]}",
	  "2 answers, expected one" },
	{ "choice",
	  "{\"prompt\":\"?\",\"answer\":\"C\",\"choices\":[\"x\",\"y\"]"
	  "}",
	  "expected a letter from A to B" },
	{ "choice", "{\"prompt\":\"?\",\"answer\":2,\"choices\":[\"x\",\"y\"]}",
	  "a place from 0 to 1" },
	{ "choice",
	  "{\"prompt\":\"?\",\"answer\":-1,\"choices\":[\"x\",\"y\"]}",
	  "found -1" },
	{ "choice", "{\"prompt\":\"?\",\"answer\":\"\"}", "found " },
	{ "io", "{\"prompt\":\"?\"}", "\"tests\"" },
	{ "io", "{\"prompt\":\"?\",\"tests\":[]}",
	  "field \"tests\": there is no test" },
	{ "io", "{\"prompt\":\"?\",\"tests\":\"x\"}",
	  "field \"tests\": expected a list" },
	{ "io",
	  "{\"prompt\":\"?\",\"tests\":[{\"input\":\"\",\"output\":"
	  "\"\"},{\"input\":\"\"}]}",
	  "test 1 is no {\"input\"" },
	{ "io", "{\"prompt\":\"?\",\"tests\":[7]}", "test 0 is no" },
	{ "script", "{\"prompt\":\"?\",\"test\":5}",
	  "field \"test\": expected a program, a text or a list" },
	{ "script", "{\"prompt\":\"?\",\"test\":\" \\n\"}",
	  "field \"test\": the script is empty" },
};

TEST(rows_that_do_not_fit_are_refused_with_file_line_and_field)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);

	for (size_t i = 0; i < sizeof misfits / sizeof *misfits; i++) {
		struct jsonl_options o = usual;
		struct momus_error err = { "" };
		struct momus_problem problem;

		o.grader = misfits[i].grader;
		CHECK_INT(read_row(&o, misfits[i].row, arena, &problem, &err),
			  MOMUS_EPARSE);
		if (strncmp(err.text, "rows.jsonl:3: ", 14) != 0 ||
		    !strstr(err.text, misfits[i].says))
			tap_fail(__FILE__, __LINE__, "case %zu: %s", i,
				 err.text);
	}
	momus_arena_free(arena);
}

TEST(fields_have_usual_names_and_others_by_option)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct jsonl_options o = usual;
	struct momus_problem p;
	struct momus_error err = { "" };

	CHECK_INT(read_row(&o, "{\"question\":\"?\",\"target\":\"x\"}", arena,
			   &p, &err),
		  MOMUS_OK);
	CHECK(momus_text_equal(p.id, MOMUS_TEXT("3")));
	CHECK(momus_text_equal(p.statement, MOMUS_TEXT("?")));
	CHECK(momus_text_equal(p.right, MOMUS_TEXT("x")));
	o.id = "n";
	o.prompt = "ask";
	o.answer = "gold";
	o.solution = "why";
	CHECK_INT(
		read_row(&o,
			 "{\"n\":7,\"ask\":\"!\",\"gold\":\"y\",\"why\":\"z\","
			 "\"id\":\"a\",\"prompt\":\"b\",\"answer\":\"c\"}",
			 arena, &p, &err),
		MOMUS_OK);
	CHECK(momus_text_equal(p.id, MOMUS_TEXT("7")));
	CHECK(momus_text_equal(p.statement, MOMUS_TEXT("!")));
	CHECK(momus_text_equal(p.right, MOMUS_TEXT("z")));
	CHECK_STR(p.language, "text");
	momus_arena_free(arena);
}

TEST(choices_are_shown_with_their_letters)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct jsonl_options o = usual;
	struct momus_problem p;

	o.grader = "choice";
	CHECK_INT(read_row(&o,
			   "{\"prompt\":\"Which?\",\"answer\":\"two\","
			   "\"options\":[\"one\",\"two\"]}",
			   arena, &p, NULL),
		  MOMUS_OK);
	CHECK(momus_text_equal(p.statement,
			       MOMUS_TEXT("Which?\n\nA. one\nB. two")));
	CHECK(momus_text_equal(p.right, MOMUS_TEXT("B")));
	momus_arena_free(arena);
}

TEST(options_that_cannot_be_are_refused)
{
	static const struct {
		const char *grader, *extract, *pattern, *language, *says;
	} cases[] = {
		{ "exact", "pattern", NULL, "python",
		  "task.pattern is missing" },
		{ "exact", "pattern", "[", "python", "task.pattern: \"[\" is" },
		{ "script", "usual", NULL, "c", "task.language is \"c\"" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct jsonl_options o = usual;
		struct momus_error err = { "" };
		void *self;

		o.grader = cases[i].grader;
		o.extract = cases[i].extract;
		o.pattern = cases[i].pattern;
		o.language = cases[i].language;
		CHECK_INT(ops()->open(&self, &o, &err), MOMUS_EINVAL);
		if (!strstr(err.text, cases[i].says))
			tap_fail(__FILE__, __LINE__, "case %zu: %s", i,
				 err.text);
	}
}

static struct momus_outcome said(const char *out)
{
	return (struct momus_outcome){ .status = MOMUS_RUN_ACCEPTED,
				       .out = momus_text_of(out),
				       .out_total = strlen(out),
				       .err = MOMUS_TEXT("") };
}

/* The grade of a program that has ended with OUTCOMES. */
static struct momus_grade judged(struct jsonl_options o, const char *row,
				 const struct momus_outcome *outcomes, size_t n,
				 struct momus_arena *arena)
{
	struct momus_grade grade = { .arena = arena, .language = o.language };
	struct momus_problem p;
	void *self = open_with(&o);

	CHECK_INT(read_row(&o, row, arena, &p, NULL), MOMUS_OK);
	CHECK_INT(ops()->judge(self, &p, MOMUS_TEXT("x"), outcomes, n, &grade,
			       NULL, NULL),
		  MOMUS_OK);
	ops()->close(self);
	return grade;
}

#define TWO_TESTS                                           \
	"{\"prompt\":\"?\",\"tests\":[{\"input\":\"1\\n\"," \
	"\"output\":\"1 2\\n\"},{\"input\":\"2\\n\",\"output\":3}]}"

TEST(a_program_passes_if_it_prints_what_every_test_wants)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct momus_outcome runs[] = { said("1 2"), said("3\n") };
	struct jsonl_options o = usual;
	struct momus_grade g;

	o.grader = "io";
	g = judged(o, TWO_TESTS, runs, 2, arena);
	CHECK_INT(g.parity.passed, 1);
	CHECK_INT(g.strict.passed, 1);
	runs[0] = said("1\n2\n");
	g = judged(o, TWO_TESTS, runs, 2, arena);
	CHECK_INT(g.parity.passed, 1);
	CHECK_INT(g.strict.passed, 0);
	o.compare = "exact";
	g = judged(o, TWO_TESTS, runs, 2, arena);
	CHECK_INT(g.parity.passed, 0);
	CHECK_NEAR(g.parity.score, 0, 0);
	runs[0].status = MOMUS_RUN_TIME_LIMIT;
	o.compare = "tokens";
	g = judged(o, TWO_TESTS, runs, 2, arena);
	CHECK_INT(g.parity.status, MOMUS_RUN_TIME_LIMIT);
	CHECK_NEAR(g.parity.score, 0.5, 0);
	runs[0] = said("1 2");
	runs[0].out_total = 100; /* there was more, which nobody has */
	CHECK_INT(judged(o, TWO_TESTS, runs, 2, arena).parity.passed, 0);
	momus_arena_free(arena);
}

/* The program that is planned for ANSWER to ROW. */
static struct momus_text planned(struct jsonl_options o, const char *row,
				 const char *answer, struct momus_arena *arena)
{
	struct momus_grade grade = { .arena = arena };
	struct momus_problem p;
	struct momus_plan plan;
	struct momus_text source;
	void *self = open_with(&o);

	momus_plan_init(&plan);
	CHECK_INT(read_row(&o, row, arena, &p, NULL), MOMUS_OK);
	CHECK_INT(ops()->plan(self, &p, momus_text_of(answer), &grade, &plan,
			      NULL),
		  MOMUS_OK);
	CHECK_INT(plan.n, 1);
	source = plan.jobs[0].source;
	momus_plan_release(&plan);
	ops()->close(self);
	return source;
}

TEST(strict_wants_the_test_script_to_come_to_its_end)
{
	const char *row = "{\"prompt\":\"?\",\"tests\":[\"assert f() == 1\","
			  "\"assert f() < 2\"]}";
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct jsonl_options o = usual;
	struct momus_outcome run = said("hello\n");
	struct momus_text source, words;
	struct momus_grade g;
	char out[100];
	size_t at;

	o.grader = "script";
	source = planned(o, row, "def f():\n    return 1", arena);
	CHECK(momus_text_find(source,
			      MOMUS_TEXT("return 1\nassert f() == 1\nassert "
					 "f() < 2\n"),
			      0) != (size_t)-1);
	g = judged(o, row, &run, 1, arena);
	CHECK_INT(g.parity.passed, 1);
	CHECK_INT(g.strict.passed, 0);
	CHECK(momus_text_find(g.note, MOMUS_TEXT("before the test"), 0) !=
	      (size_t)-1);
	at = momus_text_find(source, MOMUS_TEXT("momus "), 0);
	words = (struct momus_text){ source.ptr + at, 22 };
	snprintf(out, sizeof out, "hello\n\n%.*s\n", (int)words.len, words.ptr);
	run = said(out);
	CHECK_INT(judged(o, row, &run, 1, arena).strict.passed, 1);
	snprintf(out, sizeof out, "\n%.*s\nhello\n", (int)words.len, words.ptr);
	run = said(out);
	CHECK_INT(judged(o, row, &run, 1, arena).strict.passed, 1);
	run.status = MOMUS_RUN_RUNTIME_ERROR;
	g = judged(o, row, &run, 1, arena);
	CHECK_INT(g.parity.passed, 0);
	CHECK_INT(g.strict.passed, 0);
	momus_arena_free(arena);
}

TAP_MAIN
