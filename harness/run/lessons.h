/* lessons.h - texts to learn from, as tokens
 *
 * A row of the file has "completion" and either "messages", a dialogue, or
 * "prompt", a text.  What is learnt is the completion and the token that ends
 * it.
 */
#ifndef MOMUS_RUN_LESSONS_H
#define MOMUS_RUN_LESSONS_H

#include "momus/random.h"
#include "momus/trainable.h"

struct momus_lesson {
	size_t at;	  /* of its first token in .tokens */
	uint32_t n;	  /* tokens */
	uint32_t first;	  /* of them that is learnt */
	uint8_t judgment; /* of the completion: enum momus_judgment */
};

struct momus_lessons {
	int32_t *tokens; /* owned */
	size_t n_tokens, room_tokens;
	struct momus_lesson *list; /* owned, in the order of the file */
	size_t n, room;
	size_t too_long; /* rows left out: prompt or completion too long */
	size_t empty;	 /* rows left out: nothing to learn */
};

/* Reads the rows of PATH by the tokenizer of OPS and SELF; those whose prompt is
 * longer than MAX_PROMPT or whose completion is longer than MAX_ANSWER tokens
 * are counted and left out.  MOMUS_EPARSE names file, line and field;
 * MOMUS_EINVAL where no row is left. */
MOMUS_API int momus_lessons_read(struct momus_lessons *out, const char *path,
				 const struct momus_trainable_ops *ops,
				 void *self, size_t max_prompt,
				 size_t max_answer, struct momus_error *err);
MOMUS_API void momus_lessons_release(struct momus_lessons *l);

/* Sets ORDER (N) to a permutation of 0..N-1 that SEED and EPOCH determine. */
MOMUS_API void momus_lessons_order(size_t n, uint64_t seed, uint64_t epoch,
				   uint32_t *order);

#endif /* MOMUS_RUN_LESSONS_H */
