/* answers.h - what the simulated models say: a function of the request alone
 *
 * Equal bodies get equal replies, whatever happened before.  Sample I of a request
 * for several is the only one of the request with a seed that is greater by I.
 * Every completion carries the number of that request, so that a node of the
 * store leads back to the body that was sent for it.
 */
#ifndef SIM_ANSWERS_H
#define SIM_ANSWERS_H

#include <stdint.h>

#include "momus/buffer.h"

enum { SIM_SAMPLES_MAX = 16 };

/* How many samples BODY asks for. */
unsigned sim_answer_samples(struct momus_text body);

/* The number of sample I of a request: 64 bits of the SHA-256 of the body that
 * asks for it alone. */
uint64_t sim_answer_number(struct momus_text body, unsigned i);

enum sim_twist { /* what is wrong with the choices of a reply */
		 SIM_TWIST_NONE,
		 SIM_TWIST_MORE,     /* there are more than were asked for */
		 SIM_TWIST_SHUFFLED, /* they come in another order */
		 SIM_TWIST_FEWER,    /* some, the only one, are left out */
		 SIM_TWIST_WITHHELD, /* one is withheld by a filter, */
		 SIM_TWIST_NULLED,   /* or null */
};

struct sim_usage { /* as a reply tells it; .told false: it does not */
	bool told;
	uint64_t prompt, completion;
};

/* Appends the reply to BODY, JSON as an OpenAI-compatible server sends it, with
 * TWIST; SALT is 0, or makes other answers of the same requests.  A model called
 * "critic", or one that is asked for a judgment, writes critiques, any other one
 * solutions; now and then a reply is cut at the token limit, empty, without code
 * or without a judgment. */
struct sim_usage sim_answer_write(struct momus_text body, uint64_t salt,
				  enum sim_twist twist,
				  struct momus_buffer *out);

/* The number that TEXT carries; 0 if it carries none. */
uint64_t sim_answer_number_in(struct momus_text text);

#endif /* SIM_ANSWERS_H */
