/* task.h - what a benchmark is: problems, prompts, answers and verdicts
 *
 * The host reads files, runs programs, keeps the store; a task turns a row into
 * a problem, a response into an answer, and an answer into a verdict.  Grading
 * has two steps, so that a task never waits: plan() says which programs to
 * run, judge() is given their outcomes and says what they mean; it may plan
 * more programs and will be called again.
 */
#ifndef MOMUS_TASK_H
#define MOMUS_TASK_H

#include "momus/arena.h"
#include "momus/buffer.h"
#include "momus/job.h"
#include "momus/row.h"

MOMUS_BEGIN_DECLS

/* How the problems of one group are scored together. */
enum momus_grouping {
	MOMUS_GROUP_NONE,
	/* Each asks which of two things is better, in an order of its own; its
	 * verdict's score is 1: the right one, 0: the other, 0.5: neither, NAN:
	 * no decision. */
	MOMUS_GROUP_ORDERS,
	/* Each has an answer of its own, one of which is right; a critic's
	 * judgments of them are compared. */
	MOMUS_GROUP_RIVALS,
};

struct momus_problem {		     /* texts live in the data set's arena */
	struct momus_text id;	     /* unique in the data set */
	struct momus_text statement; /* what models are shown */
	const char *language;	     /* of the answer: "text", or a row of the
				      * language table, "python" */
	struct momus_text right;     /* optional: a reference solution */
	struct momus_text wrong;     /* optional: an answer known to be wrong */
	const void *data;	     /* the task's own, in the same arena */
	uint32_t index;		     /* set by the host: position in the file */
	int reference_fd; /* set by the host: the reference file, or -1 */
	/* Optional: what reports tell apart, as a difficulty or a platform. */
	struct momus_text category;
	/* Optional: what this problem is scored together with, as the two
	 * orders of a pair.  Problems of one group are in one shard. */
	struct momus_text group;
	enum momus_grouping grouping;
	/* Optional: an answer that the data have already, the first solution
	 * of the generator "given". */
	struct momus_text given;
};

/* One test of one verdict, for hints and for the store. */
struct momus_test {
	enum momus_run_status status;
	double cpu_s;  /* NAN when not measured apart */
	uint32_t part; /* index into momus_grade.parts */
	/* For hints; empty when unknown.  In the grade's arena, cut to 4096. */
	struct momus_text input, expected, actual, error;
};

struct momus_verdict {
	enum momus_run_status status; /* of the first test that failed */
	int passed;		      /* 1, 0; -1: could not be judged */
	double score;		      /* share of tests passed, in [0,1]; NAN */
};

#define MOMUS_PARTS_MAX 64

struct momus_part { /* what a grader names: "base", "plus" */
	/* NAME/MEMBER: also counted in NAME; NAME/MEMBER/N: its Nth MEMBER */
	const char *name;
	int passed; /* 1, 0, -1 */
};

struct momus_grade {		   /* zeroed by the host before plan() */
	struct momus_arena *arena; /* borrowed: for the texts below */
	const char *grader;	   /* whose rules parity follows */
	struct momus_verdict parity, strict;
	/* Tests in the benchmark's own order (MBPP+: base, then plus).  STRICT
	 * may be NULL: then the same tests as parity. */
	struct momus_test *tests, *strict_tests;
	size_t n_tests;
	struct momus_part parts[MOMUS_PARTS_MAX];
	size_t n_parts;
	struct momus_text note; /* one sentence for people; may be empty */
	/* Set by the host before plan(): the answer's own, else the problem's. */
	const char *language;
	/* plan() may say how many programs there will be in all, for the time
	 * left; 0: those that it adds. */
	size_t programs;
};

struct momus_answer {	      /* one row of a --solutions file */
	struct momus_text id; /* which problem */
	struct momus_text text;
	bool extracted;	      /* .text is the answer; else a response */
	const char *language; /* static, or in the arena; NULL: the problem's */
};

struct momus_case;

struct momus_tests { /* of one problem; zeroed by the host */
	const struct momus_case
		*list; /* (n), cases.h; in the benchmark's order */
	size_t n;
	/* Parts below it (momus_case.part) models may know, as the statement
	 * shows them; the expected outputs of the others are hidden. */
	uint32_t first_hidden;
	size_t untold; /* hidden ones too large to be kept: texts empty */
};

