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

struct sampler {
	int64_t vocab;
	double *p;	     /* owned, (vocab) */
	float *raw;	     /* owned, (vocab) */
	int32_t *order;	     /* owned, (vocab) */
	unsigned char *seen; /* owned, (vocab): in the text so far */
};

int sampler_init(struct sampler *out, int64_t vocab, struct momus_error *err);
void sampler_release(struct sampler *s);

/* Forgets the text so far, or adds IDS (N) to it: what a repetition penalty is
 * for. */
void sampler_reset(struct sampler *s);
void sampler_saw(struct sampler *s, const int32_t *ids, size_t n);

/* Draws from STREAM the token that follows Z (vocab), which is changed, by HOW
 * (NAN and -1: 1, or not used; temperature 0: the greatest logit, the lowest
 * id of equals, and no draw).  *LOGPROB (may be NULL) receives its
 * log-probability, nats, of the logits divided by the temperature (1 where it
 * is 0), before anything is cut off or penalised. */
int32_t sampler_draw(struct sampler *s, float *z,
		     const struct momus_sampling *how,
		     struct momus_stream *stream, float *logprob);

#endif /* NATIVE_SAMPLER_H */
