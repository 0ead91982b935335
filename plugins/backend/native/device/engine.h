/* engine.h - a model on a device: forward, backward, step
 *
 * The same layers as model.h's, over whole batches at once, through kernels and
 * products of one device.  Weights are fp32 with, where T is bf16, a copy of type T
 * that the model computes with; activations are of type T, gradients of weights and
 * all sums fp32.  In fp32 it meets the tolerances of the engine on the CPU.
 */
#ifndef NATIVE_ENGINE_H
#define NATIVE_ENGINE_H

#include "device/device.h"
#include "lora/lora.h"
#include "model/forward.h"
#include "model/head.h"
#include "ops/adamw.h"
#include "ops/embedding.h"

struct engine_layer { /* what is kept of one layer, each (tokens, …) of type T */
	void *x;      /* hidden: what comes in */
	void *h1, *h2;	 /* hidden: behind the norms */
	void *q, *k, *v; /* turned */
	void *q0, *k0;	 /* before qk_norm */
	void *o, *middle;
	void *gate, *up, *product;
	float *r1, *r2, *rq, *rk, *lse;
};

struct engine_pass { /* of the batch at hand, all on the device */
	int64_t tokens, sequences, longest;
	int32_t *id, *at, *start; /* (tokens), (tokens), (sequences + 1) */
	int32_t *order, *begin;	  /* of the embedding's plan */
	int64_t kinds;
	struct engine_layer *layers; /* owned by the host, (layers) */
	void *x, *hidden;	     /* before and behind the last norm */
	float *r;
	void *dx, *dh, *dq, *dk, *dv, *d_o, *dgate, *dup;
	size_t scored; /* rows of which the last score kept what it found */
	bool logits;   /* and their logits, until the next score or step back */
	bool learn;
};

struct engine_adapters { /* fp32, on the device; all in struct lora's layout */
	float *w, *gradient;
	float *base;  /* the matrices without adapters */
	float *whole; /* room for the largest matrix; NULL where T is fp32 */
};

struct engine_room { /* memory of one use, which grows; the device frees it */
	void *p;
	size_t bytes;
};

struct engine {
	struct device *device; /* owned */
	struct model *model;   /* borrowed: its shape, tables and weights */
	struct lora *lora;     /* borrowed; NULL: all weights learn */
	struct launch launch;
	bool recompute; /* keep a layer's input only, and run it again */
	void *w;	/* weights as the model computes with them, T */
	float *master;	/* fp32, there when all weights learn; .w itself where T
			 * is fp32 */
	struct engine_adapters adapters; /* where there is .lora */
	/* Of the weights' layout, and of that of what learns; NULL until
	 * something is learnt. */
	float *gradient, *mean, *square;
	size_t from, share; /* what of it has moments here: engine_share() */
	struct momus_ranks ranks; /* .size is 0: none that devices reach */
	float *sums;		  /* their room */
	double *norm;
	float *cosine, *sine; /* of positions below .positions */
	int64_t positions;
	struct engine_room memory; /* of passes */
	struct engine_room head;   /* of logits */
	struct engine_room rows;   /* of what the last score found in them */
	struct engine_pass pass;
};

struct engine_setup {
	struct model *model; /* borrowed */
	struct lora *lora;   /* borrowed; NULL: all weights learn */
	int number;	     /* of the device */
	size_t limit;	     /* bytes of its memory; 0: all */
	enum launch_type type;
	bool recompute;
};

/* Opens the device and takes the model's weights there.  Beside device_open()'s
 * errors MOMUS_EINVAL for a shape that the kernels do not have. */
int engine_open(struct engine **out, const struct engine_setup *setup,
		struct momus_error *err);
void engine_close(struct engine *e); /* NULL allowed */

/* What learns, the model's weights or the adapters', goes to the device from the
 * processor's memory (with adapters the model's weights too), or comes from it. */
int engine_take_weights(struct engine *e, struct momus_error *err);
int engine_give_weights(struct engine *e, struct momus_error *err);
/* The adapters alone, and the weights with them put on. */
int engine_adapters_take(struct engine *e, struct momus_error *err);

/* The same of the moments, MEAN and SQUARE of the layout of what learns. */
int engine_take_moments(struct engine *e, const float *mean,
			const float *square, struct momus_error *err);
int engine_give_moments(struct engine *e, float *mean, float *square,
			struct momus_error *err);

/* forward() of model/forward.h; with LEARN what backward needs is kept. */
int engine_forward(struct engine *e, const struct batch *b, bool learn,
		   struct momus_error *err);

/* head_forward() of model/head.h with the hidden states of the last pass: .hidden of
 * R is not used; LOGPROB and ENTROPY (n; may be NULL) are the host's. */
int engine_score(struct engine *e, const struct head_rows *r, float *logprob,
		 float *entropy, struct momus_error *err);

/* Sets Z (vocab), the host's, to the logits of row AT of the last pass. */
int engine_logits(struct engine *e, size_t at, float *z,
		  struct momus_error *err);

/* Adds to the gradient the derivatives of the last pass, which was to be learnt
 * from, by those of R's rows; the host's arrays, as in head_backward().  Each row of
 * .at is named once.  If R has as many rows as were last scored in this pass, they
 * are those, at that temperature. */
int engine_backward(struct engine *e, const struct head_rows *r,
		    const float *d_logprob, const float *d_entropy,
		    struct momus_error *err);

/* Makes the gradient and the moments, zero, if they are not there. */
int engine_learner(struct engine *e, struct momus_error *err);

/* Of what learns FROM … FROM + N - 1 alone has moments, is measured and changes from
 * now on: the rest is other ranks'.  Before there are moments. */
void engine_share(struct engine *e, size_t from, size_t n);

/* Joins the device with those of HOST's ranks (borrowed), who all call it.  Then
 * engine_sum() makes the share of the gradient of what learns the sum over all ranks,
 * and engine_join() brings each rank's share of the weights to all.  Errors are those
 * of device_ranks(). */
int engine_ranks(struct engine *e, const struct momus_ranks *host,
		 struct momus_error *err);
int engine_sum(struct engine *e, struct momus_error *err);
int engine_join(struct engine *e, struct momus_error *err);

/* Without that: the gradient of what learns, G, comes from the device, made for adapters if there
 * are; its share, which is that part of G, goes back.  The share of the weights of
 * what learns, that part of W, comes from there. */
int engine_give_gradient(struct engine *e, float *g, struct momus_error *err);
int engine_take_gradient(struct engine *e, const float *g,
			 struct momus_error *err);
int engine_give_share(struct engine *e, float *w, struct momus_error *err);

/* The L2 norm of the gradient of what learns; then a step with that gradient times
 * SCALE, after which it is 0, or with O NULL nothing but that. */
int engine_norm(struct engine *e, double *norm, struct momus_error *err);
/* The same after engine_take_gradient(): of the share as it came. */
int engine_norm_share(struct engine *e, double *norm, struct momus_error *err);
int engine_step(struct engine *e, const struct adamw *o, int64_t t,
		double scale, struct momus_error *err);

#endif /* NATIVE_ENGINE_H */
