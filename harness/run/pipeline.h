/* pipeline.h - a run: trajectories of solutions, critiques and revisions
 *
 * One state machine a trajectory and no barrier between turns or problems: what
 * can be asked is asked, what can be graded is graded.  Models answer through
 * net/client.h or at once, programs run in the sandbox, every node goes to the
 * store; all of it through a world (run/world.h), in one thread.
 */
#ifndef MOMUS_RUN_PIPELINE_H
#define MOMUS_RUN_PIPELINE_H

#include <signal.h>

#include "host/loader.h"
#include "host/recipe.h"
#include "run/world.h"

enum momus_pipeline_stop { /* what .stop of an order is set to */
			   MOMUS_PIPELINE_GO,
			   MOMUS_PIPELINE_DRAIN, /* start nothing new, finish what is in flight */
			   MOMUS_PIPELINE_NOW, /* save what is there and end */
};

struct momus_budget { /* what may be spent; 0: no limit */
	/* Of generators and critics, with what the stores say was spent before:
	 * tokens sent and received, and dollars. */
	double tokens, cost;
	double seconds; /* of this process's work */
};

enum momus_spent { /* what of a budget is */
		   MOMUS_SPENT_NOTHING,
		   MOMUS_SPENT_TOKENS,
		   MOMUS_SPENT_TIME,
		   MOMUS_SPENT_COST,
};

struct momus_pipeline_progress { /* so far; rates are of this process */
	uint64_t nodes, nodes_done, nodes_failed, nodes_skipped;
	uint64_t nodes_stopped; /* of those skipped: by the stop policy */
	uint64_t nodes_before;	/* done when the run was resumed */
	uint64_t nodes_shared;	/* solutions that another run asked for */
	uint64_t requests, retries, throttled, in_flight, waiting;
	/* Of the nodes done or failed: cut at the token limit, refused by a
	 * content filter, critiques without a judgment. */
	uint64_t cut, refused, unparsed;
	uint64_t answers_graded, answers_passed, answers_unjudged, grading;
	uint64_t references_done, references;
	/* Computed; of these without a value, and of these failed. */
	uint64_t rewards, rewards_unjudged, rewards_failed, rewarding;
	int64_t prompt_tokens, completion_tokens;
	double seconds, cost;
	enum momus_spent spent;	   /* which ended the work, as a first .stop */
	uint32_t runs, runs_ended; /* on the loop */
	/* Why the first node that failed did, cut to fit; "" if none did.  It
	 * may be a server's words. */
	char first_failure[256];
};

struct momus_node;

/* A run of chosen first solutions, which are there already, with their grades. */
struct momus_pipeline_part {
	const uint32_t *problems; /* (n): places in the data set, each once */
	size_t n;
	const bool *wanted; /* (n, first width), row-major */
	/* Fills *OUT with the solution, DONE, of branch BRANCH of problem ROW of
	 * .problems; texts and tests borrowed until the next call. */
	int (*solution)(void *arg, size_t row, uint32_t branch,
			struct momus_node *out, struct momus_error *err);
	void *arg;
};

struct momus_pipeline_order {		   /* all borrowed */
	const struct momus_recipe *recipe; /* checked */
	struct momus_registry *registry;
	const struct momus_world *world;
	const char *path; /* of the run */
	bool resume;
	uint64_t checkpoint; /* see momus_store_set_checkpoint(); 0: its own */
	uint32_t shard, shards;			/* 0 of 1 when not sharded */
	const struct momus_pipeline_part *part; /* NULL: all */
	const volatile sig_atomic_t *stop;	/* NULL: never */
	struct momus_budget budget;
	/* Called at least every half second while the run works, and once at
	 * its end; may be NULL. */
	void (*progress)(void *arg, const struct momus_pipeline_progress *p);
	void *arg;
};

enum momus_pipeline_end {
	MOMUS_PIPELINE_COMPLETE, /* nothing is left to do */
	MOMUS_PIPELINE_PARTIAL,	 /* some requests failed: resume asks again */
	MOMUS_PIPELINE_STOPPED,	 /* by .stop, or the budget is spent */
};

/* Runs to the end.  Whatever happens, what was acknowledged is in the store at
 * .path.  MOMUS_EINVAL and the like: the recipe, the data or the run at .path
 * do not fit; MOMUS_EIO: the store could not be written. */
MOMUS_API int momus_pipeline_run(const struct momus_pipeline_order *order,
				 enum momus_pipeline_end *end,
				 struct momus_pipeline_progress *totals,
				 struct momus_error *err);

/* Adds all of P that can be added to SUM. */
void momus_pipeline_add(struct momus_pipeline_progress *sum,
			const struct momus_pipeline_progress *p);

struct momus_client_counts;
/* Adds what clients did, and are at, to SUM. */
void momus_pipeline_count(struct momus_pipeline_progress *sum,
			  const struct momus_client_counts *counts);

struct momus_pipeline_forecast { /* of a whole run, or of what resume leaves */
	uint64_t problems, solutions, critiques, revisions;
	uint64_t requests; /* fewer, where one asks for several samples */
	/* Of both models; a token is taken for four bytes of prompt, and
	 * completions for their max_tokens. */
	double prompt_tokens, completion_tokens, cost; /* cost NAN: no prices */
};

/* What ORDER would ask for, sending nothing and writing nothing. */
MOMUS_API int momus_pipeline_forecast(const struct momus_pipeline_order *order,
				      struct momus_pipeline_forecast *out,
				      struct momus_error *err);

#endif /* MOMUS_RUN_PIPELINE_H */
