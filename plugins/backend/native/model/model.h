/* model.h - a decoder-only transformer: weights and what they compute
 *
 * The layers of Qwen2, Qwen3, Llama and Mistral:
 *
 *	x += O attention(rope(norm(Q h)), rope(norm(K h)), V h),  h = rmsnorm(x)
 *	x += Down swiglu(Gate h, Up h),                           h = rmsnorm(x)
 *
 * All in fp32.  Each sequence goes through every product by itself, so its
 * numbers do not depend on what shares its batch, bit for bit.
 */
#ifndef NATIVE_MODEL_H
#define NATIVE_MODEL_H

#include "model/parameters.h"
#include "ops/attention.h"
#include "ops/blas.h"
#include "ops/rope.h"

struct model {
	struct parameters parameters;
	float *w; /* owned, (parameters.total) */
	struct blas blas;
	struct rope rope;
	struct attention attention;
	/* Memory of the last pass, for the next one: new pages cost a fifth of a
	 * small model's time. */
	float *spare; /* owned; NULL: none */
	size_t spare_floats;
};

/* Reads the folder of a Hugging Face model: config.json and safetensors, or with a
 * SEED of 0 or more the former alone, and draws the weights.  THREADS of
 * OpenBLAS. */
int model_open(struct model **out, const char *folder, int64_t seed,
	       int threads, struct momus_error *err);
void model_close(struct model *m); /* NULL allowed */

/* The weights at OFFSET (of struct layer_offsets); NULL for PARAMETER_NONE. */
const float *model_weights(const struct model *m, int64_t offset);

#endif /* NATIVE_MODEL_H */
