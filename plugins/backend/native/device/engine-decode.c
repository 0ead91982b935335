/* engine-decode.c - steps of a decoder on a device; see engine-decode.h */
#include "device/engine-decode.h"
#include "device/engine-parts.h"

#include <stdlib.h>
#include <string.h>

#include "ops/rmsnorm.h"
#include "ops/skinny.h"

_Static_assert((int)PAGE == (int)DECODE_PAGE, "one size of pages");

enum { STRIDE = 4 * PAGE }; /* positions that one shape of a step serves */

/* Keys at most: a chunk's sums are kept while a step runs. */
static size_t workspace(const struct engine_decode *d, int64_t last)
{
	const struct config *c = &d->engine->model->parameters.config;
	const struct decode_rows most = { .n = STEP_ROWS,
					  .last = last,
					  .heads = c->heads,
					  .head_dim = c->head_dim };
	size_t bytes = decode_bytes(&most);
	size_t sampling = sampler_draw_bytes(d->most, c->vocab);

	size_t rows = skinny_bytes(STEP_ROWS, c->hidden);

	bytes = bytes > sampling ? bytes : sampling;
	return bytes > rows ? bytes : rows;
}

static void place_layer(struct engine_decode *d, struct engine_place *p)
{
	const struct config *c = &d->engine->model->parameters.config;
	const size_t size = launch_size(d->engine->launch.type);
	const int64_t q = c->heads * c->head_dim, k = c->kv_heads * c->head_dim;
	struct engine_layer *a = &d->layer;
	const struct {
		void **at;
		int64_t columns;
	} all[] = {
		{ &d->x, c->hidden },
		{ &d->hidden, c->hidden },
		{ &a->h1, c->hidden },
		{ &a->h2, c->hidden },
		{ &a->q, q },
		{ &a->k, k },
		{ &a->v, k },
		{ &a->q0, c->qk_norm ? q : 0 },
		{ &a->k0, c->qk_norm ? k : 0 },
		{ &a->o, q },
		{ &a->middle, c->hidden },
		{ &a->gate, c->intermediate },
		{ &a->up, c->intermediate },
		{ &a->product, c->intermediate },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		*all[i].at = engine_take(p, STEP_ROWS * all[i].columns, size);
	a->x = d->x;
}

static size_t place(struct engine_decode *d, char *base, int64_t last)
{
	const struct config *c = &d->engine->model->parameters.config;
	struct engine_place p = { base, 0 };

	place_layer(d, &p);
	d->h = engine_take(&p, d->most * c->hidden,
			   launch_size(d->engine->launch.type));
	d->z = engine_take(&p, d->most * c->vocab, sizeof *d->z);
	d->seen = engine_take(&p, d->most * c->vocab, 1);
	d->asked = engine_take(&p, 1, sizeof *d->asked);
	d->drawn = engine_take(&p, 1, sizeof *d->drawn);
	d->launch = d->engine->launch;
	d->launch.room = workspace(d, last);
	d->launch.workspace = engine_take(&p, (int64_t)d->launch.room, 1);
	return p.used;
}

/* Memory for steps up to position LAST; what the last step left is gone where it
 * grows. */
static int make_room(struct engine_decode *d, int64_t last,
		     struct momus_error *err)
{
	struct device *device = d->engine->device;
	size_t bytes;
	int rc;

	if (d->memory && workspace(d, last) <= d->launch.room)
		return MOMUS_OK;
	device_free(device, d->memory);
	d->memory = NULL;
	last = last < 2048 ? 2048 : 2 * last; /* seldom again */
	bytes = place(d, NULL, last);
	rc = device_alloc(device, "decoding", bytes, &d->memory, err);
	if (rc == MOMUS_OK)
		place(d, d->memory, last);
	return rc;
}

/* Room for N numbers that say what the rows are. */
static int make_told(struct engine_decode *d, size_t n, struct momus_error *err)
{
	struct device *device = d->engine->device;
	void *told;
	int rc;

	if (n <= d->room)
		return MOMUS_OK;
	n *= 2;
	device_free(device, d->told);
	free(d->host);
	d->told = NULL;
	d->room = 0;
	d->host = malloc(n * sizeof *d->host);
	if (!d->host)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	rc = device_alloc(device, "pages of rows", n * sizeof *d->told, &told,
			  err);
	d->told = told;
	d->room = rc < 0 ? 0 : n;
	return rc;
}

/* Rows. */

static int check_rows(const struct config *c, const struct step_row *rows,
		      int64_t n, int64_t *last, struct momus_error *err)
{
	*last = 0;
	for (int64_t i = 0; i < n; i++) {
		if (rows[i].id < 0 || rows[i].id >= c->vocab)
			return momus_fail(err, MOMUS_EINVAL,
					  "native: token %d is none of the "
					  "model's %lld",
					  (int)rows[i].id, (long long)c->vocab);
		*last = rows[i].at > *last ? rows[i].at : *last;
	}
	if (*last < c->positions)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL,
			  "native: a text of %lld tokens is longer than the "
			  "model's %lld positions",
			  (long long)*last + 1, (long long)c->positions);
}

/* Takes ROWS to the device: what they are, and a table of their pages, of which a
 * page's layer and half are one of the kernels'. */
