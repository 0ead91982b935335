/* running.h - the inside of a running pipeline, shared by its files
 *
 *	cells.c       the loop over all runs, when to sync, when to end
 *	pipeline.c    one run's part in it: who may start, how it ends
 *	kin.c         first solutions that runs have in common
 *	begin.c       store, data, clients and grader of a run
 *	branch.c      the state machine of one solution
 *	ask.c         requests to models
 *	messages.c    what a request says
 *	leaking.c     what critiques give away
 *	samples.c     which nodes share a request, and what of it falls on each
 *	nodes.c       rows of the store, parents before children
 *
 * One branch is one solution of a problem's tree, with the critiques that led
 * to it: its name is that of its node in store/node.h.
 */
#ifndef MOMUS_RUN_RUNNING_H
#define MOMUS_RUN_RUNNING_H

#include "run/ask.h"
#include "run/grader.h"
#include "run/kin.h"
#include "run/leaking.h"
#include "run/pipeline.h"
#include "run/setup.h"

struct momus_running;

struct momus_critique {
	struct momus_text text; /* in the branch's arena */
	uint8_t judgment;
};

struct momus_attempt {
	struct momus_text said, asked; /* the reply; what was said to it */
};

struct momus_held { /* a finished node whose parent is not stored yet */
	struct momus_held *next;
	struct momus_node node;
};

struct momus_branch {
	struct momus_branch *prev, *next; /* among all of the run */
	struct momus_running *run;	  /* borrowed */
	struct momus_branch *parent;	  /* held; NULL at turn 0 */
	struct momus_arena *arena;	  /* owned: all texts */
	uint32_t holds; /* its own life, children, nodes held back */
	uint32_t problem, branch;
	uint16_t turn;
	struct momus_text response, answer;
	struct momus_text shown; /* of its parent's outcome: hint, feedback */
	int passed;		 /* 1, 0, -1 */
	bool stored;		 /* its solution is in the store */
	bool again;		 /* graded again, for its texts only */
	bool critique_failed;
	/* kin.c: it was another run's request; a run that asks has it already */
	bool borrowed, solved;
	uint32_t critiques_open, picked;
	struct momus_critique *critiques; /* in .arena, (votes) */
	/* leaking.c, of a first solution: owned, or NULL; hidden outputs */
	struct momus_leaks *leaks;
	struct momus_leaking_outputs outputs;
	struct momus_attempt attempts[MOMUS_DIALOGUE_REPLIES - 1];
	uint32_t n_attempts;
	struct momus_node node; /* of the solution; from a store, its grade */
	uint64_t grading;	/* ticket of the grader, or 0 */
	/* Nodes that wait for .parent's, oldest first, and the branches that
	 * wait for this one's. */
	struct momus_held *held, **held_end;
	struct momus_branch *waiters, *next_waiter;
	/* Whose first solution it waits for, and who waits for its own. */
	struct momus_branch *lender, *borrowers, *next_borrower;
};

struct momus_running {
	const struct momus_pipeline_order *order;
	const struct momus_recipe *recipe;
	const struct momus_world *world;
	struct momus_setup *setup;     /* owned */
	struct momus_dataset *dataset; /* borrowed: .setup's, or .chosen */
	struct momus_dataset chosen;   /* of a part: .problems owned, no more */
	struct momus_store *store;     /* owned */
	struct momus_grader *grader;   /* borrowed: the pool's */
	struct momus_kin *kin;	       /* borrowed; NULL: none */
	struct momus_desk desks[2];    /* generator, critic */
	struct momus_branch *branches; /* all that are alive */
	struct momus_buffer text, part; /* messages.c: kept for their memory */
	struct momus_family_seed seed;	/* messages.c: siblings come in a row */
	uint32_t next_problem, next_branch; /* first solutions begun so far */
	size_t grading, rewarding;
	size_t awaiting; /* first solutions of relatives */
	bool ended;	 /* it has; .store may be there to be looked into */
	struct momus_pipeline_progress now, told; /* told: what is durable */
	bool dirty;				  /* puts since the last sync */
	bool draining, unrewarded; /* ..: a reward was left out for it */
	double started;
	int rc; /* the first failure, which ends the run */
	struct momus_error why;
};

/* Ends the run with RC and ERR, unless it is ending already. */
void momus_running_fail(struct momus_running *run, int rc,
			const struct momus_error *err);

/* Whether the run has branch BRANCH of TURN of PROBLEM: all, if it is no part. */
bool momus_running_has(const struct momus_running *run, uint32_t problem,
		       uint16_t turn, uint64_t branch);

