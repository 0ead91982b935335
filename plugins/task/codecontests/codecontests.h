/* codecontests.h - CodeContests: what the plugin's files share */
#ifndef CODECONTESTS_H
#define CODECONTESTS_H

#include <momus/cases.h>
#include <momus/plugin.h>

struct codecontests_options { /* also the task's state */
	const char *grader;
	const char **tests; /* names of groups */
	struct momus_case_options programs;
	double time_limit, time_factor, memory_factor;
};

/* rows.c, programs.c: the ops of the same names.  momus_problem.data is a struct momus_cases,
 * texts as the problem's. */
int codecontests_problem(void *self, const struct momus_row *row,
			 struct momus_arena *arena, struct momus_problem *out,
			 struct momus_error *err);
int codecontests_answer(void *self, const struct momus_row *row, size_t i,
			struct momus_arena *arena, struct momus_answer *out,
			struct momus_error *err);

struct codecontests_reading { /* of one row */
	const struct codecontests_options *options;
	const struct momus_row *row;
	struct momus_arena *arena;
	struct momus_error *err;
};

static inline int codecontests_no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "codecontests: out of memory");
}

/* programs.c: the data's own solutions that can be run, those in the task's
 * language first: into CASES the right ones, a few, and into OUT one right, one
 * wrong, for simulated models. */
int codecontests_solutions(const struct codecontests_reading *r,
			   struct momus_problem *out,
			   struct momus_cases *cases);

/* rows.c: the op "tests". */
int codecontests_tests(void *self, const struct momus_problem *problem,
		       struct momus_arena *arena, struct momus_tests *out,
		       struct momus_error *err);

#endif /* CODECONTESTS_H */
