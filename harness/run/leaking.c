/* leaking.c - see leaking.h */
#include "config.h"

#include "momus/cases.h"
#include "run/leaking.h"
#include "run/running.h"
#include "stats/leaks.h"

enum { SHOWN = 200 }; /* bytes of a run that are kept */

static const size_t tests_limit = (size_t)1 << 30, text_limit = 1 << 14;

/* What TESTS expect is hidden but for the first parts, which may be known. */
static int take_tests(struct momus_leaks *l, const struct momus_tests *tests,
		      struct momus_leaking_outputs *outputs,
		      struct momus_error *err)
{
	int rc = MOMUS_OK;

	outputs->untold = tests->untold;
	outputs->told -= tests->untold;
	for (size_t i = 0; rc == MOMUS_OK && i < tests->n; i++) {
		const struct momus_case *t = &tests->list[i];

		if (t->part >= tests->first_hidden) {
			outputs->told++;
			rc = momus_leaks_expect(l, t->expected, (uint32_t)i,
						err);
			continue;
		}
		rc = momus_leaks_know(l, t->input, err);
		if (rc == MOMUS_OK)
			rc = momus_leaks_know(l, t->expected, err);
	}
	return rc;
}

static int ask_task(const struct momus_benchmark *b,
		    const struct momus_problem *problem, struct momus_leaks *l,
		    struct momus_leaking_outputs *outputs,
		    struct momus_error *err)
{
	const struct momus_task_ops *ops = b->task->ops.task;
	struct momus_tests tests = { .list = NULL };
	struct momus_arena *arena;
	int rc;

	if (!MOMUS_HAS(ops, tests) || !ops->tests)
		return MOMUS_OK;
	arena = momus_arena_create(tests_limit);
	if (!arena)
		return momus_fail(err, MOMUS_ENOMEM, "leaks: out of memory");
	rc = ops->tests(b->self, problem, arena, &tests, err);
	if (rc == MOMUS_OK)
		rc = take_tests(l, &tests, outputs, err);
	momus_arena_free(arena);
	return rc == MOMUS_END ? MOMUS_OK : rc;
}

int momus_benchmark_leaks(const struct momus_benchmark *b,
			  const struct momus_problem *problem,
			  struct momus_leaks **out,
			  struct momus_leaking_outputs *outputs,
			  struct momus_error *err)
{
	int rc;

	*outputs = (struct momus_leaking_outputs){ 0, 0 };
	*out = momus_leaks_create();
	if (!*out)
		return momus_fail(err, MOMUS_ENOMEM, "leaks: out of memory");
	rc = momus_leaks_know(*out, problem->statement, err);
	if (rc == MOMUS_OK)
		rc = ask_task(b, problem, *out, outputs, err);
	if (rc == MOMUS_OK)
		rc = momus_leaks_refer(*out, problem->right, err);
	return rc;
}

static void add_run(struct momus_buffer *b, const char *what,
		    const struct momus_leak_run *run, struct momus_text text)
{
	size_t to = run->to;

	if (!run->words)
		return;
	if (to - run->from > SHOWN)
		to = run->from + SHOWN;
	while (to < run->to && to > run->from &&
	       ((unsigned char)text.ptr[to] & 0xc0) == 0x80)
		to--;
	momus_buffer_printf(b, ",\"%s\":{", what);
	if (what[0] == 'e')
		momus_buffer_printf(b, "\"test\":%u,", run->test);
	momus_buffer_printf(b, "\"words\":%zu,\"text\":", run->words);
	momus_buffer_json(b, momus_text_cut(text, run->from, to));
	momus_buffer_putc(b, '}');
}

static int tell(struct momus_branch *b, const struct momus_branch *root,
		const struct momus_leak_found *f, struct momus_node *n,
		struct momus_error *err)
{
	struct momus_text right = b->run->dataset->problems[b->problem].right;
	struct momus_buffer text;
	int rc;

	n->leak = f->expected.words && f->reference.words ? MOMUS_NODE_LEAK_BOTH
		  : f->expected.words  ? MOMUS_NODE_LEAK_EXPECTED
		  : f->reference.words ? MOMUS_NODE_LEAK_SOLUTION
				       : MOMUS_NODE_LEAK_NONE;
	n->leak_words = (uint32_t)(f->expected.words > f->reference.words
					   ? f->expected.words
					   : f->reference.words);
	momus_buffer_init(&text, text_limit);
	momus_buffer_printf(&text, "{\"outputs\":%zu,\"reference\":%s",
			    root->outputs.told, right.len ? "true" : "false");
	if (root->outputs.untold)
		momus_buffer_printf(&text, ",\"untold\":%zu",
				    root->outputs.untold);
	add_run(&text, "expected", &f->expected, n->response);
	add_run(&text, "solution", &f->reference, n->response);
	momus_buffer_putc(&text, '}');
	rc = momus_buffer_check(&text, "what a critique gives away", err);
	if (rc == MOMUS_OK) {
		n->leaks = momus_arena_copy(b->arena, momus_buffer_text(&text));
		if (!n->leaks.ptr)
			rc = momus_fail(err, MOMUS_ENOMEM,
					"leaks: out of memory");
	}
	momus_buffer_release(&text);
	return rc;
}

static uint32_t place_of(const struct momus_branch *b)
{
	return b->run->order->part ? b->run->order->part->problems[b->problem]
				   : b->problem;
}

/* The reference file of B's problem, if there is one by now; else -1. */
static int open_reference(const struct momus_branch *b)
{
	return b->run->grader
		       ? momus_grader_reference(b->run->grader, place_of(b))
		       : -1;
}

static int look_up(struct momus_branch *b, struct momus_branch *root,
		   struct momus_error *err)
{
	struct momus_problem problem = b->run->dataset->problems[b->problem];
	int rc;

	problem.reference_fd = open_reference(b);
	rc = momus_benchmark_leaks(b->run->setup->benchmark, &problem,
				   &root->leaks, &root->outputs, err);
	if (problem.reference_fd >= 0)
		momus_grader_reference_leave(b->run->grader, place_of(b));
	return rc;
}

bool momus_leaking_lacks(const struct momus_branch *b)
{
	const struct momus_task_ops *ops =
		b->run->setup->benchmark->task->ops.task;
	int fd;

	if (!momus_setup_votes(b->run->setup) || !ops->reference ||
	    !MOMUS_HAS(ops, tests) || !ops->tests)
		return false;
	fd = open_reference(b);
	if (fd >= 0)
		momus_grader_reference_leave(b->run->grader, place_of(b));
	return fd < 0;
}

void momus_leaking_look(struct momus_branch *b, struct momus_node *n)
{
	struct momus_branch *root = b->parent;
	struct momus_error err = { "" };
	struct momus_leak_found found;
	int rc = MOMUS_OK;

	while (root->parent)
		root = root->parent;
	if (!root->leaks)
		rc = look_up(b, root, &err);
	if (rc == MOMUS_OK && !momus_leaks_any(root->leaks))
		return;
	if (rc == MOMUS_OK)
		rc = momus_leaks_find(root->leaks, n->response,
				      b->parent->response, &found, &err);
	if (rc == MOMUS_OK)
		rc = tell(b, root, &found, n, &err);
	if (rc < 0)
		momus_running_fail(b->run, rc, &err);
}
