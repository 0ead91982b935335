/* head.c - see head.h */
#include "model/head.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

struct summary {	      /* of a row of logits */
	double most, log_sum; /* log sum_v exp(z[v] - most) */
	double entropy;
};

static struct summary summarise(const float *z, int64_t vocab)
{
	struct summary s = { .most = (double)z[0] };
	double sum = 0, weighted = 0, d, e;

	for (int64_t v = 1; v < vocab; v++)
		s.most = fmax(s.most, (double)z[v]);
	for (int64_t v = 0; v < vocab; v++) {
		d = (double)z[v] - s.most;
		e = exp(d);
		sum += e;
		weighted += e * d;
	}
	s.log_sum = log(sum);
	s.entropy = s.log_sum - weighted / sum;
	return s;
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
		for (size_t i = 0; rc == MOMUS_OK && i < b.n; i++) {
			const float *z = b.z + (int64_t)i * vocab;
			struct summary s = summarise(z, vocab);

			rc = check_token(m, r->token[from + i], err);
			if (rc < 0)
				break;
			logprob[from + i] =
				(float)((double)z[r->token[from + i]] - s.most -
					s.log_sum);
			if (entropy)
				entropy[from + i] = (float)s.entropy;
		}
	}
	block_release(&b);
	return rc;
}

/* A row of logits becomes dL/dz, divided by the temperature. */
static void derive(float *z, int64_t vocab, int32_t token, double a, double b,
		   double temperature)
{
	struct summary s = summarise(z, vocab);
	double zero = a == 0 && b == 0 ? 0.0 : 1.0;

	for (int64_t v = 0; v < vocab; v++) {
		double log_p = (double)z[v] - s.most - s.log_sum;
		double p = exp(log_p), d = -a * p;

		if (b != 0)
			d -= b * p * (log_p + s.entropy);
		z[v] = (float)(zero * (d + (v == token ? a : 0.0)) /
			       temperature);
	}
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
		for (size_t i = 0; rc == MOMUS_OK && i < b.n; i++) {
			rc = check_token(m, r->token[from + i], err);
			if (rc == MOMUS_OK)
				derive(b.z + (int64_t)i * c->vocab, c->vocab,
				       r->token[from + i],
				       (double)d_logprob[from + i],
				       d_entropy ? (double)d_entropy[from + i]
						 : 0.0,
				       r->temperature);
		}
		if (rc < 0)
			break;
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
