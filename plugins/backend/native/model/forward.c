/* forward.c - see forward.h */
#include "model/forward.h"

#include <stdlib.h>
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
	product_make(&m->product, y, out, n, out, in, 1.0f, matrix_plain(x, in),
		     matrix_turned(m->w + w, in), add || b);
}

struct pass { /* over the texts of a batch */
	struct model *m;
	const struct kept *kept;
	int64_t n; /* rows */
};

static void turn(const struct pass *p, float *x, int64_t heads)
{
	int64_t width = heads * p->m->parameters.config.head_dim;

	for (size_t i = 0; i < p->kept->n_texts; i++) {
		const struct attention_text *t = &p->kept->texts[i];

		rope_turn(&p->m->rope, x + t->at * width, t->n, heads, t->past,
			  false);
	}
}

/* Sets .q, .k and .v from .h1, turned. */
static void project(const struct pass *p, const struct layer_offsets *w,
		    const struct layer_kept *a)
{
	struct model *m = p->m;
	const struct config *c = &m->parameters.config;
	int64_t q = c->heads * c->head_dim, k = c->kv_heads * c->head_dim;
	int64_t n = p->n;
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
	turn(p, a->q, c->heads);
	turn(p, a->k, c->kv_heads);
}

static void gate_some(void *arg, int64_t from, int64_t to, int hand)
{
	const struct layer_kept *a = arg;

	(void)hand;
	swiglu_forward(a->product + from, a->gate + from, a->up + from,
		       to - from);
}

/* One layer, from its x to NEXT (N, hidden), which may be its x. */
static int layer(const struct pass *p, int64_t l, float *next,
		 struct momus_error *err)
{
	struct model *m = p->m;
	const struct layer_offsets *w = &m->parameters.layers[l];
	struct layer_kept *a = &p->kept->layers[l];
	const struct config *c = &m->parameters.config;
	int64_t h = c->hidden, f = c->intermediate, n = p->n;
	size_t bytes = (size_t)(n * h) * sizeof(float);
	int rc;

	rmsnorm_forward(a->h1, a->r1, a->x, m->w + w->norm1, n, h, c->eps);
	project(p, w, a);
	rc = attention_forward(&m->attention, a->o, a->lse, a->q, a->k, a->v,
			       p->kept->texts, p->kept->n_texts, err);
	if (rc < 0)
		return rc;
	memcpy(a->middle, a->x, bytes);
	linear(m, a->middle, a->o, w->o, w->o_bias, n, h,
	       c->heads * c->head_dim, true);
	rmsnorm_forward(a->h2, a->r2, a->middle, m->w + w->norm2, n, h, c->eps);
	linear(m, a->gate, a->h2, w->gate, PARAMETER_NONE, n, f, h, false);
	linear(m, a->up, a->h2, w->up, PARAMETER_NONE, n, f, h, false);
	crew_run(m->crew, gate_some, a, n * f, MODEL_GRAIN);
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

enum { SHARED = 4 }; /* tokens: fewer are not worth being looked up */

/* How many tokens of sequence I are those that sequence FIRST begins with, but for
 * its last one. */
static int64_t shared(const struct batch *b, size_t first, size_t i)
{
	const int32_t *x = b->ids + b->start[first], *y = b->ids + b->start[i];
	size_t n = b->start[first + 1] - b->start[first];
	size_t own = b->start[i + 1] - b->start[i] - 1, k = 0;

	while (k < n && k < own && x[k] == y[k])
		k++;
	return k < SHARED ? 0 : (int64_t)k;
}

/* Gives rows to the tokens of B's sequence I: those of its past, and T's own. */
static void give_rows(struct kept *kept, const struct batch *b, size_t i,
		      struct attention_text t)
{
	size_t at = b->start[i];

	for (int64_t k = 0; k < t.past; k++)
		kept->row[at++] = (size_t)(t.past_at + k);
	for (int64_t k = 0; k < t.n; k++) {
		kept->ids[t.at + k] = b->ids[at];
		kept->row[at++] = (size_t)(t.at + k);
	}
	kept->texts[kept->n_texts++] = t;
	kept->rows += t.n;
}

/* Notes in KEPT where B's sequences are. */
static int place(struct model *m, const struct batch *b, struct kept *kept,
		 struct momus_error *err)
{
	size_t tokens = b->start[b->n], first = 0;
	struct attention_text t, head = { .n = 0 };
	int rc = MOMUS_OK;

	kept->texts = calloc(b->n + 1, sizeof *kept->texts);
	kept->row = calloc(tokens + 1, sizeof *kept->row);
	kept->ids = calloc(tokens + 1, sizeof *kept->ids);
	if (!kept->texts || !kept->row || !kept->ids)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	for (size_t i = 0; rc == MOMUS_OK && i < b->n; i++) {
		int64_t n = (int64_t)(b->start[i + 1] - b->start[i]);

		if (!n)
			continue;
		rc = check_length(m, n, err);
		t = (struct attention_text){
			.at = kept->rows,
			.past_at = head.at,
			.past = head.n ? shared(b, first, i) : 0
		};
		t.n = n - t.past;
		if (!t.past) {
			head = t;
			first = i;
		}
		give_rows(kept, b, i, t);
	}
	return rc;
}

int forward(struct model *m, const struct batch *b, struct kept *kept,
	    struct momus_error *err)
{
	const struct config *c = &m->parameters.config;
	struct pass p = { m, kept, 0 };
	int rc = place(m, b, kept, err);

	model_widen(m);
	p.n = kept->rows;
	if (rc == MOMUS_OK)
		rc = embed(m, c->layers ? kept->layers[0].x : kept->x,
			   kept->ids, p.n, err);
	for (int64_t l = 0; rc == MOMUS_OK && l < c->layers; l++)
		rc = layer(&p, l,
			   l + 1 < c->layers ? kept->layers[l + 1].x : kept->x,
			   err);
	if (rc == MOMUS_OK)
		rmsnorm_forward(kept->hidden, kept->r, kept->x,
				m->w + m->parameters.norm, p.n, c->hidden,
				c->eps);
	return rc;
}
