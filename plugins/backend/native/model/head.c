/* head.c - see head.h */
#include "model/head.h"

#include <stdlib.h>
#include <string.h>

#include "ops/logprob.h"

enum { ROWS = 32 }; /* of logits at a time */

struct block {
	float *h, *z; /* owned: (ROWS, hidden), (ROWS, vocab) */
	size_t n;
};

static int block_init(struct block *b, const struct config *c,
		      struct momus_error *err)
{
	b->h = malloc(ROWS * (size_t)c->hidden * sizeof(float));
	b->z = malloc(ROWS * (size_t)c->vocab * sizeof(float));
	if (b->h && b->z)
		return MOMUS_OK;
	free(b->h);
	free(b->z);
	return momus_fail(err, MOMUS_ENOMEM,
			  "native: out of memory for %d rows of %lld logits",
			  ROWS, (long long)c->vocab);
}

static void block_release(struct block *b)
{
	free(b->h);
	free(b->z);
}

void head_logits(const struct model *m, const float *h, float *z)
{
	const struct config *c = &m->parameters.config;

	blas_abt(&m->blas, 1, c->vocab, c->hidden, 1.0f, h, c->hidden,
		 m->w + m->parameters.head, c->hidden, 0.0f, z, c->vocab);
}

/* Computes the logits of R's rows from FROM on, divided by the temperature.
 * Always ROWS of them, those beyond the end zero, so that the product has one
 * shape and a row's numbers depend on that row alone. */
static void fill(struct block *b, const struct model *m,
		 const struct head_rows *r, size_t from)
{
	const struct config *c = &m->parameters.config;
	size_t bytes = (size_t)c->hidden * sizeof(float);

	b->n = r->n - from < ROWS ? r->n - from : ROWS;
	for (size_t i = 0; i < ROWS; i++) {
		float *row = b->h + (int64_t)i * c->hidden;

		if (i < b->n)
			memcpy(row,
			       r->hidden + (int64_t)r->at[from + i] * c->hidden,
			       bytes);
		else
			memset(row, 0, bytes);
	}
	blas_abt(&m->blas, ROWS, c->vocab, c->hidden,
		 (float)(1.0 / r->temperature), b->h, c->hidden,
		 m->w + m->parameters.head, c->hidden, 0.0f, b->z, c->vocab);
}

static int check_token(const struct model *m, int32_t token,
		       struct momus_error *err)
{
	if (token >= 0 && token < m->parameters.config.vocab)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL,
			  "native: token %d is none of the model's %lld",
			  (int)token, (long long)m->parameters.config.vocab);
}

int head_forward(const struct model *m, const struct head_rows *r,
		 float *logprob, float *entropy, struct momus_error *err)
{
	int64_t vocab = m->parameters.config.vocab;
	struct block b;
	int rc = block_init(&b, &m->parameters.config, err);

	if (rc < 0)
		return rc;
	for (size_t from = 0; rc == MOMUS_OK && from < r->n; from += b.n) {
		fill(&b, m, r, from);
		for (size_t i = 0; rc == MOMUS_OK && i < b.n; i++)
			rc = check_token(m, r->token[from + i], err);
		if (rc == MOMUS_OK)
			logprob_forward(logprob + from,
					entropy ? entropy + from : NULL, b.z,
					r->token + from, (int64_t)b.n, vocab);
	}
	block_release(&b);
	return rc;
}

int head_backward(const struct model *m, const struct head_rows *r,
		  const float *d_logprob, const float *d_entropy, float *dx,
		  float *g, struct momus_error *err)
{
	const struct config *c = &m->parameters.config;
	int64_t head = m->parameters.head;
	struct block b;
	int rc = block_init(&b, c, err);

	if (rc < 0)
		return rc;
	for (size_t from = 0; rc == MOMUS_OK && from < r->n; from += b.n) {
		fill(&b, m, r, from);
		for (size_t i = 0; rc == MOMUS_OK && i < b.n; i++)
			rc = check_token(m, r->token[from + i], err);
		if (rc < 0)
			break;
		logprob_backward(b.z, r->token + from, d_logprob + from,
				 d_entropy ? d_entropy + from : NULL,
				 (int64_t)b.n, c->vocab, r->temperature);
		blas_atb(&m->blas, c->vocab, c->hidden, (int64_t)b.n, 1.0f, b.z,
			 c->vocab, b.h, c->hidden, 1.0f, g + head, c->hidden);
		blas_ab(&m->blas, (int64_t)b.n, c->hidden, c->vocab, 1.0f, b.z,
			c->vocab, m->w + head, c->hidden, 0.0f, b.h, c->hidden);
		for (size_t i = 0; i < b.n; i++) {
			float *row = dx + (int64_t)r->at[from + i] * c->hidden;

			for (int64_t j = 0; j < c->hidden; j++)
				row[j] += b.h[(int64_t)i * c->hidden + j];
		}
	}
	block_release(&b);
	return rc;
}
