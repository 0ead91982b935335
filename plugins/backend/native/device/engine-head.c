/* engine-head.c - hidden states to log-probabilities and back; see engine.h
 *
 * Logits live for a block of rows at a time, and are computed again for the
 * backward pass unless one block has all of them.
 */
#include <stdlib.h>
#include <string.h>

#include "device/engine-parts.h"
#include "ops/logprob.h"

enum {
	LEAST = 64 << 20, /* numbers of a block, about, on a small device */
	PART = 16, /* of a large one's memory a block has one in so many */
	ROWS_STEP = 128, /* a block has whole tiles of them */
};

struct block {		     /* on the device */
	int64_t rows;	     /* most of a block */
	void *h, *dz;	     /* (rows, hidden), (rows, vocab), of type T */
	float *z;	     /* (rows, vocab) */
	int32_t *at, *token; /* (n) */
	float *logprob, *entropy, *da, *db; /* (n) */
	void *dh;      /* (n + 1, hidden): of all rows, and one of zero */
	int32_t *from; /* (tokens): which of them each has */
	struct engine_place memory;
};

static void place(struct block *b, const struct engine *e, size_t n, bool back)
{
	const struct config *c = &e->model->parameters.config;
	const size_t size = launch_size(e->launch.type);
	const int64_t rows = b->rows, count = (int64_t)n;
	struct engine_place *m = &b->memory;

	b->memory.used = 0;
	b->h = engine_take(m, rows * c->hidden, size);
	b->z = engine_take(m, rows * c->vocab, sizeof *b->z);
	b->at = engine_take(m, count, 4);
	b->token = engine_take(m, count, 4);
	b->logprob = engine_take(m, count, 4);
	b->entropy = engine_take(m, count, 4);
	if (!back)
		return;
	b->dz = e->launch.type == LAUNCH_F32
			? (void *)b->z
			: engine_take(m, rows * c->vocab, size);
	b->da = engine_take(m, count, 4);
	b->db = engine_take(m, count, 4);
	b->dh = engine_take(m, (count + 1) * c->hidden, size);
	b->from = engine_take(m, e->pass.tokens, 4);
}

static int check_rows(const struct engine *e, const struct head_rows *r,
		      struct momus_error *err)
{
	int64_t vocab = e->model->parameters.config.vocab;

	for (size_t i = 0; i < r->n; i++) {
		if (r->token[i] < 0 || r->token[i] >= vocab)
			return momus_fail(err, MOMUS_EINVAL,
					  "native: token %d is none of the "
					  "model's %lld",
					  (int)r->token[i], (long long)vocab);
		if (r->at[i] >= (size_t)e->pass.tokens)
			return momus_fail(err, MOMUS_EINVAL,
					  "native: row %zu of a pass over %lld "
					  "tokens",
					  r->at[i], (long long)e->pass.tokens);
	}
	return MOMUS_OK;
}

/* Takes R's rows and tokens to the device. */
static int take_rows(struct engine *e, struct block *b,
		     const struct head_rows *r, struct momus_error *err)
{
	int32_t *at = malloc((r->n + 1) * sizeof *at);
	int rc;

	if (!at)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	for (size_t i = 0; i < r->n; i++)
		at[i] = (int32_t)r->at[i];
	rc = device_write(e->device, b->at, at, r->n * 4, err);
	if (rc == MOMUS_OK)
		rc = device_write(e->device, b->token, r->token, r->n * 4, err);
	free(at);
	return rc;
}

/* Memory for B, which the next block uses too; fewer rows where there is not enough. */
static int make_room(struct block *b, struct engine *e, size_t n, bool back,
		     struct momus_error *err)
{
	int rc = MOMUS_OK;

	do {
		if (rc < 0)
			b->rows = b->rows / 2 / ROWS_STEP * ROWS_STEP;
		place(b, e, n, back);
		rc = engine_grow(e, &e->head, "logits", b->memory.used, err);
	} while (rc == MOMUS_ENOMEM && b->rows >= 2 * ROWS_STEP);
	if (rc < 0)
		return rc;
	b->memory.base = e->head.p;
	place(b, e, n, back);
	return MOMUS_OK;
}

/* Most rows of a block: the more, the less often the head's derivatives are read and
 * written, and where a batch is one block its logits are computed once. */
