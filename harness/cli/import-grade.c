/* import-grade.c - momus import --grade: recorded solutions in the sandbox */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/import.h"
#include "cli/interrupt.h"
#include "core/inert.h"

enum { AT_ONCE = 256 };

static const size_t node_limit = (size_t)4 << 30;

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "import: out of memory");
}

static struct momus_node *node_of(const struct import *i, size_t item)
{
	return &i->imported->told[i->items[item]].node;
}

static bool wanted(const struct momus_node *n)
{
	return n->state == MOMUS_NODE_DONE && (n->kind == MOMUS_NODE_SOLUTION ||
					       n->kind == MOMUS_NODE_REVISION);
}

static int item(void *self, size_t at, struct momus_grader_item *out,
		struct momus_error *err)
{
	struct import *i = self;
	struct momus_node *n = node_of(i, at);
	const struct momus_problem *problem =
		&i->benchmark->dataset->problems[i->place[n->problem]];
	int rc = MOMUS_OK;

	i->texts[at] = momus_arena_create(node_limit);
	if (!i->texts[at])
		return no_memory(err);
	out->problem = i->place[n->problem];
	if (n->language.len)
		out->language = momus_arena_copy(i->texts[at], n->language).ptr;
	if (!n->answer.len && n->response.len)
		rc = momus_benchmark_extract(i->benchmark, problem,
					     out->language, n->response,
					     i->texts[at], &n->answer, err);
	if (!n->answer.ptr)
		n->answer = MOMUS_TEXT("");
	out->answer = n->answer;
	out->seed = momus_grading_seed((uint64_t)i->recipe->seed, problem->id,
				       n->branch, n->turn);
	return rc;
}

/* The sandbox's verdict goes where --grade says; what it found of the tests is
 * kept in any case. */
static int graded(void *self, size_t at, const struct momus_graded *graded,
		  struct momus_error *err)
{
	struct import *i = self;
	struct momus_node *n = node_of(i, at), was = *n;
	int rc = momus_grade_to_node(graded, i->texts[at], n, err);

	if (rc < 0)
		return rc;
	i->unjudged += n->parity.passed < 0;
	if (was.parity.passed >= 0 && n->parity.passed >= 0) {
		i->compared++;
		if (was.parity.passed != n->parity.passed)
			i->differ[i->n_differ++] = at;
	}
	if (i->grading == IMPORT_BESIDE) {
		n->parity = was.parity;
		if (was.note.len)
			n->note = was.note;
	}
	n->shown_passed = n->parity.passed;
	return MOMUS_OK;
}

static void progress(void *self, const struct momus_grading_progress *now)
{
	struct import *i = self;

	momus_grade_line_show(&i->line, now);
}

static int prepare(struct import *i, struct momus_error *err)
{
	struct momus_imported *m = i->imported;

	i->items = calloc(m->n + 1, sizeof *i->items);
	i->differ = calloc(m->n + 1, sizeof *i->differ);
	i->texts = calloc(m->n + 1, sizeof *i->texts);
	i->place = calloc(m->n_problems + 1, sizeof *i->place);
	if (!i->items || !i->differ || !i->texts || !i->place)
		return no_memory(err);
	for (size_t k = 0; k < m->n; k++)
		if (wanted(&m->told[k].node))
			i->items[i->n_items++] = k;
	for (size_t k = 0; k < m->n_problems; k++)
		i->place[k] = (uint32_t)momus_dataset_find(
			i->benchmark->dataset, m->problems[k].id);
	return MOMUS_OK;
}

int momus_import_grade(struct import *i, bool *stopped, struct momus_error *err)
{
	const struct momus_sandbox_config config = {
		.programs = (unsigned)i->recipe->programs,
		.best_effort = i->recipe->best_effort,
	};
	struct momus_grading grading = {
		.failures = { (uint32_t)i->recipe->failures,
			      (uint32_t)i->recipe->failure_bytes },
		.benchmark = i->benchmark,
		.at_once = AT_ONCE,
		.self = i,
		.item = item,
		.graded = graded,
		.progress = progress,
		.stop = momus_interrupts(),
	};
	int rc = prepare(i, err);

	if (rc == MOMUS_OK)
		rc = momus_live_create(&i->live, &config, err);
	if (rc < 0)
		return rc;
	momus_interrupt_catch();
	grading.n = i->n_items;
	grading.world = momus_live_world(i->live);
	rc = momus_grading_run(&grading, stopped, err);
	momus_grade_line_clear(&i->line);
	momus_interrupt_leave();
	return rc;
}

static int by_place(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void name_item(void *arg, size_t at)
{
	const struct import *i = arg;
	const struct momus_node *n = node_of(i, i->differ[at]);

	momus_inert_write(stdout, i->imported->problems[n->problem].id);
	printf("/%u turn %u", n->branch, n->turn);
}

void momus_import_tell_grading(struct import *i)
{
	if (i->grading == IMPORT_AS_RECORDED)
		return;
	printf("sandbox: %zu solutions graded by %s, %zu could not be judged; "
	       "of %zu recorded verdicts %zu differ from it\n",
	       i->n_items, i->benchmark->grader, i->unjudged, i->compared,
	       i->n_differ);
	qsort(i->differ, i->n_differ, sizeof *i->differ, by_place);
	momus_grade_lenient("  ", i->n_differ, name_item, i);
}

void momus_import_grade_release(struct import *i)
{
	for (size_t k = 0; i->texts && k < i->n_items; k++)
		momus_arena_free(i->texts[k]);
	momus_live_free(i->live);
	free(i->items);
	free(i->differ);
	free(i->texts);
	free(i->place);
}
