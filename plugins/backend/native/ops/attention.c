/* attention.c - the reference; see attention.h */
#include "attention.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "ops/exps.h"

enum { BLOCK = 64 }; /* queries at a time */

void attention_release(struct attention *a)
{
	free(a->scratch);
	a->scratch = NULL;
	a->keys = 0;
}

/* Of a hand: two blocks of rows times KEYS, and a head's keys and values. */
static int64_t floats_of(const struct attention *a, int64_t keys)
{
	return 2 * (BLOCK + a->head_dim) * keys;
}

static int reserve(struct attention *a, int64_t keys, struct momus_error *err)
{
	size_t hands = (size_t)crew_hands(a->product->crew);
	float *grown;

	if (keys <= a->keys)
		return MOMUS_OK;
	grown = realloc(a->scratch,
			hands * (size_t)floats_of(a, keys) * sizeof *grown);
	if (!grown)
		return momus_fail(err, MOMUS_ENOMEM,
				  "native: out of memory for attention over "
				  "%lld positions",
				  (long long)keys);
	a->scratch = grown;
	a->keys = keys;
	return MOMUS_OK;
}

static int reserve_all(struct attention *a, const struct attention_text *list,
		       size_t n, struct momus_error *err)
{
	int64_t most = 0;

	for (size_t i = 0; i < n; i++)
		if (list[i].past + list[i].n > most)
			most = list[i].past + list[i].n;
	return reserve(a, most, err);
}

/* The first key that the query at position AT sees. */
static int64_t first_key(const struct attention *a, int64_t at)
{
	return a->window && at >= a->window ? at - a->window + 1 : 0;
}

struct head { /* one of a text's, and its group's keys and values */
	const struct attention *a;
	const struct attention_text *text;
	struct matrix k, v; /* (past + n, D) */
	int64_t q, kv;	    /* columns where they begin */
	int64_t q_cols, kv_cols;
	float *s, *g; /* scratch of the hand */
	int hand;
};

/* Rows of X where the text's keys are: its past's and its own put together at TO,
 * if they are not already. */
static struct matrix gather(const struct head *h, const float *x, float *to)
{
	const struct attention_text *t = h->text;
	int64_t d = h->a->head_dim;
	size_t bytes = (size_t)d * sizeof *x;

	x += h->kv;
	if (!t->past)
		return matrix_plain(x + t->at * h->kv_cols, h->kv_cols);
	for (int64_t i = 0; i < t->past; i++)
		memcpy(to + i * d, x + (t->past_at + i) * h->kv_cols, bytes);
	for (int64_t i = 0; i < t->n; i++)
		memcpy(to + (t->past + i) * d, x + (t->at + i) * h->kv_cols,
		       bytes);
	return matrix_plain(to, d);
}

static struct head head_at(const struct attention *a,
			   const struct attention_text *t, int hand,
			   int64_t head, const float *k, const float *v)
{
	float *scratch = a->scratch + hand * floats_of(a, a->keys);
	struct head h = {
		.a = a,
		.text = t,
		.q = head * a->head_dim,
		.kv = head / (a->heads / a->kv_heads) * a->head_dim,
		.q_cols = a->heads * a->head_dim,
		.kv_cols = a->kv_heads * a->head_dim,
		.s = scratch,
		.g = scratch + BLOCK * a->keys,
		.hand = hand,
	};

	scratch += 2 * BLOCK * a->keys;
	h.k = gather(&h, k, scratch);
	h.v = gather(&h, v, scratch + a->head_dim * a->keys);
	return h;
}

struct block { /* some rows of a head, and the keys that they see */
	const struct head *h;
	int64_t first, rows; /* of the text's */
	int64_t low, keys;   /* positions [low, low + keys) */
	int64_t row;	     /* of Q, its first */
};

static struct block block_at(const struct head *h, int64_t first)
{
	const struct attention_text *t = h->text;
	int64_t at = t->past + first;
	/* whole runs, wherever the block begins: sums over keys have one order */
	int64_t low = first_key(h->a, at) / PRODUCT_RUN * PRODUCT_RUN;
	int64_t rows = t->n - first < BLOCK ? t->n - first : BLOCK;

	return (struct block){ h,   first,	     rows,
			       low, at + rows - low, t->at + first };
}

/* The block's rows of X, which has Q's columns. */
static struct matrix rows_of(const struct block *b, const float *x)
{
	return matrix_plain(x + b->row * b->h->q_cols + b->h->q, b->h->q_cols);
}

