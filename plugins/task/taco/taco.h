/* taco.h - TACO and APPS: what the plugin's files share */
#ifndef TACO_H
#define TACO_H

#include <momus/cases.h>
#include <momus/plugin.h>

struct taco_options {
	const char *grader;
	struct momus_case_options programs;
	bool clean;
	double time_limit, time_factor;
	int64_t min_tokens, max_tokens;
	const char *special_judge; /* a file, or NULL */
};

struct taco {				    /* the task's state */
	const struct taco_options *options; /* borrowed */
	bool strict;			    /* the careful judge decides */
	struct taco_seen *seen;		    /* owned: texts of rows before */
	bool *special; /* owned, (n_special): by index of the row */
	size_t n_special;
};

struct taco_problem { /* momus_problem.data; texts as the problem's */
	struct momus_cases cases;   /* first, so that it is one */
	struct momus_text function; /* to call; empty: it reads and prints */
};

struct taco_reading { /* a row, and where it goes; borrowed */
	struct taco *task;
	const struct momus_row *row;
	struct momus_arena *arena;
	struct momus_error *err;
};

/* rows.c: the ops of the same names. */
int taco_problem(void *self, const struct momus_row *row,
		 struct momus_arena *arena, struct momus_problem *out,
		 struct momus_error *err);
int taco_answer(void *self, const struct momus_row *row, size_t i,
		struct momus_arena *arena, struct momus_answer *out,
		struct momus_error *err);

/* clean.c: MOMUS_END, with the reason, if QUESTION or its tests IO (JSON) are
 * none that a training set takes. */
int taco_clean(const struct taco_reading *r, struct momus_text question,
	       struct momus_text io);
void taco_seen_free(struct taco_seen *seen); /* NULL allowed */

/* clean.c: T's length in tokens, as the pieces that tokenizers of GPT-4's kind cut
 * first: a run of letters with one sign before it, a digit, a run of other
 * signs, of line ends, or of spaces.  At most as many as there are tokens. */
size_t taco_tokens(struct momus_text t);

/* tests.c: reads the tests in IO (JSON, in the arena) into OUT.  MOMUS_END, with
 * the reason, if they are none. */
int taco_read_tests(const struct taco_reading *r, struct momus_text io,
		    struct taco_problem *out);

/* calls.c: *OUT is ANSWER as a program that reads a JSON value a line, calls
 * FUNCTION with them and prints what comes back as JSON; spaces behind it say of
 * tuples what JSON cannot: one, that the elements of a list are tuples; two, that
 * there are others. */
int taco_call(struct momus_text answer, struct momus_text function,
	      struct momus_arena *arena, struct momus_text *out,
	      struct momus_error *err);

/* calls.c: whether ACTUAL, printed by taco_call()'s program, is EXPECTED (JSON) by
 * the rule of SandboxFusion's checker: the same by momus_check_json(), or as the
 * first element of a list that is expected. */
bool taco_check_call(struct momus_text actual, struct momus_text expected);

/* calls.c: momus_check_value(), where the expected one stands alone in a list. */
bool taco_check_wrapped(struct momus_text actual, struct momus_text expected);

#endif /* TACO_H */
