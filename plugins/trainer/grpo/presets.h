/* presets.h - every choice of the algorithm, by name, and as options set it */
#ifndef GRPO_PRESETS_H
#define GRPO_PRESETS_H

#include <momus/option.h>
#include <momus/trainer.h>

#include "advantage.h"
#include "loss.h"

struct grpo_options { /* as given; -1 and "preset": the preset's */
	const char *preset, *advantage, *single, *kl, *average, *flat;
	const char *schedule, *schedule_unit;
	double advantage_eps, clip_low, clip_high, dual_clip, ratio_clamp;
	double kl_coef, kl_clamp, kl_value_clamp, entropy_coef;
	double rate, beta1, beta2, eps, decay, grad_clip, warmup, temperature;
	int64_t micro, length, group, batch, mini_batch, epochs;
	int64_t max_prompt, max_answer, passes, staleness;
	bool batch_std;
};

enum grpo_flat { GRPO_FLAT_KEEP, GRPO_FLAT_DROP, GRPO_FLAT_RESAMPLE };
enum grpo_schedule { GRPO_CONSTANT, GRPO_LINEAR, GRPO_COSINE };
enum grpo_unit { GRPO_UNIT_STEP, GRPO_UNIT_UPDATE }; /* of the schedule */

struct grpo {
	struct advantage advantage;
	struct loss loss;
	enum grpo_flat flat;
	enum grpo_schedule schedule;
	struct momus_optimizer optimizer;
	double warmup; /* share of the steps */
	struct momus_training training;
};

extern const struct momus_option grpo_option_table[];

/* The choices that O makes: its preset's, but for what it sets itself. */
void grpo_choose(const struct grpo_options *o, struct grpo *out);

#endif /* GRPO_PRESETS_H */