static int64_t most_rows(const struct engine *e)
{
	const int64_t vocab = e->model->parameters.config.vocab;
	const size_t part = device_memory(e->device) / PART / sizeof(float);
	const int64_t rows = (int64_t)(part > LEAST ? part : LEAST) / vocab;

	return rows > ROWS_STEP ? rows / ROWS_STEP * ROWS_STEP : ROWS_STEP;
}

static int block_init(struct block *b, struct engine *e,
		      const struct head_rows *r, bool back,
		      struct momus_error *err)
{
	int rc = check_rows(e, r, err);

	*b = (struct block){ .rows = most_rows(e) };
	if (b->rows > (int64_t)r->n)
		b->rows = (int64_t)r->n;
	if (rc == MOMUS_OK)
		rc = make_room(b, e, r->n, back, err);
	return rc < 0 ? rc : take_rows(e, b, r, err);
}

int engine_head(struct engine *e, float *z, const void *h, int64_t n,
		float alpha, struct momus_error *err)
{
	const struct parameters *p = &e->model->parameters;
	const struct device_product logits = {
		.c = z,
		.a = h,
		.b = engine_weights(e, p->head),
		.m = n,
		.n = p->config.vocab,
		.k = p->config.hidden,
		.lda = p->config.hidden,
		.ldb = p->config.hidden,
		.ldc = p->config.vocab,
		.turn_b = true,
		.type = e->launch.type,
		.result = LAUNCH_F32,
		.alpha = alpha,
	};

	return device_multiply(e->device, &logits, err);
}

/* The logits of N rows from FROM on, divided by the temperature. */
static int fill(struct engine *e, const struct block *b, int64_t from,
		int64_t n, double temperature, struct momus_error *err)
{
	int rc = embedding_forward_cuda(
		&e->launch, b->h, e->pass.hidden, b->at + from, n,
		e->model->parameters.config.hidden, err);

	return rc < 0 ? rc
		      : engine_head(e, b->z, b->h, n,
				    (float)(1.0 / temperature), err);
}

static int64_t rows_of(const struct block *b, const struct head_rows *r,
		       int64_t from)
{
	return (int64_t)r->n - from < b->rows ? (int64_t)r->n - from : b->rows;
}

/* *KEPT (n): what a pass that is to be learnt from finds in the rows of R, for
 * engine_backward(); NULL for others. */
static int keep_rows(struct engine *e, const struct head_rows *r,
		     struct logprob_row **kept, struct momus_error *err)
{
	const size_t bytes = r->n * sizeof **kept;
	int rc;

	*kept = NULL;
	e->pass.scored = 0;
	if (!e->pass.learn)
		return MOMUS_OK;
	rc = engine_grow(e, &e->rows, "rows of logits", bytes, err);
	if (rc == MOMUS_OK) {
		*kept = e->rows.p;
		e->pass.scored = r->n;
	}
	return rc;
}

int engine_score(struct engine *e, const struct head_rows *r, float *logprob,
		 float *entropy, struct momus_error *err)
{
	int64_t vocab = e->model->parameters.config.vocab;
	struct logprob_row *kept;
	struct block b;
	int rc;

	if (!r->n)
		return MOMUS_OK;
	rc = keep_rows(e, r, &kept, err);
	if (rc == MOMUS_OK)
		rc = block_init(&b, e, r, e->pass.learn, err);
	for (int64_t i = 0; rc == MOMUS_OK && i < (int64_t)r->n; i += b.rows) {
		rc = fill(e, &b, i, rows_of(&b, r, i), r->temperature, err);
		if (rc == MOMUS_OK)
			rc = logprob_forward_cuda(
				&e->launch, b.logprob + i, b.entropy + i,
				kept ? kept + i : NULL, b.z, b.token + i,
				rows_of(&b, r, i), vocab, err);
	}
	e->pass.logits = rc == MOMUS_OK && kept && b.rows == (int64_t)r->n;
	if (rc == MOMUS_OK)
		rc = device_read(e->device, logprob, b.logprob, r->n * 4, err);
	if (rc == MOMUS_OK && entropy)
		rc = device_read(e->device, entropy, b.entropy, r->n * 4, err);
	return rc;
}

int engine_logits(struct engine *e, size_t at, float *z,
		  struct momus_error *err)
{
	const int32_t token = 0;
	const struct head_rows r = { NULL, &at, &token, 1, 1.0 };
	size_t bytes = (size_t)e->model->parameters.config.vocab * sizeof *z;
	struct block b;
	int rc = block_init(&b, e, &r, false, err);

