/* engine-draw.c - hidden states of a step to tokens on a device; see engine-decode.h */
#include <math.h>
#include <string.h>

#include "device/engine-decode.h"
#include "device/engine-parts.h"

static double or_one(double x)
{
	return isnan(x) ? 1.0 : x;
}

/* HOW as kernels have it, in which nothing is left to a default. */
static struct sampler_row row_of(const struct stepping_draw *draw)
{
	const struct momus_sampling *how = draw->how;

	return (struct sampler_row){
		.temperature = or_one(how->temperature),
		.top_p = or_one(how->top_p),
		.min_p = how->min_p > 0 ? how->min_p : 0,
		.penalty = draw->seen ? or_one(how->repetition_penalty) : 1,
		.u = draw->u,
		.top_k = how->top_k > 0 ? how->top_k : 0,
	};
}

/* What was seen in each of the N texts goes to the device, if any has a penalty. */
static int tell_seen(struct engine_decode *d, const struct stepping_draw *list,
		     int64_t n, bool *any, struct momus_error *err)
{
	const size_t vocab = (size_t)d->engine->model->parameters.config.vocab;
	int rc = MOMUS_OK;

	*any = false;
	for (int64_t i = 0; i < n; i++)
		*any |= list[i].seen != NULL;
	for (int64_t i = 0; *any && rc == MOMUS_OK && i < n; i++) {
		unsigned char *at = d->seen + (size_t)i * vocab;

		rc = list[i].seen
			     ? device_write(d->engine->device, at, list[i].seen,
					    vocab, err)
			     : device_zero(d->engine->device, at, vocab, err);
	}
	return rc;
}

/* The logits of the rows that .asked names. */
static int make_logits(struct engine_decode *d, int64_t n,
		       struct momus_error *err)
{
	struct engine *e = d->engine;
	int rc;

	if (d->skinny)
		return engine_step_logits(d, d->asked->row, n, err);
	rc = embedding_forward_cuda(&d->launch, d->h, d->hidden, d->asked->row,
				    n, e->model->parameters.config.hidden, err);
	return rc < 0 ? rc : engine_head(e, d->z, d->h, n, 1, err);
}

int engine_draw(void *self, const struct stepping_draw *list, int64_t n,
		int32_t *id, float *logprob, struct momus_error *err)
{
	struct engine_decode *d = self;
	const int64_t vocab = d->engine->model->parameters.config.vocab;
	struct engine_asked asked;
	struct engine_drawn drawn;
	bool any;
	int rc;

	memset(&asked, 0, sizeof asked);
	for (int64_t i = 0; i < n; i++) {
		asked.row[i] = (int32_t)list[i].row;
		asked.how[i] = row_of(&list[i]);
	}
	rc = device_send(d->engine->device, d->asked, &asked, sizeof asked,
			 err);
	if (rc == MOMUS_OK)
		rc = tell_seen(d, list, n, &any, err);
	if (rc == MOMUS_OK)
		rc = make_logits(d, n, err);
	if (rc == MOMUS_OK)
		rc = sampler_draw_cuda(&d->launch, d->drawn->id,
				       d->drawn->logprob, d->z, d->asked->how,
				       any ? d->seen : NULL, n, vocab, err);
	if (rc == MOMUS_OK)
		rc = device_read(d->engine->device, &drawn, d->drawn,
				 sizeof drawn, err);
	for (int64_t i = 0; rc == MOMUS_OK && i < n; i++) {
		id[i] = drawn.id[i];
		logprob[i] = drawn.logprob[i];
	}
	return rc;
}

int engine_drawn_logits(void *self, int64_t i, float *z,
			struct momus_error *err)
{
	struct engine_decode *d = self;
	const int64_t vocab = d->engine->model->parameters.config.vocab;

	return device_read(d->engine->device, z, d->z + i * vocab,
			   (size_t)vocab * sizeof *z, err);
}
