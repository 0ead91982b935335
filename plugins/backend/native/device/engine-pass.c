/* engine-pass.c - the memory of a pass, and a batch taken there; see engine.h */
#include <stdlib.h>
#include <string.h>

#include "device/engine-parts.h"
#include "ops/bias.h"
#include "ops/rmsnorm.h"

struct place {
	struct engine_place at;
	size_t size; /* of a number of type T */
};

static void *numbers(struct place *p, int64_t n)
{
	return engine_take(&p->at, n, p->size);
}

static float *floats(struct place *p, int64_t n)
{
	return engine_take(&p->at, n, sizeof(float));
}

static int32_t *wholes(struct place *p, int64_t n)
{
	return engine_take(&p->at, n, sizeof(int32_t));
}

static void place_layer(struct engine_layer *a, const struct config *c,
			int64_t n, struct place *p)
{
	int64_t q = c->heads * c->head_dim, k = c->kv_heads * c->head_dim;

	a->h1 = numbers(p, n * c->hidden);
	a->h2 = numbers(p, n * c->hidden);
	a->q = numbers(p, n * q);
	a->k = numbers(p, n * k);
	a->v = numbers(p, n * k);
	if (c->qk_norm) {
		a->q0 = numbers(p, n * q);
		a->k0 = numbers(p, n * k);
		a->rq = floats(p, n * c->heads);
		a->rk = floats(p, n * c->kv_heads);
	}
	a->o = numbers(p, n * q);
	a->middle = numbers(p, n * c->hidden);
	a->gate = numbers(p, n * c->intermediate);
	a->up = numbers(p, n * c->intermediate);
	a->product = numbers(p, n * c->intermediate);
	a->r1 = floats(p, n);
	a->r2 = floats(p, n);
	a->lse = floats(p, n * c->heads);
}

static void place_derivatives(struct engine_pass *a, const struct config *c,
			      struct place *p)
{
	int64_t q = c->heads * c->head_dim, k = c->kv_heads * c->head_dim;
	int64_t n = a->tokens;

	a->dx = numbers(p, n * c->hidden);
	a->dh = numbers(p, n * c->hidden);
	a->dq = numbers(p, n * q);
	a->d_o = numbers(p, n * q);
	a->dk = numbers(p, n * k);
	a->dv = numbers(p, n * k);
	a->dgate = numbers(p, n * c->intermediate);
	a->dup = numbers(p, n * c->intermediate);
}

struct attention_rows engine_pass_rows(const struct engine *e)
{
	const struct config *c = &e->model->parameters.config;
	const struct engine_pass *a = &e->pass;

	return (struct attention_rows){
		.start = a->start,
		.sequences = a->sequences,
		.tokens = a->tokens,
		.longest = a->longest,
		.heads = c->heads,
		.kv_heads = c->kv_heads,
		.head_dim = c->head_dim,
		.window = c->window,
	};
}

