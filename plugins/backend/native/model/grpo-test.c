/* grpo-test.c - GRPO steps through a model, against PyTorch's: every setting */
#include <math.h>
#include <momus/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../trainer/grpo/advantage.h"
#include "../../trainer/grpo/loss.h"
#include "model/forward.h"
#include "model/golden.h"
#include "model/head.h"
#include "ops/adamw.h"
#include "tap.h"

enum { N = 12, LONGEST = 14, MOST = 1024 };

struct set { /* the twelve sequences; scored tokens one behind the other */
	int32_t ids[MOST], token[MOST];
	size_t start[N + 1], at[MOST], tokens[N], scored;
	float old[MOST], ref[MOST];
	uint32_t group[N];
	double reward[N];
	struct batch batch;
};

static void read_set(struct set *s, const struct golden *g)
{
	struct momus_text groups = momus_json_member(g->part, "groups");
	struct momus_text key, value;
	size_t n, at = 0, cols;
	const int64_t *ids = golden_ids(g, "grpo.ids", &n);
	const int64_t *mask = golden_ids(g, "grpo.mask", &n);
	const int64_t *pos = golden_ids(g, "grpo.pos", &n);
	const float *old = golden_floats(g, "grpo.old", &n);
	const float *ref = golden_floats(g, "grpo.ref", &n);
	const float *done = golden_floats(g, "grpo.completion_mask", &n);
	const struct tensor *reward = tensors_find(g->tensors, "grpo.rewards");

	golden_ids(g, "grpo.ids", &n);
	cols = n / N;
	CHECK(n <= MOST && reward->type == TENSOR_F64);
	memcpy(s->reward, reward->data, sizeof s->reward);
	s->scored = s->start[0] = 0;
	for (size_t i = 0; i < N; i++) {
		s->start[i + 1] = s->start[i];
		for (size_t t = 0; t < cols && mask[i * cols + t]; t++)
			s->ids[s->start[i + 1]++] = (int32_t)ids[i * cols + t];
		s->tokens[i] = 0;
		for (size_t t = 0; t < LONGEST; t++) {
			size_t k = i * LONGEST + t;

			if (!(done[k] > 0))
				continue;
			s->at[s->scored] = s->start[i] + (size_t)pos[k];
			s->token[s->scored] =
				s->ids[s->start[i] + (size_t)pos[k] + 1];
			s->old[s->scored] = old[k];
			s->ref[s->scored++] = ref[k];
			s->tokens[i]++;
		}
		CHECK(momus_json_next(groups, &at, &key, &value));
		s->group[i] = (uint32_t)strtol(value.ptr, NULL, 10);
	}
	s->batch = (struct batch){ s->ids, s->start, N };
}

/* The reference's settings, read from its own names. */
static void read_setting(struct momus_text raw, struct loss *l,
			 struct advantage *a)
{
	static const struct {
		const char *name;
		int value;
	} names[] = { { "\"token-mean\"", LOSS_TOKEN_MEAN },
		      { "\"seq-mean-token-mean\"", LOSS_SEQUENCE_MEAN },
		      { "\"trl-seq-mean\"", LOSS_SEQUENCE_MEAN_ALL },
		      { "\"seq-mean-token-sum\"", LOSS_SEQUENCE_SUM },
		      { "\"total-over-length\"", LOSS_TOTAL_OVER_LENGTH },
		      { "\"total-over-batch-length\"", LOSS_TOTAL_OVER_BATCH },
		      { "\"k3\"", LOSS_KL_K3 },
		      { "\"k3+\"", LOSS_KL_K3_PLUS },
		      { "\"k3-clamp-after\"", LOSS_KL_K3_CLAMP_AFTER },
		      { "\"k3-unclamped\"", LOSS_KL_K3_UNCLAMPED },
		      { "\"k3-times-ratio\"", LOSS_KL_K3_TIMES_RATIO } };
	struct momus_text key, value, agg = momus_json_member(raw, "agg");
	struct momus_text clip = momus_json_member(raw, "clip");
	struct momus_text kl = momus_json_member(raw, "kl");
	struct momus_text dual = momus_json_member(raw, "dual");
	struct momus_text clamp = momus_json_member(raw, "clamp");
	struct momus_text eps = momus_json_member(raw, "adv_eps");
	struct momus_text std = momus_json_member(raw, "adv_std");
	size_t at = 0;

