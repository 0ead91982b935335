/* codecontests-test.c - tests of rows, and of verdicts on made outputs */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "caserow.h"
#include "codecontests.h"
#include "core/row.h"
#include "run/plan.h"
#include "tap.h"

static const struct momus_task_ops *ops;
static struct codecontests_options options;
static struct momus_arena *arena;

static void close_all(void)
{
	momus_arena_free(arena);
	arena = NULL;
}

static void open_task(const char *grader, const char *group)
{
	static const char *groups[] = { "public", "private", "generated",
					NULL };
	static const char *one[2];

	close_all();
	ops = momus_plugin_entry()->ops.task;
	one[0] = group;
	options = (struct codecontests_options){ .grader = grader,
						 .programs.language = "python",
						 .tests = group ? one : groups,
						 .time_limit = 20,
						 .time_factor = 1,
						 .memory_factor = 1 };
	arena = momus_arena_create(1 << 20);
	CHECK(arena);
}

static void expect(const struct momus_row *c, const struct momus_problem *p)
{
	const struct momus_cases *r = p->data;

	CHECK_INT((long long)r->n, (long long)caserow_real(c, "n", 0));
	if (momus_row_has(c, "time"))
		CHECK_NEAR(r->limits.cpu_s, caserow_real(c, "time", 0), 1e-12);
	if (momus_row_has(c, "memory"))
		CHECK_NEAR((double)r->limits.memory_bytes,
			   caserow_real(c, "memory", 0), 0.5);
	CHECK_NEAR(r->rule.tolerance, caserow_real(c, "tolerance", 0), 1e-12);
	CHECK_INT(r->rule.any_case, (int)caserow_real(c, "any_case", 0));
	CHECK(momus_text_equal(
		p->right, momus_text_of(caserow_str(c, "right", "", arena))));
	CHECK(momus_text_equal(
		p->wrong, momus_text_of(caserow_str(c, "wrong", "", arena))));
	/* Those in other languages depend on what the sandbox can run. */
	CHECK(r->n_references >= (size_t)caserow_real(c, "references", 0));
	CHECK(momus_text_equal(p->id, MOMUS_TEXT("P. Sum")));
}

static void check_case(const struct momus_row *c)
{
	struct momus_problem p = { .reference_fd = -1 };
	struct momus_error err = { "" };
	struct momus_text raw, grader, group = { NULL, 0 };
	struct momus_row *row;
	char names[2][40];
	int rc;

	CHECK_INT(momus_row_str(c, "grader", &grader, NULL), MOMUS_OK);
	momus_row_str(c, "groups", &group, NULL);
	snprintf(names[0], sizeof *names, "%.*s", (int)grader.len, grader.ptr);
	snprintf(names[1], sizeof *names, "%.*s", (int)group.len,
		 group.len ? group.ptr : "");
	open_task(names[0], group.len ? names[1] : NULL);
	CHECK_INT(momus_row_raw(c, "row", &raw, NULL), MOMUS_OK);
	row = caserow_parse(raw, 7);
	rc = ops->problem(&options, row, arena, &p, &err);
	momus_row_free(row);
	if (momus_row_has(c, "said")) {
		CHECK_INT(rc, MOMUS_EPARSE);
		CHECK_STR(err.text + strlen("d.jsonl:7: "),
			  caserow_str(c, "said", "", arena));
	} else if (momus_row_has(c, "skipped")) {
		CHECK_INT(rc, MOMUS_END);
	} else {
		CHECK_STR(err.text, "");
		CHECK_INT(rc, MOMUS_OK);
		expect(c, &p);
	}
}

TEST(a_row_becomes_a_problem_or_is_refused_with_its_field)
{
	CHECK(caserow_each("plugins/task/codecontests/rows.jsonl", check_case) >
	      25);
	close_all();
}

static const struct {
	const char *row;
	int rc;
	bool extracted;
	const char *said; /* the text, or the refusal */
	const char *language;
} answers[] = {
	{ "{\"name\":\"P\",\"code\":\"c\",\"language\":3}", MOMUS_OK, true, "c",
	  "python" },
	{ "{\"name\":\"P\",\"code\":\"c\"}", MOMUS_OK, true, "c", NULL },
	{ "{\"name\":\"P\",\"code\":\"c\",\"language\":\"PYTHON3\"}", MOMUS_OK,
	  true, "c", "python" },
	{ "{\"name\":\"P\",\"code\":\"c\",\"language\":\"Python 3\"}", MOMUS_OK,
	  true, "c", "python" },
	{ "{\"name\":\"P\",\"response\":\"r\",\"language\":null}", MOMUS_OK,
	  false, "r", NULL },
	{ "{\"name\":\"P\",\"code\":\"c\",\"language\":2}", MOMUS_OK, true, "c",
	  "cpp" },
	{ "{\"name\":\"P\",\"code\":\"c\",\"language\":\"2\"}", MOMUS_OK, true,
	  "c", "cpp" },
	{ "{\"name\":\"P\",\"code\":\"c\",\"language\":\"C++\"}", MOMUS_OK,
	  true, "c", "cpp" },
	{ "{\"name\":\"P\",\"code\":\"c\",\"language\":\"C\"}", MOMUS_OK, true,
	  "c", "c" },
	{ "{\"name\":\"P\",\"code\":\"c\",\"language\":4}", MOMUS_OK, true, "c",
	  "java" },
	{ "{\"name\":\"P\",\"code\":\"c\",\"language\":\"PYTHON\"}", MOMUS_OK,
	  true, "c", "python2" },
	{ "{\"name\":\"P\",\"code\":\"c\",\"language\":\"P\"}", MOMUS_OK, true,
	  "c", "" },
	{ "{\"name\":\"P\",\"code\":\"c\",\"language\":\"\"}", MOMUS_OK, true,
	  "c", "" },
	{ "{\"name\":\"P\",\"code\":\"c\",\"language\":[3]}", MOMUS_OK, true,
	  "c", "" },
	{ "{\"name\":\"P\"}", MOMUS_EPARSE, true,
	  "d.jsonl:7: no field \"response\"", NULL },
	{ "{\"code\":\"c\"}", MOMUS_EPARSE, true,
	  "d.jsonl:7: no field \"name\"", NULL },
};

