/* grpo.c - trainer: group relative policy optimisation
 *
 * Shao et al. 2024, "DeepSeekMath"; every choice that others made differently is
 * an option, with those of "Teaching Language Models to Critique via
 * Reinforcement Learning" (CTRL, 2025) as defaults.
 */
#include <math.h>
#include <momus/plugin.h>
#include <stdlib.h>

#include "presets.h"

static int grpo_open(void **self, const void *options, struct momus_error *err)
{
	const struct grpo_options *o = options;
	struct grpo *g = calloc(1, sizeof *g);

	*self = NULL;
	if (!g)
		return momus_fail(err, MOMUS_ENOMEM, "grpo: out of memory");
	if (o->mini_batch > o->batch) {
		free(g);
		return momus_fail(err, MOMUS_EINVAL,
				  "grpo: mini_batch is %lld and batch %lld; a "
				  "step takes at most what was rolled out",
				  (long long)o->mini_batch,
				  (long long)o->batch);
	}
	grpo_choose(o, g);
	*self = g;
	return MOMUS_OK;
}

static void grpo_close(void *self)
{
	free(self);
}

static void training(const void *self, struct momus_training *out)
{
	*out = ((const struct grpo *)self)->training;
}

struct work { /* arrays of one call, each (answers) */
	double *advantage, *weight;
	bool *flat, *out;
	size_t *scratch;
};

static void work_release(struct work *w)
{
	free(w->advantage);
	free(w->weight);
	free(w->flat);
	free(w->out);
	free(w->scratch);
}

static bool work_init(struct work *w, size_t n)
{
	w->advantage = calloc(n + 1, sizeof *w->advantage);
	w->weight = calloc(n + 1, sizeof *w->weight);
	w->flat = calloc(n + 1, sizeof *w->flat);
	w->out = calloc(n + 1, sizeof *w->out);
	w->scratch = calloc(n + 1, sizeof *w->scratch);
	return w->advantage && w->weight && w->flat && w->out && w->scratch;
}

/* The terms of answer I, whose tokens begin at AT, into D and OUT's sums. */
static void add_answer(const struct grpo *g, const struct momus_rollouts *r,
		       const struct work *w, size_t i, size_t at,
		       float *d_logprob, float *d_entropy,
		       struct momus_loss *out)
{
	const struct loss *l = &g->loss;

	for (size_t t = at; t < at + r->tokens[i]; t++) {
		double p = (double)r->logprobs[t];
		struct loss_token term =
			loss_token(l, w->advantage[i], p, (double)r->old[t],
				   r->reference ? (double)r->reference[t] : p);
		double h = r->entropies ? (double)r->entropies[t] : 0;

		d_logprob[t] = (float)(w->weight[i] * (term.d_policy +
						       l->kl_coef * term.d_kl));
		if (d_entropy)
			d_entropy[t] = (float)(-w->weight[i] * l->entropy_coef);
		if (w->out[i])
			continue;
		out->loss +=
			w->weight[i] * (term.policy + l->kl_coef * term.kl -
					l->entropy_coef * h);
		out->policy += term.policy;
		out->kl += term.kl;
		out->entropy += h;
		out->clipped += term.clipped;
	}
}

static void divide(struct momus_loss *out, double tokens)
{
	double under = tokens > 0 ? tokens : 1;
	double answers = (double)(out->answers - out->masked);

	out->policy /= under;
	out->kl /= under;
	out->entropy /= under;
	out->clipped /= under;
	out->reward /= answers > 0 ? answers : 1;
	out->advantage /= answers > 0 ? answers : 1;
}

static int gradient(void *self, const struct momus_rollouts *r,
		    float *d_logprob, float *d_entropy, struct momus_loss *out,
		    struct momus_error *err)
{
	const struct grpo *g = self;
	struct advantage_count count;
	struct work w = { NULL };
	double tokens = 0;
	size_t at = 0;

	*out = (struct momus_loss){ .answers = r->n };
	if (!work_init(&w, r->n)) {
		work_release(&w);
		return momus_fail(err, MOMUS_ENOMEM,
				  "grpo: out of memory for %zu answers", r->n);
	}
	count = advantage_compute(&g->advantage, r->reward, r->group, r->n,
				  w.advantage, w.flat, w.scratch);
	out->groups = count.groups;
	out->flat = count.flat;
	for (size_t i = 0; i < r->n; i++) {
		bool masked = isnan(r->reward[i]);

		w.out[i] = masked || (w.flat[i] && g->flat == GRPO_FLAT_DROP);
		out->masked += masked;
		out->reward += masked ? 0 : r->reward[i];
		out->advantage += w.advantage[i];
		tokens += w.out[i] ? 0 : (double)r->tokens[i];
	}
	loss_weights(&g->loss, r->tokens, w.out, r->n, w.weight);
	for (size_t i = 0; i < r->n; at += r->tokens[i++])
		add_answer(g, r, &w, i, at, d_logprob, d_entropy, out);
	divide(out, tokens);
	work_release(&w);
	return MOMUS_OK;
}

static void optimizer(const void *self, uint64_t step, uint64_t steps,
		      struct momus_optimizer *out)
{
	const struct grpo *g = self;
	double rise = g->warmup * (double)steps, at = (double)step;
	double rest = (double)steps - rise, factor = 1;

	*out = g->optimizer;
	if (at + 1 < rise)
		factor = (at + 1) / rise;
	else if (g->schedule == GRPO_LINEAR && rest > 0)
		factor = fmax(0, ((double)steps - at) / rest);
	else if (g->schedule == GRPO_COSINE && rest > 0)
		factor = 0.5 * (1 + cos(M_PI * fmin(1, (at - rise) / rest)));
	out->rate *= fmin(1, factor);
}

static const struct momus_trainer_ops ops = {
	.size = sizeof ops,
	.open = grpo_open,
	.close = grpo_close,
	.training = training,
	.gradient = gradient,
	.optimizer = optimizer,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_TRAINER),
	.name = "grpo",
	.version = "1",
	.summary = "rewards of a group of critiques, compared with each other",
	.options = grpo_option_table,
	.options_size = sizeof(struct grpo_options),
	.ops.trainer = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
