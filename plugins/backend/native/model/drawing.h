/* drawing.h - hidden states to the next tokens of sequences, and their ends */
#ifndef NATIVE_DRAWING_H
#define NATIVE_DRAWING_H

#include "model/decoder.h"

/* Draws a token for each of LIST (N), whose hidden states are the first N of
 * D's. */
void drawing_work(struct decoder *d, struct decoding **list, int64_t n);

#endif /* NATIVE_DRAWING_H */
