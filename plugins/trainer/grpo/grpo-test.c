/* grpo-test.c - losses and derivatives against verl's and TRL's, and by hand */
#include <float.h>
#include <math.h>
#include <momus/json.h>
#include <momus/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "presets.h"
#include "tap.h"

enum { MOST = 64 };

static const struct grpo_options plain = { .preset = "ctrl",
					   .advantage = "preset",
					   .single = "preset",
					   .kl = "preset",
					   .average = "preset",
					   .flat = "preset",
					   .schedule = "preset",
					   .schedule_unit = "preset",
					   .advantage_eps = -1,
					   .clip_low = -1,
					   .clip_high = -1,
					   .dual_clip = -1,
					   .ratio_clamp = 20,
					   .kl_coef = -1,
					   .kl_clamp = 20,
					   .kl_value_clamp = 10,
					   .entropy_coef = -1,
					   .rate = -1,
					   .beta1 = 0.9,
					   .beta2 = 0.999,
					   .eps = 1e-8,
					   .decay = -1,
					   .grad_clip = 1,
					   .temperature = 1,
					   .micro = -1,
					   .group = 8,
					   .batch = 8,
					   .mini_batch = 8,
					   .epochs = 1,
					   .max_prompt = 8,
					   .max_answer = 6 };

/* The raw JSON of the shared data's reference; skips without it. */
static struct momus_text reference(void)
{
	const char *folder = getenv("MOMUS_DATA");
	static char bytes[1 << 17], path[1024];
	FILE *file;
	size_t n;

	snprintf(path, sizeof path, "%s/engine/golden/grpo_math.json",
		 folder ? folder : "../shared/data");
	file = fopen(path, "rb");
	if (!file)
		SKIP("no %s", path);
	n = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	CHECK(n < sizeof bytes);
	return (struct momus_text){ bytes, n };
}

/* The numbers of a list, or of a list of lists; null is NAN. */
static size_t numbers(struct momus_text list, double *out)
{
	struct momus_text key, value;
	size_t at = 0, n = 0;

	while (momus_json_next(list, &at, &key, &value))
		if (value.ptr[0] == '[')
			n += numbers(value, out + n);
		else
			out[n++] = value.ptr[0] == 'n'
					   ? NAN
					   : strtod(value.ptr, NULL);
	return n;
}

static void check_advantages(struct momus_text one, const char *key,
			     struct advantage how)
{
	double reward[MOST], group[MOST], want[MOST], got[MOST];
	size_t n = numbers(momus_json_member(one, "rewards"), reward);
	uint32_t groups[MOST];
	size_t scratch[MOST];

	numbers(momus_json_member(one, "groups"), group);
	CHECK_INT((long long)numbers(momus_json_member(one, key), want),
		  (long long)n);
	for (size_t i = 0; i < n; i++)
		groups[i] = (uint32_t)group[i];
	advantage_compute(&how, reward, groups, n, got, NULL, scratch);
	for (size_t i = 0; i < n; i++)
		CHECK_NEAR(got[i], want[i], 1e-9 * (1 + fabs(want[i])));
}

TEST(advantages_are_those_of_the_reference)
{
	struct momus_text all = momus_json_member(reference(), "advantages");
	struct momus_text key, one;
	size_t at = 0, n = 0;

	for (; momus_json_next(all, &at, &key, &one); n++) {
		check_advantages(one, "std_eps1e-6",
				 (struct advantage){ .eps = 1e-6 });
		check_advantages(
			one, "std_eps1e-4",
			(struct advantage){ .eps = 1e-4, .single_zero = true });
		check_advantages(
			one, "centred_only",
			(struct advantage){ .kind = ADVANTAGE_CENTRED });
	}
	CHECK_INT((long long)n, 12);
}

