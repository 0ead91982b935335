/* ends.h - whether a mark ends a sentence, as Punkt decides it */
#ifndef IFEVAL_ENDS_H
#define IFEVAL_ENDS_H

#include "pytext.h"

/* What may stand right behind the end of a sentence, and inside a word ends
 * it: an expression. */
#define ENDS_CLOSERS "[)\";}\\]*:@'({\\[!?]"

struct ends;

/* Reads the model.  TEXT is borrowed. */
int ends_create(struct ends **out, struct pytext *text,
		struct momus_error *err);
void ends_free(struct ends *e); /* NULL allowed */

/* Whether a token of CONTEXT, a mark with the words around it, other than the last
 * ends a sentence; ARENA holds work space. */
int ends_inside(struct ends *e, struct momus_text context,
		struct momus_arena *arena, bool *out, struct momus_error *err);

#endif /* IFEVAL_ENDS_H */
