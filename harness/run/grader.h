/* grader.h - from an answer to its grade: reference, programs, verdict
 *
 * Drives a task's plan() and judge() against the sandbox of a world, any number
 * of answers at once, none waiting for another.  A problem's reference file is
 * made once, on the first answer that needs it, and kept in the cache.
 */
#ifndef MOMUS_RUN_GRADER_H
#define MOMUS_RUN_GRADER_H

#include "host/dataset.h"
#include "momus/plugin.h"
#include "run/world.h"

struct momus_grader;

struct momus_failures { /* what is kept of tests that failed */
	uint32_t tests; /* at most; 0: nothing */
	uint32_t bytes; /* of each of their texts */
};

struct momus_grader_setup { /* borrowed for the grader's life */
	const struct momus_plugin *task;
	void *self;	  /* the task's state, from its open() */
	const char *name; /* of the grader; NULL: the task's only one */
	struct momus_dataset *dataset; /* its .reference_fd are set here */
	const struct momus_world *world;
	const char *cache; /* folder of reference files; NULL: the user's */
	struct momus_failures failures;
	/* Called when a reference has to be computed first, and when it is
	 * there, for the progress line; may be NULL. */
	void (*computing)(void *arg, uint32_t done, uint32_t total);
	void *arg;
};

struct momus_graded { /* valid during the callback only */
	const struct momus_grade *grade;
	double cpu_s, wall_s; /* of all its programs together */
	uint64_t peak_bytes;  /* of the largest */
	uint32_t programs;
	uint32_t compiled;    /* for this answer; a program runs many times */
	double compile_cpu_s; /* of the compilers, not in .cpu_s */
	struct momus_failures failures; /* the grader's */
	/* Memory of our own was lacking: .grade is no verdict, and the answer is
	 * to be graded another time. */
	bool starved;
};

struct momus_grader_item {
	uint32_t problem;	  /* place in the data set */
	struct momus_text answer; /* borrowed until DONE was called */
	const char *language;	  /* likewise; NULL: the problem's */
	uint64_t
		seed; /* from the trajectory's stream: what its programs' random
			* state is made of */
};

typedef void momus_grader_done_fn(void *arg, const struct momus_graded *graded);

/* A grader that has nothing to grade yet; SETUP is copied, what it points to is
 * borrowed. */
MOMUS_API int momus_grader_create(struct momus_grader **out,
				  const struct momus_grader_setup *setup,
				  struct momus_error *err);
/* Withdraws what runs, without callbacks.  NULL is allowed. */
MOMUS_API void momus_grader_free(struct momus_grader *grader);

/* Grades ITEM; DONE is never called from within.  An answer that cannot be judged
 * is a grade with passed = -1 and a note, not an error.  *TICKET (> 0) names it
 * for cancel. */
MOMUS_API int momus_grader_submit(struct momus_grader *grader,
				  const struct momus_grader_item *item,
				  momus_grader_done_fn *done, void *arg,
				  uint64_t *ticket, struct momus_error *err);
MOMUS_API void momus_grader_cancel(struct momus_grader *grader,
				   uint64_t ticket);

/* Answers submitted and not done. */
MOMUS_API size_t momus_grader_pending(const struct momus_grader *grader);

/* The reference file of PROBLEM, a place in the data set, to read until leave():
 * if an answer had it made, or the cache has it; else -1. */
MOMUS_API int momus_grader_reference(struct momus_grader *grader,
				     uint32_t problem);
MOMUS_API void momus_grader_reference_leave(struct momus_grader *grader,
					    uint32_t problem);

/* What of these is done, in answers: of each, the share of its programs that have
 * ended. */
MOMUS_API double momus_grader_work(const struct momus_grader *grader);
/* Seconds that the programs which are left of slow answers will take: of each in
 * which a program was out of time, as long as the mean of those that ended.
 * *RAN, seconds, is how long those of all answers that are not done ran. */
MOMUS_API double momus_grader_slow(const struct momus_grader *grader,
				   double *ran);

/* MOMUS_OK, or the first reason for which the world took no program (a host
 * that cannot isolate), or for which an answer is .starved (MOMUS_ENOMEM): then
 * the rest could not be judged either. */
MOMUS_API int momus_grader_broken(const struct momus_grader *grader,
				  struct momus_error *err);

/* What plan() and judge() made into rows of a node: .parity, .strict, .tests,
 * .parts, .note and the costs of OUT; texts and tests in ARENA. */
struct momus_node;
MOMUS_API int momus_grade_to_node(const struct momus_graded *graded,
				  struct momus_arena *arena,
				  struct momus_node *out,
				  struct momus_error *err);

/* The same back: verdicts, tests, parts and note of NODE, in ARENA; the texts of
 * tests are not kept and empty.  MOMUS_ENOMEM. */
MOMUS_API int momus_grade_of_node(const struct momus_node *node,
				  struct momus_arena *arena,
				  struct momus_grade *out,
				  struct momus_error *err);

#endif /* MOMUS_RUN_GRADER_H */