	*l = (struct loss){ .kl_clamp = 20,
			    .kl_value_clamp = 10,
			    .length = LONGEST };
	momus_json_next(clip, &at, &key, &value);
	l->clip_low = strtod(value.ptr, NULL);
	momus_json_next(clip, &at, &key, &value);
	l->clip_high = strtod(value.ptr, NULL);
	l->dual = dual.len ? strtod(dual.ptr, NULL) : 0;
	l->ratio_clamp = clamp.len ? strtod(clamp.ptr, NULL) : 0;
	l->entropy_coef = strtod(momus_json_member(raw, "entropy").ptr, NULL);
	l->micro = strtoul(momus_json_member(raw, "micro").ptr, NULL, 10);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (momus_text_equal(agg, momus_text_of(names[i].name)))
			l->average = (enum loss_average)names[i].value;
	at = 0;
	if (kl.ptr[0] == '[') {
		momus_json_next(kl, &at, &key, &value);
		for (size_t i = 6; i < sizeof names / sizeof *names; i++)
			if (momus_text_equal(value,
					     momus_text_of(names[i].name)))
				l->kl = (enum loss_kl)names[i].value;
		momus_json_next(kl, &at, &key, &value);
		l->kl_coef = strtod(value.ptr, NULL);
	}
	*a = (struct advantage){ .eps = strtod(eps.ptr, NULL),
				 .kind = std.ptr[0] == 't' ? ADVANTAGE_UNBIASED
							   : ADVANTAGE_CENTRED,
				 /* TRL, whose eps is 1e-4 */
				 .single_zero = strtod(eps.ptr, NULL) > 1e-5 };
}

/* Derivatives of the loss by S's log-probabilities and entropies; the loss. */
static double derive(const struct loss *l, const struct advantage *how,
		     const struct set *s, const float *logprob,
		     const float *entropy, float *d, float *d_entropy)
{
	double advantage[N], weight[N], loss = 0;
	size_t scratch[N], at = 0;

	advantage_compute(how, s->reward, s->group, N, advantage, NULL,
			  scratch);
	loss_weights(l, s->tokens, NULL, N, weight);
	for (size_t i = 0; i < N; i++)
		for (size_t t = 0; t < s->tokens[i]; t++, at++) {
			struct loss_token one = loss_token(
				l, advantage[i], (double)logprob[at],
				(double)s->old[at], (double)s->ref[at]);

			loss += weight[i] *
				(one.policy + l->kl_coef * one.kl -
				 l->entropy_coef * (double)entropy[at]);
			d[at] = (float)(weight[i] *
					(one.d_policy + l->kl_coef * one.d_kl));
			d_entropy[at] = (float)(-weight[i] * l->entropy_coef);
		}
	return loss;
}

/* D in the reference's form, padded. */
static void check_padded(const struct golden *g, const char *setting,
			 const char *what, const struct set *s, const float *d)
{
	float padded[N * LONGEST] = { 0 };
	char name[128];
	size_t at = 0;

	snprintf(name, sizeof name, "grpo.%s.%s", setting, what);
	if (!golden_has(g, name))
		return;
	for (size_t i = 0; i < N; i++)
		for (size_t t = 0; t < s->tokens[i]; t++)
			padded[i * LONGEST + t] = d[at++];
	golden_check(g, name, padded, N * LONGEST);
}

/* The parameters X, or their derivatives, of SETTING. */
static void check_arrays(const struct golden *g, const char *setting,
			 const char *what, const float *x)
{
	const struct parameters *p = &g->model->parameters;
	char name[192];

	for (size_t i = 0; i < p->n; i++) {
		snprintf(name, sizeof name, "grpo.%s.%s.%s", setting, what,
			 p->list[i].name);
		if (golden_has(g, name))
			golden_check(
				g, name, x + p->list[i].offset,
				(size_t)(p->list[i].rows * p->list[i].cols));
	}
}

