/* checker.c - runs a checker program, by testlib's conventions
 *
 * The answer runs once a test.  What it printed, the test's input and the
 * answer's reference then go to the checker, which runs in a jail of its own as
 *
 *	checker input.txt output.txt answer.txt
 *
 * A checker in C or C++ is compiled once for all answers and tests.  What its end
 * means: checker-says.c.
 */
#include "jsonl.h"

#include <string.h>

#include <momus/resource.h>

#include "includes.h"

enum { FILES_MAX = 256 << 20, SOURCE_MAX = 64 << 20, HOST_MAX = 1 << 20 };
static const uint64_t memory_bytes = 1u << 30, room_bytes = 64u << 20;

/* What begins a checker in a language. */
static const struct host {
	const char *language;
	const char *resource;
	const char *name; /* of the file that the compiler speaks of; NULL: the
			   * checker comes with the files */
} hosts[] = {
	{ "python", "task/jsonl/checker-host.py", NULL },
	{ "cpp", "task/jsonl/checker-host.c", "checker.cpp" },
	{ "c", "task/jsonl/checker-host.c", "checker.c" },
};

int jsonl_plan_answer(const struct jsonl *task, const struct jsonl_row *row,
		      struct momus_text answer, const char *language,
		      struct momus_plan *plan, struct momus_error *err)
{
	struct momus_job job = {
		.language = language,
		.source = answer,
		.expected_fd = -1,
		.record_fd = -1,
		.limits.cpu_s = task->options->cpu_s,
	};
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < row->cases.n; i++) {
		job.input = row->cases.tests[i].input;
		rc = momus_plan_add(plan, &job, err);
	}
	return rc;
}

static const struct host *host_of(const struct jsonl *task)
{
	size_t i = sizeof hosts / sizeof *hosts - 1;

	while (i > 0 &&
	       strcmp(hosts[i].language, task->options->checker_language) != 0)
		i--;
	return &hosts[i];
}

int jsonl_checker_open(struct jsonl *task, struct momus_error *err)
{
	const struct jsonl_options *o = task->options;
	const struct host *host = host_of(task);

	if (!momus_language_known(host->language))
		return momus_fail(err, MOMUS_EINVAL,
				  "task.checker_language is \"%s\", whose "
				  "compiler is not installed; `momus doctor` "
				  "names its packages",
				  host->language);
	if (o->checker_files && !host->name)
		return momus_fail(err, MOMUS_EINVAL,
				  "task.checker_files is given for checkers in "
				  "python; it goes with task.checker_language "
				  "\"cpp\" or \"c\"");
	if (o->checker_files) {
		int rc =
			includes_create(&task->includes, o->checker_files, err);

		if (rc < 0)
			return rc;
	}
	task->memory = momus_arena_create(HOST_MAX);
	if (!task->memory)
		return momus_fail(err, MOMUS_ENOMEM, "jsonl: out of memory");
	return momus_resource_read(host->resource, task->memory, &task->host,
				   err);
}

void jsonl_checker_close(struct jsonl *task)
{
	includes_free(task->includes);
	momus_arena_free(task->memory);
}

/* Adds JOB, whose input is made for test I, where the answer PRINTED this. */
static int plan_check(const struct jsonl_row *row, size_t i,
		      struct momus_text printed, bool with_checker,
		      struct momus_arena *arena, struct momus_job job,
		      struct momus_plan *plan, struct momus_error *err)
{
	const struct momus_case *test = &row->cases.tests[i];
	const struct momus_text parts[] = { test->input, printed,
					    test->expected, row->script };
	size_t n = with_checker ? 4 : 3;
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, FILES_MAX);
	for (size_t k = 0; k < n; k++)
		momus_buffer_printf(&b, "%s%zu", k ? " " : "", parts[k].len);
	momus_buffer_putc(&b, '\n');
	for (size_t k = 0; k < n; k++)
		momus_buffer_add(&b, parts[k]);
	job.limits.file_bytes = room_bytes + b.len;
	job.limits.memory_bytes = memory_bytes + b.len;
	rc = momus_buffer_keep(&b, "what the checker reads", arena, &job.input,
			       err);
	return rc < 0 ? rc : momus_plan_add(plan, &job, err);
}

int jsonl_plan_checks(const struct jsonl *task, const struct jsonl_row *row,
		      const struct momus_outcome *runs,
		      struct momus_arena *arena, struct momus_plan *plan,
		      struct momus_error *err)
{
	const struct host *host = host_of(task);
	struct momus_job job = {
		.language = host->language,
		.source = task->host,
		.limits.cpu_s = task->options->cpu_s,
		.expected_fd = -1,
		.record_fd = -1,
	};
	struct momus_buffer b;
	int rc = MOMUS_OK;

	if (host->name) {
		momus_buffer_init(&b, SOURCE_MAX);
		includes_expand(task->includes, host->name, row->script, &b);
		momus_buffer_puts(&b, "#line 1 \"checker-host.c\"\n");
		momus_buffer_add(&b, task->host);
		rc = momus_buffer_keep(&b, "a checker with its files", arena,
				       &job.source, err);
	}
	for (size_t i = 0; rc == MOMUS_OK && i < row->cases.n; i++)
		if (jsonl_is_checked(&runs[i]))
			rc = plan_check(row, i, runs[i].out, !host->name, arena,
					job, plan, err);
	return rc;
}
