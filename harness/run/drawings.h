/* drawings.h - the critiques that a model that learns has drawn for a step
 *
 * A run's store has their texts; tokens and log-probabilities are here.  At
 * staleness 1 a checkpoint keeps them: the weights that drew what the next step
 * learns from are gone by then.
 */
#ifndef MOMUS_RUN_DRAWINGS_H
#define MOMUS_RUN_DRAWINGS_H

#include "momus/arena.h"
#include "momus/backend.h"
#include "momus/text.h"

struct momus_drawn { /* one critique; in the arena of its drawings */
	struct momus_text problem;
	uint32_t branch;
	uint32_t round;	       /* of the step, from 0 */
	const int32_t *tokens; /* (n): prompt, then from .first the answer */
	uint32_t n, first;
	const float *logprobs; /* (n - first) of the sampler, nats */
	/* (n - first) as the model that drew it scores it; NULL: not scored. */
	const float *old;
	struct momus_text text;
	enum momus_finish finish;
};

struct momus_drawings {
	struct momus_arena *arena; /* owned */
	struct momus_drawn *list;  /* owned, (n) */
	size_t n, room;
	bool sorted;
	bool whole;	/* read from a checkpoint: no more is drawn for it */
	uint32_t round; /* of what is added */
	/* Critiques that were asked for in vain, so far, and of them: the prompt
	 * was too long. */
	size_t lost, too_long;
};

/* An empty one, whose texts and numbers take LIMIT bytes at most; MOMUS_ENOMEM. */
MOMUS_API int momus_drawings_init(struct momus_drawings *d, size_t limit,
				  struct momus_error *err);
/* Forgets what was drawn. */
MOMUS_API void momus_drawings_reset(struct momus_drawings *d);
MOMUS_API void momus_drawings_release(
	struct momus_drawings *d); /* zeroed: ok */

/* Adds ONE, whose arrays and texts lie in D's arena, as one of .round; returns
 * it, until the next one is added or looked for.  NULL: out of memory. */
MOMUS_API struct momus_drawn *momus_drawings_add(struct momus_drawings *d,
						 const struct momus_drawn *one);

/* What was drawn for branch BRANCH of PROBLEM; NULL: nothing. */
MOMUS_API struct momus_drawn *momus_drawings_find(struct momus_drawings *d,
						  struct momus_text problem,
						  uint32_t branch);

/* Those of round 0. */
MOMUS_API size_t momus_drawings_count(const struct momus_drawings *d);

/* Writes those of round 0, which are scored, into the new file PATH, a line each,
 * and makes it durable.  MOMUS_EIO. */
MOMUS_API int momus_drawings_save(const struct momus_drawings *d,
				  const char *path, struct momus_error *err);

/* Reads N of them from PATH into the empty D, which is .whole then.  MOMUS_EPARSE
 * names the line and the field. */
MOMUS_API int momus_drawings_load(struct momus_drawings *d, const char *path,
				  size_t n, struct momus_error *err);

/* One line of such a file, added to D; as momus_drawings_load(), and WHERE stands
 * for the path and line in errors. */
MOMUS_API int momus_drawings_parse(struct momus_drawings *d,
				   struct momus_text line, const char *where,
				   struct momus_error *err);

#endif /* MOMUS_RUN_DRAWINGS_H */
