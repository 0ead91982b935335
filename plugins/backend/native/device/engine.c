/* engine.c - weights on a device, and steps with them; see engine.h */
#include "device/engine-parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t total(const struct engine *e)
{
	return e->model->parameters.total;
}

/* Numbers of what learns. */
static size_t learning(const struct engine *e)
{
	return e->lora ? e->lora->total : total(e);
}

/* Vectors of eight numbers are read at once, so every array begins at one. */
static int check_shape(const struct model *m, struct momus_error *err)
{
	const struct parameters *p = &m->parameters;

	for (size_t i = 0; i < p->n; i++)
		if (p->list[i].rows * p->list[i].cols % 8)
			return momus_fail(err, MOMUS_EINVAL,
					  "native: tensor %s has %lld by %lld "
					  "numbers, and a device needs a "
					  "multiple of 8; set device to cpu",
					  p->list[i].name,
					  (long long)p->list[i].rows,
					  (long long)p->list[i].cols);
	if (p->config.head_dim > ATTENTION_MOST)
		return momus_fail(err, MOMUS_EINVAL,
				  "native: heads of %lld numbers, and a device "
				  "has at most %d; set device to cpu",
				  (long long)p->config.head_dim,
				  ATTENTION_MOST);
	return MOMUS_OK;
}

/* Where T is not fp32 the master comes when something learns. */
static int take_weights_memory(struct engine *e, struct momus_error *err)
{
	void *p;
	int rc = device_alloc(e->device, "the weights",
			      total(e) * launch_size(e->launch.type), &e->w,
			      err);

	if (e->launch.type == LAUNCH_F32)
		e->master = e->w;
	if (rc == MOMUS_OK)
		rc = device_alloc(e->device, "a norm", sizeof *e->norm, &p,
				  err);
	if (rc == MOMUS_OK)
		e->norm = p;
	return rc == MOMUS_OK && e->lora ? engine_adapters_make(e, err) : rc;
}

int engine_open(struct engine **out, const struct engine_setup *setup,
		struct momus_error *err)
{
	struct engine *e = calloc(1, sizeof *e);
	int rc = check_shape(setup->model, err);

	*out = NULL;
	if (!e)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	e->model = setup->model;
	e->lora = setup->lora;
	e->recompute = setup->recompute;
	e->share = learning(e);
	if (rc == MOMUS_OK)
		rc = device_open(&e->device, setup->number, setup->limit, err);
	if (rc == MOMUS_OK) {
		e->launch = (struct launch){
			.stream = device_stream(e->device),
			.type = setup->type,
		};
		rc = take_weights_memory(e, err);
	}
	if (rc == MOMUS_OK)
		rc = engine_take_weights(e, err);
	if (rc < 0)
		engine_close(e);
	else
		*out = e;
	return rc;
}

void engine_close(struct engine *e)
{
	if (!e)
		return;
	device_close(e->device);
	free(e->pass.layers);
	free(e);
}

/* The model's weights to .w by way of fp32 a piece at a time, where there is no
 * master. */
static int take_narrow(struct engine *e, struct momus_error *err)
{
	enum { PIECE = 1 << 24 }; /* numbers */
	const size_t room = total(e) < PIECE ? total(e) : PIECE;
	void *piece;
	int rc = device_alloc(e->device, "a piece of the weights",
			      room * sizeof(float), &piece, err);

	for (size_t at = 0; rc == MOMUS_OK && at < total(e); at += room) {
		size_t n = total(e) - at < room ? total(e) - at : room;

		rc = device_write(e->device, piece, e->model->w + at,
				  n * sizeof(float), err);
		if (rc == MOMUS_OK)
			rc = adamw_copy_cuda(&e->launch,
					     engine_at(e, e->w, (int64_t)at),
					     piece, (int64_t)n, err);
	}
	if (rc == MOMUS_OK)
		rc = device_wait(e->device, err);
	device_free(e->device, piece);
	return rc;
}

int engine_take_weights(struct engine *e, struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (e->master)
		rc = device_write(e->device, e->master, e->model->w,
				  total(e) * sizeof(float), err);
	else
		rc = take_narrow(e, err);
	if (rc == MOMUS_OK && e->master && e->w != e->master)
		rc = adamw_copy_cuda(&e->launch, e->w, e->master,
				     (int64_t)total(e), err);
	return rc == MOMUS_OK && e->lora ? engine_adapters_take(e, err) : rc;
}

