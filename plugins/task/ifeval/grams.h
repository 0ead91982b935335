/* grams.h - the n-grams of a text, folded as langdetect folds signs */
#ifndef IFEVAL_GRAMS_H
#define IFEVAL_GRAMS_H

#include "profiles.h"
#include "pytext.h"

/* The n-grams of one to three signs of T's first 10 000 that some language of P
 * has, in their order, as indexes (profiles_find) in ARENA: (N). */
int grams_take(const struct profiles *p, struct pytext *text,
	       struct momus_text t, struct momus_arena *arena, uint32_t **out,
	       size_t *n, struct momus_error *err);

#endif /* IFEVAL_GRAMS_H */
