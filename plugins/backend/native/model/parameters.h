/* parameters.h - a model's weights in one flat array of fp32
 *
 * Weights, gradients and the optimiser's moments are arrays of the same layout,
 * so that what is done to all of them is one loop.
 */
#ifndef NATIVE_PARAMETERS_H
#define NATIVE_PARAMETERS_H

#include "weights/modelconfig.h"
#include "weights/safetensors.h"

struct parameter {
	char name[96];	    /* as in the file */
	int64_t rows, cols; /* a vector has one row */
	bool vector;	    /* of one dimension in the file */
	size_t offset;	    /* of its first float, row-major */
};

enum { PARAMETER_NONE = -1 };

struct layer_offsets { /* in floats; PARAMETER_NONE: this family has none */
	int64_t norm1, q, k, v, o, q_bias, k_bias, v_bias, o_bias;
	int64_t q_norm, k_norm, norm2, gate, up, down;
};

struct parameters {
	struct config config;
	struct parameter *list; /* owned, in the order of their offsets */
	size_t n, room;
	struct layer_offsets *layers;  /* owned, (config.layers) */
	int64_t embedding, norm, head; /* head: the embedding's where tied */
	size_t total;		       /* floats */
};

/* Lays out the parameters of CONFIG. */
int parameters_init(struct parameters *out, const struct config *config,
		    struct momus_error *err);
void parameters_release(struct parameters *p);

/* The parameter called NAME; NULL if there is none. */
const struct parameter *parameters_find(const struct parameters *p,
					const char *name);

/* Whether all matrices that TENSORS have are bf16. */
bool parameters_are_halves(const struct parameters *p,
			   const struct tensors *tensors);

/* Fills W (total) from TENSORS, widened; with HALF (total), for which they must be
 * halves, vectors alone, and HALF with the matrices.  FOLDER is their name in
 * errors.  MOMUS_EPARSE names a tensor that is missing, too many, of another shape
 * or holds what is no finite number. */
int parameters_load(const struct parameters *p, const struct tensors *tensors,
		    const char *folder, float *w, uint16_t *half,
		    struct momus_error *err);

/* Draws W (total) by SEED, as the families begin: matrices normal with mean 0 and
 * the config's .spread as deviation, norms 1, biases 0.  Each parameter has a
 * stream of its own by its name. */
void parameters_draw(const struct parameters *p, uint64_t seed, float *w);

#endif /* NATIVE_PARAMETERS_H */