int engine_give_weights(struct engine *e, struct momus_error *err)
{
	if (e->lora)
		return device_read(e->device, e->lora->w, e->adapters.w,
				   e->lora->total * sizeof(float), err);
	if (!e->master) /* nothing was learnt */
		return MOMUS_OK;
	return device_read(e->device, e->model->w, e->master,
			   total(e) * sizeof(float), err);
}

int engine_take_moments(struct engine *e, const float *mean,
			const float *square, struct momus_error *err)
{
	const size_t bytes = e->share * sizeof *mean;
	int rc = engine_learner(e, err);

	if (rc == MOMUS_OK)
		rc = device_write(e->device, e->mean, mean, bytes, err);
	return rc < 0 ? rc
		      : device_write(e->device, e->square, square, bytes, err);
}

int engine_give_moments(struct engine *e, float *mean, float *square,
			struct momus_error *err)
{
	const size_t bytes = e->share * sizeof *mean;
	int rc = engine_learner(e, err);

	if (rc == MOMUS_OK)
		rc = device_read(e->device, mean, e->mean, bytes, err);
	return rc < 0 ? rc
		      : device_read(e->device, square, e->square, bytes, err);
}

void *engine_at(const struct engine *e, void *p, int64_t n)
{
	return (char *)p + (size_t)n * launch_size(e->launch.type);
}

void *engine_weights(const struct engine *e, int64_t offset)
{
	return offset < 0 ? NULL : engine_at(e, e->w, offset);
}

static int make_zero(struct engine *e, const char *what, size_t n, float **out,
		     struct momus_error *err)
{
	const size_t bytes = n * sizeof **out;
	void *p;
	int rc;

	if (*out)
		return MOMUS_OK;
	rc = device_alloc(e->device, what, bytes, &p, err);
	if (rc == MOMUS_OK)
		rc = device_zero(e->device, p, bytes, err);
	if (rc == MOMUS_OK)
		*out = p;
	return rc;
}

/* Until something is learnt the model's weights are what they were here, too. */
static int make_master(struct engine *e, struct momus_error *err)
{
	const size_t bytes = total(e) * sizeof(float);
	void *p;
	int rc = device_alloc(e->device, "the weights in fp32", bytes, &p, err);

	if (rc == MOMUS_OK)
		rc = device_write(e->device, p, e->model->w, bytes, err);
	if (rc == MOMUS_OK)
		e->master = p;
	else
		device_free(e->device, p);
	return rc;
}

int engine_learner(struct engine *e, struct momus_error *err)
{
	int rc = make_zero(e, "the gradient", total(e), &e->gradient, err);

	if (rc == MOMUS_OK && !e->lora && !e->master)
		rc = make_master(e, err);
	if (rc == MOMUS_OK)
		rc = make_zero(e, "the gradient's mean", e->share, &e->mean,
			       err);
	if (rc == MOMUS_OK)
		rc = make_zero(e, "the gradient's square", e->share, &e->square,
			       err);
	return rc;
}

int engine_grow(struct engine *e, struct engine_room *room, const char *what,
		size_t bytes, struct momus_error *err)
{
	int rc;

	if (bytes <= room->bytes)
		return MOMUS_OK;
	device_free(e->device, room->p);
	room->bytes = 0;
	rc = device_alloc(e->device, what, bytes, &room->p, err);
	if (rc == MOMUS_OK)
		room->bytes = bytes;
	return rc;
}

void *engine_take(struct engine_place *p, int64_t n, size_t size)
{
	void *mine = p->base ? p->base + p->used : NULL;

	p->used += ((size_t)n * size + 255) / 256 * 256;
	return mine;
}

/* Room for what sums over the weights. */
static int reserve(struct engine *e, size_t bytes, struct momus_error *err)
{
	int rc;

	if (e->memory.bytes < bytes)
		e->pass.learn = false; /* it is there */
	rc = engine_grow(e, &e->memory, "sums", bytes, err);
	e->launch.workspace = e->memory.p;
	e->launch.room = e->memory.bytes;
	return rc;
}

void engine_share(struct engine *e, size_t from, size_t n)
{
	e->from = from;
	e->share = n;
}

static float *gradient_of(const struct engine *e)
{
	return e->lora ? e->adapters.gradient : e->gradient;
}

