/* plain.c - see momus/plain.h */
#include "config.h"

#include "momus/plain.h"

#include <math.h>

#include "momus/cases.h"

int momus_plain_op_prompt(void *self, const struct momus_problem *problem,
			  struct momus_buffer *out, struct momus_error *err)
{
	(void)self, (void)err;
	momus_buffer_add(out, problem->statement);
	return MOMUS_OK;
}

int momus_plain_op_extract(void *self, const struct momus_problem *problem,
			   struct momus_text response,
			   struct momus_arena *arena, struct momus_text *out,
			   struct momus_error *err)
{
	(void)self, (void)problem, (void)arena, (void)err;
	*out = response;
	return MOMUS_OK;
}

int momus_plain_op_plan(void *self, const struct momus_problem *problem,
			struct momus_text answer, struct momus_grade *out,
			struct momus_plan *plan, struct momus_error *err)
{
	(void)self, (void)problem, (void)answer, (void)out, (void)plan;
	(void)err;
	return MOMUS_OK;
}

int momus_plain_tests(struct momus_grade *out, struct momus_text expected,
		      struct momus_text parity, struct momus_text strict,
		      struct momus_error *err)
{
	struct momus_test *t = momus_arena_alloc(out->arena, 2 * sizeof *t);

	if (!t)
		return momus_fail(err, MOMUS_ENOMEM, "a grade: out of memory");
	for (int i = 0; i < 2; i++)
		t[i] = (struct momus_test){
			.status = i ? out->strict.status : out->parity.status,
			.cpu_s = NAN,
			.expected = momus_text_shown(expected),
			.actual = momus_text_shown(i ? strict : parity),
		};
	out->tests = t;
	out->strict_tests = t + 1;
	out->n_tests = 1;
	return MOMUS_OK;
}
