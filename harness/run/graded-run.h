/* graded-run.h - recorded answers and their verdicts as a run in the store */
#ifndef MOMUS_RUN_GRADED_RUN_H
#define MOMUS_RUN_GRADED_RUN_H

#include "run/solutions.h"
#include "store/store.h"

/* Fills *OUT, texts in ARENA, for the answers S of B: a run without models, whose
 * generator is "recorded".  SOLUTIONS is the name of their file. */
MOMUS_API int momus_graded_head(struct momus_store_head *out,
				const struct momus_recipe *recipe,
				const struct momus_benchmark *b,
				const struct momus_solutions *s,
				const char *solutions,
				struct momus_arena *arena,
				struct momus_error *err);

/* The store's problems, (s->problems) in ARENA: those that have an answer.
 * PLACE (dataset->n) receives where each stands among them. */
MOMUS_API int momus_graded_problems(const struct momus_benchmark *b,
				    const struct momus_solutions *s,
				    struct momus_store_problem **out,
				    uint32_t *place, struct momus_arena *arena,
				    struct momus_error *err);

/* The "task" of a recipe that grades with B: its effective options, grader and
 * data, as RECIPE names them.  The caller's to delete; may lack members without
 * memory. */
cJSON *momus_graded_task(const struct momus_recipe *recipe,
			 const struct momus_benchmark *b);

/* A run's own name: 16 hex digits of chance. */
MOMUS_API void momus_run_id_make(char out[17]);

#endif /* MOMUS_RUN_GRADED_RUN_H */
