/* grade-work.c - momus grade: from answers to verdicts */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "cli/grade.h"
#include "cli/interrupt.h"
#include "run/verdict-row.h"
#include "stats/wilson.h"

static const size_t row_limit = (size_t)64 << 20; /* of one row */

static int open_store(struct grade *g, struct momus_error *err)
{
	struct momus_store_problem *problems;
	struct momus_store_head head;
	int rc = momus_graded_head(&head, g->recipe, g->benchmark, g->solutions,
				   g->solutions_path, g->arena, err);

	if (rc == MOMUS_OK)
		rc = momus_graded_problems(g->benchmark, g->solutions,
					   &problems, g->place, g->arena, err);
	if (rc < 0)
		return rc;
	head.shard = g->shard;
	head.shards = g->shards;
	rc = momus_store_create(&g->store, g->store_path, &head, problems,
				g->solutions->problems, NULL, err);
	if (rc == MOMUS_OK)
		momus_store_set_interval(g->store, momus_wilson);
	return rc;
}

static int item(void *self, size_t i, struct momus_grader_item *out,
		struct momus_error *err)
{
	struct grade *g = self;
	const struct momus_solution *s = &g->solutions->items[i];

	(void)err;
	*out = (struct momus_grader_item){
		.problem = s->problem,
		.answer = s->answer,
		.language = s->language,
		.seed = momus_grading_seed(
			(uint64_t)g->recipe->seed,
			g->benchmark->dataset->problems[s->problem].id,
			s->sample, 0),
	};
	return MOMUS_OK;
}

static int keep_row(struct grade *g, size_t i, const struct momus_node *node,
		    struct momus_error *err)
{
	const struct momus_solution *s = &g->solutions->items[i];
	struct momus_buffer row;
	size_t len;
	int rc;

	momus_buffer_init(&row, row_limit);
	momus_verdict_row(node, g->benchmark->dataset->problems[s->problem].id,
			  s->sample, g->benchmark->grader, &row);
	rc = momus_buffer_check(&row, "a row of --verdicts", err);
	if (rc == MOMUS_OK)
		g->rows[i] = momus_buffer_take(&row, &len);
	momus_buffer_release(&row);
	return rc;
}

static int graded(void *self, size_t i, const struct momus_graded *graded,
		  struct momus_error *err)
{
	struct grade *g = self;
	const struct momus_solution *s = &g->solutions->items[i];
	struct momus_node node = {
		.branch = s->sample,
		.finish = MOMUS_FINISH_STOP,
		.prompt_tokens = -1,
		.completion_tokens = -1,
		.latency_s = NAN,
		.logprob = NAN,
		.cost = NAN,
		.started_s = momus_loop_now() - g->started,
		.response = s->response,
		.answer = s->answer,
		.language = momus_text_of(s->language),
	};
	int rc;

	momus_arena_reset(g->node);
	rc = momus_grade_to_node(graded, g->node, &node, err);
	if (rc < 0)
		return rc;
	if (momus_tally_add(&g->tally, s->problem, graded->grade))
		g->lenient[g->n_lenient++] = i;
	g->tally.programs += graded->programs;
	g->tally.cpu_s += graded->cpu_s;
	g->tally.compiled += graded->compiled;
	g->tally.compile_cpu_s += graded->compile_cpu_s;
	if (g->verdicts_path)
		rc = keep_row(g, i, &node, err);
	if (rc == MOMUS_OK && g->store_path && !g->store)
		rc = open_store(g, err);
	node.problem = g->place[s->problem];
	if (rc == MOMUS_OK && g->store)
		rc = momus_store_put(g->store, &node, err);
	return rc;
}

static void progress(void *self, const struct momus_grading_progress *now)
{
	struct grade *g = self;

	momus_grade_line_show(&g->line, now);
}

int momus_grade_work(struct grade *g, bool *stopped, struct momus_error *err)
{
	const struct momus_sandbox_config config = {
		.programs = (unsigned)g->recipe->programs,
		.best_effort = g->recipe->best_effort,
		.cold = g->cold,
		.off = g->off,
	};
	struct momus_grading grading = {
		.failures = { (uint32_t)g->recipe->failures,
			      (uint32_t)g->recipe->failure_bytes },
		.benchmark = g->benchmark,
		.n = g->solutions->n,
		.self = g,
		.item = item,
		.graded = graded,
		.progress = progress,
		.stop = momus_interrupts(),
	};
	int rc = momus_live_create(&g->live, &config, err);

	if (rc < 0)
		return rc;
	momus_interrupt_catch();
	g->started = momus_loop_now();
	grading.world = momus_live_world(g->live);
	rc = momus_grading_run(&grading, stopped, err);
	momus_grade_line_clear(&g->line);
	momus_interrupt_leave();
	return rc;
}

int momus_grade_finish(struct grade *g, bool stopped, struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (g->store_path && !g->store && !stopped)
		rc = open_store(g, err); /* a shard without an answer */
	if (g->store) {
		rc = momus_store_close(g->store, !stopped, err);
		g->store = NULL;
	}
	if (rc < 0 || stopped || !g->verdicts_path)
		return rc;
	for (size_t i = 0; i < g->solutions->n; i++)
		fputs(g->rows[i], g->verdicts.file);
	return momus_new_file_keep(&g->verdicts, err);
}
