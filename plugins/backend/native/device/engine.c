/* engine.c - weights on a device, and steps with them; see engine.h */
#include "device/engine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t total(const struct engine *e)
{
	return e->model->parameters.total;
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

static int take_weights_memory(struct engine *e, struct momus_error *err)
{
	void *p;
	int rc = device_alloc(e->device, "the weights",
			      total(e) * sizeof(float), &p, err);

	e->master = p;
	e->w = p;
	if (rc == MOMUS_OK && e->launch.type != LAUNCH_F32)
		rc = device_alloc(e->device, "the weights in bf16",
				  total(e) * launch_size(e->launch.type), &e->w,
				  err);
	if (rc == MOMUS_OK)
		rc = device_alloc(e->device, "a norm", sizeof *e->norm, &p,
				  err);
	if (rc == MOMUS_OK)
		e->norm = p;
	return rc;
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
	e->recompute = setup->recompute;
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

int engine_take_weights(struct engine *e, struct momus_error *err)
{
	int rc = device_write(e->device, e->master, e->model->w,
			      total(e) * sizeof(float), err);

	if (rc == MOMUS_OK && e->w != e->master)
		rc = adamw_copy_cuda(&e->launch, e->w, e->master,
				     (int64_t)total(e), err);
	return rc;
}

int engine_give_weights(struct engine *e, struct momus_error *err)
{
	return device_read(e->device, e->model->w, e->master,
			   total(e) * sizeof(float), err);
}

void *engine_at(const struct engine *e, void *p, int64_t n)
{
	return (char *)p + (size_t)n * launch_size(e->launch.type);
}

void *engine_weights(const struct engine *e, int64_t offset)
{
	return offset < 0 ? NULL : engine_at(e, e->w, offset);
}

static int make_zero(struct engine *e, const char *what, float **out,
		     struct momus_error *err)
{
	const size_t bytes = total(e) * sizeof **out;
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

int engine_learner(struct engine *e, struct momus_error *err)
{
	int rc = make_zero(e, "the gradient", &e->gradient, err);

	if (rc == MOMUS_OK)
		rc = make_zero(e, "the gradient's mean", &e->mean, err);
	if (rc == MOMUS_OK)
		rc = make_zero(e, "the gradient's square", &e->square, err);
	return rc;
}

/* Room for what sums over the weights. */
static int reserve(struct engine *e, size_t bytes, struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (e->room < bytes) {
		device_free(e->device, e->memory);
		e->memory = NULL;
		e->room = 0;
		e->pass.learn = false; /* it was there */
		rc = device_alloc(e->device, "sums", bytes, &e->memory, err);
		if (rc == MOMUS_OK)
			e->room = bytes;
	}
	e->launch.workspace = e->memory;
	e->launch.room = e->room;
	return rc;
}

int engine_norm(struct engine *e, double *norm, struct momus_error *err)
{
	double square;
	int rc = engine_learner(e, err);

	if (rc == MOMUS_OK)
		rc = reserve(e, ADAMW_NORM_BYTES, err);
	if (rc == MOMUS_OK)
		rc = adamw_norm_cuda(&e->launch, e->norm, e->gradient,
				     (int64_t)total(e), err);
	if (rc == MOMUS_OK)
		rc = device_read(e->device, &square, e->norm, sizeof square,
				 err);
	if (rc == MOMUS_OK)
		*norm = sqrt(square);
	return rc;
}

int engine_step(struct engine *e, const struct adamw *o, int64_t t,
		double scale, struct momus_error *err)
{
	int rc = engine_learner(e, err);

	if (rc == MOMUS_OK)
		rc = adamw_step_cuda(&e->launch, o, t, scale, e->master,
				     e->mean, e->square, e->gradient,
				     e->w == e->master ? NULL : e->w,
				     (int64_t)total(e), err);
	if (rc == MOMUS_OK)
		rc = device_zero(e->device, e->gradient,
				 total(e) * sizeof(float), err);
	return rc;
}
