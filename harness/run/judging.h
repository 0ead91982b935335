/* judging.h - one question each to one model, many at a time
 *
 * Questions go out as places become free and are answered in any order: by a
 * server through net/client.h, by a model in this process one after another or
 * side by side.  What fails is an answer with its reason.
 */
#ifndef MOMUS_RUN_JUDGING_H
#define MOMUS_RUN_JUDGING_H

#include <signal.h>

#include "run/model.h"
#include "run/world.h"

struct momus_judging_question {	     /* texts in the arena that came with it */
	struct momus_text message;   /* of the user's, the only one */
	struct momus_text problem;   /* its id */
	uint32_t turn, branch, vote; /* of what is asked about */
};

struct momus_judging_answer { /* valid during the callback */
	const struct momus_completion *completion;
	const char *key; /* of the request: hex SHA-256 */
};

struct momus_judging_counts {
	size_t asked; /* questions that were answered, or failed */
	struct momus_client_counts client;
};

struct momus_judging { /* all borrowed */
	const struct momus_model *model;
	const struct momus_world *world;
	struct momus_sampling sampling;
	uint64_t seed;
	int64_t at_once; /* questions in flight */
	size_t n;
	void *self;
	/* Fills OUT with question I, in ARENA. */
	int (*question)(void *self, size_t i, struct momus_arena *arena,
			struct momus_judging_question *out,
			struct momus_error *err);
	/* Question I has its answer, once; what it returns may end the work. */
	int (*answered)(void *self, size_t i,
			const struct momus_judging_answer *answer,
			struct momus_error *err);
	/* Now and then, at least every half second while servers are asked. */
	int (*progress)(void *self, size_t done, struct momus_error *err);
	/* 1: begin nothing new; 2: end at once; NULL: never. */
	const volatile sig_atomic_t *stop;
};

/* Asks all N questions, in their order of beginning.  *COUNTS tells how far it
 * came: with .asked < N it was stopped. */
MOMUS_API int momus_judging_run(const struct momus_judging *j,
				struct momus_judging_counts *counts,
				struct momus_error *err);

#endif /* MOMUS_RUN_JUDGING_H */
