/* forward.h - tokens to hidden states, and back to derivatives
 *
 * A batch is sequences one behind the other, without padding: N tokens in all.
 * What a sequence has in common with the beginning of one before it is computed
 * once, for both: GRPO's answers to one prompt follow each other.  No bit of what
 * they give depends on that.
 */
#ifndef NATIVE_FORWARD_H
#define NATIVE_FORWARD_H

#include "model/model.h"

struct batch {
	const int32_t *ids;  /* borrowed, (start[n]) */
	const size_t *start; /* borrowed, (n + 1): where each sequence begins;
			      * [0] is 0, the last one N */
	size_t n;
};

struct layer_kept {	  /* of one layer, each (rows, …) row-major */
	float *x;	  /* hidden: what comes in */
	float *r1, *r2;	  /* one a row: the norms' scales */
	float *h1, *h2;	  /* hidden: behind the norms */
	float *q, *k, *v; /* turned; (N, heads * D), (N, kv_heads * D) */
	float *q0, *k0;	  /* before qk_norm; NULL where there is none */
	float *rq, *rk;	  /* its scales, (N, heads), (N, kv_heads) */
	float *o;	  /* (N, heads * D): attention's result */
	float *lse;	  /* (N, heads) */
	float *middle;	  /* hidden: between the halves of the layer */
	float *gate, *up; /* (N, intermediate) */
	float *product;	  /* (N, intermediate): behind the gate */
};

struct kept {			   /* what backward needs of a forward pass */
	struct layer_kept *layers; /* owned */
	float *x, *r;		   /* before the last norm, and its scales */
	float *hidden;		   /* behind it, (rows, hidden) */
	float *memory;		   /* owned: all of these */
	size_t floats;		   /* that .memory has */
	struct model *model;	   /* borrowed: takes .memory back */
	/* Of forward()'s batch; all owned. */
	struct attention_text *texts; /* (n_texts): those that are not empty */
	size_t n_texts;
	size_t *row;	/* (N): where each token is */
	int32_t *ids;	/* (rows) */
	int64_t rows;	/* that are computed, at most N */
	int64_t tokens; /* N, for which there is room */
	bool all;	/* false: layers share their memory */
};

/* Makes KEPT for TOKENS tokens of M; for a backward pass (ALL) every layer keeps
 * its own.  M outlives it. */
int kept_init(struct kept *out, struct model *m, int64_t tokens, bool all,
	      struct momus_error *err);
void kept_release(struct kept *k);

/* Computes B's hidden states into KEPT, which was made for its tokens.
 * MOMUS_EINVAL for an id beyond the vocabulary or a sequence longer than the
 * model's positions. */
int forward(struct model *m, const struct batch *b, struct kept *kept,
	    struct momus_error *err);

/* Adds to G (the parameters' layout) the derivatives from those of the last
 * hidden states, DX (rows, hidden), which it overwrites.  KEPT is forward()'s, of
 * all layers. */
int backward(struct model *m, const struct kept *kept, float *dx, float *g,
	     struct momus_error *err);

#endif /* NATIVE_FORWARD_H */