int engine_give_gradient(struct engine *e, float *g, struct momus_error *err)
{
	int rc = engine_learner(e, err);

	if (rc == MOMUS_OK && e->lora)
		rc = engine_adapters_project(e, err);
	return rc < 0 ? rc
		      : device_read(e->device, g, gradient_of(e),
				    learning(e) * sizeof *g, err);
}

int engine_ranks(struct engine *e, const struct momus_ranks *host,
		 struct momus_error *err)
{
	struct momus_ranks ranks;
	void *p = NULL;
	int rc = device_ranks(e->device, host, &ranks, err);

	if (rc < 0)
		return rc;
	rc = device_alloc(e->device, "sums of ranks",
			  momus_ranks_room(&ranks, learning(e)) *
				  sizeof *e->sums,
			  &p, err);
	rc = momus_ranks_agree(host, rc, err);
	if (rc < 0) {
		device_free(e->device, p);
		return rc;
	}
	e->sums = p;
	e->ranks = ranks;
	return MOMUS_OK;
}

int engine_sum(struct engine *e, struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (e->lora)
		rc = engine_adapters_project(e, err);
	return rc < 0 ? rc
		      : momus_ranks_sum(&e->ranks, gradient_of(e), learning(e),
					e->sums, err);
}

/* The weights as the model computes with them follow. */
int engine_join(struct engine *e, struct momus_error *err)
{
	float *w = e->lora ? e->adapters.w : e->master;
	int rc = momus_ranks_join(&e->ranks, w, learning(e), err);

	if (rc == MOMUS_OK && e->lora)
		return engine_adapters_fold(e, err);
	return rc == MOMUS_OK && e->w != e->master
		       ? adamw_copy_cuda(&e->launch, e->w, e->master,
					 (int64_t)total(e), err)
		       : rc;
}

int engine_take_gradient(struct engine *e, const float *g,
			 struct momus_error *err)
{
	return device_write(e->device, gradient_of(e) + e->from, g + e->from,
			    e->share * sizeof *g, err);
}

int engine_give_share(struct engine *e, float *w, struct momus_error *err)
{
	const float *own = e->lora ? e->adapters.w : e->master;

	return device_read(e->device, w + e->from, own + e->from,
			   e->share * sizeof *w, err);
}

int engine_norm_share(struct engine *e, double *norm, struct momus_error *err)
{
	double square = 0;
	int rc = reserve(e, ADAMW_NORM_BYTES, err);

	if (rc == MOMUS_OK && e->share)
		rc = adamw_norm_cuda(&e->launch, e->norm,
				     gradient_of(e) + e->from,
				     (int64_t)e->share, err);
	if (rc == MOMUS_OK && e->share)
		rc = device_read(e->device, &square, e->norm, sizeof square,
				 err);
	if (rc == MOMUS_OK)
		*norm = sqrt(square);
	return rc;
}

int engine_norm(struct engine *e, double *norm, struct momus_error *err)
{
	int rc = engine_learner(e, err);

	if (rc == MOMUS_OK && e->lora)
		rc = engine_adapters_project(e, err);
	return rc < 0 ? rc : engine_norm_share(e, norm, err);
}

/* Without .lora the weights and their copy, with it the adapters. */
static int learn(struct engine *e, const struct adamw *o, int64_t t,
		 double scale, struct momus_error *err)
{
	float *w = e->lora ? e->adapters.w : e->master;
	void *copy = e->lora || e->w == e->master
			     ? NULL
			     : engine_weights(e, (int64_t)e->from);
	int rc = MOMUS_OK;

	if (e->share)
		rc = adamw_step_cuda(&e->launch, o, t, scale, w + e->from,
				     e->mean, e->square,
				     gradient_of(e) + e->from, copy,
				     (int64_t)e->share, err);
	return rc == MOMUS_OK && e->lora ? engine_adapters_fold(e, err) : rc;
}

int engine_step(struct engine *e, const struct adamw *o, int64_t t,
		double scale, struct momus_error *err)
{
	int rc = engine_learner(e, err);

	if (rc == MOMUS_OK && o)
		rc = learn(e, o, t, scale, err);
	if (rc == MOMUS_OK)
		rc = device_zero(e->device, e->gradient,
				 total(e) * sizeof(float), err);
	return rc;
}