/* Seconds on the clock of the world. */
double momus_running_now(const struct momus_running *run);

/* pipeline.c, in the order of use */

/* A run that is new or there already; *FINISHED: nothing is left to do.  The
 * caller frees *OUT whatever comes back. */
int momus_running_look(struct momus_running **out,
		       const struct momus_pipeline_order *order,
		       struct momus_pool *pool, bool *finished,
		       struct momus_error *err);
/* Makes it ready to work. */
int momus_running_load(struct momus_running *run, struct momus_error *err);
/* Begins what may begin, and asks what may be asked. */
void momus_running_step(struct momus_running *run);
/* Whether it waits for others; need not wait to go on; has nothing left to do. */
bool momus_running_at_work(const struct momus_running *run);
bool momus_running_has_more(const struct momus_running *run);
bool momus_running_is_over(const struct momus_running *run);
/* Starts nothing new from now on. */
void momus_running_drain(struct momus_running *run);
/* Makes durable what it has. */
void momus_running_sync(struct momus_running *run);
/* How far it is; what its servers are at but for those of rewards, others know. */
void momus_running_tell(struct momus_running *run,
			struct momus_pipeline_progress *out);
/* Ends it: its store is closed, whatever happened.  *END is how. */
int momus_running_end(struct momus_running *run, enum momus_pipeline_end *end,
		      struct momus_error *err);
void momus_running_free(struct momus_running *run); /* NULL allowed */

/* begin.c */

/* Nothing may be there under the name of a new run. */
int momus_begin_new(const struct momus_running *run, struct momus_error *err);
/* Opens the store that is there.  *FINISHED: nothing is left to do, which is
 * known without loading a problem. */
int momus_begin_resume(struct momus_running *run, bool *finished,
		       struct momus_error *err);
/* Opens the store of a run that has ended, for its relatives. */
int momus_begin_again(struct momus_running *run, struct momus_error *err);
/* Loads the problems and makes all else ready, last the store of a new run. */
int momus_begin_load(struct momus_running *run, struct momus_error *err);

/* branch.c */

/* Begins branch BRANCH of PROBLEM: takes what the store has, asks for the
 * rest.  PARENT is NULL for a first solution; SHOWN is copied. */
void momus_branch_begin(struct momus_running *run, struct momus_branch *parent,
			uint32_t problem, uint32_t branch,
			struct momus_text shown);
/* ASK has its completion, which is final. */
void momus_branch_answered(struct momus_branch *b, struct momus_ask *ask);
/* For kin.c.  B, a first solution, has been stored as N; has .node, .response
 * and .answer of a relative, and its grade follows; its grade is there; it failed
 * as N, which lives in B. */
void momus_branch_taken(struct momus_branch *b, const struct momus_node *n);
void momus_branch_lent(struct momus_branch *b);
void momus_branch_graded(struct momus_branch *b,
			 const struct momus_graded *graded);
void momus_branch_failed(struct momus_branch *b, const struct momus_node *n);
void momus_branch_hold(struct momus_branch *b);
void momus_branch_drop(struct momus_branch *b);
/* Frees every branch, whatever its state, without callbacks. */
void momus_branches_free(struct momus_running *run);

/* nodes.c */

/* Whether the store has that node for good. */
bool momus_nodes_have(struct momus_running *run, const struct momus_branch *b,
		      uint8_t kind, uint32_t vote, struct momus_node *out);
/* Whether branch BRANCH of TURN and all below it need nothing more. */
bool momus_nodes_settled(struct momus_running *run, uint32_t problem,
			 uint16_t turn, uint32_t branch);
/* All nodes of the run, and how many of them are there for good. */
void momus_nodes_count(struct momus_running *run);
/* A node of B without anything in it. */
struct momus_node momus_nodes_blank(const struct momus_branch *b, uint8_t kind,
				    uint32_t vote);
/* ASK and its completion as a node. */
struct momus_node momus_nodes_of(const struct momus_ask *ask);
/* Puts NODE, whose texts live in B, into the store: once the parent's solution
 * is there, so that no stored node ever lacks what it was made from. */
void momus_nodes_put(struct momus_branch *b, const struct momus_node *node);
/* B's solution is stored: so may be what waited for it, and it is rewarded. */
void momus_nodes_stored(struct momus_branch *b);
/* Puts SKIPPED nodes with REASON for B's own solution (OWN) and everything
 * below B. */
void momus_nodes_skip(struct momus_branch *b, bool own, const char *reason);

#endif /* MOMUS_RUN_RUNNING_H */
