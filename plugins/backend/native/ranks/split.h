/* split.h - which rank computes which sequence */
#ifndef NATIVE_SPLIT_H
#define NATIVE_SPLIT_H

#include <momus/trainable.h>

struct part { /* one rank's of some sequences, in their order; owned */
	int32_t *tokens;
	size_t *start, *first;
	size_t *place; /* (n): where its scored tokens begin among all */
	size_t n, scored;
};

/* Divides S among SIZE ranks, OUT (size): the longest first, each to the rank that
 * has the fewest tokens by then, the lower rank of two.  Rank 0 has something if
 * there is anything.  On failure there is nothing to release. */
int split_make(const struct momus_sequences *s, uint32_t size, struct part *out,
	       struct momus_error *err);
void split_release(struct part *parts, uint32_t size);

/* P as what forward() takes. */
struct momus_sequences part_sequences(const struct part *p);

/* P's of ALL, which is of the scored tokens of all sequences, one behind the other
 * in OWN (scored); and the other way. */
void part_take(const struct part *p, const float *all, float *own);
void part_put(const struct part *p, const float *own, float *all);

#endif /* NATIVE_SPLIT_H */
