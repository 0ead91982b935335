/* regrade.h - what the two files of `momus regrade` share */
#ifndef MOMUS_CLI_REGRADE_H
#define MOMUS_CLI_REGRADE_H

#include "cli/gradeline.h"
#include "run/earning.h"
#include "run/grading.h"
#include "run/live.h"
#include "run/regraded.h"
#include "run/tally.h"
#include "store/reader.h"

struct change { /* of a verdict that decides */
	size_t node;
	int8_t before, after;
	uint8_t status;
};

struct regrade {
	const char *path, *data;
	bool cold, keep; /* .keep: the verdicts stay, no program is run */
	char *out;	 /* owned, as are those below */
	char *temporary; /* the store until it is whole */
	struct momus_recipe *recipe;
	struct momus_registry *registry;
	struct momus_run *run;
	struct momus_benchmark *benchmark;
	struct momus_rewards *rewards;
	struct momus_noise noise;
	struct momus_live *live;
	struct momus_store *store;
	struct momus_arena *arena, *scratch;
	uint32_t *place;	    /* (problems of the run): in the data set */
	size_t *nodes;		    /* (n): nodes with an answer */
	struct momus_arena **texts; /* (n): of answers under way */
	struct momus_node *rows;    /* (n): the same, texts in .texts */
	struct change *changes;	    /* (n_changes of n) */
	size_t n, n_changes;
	struct momus_tally before, after;
	struct momus_earned_counts earned;
	struct momus_grade_line line;
	double started;
};

/* Whether N is graded. */
static inline bool momus_regrade_wants(const struct momus_node *n)
{
	return n->kind != MOMUS_NODE_CRITIQUE &&
	       n->kind != MOMUS_NODE_ATTEMPT && n->state == MOMUS_NODE_DONE;
}

/* Grades every answer of R; with *STOPPED nothing is written. */
int momus_regrade_work(struct regrade *r, bool *stopped,
		       struct momus_error *err);
/* Copies what has no verdict, computes the rewards, and gives the store its name;
 * with *STOPPED nothing is written. */
int momus_regrade_finish(struct regrade *r, bool *stopped,
			 struct momus_error *err);
/* The summary, on standard output; returns the exit status. */
int momus_regrade_tell(struct regrade *r);
/* A copy that was not finished is worth nothing. */
void momus_regrade_drop(struct regrade *r);

#endif /* MOMUS_CLI_REGRADE_H */
