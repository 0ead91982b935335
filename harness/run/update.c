/* update.c - see update.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/loop.h"
#include "run/update.h"

struct work { /* (scored tokens), but for .answer; all owned */
	float *logprob, *entropy, *d_logprob, *d_entropy;
	size_t *answer; /* (n): scored tokens of each */
};

static void release(struct work *w)
{
	free(w->logprob);
	free(w->entropy);
	free(w->d_logprob);
	free(w->d_entropy);
	free(w->answer);
}

static int init(struct work *w, const struct momus_update *u, size_t scored,
		struct momus_error *err)
{
	w->logprob = calloc(scored + 1, sizeof *w->logprob);
	w->entropy = calloc(scored + 1, sizeof *w->entropy);
	w->d_logprob = calloc(scored + 1, sizeof *w->d_logprob);
	w->d_entropy = calloc(scored + 1, sizeof *w->d_entropy);
	w->answer = calloc(u->n + 1, sizeof *w->answer);
	for (size_t i = 0; w->answer && i < u->n; i++)
		w->answer[i] = momus_scoring_count(&u->list[i], 1, NULL);
	return w->logprob && w->entropy && w->d_logprob && w->d_entropy &&
			       w->answer
		       ? MOMUS_OK
		       : momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
}

struct momus_scoring momus_update_scoring(const struct momus_train_plan *p)
{
	return (struct momus_scoring){ p->engine, p->model,
				       p->training.temperature,
				       (size_t)p->options->chunk, p->watch };
}

/* How far the model went from what it said when the answers were drawn. */
static double distance(const float *now, const float *old, size_t n)
{
	double most = 0;

	for (size_t i = 0; old && i < n; i++)
		most = fmax(most, fabs((double)now[i] - (double)old[i]));
	return most;
}

static int gradient(const struct momus_train_plan *p,
		    const struct momus_update *u, struct work *w,
		    struct momus_updated *out, struct momus_error *err)
{
	const struct momus_rollouts r = {
		.n = u->n,
		.tokens = w->answer,
		.group = u->group,
		.reward = u->reward,
		.logprobs = w->logprob,
		.entropies = w->entropy,
		.old = u->old ? u->old : w->logprob,
		.reference = u->reference,
	};

	out->off = distance(w->logprob, u->old, out->learnt);
	return p->trainer->gradient(p->algorithm, &r, w->d_logprob,
				    w->d_entropy, &out->loss, err);
}

/* Scores, derives and sends back: the chunks twice, unless there is one. */
static int score_and_derive(const struct momus_train_plan *p,
			    const struct momus_update *u, struct work *w,
			    struct momus_updated *out, struct momus_error *err)
{
	const struct momus_scoring s = momus_update_scoring(p);
	bool entropies = p->training.entropies, one;
	double begin = momus_loop_now();
	int rc =
		momus_scoring_forward(&s, u->list, u->n, true, w->logprob,
				      entropies ? w->entropy : NULL, &one, err);

	out->forward_s = momus_loop_now() - begin;
	if (rc == MOMUS_OK)
		rc = gradient(p, u, w, out, err);
	begin = momus_loop_now();
	if (rc == MOMUS_OK)
		rc = momus_scoring_backward(
			&s, u->list, u->n, one, w->d_logprob,
			entropies ? w->d_entropy : NULL, err);
	out->backward_s = momus_loop_now() - begin;
	return rc;
}

/* The same of fixed derivatives, the chunks once; the loss is known at the end. */
static int derive_fixed(const struct momus_train_plan *p,
			const struct momus_update *u, struct work *w,
			struct momus_updated *out, struct momus_error *err)
{
	const struct momus_scoring s = momus_update_scoring(p);
	double begin = momus_loop_now();
	int rc = gradient(p, u, w, out, err);

	if (rc == MOMUS_OK)
		rc = momus_scoring_both(&s, u->list, u->n, w->d_logprob,
					w->logprob, &out->forward_s, err);
	if (rc == MOMUS_OK)
		rc = gradient(p, u, w, out, err);
	out->backward_s = momus_loop_now() - begin - out->forward_s;
	return rc;
}

static int learn(const struct momus_train_plan *p, const struct momus_update *u,
		 struct work *w, uint64_t step, uint64_t steps,
		 struct momus_updated *out, struct momus_error *err)
{
	bool chunks = out->tokens > (size_t)p->options->chunk;
	struct momus_optimizer o;
	double begin;
	int rc = p->training.fixed && chunks
			 ? derive_fixed(p, u, w, out, err)
			 : score_and_derive(p, u, w, out, err);

	begin = momus_loop_now();
	if (rc == MOMUS_OK) {
		p->trainer->optimizer(p->algorithm, step, steps, &o);
		out->rate = o.rate;
		rc = p->engine->step(p->model, &o, &out->norm, err);
	}
	out->update_s = momus_loop_now() - begin;
	return rc;
}

int momus_update_make(const struct momus_train_plan *p,
		      const struct momus_update *u, uint64_t step,
		      uint64_t steps, struct momus_updated *out,
		      struct momus_error *err)
{
	struct work w = { .logprob = NULL };
	int rc;

	memset(out, 0, sizeof *out);
	out->learnt = momus_scoring_count(u->list, u->n, &out->tokens);
	rc = init(&w, u, out->learnt, err);
	if (rc == MOMUS_OK)
		rc = learn(p, u, &w, step, steps, out, err);
	release(&w);
	return rc;
}