/* The reference's settings as options. */
static const struct setting {
	const char *name;
	double clip_high, dual, clamp;
	enum loss_kl kl;
	double kl_coef, entropy;
	enum loss_average average;
	size_t micro;
} settings[] = {
	{ "verl-483fa8ac-micro1", 0.2, 0, 0, LOSS_KL_K3_CLAMP_AFTER, 0.001,
	  0.001, LOSS_TOKEN_MEAN, 1 },
	{ "verl-483fa8ac-whole", 0.2, 0, 0, LOSS_KL_K3_CLAMP_AFTER, 0.001,
	  0.001, LOSS_TOKEN_MEAN, 0 },
	{ "verl-483fa8ac-micro4", 0.2, 0, 0, LOSS_KL_K3_CLAMP_AFTER, 0.001,
	  0.001, LOSS_TOKEN_MEAN, 4 },
	{ "seq-mean-token-mean", 0.2, 3, 20, LOSS_KL_K3, 0.001, 0,
	  LOSS_SEQUENCE_MEAN, 0 },
	{ "seq-mean-token-mean-k3+", 0.2, 3, 20, LOSS_KL_K3_PLUS, 0.001, 0,
	  LOSS_SEQUENCE_MEAN, 0 },
	{ "seq-mean-token-sum", 0.2, 3, 20, LOSS_KL_NONE, 0, 0,
	  LOSS_SEQUENCE_SUM, 0 },
	{ "dr-grpo-verl", 0.2, 3, 20, LOSS_KL_NONE, 0, 0,
	  LOSS_TOTAL_OVER_LENGTH, 0 },
	{ "dr-grpo-trl", 0.2, 0, 0, LOSS_KL_NONE, 0, 0, LOSS_TOTAL_OVER_BATCH,
	  0 },
	{ "dapo", 0.28, 10, 20, LOSS_KL_NONE, 0, 0, LOSS_TOKEN_MEAN, 0 },
	{ "trl-dapo", 0.2, 0, 0, LOSS_KL_NONE, 0, 0, LOSS_TOKEN_MEAN, 0 },
	{ "trl-grpo", 0.2, 0, 0, LOSS_KL_K3_UNCLAMPED, 0.04, 0,
	  LOSS_SEQUENCE_MEAN_ALL, 0 },
	{ "trl-grpo-kl-times-ratio", 0.2, 0, 0, LOSS_KL_K3_TIMES_RATIO, 0.04, 0,
	  LOSS_SEQUENCE_MEAN_ALL, 0 },
	{ "trl-bnpo", 0.2, 0, 0, LOSS_KL_K3_UNCLAMPED, 0.04, 0.01,
	  LOSS_TOKEN_MEAN, 0 },
};

enum { SETTINGS = sizeof settings / sizeof *settings, ROWS = 8, COLS = 6 };

struct example { /* of the reference: (ROWS, COLS), padded */
	double logp[MOST], old[MOST], ref[MOST], entropy[MOST], mask[MOST];
	double advantage[ROWS];
	size_t tokens[ROWS];
};

static void read_example(struct example *e, struct momus_text one)
{
	numbers(momus_json_member(one, "logp"), e->logp);
	numbers(momus_json_member(one, "old"), e->old);
	numbers(momus_json_member(one, "ref"), e->ref);
	numbers(momus_json_member(one, "entropy"), e->entropy);
	numbers(momus_json_member(one, "mask"), e->mask);
	numbers(momus_json_member(one, "advantages"), e->advantage);
	for (int i = 0; i < ROWS; i++) {
		e->tokens[i] = 0;
		for (int t = 0; t < COLS; t++)
			e->tokens[i] += e->mask[i * COLS + t] > 0;
	}
}

static struct loss loss_of(const struct setting *s, double clamp)
{
	return (struct loss){ .clip_low = 0.2,
			      .clip_high = s->clip_high,
			      .dual = s->dual,
			      .ratio_clamp = clamp,
			      .kl = s->kl,
			      .kl_coef = s->kl_coef,
			      .kl_clamp = 20,
			      .kl_value_clamp = 10,
			      .entropy_coef = s->entropy,
			      .average = s->average,
			      .micro = s->micro,
			      .length = COLS };
}

