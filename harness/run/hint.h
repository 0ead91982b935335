/* hint.h - what execution says about a solution, in words for a model
 *
 * The mapping of critic-rl (ctrl/, commit 13dc710) from outcomes to hints; the
 * sentences are ours.
 */
#ifndef MOMUS_RUN_HINT_H
#define MOMUS_RUN_HINT_H

#include "momus/buffer.h"
#include "momus/random.h"
#include "momus/task.h"

/* Appends the hint for a solution with GRADE:
 *   passed                    it is right, be brief
 *   all tests failed, or every message has 1,000 bytes or more
 *                             it is wrong throughout, start afresh
 *   the first failing test that raised
 *                             the line of code and the error
 *   else one of the failing tests, drawn from STREAM among distinct messages:
 *                             too slow, or input, expected and actual output
 * GRADE NULL, or not judged: says that nothing is known. */
MOMUS_API void momus_hint_build(const struct momus_grade *grade,
				struct momus_stream *stream,
				struct momus_buffer *out);

/* Appends the raw outcome, for feedback without a critic: how many tests passed
 * and the first few that failed, each with all that is known of it. */
MOMUS_API void momus_hint_execution(const struct momus_grade *grade,
				    struct momus_buffer *out);

/* The same with the first failing test alone: what the oracle says. */
MOMUS_API void momus_hint_outcome(const struct momus_grade *grade,
				  struct momus_buffer *out);

#endif /* MOMUS_RUN_HINT_H */
