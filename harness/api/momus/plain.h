/* plain.h - what tasks share whose answers are compared as texts, not run */
#ifndef MOMUS_PLAIN_H
#define MOMUS_PLAIN_H

#include "momus/task.h"

MOMUS_BEGIN_DECLS

/* Ops of such a task (momus/task.h): a model is asked what the statement says, no
 * word more; the answer is the whole response; nothing is run. */
MOMUS_API int momus_plain_op_prompt(void *self,
				    const struct momus_problem *problem,
				    struct momus_buffer *out,
				    struct momus_error *err);
MOMUS_API int momus_plain_op_extract(void *self,
				     const struct momus_problem *problem,
				     struct momus_text response,
				     struct momus_arena *arena,
				     struct momus_text *out,
				     struct momus_error *err);
MOMUS_API int momus_plain_op_plan(void *self,
				  const struct momus_problem *problem,
				  struct momus_text answer,
				  struct momus_grade *out,
				  struct momus_plan *plan,
				  struct momus_error *err);

/* Gives each verdict of OUT, which are set, a test of its status: EXPECTED, and
 * what was found instead by PARITY's rules and by STRICT's.  Texts stay borrowed;
 * hints show their first 4096 bytes. */
MOMUS_API int momus_plain_tests(struct momus_grade *out,
				struct momus_text expected,
				struct momus_text parity,
				struct momus_text strict,
				struct momus_error *err);

MOMUS_END_DECLS

#endif /* MOMUS_PLAIN_H */
