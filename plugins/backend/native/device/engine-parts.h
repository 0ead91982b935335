/* engine-parts.h - what the engine's parts have for each other */
#ifndef NATIVE_ENGINE_PARTS_H
#define NATIVE_ENGINE_PARTS_H

#include "device/engine.h"

/* The weights at OFFSET as type T, and P + N numbers of type T. */
void *engine_weights(const struct engine *e, int64_t offset);
void *engine_at(const struct engine *e, void *p, int64_t n);

/* At least BYTES of ROOM, for WHAT (device.h); if it has to grow, what was there is gone, and
 * on failure so is the room. */
int engine_grow(struct engine *e, struct engine_room *room, const char *what,
		size_t bytes, struct momus_error *err);

struct engine_place { /* where the next array goes; only counted where .base is NULL */
	char *base;
	size_t used; /* bytes so far */
};

/* N elements of SIZE bytes at P, which moves on; NULL where only counted. */
void *engine_take(struct engine_place *p, int64_t n, size_t size);

/* Makes room for a pass over B and its arrays, and takes B there. */
int engine_prepare(struct engine *e, const struct batch *b, bool learn,
		   struct momus_error *err);

struct engine_matrix {	 /* of the weights: (out, in) from .w on */
	int64_t w, bias; /* PARAMETER_NONE: no bias */
	int64_t out, in;
};

/* Y (n, out) = X (n, in) M' + bias + ADD (n, out; NULL: nothing), all of type
 * T. */
int engine_linear(struct engine *e, void *y, const void *x,
		  const struct engine_matrix *m, int64_t n, const void *add,
		  struct momus_error *err);

/* The logits Z (n, vocab), fp32, of the hidden states H (n, hidden) of type
 * T, times ALPHA. */
int engine_head(struct engine *e, float *z, const void *h, int64_t n,
		float alpha, struct momus_error *err);

/* Makes the tables of positions below N. */
int engine_positions(struct engine *e, int64_t n, struct momus_error *err);

/* Rows that go through the layers at once. */
struct engine_span {
	int64_t n;
	const int32_t *at;	     /* (n): positions, on the device */
	const struct launch *launch; /* with the workspace of .attend */
	/* Sets .o of K from its .q, .k and .v, in layer L. */
	int (*attend)(struct engine *e, const struct engine_span *s, int64_t l,
		      const struct engine_layer *k, struct momus_error *err);
};

/* S through layer L, from K's x to NEXT. */
int engine_layer_forward(struct engine *e, const struct engine_span *s,
			 int64_t l, const struct engine_layer *k, void *next,
			 struct momus_error *err);
/* The pass's sequences, as attention takes them. */
struct attention_rows engine_pass_rows(const struct engine *e);
/* The pass through its layer L, to NEXT. */
int engine_pass_layer(struct engine *e, int64_t l, void *next,
		      struct momus_error *err);

/* Memory for adapters; the weights with them put on; their gradient from that of the
 * weights. */
int engine_adapters_make(struct engine *e, struct momus_error *err);
int engine_adapters_fold(struct engine *e, struct momus_error *err);
int engine_adapters_project(struct engine *e, struct momus_error *err);

/* From the pass's dx, the derivatives of its hidden states, to all. */
int engine_layers_backward(struct engine *e, struct momus_error *err);

#endif /* NATIVE_ENGINE_PARTS_H */
