/* model.h - a decoder-only transformer: weights and what they compute
 *
 * The layers of Qwen2, Qwen3, Llama and Mistral:
 *
 *	x += O attention(rope(norm(Q h)), rope(norm(K h)), V h),  h = rmsnorm(x)
 *	x += Down swiglu(Gate h, Up h),                           h = rmsnorm(x)
 *
 * All in fp32, and where a file's matrices are bf16 they are held as such until
 * somebody needs them wide.  Each sequence goes through every product by itself, so its
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
	/* Owned, (parameters.total); of its matrices nothing is there until it is
	 * .wide. */
	float *w;
	bool wide;
	/* Owned, of the same layout: the matrices in bf16, equal to .w's unless
	 * model_halve() rounded them; NULL: there are none. */
	uint16_t *half;
	bool answers; /* .half is in use for them */
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

/* Makes M .wide, if it is not; then .half stays where it .answers.  Whoever does more with .w than read vectors calls
 * this first. */
void model_widen(struct model *m);

/* Rounds the matrices of a wide M to .half, where there is none. */
int model_halve(struct model *m, struct momus_error *err);

/* .w is another one now: .half goes, if M is wide. */
void model_changed(struct model *m);

/* The weights at OFFSET (of struct layer_offsets); NULL for PARAMETER_NONE. */
const float *model_weights(const struct model *m, int64_t offset);

#endif /* NATIVE_MODEL_H */
