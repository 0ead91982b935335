/* loss.c - see loss.h */
#include "loss.h"

#include <math.h>

static double clamp(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

static void policy(const struct loss *l, double a, double x,
		   struct loss_token *out)
{
	double most = l->ratio_clamp;
	bool beyond = most > 0 && fabs(x) > most;
	double ratio = exp(most > 0 ? clamp(x, -most, most) : x);
	double cut = clamp(ratio, 1 - l->clip_low, 1 + l->clip_high);
	double free = -a * ratio, held = -a * cut;

	out->clipped = held > free;
	out->policy = fmax(free, held);
	out->d_policy = out->clipped || beyond ? 0 : -a * ratio;
	if (l->dual > 0 && a < 0 && out->policy > -a * l->dual) {
		out->policy = -a * l->dual;
		out->d_policy = 0;
		out->clipped = true;
	}
}

/* The estimator k3 and its derivative by logprob, of D clamped to MOST. */
static void k3(double d, double most, struct loss_token *out)
{
	bool beyond = most > 0 && fabs(d) > most;
	double held = most > 0 ? clamp(d, -most, most) : d;

	out->kl = exp(held) - held - 1;
	out->d_kl = beyond ? 0 : 1 - exp(held);
}

static void divergence(const struct loss *l, double logprob, double old,
		       double reference, struct loss_token *out)
{
	bool clamped = l->kl == LOSS_KL_K3 || l->kl == LOSS_KL_K3_PLUS;
	double most = l->kl_value_clamp, d = reference - logprob, ratio;

	if (l->kl == LOSS_KL_NONE)
		return;
	k3(d, clamped ? l->kl_clamp : 0, out);
	if ((clamped || l->kl == LOSS_KL_K3_CLAMP_AFTER) && most > 0 &&
	    !(out->kl <= most)) {
		out->kl = most;
		out->d_kl = 0;
	}
	if (l->kl == LOSS_KL_K3_PLUS)
		out->d_kl = -d;
	if (l->kl != LOSS_KL_K3_TIMES_RATIO)
		return;
	ratio = logprob - old;
	if (l->ratio_clamp > 0)
		ratio = clamp(ratio, -l->ratio_clamp, l->ratio_clamp);
	ratio = exp(ratio);
	out->d_kl = ratio * (out->d_kl + out->kl);
	out->kl *= ratio;
}

struct loss_token loss_token(const struct loss *l, double advantage,
			     double logprob, double old, double reference)
{
	struct loss_token t = { .policy = 0 };

	policy(l, advantage, logprob - old, &t);
	divergence(l, logprob, old, reference, &t);
	return t;
}

/* Answers of the micro-batch from AT on: [at, *end), their tokens, and how many
 * micro-batches there are in all. */
static double token_mean(const struct loss *l, const size_t *tokens,
			 const bool *out, size_t n, size_t at, size_t *end)
{
	size_t micro = l->micro ? l->micro : n, sum = 0;

	*end = at + micro < n ? at + micro : n;
	for (size_t i = at; i < *end; i++)
		sum += out && out[i] ? 0 : tokens[i];
	return (double)sum * ceil((double)n / (double)micro);
}

static void token_means(const struct loss *l, const size_t *tokens,
			const bool *out, size_t n, double *weight)
{
	double under;
	size_t end;

	for (size_t at = 0; at < n; at = end) {
		under = token_mean(l, tokens, out, n, at, &end);
		for (size_t i = at; i < end; i++)
			weight[i] = under > 0 ? 1 / under : 0;
	}
}

void loss_weights(const struct loss *l, const size_t *tokens, const bool *out,
		  size_t n, double *weight)
{
	size_t there = 0, full = 0;

	for (size_t i = 0; i < n; i++) {
		bool in = !out || !out[i];

		there += in;
		full += in && tokens[i] > 0;
	}
	if (l->average == LOSS_TOKEN_MEAN)
		token_means(l, tokens, out, n, weight);
	for (size_t i = 0; i < n; i++) {
		double len = (double)tokens[i];

		if ((out && out[i]) || !tokens[i]) {
			weight[i] = 0;
			continue;
		}
		switch (l->average) {
		case LOSS_TOKEN_MEAN:
			break;
		case LOSS_SEQUENCE_MEAN:
			weight[i] = 1 / ((len + 1e-8) * (double)full);
			break;
		case LOSS_SEQUENCE_MEAN_ALL:
			weight[i] = 1 / (len * (double)there);
			break;
		case LOSS_SEQUENCE_SUM:
			weight[i] = 1 / (double)full;
			break;
		case LOSS_TOTAL_OVER_LENGTH:
			weight[i] = 1 / l->length;
			break;
		case LOSS_TOTAL_OVER_BATCH:
			weight[i] = 1 / (l->length * (double)there);
			break;
		}
	}
}
