/* model.h - a decoder-only transformer: weights and what they compute
 *
 * The layers of Qwen2, Qwen3, Llama and Mistral:
 *
 *	x += O attention(rope(norm(Q h)), rope(norm(K h)), V h),  h = rmsnorm(x)
 *	x += Down swiglu(Gate h, Up h),                           h = rmsnorm(x)
 *
 * All in fp32, and where a file's matrices are bf16 they are held as such until
 * somebody needs them wide.  Products are product.h's, so that a sequence's numbers
 * do not depend on what shares its batch, nor on the threads, bit for bit.
 */
#ifndef NATIVE_MODEL_H
#define NATIVE_MODEL_H

#include "model/parameters.h"
#include "ops/attention.h"
#include "ops/product.h"
#include "ops/rope.h"

enum {
	MODEL_SPARES = 3,
	MODEL_GRAIN = 1 << 14, /* elements of a piece where each is a few
				* nanoseconds */
};

struct model {
	struct parameters parameters;
	/* Owned, (parameters.total); of its matrices nothing is there until it is
	 * .wide. */
	float *w;
	bool wide;
	/* Owned, of the same layout: the matrices in bf16, equal to .w's unless
	 * model_halve() rounded them; NULL: there are none. */
	uint16_t *half;
	bool answers;	   /* .half is in use for them */
	struct crew *crew; /* owned */
	struct product product;
	struct rope rope;
	struct attention attention;
	/* Memory of the last passes, for the next ones: new pages cost a fifth of
	 * a small model's time. */
	struct model_spare {
		float *at; /* owned; NULL: none */
		size_t floats;
	} spare[MODEL_SPARES];
};

/* Reads the folder of a Hugging Face model: config.json and safetensors, or with a
 * SEED of 0 or more the former alone, and draws the weights.  THREADS (at
 * least 1) compute. */
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

/* Has THREADS compute from now on. */
int model_divide(struct model *m, int threads, struct momus_error *err);

/* At least FLOATS of memory, of what an earlier pass left if that suffices; NULL
 * where there is none.  *HAS receives how many they are.  model_leave() takes them
 * back, and keeps the greatest for others; AT may be NULL. */
float *model_take(struct model *m, size_t floats, size_t *has);
void model_leave(struct model *m, float *at, size_t floats);

/* The weights at OFFSET (of struct layer_offsets); NULL for PARAMETER_NONE. */
const float *model_weights(const struct model *m, int64_t offset);

#endif /* NATIVE_MODEL_H */
