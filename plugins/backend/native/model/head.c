/* head.c - see head.h */
#include "model/head.h"

#include <math.h>
#include <string.h>

#include "ops/exps.h"
#include "ops/logprob.h"

enum { ROWS = 512 }; /* of a block that is not kept */

void head_kept_release(struct head_kept *k)
{
	if (k->model)
		model_leave(k->model, k->z, k->floats);
	memset(k, 0, sizeof *k);
}

/* Takes memory for as many of N rows as may be kept. */
static int keep(struct head_kept *k, struct model *m, size_t n,
		struct momus_error *err)
{
	size_t vocab = (size_t)m->parameters.config.vocab;
	size_t most = HEAD_KEPT_BYTES / (vocab * sizeof(float));

	*k = (struct head_kept){ .model = m, .rows = n < most ? n : most };
	k->z = model_take(m, k->rows * vocab, &k->floats);
	if (k->z)
		return MOMUS_OK;
	*k = (struct head_kept){ .model = NULL };
	return momus_fail(err, MOMUS_ENOMEM,
			  "native: out of memory for %zu rows of %zu logits",
			  n < most ? n : most, vocab);
}

struct block { /* some rows, and their logits */
	struct model *m;
	const struct head_rows *r;
	const struct head_kept *kept; /* NULL: nothing is */
	float *memory;		      /* owned: what follows */
	size_t floats, room;	      /* room: rows in .h and .own */
	float *h, *own;		      /* (room, hidden), (room, vocab) */
	float *z;		      /* of the block at hand: kept, or .own */
	size_t from, n;
	/* Of the pass. */
	float *logprob, *entropy;
	const float *d_logprob, *d_entropy;
};

static size_t rows_kept(const struct block *b)
{
	return b->kept && b->kept->rows < b->r->n ? b->kept->rows
	       : b->kept			  ? b->r->n
						  : 0;
}

static int block_init(struct block *b, struct momus_error *err)
{
	const struct config *c = &b->m->parameters.config;
	size_t rest = b->r->n - rows_kept(b), most = rows_kept(b);
	size_t own = rest < ROWS ? rest : ROWS;

	b->room = own > most ? own : most;
	b->memory = model_take(
		b->m, b->room * (size_t)c->hidden + own * (size_t)c->vocab,
		&b->floats);
	if (!b->memory)
		return momus_fail(err, MOMUS_ENOMEM,
				  "native: out of memory for %zu rows of %lld "
				  "logits",
				  own, (long long)c->vocab);
	b->h = b->memory;
	b->own = b->h + b->room * (size_t)c->hidden;
	return MOMUS_OK;
}

static int check_tokens(const struct model *m, const struct head_rows *r,
			struct momus_error *err)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->token[i] < 0 ||
		    r->token[i] >= m->parameters.config.vocab)
			return momus_fail(
				err, MOMUS_EINVAL,
				"native: token %d is none of the model's %lld",
				(int)r->token[i],
				(long long)m->parameters.config.vocab);
	return MOMUS_OK;
}

/* Of .hidden, the block's I-th. */
static size_t row_of(const struct block *b, size_t i)
{
	size_t at = b->r->at[b->from + i];

	return b->r->row ? b->r->row[at] : at;
}

/* The next rows, those that are kept at once; false behind the last. */
static bool next(struct block *b)
{
	const struct config *c = &b->m->parameters.config;
	size_t kept = rows_kept(b), h = (size_t)c->hidden, rest;

	b->from += b->n;
	rest = (b->from < kept ? kept : b->r->n) - b->from;
	b->n = b->from < kept || rest < ROWS ? rest : ROWS;
	b->z = b->from < kept ? b->kept->z : b->own;
	for (size_t i = 0; i < b->n; i++)
		memcpy(b->h + i * h, b->r->hidden + row_of(b, i) * h,
		       h * sizeof(float));
	return b->n > 0;
}

/* The logits of the block, divided by the temperature. */
static void compute(const struct block *b)
{
	const struct parameters *p = &b->m->parameters;
	int64_t h = p->config.hidden, vocab = p->config.vocab;

	product_make(&b->m->product, b->z, vocab, (int64_t)b->n, vocab, h,
		     (float)(1.0 / b->r->temperature), matrix_plain(b->h, h),
		     matrix_turned(b->m->w + p->head, h), false);
}

void head_logits(const struct model *m, const float *h, float *z)
{
	const struct parameters *p = &m->parameters;

	product_make(&m->product, z, p->config.vocab, 1, p->config.vocab,
		     p->config.hidden, 1.0f, matrix_plain(h, p->config.hidden),
		     matrix_turned(m->w + p->head, p->config.hidden), false);
}

