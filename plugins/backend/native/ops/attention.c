/* attention.c - the reference; see attention.h */
#include "attention.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { BLOCK = 64 }; /* queries at a time */

void attention_release(struct attention *a)
{
	free(a->scratch);
	a->scratch = NULL;
	a->keys = 0;
}

static int reserve(struct attention *a, int64_t keys, struct momus_error *err)
{
	float *grown;

	if (keys <= a->keys)
		return MOMUS_OK;
	grown = realloc(a->scratch, 2 * BLOCK * (size_t)keys * sizeof *grown);
	if (!grown)
		return momus_fail(err, MOMUS_ENOMEM,
				  "native: out of memory for attention over "
				  "%lld positions",
				  (long long)keys);
	a->scratch = grown;
	a->keys = keys;
	return MOMUS_OK;
}

/* The first key that the query at position AT sees. */
static int64_t first_key(const struct attention *a, int64_t at)
{
	return a->window && at >= a->window ? at - a->window + 1 : 0;
}

/* A row of scores over keys [LOW, LOW + N) becomes probabilities: those of keys
 * from FIRST to LAST, 0 elsewhere.  Returns the logarithm of their sum. */
static float softmax(float *s, int64_t low, int64_t n, int64_t first,
		     int64_t last)
{
	int64_t from = first - low, to = last - low;
	float most = s[from];
	double sum = 0;

	for (int64_t j = from; j <= to; j++)
		most = fmaxf(most, s[j]);
	for (int64_t j = 0; j < n; j++) {
		s[j] = j < from || j > to ? 0.0f : expf(s[j] - most);
		sum += (double)s[j];
	}
	for (int64_t j = from; j <= to; j++)
		s[j] = (float)((double)s[j] / sum);
	return most + (float)log(sum);
}

struct block { /* rows [first, first + rows) of one head */
	int64_t first, rows, low, keys; /* keys [low, low + keys) */
	int64_t head, kv;		/* columns where they begin */
	int64_t q_cols, kv_cols;
};

static struct block block_at(const struct attention *a, int64_t head,
			     int64_t row, int64_t n, int64_t past)
{
	int64_t group = a->heads / a->kv_heads;
	int64_t rows = n - row < BLOCK ? n - row : BLOCK;
	int64_t low = first_key(a, past + row);

	return (struct block){
		.first = row,
		.rows = rows,
		.low = low,
		.keys = past + row + rows - low,
		.head = head * a->head_dim,
		.kv = head / group * a->head_dim,
		.q_cols = a->heads * a->head_dim,
		.kv_cols = a->kv_heads * a->head_dim,
	};
}

/* S (rows, keys) = Q K' / sqrt(D) */
static void scores(const struct attention *a, const struct block *b, float *s,
		   const float *q, const float *k)
{
	blas_abt(a->blas, b->rows, b->keys, a->head_dim,
		 1.0f / sqrtf((float)a->head_dim),
		 q + b->first * b->q_cols + b->head, b->q_cols,
		 k + b->low * b->kv_cols + b->kv, b->kv_cols, 0.0f, s, b->keys);
}

int attention_forward(struct attention *a, float *o, float *lse, const float *q,
		      const float *k, const float *v, int64_t n, int64_t past,
		      struct momus_error *err)
{
	int rc = reserve(a, past + n, err);
	float *s = a->scratch, sum;

	for (int64_t i = 0; rc == MOMUS_OK && i < a->heads * n;) {
		struct block b = block_at(a, i / n, i % n, n, past);

		scores(a, &b, s, q, k);
		for (int64_t row = 0; row < b.rows; row++) {
			int64_t at = past + b.first + row;

			sum = softmax(s + row * b.keys, b.low, b.keys,
				      first_key(a, at), at);
			if (lse)
				lse[(b.first + row) * a->heads + i / n] = sum;
		}
		blas_ab(a->blas, b.rows, a->head_dim, b.keys, 1.0f, s, b.keys,
			v + b.low * b.kv_cols + b.kv, b.kv_cols, 0.0f,
			o + b.first * b.q_cols + b.head, b.q_cols);
		i += b.rows;
	}
	return rc;
}

/* S becomes the probabilities and G, which holds dO V', the derivatives of the
 * scores. */
static void score_derivatives(const struct attention *a, const struct block *b,
			      float *s, float *g, const float *d_o,
			      const float *o, const float *lse)
{
	for (int64_t row = 0; row < b->rows; row++) {
		int64_t at = b->first + row, first = first_key(a, at);
		const float *dor = d_o + at * b->q_cols + b->head; /* (D,) */
		const float * or = o + at * b->q_cols + b->head;
		float sum = lse[at * a->heads + b->head / a->head_dim];
		float *sr = s + row * b->keys, *gr = g + row * b->keys;
		double both = 0;

		for (int64_t i = 0; i < a->head_dim; i++)
			both += (double)dor[i] * (double) or [i];
		for (int64_t j = 0; j < b->keys; j++) {
			bool seen = b->low + j >= first && b->low + j <= at;

			sr[j] = seen ? expf(sr[j] - sum) : 0.0f;
			gr[j] = sr[j] * (gr[j] - (float)both);
		}
	}
}

int attention_backward(struct attention *a, float *dq, float *dk, float *dv,
		       const float *d_o, const float *o, const float *lse,
		       const float *q, const float *k, const float *v,
		       int64_t n, struct momus_error *err)
{
	float scale = 1.0f / sqrtf((float)a->head_dim);
	int rc = reserve(a, n, err);
	float *s = a->scratch, *g = s + BLOCK * n;

	for (int64_t i = 0; rc == MOMUS_OK && i < a->heads * n;) {
		struct block b = block_at(a, i / n, i % n, n, 0);
		int64_t rows = b.first * b.q_cols + b.head;
		int64_t keys = b.low * b.kv_cols + b.kv;

		scores(a, &b, s, q, k);
		blas_abt(a->blas, b.rows, b.keys, a->head_dim, 1.0f, d_o + rows,
			 b.q_cols, v + keys, b.kv_cols, 0.0f, g, b.keys);
		score_derivatives(a, &b, s, g, d_o, o, lse);
		blas_atb(a->blas, b.keys, a->head_dim, b.rows, 1.0f, s, b.keys,
			 d_o + rows, b.q_cols, 1.0f, dv + keys, b.kv_cols);
		blas_ab(a->blas, b.rows, a->head_dim, b.keys, scale, g, b.keys,
			k + keys, b.kv_cols, 1.0f, dq + rows, b.q_cols);
		blas_atb(a->blas, b.keys, a->head_dim, b.rows, scale, g, b.keys,
			 q + rows, b.q_cols, 1.0f, dk + keys, b.kv_cols);
		i += b.rows;
	}
	return rc;
}
