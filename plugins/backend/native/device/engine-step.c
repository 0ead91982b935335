/* engine-step.c - a step's rows through the layers with few launches; see
 * engine-decode.h
 *
 * What a step costs is reading the weights, once, and starting kernels: what a product
 * is followed by is done where it is made (ops/skinny.h).  Norms belong to the products
 * behind them.
 */
#include <string.h>

#include "device/engine-decode.h"
#include "device/engine-parts.h"
#include "ops/heads.h"
#include "ops/skinny.h"

bool engine_step_fits(const struct engine *e)
{
	const struct config *c = &e->model->parameters.config;

	return e->launch.type == LAUNCH_BF16 && c->hidden % SKINNY_EIGHT == 0 &&
	       c->intermediate % SKINNY_EIGHT == 0 &&
	       c->heads * c->head_dim % SKINNY_EIGHT == 0;
}

static struct skinny_matrix matrix(const struct engine *e, int64_t w,
				   int64_t bias, int64_t out)
{
	return (struct skinny_matrix){ engine_weights(e, w),
				       engine_weights(e, bias), out };
}

static struct skinny rows_of(const struct engine_decode *d, const void *x,
			     int64_t norm, int64_t k)
{
	const struct engine *e = d->engine;

	return (struct skinny){ .x = x,
				.norm = engine_weights(e, norm),
				.eps = e->model->parameters.config.eps,
				.n = d->rows.n,
				.k = k };
}

/* Norms, turns and places of heads that the product did not put there. */
static int place(struct engine_decode *d, const struct layer_offsets *w,
		 void *keys, void *values, struct momus_error *err)
{
	const struct engine *e = d->engine;
	const struct config *c = &e->model->parameters.config;
	const struct engine_layer *a = &d->layer;
	const bool norm = c->qk_norm;
	const struct heads h = {
		.q = norm ? a->q0 : a->q,
		.k = norm ? a->k0 : a->k,
		.v = a->v,
		.q_norm = norm ? engine_weights(e, w->q_norm) : NULL,
		.k_norm = norm ? engine_weights(e, w->k_norm) : NULL,
		.eps = c->eps,
		.cosine = e->cosine,
		.sine = e->sine,
		.to = a->q,
		.pool_k = keys,
		.pool_v = values,
	};

	return heads_place_cuda(&d->launch, &d->rows, &h, err);
}

/* The layer's .o from .x: queries, keys and values, then attention. */
static int attend(struct engine_decode *d, const struct layer_offsets *w,
		  void *keys, void *values, struct momus_error *err)
{
	const struct engine *e = d->engine;
	const struct config *c = &e->model->parameters.config;
	const struct engine_layer *a = &d->layer;
	const bool norm = c->qk_norm;
	const bool turned = !norm && skinny_turns(c->head_dim);
	const int64_t q = c->heads * c->head_dim, k = c->kv_heads * c->head_dim;
	const struct skinny s = rows_of(d, d->x, w->norm1, c->hidden);
	const struct skinny_heads h = {
		.m = { matrix(e, w->q, w->q_bias, q),
		       matrix(e, w->k, w->k_bias, k),
		       matrix(e, w->v, w->v_bias, k) },
		.y = { norm ? a->q0 : a->q,
		       turned ? keys
		       : norm ? a->k0
			      : a->k,
		       turned ? values : a->v },
		.cosine = turned ? e->cosine : NULL,
		.sine = e->sine,
		.rows = &d->rows,
	};
	int rc = skinny_heads_cuda(&d->launch, &s, &h, err);

	if (rc == MOMUS_OK && !turned)
		rc = place(d, w, keys, values, err);
	return rc < 0 ? rc
		      : decode_attention_cuda(&d->launch, &d->rows, a->o, a->q,
					      NULL, NULL, keys, values, err);
}

/* .x becomes what layer L makes of it. */
static int layer(struct engine_decode *d, int64_t l, struct momus_error *err)
{
	const struct engine *e = d->engine;
	const struct config *c = &e->model->parameters.config;
	const struct layer_offsets *w = &e->model->parameters.layers[l];
	const struct engine_layer *a = &d->layer;
	const int64_t half = PAGE * c->kv_heads * c->head_dim;
	const int64_t q = c->heads * c->head_dim;
	void *keys = engine_at(e, d->pages.memory, 2 * l * half);
	const struct skinny o = rows_of(d, a->o, PARAMETER_NONE, q);
	const struct skinny x = rows_of(d, d->x, w->norm2, c->hidden);
	const struct skinny product =
		rows_of(d, a->product, PARAMETER_NONE, c->intermediate);
	const struct skinny_matrix out = matrix(e, w->o, w->o_bias, c->hidden);
	const struct skinny_matrix down =
		matrix(e, w->down, PARAMETER_NONE, c->hidden);
	int rc = attend(d, w, keys, engine_at(e, keys, half), err);

	if (rc == MOMUS_OK)
		rc = skinny_add_cuda(&d->launch, &o, d->x, &out, err);
	if (rc == MOMUS_OK)
		rc = skinny_swiglu_cuda(
			&d->launch, &x, a->product, engine_weights(e, w->gate),
			engine_weights(e, w->up), c->intermediate, err);
	return rc < 0 ? rc
		      : skinny_add_cuda(&d->launch, &product, d->x, &down, err);
}

static int layers(void *decode, struct momus_error *err)
{
	struct engine_decode *d = decode;
	const struct engine *e = d->engine;
	const struct parameters *p = &e->model->parameters;
	int rc = embedding_forward_cuda(
		&d->launch, d->x, engine_weights(e, p->embedding), d->told,
		d->rows.n, p->config.hidden, err);

	for (int64_t l = 0; rc == MOMUS_OK && l < p->config.layers; l++)
		rc = layer(d, l, err);
	return rc;
}

/* That of SHAPE; NULL where it was not seen of late, and now is. */
static struct engine_again *find(struct engine_decode *d,
				 const struct engine_shape *shape)
{
	struct engine_again *oldest = d->again;

	d->steps++;
	for (int i = 0; i < ENGINE_AGAIN; i++) {
		struct engine_again *one = &d->again[i];

		if (memcmp(&one->shape, shape, sizeof *shape) == 0) {
			one->used = d->steps;
			return one;
		}
		oldest = one->used < oldest->used ? one : oldest;
	}
	device_kept_free(oldest->kept);
	*oldest = (struct engine_again){ .shape = *shape, .used = d->steps };
	return NULL;
}

int engine_step_layers(struct engine_decode *d, struct momus_error *err)
{
	const struct engine *e = d->engine;
	const struct engine_shape shape = { d->rows.n,	     d->rows.pages,
					    d->memory,	     d->told,
					    d->pages.memory, e->w,
					    e->cosine };
	struct engine_again *again = find(d, &shape);

	return again ? device_again(e->device, &again->kept, layers, d, err)
		     : layers(d, err);
}

void engine_step_release(struct engine_decode *d)
{
	for (int i = 0; i < ENGINE_AGAIN; i++)
		device_kept_free(d->again[i].kept);
}

int engine_step_logits(struct engine_decode *d, const int32_t *row, int64_t n,
		       struct momus_error *err)
{
	const struct engine *e = d->engine;
	const struct parameters *p = &e->model->parameters;
	const struct skinny s = { .x = d->x,
				  .row = row,
				  .norm = engine_weights(e, p->norm),
				  .eps = p->config.eps,
				  .n = n,
				  .k = p->config.hidden };
	const struct skinny_matrix head =
		matrix(e, p->head, PARAMETER_NONE, p->config.vocab);

	return skinny_logits_cuda(&d->launch, &s, d->z, &head, err);
}