	e->pass.logits = false;
	if (rc == MOMUS_OK)
		rc = fill(e, &b, 0, 1, 1.0, err);
	if (rc == MOMUS_OK)
		rc = device_read(e->device, z, b.z, bytes, err);
	return rc;
}

/* From a block's dz: adds to the head's derivatives, and sets rows FROM … of dh. */
static int block_back(struct engine *e, const struct block *b, int64_t from,
		      int64_t n, struct momus_error *err)
{
	const struct parameters *p = &e->model->parameters;
	int64_t vocab = p->config.vocab, h = p->config.hidden;
	const struct device_product to_w = {
		.c = e->gradient + p->head,
		.a = b->dz,
		.b = b->h,
		.m = vocab,
		.n = h,
		.k = n,
		.lda = vocab,
		.ldb = h,
		.ldc = h,
		.turn_a = true,
		.loose = true,
		.type = e->launch.type,
		.result = LAUNCH_F32,
		.alpha = 1,
		.beta = 1,
	};
	const struct device_product to_h = {
		.c = engine_at(e, b->dh, from * h),
		.a = b->dz,
		.b = engine_weights(e, p->head),
		.m = n,
		.n = h,
		.k = vocab,
		.lda = vocab,
		.ldb = h,
		.ldc = h,
		.loose = true,
		.type = e->launch.type,
		.result = e->launch.type,
		.alpha = 1,
	};
	int rc = device_multiply(e->device, &to_w, err);

	return rc < 0 ? rc : device_multiply(e->device, &to_h, err);
}

/* dx gets each row's dh, or zero where nothing was asked about. */
static int spread(struct engine *e, const struct block *b,
		  const struct head_rows *r, struct momus_error *err)
{
	int64_t h = e->model->parameters.config.hidden, n = (int64_t)r->n;
	size_t tokens = (size_t)e->pass.tokens;
	int32_t *from = malloc((tokens + 1) * sizeof *from);
	int rc;

	if (!from)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	for (size_t t = 0; t < tokens; t++)
		from[t] = (int32_t)n;
	for (size_t i = 0; i < r->n; i++)
		from[r->at[i]] = (int32_t)i;
	rc = device_write(e->device, b->from, from, tokens * 4, err);
	free(from);
	if (rc == MOMUS_OK)
		rc = device_zero(e->device, engine_at(e, b->dh, n * h),
				 (size_t)h * launch_size(e->launch.type), err);
	if (rc == MOMUS_OK)
		rc = embedding_forward_cuda(&e->launch, e->pass.dx, b->dh,
					    b->from, e->pass.tokens, h, err);
	return rc;
}

int engine_backward(struct engine *e, const struct head_rows *r,
		    const float *d_logprob, const float *d_entropy,
		    struct momus_error *err)
{
	int64_t vocab = e->model->parameters.config.vocab;
	/* the last score was of the same rows */
	const struct logprob_row *kept =
		e->pass.scored == r->n ? e->rows.p : NULL;
	const bool there = kept && e->pass.logits;
	struct block b = { .memory = { NULL, 0 } };
	int rc = engine_learner(e, err);

	if (rc == MOMUS_OK && !e->pass.learn)
		rc = momus_fail(err, MOMUS_EINVAL,
				"native: backward without a forward pass to "
				"learn from");
	if (rc < 0 || !r->n || !e->pass.tokens)
		return rc;
	rc = block_init(&b, e, r, true, err);
	if (rc == MOMUS_OK)
		rc = device_write(e->device, b.da, d_logprob, r->n * 4, err);
	if (rc == MOMUS_OK && d_entropy)
		rc = device_write(e->device, b.db, d_entropy, r->n * 4, err);
	for (int64_t i = 0; rc == MOMUS_OK && i < (int64_t)r->n; i += b.rows) {
		const int64_t n = rows_of(&b, r, i);

		if (!there)
			rc = fill(e, &b, i, n, r->temperature, err);
		if (rc == MOMUS_OK)
			rc = logprob_backward_cuda(
				&e->launch, b.dz, b.z, b.token + i,
				kept ? kept + i : NULL, b.da + i,
				d_entropy ? b.db + i : NULL, n, vocab,
				r->temperature, err);
		if (rc == MOMUS_OK)
			rc = block_back(e, &b, i, n, err);
	}
	e->pass.logits = false; /* derivatives may be where they were */
	if (rc == MOMUS_OK)
		rc = spread(e, &b, r, err);
	if (rc == MOMUS_OK)
		rc = engine_layers_backward(e, err);
	return rc;
}
