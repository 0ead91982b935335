/* train.h - steps of a trainer: over given rows, or over answers that are drawn */
#ifndef MOMUS_RUN_TRAIN_H
#define MOMUS_RUN_TRAIN_H

#include <signal.h>

#include "run/format.h"
#include "run/trainplan.h"
#include "run/update.h"

struct momus_train;
struct momus_train_log;
struct momus_world;
struct momus_pipeline_progress;

struct momus_train_how {  /* all borrowed */
	bool resume, dry; /* dry: only to know the size */
	/* What answers are drawn in; NULL: the trainer learns from rows. */
	const struct momus_world *world;
	const volatile sig_atomic_t *stop; /* as in run/pipeline.h */
	/* As in struct momus_pipeline_order, of what is drawn; may be NULL. */
	void (*progress)(void *arg, const struct momus_pipeline_progress *p);
	void *arg;
};

/* What was drawn for one step, and what came of it.  Shares are of answers that
 * were judged, and NAN where there is none. */
struct momus_train_rollout {
	size_t pairs;	     /* of a problem and a first solution */
	size_t answers;	     /* critiques asked for */
	size_t failed;	     /* of them, that have none: a request failed */
	size_t long_prompts; /* of these: for the prompt's length */
	size_t unjudged; /* revisions without a reward, failed ones included */
	size_t forged;	 /* passed by parity and not by the strict verdict */
	size_t cut;	 /* critiques cut at their token limit */
	size_t unparsed; /* critiques without a judgment */
	size_t groups, flat; /* with a reward; whose rewards are all equal */
	size_t resampled;    /* flat groups that others took the place of */
	size_t tokens;	     /* of critiques */
	double reward;	     /* mean */
	double reward_error; /* its standard error, by pairs; NAN: fewer than
			      * two */
	double before,
		after;	 /* share that passed: first solutions, revisions */
	double up, down; /* right only after, only before */
	double drift;	 /* largest difference between what the sampler and the
		       * forward pass say of a token, nats */
	/* Steps made between drawing and learning: 0 or 1. */
	size_t staleness;
	/* variance.h; NAN: not measured. */
	double variance_grouped, variance_alone;
	double draw_s, wait_s, score_s; /* the model's words; revisions, grades
					 * and rewards; log-probabilities */
	/* Of scoring, and of learning, the part in which the next step's
	 * revisions, grades and rewards went on: nobody waits for them then. */
	double saved_score_s, saved_learn_s;
};

struct momus_train_step {     /* one line of the log */
	uint64_t step, steps; /* from 1; of how many */
	uint32_t epoch;	      /* from 0 */
	uint32_t updates;     /* of the weights; of them .made is a mean */
	size_t rows;	      /* or answers */
	struct momus_updated made;
	bool rolled; /* .rollout is there */
	struct momus_train_rollout rollout;
};

struct momus_train_size { /* what there is to do */
	size_t rows, held_out, too_long, empty, tokens;
	size_t problems, solutions; /* of each, where answers are drawn */
	uint64_t steps, done;	    /* done: by a checkpoint that was loaded */
};

/* Reads the rows or problems of PLAN (borrowed, as HOW), which must stay as long;
 * if asked to resumes from its newest checkpoint, if it has one.  Otherwise an
 * output that has checkpoints is MOMUS_EINVAL.  MOMUS_END: stopped before the
 * first solutions were there. */
MOMUS_API int momus_train_open(struct momus_train **out,
			       const struct momus_train_plan *plan,
			       const struct momus_train_how *how,
			       struct momus_error *err);
MOMUS_API void momus_train_close(struct momus_train *t); /* NULL allowed */

/* What T has to do, and has done. */
MOMUS_API struct momus_train_size momus_train_size(const struct momus_train *t);

/* Makes one step.  MOMUS_END when all are done, or the step was stopped: then it
 * is made again. */
MOMUS_API int momus_train_next(struct momus_train *t,
			       struct momus_train_step *out,
			       struct momus_error *err);

/* Writes a checkpoint of the last step, if one is due, or NOW.  LOG (NULL: none)
 * has that step, and is durable before the checkpoint is: the step is not made
 * again. */
MOMUS_API int momus_train_keep(struct momus_train *t, bool now,
			       struct momus_train_log *log,
			       struct momus_error *err);

struct momus_held_out { /* rows that only measure */
	double loss;	/* a mean over tokens, nats; NAN: there are none */
	struct momus_format format; /* of the model's own answers to them */
	double seconds;		    /* that asking took */
};

/* Asks the rows that T holds out; no weight changes. */
MOMUS_API int momus_train_held_out(struct momus_train *t,
				   struct momus_held_out *out,
				   struct momus_error *err);

#endif /* MOMUS_RUN_TRAIN_H */
