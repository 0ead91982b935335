/* sampler.h - one token from logits
 *
 * The steps of transformers' generate(), in its order: repetition penalty
 * (Keskar et al. 2019, "CTRL", section 4.1), temperature, the top k, the top p
 * (Holtzman et al. 2020), min p (Nguyen et al. 2024), and a draw from what is
 * left.
 */
#ifndef NATIVE_SAMPLER_H
#define NATIVE_SAMPLER_H

#include <momus/backend.h>

enum { SAMPLER_LIKELY = 32 }; /* most alternatives that are told */

struct sampler {
	int64_t vocab;
	double *p;	/* owned, (vocab) */
	float *raw;	/* owned, (vocab) */
	int32_t *order; /* owned, (vocab) */
	double log_sum; /* of .raw's exponentials, nats */
};

struct sampler_likely { /* a token that might have come, and how likely */
	int32_t id;
	float logprob; /* nats, as sampler_draw() has it */
};

int sampler_init(struct sampler *out, int64_t vocab, struct momus_error *err);
void sampler_release(struct sampler *s);

/* Marks IDS (N) in SEEN (VOCAB), the text so far: what a repetition penalty is
 * for. */
void sampler_saw(unsigned char *seen, int64_t vocab, const int32_t *ids,
		 size_t n);

/* Draws from STREAM the token that follows Z (vocab), which is changed, and the
 * text SEEN (NULL: no penalty), by HOW (NAN and -1: 1, or not used; temperature 0: the greatest logit, the lowest
 * id of equals, and no draw).  *LOGPROB receives its log-probability, nats, of the logits divided by the temperature (1 where it
 * is 0), before anything is cut off or penalised. */
int32_t sampler_draw(struct sampler *s, float *z,
		     const struct momus_sampling *how,
		     const unsigned char *seen, struct momus_stream *stream,
		     float *logprob);

/* Looks at Z (vocab) for sampler_likely() as a draw by HOW does, but draws
 * nothing. */
void sampler_look(struct sampler *s, const float *z,
		  const struct momus_sampling *how);

/* Sets OUT (N) to the most likely tokens of the last draw, the lower id first of
 * equals; how many there are. */
size_t sampler_likely(struct sampler *s, struct sampler_likely *out, size_t n);

#endif /* NATIVE_SAMPLER_H */
