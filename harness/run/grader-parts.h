/* grader-parts.h - the grader's own structs, shared by its three files
 *
 *	grader.c            what waits, and what starts when
 *	grader-reference.c  a problem's reference file
 *	grader-answer.c     an answer's programs, from plan() to the last judge()
 */
#ifndef MOMUS_RUN_GRADER_PARTS_H
#define MOMUS_RUN_GRADER_PARTS_H

#include "run/grader.h"
#include "run/longest.h"
#include "run/plan.h"
#include "run/refcache.h"

struct grader_answer;

struct grader_job {  /* one program under way */
	void *owner; /* borrowed: the answer, or the problem */
	uint64_t ticket;
	size_t index; /* of its outcome */
	bool running;
};

/* Programs that were started together; their owner goes on after the last. */
struct grader_batch {
	struct momus_plan plan;	 /* owned: the jobs */
	struct grader_job *jobs; /* owned, (plan.n) */
	size_t left;
};

enum grader_answer_state { ANSWER_QUEUED, ANSWER_REFERENCE, ANSWER_PROGRAMS };

struct grader_answer {
	struct momus_grader *grader; /* borrowed */
	struct grader_answer *next;  /* of the problem's queue */
	uint64_t ticket;
	enum grader_answer_state state;
	uint32_t problem;
	struct momus_text text; /* borrowed */
	const char *language;	/* borrowed */
	uint64_t seed;
	momus_grader_done_fn *done;
	void *arg;
	struct momus_arena *arena; /* owned */
	struct momus_grade grade;  /* texts in .arena */
	struct grader_batch batch;
	struct momus_outcome *outcomes; /* owned, (n_outcomes) */
	size_t n_outcomes, rounds;
	bool slow; /* a program was out of time */
	struct momus_graded costs; /* and whether memory was lacking */
};

enum grader_reference_state {
	REFERENCE_NONE, /* not looked for yet, or closed to save descriptors */
	REFERENCE_MAKING,
	REFERENCE_READY,
	REFERENCE_FAILED, /* .why; stays so, but for want of memory */
};

struct grader_problem {
	struct momus_grader *grader; /* borrowed */
	uint32_t index;
	/* Answers not started, and those that wait for the reference. */
	struct grader_answer *first, *last, *waiting;
	size_t active; /* answers started and not done */
	bool surveyed; /* its time is known, or cannot be known yet */
	enum grader_reference_state reference;
	bool kept;    /* can be opened again */
	bool starved; /* memory was lacking while it was made */
	int record_fd;
	struct grader_batch batch; /* the reference programs */
	char why[256];
};

struct momus_grader {
	struct momus_grader_setup setup;
	const struct momus_task_ops *ops;
	const char *name;		 /* of the grader */
	struct grader_problem *problems; /* owned, (dataset->n) */
	struct momus_longest queue;
	struct momus_refcache *cache;	/* owned; NULL: not needed */
	struct grader_answer **answers; /* owned, (room): by slot; NULL: free */
	uint32_t *turns;		/* owned, (room): of use, for tickets */
	size_t room, pending, active;
	uint32_t free_slot; /* where to look for a free one */
	uint32_t references, references_done;
	size_t open_references;
	uint64_t timer; /* 0: none armed */
	bool pumping, unsurveyed;
	int broken; /* a world that takes no programs, or memory was lacking */
	struct momus_error why;
};

/* grader.c */
void grader_wake(struct momus_grader *g);
/* Calls done() for A and frees it. */
void grader_finish(struct grader_answer *a);

/* grader-answer.c: batches of programs.  FINISHED(job, outcome) is called for
 * each.  An error: none of them runs. */
int grader_batch_start(struct momus_grader *g, struct grader_batch *batch,
		       momus_sandbox_done_fn *finished, void *owner,
		       struct momus_error *err);
void grader_batch_release(struct momus_grader *g, struct grader_batch *batch);

/* Plans A's programs and starts them; the reference is there. */
void grader_answer_start(struct grader_answer *a);
/* Ends A with a grade that says it could not be judged, because of WHY. */
void grader_answer_give_up(struct grader_answer *a, const char *why);
/* A cannot be judged now, since memory of our own is lacking: that is no verdict. */
void grader_answer_starve(struct grader_answer *a);
/* CPU seconds that grading A is likely to take; INFINITY if plan() refuses. */
double grader_answer_expect(const struct grader_answer *a);
void grader_answer_free(struct grader_answer *a);

/* grader-reference.c */
/* Opens the reference if it is in the cache; whether it is there now. */
bool grader_reference_find(struct grader_problem *p);
/* Has it computed; A, and what waits already, go on when it is there. */
void grader_reference_make(struct grader_problem *p);
/* Closes it if nobody uses it and many are open. */
void grader_reference_leave(struct grader_problem *p);

#endif /* MOMUS_RUN_GRADER_PARTS_H */
