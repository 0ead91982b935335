/* noise.c - see noise.h */
#include "config.h"

#include <math.h>

#include "momus/random.h"
#include "run/grader.h"
#include "run/noise.h"

void momus_noise_print(const struct momus_noise *n, struct momus_buffer *out)
{
	if (n->flip > 0) {
		momus_buffer_puts(out, "flip=");
		momus_buffer_real(out, n->flip);
	}
	if (n->hide > 0) {
		momus_buffer_puts(out,
				  n->flip > 0 ? ",hide-tests=" : "hide-tests=");
		momus_buffer_real(out, n->hide);
	}
}

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "noise: out of memory");
}

/* V, judged by the N tests TESTS, which are not all there are. */
static void judge_by(struct momus_verdict *v, const struct momus_test *tests,
		     size_t n)
{
	size_t accepted = 0;
	enum momus_run_status first = MOMUS_RUN_ACCEPTED;

	if (v->passed < 0)
		return;
	for (size_t i = n; i-- > 0;) {
		accepted += tests[i].status == MOMUS_RUN_ACCEPTED;
		if (tests[i].status != MOMUS_RUN_ACCEPTED &&
		    tests[i].status != MOMUS_RUN_NOT_RUN)
			first = tests[i].status;
	}
	if (!n) {
		*v = (struct momus_verdict){ MOMUS_RUN_NOT_RUN, -1, NAN };
		return;
	}
	v->score = (double)accepted / (double)n;
	if (!v->passed && accepted == n)
		v->passed = 1;
	if (v->passed)
		v->status = MOMUS_RUN_ACCEPTED;
	else if (first != MOMUS_RUN_ACCEPTED)
		v->status = first;
}

static int hide(const struct momus_noise *n, struct momus_text problem,
		uint32_t branch, uint32_t turn, struct momus_arena *arena,
		struct momus_grade *g, uint32_t *hidden,
		struct momus_error *err)
{
	size_t all = g->n_tests, seen = 0;
	struct momus_test *tests, *strict = NULL;
	struct momus_stream s;

	tests = momus_arena_alloc(arena, all * sizeof *tests);
	if (g->strict_tests)
		strict = momus_arena_alloc(arena, all * sizeof *strict);
	if (!tests || (g->strict_tests && !strict))
		return no_memory(err);
	momus_stream_init(&s, n->seed, problem, branch, turn, "noise hide");
	for (size_t i = 0; i < all; i++) {
		if (momus_stream_real(&s) < n->hide)
			continue;
		if (strict)
			strict[seen] = g->strict_tests[i];
		tests[seen++] = g->tests[i];
	}
	*hidden = (uint32_t)(all - seen);
	if (!*hidden)
		return MOMUS_OK;
	g->tests = tests;
	g->strict_tests = strict;
	g->n_tests = seen;
	judge_by(&g->parity, tests, seen);
	judge_by(&g->strict, strict ? strict : tests, seen);
	if (g->parity.passed)
		g->note = (struct momus_text){ "", 0 };
	return MOMUS_OK;
}

static void flip_verdict(struct momus_verdict *v)
{
	if (v->passed < 0)
		return;
	v->passed = !v->passed;
	v->score = 1 - v->score;
	v->status = v->passed ? MOMUS_RUN_ACCEPTED : MOMUS_RUN_WRONG_ANSWER;
}

static void flip(const struct momus_noise *n, struct momus_text problem,
		 uint32_t branch, uint32_t turn, struct momus_grade *g)
{
	struct momus_stream s;

	momus_stream_init(&s, n->seed, problem, branch, turn, "noise flip");
	if (momus_stream_real(&s) >= n->flip)
		return;
	flip_verdict(&g->parity);
	flip_verdict(&g->strict);
	g->tests = g->strict_tests = NULL;
	g->n_tests = g->n_parts = 0;
	g->note = (struct momus_text){ "", 0 };
}

int momus_noise_show(const struct momus_noise *n, struct momus_text problem,
		     uint32_t branch, uint32_t turn,
		     const struct momus_grade *grade, struct momus_arena *arena,
		     struct momus_grade *shown, uint32_t *hidden,
		     struct momus_error *err)
{
	int rc = MOMUS_OK;

	*shown = *grade;
	*hidden = 0;
	if (grade->parity.passed < 0 && grade->strict.passed < 0)
		return MOMUS_OK;
	if (n->hide > 0 && grade->n_tests)
		rc = hide(n, problem, branch, turn, arena, shown, hidden, err);
	if (rc == MOMUS_OK && n->flip > 0)
		flip(n, problem, branch, turn, shown);
	return rc;
}

int momus_noise_node(const struct momus_noise *n, struct momus_text problem,
		     struct momus_node *node, struct momus_arena *arena,
		     struct momus_grade *shown, struct momus_error *err)
{
	struct momus_grade grade;
	int rc = momus_grade_of_node(node, arena, &grade, err);

	*shown = (struct momus_grade){ .parity = { MOMUS_RUN_NOT_RUN, -1,
						   NAN } };
	if (rc == MOMUS_OK)
		rc = momus_noise_show(n, problem, node->branch, node->turn,
				      &grade, arena, shown, &node->tests_hidden,
				      err);
	node->shown_passed = (int8_t)shown->parity.passed;
	return rc;
}
