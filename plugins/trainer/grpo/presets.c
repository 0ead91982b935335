/* presets.c - see presets.h */
#include "presets.h"

#include <string.h>

/* "ctrl" is verl at commit 483fa8ac with micro-batches of one, which is how CTRL
 * was trained, but for the ratio's clamp, which only matters where e^20 is passed;
 * the others are the algorithms as their authors' or TRL's code has them. */
static const struct preset {
	const char *name;
	enum advantage_kind advantage;
	bool single_zero;
	enum loss_kl kl;
	enum loss_average average;
	size_t micro;
	double advantage_eps, clip_high, dual, kl_coef, entropy_coef;
	double rate, decay;
	enum grpo_schedule schedule;
	enum grpo_flat flat;
	enum grpo_unit unit;
} presets[] = {
	{ "ctrl", ADVANTAGE_UNBIASED, false, LOSS_KL_K3_CLAMP_AFTER,
	  LOSS_TOKEN_MEAN, 1, 1e-6, 0.2, 0, 0.001, 0.001, 1e-5, 0.01,
	  GRPO_CONSTANT, GRPO_FLAT_KEEP, GRPO_UNIT_STEP },
	{ "grpo", ADVANTAGE_UNBIASED, false, LOSS_KL_K3, LOSS_SEQUENCE_MEAN, 0,
	  1e-6, 0.2, 3, 0.001, 0, 1e-6, 0.01, GRPO_CONSTANT, GRPO_FLAT_KEEP,
	  GRPO_UNIT_STEP },
	{ "dr-grpo", ADVANTAGE_CENTRED, false, LOSS_KL_NONE,
	  LOSS_TOTAL_OVER_BATCH, 0, 1e-6, 0.2, 0, 0, 0, 1e-6, 0, GRPO_CONSTANT,
	  GRPO_FLAT_KEEP, GRPO_UNIT_STEP },
	{ "dapo", ADVANTAGE_UNBIASED, false, LOSS_KL_NONE, LOSS_TOKEN_MEAN, 0,
	  1e-6, 0.28, 10, 0, 0, 1e-6, 0.1, GRPO_CONSTANT, GRPO_FLAT_RESAMPLE,
	  GRPO_UNIT_STEP },
	{ "rloo", ADVANTAGE_LEAVE_ONE_OUT, true, LOSS_KL_K3, LOSS_SEQUENCE_SUM,
	  0, 1e-6, 0.2, 0, 0.001, 0, 1e-6, 0.01, GRPO_CONSTANT, GRPO_FLAT_KEEP,
	  GRPO_UNIT_STEP },
	{ "trl", ADVANTAGE_UNBIASED, true, LOSS_KL_K3_TIMES_RATIO,
	  LOSS_TOKEN_MEAN, 0, 1e-4, 0.2, 0, 0, 0, 1e-6, 0, GRPO_LINEAR,
	  GRPO_FLAT_KEEP, GRPO_UNIT_UPDATE },
};

enum { PRESETS = sizeof presets / sizeof *presets };

#define FIELD(name_) offsetof(struct grpo_options, name_)

#define REAL(name_, default_, min_, max_, help_)                             \
	{                                                                    \
		.type = MOMUS_OPT_REAL, .name = #name_, .value = (default_), \
		.offset = FIELD(name_), .min = (min_), .max = (max_),        \
		.help = (help_)                                              \
	}
#define INT(name_, default_, min_, max_, help_)                             \
	{                                                                   \
		.type = MOMUS_OPT_INT, .name = #name_, .value = (default_), \
		.offset = FIELD(name_), .min = (min_), .max = (max_),       \
		.help = (help_)                                             \
	}
#define CHOICE(name_, default_, choices_, help_)                               \
	{                                                                      \
		.type = MOMUS_OPT_ENUM, .name = #name_, .value = (default_),   \
		.offset = FIELD(name_), .choices = (choices_), .help = (help_) \
	}

