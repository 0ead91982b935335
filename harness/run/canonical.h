/* canonical.h - a request to a model as JSON with sorted keys: what names it */
#ifndef MOMUS_RUN_CANONICAL_H
#define MOMUS_RUN_CANONICAL_H

#include "momus/backend.h"

/* Appends what MODEL is asked by CALL with SEED, as momus_json_canonical() would
 * write it: sorted keys, no white space; what is left to the model is not there.
 * Its SHA-256 is the request's key. */
void momus_canonical_request(const struct momus_call *call, const char *model,
			     uint64_t seed, struct momus_buffer *out);

#endif /* MOMUS_RUN_CANONICAL_H */
