/* modelconfig.h - a model's shape, as its config.json says */
#ifndef NATIVE_MODELCONFIG_H
#define NATIVE_MODELCONFIG_H

#include <momus/error.h>
#include <momus/text.h>

enum config_rope { CONFIG_ROPE_PLAIN, CONFIG_ROPE_LINEAR, CONFIG_ROPE_LLAMA3 };

struct config {
	char family[16]; /* "qwen2", "qwen3", "llama", "mistral" */
	int64_t hidden, layers, heads, kv_heads, head_dim, intermediate, vocab;
	int64_t positions; /* max_position_embeddings */
	int64_t window;	   /* keys a query sees, itself among them; 0: all */
	double eps;	   /* of RMSNorm, inside the root */
	double theta;	   /* base of the rotary frequencies */
	double spread;	   /* initializer_range: deviation of new weights */
	enum config_rope rope;
	double rope_factor, rope_low, rope_high, rope_original;
	bool tied;	 /* the head is the embedding */
	bool qkv_bias;	 /* q, k and v have biases */
	bool o_bias;	 /* so has the output projection */
	bool qk_norm;	 /* RMSNorm of each head of q and k */
	int32_t ends[8]; /* tokens that end a text */
	int n_ends;
};

/* Reads JSON, a config.json of Qwen2, Qwen3, Llama or Mistral in either
 * spelling (rope_theta and torch_dtype, or transformers 5's rope_parameters and
 * dtype).  ORIGIN is the file's name in errors: MOMUS_EPARSE for a field that
 * is missing, out of range or does not fit the others, MOMUS_EINVAL for an
 * architecture or a kind of scaling that is not known. */
int config_read(struct config *out, struct momus_text json, const char *origin,
		struct momus_error *err);

/* Bytes of a config.json that is read at all. */
enum { CONFIG_BYTES = 1 << 20 };

#endif /* NATIVE_MODELCONFIG_H */