struct pass { /* one step's arrays */
	float logprob[MOST], entropy[MOST], d[MOST], d_entropy[MOST];
};

static double learn(struct golden *g, const struct set *s, const struct loss *l,
		    const struct advantage *a, struct pass *p, float *grad)
{
	struct model *m = g->model;
	size_t h = (size_t)m->parameters.config.hidden;
	float *dx = calloc(s->start[N] * h, sizeof *dx);
	struct head_rows rows;
	struct kept kept;
	double loss;

	CHECK(dx);
	memset(grad, 0, m->parameters.total * sizeof *grad);
	CHECK_INT(kept_init(&kept, m, (int64_t)s->start[N], true, NULL), 0);
	CHECK_INT(forward(m, &s->batch, &kept, NULL), MOMUS_OK);
	rows = (struct head_rows){ kept.hidden, s->at, s->token,
				   s->scored,	1,     kept.row };
	CHECK_INT(head_forward(m, &rows, p->logprob, p->entropy, NULL, NULL),
		  0);
	loss = derive(l, a, s, p->logprob, p->entropy, p->d, p->d_entropy);
	CHECK_INT(head_backward(m, &rows, NULL, p->d, p->d_entropy, dx, grad,
				NULL),
		  MOMUS_OK);
	CHECK_INT(backward(m, &kept, dx, grad, NULL), MOMUS_OK);
	kept_release(&kept);
	free(dx);
	return loss;
}

static void check_setting(const char *name, struct momus_text one)
{
	static const struct adamw adamw = { 1e-3, 0.9, 0.999, 1e-8, 0.01 };
	struct golden g = golden_open("tiny-qwen2", "grpo");
	struct momus_text key, step, steps = momus_json_member(one, "steps");
	size_t total = g.model->parameters.total, at = 0;
	float *memory = calloc(3 * total, sizeof *memory), *grad = memory;
	struct set *s = calloc(1, sizeof *s);
	struct pass *p = calloc(1, sizeof *p);
	struct advantage a;
	struct loss l;
	char what[32];

	CHECK(memory && s && p);
	read_set(s, &g);
	read_setting(momus_json_member(one, "settings"), &l, &a);
	for (int t = 1; t <= 5; t++) {
		double loss = learn(&g, s, &l, &a, p, grad), norm;

		norm = adamw_norm(grad, (int64_t)total);
		CHECK(momus_json_next(steps, &at, &key, &step));
		CHECK_NEAR(loss,
			   strtod(momus_json_member(step, "loss64").ptr, NULL),
			   2e-5 * (1 + fabs(loss)));
		CHECK_NEAR(norm,
			   strtod(momus_json_member(step, "grad_norm64").ptr,
				  NULL),
			   2e-4 * norm);
		if (t == 1) {
			check_padded(&g, "logprobs", "", s, p->logprob);
			check_padded(&g, name, "dloss_dlogprob", s, p->d);
			check_padded(&g, name, "dloss_dentropy", s,
				     p->d_entropy);
			check_arrays(&g, name, "grad", grad);
		}
		adamw_step(&adamw, t, fmin(1.0, 1.0 / (norm + 1e-6)),
			   g.model->w, grad + total, grad + 2 * total, grad,
			   (int64_t)total);
		snprintf(what, sizeof what, "param.step%d", t);
		if (t == 1 || t == 2 || t == 5)
			check_arrays(&g, name, what, g.model->w);
	}
	free(memory);
	free(s);
	free(p);
	golden_close(&g);
}

TEST(every_setting_learns_as_in_pytorch)
{
	struct golden g = golden_open("tiny-qwen2", "grpo");
	struct momus_text all = momus_json_member(g.part, "settings");
	struct momus_text key, one;
	char name[64];
	size_t at = 0, n = 0;

	for (; momus_json_next(all, &at, &key, &one); n++) {
		snprintf(name, sizeof name, "%.*s", (int)key.len - 2,
			 key.ptr + 1);
		check_setting(name, one);
	}
	CHECK_INT((long long)n, 13);
	golden_close(&g);
}

TAP_MAIN
