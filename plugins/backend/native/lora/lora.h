/* lora.h - low-rank adapters of weight matrices, and their derivatives
 *
 * A matrix W (out, in) becomes
 *
 *	W + s B A,   A (rank, in), B (out, rank), s = alpha / rank
 *
 * (Hu et al. 2022, "LoRA", section 4.1), and only A and B learn.  The sum is
 * folded into the model's weights, so that every pass through the model is that
 * of a model without adapters.  From dL/dW = G follows
 *
 *	dL/dA = s B' G,   dL/dB = s G A'
 *
 * for sums of gradients as well, so it is done once an optimiser's step.
 */
#ifndef NATIVE_LORA_H
#define NATIVE_LORA_H

#include "model/parameters.h"
#include "ops/product.h"

struct lora_site {			/* one matrix with an adapter */
	const struct parameter *weight; /* borrowed */
	size_t a, b; /* where A and B begin in .w and .gradient, row-major */
	size_t base; /* where W begins in .base */
};

struct lora {
	int64_t rank;
	double scale;		 /* s */
	struct lora_site *sites; /* owned, in the order of the parameters */
	size_t n, total;	 /* sites; floats in .w */
	float *w, *gradient;	 /* owned, (total); zero at first */
	float *base;		 /* owned: the matrices without adapters */
};

/* Makes adapters of RANK for the parameters of P that are matrices and CHOSEN
 * (P->n), with the weights W (P->total) as they are now.  P must outlive it. */
int lora_create(struct lora **out, const struct parameters *p,
		const bool *chosen, int64_t rank, double scale, const float *w,
		struct momus_error *err);
void lora_free(struct lora *l); /* NULL allowed */

/* Draws A by SEED, uniform in +-1 / sqrt(in), and makes B zero, so that the model
 * is what it was. */
void lora_draw(struct lora *l, uint64_t seed);

/* Sets the matrices in W (the parameters' layout) to W + s B A. */
void lora_fold(const struct lora *l, const struct product *p, float *w);

/* Sets .gradient from G, the derivatives of all parameters. */
void lora_project(struct lora *l, const struct product *p, const float *g);

#endif /* NATIVE_LORA_H */