/* The loss, and its derivatives D (ROWS, COLS), padding 0. */
static double whole(const struct loss *l, const struct example *e, double *d,
		    double *d_entropy)
{
	double weight[ROWS], sum = 0;

	loss_weights(l, e->tokens, NULL, ROWS, weight);
	for (int i = 0; i < ROWS * COLS; i++) {
		struct loss_token t = { 0 };

		d[i] = d_entropy[i] = 0;
		if ((size_t)(i % COLS) >= e->tokens[i / COLS])
			continue;
		t = loss_token(l, e->advantage[i / COLS], e->logp[i], e->old[i],
			       e->ref[i]);
		sum += weight[i / COLS] * (t.policy + l->kl_coef * t.kl -
					   l->entropy_coef * e->entropy[i]);
		d[i] = weight[i / COLS] * (t.d_policy + l->kl_coef * t.d_kl);
		d_entropy[i] = -weight[i / COLS] * l->entropy_coef;
	}
	return sum;
}

static void check_derivatives(const char *name, struct momus_text list,
			      const double *got)
{
	double want[MOST];
	size_t n = numbers(list, want);

	for (size_t i = 0; i < n; i++)
		if (!isnan(want[i]) &&
		    !(fabs(got[i] - want[i]) <= 1e-9 * (1 + fabs(want[i]))))
			tap_fail(__FILE__, __LINE__,
				 "%s: derivative %zu is %.12g, expected %.12g",
				 name, i, got[i], want[i]);
}

static void check_setting(const struct setting *s, struct momus_text one,
			  const struct example *e, size_t *compared)
{
	struct momus_text want =
		momus_json_member(momus_json_member(one, "settings"), s->name);
	struct momus_text value = momus_json_member(want, "loss");
	double d[MOST], d_entropy[MOST], loss;
	struct loss l = loss_of(s, s->clamp);

	CHECK(want.len > 0);
	loss = whole(&l, e, d, d_entropy);
	if (value.ptr[0] != 'n') {
		CHECK_NEAR(loss, strtod(value.ptr, NULL),
			   1e-9 * (1 + fabs(loss)));
		check_derivatives(s->name,
				  momus_json_member(want, "dloss_dlogprob"), d);
		check_derivatives(s->name,
				  momus_json_member(want, "dloss_dentropy"),
				  d_entropy);
		++*compared;
	}
	/* With the clamp that is the default all stays finite in fp32. */
	l = loss_of(s, 20);
	if (l.kl == LOSS_KL_K3_UNCLAMPED || l.kl == LOSS_KL_K3_TIMES_RATIO)
		return;
	CHECK(fabs(whole(&l, e, d, d_entropy)) < (double)FLT_MAX);
	for (int i = 0; i < ROWS * COLS; i++)
		CHECK(fabs(d[i]) < (double)FLT_MAX);
}

TEST(losses_and_derivatives_are_those_of_the_reference)
{
	struct momus_text all = momus_json_member(reference(), "losses");
	struct momus_text key, one;
	size_t at = 0, compared = 0;
	struct example e;

	while (momus_json_next(all, &at, &key, &one)) {
		read_example(&e, one);
		for (int i = 0; i < SETTINGS; i++)
			check_setting(&settings[i], one, &e, &compared);
	}
	/* The peer's own loss of an empty micro-batch is no number. */
	CHECK_INT((long long)compared, 3 * SETTINGS - 1);
}

/* d loss / d logprob against differences of the loss. */
TEST(derivatives_are_slopes_of_the_loss)
{
	const double h = 1e-6;

	for (int i = 0; i < SETTINGS; i++) {
		struct loss l = loss_of(&settings[i], 20);

		if (l.kl == LOSS_KL_K3_PLUS) /* another gradient, on purpose */
			continue;
		for (double x = -0.9; x < 1; x += 0.13) {
			double a = x > 0.2 ? 1.1 : -0.7;
			struct loss_token m = loss_token(&l, a, x, 0, 0.3);
			struct loss_token lo = loss_token(&l, a, x - h, 0, 0.3);
			struct loss_token hi = loss_token(&l, a, x + h, 0, 0.3);

			CHECK_NEAR(m.d_policy, (hi.policy - lo.policy) / 2 / h,
				   1e-6);
			CHECK_NEAR(m.d_kl, (hi.kl - lo.kl) / 2 / h, 1e-6);
		}
	}
}

/* Opens the plugin's own trainer with O. */
static const struct momus_trainer_ops *open_trainer(
	const struct grpo_options *o, void **self)
{
	const struct momus_trainer_ops *ops = momus_plugin_entry()->ops.trainer;

	CHECK_INT(ops->open(self, o, NULL), MOMUS_OK);
	return ops;
}

