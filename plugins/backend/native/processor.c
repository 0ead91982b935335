/* processor.c - the backend's model computes on the processor; see native.h */
#include <stdlib.h>
#include <string.h>

#include "native.h"

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
}

struct head_rows lesson_rows(const struct lesson *l)
{
	return (struct head_rows){
		l->kept.hidden, l->at,		l->token,
		l->scored,	l->temperature, l->kept.row
	};
}

size_t native_learning(const struct native *n)
{
	return n->lora ? n->lora->total : n->model->parameters.total;
}

int native_moments(struct native *n, struct momus_error *err)
{
	size_t total = team_share(n->team, native_learning(n)).n;

	if (!n->mean)
		n->mean = calloc(total, sizeof(float));
	if (!n->square)
		n->square = calloc(total, sizeof(float));
	if (n->mean && n->square)
		return MOMUS_OK;
	return momus_fail(
		err, MOMUS_ENOMEM,
		"native: out of memory for the moments of %zu weights", total);
}

void native_moments_drop(struct native *n)
{
	if (!n->engine || team_whole(n->team))
		return;
	free(n->mean);
	free(n->square);
	n->mean = n->square = NULL;
}

/* Makes the gradient and the moments, zero, if they are not there. */
static int learner(struct native *n, struct momus_error *err)
{
	size_t all = n->model->parameters.total;

	if (!n->gradient) { /* from here on .w is what counts */
		model_widen(n->model);
		model_changed(n->model);
	}
	if (!n->gradient)
		n->gradient = calloc(all, sizeof(float));
	if (!n->gradient)
		return momus_fail(err, MOMUS_ENOMEM,
				  "native: out of memory for the gradient of "
				  "%zu weights",
				  all);
	return native_moments(n, err);
}

static int run_forward(struct native *n, struct lesson *l, bool learn,
		       float *logprobs, float *entropies,
		       struct momus_error *err)
{
	const struct batch b = { l->ids, l->start, l->n };
	struct head_rows rows;
	int rc = kept_init(&l->kept, n->model, (int64_t)l->start[l->n], learn,
			   err);

	if (rc == MOMUS_OK)
		rc = forward(n->model, &b, &l->kept, err);
	rows = lesson_rows(l);
	if (rc == MOMUS_OK)
		rc = head_forward(n->model, &rows, logprobs, entropies,
				  learn ? &l->head : NULL, err);
	return rc;
}

static int run_backward(struct native *n, struct lesson *l,
			const float *d_logprob, const float *d_entropy,
			struct momus_error *err)
{
	const struct head_rows rows = lesson_rows(l);
	size_t hidden = (size_t)n->model->parameters.config.hidden;
	size_t all = (size_t)l->kept.rows * hidden, has;
	float *dx;
	int rc = learner(n, err);

	if (rc < 0)
		return rc;
	dx = model_take(n->model, all, &has);
	if (!dx)
		return no_memory(err);
	memset(dx, 0, all * sizeof *dx);
	rc = head_backward(n->model, &rows, &l->head, d_logprob, d_entropy, dx,
			   n->gradient, err);
	head_kept_release(&l->head); /* it became the derivatives */
	if (rc == MOMUS_OK)
		rc = backward(n->model, &l->kept, dx, n->gradient, err);
	model_leave(n->model, dx, has);
	return rc;
}

static float *gradient_of(const struct native *n)
{
	return n->lora ? n->lora->gradient : n->gradient;
}

/* The gradient of what learns, which is made for adapters; with other ranks its
 * sum over all of them, in this one's share. */
static int run_norm(struct native *n, double *norm, struct momus_error *err)
{
	const struct momus_share s = team_share(n->team, native_learning(n));
	int rc = team_agree(n->team, learner(n, err), err);

	if (rc < 0)
		return rc;
	if (n->lora)
		lora_project(n->lora, &n->model->product, n->gradient);
	rc = team_sum(n->team, gradient_of(n), err);
	*norm = adamw_norm(gradient_of(n) + s.from, (int64_t)s.n);
	return rc < 0 ? rc : team_norm(n->team, norm, err);
}

static int run_step(struct native *n, const struct adamw *o, int64_t t,
		    double scale, struct momus_error *err)
{
	const struct momus_share s = team_share(n->team, native_learning(n));
	float *w = n->lora ? n->lora->w : n->model->w;
	int rc = team_agree(n->team, learner(n, err), err);

	if (rc == MOMUS_OK && o) {
		adamw_run(n->model->crew, o, t, scale, w + s.from, n->mean,
			  n->square, gradient_of(n) + s.from, (int64_t)s.n);
		rc = team_join(n->team, w, err);
	}
	if (rc < 0)
		return rc;
	if (o && n->lora)
		lora_fold(n->lora, &n->model->product, n->model->w);
	memset(n->gradient, 0,
	       n->model->parameters.total * sizeof *n->gradient);
	return MOMUS_OK;
}

/* All is in the processor's memory already. */
static int fetch(struct native *n, bool state, struct momus_error *err)
{
	return state ? native_moments(n, err) : MOMUS_OK;
}

static int bring(struct native *n, bool state, struct momus_error *err)
{
	(void)n;
	(void)state;
	(void)err;
	return MOMUS_OK;
}

/* It is asked for whenever it counts. */
static int share(struct native *n, const struct momus_ranks *ranks,
		 struct momus_error *err)
{
	(void)n;
	(void)ranks;
	(void)err;
	return MOMUS_OK;
}

static void close_nothing(struct native *n)
{
	(void)n;
}

const struct computing computing_processor = {
	.forward = run_forward,
	.backward = run_backward,
	.norm = run_norm,
	.step = run_step,
	.fetch = fetch,
	.bring = bring,
	.share = share,
	.close = close_nothing,
};
