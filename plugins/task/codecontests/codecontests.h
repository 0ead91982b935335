/* codecontests.h - CodeContests: what the plugin's files share */
#ifndef CODECONTESTS_H
#define CODECONTESTS_H

#include <momus/cases.h>
#include <momus/plugin.h>

enum { CODECONTESTS_GROUPS = 3 }; /* of tests: public, private, generated */

extern const char *const codecontests_groups[CODECONTESTS_GROUPS];

struct codecontests_options {
	const char *grader, *language;
	const char **tests; /* names of groups */
	bool stop;
	double time_limit, time_factor, memory_factor;
};

struct codecontests {				    /* the task's state */
	const struct codecontests_options *options; /* borrowed */
	bool strict; /* the strict judge's rules decide */
	size_t most; /* tests of a problem that count; 0: all */
	bool use[CODECONTESTS_GROUPS]; /* which are wanted */
};

/* momus_problem.data is a struct momus_cases, texts as the problem's. */

/* codecontests.c: all of *OUT but tests, limits and references. */
void codecontests_rules(const struct codecontests *task,
			struct momus_text statement, struct momus_cases *out);

/* rows.c: the ops of the same names. */
int codecontests_problem(void *self, const struct momus_row *row,
			 struct momus_arena *arena, struct momus_problem *out,
			 struct momus_error *err);
int codecontests_answer(void *self, const struct momus_row *row, size_t i,
			struct momus_arena *arena, struct momus_answer *out,
			struct momus_error *err);

#endif /* CODECONTESTS_H */
