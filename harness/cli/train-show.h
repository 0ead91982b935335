/* train-show.h - how far a step of a training is: a line like a run's */
#ifndef MOMUS_CLI_TRAIN_SHOW_H
#define MOMUS_CLI_TRAIN_SHOW_H

#include "cli/progress.h"
#include "run/scoring.h"

struct momus_train_show {
	struct momus_progress progress;
	char before[64];    /* "step 3 of 40: " */
	double began;	    /* by momus_loop_now() */
	double phase_began; /* of a pass, likewise */
	double seen;	    /* when a pass was last shown */
};

/* Begins; what is drawn first are first solutions. */
void momus_train_show_init(struct momus_train_show *s);
void momus_train_show_release(struct momus_train_show *s);

/* From now on step STEP of STEPS is made; the line that stands there goes. */
void momus_train_show_step(struct momus_train_show *s, uint64_t step,
			   uint64_t steps);
/* The line goes, so that something else can be printed. */
void momus_train_show_clear(struct momus_train_show *s);

/* Callbacks for pipeline.h and scoring.h; ARG is a struct momus_train_show. */
void momus_train_show_drawing(void *arg,
			      const struct momus_pipeline_progress *now);
void momus_train_show_pass(void *arg, const char *pass, size_t done, size_t n);

#endif /* MOMUS_CLI_TRAIN_SHOW_H */
