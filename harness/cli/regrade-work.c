/* regrade-work.c - momus regrade: from the old run to the new one */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/inert.h"
#include "cli/interrupt.h"
#include "cli/regrade.h"
#include "stats/wilson.h"

enum { AT_ONCE = 256 };

static const size_t node_limit = (size_t)4 << 30;

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "regrade: out of memory");
}

static int open_store(struct regrade *r, struct momus_error *err)
{
	size_t n = momus_run_n_problems(r->run);
	struct momus_store_problem *problems =
		momus_arena_alloc(r->arena, (n + 1) * sizeof *problems);
	struct momus_store_head head;
	int rc = momus_regraded_head(&head, momus_run_head(r->run),
				     r->benchmark, r->rewards, &r->noise,
				     r->keep, r->arena, err);

	if (!problems)
		return no_memory(err);
	for (size_t i = 0; i < n; i++)
		problems[i] = momus_run_problem(r->run, i);
	if (rc == MOMUS_OK)
		rc = momus_store_create(&r->store, r->temporary, &head,
					problems, n, NULL, err);
	if (rc == MOMUS_OK)
		momus_store_set_interval(r->store, momus_wilson);
	return rc;
}

static int item(void *self, size_t i, struct momus_grader_item *out,
		struct momus_error *err)
{
	struct regrade *r = self;
	struct momus_node *node = &r->rows[i];
	const struct momus_problem *problem;
	int rc;

	r->texts[i] = momus_arena_create(node_limit);
	if (!r->texts[i])
		return no_memory(err);
	rc = momus_run_node(r->run, r->nodes[i], r->texts[i], node, err);
	if (rc < 0)
		return rc;
	out->problem = r->place[node->problem];
	problem = &r->benchmark->dataset->problems[out->problem];
	if (node->language.len)
		out->language =
			momus_arena_copy(r->texts[i], node->language).ptr;
	if (node->response.len)
		rc = momus_benchmark_extract(r->benchmark, problem,
					     out->language, node->response,
					     r->texts[i], &node->answer, err);
	out->answer = node->answer;
	out->seed = momus_grading_seed(momus_run_head(r->run)->seed,
				       problem->id, node->branch, node->turn);
	return rc;
}

/* Counts the old and the new verdict of first solutions, and the difference of
 * any. */
static void compare(struct regrade *r, size_t i, const struct momus_grade *new)
{
	const struct momus_node *old = &momus_run_nodes(r->run)[r->nodes[i]];
	struct momus_grade was = {
		.parity = { old->parity.status, old->parity.passed,
			    old->parity.score },
		.strict = { old->strict.status, old->strict.passed,
			    old->strict.score },
	};

	if (!old->turn) {
		momus_tally_add(&r->before, old->problem, &was);
		momus_tally_add(&r->after, old->problem, new);
	}
	if (old->parity.passed != new->parity.passed)
		r->changes[r->n_changes++] =
			(struct change){ r->nodes[i], old->parity.passed,
					 (int8_t) new->parity.passed,
					 (uint8_t) new->parity.status };
}

/* Sets what is shown of the new verdict of node I. */
static int note_noise(struct regrade *r, size_t i, struct momus_error *err)
{
	struct momus_node *node = &r->rows[i];
	struct momus_text id =
		r->benchmark->dataset->problems[r->place[node->problem]].id;
	struct momus_grade shown;

	return momus_noise_node(&r->noise, id, node, r->texts[i], &shown, err);
}

static int graded(void *self, size_t i, const struct momus_graded *graded,
		  struct momus_error *err)
{
	struct regrade *r = self;
	int rc = MOMUS_OK;

	if (!r->store)
		rc = open_store(r, err);
	if (rc == MOMUS_OK)
		rc = momus_grade_to_node(graded, r->texts[i], &r->rows[i], err);
	if (rc == MOMUS_OK)
		rc = note_noise(r, i, err);
	if (rc == MOMUS_OK)
		rc = momus_store_put(r->store, &r->rows[i], err);
	if (rc < 0)
		return rc;
	compare(r, i, graded->grade);
	r->after.programs += graded->programs;
	r->after.cpu_s += graded->cpu_s;
	r->after.compiled += graded->compiled;
	r->after.compile_cpu_s += graded->compile_cpu_s;
	momus_arena_free(r->texts[i]);
	r->texts[i] = NULL;
	return MOMUS_OK;
}

static void progress(void *self, const struct momus_grading_progress *now)
{
	struct regrade *r = self;

	momus_grade_line_show(&r->line, now);
}

int momus_regrade_work(struct regrade *r, bool *stopped,
		       struct momus_error *err)
{
	const struct momus_sandbox_config config = {
		.programs = (unsigned)r->recipe->programs,
		.best_effort = r->recipe->best_effort,
		.cold = r->cold,
	};
	struct momus_grading grading = {
		.failures = { (uint32_t)r->recipe->failures,
			      (uint32_t)r->recipe->failure_bytes },
		.benchmark = r->benchmark,
		.n = r->n,
		.at_once = AT_ONCE,
		.self = r,
		.item = item,
		.graded = graded,
		.progress = progress,
		.stop = momus_interrupts(),
	};
	int rc = momus_live_create(&r->live, &config, err);

