/* pytext.h - what Python's str does, on UTF-8 (white space: momus/space.h)
 *
 * Bytes that are no UTF-8 are signs of their own that are neither space nor
 * letter.
 */
#ifndef IFEVAL_PYTEXT_H
#define IFEVAL_PYTEXT_H

#include <stdint.h>

#include <momus/space.h>

#include "pattern.h"

struct pytext; /* compiled patterns */

int pytext_create(struct pytext **out, struct momus_error *err);
void pytext_free(struct pytext *t); /* NULL allowed */

/* T without the ASCII characters C at its left, right end. */
struct momus_text pytext_trim_left(struct momus_text t, char c);
struct momus_text pytext_trim_right(struct momus_text t, char c);

/* str.isupper() and str.islower(). */
bool pytext_is_upper(struct pytext *p, struct momus_text t);
bool pytext_is_lower(struct pytext *p, struct momus_text t);

/* str.lower(), in ARENA (but for the final form of the Greek sigma). */
int pytext_lower(struct pytext *p, struct momus_text t,
		 struct momus_arena *arena, struct momus_text *out,
		 struct momus_error *err);

/* Whether T has PART in it, at its beginning, at its end. */
bool pytext_has(struct momus_text t, struct momus_text part);
bool pytext_starts(struct momus_text t, struct momus_text head);
bool pytext_ends(struct momus_text t, struct momus_text tail);

/* T without its bytes C, in ARENA; .ptr is NULL when that is full. */
struct momus_text pytext_without(struct momus_text t, char c,
				 struct momus_arena *arena);

/* What is left of T, stripped, without its first line (HEAD), its last (TAIL): part of
 * T, or empty if it has no other. */
struct momus_text pytext_without_lines(struct momus_text t, bool head,
				       bool tail);

/* Steps through the pieces of T between the non-empty SEPARATORs, as str.split
 * gives them: *AT starts at 0; false behind the last one. */
bool pytext_split(struct momus_text t, struct momus_text separator, size_t *at,
		  struct momus_text *piece);

#endif /* IFEVAL_PYTEXT_H */
