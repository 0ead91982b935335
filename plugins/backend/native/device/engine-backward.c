/* engine-backward.c - derivatives of a pass on a device; see engine.h */
#include "device/engine-parts.h"
#include "ops/bias.h"
#include "ops/rmsnorm.h"
#include "ops/swiglu.h"

/* Of y = x W' + bias: adds to the derivatives of W (OUT, IN) and BIAS, and sets DX
 * (n, IN), or adds to it where ADD. */
static int linear_back(struct engine *e, void *dx, const void *dy,
		       const void *x, int64_t w, int64_t bias, int64_t out,
		       int64_t in, bool add, struct momus_error *err)
{
	const enum launch_type type = e->launch.type;
	const struct device_product to_x = {
		.c = dx,
		.a = dy,
		.b = engine_weights(e, w),
		.m = e->pass.tokens,
		.n = in,
		.k = out,
		.lda = out,
		.ldb = in,
		.ldc = in,
		.loose = true,
		.type = type,
		.result = type,
		.alpha = 1,
		.beta = add ? 1 : 0,
	};
	const struct device_product to_w = {
		.c = e->gradient + w,
		.a = dy,
		.b = x,
		.m = out,
		.n = in,
		.k = e->pass.tokens,
		.lda = out,
		.ldb = in,
		.ldc = in,
		.turn_a = true,
		.loose = true,
		.type = type,
		.result = LAUNCH_F32,
		.alpha = 1,
		.beta = 1,
	};
	int rc = device_multiply(e->device, &to_x, err);

	if (rc == MOMUS_OK)
		rc = device_multiply(e->device, &to_w, err);
	if (rc == MOMUS_OK && bias >= 0)
		rc = bias_backward_cuda(&e->launch, e->gradient + bias, dy,
					e->pass.tokens, out, err);
	return rc;
}

/* Back through the norm of D heads, in place: DY to the derivatives of RAW. */
static int head_norm_back(struct engine *e, void *dy, const void *raw,
			  const float *r, int64_t norm, int64_t heads,
			  struct momus_error *err)
{
	const struct config *c = &e->model->parameters.config;

	if (!c->qk_norm)
		return MOMUS_OK;
	return rmsnorm_backward_cuda(&e->launch, dy, e->gradient + norm, dy,
				     raw, engine_weights(e, norm), r,
				     e->pass.tokens * heads, c->head_dim, err);
}

static int turn_back(struct engine *e, void *x, int64_t heads,
		     struct momus_error *err)
{
	const struct config *c = &e->model->parameters.config;

	return rope_turn_cuda(&e->launch, x, e->pass.at, e->cosine, e->sine,
			      e->pass.tokens, heads, c->head_dim / 2, true,
			      err);
}

/* From d_o to dh, the derivatives of h1. */
static int attend_back(struct engine *e, const struct engine_layer *k,
		       const struct layer_offsets *w, struct momus_error *err)
{
	const struct config *c = &e->model->parameters.config;
	const struct engine_pass *a = &e->pass;
	int64_t q = c->heads * c->head_dim, kv = c->kv_heads * c->head_dim;
	int64_t h = c->hidden;
	const struct attention_rows rows = engine_pass_rows(e);
	int rc = attention_backward_cuda(&e->launch, &rows, a->dq, a->dk, a->dv,
					 a->d_o, k->o, k->lse, k->q, k->k, k->v,
					 err);

	if (rc == MOMUS_OK)
		rc = turn_back(e, a->dq, c->heads, err);
	if (rc == MOMUS_OK)
		rc = turn_back(e, a->dk, c->kv_heads, err);
	if (rc == MOMUS_OK)
		rc = head_norm_back(e, a->dq, k->q0, k->rq, w->q_norm, c->heads,
				    err);
	if (rc == MOMUS_OK)
		rc = head_norm_back(e, a->dk, k->k0, k->rk, w->k_norm,
				    c->kv_heads, err);
	if (rc == MOMUS_OK)
		rc = linear_back(e, a->dh, a->dq, k->h1, w->q, w->q_bias, q, h,
				 false, err);
	if (rc == MOMUS_OK)
		rc = linear_back(e, a->dh, a->dk, k->h1, w->k, w->k_bias, kv, h,
				 true, err);
	if (rc == MOMUS_OK)
		rc = linear_back(e, a->dh, a->dv, k->h1, w->v, w->v_bias, kv, h,
				 true, err);
	return rc;
}

/* From dx, the derivatives of the layer's result, to those of its middle. */
static int feed_back(struct engine *e, const struct engine_layer *k,
		     const struct layer_offsets *w, struct momus_error *err)
{
	const struct config *c = &e->model->parameters.config;
	const struct engine_pass *a = &e->pass;
	int64_t n = a->tokens, h = c->hidden, f = c->intermediate;
	int rc = linear_back(e, a->dgate, a->dx, k->product, w->down,
			     PARAMETER_NONE, h, f, false, err);

	if (rc == MOMUS_OK)
		rc = swiglu_backward_cuda(&e->launch, a->dgate, a->dup,
					  a->dgate, k->gate, k->up, n * f, err);
	if (rc == MOMUS_OK)
		rc = linear_back(e, a->dh, a->dgate, k->h2, w->gate,
				 PARAMETER_NONE, f, h, false, err);
	if (rc == MOMUS_OK)
		rc = linear_back(e, a->dh, a->dup, k->h2, w->up, PARAMETER_NONE,
				 f, h, true, err);
	if (rc == MOMUS_OK)
		rc = rmsnorm_backward_cuda(
			&e->launch, a->dx, e->gradient + w->norm2, a->dh,
			k->middle, engine_weights(e, w->norm2), k->r2, n, h,
			err);
	return rc;
}

static int layer_back(struct engine *e, int64_t l, struct momus_error *err)
{
	const struct layer_offsets *w = &e->model->parameters.layers[l];
	const struct config *c = &e->model->parameters.config;
	const struct engine_layer *k = &e->pass.layers[l];
	const struct engine_pass *a = &e->pass;
	int rc = MOMUS_OK;

	/* what was not kept is computed again; the result goes where nobody
	 * looks */
	if (e->recompute)
		rc = engine_pass_layer(e, l, a->x, err);
	if (rc == MOMUS_OK)
		rc = feed_back(e, k, w, err);
	if (rc == MOMUS_OK)
		rc = linear_back(e, a->d_o, a->dx, k->o, w->o, w->o_bias,
				 c->hidden, c->heads * c->head_dim, false, err);
	if (rc == MOMUS_OK)
		rc = attend_back(e, k, w, err);
	if (rc == MOMUS_OK)
		rc = rmsnorm_backward_cuda(&e->launch, a->dx,
					   e->gradient + w->norm1, a->dh, k->x,
					   engine_weights(e, w->norm1), k->r1,
					   a->tokens, c->hidden, err);
	return rc;
}

int engine_layers_backward(struct engine *e, struct momus_error *err)
{
	const struct parameters *p = &e->model->parameters;
	const struct engine_pass *a = &e->pass;
	int rc = rmsnorm_backward_cuda(&e->launch, a->dx, e->gradient + p->norm,
				       a->dx, a->x, engine_weights(e, p->norm),
				       a->r, a->tokens, p->config.hidden, err);

	for (int64_t l = p->config.layers; rc == MOMUS_OK && l-- > 0;)
		rc = layer_back(e, l, err);
	if (rc == MOMUS_OK)
		rc = embedding_backward_cuda(
			&e->launch, e->gradient + p->embedding, a->dx, a->id,
			a->order, a->begin, a->kinds, p->config.hidden, err);
	return rc;
}
