/* answers.h - what the simulated models say: a function of the request alone
 *
 * Equal bodies get equal replies, whatever happened before.  Every completion
 * carries the number of its request, so that a node of the store leads back to
 * the body that was sent for it.
 */
#ifndef SIM_ANSWERS_H
#define SIM_ANSWERS_H

#include <stdint.h>

#include "momus/buffer.h"

/* The number of a request: 64 bits of its body's SHA-256. */
uint64_t sim_answer_number(struct momus_text body);

/* Appends the reply to BODY, JSON as an OpenAI-compatible server sends it; SALT
 * is 0, or makes other answers of the same requests.  A
 * model called "critic", or one that is asked for a judgment, writes critiques,
 * any other one solutions; now and then a reply is cut at the token limit,
 * empty, without code or without a judgment. */
void sim_answer_write(struct momus_text body, uint64_t salt,
		      struct momus_buffer *out);

/* The number that TEXT carries; 0 if it carries none. */
uint64_t sim_answer_number_in(struct momus_text text);

#endif /* SIM_ANSWERS_H */
