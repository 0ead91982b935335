/* cases.h - grading by tests: a program reads standard input and prints
 *
 * What benchmarks of such programs share: one run a test, what it printed is
 * compared outside its jail by two rules, and both verdicts, parts, hints' texts
 * and notes follow from it.  A task calls momus_cases_plan() in its plan() and
 * momus_cases_judge() in its judge().
 *
 * Parity: whatever the named grader's comparison says; without a test it passes.
 * Strict: the careful comparison; it cannot tell (passed = -1, with a note)
 * without a test, where the data's own solution fails a test that the answer
 * fails, and where the statement asks for any of several answers and the answer
 * is another than the expected one.
 */
#ifndef MOMUS_CASES_H
#define MOMUS_CASES_H

#include "momus/arena.h"
#include "momus/checker.h"
#include "momus/option.h"
#include "momus/task.h"

MOMUS_BEGIN_DECLS

struct momus_case { /* one test; texts borrowed */
	struct momus_text input, expected;
	uint32_t part; /* index into momus_cases.parts */
};

struct momus_case_program {
	struct momus_text text;
	const char *language; /* a row of the language table */
};

struct momus_cases { /* how answers to one problem are graded; borrowed */
	const struct momus_case *tests; /* (n), in the benchmark's order */
	size_t n;
	const char *const *parts; /* (n_parts): names of groups of tests */
	size_t n_parts;		  /* 0: none; most MOMUS_PARTS_MAX */

	/* Of each run.  .output_bytes of 0 is 1 MiB and twice what is expected:
	 * what prints more is wrong whatever it says. */
	struct momus_limits limits;
	/* Run no test behind the first that fails by the rule that decides.
	 * They are run in batches of 1, 1, 2, 4, …: a program that never ends
	 * costs one run, one that passes waits seldom. */
	bool stop;

	momus_compare_fn *parity; /* NULL: strict decides parity too */
	momus_compare_fn *strict; /* NULL: momus_check_tokens by .rule */
	struct momus_token_rule rule;
	bool any_answer; /* momus_statement_wants_any() of the statement */
	/* Solutions that the data says are right (n_references), tried in order
	 * on tests that an answer fails, where no failure but a wrong answer
	 * keeps it from passing; the first that fails one too ends it. */
	const struct momus_case_program *references;
	size_t n_references;
	/* Bytes of output from which the official runner may hang: there is a
	 * note, "parity unknown", if a test printed more.  0: none. */
	uint64_t unsure_output;

	double compiled_cpu_s; /* of a run of a compiled program, instead of
				* .limits.cpu_s; 0: the same */
	/* Tests out of time behind which no further batch is run: so a program
	 * that never ends costs so many runs, not one a test.  The rest is not
	 * run, the verdict the same, the score a lower bound.  0: all are run;
	 * else in batches of GIVE_UP, as many again, and so on. */
	size_t give_up;
};

/* Options of a task whose answers are such programs. */
struct momus_case_options {
	const char *language;
	bool stop;
	int64_t give_up;
};

/* Their rows, for MEMBER_ of the options struct STRUCT_; of_ says what programs
 * the language is of. */
#define MOMUS_CASE_ROWS(struct_, member_, of_)                            \
	{ .type = MOMUS_OPT_ENUM,                                         \
	  .name = "language",                                             \
	  .value = "python",                                              \
	  .offset = offsetof(struct_, member_.language),                  \
	  .choices = "python|cpp|c",                                      \
	  .help = (of_) },                                                \
		{ .type = MOMUS_OPT_BOOL,                                 \
		  .name = "stop",                                         \
		  .value = "false",                                       \
		  .offset = offsetof(struct_, member_.stop),              \
		  .help = "run no tests behind the first that fails" },   \
	{                                                                 \
		.type = MOMUS_OPT_INT, .name = "give_up", .value = "10",  \
		.offset = offsetof(struct_, member_.give_up), .max = 1e6, \
		.help = "tests out of time behind which the rest is not " \
			"run, but counted as failed; 0: all are run"      \
	}

/* Adds to PLAN the first runs of PROGRAM. */
MOMUS_API int momus_cases_plan(const struct momus_cases *cases,
			       const struct momus_case_program *program,
			       struct momus_plan *plan,
			       struct momus_error *err);

/* OUTCOMES (N): of every run planned so far by these two functions, in order; a
 * task with programs of its own plans them first and leaves them out here.  Adds
 * runs to MORE and fills nothing, or fills *OUT: verdicts, tests, parts, note.
 * Texts are in OUT's arena, or borrowed from CASES and OUTCOMES. */
MOMUS_API int momus_cases_judge(const struct momus_cases *cases,
				const struct momus_case_program *program,
				const struct momus_outcome *outcomes, size_t n,
				struct momus_grade *out,
				struct momus_plan *more,
				struct momus_error *err);

/* The two as a task's ops, where momus_problem.data is the struct momus_cases; the
 * answer's language is momus_grade's. */
MOMUS_API int momus_cases_op_plan(void *self,
				  const struct momus_problem *problem,
				  struct momus_text answer,
				  struct momus_grade *out,
				  struct momus_plan *plan,
				  struct momus_error *err);
MOMUS_API int momus_cases_op_judge(void *self,
				   const struct momus_problem *problem,
				   struct momus_text answer,
				   const struct momus_outcome *outcomes,
				   size_t n, struct momus_grade *out,
				   struct momus_plan *more,
				   struct momus_error *err);

/* The op "tests" of such a task; all of them are hidden. */
MOMUS_API int momus_cases_op_tests(void *self,
				   const struct momus_problem *problem,
				   struct momus_arena *arena,
				   struct momus_tests *out,
				   struct momus_error *err);

/* What TESTS (N) come to by their statuses: the first failure's status, the share
 * that passed; passed = 1 and a score of NAN if there are none.  Tests that were
 * not run count as not passed in the share alone. */
MOMUS_API struct momus_verdict momus_verdict_of_tests(
	const struct momus_test *tests, size_t n);

/* T's first 4096 bytes, not cut within a character: for hints. */
MOMUS_API struct momus_text momus_text_shown(struct momus_text t);

struct momus_case_list {	   /* zeroed but for .arena, then grows */
	struct momus_arena *arena; /* borrowed: for tests and their texts */
	size_t most;		   /* tests behind it are left out; 0: all */
	struct momus_case *tests;  /* (n), in .arena */
	size_t n, room;
};

/* The names of a test's two texts in a data file. */
struct momus_case_names {
	const char *input, *output; /* "input", "output" */
};

/* Appends the tests of the raw JSON value RAW, of ROW's field FIELD, to LIST, all
 * of them PART: from an object of two lists of strings, equally long, called as
 * NAMES has it.  MOMUS_EPARSE names file, line, field and test. */
MOMUS_API int momus_cases_read_lists(const struct momus_row *row,
				     const char *field, struct momus_text raw,
				     struct momus_case_names names,
				     uint32_t part,
				     struct momus_case_list *list,
				     struct momus_error *err);

/* The same from a list of objects with two texts each; a number stands for its
 * digits. */
MOMUS_API int momus_cases_read_objects(const struct momus_row *row,
				       const char *field, struct momus_text raw,
				       struct momus_case_names names,
				       uint32_t part,
				       struct momus_case_list *list,
				       struct momus_error *err);

MOMUS_END_DECLS

#endif /* MOMUS_CASES_H */
