/* ondevice.c - the backend's model computes on a device; see native.h */
#include <momus/log.h>
#include <stdlib.h>

#include "device/engine-decode.h"
#include "native.h"

const char *native_device_word(void)
{
	return device_word();
}

size_t native_devices(struct momus_device *list, size_t room)
{
	return device_list(list, room);
}

int native_device_find(const struct native *n, int number,
		       struct momus_error *err)
{
	(void)n;
	return device_find(number, err);
}

static int use(const struct native *n, struct momus_error *err)
{
	return device_use(n->engine->device, err);
}

static int run_forward(struct native *n, struct lesson *l, bool learn,
		       float *logprobs, float *entropies,
		       struct momus_error *err)
{
	const struct batch b = { l->ids, l->start, l->n };
	const struct head_rows rows = lesson_rows(l);
	int rc = use(n, err);

	if (rc == MOMUS_OK)
		rc = engine_forward(n->engine, &b, learn, err);
	if (rc == MOMUS_OK)
		rc = engine_score(n->engine, &rows, logprobs, entropies, err);
	return rc;
}

static int run_backward(struct native *n, struct lesson *l,
			const float *d_logprob, const float *d_entropy,
			struct momus_error *err)
{
	const struct head_rows rows = lesson_rows(l);
	int rc = use(n, err);

	return rc < 0 ? rc
		      : engine_backward(n->engine, &rows, d_logprob, d_entropy,
					err);
}

/* The device and the ranks' share of the gradient, by way of the processor's
 * memory. */
static int sum_up(struct native *n, struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (!n->gradient)
		n->gradient = malloc(native_learning(n) * sizeof(float));
	if (!n->gradient)
		rc = momus_fail(err, MOMUS_ENOMEM,
				"native: out of memory for a gradient of %zu "
				"numbers",
				native_learning(n));
	if (rc == MOMUS_OK)
		rc = engine_give_gradient(n->engine, n->gradient, err);
	rc = team_agree(n->team, rc, err);
	if (rc == MOMUS_OK)
		rc = team_sum(n->team, n->gradient, err);
	return rc < 0 ? rc : engine_take_gradient(n->engine, n->gradient, err);
}

/* From device to device where they reach each other. */
static int sum_there(struct native *n, struct momus_error *err)
{
	int rc = team_agree(n->team, engine_learner(n->engine, err), err);

	return rc < 0 ? rc : engine_sum(n->engine, err);
}

static int run_norm(struct native *n, double *norm, struct momus_error *err)
{
	int rc = use(n, err);

	if (!n->team)
		return rc < 0 ? rc : engine_norm(n->engine, norm, err);
	rc = team_agree(n->team, rc, err);
	if (rc == MOMUS_OK)
		rc = n->engine->ranks.size ? sum_there(n, err) : sum_up(n, err);
	if (rc == MOMUS_OK)
		rc = engine_norm_share(n->engine, norm, err);
	rc = team_agree(n->team, rc, err);
	return rc < 0 ? rc : team_norm(n->team, norm, err);
}

/* The weights that this rank changed to all, and theirs to the device. */
static int join(struct native *n, struct momus_error *err)
{
	float *w = n->lora ? n->lora->w : n->model->w;
	int rc;

	if (n->engine->ranks.size)
		return team_agree(n->team, engine_join(n->engine, err), err);
	rc = engine_give_share(n->engine, w, err);
	rc = team_agree(n->team, rc, err);
	if (rc == MOMUS_OK)
		rc = team_join(n->team, w, err);
	if (rc == MOMUS_OK)
		rc = n->lora ? engine_adapters_take(n->engine, err)
			     : engine_take_weights(n->engine, err);
	return team_agree(n->team, rc, err);
}

static int run_step(struct native *n, const struct adamw *o, int64_t t,
		    double scale, struct momus_error *err)
{
	int rc = use(n, err);

	if (rc == MOMUS_OK)
		rc = engine_step(n->engine, o, t, scale, err);
	rc = team_agree(n->team, rc, err);
	return rc == MOMUS_OK && n->team && o ? join(n, err) : rc;
}

static int fetch(struct native *n, bool state, struct momus_error *err)
{
	int rc = use(n, err);

	if (rc == MOMUS_OK)
		rc = engine_give_weights(n->engine, err);
	if (rc == MOMUS_OK && state)
		rc = native_moments(n, err);
	if (rc == MOMUS_OK && state)
		rc = engine_give_moments(n->engine, n->mean, n->square, err);
	return rc;
}

static int bring(struct native *n, bool state, struct momus_error *err)
{
	int rc = use(n, err);

	if (rc == MOMUS_OK)
		rc = n->lora ? engine_adapters_take(n->engine, err)
			     : engine_take_weights(n->engine, err);
	if (rc == MOMUS_OK && state)
		rc = engine_take_moments(n->engine, n->mean, n->square, err);
	return rc;
}

/* Where the devices do not reach each other the processor's memory is the way. */
static int share(struct native *n, const struct momus_ranks *ranks,
		 struct momus_error *err)
{
	const struct momus_share s = team_share(n->team, native_learning(n));
	struct momus_error why = { "" };
	int rc = team_agree(n->team, use(n, err), err);

	if (rc < 0)
		return rc;
	engine_share(n->engine, s.from, s.n);
	rc = engine_ranks(n->engine, ranks, &why);
	if (rc == MOMUS_ENOMEM)
		return momus_fail(err, rc, "%s", why.text);
	if (rc < 0 && !ranks->rank)
		momus_log(MOMUS_LOG_WARNING, "native",
			  "gradients go by way of the processor: %s", why.text);
	return MOMUS_OK;
}

static void close_engine(struct native *n)
{
	engine_decode_close(n->answers);
	engine_close(n->engine);
	n->answers = NULL;
	n->engine = NULL;
}

static const struct computing computing_device = {
	.forward = run_forward,
	.backward = run_backward,
	.norm = run_norm,
	.step = run_step,
	.fetch = fetch,
	.bring = bring,
	.share = share,
	.close = close_engine,
};

int native_device_open(struct native *n, int number,
		       const struct stepping **stepping,
		       struct momus_error *err)
{
	const struct engine_setup setup = {
		.model = n->model,
		.lora = n->lora,
		.number = number,
		.type = native_halves(n) ? LAUNCH_BF16 : LAUNCH_F32,
		.recompute = n->options->recompute,
	};
	int rc;

	n->computing = &computing_device;
	rc = engine_open(&n->engine, &setup, err);
	if (rc == MOMUS_OK)
		rc = engine_decode_open(&n->answers, n->engine,
					n->options->batch, err);
	if (rc == MOMUS_OK)
		*stepping = engine_decode_stepping(n->answers);
	return rc;
}
