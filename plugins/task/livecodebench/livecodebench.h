/* livecodebench.h - LiveCodeBench: what the plugin's files share */
#ifndef LIVECODEBENCH_H
#define LIVECODEBENCH_H

#include <momus/cases.h>
#include <momus/plugin.h>

enum livecodebench_grader {
	LIVECODEBENCH_LCB,
	LIVECODEBENCH_SANDBOXFUSION,
	LIVECODEBENCH_STRICT,
};

enum livecodebench_group { /* of tests, in the data's order */
			   LIVECODEBENCH_PUBLIC,
			   LIVECODEBENCH_PRIVATE,
			   LIVECODEBENCH_GROUPS
};

extern const char *const livecodebench_groups[LIVECODEBENCH_GROUPS];

struct livecodebench_options {
	const char *grader, *scenario, *tests;
	const char *since, *until, *release; /* NULL: not asked for */
	const char **platforms, **difficulties;
	double time_limit, memory_limit; /* seconds, 0: the grader's; MiB */
	bool stop;
};

struct livecodebench {				     /* the task's state */
	const struct livecodebench_options *options; /* borrowed */
	enum livecodebench_grader grader;
	bool predict; /* the scenario: what does a test return? */
	bool use[LIVECODEBENCH_GROUPS];
	unsigned first_release, last_release; /* 0: any */
	struct momus_arena *scratch; /* owned: tests of the row being read */
};

/* Tests as they stand in a row: JSON, or packed. */
struct livecodebench_source {
	struct momus_text public_tests, private_tests;
	struct momus_text packed; /* SandboxFusion's, instead of both */
};

struct livecodebench_row { /* momus_problem.data; texts as the problem's */
	struct momus_text function; /* to call; empty: it reads and prints */
	/* NULL if they are large: then read anew from .source each time. */
	const struct momus_case *tests; /* (n) */
	size_t n;
	struct livecodebench_source source;
	struct momus_token_rule rule; /* what the statement allows */
	bool any_answer;	      /* it asks for any of several */
	struct momus_text unreadable; /* why there are no tests; or empty */
	struct momus_text
		malformed; /* a test that fails any answer; or empty */
};

struct livecodebench_reading { /* a row, and where it goes; borrowed */
	const struct livecodebench *task;
	const struct momus_row *row;
	struct momus_arena *arena;
	struct momus_error *err;
};

/* filters.c: checks the options that choose rows. */
int livecodebench_filters_read(struct livecodebench *task,
			       struct momus_error *err);
/* filters.c: MOMUS_END if the row is not asked for. */
int livecodebench_filter(const struct livecodebench_reading *r);

/* rows.c: the ops of the same names. */
int livecodebench_problem(void *self, const struct momus_row *row,
			  struct momus_arena *arena, struct momus_problem *out,
			  struct momus_error *err);
int livecodebench_more(void *self, const struct momus_row *row, size_t i,
		       struct momus_arena *arena, struct momus_problem *out,
		       struct momus_error *err);

/* rows.c: a copy of the text, or the number, under KEY; and of TESTS, ROW's, into
 * the data set's arena. */
int livecodebench_copy_name(const struct livecodebench_reading *r,
			    const char *key, struct momus_text *out);
int livecodebench_keep_tests(const struct livecodebench_reading *r,
			     const struct momus_case *tests,
			     struct livecodebench_row *row);

/* statements.c: the text under KEY, the code that is given (BEFORE_CODE
 * introduces it), and behind it what is ASKED for. */
int livecodebench_write_statement(const struct livecodebench_reading *r,
				  const char *key, const char *before_code,
				  struct momus_text asked,
				  struct momus_text *out);

/* statements.c: asks for a program; OLD rows, SandboxFusion's, hold the whole
 * prompt. */
int livecodebench_write_program(const struct livecodebench_reading *r, bool old,
				const struct livecodebench_row *row,
				struct momus_problem *out);

/* predictions.c: problem I of ROW, to predict what its test I returns; MOMUS_END
 * behind the last. */
int livecodebench_predict(const struct livecodebench_reading *r, size_t i,
			  struct livecodebench_row *row,
			  struct momus_problem *out);

static inline int livecodebench_no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "livecodebench: out of memory");
}

/* answers.c: the ops of the same names. */
int livecodebench_answer(void *self, const struct momus_row *row, size_t i,
			 struct momus_arena *arena, struct momus_answer *out,
			 struct momus_error *err);
int livecodebench_prompt(void *self, const struct momus_problem *problem,
			 struct momus_buffer *out, struct momus_error *err);
int livecodebench_extract(void *self, const struct momus_problem *problem,
			  struct momus_text response, struct momus_arena *arena,
			  struct momus_text *out, struct momus_error *err);

/* tests.c: appends the tests of SOURCE that TASK uses to LIST; ROW is for errors.
 * MOMUS_EPARSE: they cannot be read. */
int livecodebench_read(const struct livecodebench *task,
		       const struct momus_row *row,
		       const struct livecodebench_source *source,
		       struct momus_case_list *list,
		       struct momus_text *function, struct momus_error *err);

/* tests.c: names the first of TESTS, calls of OUT's function, that cannot be read, in
 * a warning and in OUT.  The official checkers read all before the first call, and
 * fail every answer if one cannot be: so it stays by their rules. */
int livecodebench_check_calls(const struct livecodebench_reading *r,
			      const struct momus_case *tests,
			      struct livecodebench_row *out);

/* tests.c: the tests of R, borrowed from R or in ARENA. */
int livecodebench_tests(const struct livecodebench *task,
			const struct livecodebench_row *r,
			struct momus_arena *arena,
			const struct momus_case **tests,
			struct momus_error *err);

/* jobs.c: appends to PLAN what runs ANSWER on every test as the grader does; with
 * COMPARE, what compares live objects as well.  ARENA holds what they are told. */
int livecodebench_add_run(const struct livecodebench *task,
			  const struct livecodebench_row *r, bool compare,
			  struct momus_text answer, struct momus_arena *arena,
			  struct momus_plan *plan, struct momus_error *err);

/* jobs.c: ANSWER as a script of its own, behind the imports that LiveCodeBench
 * gives. */
int livecodebench_script(struct momus_text answer, struct momus_arena *arena,
			 struct momus_text *out, struct momus_error *err);

/* judge.c: the ops of the same names. */
int livecodebench_plan(void *self, const struct momus_problem *problem,
		       struct momus_text answer, struct momus_grade *out,
		       struct momus_plan *plan, struct momus_error *err);
int livecodebench_judge(void *self, const struct momus_problem *problem,
			struct momus_text answer,
			const struct momus_outcome *outcomes, size_t n,
			struct momus_grade *out, struct momus_plan *more,
			struct momus_error *err);

#endif /* LIVECODEBENCH_H */