	if (rc < 0 || r->keep)
		return rc;
	momus_interrupt_catch();
	r->started = momus_loop_now();
	grading.world = momus_live_world(r->live);
	rc = momus_grading_run(&grading, stopped, err);
	momus_grade_line_clear(&r->line);
	momus_interrupt_leave();
	return rc;
}

static void rewarded(void *self, size_t done, size_t n)
{
	struct regrade *r = self;
	const struct momus_grading_progress now = { .n = n,
						    .done = done,
						    .work = (double)done };

	momus_grade_line_show(&r->line, &now);
}

static int earn(struct regrade *r, bool *stopped, struct momus_error *err)
{
	const struct momus_earning e = {
		.run = r->run,
		.store = r->store,
		.place = r->place,
		.dataset = r->benchmark->dataset,
		.rewards = r->rewards,
		.noise = &r->noise,
		.world = momus_live_world(r->live),
		.stop = momus_interrupts(),
		.progress = rewarded,
		.arg = r,
	};
	size_t most =
		(size_t)r->recipe->requests * (momus_rewards_n(r->rewards) + 1);
	int rc = momus_live_connect(r->live, most, err);

	if (rc == MOMUS_OK)
		rc = momus_rewards_connect(r->rewards, &e.world->net,
					   r->recipe->requests, err);
	if (rc < 0)
		return rc;
	momus_interrupt_catch();
	rc = momus_earning_run(&e, stopped, &r->earned, err);
	momus_grade_line_clear(&r->line);
	momus_interrupt_leave();
	return rc;
}

int momus_regrade_finish(struct regrade *r, bool *stopped,
			 struct momus_error *err)
{
	const struct momus_node *nodes = momus_run_nodes(r->run);
	struct momus_node node;
	int rc = r->store ? MOMUS_OK : open_store(r, err);

	for (size_t i = 0; rc == MOMUS_OK && i < momus_run_n_nodes(r->run);
	     i++) {
		if (momus_regrade_wants(&nodes[i]) && !r->keep)
			continue;
		momus_arena_reset(r->scratch);
		rc = momus_run_node(r->run, i, r->scratch, &node, err);
		if (rc == MOMUS_OK)
			rc = momus_store_put(r->store, &node, err);
	}
	if (rc == MOMUS_OK && momus_rewards_n(r->rewards))
		rc = earn(r, stopped, err);
	if (rc == MOMUS_OK && *stopped)
		return rc;
	if (rc == MOMUS_OK) {
		rc = momus_store_close(
			r->store,
			momus_run_complete(r->run) && !r->earned.failed, err);
		r->store = NULL;
	}
	if (rc == MOMUS_OK && rename(r->temporary, r->out) < 0)
		rc = momus_fail(err, MOMUS_EIO, "%s: %m", r->out);
	return rc;
}

static const char *outcome(int passed)
{
	return passed > 0 ? "passed" : passed == 0 ? "failed" : "not judged";
}

static int by_node(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	return x->node < y->node ? -1 : x->node > y->node;
}

/* What became of the rewards; a server's failure is exit status 1. */
static int tell_rewards(const struct regrade *r)
{
	const struct momus_earned_counts *c = &r->earned;

	if (momus_rewards_n(r->rewards))
		printf("%s: %llu rewards, %llu could not be judged, of these "
		       "%llu failed\n",
		       r->out, (unsigned long long)c->rewards,
		       (unsigned long long)c->unjudged,
		       (unsigned long long)c->failed);
	if (!c->failed)
		return 0;
	fflush(stdout);
	fputs("momus: the first reward that failed: ", stderr);
	momus_inert_write(stderr, momus_text_of(c->first_failure.text));
	fputs("; once the server answers, regrade the run again\n", stderr);
	return 1;
}

int momus_regrade_tell(struct regrade *r)
{
	const struct momus_node *nodes = momus_run_nodes(r->run);

	if (r->keep)
		return tell_rewards(r);
	qsort(r->changes, r->n_changes, sizeof *r->changes, by_node);
	momus_grade_summary(&r->after, r->benchmark->task->name,
			    r->benchmark->grader,
			    momus_loop_now() - r->started);
	printf("%s: %zu of %zu verdicts differ from those by %s (first "
	       "solutions: Pass@1 was %.2f %%)\n",
	       r->out, r->n_changes, r->n, momus_run_head(r->run)->grader,
	       100 * momus_tally_pass(&r->before, false));
	for (size_t i = 0; i < r->n_changes; i++) {
		const struct change *c = &r->changes[i];
		const struct momus_node *n = &nodes[c->node];

		fputs("  ", stdout);
		momus_inert_write(stdout,
				  momus_run_problem(r->run, n->problem).id);
		printf(" turn %u branch %u: %s, now %s (%s)\n", n->turn,
		       n->branch, outcome(c->before), outcome(c->after),
		       momus_run_name(c->status));
	}
	return tell_rewards(r);
}

void momus_regrade_drop(struct regrade *r)
{
	static const char *const suffixes[] = { "", ".journal", ".lock" };
	char *name;

	if (r->store)
		momus_store_abandon(r->store);
	r->store = NULL;
	for (size_t i = 0; r->temporary && i < 3; i++)
		if (asprintf(&name, "%s%s", r->temporary, suffixes[i]) >= 0) {
			unlink(name);
			free(name);
		}
}