static const char advantages[] = "preset|unbiased|biased|centred|"
				 "leave-one-out";
static const char kls[] = "preset|none|k3|k3+|k3-clamp-after|k3-unclamped|"
			  "k3-times-ratio";
static const char averages[] = "preset|token-mean|seq-mean-token-mean|"
			       "seq-mean-all|seq-mean-token-sum|"
			       "total-over-length|total-over-batch-length";
static const char flats[] = "preset|keep|drop|resample";
static const char schedules[] = "preset|constant|linear|cosine";
static const char units[] = "preset|rollout-step|optimiser-step";

const struct momus_option grpo_option_table[] = {
	CHOICE(preset, "ctrl", "ctrl|grpo|dr-grpo|dapo|rloo|trl",
	       "what all the options below are unless they are set"),
	CHOICE(advantage, "preset", advantages,
	       "division by the deviation with n-1 or n, none, or by leaving "
	       "one out"),
	REAL(advantage_eps, "-1", -1, 1,
	     "added to the deviation; -1: the preset's"),
	CHOICE(single, "preset", "preset|reward|zero",
	       "the advantage of a group of one"),
	{ .type = MOMUS_OPT_BOOL,
	  .name = "batch_std",
	  .value = "false",
	  .offset = FIELD(batch_std),
	  .help = "the deviation is that of the whole batch" },
	REAL(clip_low, "-1", -1, 1, "ratios below 1 minus this are cut"),
	REAL(clip_high, "-1", -1, 1e6, "ratios above 1 plus this are cut"),
	REAL(dual_clip, "-1", -1, 1e6,
	     "most of the loss where A < 0, in units of -A; 0: none"),
	REAL(ratio_clamp, "20", 0, 80,
	     "log ratios lie within this before exp; 0: anywhere"),
	CHOICE(kl, "preset", kls, "the estimator of the divergence"),
	REAL(kl_coef, "-1", -1, 1e6, "of the divergence"),
	REAL(kl_clamp, "20", 0, 80, "as ratio_clamp, of k3 and k3+"),
	REAL(kl_value_clamp, "10", 0, 1e30, "most of one token; 0: any"),
	REAL(entropy_coef, "-1", -1, 1e6, "of the entropy"),
	CHOICE(average, "preset", averages, "what the loss is divided by"),
	INT(micro, "-1", -1, 1 << 20,
	    "answers of a micro-batch for token-mean; 0: all are one"),
	INT(length, "0", 0, 1 << 24,
	    "tokens that a total is divided by; 0: max_answer"),
	CHOICE(flat, "preset", flats,
	       "groups whose rewards are equal: stay, leave the denominators, "
	       "or are replaced by others"),
	REAL(rate, "-1", -1, 1, "learning rate"),
	REAL(beta1, "0.9", 0, 1, "of AdamW"),
	REAL(beta2, "0.999", 0, 1, "of AdamW"),
	REAL(eps, "1e-8", 0, 1, "of AdamW"),
	REAL(decay, "-1", -1, 1, "weight decay, decoupled"),
	REAL(grad_clip, "1", 0, 1e9, "most of the gradient's norm; 0: any"),
	CHOICE(schedule, "preset", schedules, "of the learning rate"),
	CHOICE(schedule_unit, "preset", units,
	       "the rate changes with each step of rollouts, as verl's, or "
	       "of the optimiser, as TRL's"),
	REAL(warmup, "0", 0, 1, "share of the steps in which the rate rises"),
	REAL(temperature, "1", 1e-3, 100, "of drawing and of scoring"),
	INT(group, "8", 1, 1024, "answers drawn for each prompt"),
	INT(batch, "1024", 1, 1 << 20, "prompts of a rollout step"),
	INT(mini_batch, "256", 1, 1 << 20, "prompts of an optimiser step"),
	INT(epochs, "2", 1, 10000, "passes over the problems"),
	INT(passes, "1", 1, 1000, "over the answers of a rollout step"),
	INT(staleness, "0", 0, 1,
	    "1: the next step's answers are drawn before the weights change, "
	    "and graded while they do"),
	INT(max_prompt, "1536", 1, 1 << 24, "tokens; longer ones are left out"),
	INT(max_answer, "768", 1, 1 << 24, "tokens"),
	MOMUS_OPTION_END,
};

