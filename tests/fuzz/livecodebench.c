/* livecodebench.c - any bytes as a data set of LiveCodeBench, as samples, and as
 * the reports of its referee
 *
 * The first byte chooses: 'r' and options for rows (the second byte), or the
 * grader that hears reports, a line a program, and how programs end (the second).
 * What is accepted has whole problems; whatever is reported, an answer is judged
 * or it could not be judged.
 */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../plugins/task/livecodebench/livecodebench.h"
#include "core/log.h"
#include "core/row.h"
#include "fuzz/memfile.h"
#include "host/dataset.h"
#include "host/lines.h"
#include "momus/json.h"
#include "run/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PROGRAMS = 16 };

static const char *const graders[] = { "lcb", "lcb-sandboxfusion", "strict" };
static const char *const tests[] = { "official", "public", "private", "all" };

static struct livecodebench_options make_options(uint8_t choice)
{
	static const char *none[] = { NULL };
	static const char *easy[] = { "easy", NULL };
	struct livecodebench_options o = {
		.grader = graders[choice % 3],
		.scenario = "codegeneration",
		.tests = tests[choice / 3 % 4],
		.platforms = none,
		.difficulties = choice & 64 ? easy : none,
		.memory_limit = 64,
		.stop = choice & 1,
	};

	if (choice & 32 && choice % 3 != 1)
		o.scenario = "testoutputprediction";
	if (choice & 128) {
		o.since = "2024-01-01";
		o.release = "release_v4";
	}
	return o;
}

/* The same lines as rows of --solutions. */
static void read_answers(void *task, const char *path)
{
	const struct momus_task_ops *ops = momus_plugin_entry()->ops.task;
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct momus_answer answer;
	struct momus_lines *lines;
	struct momus_text line, cut;
	struct momus_row *row;
	size_t n;

	if (momus_lines_open(&lines, path, 65536, NULL) < 0) {
		momus_arena_free(arena);
		return;
	}
	while (momus_lines_next(lines, &line, &n, NULL) == MOMUS_OK) {
		const struct momus_problem p = { .language = "python" };

		if (ops->extract(task, &p, line, arena, &cut, NULL) == MOMUS_OK)
			assert(cut.len <= line.len);
		if (momus_row_parse(&row, line, path, n, NULL) < 0)
			continue;
		memset(&answer, 0, sizeof answer);
		if (ops->answer(task, row, 0, arena, &answer, NULL) == MOMUS_OK)
			assert(answer.id.ptr && answer.text.ptr);
		momus_row_free(row);
	}
	momus_lines_close(lines);
	momus_arena_free(arena);
}

/* What runs an answer is told well-formed JSON. */
static void plan(void *task, const struct momus_problem *p)
{
	const struct momus_task_ops *ops = momus_plugin_entry()->ops.task;
	struct momus_grade g = { .arena = momus_arena_create(1 << 24) };
	struct momus_plan jobs;

	momus_plan_init(&jobs);
	if (ops->plan(task, p, MOMUS_TEXT("x"), &g, &jobs, NULL) == MOMUS_OK)
		for (size_t i = 0; i < jobs.n; i++)
			assert(!jobs.jobs[i].driver ||
			       (momus_json_valid(jobs.jobs[i].payload, NULL) &&
				momus_json_valid(jobs.jobs[i].rules, NULL)));
	momus_plan_release(&jobs);
	momus_arena_free(g.arena);
}

static void try_rows(void *task, const uint8_t *data, size_t size)
{
	char path[MEMFILE_NAME];
	int fd = memfile_open(data, size, path);
	struct momus_dataset_source src = {
		.path = path,
		.ops = momus_plugin_entry()->ops.task,
		.self = task,
	};
	struct momus_error err = { "" };
	struct momus_dataset *d;

	if (momus_dataset_load(&d, &src, &err) < 0) {
		assert(err.text[0] && !strchr(err.text, '\n'));
	} else {
		for (size_t i = 0; i < d->n; i++) {
			const struct momus_problem *p = &d->problems[i];

			assert(p->id.len && p->statement.ptr);
			plan(task, p);
		}
		read_answers(task, path);
		momus_dataset_free(d);
	}
	close(fd);
}

static void check_verdict(const struct momus_verdict *v, size_t n)
{
	assert(v->passed >= -1 && v->passed <= 1);
	assert(v->status <= MOMUS_RUN_NOT_RUN);
	assert(v->passed == -1 || !n ? isnan(v->score)
				     : v->score >= 0 && v->score <= 1);
	assert(v->passed != 1 || v->status == MOMUS_RUN_ACCEPTED);
}

static void check(const struct momus_grade *g, size_t n)
{
	check_verdict(&g->parity, n);
	check_verdict(&g->strict, n);
	assert(g->n_tests <= n && g->n_parts <= 2);
	for (size_t i = 0; i < g->n_tests; i++)
		assert(g->tests[i].status <= MOMUS_RUN_NOT_RUN &&
		       g->strict_tests[i].status <= MOMUS_RUN_NOT_RUN &&
		       g->tests[i].part < 2);
}

/* Plans, answers and judges until there is a verdict, as the host does. */
static void try_reports(void *task, const uint8_t *data, size_t size)
{
	static const struct momus_case cases[] = {
		{ { "a", 1 }, { "1", 1 }, 0 },
		{ { "b", 1 }, { "2", 1 }, 1 },
		{ { "c", 1 }, { "3", 1 }, 1 },
	};
	const struct momus_task_ops *ops = momus_plugin_entry()->ops.task;
	struct livecodebench_row row = { .tests = cases, .n = data[0] % 4 };
	const struct momus_problem p = { .data = &row };
	struct momus_text rest = { (const char *)data + 1, size - 1 };
	struct momus_grade g = { .arena = momus_arena_create(1 << 22) };
	struct momus_outcome outcomes[PROGRAMS] = { { .status = 0 } };
	struct momus_plan jobs;
	size_t n = 0, done = 0;
	int rc;

	if (data[0] & 64)
		row.function = MOMUS_TEXT("f");
	momus_plan_init(&jobs);
	rc = ops->plan(task, &p, MOMUS_TEXT("x"), &g, &jobs, NULL);
	while (rc == MOMUS_OK && (n += jobs.n) > done && n <= PROGRAMS) {
		for (; done < n; done++) {
			struct momus_outcome *o = &outcomes[done];

			o->status = done ? 0 : data[0] / 4 % 9;
			momus_text_line(&rest, &o->report);
			o->out = o->report;
			o->out_total = o->out.len;
		}
		momus_plan_release(&jobs);
		momus_plan_init(&jobs);
		rc = ops->judge(task, &p, MOMUS_TEXT("x"), outcomes, n, &g,
				&jobs, NULL);
	}
	if (rc == MOMUS_OK && !jobs.n)
		check(&g, row.n);
	momus_plan_release(&jobs);
	momus_arena_free(g.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct momus_task_ops *ops = momus_plugin_entry()->ops.task;
	struct livecodebench_options options;
	void *task;

	if (size < 3 || size > 65536)
		return 0;
	momus_log_level_set(MOMUS_LOG_ERROR);
	options = make_options(data[0] == 'r' ? data[1] : data[0] % 3);
	if (ops->open(&task, &options, NULL) < 0)
		abort();
	if (data[0] == 'r')
		try_rows(task, data + 2, size - 2);
	else
		try_reports(task, data + 1, size - 1);
	ops->close(task);
	return 0;
}
