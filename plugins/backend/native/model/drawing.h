/* drawing.h - hidden states to the next tokens of sequences, and their ends */
#ifndef NATIVE_DRAWING_H
#define NATIVE_DRAWING_H

#include "model/decoder.h"

/* Draws a token for each of LIST (N), whose hidden states are the first N of D's, or
 * elsewhere those of the rows D->last. */
int drawing_work(struct decoder *d, struct decoding **list, int64_t n,
		 struct momus_error *err);

#endif /* NATIVE_DRAWING_H */