/* The place of VALUE in CHOICES less one, "preset" being the first; FALLBACK for
 * "preset". */
static int chosen(const char *value, const char *choices, int fallback)
{
	size_t len = strlen(value);

	for (int i = 0; *choices; i++) {
		size_t n = strcspn(choices, "|");

		if (n == len && memcmp(choices, value, n) == 0)
			return i ? i - 1 : fallback;
		choices += n + (choices[n] == '|');
	}
	return fallback;
}

static double given(double value, double preset)
{
	return value < 0 ? preset : value;
}

static void choose_loss(const struct grpo_options *o, const struct preset *p,
			struct loss *l)
{
	l->clip_low = given(o->clip_low, 0.2);
	l->clip_high = given(o->clip_high, p->clip_high);
	l->dual = given(o->dual_clip, p->dual);
	l->ratio_clamp = o->ratio_clamp;
	l->kl = (enum loss_kl)chosen(o->kl, kls, (int)p->kl);
	l->kl_coef = given(o->kl_coef, p->kl_coef);
	l->kl_clamp = o->kl_clamp;
	l->kl_value_clamp = o->kl_value_clamp;
	l->entropy_coef = given(o->entropy_coef, p->entropy_coef);
	l->average = (enum loss_average)chosen(o->average, averages,
					       (int)p->average);
	l->micro = o->micro < 0 ? p->micro : (size_t)o->micro;
	l->length = (double)(o->length ? o->length : o->max_answer);
	if (l->kl_coef == 0)
		l->kl = LOSS_KL_NONE;
}

void grpo_choose(const struct grpo_options *o, struct grpo *out)
{
	const struct preset *p = presets;

	for (int i = 0; i < PRESETS; i++)
		if (strcmp(presets[i].name, o->preset) == 0)
			p = &presets[i];
	*out = (struct grpo){ .warmup = o->warmup };
	out->advantage = (struct advantage){
		(enum advantage_kind)chosen(o->advantage, advantages,
					    (int)p->advantage),
		given(o->advantage_eps, p->advantage_eps),
		chosen(o->single, "preset|reward|zero", p->single_zero) == 1,
		o->batch_std,
	};
	choose_loss(o, p, &out->loss);
	out->flat = (enum grpo_flat)chosen(o->flat, flats, (int)p->flat);
	out->schedule = (enum grpo_schedule)chosen(o->schedule, schedules,
						   (int)p->schedule);
	out->optimizer = (struct momus_optimizer){
		given(o->rate, p->rate),   o->beta1,	o->beta2, o->eps,
		given(o->decay, p->decay), o->grad_clip
	};
	out->training = (struct momus_training){
		.rewards = true,
		.reference = out->loss.kl != LOSS_KL_NONE,
		.entropies = out->loss.entropy_coef != 0,
		.resample = out->flat == GRPO_FLAT_RESAMPLE,
		.group = (uint32_t)o->group,
		.batch = (uint32_t)o->batch,
		.mini_batch = (uint32_t)o->mini_batch,
		.epochs = (uint32_t)o->epochs,
		.max_prompt = (uint32_t)o->max_prompt,
		.max_answer = (uint32_t)o->max_answer,
		.temperature = o->temperature,
		.passes = (uint32_t)o->passes,
		.staleness = (uint32_t)o->staleness,
		.rate_by_step = chosen(o->schedule_unit, units, (int)p->unit) ==
				GRPO_UNIT_STEP,
	};
}