/* What logprob.h's reference computes, by exps.h. */
static void look_some(void *arg, int64_t from, int64_t to, int hand)
{
	const struct block *b = arg;
	const struct exps *l = exps_best();
	int64_t vocab = b->m->parameters.config.vocab;

	(void)hand;
	for (int64_t i = from; i < to; i++) {
		size_t at = b->from + (size_t)i;
		const float *z = b->z + i * vocab;
		float most = l->most(z, vocab);
		double weighted, sum = l->raise(NULL, z, most, vocab,
						b->entropy ? &weighted : NULL);

		b->logprob[at] = (float)((double)z[b->r->token[at]] -
					 (double)most - log(sum));
		if (b->entropy)
			b->entropy[at] = (float)(log(sum) - weighted / sum);
	}
}

int head_forward(struct model *m, const struct head_rows *r, float *logprob,
		 float *entropy, struct head_kept *kept,
		 struct momus_error *err)
{
	struct block b = {
		.m = m, .r = r, .logprob = logprob, .entropy = entropy
	};
	int rc = check_tokens(m, r, err);

	if (rc == MOMUS_OK && kept) {
		rc = keep(kept, m, r->n, err);
		b.kept = kept;
	}
	if (rc == MOMUS_OK)
		rc = block_init(&b, err);
	while (rc == MOMUS_OK && next(&b)) {
		compute(&b);
		crew_run(m->crew, look_some, &b, (int64_t)b.n, 1);
	}
	model_leave(m, b.memory, b.floats);
	return rc;
}

/* A row of logits becomes its derivatives. */
static void derive(const struct block *b, size_t at, float *z)
{
	const struct exps *l = exps_best();
	int64_t vocab = b->m->parameters.config.vocab;
	double a = (double)b->d_logprob[at] / b->r->temperature;
	float most;
	double sum;

	if (b->d_entropy && b->d_entropy[at] != 0.0f) {
		logprob_backward(z, b->r->token + at, b->d_logprob + at,
				 b->d_entropy + at, 1, vocab,
				 b->r->temperature);
		return;
	}
	if (a == 0) {
		memset(z, 0, (size_t)vocab * sizeof *z);
		return;
	}
	most = l->most(z, vocab);
	sum = l->raise(z, z, most, vocab, NULL);
	l->scale(z, (float)(-a / sum), vocab);
	z[b->r->token[at]] += (float)a;
}

static void derive_some(void *arg, int64_t from, int64_t to, int hand)
{
	const struct block *b = arg;

	(void)hand;
	for (int64_t i = from; i < to; i++)
		derive(b, b->from + (size_t)i,
		       b->z + i * b->m->parameters.config.vocab);
}

/* Adds the block's part to the head's gradient G and to the rows of DX. */
static void send_back(const struct block *b, float *dx, float *g)
{
	const struct parameters *p = &b->m->parameters;
	int64_t h = p->config.hidden, vocab = p->config.vocab;
	int64_t n = (int64_t)b->n;

	product_make(&b->m->product, g + p->head, h, vocab, h, n, 1.0f,
		     matrix_turned(b->z, vocab), matrix_plain(b->h, h), true);
	product_make(&b->m->product, b->h, h, n, h, vocab, 1.0f,
		     matrix_plain(b->z, vocab),
		     matrix_plain(b->m->w + p->head, h), false);
	for (int64_t i = 0; i < n; i++) {
		float *row = dx + (int64_t)row_of(b, (size_t)i) * h;

		for (int64_t j = 0; j < h; j++)
			row[j] += b->h[i * h + j];
	}
}

int head_backward(struct model *m, const struct head_rows *r,
		  const struct head_kept *kept, const float *d_logprob,
		  const float *d_entropy, float *dx, float *g,
		  struct momus_error *err)
{
	struct block b = { .m = m,
			   .r = r,
			   .kept = kept,
			   .d_logprob = d_logprob,
			   .d_entropy = d_entropy };
	int rc = check_tokens(m, r, err);

	if (rc == MOMUS_OK)
		rc = block_init(&b, err);
	while (rc == MOMUS_OK && next(&b)) {
		if (b.z == b.own)
			compute(&b);
		crew_run(m->crew, derive_some, &b, (int64_t)b.n, 1);
		send_back(&b, dx, g);
	}
	model_leave(m, b.memory, b.floats);
	return rc;
}