TEST(a_solution_is_a_program_or_a_response)
{
	open_task("common-oj", NULL);
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		struct momus_row *row =
			caserow_parse(momus_text_of(answers[i].row), 7);
		struct momus_answer a = { .extracted = false };
		struct momus_error err = { "" };

		CHECK_INT(ops->answer(&options, row, 0, arena, &a, &err),
			  answers[i].rc);
		if (answers[i].rc < 0) {
			CHECK_STR(err.text, answers[i].said);
		} else {
			CHECK(momus_text_equal(a.id, MOMUS_TEXT("P")));
			CHECK(momus_text_equal(a.text,
					       momus_text_of(answers[i].said)));
			CHECK_INT(a.extracted, answers[i].extracted);
			CHECK_STR(a.language ? a.language : "none",
				  answers[i].language ? answers[i].language
						      : "none");
			CHECK_INT(
				ops->answer(&options, row, 1, arena, &a, NULL),
				MOMUS_END);
		}
		momus_row_free(row);
	}
	close_all();
}

/* What ANSWER in LANGUAGE is graded by: the first of its jobs, and in *N their
 * number. */
static struct momus_job planned(const struct momus_problem *p,
				const char *answer, const char *language,
				size_t *n)
{
	struct momus_grade grade = { .arena = arena, .language = language };
	struct momus_plan plan;
	struct momus_job job;

	momus_plan_init(&plan);
	CHECK_INT(ops->plan(&options, p, momus_text_of(answer), &grade, &plan,
			    NULL),
		  MOMUS_OK);
	CHECK(plan.n);
	job = plan.jobs[0];
	*n = plan.n;
	momus_plan_release(&plan);
	return job;
}

#define ROW                                                                \
	"{\"name\":\"P\",\"description\":\"Print any of them.\","          \
	"\"public_tests\":{\"input\":[\"1\"],\"output\":[\"22\"]},"        \
	"\"private_tests\":{\"input\":[\"2\"],\"output\":[\"3\"]},"        \
	"\"time_limit\":{\"seconds\":2},\"memory_limit_bytes\":4096,"      \
	"\"solutions\":{\"language\":[3,3,3,3],\"solution\":[\"a\",\"b\"," \
	"\"c\",\"d\"]}}"

TEST(the_options_and_the_row_say_how_a_program_is_graded)
{
	struct momus_row *row = caserow_parse(MOMUS_TEXT(ROW), 7);
	struct momus_problem p = { .reference_fd = -1 };
	const struct momus_cases *cases;
	struct momus_job job;
	size_t n;

	open_task("common-oj", NULL);
	CHECK_INT(ops->problem(&options, row, arena, &p, NULL), MOMUS_OK);
	cases = p.data;
	CHECK(cases->parity == momus_check_lines);
	CHECK(!cases->strict && cases->any_answer && !cases->stop);
	CHECK_INT((long long)cases->n_references, 3);
	CHECK_INT((long long)cases->n_parts, 3);
	CHECK_INT(cases->tests[1].part, 1);
	job = planned(&p, "import numpy", "python", &n);
	CHECK_INT((long long)n, 2);
	CHECK_STR(job.language, "python");
	CHECK_INT(job.flags, MOMUS_JOB_NUMPY);
	CHECK_NEAR(job.limits.cpu_s, 2, 0);
	CHECK_INT((long long)job.limits.memory_bytes, 4096);
	CHECK_INT((long long)job.limits.output_bytes, (1 << 20) + 4);
	CHECK(momus_text_equal(job.input, MOMUS_TEXT("1")));
	job = planned(&p, "// no numpy", "cpp", &n);
	CHECK_STR(job.language, "cpp");
	CHECK_INT(job.flags, 0);
	open_task("strict", "private");
	options.programs.stop = true;
	options.programs.language = "c";
	options.time_factor = options.memory_factor = 0;
	p = (struct momus_problem){ .reference_fd = -1 };
	CHECK_INT(ops->problem(&options, row, arena, &p, NULL), MOMUS_OK);
	cases = p.data;
	CHECK(!cases->parity && cases->stop);
	CHECK_INT((long long)cases->n, 1);
	CHECK_STR(p.language, "c");
	CHECK_INT((long long)p.right.len, 0); /* those are Python */
	job = planned(&p, "x", "c", &n);
	CHECK_NEAR(job.limits.cpu_s, 20, 0);
	CHECK_NEAR(cases->compiled_cpu_s, 0, 0);
	CHECK_INT((long long)job.limits.memory_bytes, 0);
	momus_row_free(row);
	close_all();
}

TAP_MAIN