/* The block's of KEYS. */
static struct matrix keys_of(const struct block *b, struct matrix keys)
{
	keys.at += b->low * keys.row;
	return keys;
}

/* S (rows, keys) = FACTOR X K', X of Q's columns, K of the keys' rows. */
static void against_keys(const struct block *b, float *s, float factor,
			 const float *x, struct matrix k)
{
	struct matrix keys = keys_of(b, k);

	product_alone(b->h->a->product, b->h->hand, s, b->keys, b->rows,
		      b->keys, b->h->a->head_dim, factor, rows_of(b, x),
		      matrix_turned(keys.at, keys.row), false);
}

/* X (rows, D) of Q's columns = FACTOR S V, or added to it. */
static void over_keys(const struct block *b, float *x, float factor,
		      const float *s, struct matrix v, bool add)
{
	product_alone(b->h->a->product, b->h->hand,
		      x + b->row * b->h->q_cols + b->h->q, b->h->q_cols,
		      b->rows, b->h->a->head_dim, b->keys, factor,
		      matrix_plain(s, b->keys), keys_of(b, v), add);
}

/* Adds FACTOR S' X to the keys' rows of TO, X (rows, D) of Q's columns. */
static void to_keys(const struct block *b, float *to, float factor,
		    const float *s, const float *x)
{
	const struct head *h = b->h;
	const struct attention_text *t = h->text;
	int64_t old = b->low < t->past ? t->past - b->low : 0;
	int64_t past = t->past_at + b->low,
		own = t->at + b->low + old - t->past;

	to += h->kv;
	product_alone(h->a->product, h->hand, to + past * h->kv_cols,
		      h->kv_cols, old, h->a->head_dim, b->rows, factor,
		      matrix_turned(s, b->keys), rows_of(b, x), true);
	product_alone(h->a->product, h->hand, to + own * h->kv_cols, h->kv_cols,
		      b->keys - old, h->a->head_dim, b->rows, factor,
		      matrix_turned(s + old, b->keys), rows_of(b, x), true);
}

/* What row I of B's sees: keys [*FROM, *TO) of its own. */
static void seen(const struct block *b, int64_t i, int64_t *from, int64_t *to)
{
	int64_t at = b->h->text->past + b->first + i;

	*from = first_key(b->h->a, at) - b->low;
	*to = at + 1 - b->low;
}

/* A row of N scores becomes probabilities: those of keys [FROM, TO), 0 elsewhere.
 * Returns the logarithm of their sum. */
static float softmax(float *s, int64_t n, int64_t from, int64_t to)
{
	const struct exps *l = exps_best();
	float most = l->most(s + from, to - from);
	double sum = l->raise(s + from, s + from, most, to - from, NULL);

	memset(s, 0, (size_t)from * sizeof *s);
	memset(s + to, 0, (size_t)(n - to) * sizeof *s);
	l->scale(s + from, (float)(1.0 / sum), to - from);
	return most + (float)log(sum);
}

struct pass { /* one of these over texts; what it does not use is NULL */
	struct attention *a;
	const struct attention_text *list;
	const size_t *family; /* (families + 1) */
	float *o, *lse, *dq, *dk, *dv;
	const float *q, *k, *v, *d_o;
};

static void block_forward(const struct pass *p, const struct block *b)
{
	const struct head *h = b->h;
	float *s = h->s, sum;
	int64_t from, to;

	against_keys(b, s, 1.0f / sqrtf((float)h->a->head_dim), p->q, h->k);
	for (int64_t i = 0; i < b->rows; i++) {
		seen(b, i, &from, &to);
		sum = softmax(s + i * b->keys, b->keys, from, to);
		if (p->lse)
			p->lse[(b->row + i) * h->a->heads +
			       h->q / h->a->head_dim] = sum;
	}
	over_keys(b, p->o, 1.0f, s, h->v, false);
}

/* A piece is one head of one text. */
static void forward_some(void *arg, int64_t from, int64_t to, int hand)
{
	const struct pass *p = arg;

	for (int64_t i = from; i < to; i++) {
		const struct attention_text *t = &p->list[i / p->a->heads];
		struct head h =
			head_at(p->a, t, hand, i % p->a->heads, p->k, p->v);

		for (int64_t row = 0; row < t->n; row += BLOCK) {
			struct block b = block_at(&h, row);

			block_forward(p, &b);
		}
	}
}

