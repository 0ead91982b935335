/* noise.h - a verdict as it is shown: wrong at times, or blind to some tests
 *
 * What feedback, hints, the oracle and rewards are given of a grade, to study
 * how much a critic minds.  Every draw is of a stream of the graded solution, so
 * what else runs changes nothing; the store keeps the true verdict, and beside
 * it what was shown.
 */
#ifndef MOMUS_RUN_NOISE_H
#define MOMUS_RUN_NOISE_H

#include "momus/buffer.h"
#include "momus/task.h"
#include "store/node.h"

struct momus_noise {   /* probabilities; both 0: none */
	double flip;   /* that the verdict shown is the other one */
	double hide;   /* that a test is not shown */
	uint64_t seed; /* of the run */
};

static inline bool momus_noise_any(const struct momus_noise *n)
{
	return n->flip > 0 || n->hide > 0;
}

/* Appends "flip=0.1,hide-tests=0.3", without what is 0. */
MOMUS_API void momus_noise_print(const struct momus_noise *n,
				 struct momus_buffer *out);

/* Fills *SHOWN with GRADE, of branch BRANCH of TURN of PROBLEM, as N shows it;
 * *HIDDEN receives the tests left out.  New lists are in ARENA, the rest is
 * borrowed from GRADE.
 *   hide  The share is that of the tests shown; wrong becomes right if all of
 *         them were accepted, and unknown if there are none.
 *   flip  Right becomes wrong, wrong right, a share S is 1 - S; no test, part or
 *         note is shown, for each would tell.
 * What could not be judged stays so.  MOMUS_ENOMEM. */
MOMUS_API int momus_noise_show(const struct momus_noise *n,
			       struct momus_text problem, uint32_t branch,
			       uint32_t turn, const struct momus_grade *grade,
			       struct momus_arena *arena,
			       struct momus_grade *shown, uint32_t *hidden,
			       struct momus_error *err);

/* The grade that NODE keeps, as N shows it: verdicts, parts and the statuses of
 * tests, but no texts; in ARENA.  Sets .shown_passed and .tests_hidden of NODE.
 * MOMUS_ENOMEM. */
MOMUS_API int momus_noise_node(const struct momus_noise *n,
			       struct momus_text problem,
			       struct momus_node *node,
			       struct momus_arena *arena,
			       struct momus_grade *shown,
			       struct momus_error *err);

#endif /* MOMUS_RUN_NOISE_H */