TEST(what_could_not_be_judged_teaches_nothing)
{
	static const size_t tokens[] = { 2, 2, 2 };
	static const uint32_t group[] = { 7, 7, 7 };
	static const double some[] = { 1, NAN, 0 };
	static const float p[] = { -1, -1, -1, -1, -1, -1 };
	struct momus_rollouts r = { 3, tokens, group, some, p, p, p, p };
	float d[6], de[6];
	struct momus_loss loss;
	void *self;
	const struct momus_trainer_ops *ops = open_trainer(&plain, &self);

	CHECK_INT(ops->gradient(self, &r, d, de, &loss, NULL), MOMUS_OK);
	CHECK_INT((long long)loss.masked, 1);
	CHECK_INT((long long)loss.groups, 1);
	CHECK(d[0] < 0 && d[4] > 0);
	CHECK(d[2] == 0 && d[3] == 0 && de[2] == 0);
	CHECK_NEAR(loss.reward, 0.5, 1e-12);
	ops->close(self);
}

TEST(flat_groups_are_counted_and_dropped_where_that_is_asked)
{
	static const size_t tokens[] = { 1, 1, 1, 1 };
	static const uint32_t group[] = { 0, 0, 1, 1 };
	static const double reward[] = { 1, 1, 1, 0 };
	static const float p[] = { -1, -1, -1, -1 }, ref[] = { -2, -2, -2, -2 };
	struct momus_rollouts r = { 4, tokens, group, reward, p, p, p, ref };
	struct grpo_options o = plain;
	float d[4], de[4];
	struct momus_loss loss;
	void *self;
	const struct momus_trainer_ops *ops = open_trainer(&o, &self);

	CHECK_INT(ops->gradient(self, &r, d, de, &loss, NULL), MOMUS_OK);
	CHECK_INT((long long)loss.flat, 1);
	CHECK(d[0] != 0); /* the divergence pulls alone */
	ops->close(self);
	o.flat = "drop";
	ops = open_trainer(&o, &self);
	CHECK_INT(ops->gradient(self, &r, d, de, &loss, NULL), MOMUS_OK);
	CHECK(d[0] == 0 && d[1] == 0 && d[2] != 0);
	ops->close(self);
}

TEST(a_schedule_counts_rollouts_as_verl_or_updates_as_trl)
{
	static const struct {
		const char *preset, *unit;
		bool by_step;
	} cases[] = {
		{ "ctrl", "preset", true },
		{ "trl", "preset", false },
		{ "ctrl", "optimiser-step", false },
		{ "trl", "rollout-step", true },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct grpo_options o = plain;
		struct momus_training t;
		void *self;
		const struct momus_trainer_ops *ops;

		o.preset = cases[i].preset;
		o.schedule_unit = cases[i].unit;
		ops = open_trainer(&o, &self);
		ops->training(self, &t);
		CHECK(t.rate_by_step == cases[i].by_step);
		ops->close(self);
	}
}

TEST(a_schedule_rises_and_falls)
{
	struct grpo_options o = plain;
	struct momus_optimizer step;
	void *self;
	const struct momus_trainer_ops *ops;

	o.schedule = "cosine";
	o.warmup = 0.1;
	o.rate = 1;
	ops = open_trainer(&o, &self);
	ops->optimizer(self, 0, 100, &step);
	CHECK_NEAR(step.rate, 0.1, 1e-12);
	ops->optimizer(self, 10, 100, &step);
	CHECK_NEAR(step.rate, 1, 1e-12);
	ops->optimizer(self, 55, 100, &step);
	CHECK_NEAR(step.rate, 0.5, 1e-12);
	ops->close(self);
}

TEST(a_mini_batch_beyond_the_batch_is_refused)
{
	struct grpo_options o = plain;
	struct momus_error err = { "" };
	void *self;

	o.mini_batch = 9;
	CHECK_INT(momus_plugin_entry()->ops.trainer->open(&self, &o, &err),
		  MOMUS_EINVAL);
	CHECK_STR(err.text,
		  "grpo: mini_batch is 9 and batch 8; a step takes at "
		  "most what was rolled out");
}

TAP_MAIN
