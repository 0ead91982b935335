/* kin.h - runs that begin with the same first solutions, and share them
 *
 * The first solutions of one generator, benchmark, sampling and seed are asked
 * for once, by whichever run of the kin comes first, and graded once; the others
 * wait for them, or take them from a store that has them, also of a run that is
 * not at work (elder.h).  So runs of different
 * critics are paired, also where a model never answers twice the same.  What was
 * taken over is marked by no attempts and no latency: the request was another
 * run's.
 */
#ifndef MOMUS_RUN_KIN_H
#define MOMUS_RUN_KIN_H

#include "run/elder.h"
#include "run/grader.h"

struct momus_branch;
struct momus_node;
struct momus_running;

struct momus_kin {
	struct momus_elders *elders; /* borrowed: of all kins */
	struct momus_running **members; /* owned array of borrowed, (n) */
	size_t n, left;			/* and how many have not ended */
	/* Who asked for a first solution that has no grade yet, or NULL; owned,
	 * (n_problems, width) row-major; NULL until a member is loaded. */
	struct momus_branch **asked;
	size_t n_problems;
	uint32_t width;
};

/* Makes room for the first solutions of N_PROBLEMS.  MOMUS_ENOMEM. */
int momus_kin_load(struct momus_kin *kin, size_t n_problems,
		   struct momus_error *err);
void momus_kin_release(struct momus_kin *kin);

/* Gives B, a first solution that its own store lacks, the one of a relative, or
 * has it wait for one that a relative asked for.  False: B is to ask, and the
 * others are to be told. */
bool momus_kin_take(struct momus_branch *b);
/* Fills *N with reply I, not its last, of the dialogue that B, a first solution
 * which is to ask, would begin again: a relative's store has it, and B's own from
 * now on.  Texts live in B. */
bool momus_kin_attempt(struct momus_branch *b, uint32_t i,
		       struct momus_node *n);
/* Gives B, a first solution of a run that is a part, the one that is there. */
bool momus_kin_given(struct momus_branch *b);
/* B has its solution, and is being graded; it failed, as NODE; it has its grade. */
void momus_kin_solved(struct momus_branch *b);
void momus_kin_failed(struct momus_branch *b, const struct momus_node *node);
void momus_kin_graded(struct momus_branch *b,
		      const struct momus_graded *graded);
/* B is about to be freed. */
void momus_kin_forget(struct momus_branch *b);

#endif /* MOMUS_RUN_KIN_H */
