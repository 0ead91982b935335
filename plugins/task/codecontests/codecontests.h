/* codecontests.h - CodeContests: what the plugin's files share */
#ifndef CODECONTESTS_H
#define CODECONTESTS_H

#include <momus/checker.h>
#include <momus/plugin.h>

enum codecontests_group { /* in the data's order */
			  CODECONTESTS_PUBLIC,
			  CODECONTESTS_PRIVATE,
			  CODECONTESTS_GENERATED,
			  CODECONTESTS_GROUPS
};

extern const char *const codecontests_groups[CODECONTESTS_GROUPS];

struct codecontests_options {
	const char *grader;
	const char **tests; /* names of groups */
	bool stop;
	double time_limit, time_factor, memory_factor;
};

struct codecontests {				    /* the task's state */
	const struct codecontests_options *options; /* borrowed */
	bool strict;		       /* the strict judge's rules decide */
	size_t most;		       /* tests of a problem that count */
	bool use[CODECONTESTS_GROUPS]; /* which are wanted */
};

struct codecontests_test {
	struct momus_text input, expected;
	enum codecontests_group group;
};

struct codecontests_row { /* momus_problem.data; texts as the problem's */
	struct codecontests_test *tests; /* (n) */
	size_t n;
	struct momus_token_rule rule; /* what the statement allows */
	double time_s;		      /* the problem's limit; 0: not stated */
	double memory_bytes;	      /* likewise */
};

/* rows.c: the ops of the same names. */
int codecontests_problem(void *self, const struct momus_row *row,
			 struct momus_arena *arena, struct momus_problem *out,
			 struct momus_error *err);
int codecontests_answer(void *self, const struct momus_row *row, size_t i,
			struct momus_arena *arena, struct momus_answer *out,
			struct momus_error *err);

/* judge.c: the ops of the same names. */
int codecontests_plan(void *self, const struct momus_problem *problem,
		      struct momus_text answer, struct momus_grade *out,
		      struct momus_plan *plan, struct momus_error *err);
int codecontests_judge(void *self, const struct momus_problem *problem,
		       struct momus_text answer,
		       const struct momus_outcome *outcomes, size_t n,
		       struct momus_grade *out, struct momus_plan *more,
		       struct momus_error *err);

#endif /* CODECONTESTS_H */