int attention_forward(struct attention *a, float *o, float *lse, const float *q,
		      const float *k, const float *v,
		      const struct attention_text *list, size_t n,
		      struct momus_error *err)
{
	struct pass p = {
		.a = a, .list = list, .o = o, .lse = lse, .q = q, .k = k, .v = v
	};
	int rc = reserve_all(a, list, n, err);

	if (rc == MOMUS_OK)
		crew_run(a->product->crew, forward_some, &p,
			 (int64_t)n * a->heads, 1);
	return rc;
}

/* The head's .s becomes the probabilities and its .g, which holds dO V', the
 * derivatives of the scores. */
static void score_derivatives(const struct pass *p, const struct block *b)
{
	const struct head *h = b->h;
	const struct exps *l = exps_best();
	int64_t d = h->a->head_dim;

	for (int64_t i = 0; i < b->rows; i++) {
		int64_t row = b->row + i, at = row * h->q_cols + h->q, from, to;
		const float *dor = p->d_o + at, * or = p->o + at; /* (D,) */
		float sum = p->lse[row * h->a->heads + h->q / d];
		float *sr = h->s + i * b->keys, *gr = h->g + i * b->keys;
		double both = 0;

		for (int64_t j = 0; j < d; j++)
			both += (double)dor[j] * (double) or [j];
		seen(b, i, &from, &to);
		l->raise(sr + from, sr + from, sum, to - from, NULL);
		memset(sr, 0, (size_t)from * sizeof *sr);
		memset(sr + to, 0, (size_t)(b->keys - to) * sizeof *sr);
		for (int64_t j = 0; j < b->keys; j++)
			gr[j] = sr[j] * (gr[j] - (float)both);
	}
}

static void block_backward(const struct pass *p, const struct block *b)
{
	const struct head *h = b->h;
	float scale = 1.0f / sqrtf((float)h->a->head_dim);

	against_keys(b, h->s, scale, p->q, h->k);
	against_keys(b, h->g, 1.0f, p->d_o, h->v);
	score_derivatives(p, b);
	to_keys(b, p->dv, 1.0f, h->s, p->d_o);
	over_keys(b, p->dq, scale, h->g, h->k, true);
	to_keys(b, p->dk, scale, h->g, p->q);
}

/* A piece is a group's heads over one family: nobody else adds to its keys. */
static void backward_some(void *arg, int64_t from, int64_t to, int hand)
{
	const struct pass *p = arg;
	int64_t kv = p->a->kv_heads, group = p->a->heads / kv;

	for (int64_t i = from; i < to; i++) {
		const size_t *f = p->family + i / kv;
		int64_t first = i % kv * group;

		for (size_t t = f[0]; t < f[1]; t++)
			for (int64_t j = first; j < first + group; j++) {
				struct head h = head_at(p->a, &p->list[t], hand,
							j, p->k, p->v);
				struct block b = { .rows = 0 };

				for (int64_t row = 0; row < p->list[t].n;
				     row += b.rows) {
					b = block_at(&h, row);
					block_backward(p, &b);
				}
			}
	}
}

/* Texts with a past belong to the family of the one before. */
static size_t find_families(const struct attention_text *list, size_t n,
			    size_t *family)
{
	size_t families = 0;

	for (size_t i = 0; i < n; i++)
		if (!i || !list[i].past)
			family[families++] = i;
	family[families] = n;
	return families;
}

int attention_backward(struct attention *a, float *dq, float *dk, float *dv,
		       const float *d_o, const float *o, const float *lse,
		       const float *q, const float *k, const float *v,
		       const struct attention_text *list, size_t n,
		       struct momus_error *err)
{
	size_t *family = malloc((n + 1) * sizeof *family);
	struct pass p = { .a = a,
			  .list = list,
			  .family = family,
			  .o = (float *)o,
			  .lse = (float *)lse,
			  .dq = dq,
			  .dk = dk,
			  .dv = dv,
			  .q = q,
			  .k = k,
			  .v = v,
			  .d_o = d_o };
	int rc = family ? reserve_all(a, list, n, err)
			: momus_fail(err, MOMUS_ENOMEM,
				     "native: out of memory for %zu texts", n);

	if (rc == MOMUS_OK)
		crew_run(a->product->crew, backward_some, &p,
			 (int64_t)find_families(list, n, family) * a->kv_heads,
			 1);
	free(family);
	return rc;
}