static size_t most(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* Bytes of workspace that the launchers of a pass need. */
static size_t workspace(const struct engine_pass *a, const struct config *c)
{
	const struct attention_rows r = { .tokens = a->tokens,
					  .heads = c->heads,
					  .kv_heads = c->kv_heads,
					  .head_dim = c->head_dim };
	int64_t n = a->tokens, q = c->heads * c->head_dim;
	size_t bytes = attention_backward_bytes(&r);

	bytes = most(bytes, rmsnorm_backward_bytes(n, c->hidden));
	bytes = most(bytes, rmsnorm_backward_bytes(n * c->heads, c->head_dim));
	bytes = most(bytes, bias_backward_bytes(n, q));
	return most(bytes, bias_backward_bytes(n, c->hidden));
}

/* Places everything from BASE on; how many bytes that is. */
static size_t place_all(struct engine *e, char *base)
{
	const struct config *c = &e->model->parameters.config;
	struct place p = { { base, 0 }, launch_size(e->launch.type) };
	struct engine_pass *a = &e->pass;
	int64_t n = a->tokens;

	e->launch.room = workspace(a, c);
	e->launch.workspace = engine_take(&p.at, (int64_t)e->launch.room, 1);
	a->id = wholes(&p, n);
	a->at = wholes(&p, n);
	a->start = wholes(&p, a->sequences + 1);
	a->order = wholes(&p, n);
	a->begin = wholes(&p, n + 1);
	a->x = numbers(&p, n * c->hidden);
	a->hidden = numbers(&p, n * c->hidden);
	a->r = floats(&p, n);
	for (int64_t l = 0; l < c->layers; l++) {
		if (l == 0 || (a->learn && !e->recompute))
			place_layer(&a->layers[l], c, n, &p);
		else
			a->layers[l] = a->layers[0];
		a->layers[l].x = a->learn ? numbers(&p, n * c->hidden) : a->x;
	}
	if (a->learn)
		place_derivatives(a, c, &p);
	return p.at.used;
}

static int make_room(struct engine *e, struct momus_error *err)
{
	size_t bytes = place_all(e, NULL);
	int rc;

	if (bytes > e->memory.bytes) { /* logits take what is left */
		device_free(e->device, e->head.p);
		e->head = (struct engine_room){ NULL, 0 };
	}
	rc = engine_grow(e, &e->memory, "activations", bytes, err);
	if (rc == MOMUS_OK)
		place_all(e, e->memory.p);
	return rc;
}

int engine_positions(struct engine *e, int64_t n, struct momus_error *err)
{
	struct rope *r = &e->model->rope;
	void *cosine, *sine;
	size_t bytes;
	int rc;

	if (n <= e->positions)
		return MOMUS_OK;
	rc = rope_reserve(r, n, err);
	if (rc < 0)
		return rc;
	bytes = (size_t)(r->n * r->half) * sizeof(float);
	device_free(e->device, e->cosine);
	device_free(e->device, e->sine);
	e->cosine = e->sine = NULL;
	e->positions = 0;
	rc = device_alloc(e->device, "positions", bytes, &cosine, err);
	if (rc == MOMUS_OK)
		rc = device_alloc(e->device, "positions", bytes, &sine, err);
	if (rc < 0)
		return rc;
	e->cosine = cosine;
	e->sine = sine;
	e->positions = r->n;
	rc = device_write(e->device, e->cosine, r->cosine, bytes, err);
	return rc < 0 ? rc
		      : device_write(e->device, e->sine, r->sine, bytes, err);
}

static int check_batch(const struct model *m, const struct batch *b,
		       struct momus_error *err)
{
	const struct config *c = &m->parameters.config;

	for (size_t t = 0; t < b->start[b->n]; t++)
		if (b->ids[t] < 0 || b->ids[t] >= c->vocab)
			return momus_fail(err, MOMUS_EINVAL,
					  "native: token %d is none of the "
					  "model's %lld",
					  (int)b->ids[t], (long long)c->vocab);
	for (size_t i = 0; i < b->n; i++)
		if (b->start[i + 1] - b->start[i] > (size_t)c->positions)
			return momus_fail(
				err, MOMUS_EINVAL,
				"native: a text of %zu tokens is longer than "
				"the model's %lld positions",
				b->start[i + 1] - b->start[i],
				(long long)c->positions);
	if (b->start[b->n] > INT32_MAX / 2)
		return momus_fail(err, MOMUS_EINVAL,
				  "native: a batch of %zu tokens is too large "
				  "for a device",
				  b->start[b->n]);
	return MOMUS_OK;
}

/* The batch's tokens, their places and plan, to the device. */
static int take_batch(struct engine *e, const struct batch *b,
		      struct momus_error *err)
{
	struct engine_pass *a = &e->pass;
	size_t n = (size_t)a->tokens;
	int32_t *memory = malloc((n + b->n + 1) * sizeof *memory);
	int32_t *start = memory ? memory + n : NULL;
	struct embedding_plan plan = { .n = 0 };
	int rc =
		memory ? embedding_plan_init(&plan, b->ids, a->tokens, err)
		       : momus_fail(err, MOMUS_ENOMEM, "native: out of memory");

	for (size_t i = 0; rc == MOMUS_OK && i <= b->n; i++)
		start[i] = (int32_t)b->start[i];
	for (size_t i = 0; rc == MOMUS_OK && i < b->n; i++)
		for (size_t t = b->start[i]; t < b->start[i + 1]; t++)
			memory[t] = (int32_t)(t - b->start[i]);
	a->kinds = plan.kinds;
	if (rc == MOMUS_OK)
		rc = device_write(e->device, a->id, b->ids, n * 4, err);
	if (rc == MOMUS_OK)
		rc = device_write(e->device, a->at, memory, n * 4, err);
	if (rc == MOMUS_OK)
		rc = device_write(e->device, a->start, start, (b->n + 1) * 4,
				  err);
	if (rc == MOMUS_OK)
		rc = device_write(e->device, a->order, plan.order, n * 4, err);
	if (rc == MOMUS_OK)
		rc = device_write(e->device, a->begin, plan.begin,
				  (size_t)(plan.kinds + 1) * 4, err);
	embedding_plan_release(&plan);
	free(memory);
	return rc;
}

int engine_prepare(struct engine *e, const struct batch *b, bool learn,
		   struct momus_error *err)
{
	const struct config *c = &e->model->parameters.config;
	struct engine_pass *a = &e->pass;
	struct engine_layer *layers = a->layers;
	int rc = check_batch(e->model, b, err);

	if (!layers)
		layers = calloc((size_t)c->layers, sizeof *layers);
	if (!layers)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	*a = (struct engine_pass){ .tokens = (int64_t)b->start[b->n],
				   .sequences = (int64_t)b->n,
				   .layers = layers,
				   .learn = learn };
	for (size_t i = 0; i < b->n; i++)
		if ((int64_t)(b->start[i + 1] - b->start[i]) > a->longest)
			a->longest = (int64_t)(b->start[i + 1] - b->start[i]);
	if (rc == MOMUS_OK)
		rc = make_room(e, err);
	if (rc == MOMUS_OK)
		rc = engine_positions(e, a->longest, err);
	if (rc == MOMUS_OK && a->tokens)
		rc = take_batch(e, b, err);
	if (rc < 0)
		a->tokens = 0;
	return rc;
}
