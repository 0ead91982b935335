/* engine-forward.c - tokens to hidden states on a device; see engine.h */
#include "device/engine.h"
#include "ops/bias.h"
#include "ops/rmsnorm.h"
#include "ops/swiglu.h"

int engine_linear(struct engine *e, void *y, const void *x, int64_t w,
		  int64_t n, int64_t out, int64_t in, bool add,
		  struct momus_error *err)
{
	const struct device_product p = {
		.c = y,
		.a = x,
		.b = engine_weights(e, w),
		.m = n,
		.n = out,
		.k = in,
		.lda = in,
		.ldb = in,
		.ldc = out,
		.turn_b = true,
		.type = e->launch.type,
		.result = e->launch.type,
		.alpha = 1,
		.beta = add ? 1 : 0,
	};

	return device_multiply(e->device, &p, err);
}

/* A head's projection of h1 with its bias, norm and turn: Y (n, HEADS, head_dim) by
 * way of RAW where there is a norm. */
struct head_weights {
	int64_t w, bias, norm, heads;
	bool turn;
};

static int project(struct engine *e, const struct engine_span *s, void *y,
		   void *raw, float *r, const void *h1,
		   const struct head_weights *h, struct momus_error *err)
{
	const struct config *c = &e->model->parameters.config;
	const bool norm = c->qk_norm && h->norm >= 0;
	int64_t out = h->heads * c->head_dim, n = s->n;
	void *to = norm ? raw : y;
	int rc = engine_linear(e, to, h1, h->w, n, out, c->hidden, false, err);

	if (rc == MOMUS_OK && h->bias >= 0)
		rc = bias_forward_cuda(s->launch, to,
				       engine_weights(e, h->bias), n, out, err);
	if (rc == MOMUS_OK && norm)
		rc = rmsnorm_forward_cuda(
			s->launch, y, r, raw, engine_weights(e, h->norm),
			n * h->heads, c->head_dim, c->eps, err);
	if (rc == MOMUS_OK && h->turn)
		rc = rope_turn_cuda(s->launch, y, s->at, e->cosine, e->sine, n,
				    h->heads, c->head_dim / 2, false, err);
	return rc;
}

static int attend(struct engine *e, const struct engine_span *s, int64_t l,
		  const struct engine_layer *k, struct momus_error *err)
{
	const struct layer_offsets *w = &e->model->parameters.layers[l];
	const struct config *c = &e->model->parameters.config;
	const struct head_weights q = { w->q, w->q_bias, w->q_norm, c->heads,
					true };
	const struct head_weights key = { w->k, w->k_bias, w->k_norm,
					  c->kv_heads, true };
	const struct head_weights v = { w->v, w->v_bias, PARAMETER_NONE,
					c->kv_heads, false };
	int rc = project(e, s, k->q, k->q0, k->rq, k->h1, &q, err);

	if (rc == MOMUS_OK)
		rc = project(e, s, k->k, k->k0, k->rk, k->h1, &key, err);
	if (rc == MOMUS_OK)
		rc = project(e, s, k->v, NULL, NULL, k->h1, &v, err);
	return rc < 0 ? rc : s->attend(e, s, l, k, err);
}

/* NEXT = MIDDLE + Down swiglu(Gate h, Up h), h = rmsnorm(middle) */
static int feed_forward(struct engine *e, const struct engine_span *s,
			const struct engine_layer *k,
			const struct layer_offsets *w, void *next,
			struct momus_error *err)
{
	const struct config *c = &e->model->parameters.config;
	int64_t n = s->n, h = c->hidden, f = c->intermediate;
	size_t bytes = (size_t)(n * h) * launch_size(e->launch.type);
	int rc = rmsnorm_forward_cuda(s->launch, k->h2, k->r2, k->middle,
				      engine_weights(e, w->norm2), n, h, c->eps,
				      err);

	if (rc == MOMUS_OK)
		rc = engine_linear(e, k->gate, k->h2, w->gate, n, f, h, false,
				   err);
	if (rc == MOMUS_OK)
		rc = engine_linear(e, k->up, k->h2, w->up, n, f, h, false, err);
	if (rc == MOMUS_OK)
		rc = swiglu_forward_cuda(s->launch, k->product, k->gate, k->up,
					 n * f, err);
	if (rc == MOMUS_OK)
		rc = device_copy(e->device, next, k->middle, bytes, err);
	if (rc == MOMUS_OK)
		rc = engine_linear(e, next, k->product, w->down, n, h, f, true,
				   err);
	return rc;
}

int engine_layer_forward(struct engine *e, const struct engine_span *s,
			 int64_t l, const struct engine_layer *k, void *next,
			 struct momus_error *err)
{
	const struct layer_offsets *w = &e->model->parameters.layers[l];
	const struct config *c = &e->model->parameters.config;
	int64_t n = s->n, h = c->hidden;
	size_t bytes = (size_t)(n * h) * launch_size(e->launch.type);
	int rc = rmsnorm_forward_cuda(s->launch, k->h1, k->r1, k->x,
				      engine_weights(e, w->norm1), n, h, c->eps,
				      err);

	if (rc == MOMUS_OK)
		rc = attend(e, s, l, k, err);
	if (rc == MOMUS_OK)
		rc = device_copy(e->device, k->middle, k->x, bytes, err);
	if (rc == MOMUS_OK)
		rc = engine_linear(e, k->middle, k->o, w->o, n, h,
				   c->heads * c->head_dim, true, err);
	if (rc == MOMUS_OK && w->o_bias >= 0)
		rc = bias_forward_cuda(s->launch, k->middle,
				       engine_weights(e, w->o_bias), n, h, err);
	return rc < 0 ? rc : feed_forward(e, s, k, w, next, err);
}

static int attend_sequences(struct engine *e, const struct engine_span *s,
			    int64_t l, const struct engine_layer *k,
			    struct momus_error *err)
{
	const struct attention_rows rows = engine_pass_rows(e);

	(void)s;
	(void)l;
	return attention_forward_cuda(&e->launch, &rows, k->o, k->lse, k->q,
				      k->k, k->v, err);
}

int engine_pass_layer(struct engine *e, int64_t l, void *next,
		      struct momus_error *err)
{
	const struct engine_span s = { e->pass.tokens, e->pass.at, &e->launch,
				       attend_sequences };

	return engine_layer_forward(e, &s, l, &e->pass.layers[l], next, err);
}

int engine_forward(struct engine *e, const struct batch *b, bool learn,
		   struct momus_error *err)
{
	const struct parameters *p = &e->model->parameters;
	struct engine_pass *a = &e->pass;
	int64_t layers = p->config.layers;
	int rc = engine_prepare(e, b, learn, err);

	if (rc < 0 || !a->tokens)
		return rc;
	rc = embedding_forward_cuda(&e->launch, layers ? a->layers[0].x : a->x,
				    engine_weights(e, p->embedding), a->id,
				    a->tokens, p->config.hidden, err);
	for (int64_t l = 0; rc == MOMUS_OK && l < layers; l++)
		rc = engine_pass_layer(
			e, l, l + 1 < layers ? a->layers[l + 1].x : a->x, err);
	if (rc == MOMUS_OK)
		rc = rmsnorm_forward_cuda(&e->launch, a->hidden, a->r, a->x,
					  engine_weights(e, p->norm), a->tokens,
					  p->config.hidden, p->config.eps, err);
	return rc;
}
