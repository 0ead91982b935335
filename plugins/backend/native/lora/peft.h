/* peft.h - adapters in the form of PEFT: adapter_config.json and tensors
 *
 * The matrix "model.layers.0.self_attn.q_proj.weight" has its adapter in
 * "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight" (rank, in)
 * and "….lora_B.weight" (out, rank) of adapter_model.safetensors.
 */
#ifndef NATIVE_PEFT_H
#define NATIVE_PEFT_H

#include <momus/buffer.h>

#include "lora/lora.h"
#include "weights/safetensors.h"

enum { PEFT_CONFIG_BYTES = 1 << 20, PEFT_NAME = 160 };

struct peft { /* what adapter_config.json says */
	int64_t rank;
	double alpha;
	bool rooted; /* use_rslora: s = alpha / sqrt(rank) */
};

/* Reads JSON, an adapter_config.json, called ORIGIN in errors.  MOMUS_EPARSE for a
 * field that is missing or out of range, MOMUS_EINVAL for what is not done:
 * another kind than LORA, DoRA, biases that learn, ranks by module. */
int peft_config_read(struct peft *out, struct momus_text json,
		     const char *origin, struct momus_error *err);

/* Appends the adapter_config.json of L, of alpha ALPHA, on the model in the folder
 * BASE. */
void peft_config_write(const struct lora *l, double alpha, const char *base,
		       struct momus_buffer *out);

/* s of P. */
double peft_scale(const struct peft *p);

/* The name of A or B (WHICH) of WEIGHT's adapter, in NAME (PEFT_NAME). */
void peft_name(const struct parameter *weight, char which,
	       char name[PEFT_NAME]);

/* The last part of WEIGHT's name before ".weight", such as "q_proj", borrowed. */
struct momus_text peft_module(const struct parameter *weight);

/* Sets CHOSEN (P->n): which matrices T has an adapter for.  MOMUS_EPARSE: one half
 * is missing, there is none, or a tensor is of no matrix of the model.  ORIGIN is
 * T's file. */
int peft_sites(const struct parameters *p, const struct tensors *t,
	       const char *origin, bool *chosen, struct momus_error *err);

/* Fills OUT (L->total, L's layout) from T; names are PREFIX and those above.
 * MOMUS_EPARSE for a tensor that is missing, of another shape or type, or holds
 * what is no finite number. */
int peft_read(const struct lora *l, const struct tensors *t, const char *prefix,
	      const char *origin, float *out, struct momus_error *err);

#endif /* NATIVE_PEFT_H */