struct momus_task_ops {
	uint32_t size; /* sizeof(struct momus_task_ops) */

	/* Optional pair: state that outlives a problem.  Without them SELF below
	 * is the options struct. */
	int (*open)(void **self, const void *options, struct momus_error *err);
	void (*close)(void *self); /* NULL is allowed */

	/* Turns a row into *OUT (zeroed); allocates from ARENA.  MOMUS_END: the
	 * row is skipped on purpose (a filter). */
	int (*problem)(void *self, const struct momus_row *row,
		       struct momus_arena *arena, struct momus_problem *out,
		       struct momus_error *err);

	/* Optional.  Appends the user message that asks for a first solution,
	 * unless the recipe names a template of its own.  Default: the host's
	 * template around .statement. */
	int (*prompt)(void *self, const struct momus_problem *problem,
		      struct momus_buffer *out, struct momus_error *err);

	/* Optional.  The graded answer in a model's RESPONSE, borrowed from it
	 * or in ARENA; empty when there is none.  Default: the first complete
	 * fence in the problem's language (momus/extract.h). */
	int (*extract)(void *self, const struct momus_problem *problem,
		       struct momus_text response, struct momus_arena *arena,
		       struct momus_text *out, struct momus_error *err);

	/* Optional.  Programs whose record_fd output is the problem's reference
	 * (outputs of a canonical solution).  The host opens one file, sets
	 * it as every job's record_fd, and keeps it in a cache keyed by the
	 * data file's SHA-256, this plugin's version and the grader;
	 * afterwards problem->reference_fd is open for reading. */
	int (*reference)(void *self, const struct momus_problem *problem,
			 struct momus_plan *plan, struct momus_error *err);

	/* Programs to run to grade ANSWER; none is allowed.  OUT->arena may be
	 * used for the jobs' texts. */
	int (*plan)(void *self, const struct momus_problem *problem,
		    struct momus_text answer, struct momus_grade *out,
		    struct momus_plan *plan, struct momus_error *err);

	/* OUTCOMES (N): of every job planned so far, in order.  Fills *OUT and
	 * returns MOMUS_OK; or appends to MORE, fills nothing, returns MOMUS_OK
	 * and is called again.  A run's internal error has passed = -1. */
	int (*judge)(void *self, const struct momus_problem *problem,
		     struct momus_text answer,
		     const struct momus_outcome *outcomes, size_t n,
		     struct momus_grade *out, struct momus_plan *more,
		     struct momus_error *err);

	/* Optional.  Reads the benchmark's customary --solutions row; each call
	 * with I = 0, 1, … gives one sample of the row, MOMUS_END behind the
	 * last.  Rows with `id` are read by the host itself. */
	int (*answer)(void *self, const struct momus_row *row, size_t i,
		      struct momus_arena *arena, struct momus_answer *out,
		      struct momus_error *err);

	/* NULL-terminated; the first is the default.  The host sets the choice
	 * as option "grader", which a task with several must declare. */
	const char *const *graders;

	/* Optional.  Further problems of a row: each call with I = 1, 2, …
	 * gives the one behind that of problem(), which is the first, into *OUT
	 * (zeroed); MOMUS_END behind the last.  Not called for a row that
	 * problem() left out. */
	int (*more)(void *self, const struct momus_row *row, size_t i,
		    struct momus_arena *arena, struct momus_problem *out,
		    struct momus_error *err);

	/* Optional.  Whether RESPONSE, the reply number N (from 1) of one
	 * dialogue, calls for another turn before anything is graded: appends
	 * the user message that asks for it, or returns MOMUS_END.  What is
	 * graded is the last reply; those before are kept as attempts. */
	int (*ask_on)(void *self, const struct momus_problem *problem,
		      struct momus_text response, unsigned n,
		      struct momus_buffer *out, struct momus_error *err);

	/* Optional.  The tests of PROBLEM with their expected outputs, borrowed
	 * from the problem or in ARENA: critiques are searched for those that
	 * are hidden.  Its reference file is open, if there is one.  MOMUS_END:
	 * it has none of that kind. */
	int (*tests)(void *self, const struct momus_problem *problem,
		     struct momus_arena *arena, struct momus_tests *out,
		     struct momus_error *err);
};

MOMUS_END_DECLS

#endif /* MOMUS_TASK_H */
