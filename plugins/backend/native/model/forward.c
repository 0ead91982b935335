/* forward.c - see forward.h */
#include "model/forward.h"

#include <string.h>

#include "ops/embedding.h"
#include "ops/rmsnorm.h"
#include "ops/swiglu.h"

/* Y (N, OUT) = X (N, IN) W' + BIAS, or added to Y where ADD. */
static void linear(const struct model *m, float *y, const float *x, int64_t w,
		   int64_t bias, int64_t n, int64_t out, int64_t in, bool add)
{
	const float *b = model_weights(m, bias);

	for (int64_t row = 0; b && row < n; row++)
		for (int64_t i = 0; i < out; i++)
			y[row * out + i] =
				(add ? y[row * out + i] : 0.0f) + b[i];
	blas_abt(&m->blas, n, out, in, 1.0f, x, in, m->w + w, in,
		 add || b ? 1.0f : 0.0f, y, out);
}

/* The arrays of A from token AT on. */
static struct layer_kept from_token(const struct layer_kept *a,
				    const struct config *c, int64_t at)
{
	int64_t q = c->heads * c->head_dim, k = c->kv_heads * c->head_dim;
	struct layer_kept s = *a;

	s.x += at * c->hidden;
	s.r1 += at;
	s.r2 += at;
	s.h1 += at * c->hidden;
	s.h2 += at * c->hidden;
	s.q += at * q;
	s.k += at * k;
	s.v += at * k;
	if (c->qk_norm) {
		s.q0 += at * q;
		s.k0 += at * k;
		s.rq += at * c->heads;
		s.rk += at * c->kv_heads;
	}
	s.o += at * q;
	s.lse += at * c->heads;
	s.middle += at * c->hidden;
	s.gate += at * c->intermediate;
	s.up += at * c->intermediate;
	s.product += at * c->intermediate;
	return s;
}

/* Sets .q, .k and .v from .h1, turned, of N rows from position PAST on. */
static void project(struct model *m, const struct layer_offsets *w,
		    const struct layer_kept *a, int64_t n, int64_t past)
{
	const struct config *c = &m->parameters.config;
	int64_t q = c->heads * c->head_dim, k = c->kv_heads * c->head_dim;
	bool norm = c->qk_norm;

	linear(m, norm ? a->q0 : a->q, a->h1, w->q, w->q_bias, n, q, c->hidden,
	       false);
	linear(m, norm ? a->k0 : a->k, a->h1, w->k, w->k_bias, n, k, c->hidden,
	       false);
	linear(m, a->v, a->h1, w->v, w->v_bias, n, k, c->hidden, false);
	if (norm) {
		rmsnorm_forward(a->q, a->rq, a->q0, m->w + w->q_norm,
				n * c->heads, c->head_dim, c->eps);
		rmsnorm_forward(a->k, a->rk, a->k0, m->w + w->k_norm,
				n * c->kv_heads, c->head_dim, c->eps);
	}
	rope_turn(&m->rope, a->q, n, c->heads, past, false);
	rope_turn(&m->rope, a->k, n, c->kv_heads, past, false);
}

/* One layer over N rows of one sequence: from A's x to NEXT (N, hidden), which
 * may be A's x.  KEYS and VALUES are those of all PAST + N positions, A's own at
 * their end. */
static int layer(struct model *m, int64_t l, const struct layer_kept *a,
		 float *next, int64_t n, int64_t past, const float *keys,
		 const float *values, struct momus_error *err)
{
	const struct layer_offsets *w = &m->parameters.layers[l];
	const struct config *c = &m->parameters.config;
	int64_t h = c->hidden, f = c->intermediate;
	size_t bytes = (size_t)(n * h) * sizeof(float);
	int rc;

	rmsnorm_forward(a->h1, a->r1, a->x, m->w + w->norm1, n, h, c->eps);
	project(m, w, a, n, past);
	rc = attention_forward(&m->attention, a->o, a->lse, a->q, keys, values,
			       n, past, err);
	if (rc < 0)
		return rc;
	memcpy(a->middle, a->x, bytes);
	linear(m, a->middle, a->o, w->o, w->o_bias, n, h,
	       c->heads * c->head_dim, true);
	rmsnorm_forward(a->h2, a->r2, a->middle, m->w + w->norm2, n, h, c->eps);
	linear(m, a->gate, a->h2, w->gate, PARAMETER_NONE, n, f, h, false);
	linear(m, a->up, a->h2, w->up, PARAMETER_NONE, n, f, h, false);
	swiglu_forward(a->product, a->gate, a->up, n * f);
	memcpy(next, a->middle, bytes);
	linear(m, next, a->product, w->down, PARAMETER_NONE, n, h, f, true);
	return MOMUS_OK;
}

/* Sets X (N, hidden) to the embeddings of IDS. */
static int embed(const struct model *m, float *x, const int32_t *ids, int64_t n,
		 struct momus_error *err)
{
	const struct config *c = &m->parameters.config;

	for (int64_t t = 0; t < n; t++)
		if (ids[t] < 0 || ids[t] >= c->vocab)
			return momus_fail(err, MOMUS_EINVAL,
					  "native: token %d is none of the "
					  "model's %lld",
					  (int)ids[t], (long long)c->vocab);
	embedding_forward(x, m->w + m->parameters.embedding, ids, n, c->hidden);
	return MOMUS_OK;
}

static int check_length(struct model *m, int64_t n, struct momus_error *err)
{
	if (n > m->parameters.config.positions)
		return momus_fail(err, MOMUS_EINVAL,
				  "native: a text of %lld tokens is longer "
				  "than the model's %lld positions",
				  (long long)n,
				  (long long)m->parameters.config.positions);
	return rope_reserve(&m->rope, n, err);
}

/* One sequence of the batch, tokens [FROM, FROM + N), through all layers. */
static int sequence(struct model *m, const struct kept *kept, int64_t from,
		    int64_t n, struct momus_error *err)
{
	const struct config *c = &m->parameters.config;
	int rc = check_length(m, n, err);

	for (int64_t l = 0; rc == MOMUS_OK && l < c->layers; l++) {
		struct layer_kept a = from_token(&kept->layers[l], c, from);
		float *next =
			l + 1 < c->layers ? kept->layers[l + 1].x : kept->x;

		rc = layer(m, l, &a, next + from * c->hidden, n, 0, a.k, a.v,
			   err);
	}
	return rc;
}

int forward(struct model *m, const struct batch *b, struct kept *kept,
	    struct momus_error *err)
{
	const struct config *c = &m->parameters.config;
	int64_t tokens = (int64_t)b->start[b->n];
	int rc;

	model_widen(m);
	rc = embed(m, c->layers ? kept->layers[0].x : kept->x, b->ids,
		       tokens, err);

	for (size_t i = 0; rc == MOMUS_OK && i < b->n; i++)
		if (b->start[i + 1] > b->start[i])
			rc = sequence(m, kept, (int64_t)b->start[i],
				      (int64_t)(b->start[i + 1] - b->start[i]),
				      err);
	if (rc == MOMUS_OK)
		rmsnorm_forward(kept->hidden, kept->r, kept->x,
				m->w + m->parameters.norm, tokens, c->hidden,
				c->eps);
	return rc;
}