static int tell(struct engine_decode *d, const struct step_row *rows, int64_t n,
		int64_t last, struct momus_error *err)
{
	const struct config *c = &d->engine->model->parameters.config;
	const int64_t pages = last / PAGE + 1;
	const int32_t parts = (int32_t)(2 * c->layers);
	const size_t all = (size_t)(n * (2 + pages));
	int rc = make_told(d, all, err);

	for (int64_t i = 0; rc == MOMUS_OK && i < n; i++) {
		int32_t *table = d->host + 2 * n + i * pages;
		const int64_t mine = rows[i].at / PAGE + 1;

		d->host[i] = rows[i].id;
		d->host[n + i] = (int32_t)rows[i].at;
		for (int64_t k = 0; k < pages; k++)
			table[k] = k < mine
					   ? parts * pages_number(rows[i].pages,
								  (size_t)k)
					   : 0;
	}
	if (rc == MOMUS_OK)
		rc = device_send(d->engine->device, d->told, d->host,
				 all * sizeof *d->told, err);
	d->rows = (struct decode_rows){ .page = d->told + 2 * n,
					.at = d->told + n,
					.n = n,
					.pages = pages,
					.last = last,
					.heads = c->heads,
					.kv_heads = c->kv_heads,
					.head_dim = c->head_dim,
					.window = c->window };
	return rc;
}

struct span { /* with what .attend needs to know */
	struct engine_span span;
	struct engine_decode *decode;
};

static int attend(struct engine *e, const struct engine_span *span, int64_t l,
		  const struct engine_layer *k, struct momus_error *err)
{
	const struct engine_decode *d = ((const struct span *)span)->decode;
	const struct config *c = &e->model->parameters.config;
	const int64_t half = PAGE * c->kv_heads * c->head_dim;
	void *keys = engine_at(e, d->pages.memory, 2 * l * half);

	return decode_attention_cuda(&d->launch, &d->rows, k->o, k->q, k->k,
				     k->v, keys, engine_at(e, keys, half), err);
}

/* Rows from ids to .hidden. */
static int run_layers(struct engine_decode *d, struct momus_error *err)
{
	struct engine *e = d->engine;
	const struct parameters *p = &e->model->parameters;
	const struct config *c = &p->config;
	const struct span s = { { d->rows.n, d->rows.at, &d->launch, attend },
				d };
	int rc = embedding_forward_cuda(&d->launch, d->x,
					engine_weights(e, p->embedding),
					d->told, d->rows.n, c->hidden, err);

	for (int64_t l = 0; rc == MOMUS_OK && l < c->layers; l++)
		rc = engine_layer_forward(e, &s.span, l, &d->layer, d->x, err);
	return rc < 0 ? rc
		      : rmsnorm_forward_cuda(&d->launch, d->hidden, NULL, d->x,
					     engine_weights(e, p->norm),
					     d->rows.n, c->hidden, c->eps, err);
}

static int run_rows(void *self, const struct step_row *rows, int64_t n,
		    struct momus_error *err)
{
	struct engine_decode *d = self;
	struct engine *e = d->engine;
	const struct config *c = &e->model->parameters.config;
	int64_t last;
	int rc = check_rows(c, rows, n, &last, err);

	if (rc == MOMUS_OK)
		rc = device_use(e->device, err);
	if (rc == MOMUS_OK)
		rc = engine_positions(e, last + 1, err);
	last = (last / STRIDE + 1) * STRIDE - 1;
	if (rc == MOMUS_OK)
		rc = make_room(d, last, err);
	if (rc == MOMUS_OK)
		rc = tell(d, rows, n, last, err);
	if (rc < 0)
		return rc;
	return d->skinny ? engine_step_layers(d, err) : run_layers(d, err);
}

int engine_decode_open(struct engine_decode **out, struct engine *e,
		       int64_t most, struct momus_error *err)
{
	const struct config *c = &e->model->parameters.config;
	struct engine_decode *d;

	*out = NULL;
	if (c->heads / c->kv_heads > DECODE_GROUP)
		return momus_fail(err, MOMUS_EINVAL,
				  "native: groups of %lld heads, and a device "
				  "answers with at most %d; set device to cpu",
				  (long long)(c->heads / c->kv_heads),
				  DECODE_GROUP);
	d = calloc(1, sizeof *d);
	if (!d)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	d->engine = e;
	d->most = most;
	d->skinny = engine_step_fits(e);
	engine_pages_init(&d->pages, e);
	d->stepping = (struct stepping){ .self = d,
					 .pool = &d->pages.pool,
					 .page_bytes = d->pages.bytes,
					 .rows = run_rows,
					 .draw = engine_draw,
					 .logits = engine_drawn_logits };
	*out = d;
	return MOMUS_OK;
}

void engine_decode_close(struct engine_decode *d)
{
	if (!d)
		return;
	engine_step_release(d);
	engine_pages_release(&d->pages);
	device_free(d->engine->device, d->memory);
	device_free(d->engine->device, d->told);
	free(d->host);
	free(d);
}

const struct stepping *engine_decode_stepping(const struct engine_decode *d)
{
	return &d->stepping;
}
