/* engine-forward.c - tokens to hidden states on a device; see engine.h */
#include "device/engine-parts.h"
#include "ops/rmsnorm.h"
#include "ops/swiglu.h"

int engine_linear(struct engine *e, void *y, const void *x,
		  const struct engine_matrix *m, int64_t n, const void *add,
		  struct momus_error *err)
{
	const struct device_product p = {
		.c = y,
		.a = x,
		.b = engine_weights(e, m->w),
		.add = add,
		.bias = m->bias < 0 ? NULL : engine_weights(e, m->bias),
		.m = n,
		.n = m->out,
		.k = m->in,
		.lda = m->in,
		.ldb = m->in,
		.ldc = m->out,
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
	const struct engine_matrix m = { h->w, h->bias, h->heads * c->head_dim,
					 c->hidden };
	int64_t n = s->n;
	int rc = engine_linear(e, norm ? raw : y, h1, &m, n, NULL, err);

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
	const struct engine_matrix gate = { w->gate, PARAMETER_NONE, f, h };
	const struct engine_matrix up = { w->up, PARAMETER_NONE, f, h };
	const struct engine_matrix down = { w->down, PARAMETER_NONE, h, f };
	int rc = rmsnorm_forward_cuda(s->launch, k->h2, k->r2, k->middle,
				      engine_weights(e, w->norm2), n, h, c->eps,
				      err);

	if (rc == MOMUS_OK)
		rc = engine_linear(e, k->gate, k->h2, &gate, n, NULL, err);
	if (rc == MOMUS_OK)
		rc = engine_linear(e, k->up, k->h2, &up, n, NULL, err);
	if (rc == MOMUS_OK)
		rc = swiglu_forward_cuda(s->launch, k->product, k->gate, k->up,
					 n * f, err);
	return rc < 0 ? rc
		      : engine_linear(e, next, k->product, &down, n, k->middle,
				      err);
}

int engine_layer_forward(struct engine *e, const struct engine_span *s,
			 int64_t l, const struct engine_layer *k, void *next,
			 struct momus_error *err)
{
	const struct layer_offsets *w = &e->model->parameters.layers[l];
	const struct config *c = &e->model->parameters.config;
	int64_t n = s->n, h = c->hidden;
	const struct engine_matrix o = { w->o, w->o_bias, h,
					 c->heads * c->head_dim };
	int rc = rmsnorm_forward_cuda(s->launch, k->h1, k->r1, k->x,
				      engine_weights(e, w->norm1), n, h, c->eps,
				      err);

	if (rc == MOMUS_OK)
		rc = attend(e, s, l, k, err);
	if (rc == MOMUS_OK)
		rc = engine_linear(e, k->middle, k->o, &o, n, k->x, err);
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
