/* samplerows.h - sampler.h for many rows of logits on a device
 *
 * The steps and their order are sampler.h's, whose sampler_draw() is the reference;
 * the random number is supplied.  Weights of tokens are whole numbers of 2^-40 of
 * the greatest, so a token below that is never drawn, and a draw differs from the
 * reference's only where the random number falls within 1e-6 of the border between
 * two tokens, or a border of the top p does.  A token is drawn whatever the logits
 * are: one that is no number is as unlikely as can be.
 */
#ifndef NATIVE_SAMPLEROWS_H
#define NATIVE_SAMPLEROWS_H

#include "ops/launch.h"

MOMUS_BEGIN_DECLS

struct sampler_row {	    /* of one row, all of them set */
	double temperature; /* 0: the greatest logit, the lowest id of equals */
	double top_p;	    /* 1: not used */
	double min_p;	    /* 0: not used */
	double penalty;	    /* 1: none */
	double u;	    /* in [0, 1) */
	int64_t top_k;	    /* 0: not used */
};

enum { SAMPLER_PARTS = 64 }; /* of a row, each of which a block reads */

/* Bytes of workspace that sampler_draw_cuda() needs. */
size_t sampler_draw_bytes(int64_t n, int64_t vocab);

/* On a device (launch.h): sets ID and LOGPROB (N; nats, before anything is cut off
 * or penalised) from the logits Z (N, VOCAB) by ROWS (N) and SEEN (N, VOCAB: 1 for
 * what is penalised; NULL: nothing is). */
int sampler_draw_cuda(const struct launch *l, int32_t *id, float *logprob,
		      const float *z, const struct sampler_row *rows,
		      const unsigned char *seen, int64_t n, int64_t vocab,
		      struct momus_error *err);

MOMUS_END_DECLS

#endif /* NATIVE_SAMPLEROWS_H */
