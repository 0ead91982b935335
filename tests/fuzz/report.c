/* report.c - any bytes as the reports of MBPP+'s referee
 *
 * The first byte chooses grader and options, the second the status of the
 * programs; each line of the rest is the report of the next program.  Whatever
 * they say, the answer is judged or it could not be judged. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../plugins/task/mbppplus/mbppplus.h"
#include "fuzz/memfile.h"
#include "run/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BASE = 2, PLUS = 3, PROGRAMS = 16 };

/* The head of a reference file: mbpp_reference.py. */
static int make_reference(void)
{
	struct {
		char magic[8];
		uint32_t base, plus;
		uint64_t bytes;
		double cpu_s[BASE + PLUS];
	} file = { "MOMUSRF2", BASE, PLUS, 0, { 0 } };
	char path[MEMFILE_NAME];

	memcpy(file.magic, "MOMUSRF2", 8);
	return memfile_open(&file, sizeof file, path);
}

static void check_verdict(const struct momus_verdict *v)
{
	assert(v->passed >= -1 && v->passed <= 1);
	assert(v->status <= MOMUS_RUN_NOT_RUN);
	assert(v->passed == -1 ? isnan(v->score)
			       : v->score >= 0 && v->score <= 1);
	assert(v->passed != 1 || v->status == MOMUS_RUN_ACCEPTED);
}

static void check(const struct momus_grade *g)
{
	check_verdict(&g->parity);
	check_verdict(&g->strict);
	assert(g->n_tests <= BASE + PLUS && g->n_parts <= 2);
	for (size_t i = 0; i < g->n_tests; i++)
		assert(g->tests[i].status <= MOMUS_RUN_NOT_RUN &&
		       g->tests[i].part < 2);
}

/* Plans, answers and judges until there is a verdict, as the host does. */
static void grade(struct mbppplus *task, const struct momus_problem *p,
		  enum momus_run_status status, struct momus_text rest,
		  struct momus_arena *arena)
{
	const struct momus_task_ops *ops = momus_plugin_entry()->ops.task;
	struct momus_outcome outcomes[PROGRAMS];
	struct momus_grade g = { .arena = arena };
	struct momus_plan plan;
	struct momus_text answer = MOMUS_TEXT("def f(x): return x");
	size_t n = 0, done = 0;
	int rc;

	momus_plan_init(&plan);
	rc = ops->plan(task, p, answer, &g, &plan, NULL);
	while (rc == MOMUS_OK && (n += plan.n) > done && n <= PROGRAMS) {
		for (; done < n; done++) {
			outcomes[done] = (struct momus_outcome){
				.status = done ? MOMUS_RUN_ACCEPTED : status
			};
			momus_text_line(&rest, &outcomes[done].report);
		}
		momus_plan_release(&plan);
		momus_plan_init(&plan);
		rc = ops->judge(task, p, answer, outcomes, n, &g, &plan, NULL);
	}
	if (rc == MOMUS_OK)
		check(&g);
	momus_plan_release(&plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mbppplus_options options = { .sanitize = false };
	struct mbppplus task = { .options = &options };
	struct mbppplus_row row = { .dataset = "mbpp",
				    .entry = MOMUS_TEXT("f"),
				    .base = MOMUS_TEXT("[[1],[2]]"),
				    .plus = MOMUS_TEXT("[[1],[2],[3]]"),
				    .n_base = BASE,
				    .n_plus = PLUS };
	struct momus_problem problem = { .id = MOMUS_TEXT("Mbpp/2"),
					 .language = "python",
					 .data = &row };
	struct momus_arena *arena;

	if (size < 2 || size > 16384)
		return 0;
	arena = momus_arena_create(1 << 20);
	assert(arena);
	task.grader = (enum mbppplus_grader)(data[0] % 3);
	options.sanitize = data[0] & 8;
	row.form = data[0] & 16 || task.grader == MBPPPLUS_SCRIPT
			   ? MBPPPLUS_HF
			   : MBPPPLUS_EVALPLUS;
	row.test = MOMUS_TEXT("assertion(f(*inp), exp, 0)");
	problem.reference_fd = make_reference();
	grade(&task, &problem,
	      (enum momus_run_status)(data[1] % (MOMUS_RUN_NOT_RUN + 1)),
	      (struct momus_text){ (const char *)data + 2, size - 2 }, arena);
	close(problem.reference_fd);
	momus_arena_free(arena);
	return 0;
}
