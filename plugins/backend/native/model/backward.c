/* backward.c - derivatives of a forward pass; see forward.h */
#include <stdlib.h>
#include <string.h>

#include "model/forward.h"
#include "ops/embedding.h"
#include "ops/rmsnorm.h"
#include "ops/swiglu.h"

struct pass {
	struct model *m;
	const struct kept *kept;
	float *g; /* borrowed: the parameters' derivatives */
	float *dh, *dq, *dk, *dv, *d_o, *dgate, *dup; /* owned scratch */
	int64_t n;				      /* tokens */
};

/* Of y = x W' + bias: adds to the derivatives of W (OUT, IN) and BIAS, and sets
 * DX (N, IN), or adds to it where ADD. */
static void linear_back(const struct pass *p, float *dx, const float *dy,
			const float *x, int64_t w, int64_t bias, int64_t out,
			int64_t in, bool add)
{
	const struct product *by = &p->m->product;

	product_make(by, dx, in, p->n, in, out, 1.0f, matrix_plain(dy, out),
		     matrix_plain(p->m->w + w, in), add);
	product_make(by, p->g + w, in, out, in, p->n, 1.0f,
		     matrix_turned(dy, out), matrix_plain(x, in), true);
	for (int64_t row = 0; bias >= 0 && row < p->n; row++)
		for (int64_t i = 0; i < out; i++)
			p->g[bias + i] += dy[row * out + i];
}

struct gating {
	const struct pass *p;
	const struct layer_kept *a;
};

static int attention_back(const struct pass *p, const struct layer_kept *a,
			  struct momus_error *err)
{
	const struct config *c = &p->m->parameters.config;
	int64_t q = c->heads * c->head_dim, k = c->kv_heads * c->head_dim;
	const struct kept *kept = p->kept;
	int rc;

	memset(p->dq, 0, (size_t)(p->n * q) * sizeof(float));
	memset(p->dk, 0, (size_t)(p->n * k) * sizeof(float));
	memset(p->dv, 0, (size_t)(p->n * k) * sizeof(float));
	rc = attention_backward(&p->m->attention, p->dq, p->dk, p->dv, p->d_o,
				a->o, a->lse, a->q, a->k, a->v, kept->texts,
				kept->n_texts, err);
	for (size_t i = 0; rc == MOMUS_OK && i < kept->n_texts; i++) {
		const struct attention_text *t = &kept->texts[i];

		rope_turn(&p->m->rope, p->dq + t->at * q, t->n, c->heads,
			  t->past, true);
		rope_turn(&p->m->rope, p->dk + t->at * k, t->n, c->kv_heads,
			  t->past, true);
	}
	return rc;
}

static void gate_back(void *arg, int64_t from, int64_t to, int hand)
{
	const struct gating *x = arg;

	(void)hand;
	swiglu_backward(x->p->dgate + from, x->p->dup + from,
			x->p->dgate + from, x->a->gate + from, x->a->up + from,
			to - from);
}

/* From the derivatives of a layer's result, DX, to those of what came in. */
static int layer_back(const struct pass *p, int64_t l, float *dx,
		      struct momus_error *err)
{
	const struct layer_offsets *w = &p->m->parameters.layers[l];
	const struct layer_kept *a = &p->kept->layers[l];
	const struct config *c = &p->m->parameters.config;
	int64_t q = c->heads * c->head_dim, k = c->kv_heads * c->head_dim;
	int64_t h = c->hidden, f = c->intermediate;
	const float *weights = p->m->w;
	struct gating gating = { p, a };
	int rc;

	linear_back(p, p->dgate, dx, a->product, w->down, PARAMETER_NONE, h, f,
		    false);
	crew_run(p->m->crew, gate_back, &gating, p->n * f, MODEL_GRAIN);
	linear_back(p, p->dh, p->dgate, a->h2, w->gate, PARAMETER_NONE, f, h,
		    false);
	linear_back(p, p->dh, p->dup, a->h2, w->up, PARAMETER_NONE, f, h, true);
	rmsnorm_backward(dx, p->g + w->norm2, p->dh, a->middle,
			 weights + w->norm2, a->r2, p->n, h);
	linear_back(p, p->d_o, dx, a->o, w->o, w->o_bias, h, q, false);
	rc = attention_back(p, a, err);
	if (rc < 0)
		return rc;
	if (c->qk_norm) {
		rmsnorm_backward(p->dq, p->g + w->q_norm, p->dq, a->q0,
				 weights + w->q_norm, a->rq, p->n * c->heads,
				 c->head_dim);
		rmsnorm_backward(p->dk, p->g + w->k_norm, p->dk, a->k0,
				 weights + w->k_norm, a->rk, p->n * c->kv_heads,
				 c->head_dim);
	}
	linear_back(p, p->dh, p->dq, a->h1, w->q, w->q_bias, q, h, false);
	linear_back(p, p->dh, p->dk, a->h1, w->k, w->k_bias, k, h, true);
	linear_back(p, p->dh, p->dv, a->h1, w->v, w->v_bias, k, h, true);
	rmsnorm_backward(dx, p->g + w->norm1, p->dh, a->x, weights + w->norm1,
			 a->r1, p->n, h);
	return MOMUS_OK;
}

/* Takes scratch, *FLOATS of them, from the model. */
static float *reserve(struct pass *p, size_t *floats)
{
	const struct config *c = &p->m->parameters.config;
	int64_t q = c->heads * c->head_dim, k = c->kv_heads * c->head_dim;
	float *memory = model_take(p->m,
				   (size_t)(p->n * (c->hidden + 2 * q + 2 * k +
						    2 * c->intermediate)),
				   floats);

	if (!memory)
		return NULL;
	p->dh = memory;
	p->dq = p->dh + p->n * c->hidden;
	p->d_o = p->dq + p->n * q;
	p->dk = p->d_o + p->n * q;
	p->dv = p->dk + p->n * k;
	p->dgate = p->dv + p->n * k;
	p->dup = p->dgate + p->n * c->intermediate;
	return memory;
}

int backward(struct model *m, const struct kept *kept, float *dx, float *g,
	     struct momus_error *err)
{
	struct pass p = { .m = m, .kept = kept, .g = g };
	const struct config *c = &m->parameters.config;
	size_t floats;
	float *memory;
	int rc = MOMUS_OK;

	p.n = kept->rows;
	if (!p.n)
		return MOMUS_OK;
	memory = reserve(&p, &floats);
	if (!memory)
		return momus_fail(err, MOMUS_ENOMEM,
				  "native: out of memory for the derivatives "
				  "of %lld tokens; fewer at once, \"chunk\" of "
				  "a training, take less",
				  (long long)p.n);
	rmsnorm_backward(dx, g + m->parameters.norm, dx, kept->x,
			 m->w + m->parameters.norm, kept->r, p.n, c->hidden);
	for (int64_t l = c->layers; rc == MOMUS_OK && l-- > 0;)
		rc = layer_back(&p, l, dx, err);
	if (rc == MOMUS_OK)
		embedding_backward(g + m->parameters.embedding, dx, kept->ids,
				   p.n, c->hidden);
	model_leave(m, memory, floats);
	return rc;
}
