/* sft.c - trainer: the likelihood of given completions
 *
 * Loss: the mean over all completion tokens of an optimiser step's rows of minus
 * their log-probability.
 */
#include <math.h>
#include <momus/plugin.h>
#include <stddef.h>
#include <string.h>

struct options {
	double rate, beta1, beta2, eps, decay, grad_clip, warmup;
	int64_t batch, epochs, max_prompt, max_tokens;
	const char *schedule;
};

#define FIELD(name_) offsetof(struct options, name_)

#define REAL(name_, default_, max_, help_)                                   \
	{                                                                    \
		.type = MOMUS_OPT_REAL, .name = #name_, .value = (default_), \
		.offset = FIELD(name_), .max = (max_), .help = (help_)       \
	}
#define INT(name_, default_, max_, help_)                                   \
	{                                                                   \
		.type = MOMUS_OPT_INT, .name = #name_, .value = (default_), \
		.offset = FIELD(name_), .min = 1, .max = (max_),            \
		.help = (help_)                                             \
	}

static const struct momus_option options[] = {
	REAL(rate, "2e-5", 1, "learning rate"),
	REAL(beta1, "0.9", 1, "of AdamW"),
	REAL(beta2, "0.999", 1, "of AdamW"),
	REAL(eps, "1e-8", 1, "of AdamW"),
	REAL(decay, "0.01", 1, "weight decay, decoupled"),
	REAL(grad_clip, "1", 1e9, "most of the gradient's norm; 0: any"),
	REAL(warmup, "0.03", 1, "share of the steps in which the rate rises"),
	{ .type = MOMUS_OPT_ENUM,
	  .name = "schedule",
	  .value = "cosine",
	  .offset = FIELD(schedule),
	  .choices = "constant|linear|cosine",
	  .help = "of the learning rate" },
	INT(batch, "256", 1 << 20, "rows of an optimiser step"),
	INT(epochs, "1", 10000, "passes over the rows"),
	INT(max_prompt, "1536", 1 << 24, "tokens; longer rows are left out"),
	INT(max_tokens, "2048", 1 << 24,
	    "of a completion; longer rows are left out"),
	MOMUS_OPTION_END,
};

static int sft_open(void **self, const void *opt, struct momus_error *err)
{
	(void)err;
	*self = (void *)opt; /* the host keeps the options alive */
	return MOMUS_OK;
}

static void sft_close(void *self)
{
	(void)self;
}

static void training(const void *self, struct momus_training *out)
{
	const struct options *o = self;

	*out = (struct momus_training){
		.group = 1,
		.batch = (uint32_t)o->batch,
		.mini_batch = (uint32_t)o->batch,
		.epochs = (uint32_t)o->epochs,
		.max_prompt = (uint32_t)o->max_prompt,
		.max_answer = (uint32_t)o->max_tokens,
		.temperature = 1,
		.fixed = true, /* -1 / tokens */
	};
}

static int gradient(void *self, const struct momus_rollouts *r,
		    float *d_logprob, float *d_entropy, struct momus_loss *out,
		    struct momus_error *err)
{
	size_t tokens = 0;
	double sum = 0;

	(void)self;
	(void)err;
	*out = (struct momus_loss){ .answers = r->n };
	for (size_t i = 0; i < r->n; i++)
		tokens += r->tokens[i];
	for (size_t t = 0; t < tokens; t++) {
		sum += (double)r->logprobs[t];
		d_logprob[t] = -1.0f / (float)tokens;
		if (d_entropy)
			d_entropy[t] = 0;
	}
	out->loss = out->policy = tokens ? -sum / (double)tokens : 0;
	return MOMUS_OK;
}

static void optimizer(const void *self, uint64_t step, uint64_t steps,
		      struct momus_optimizer *out)
{
	const struct options *o = self;
	double rise = o->warmup * (double)steps, at = (double)step;
	double rest = (double)steps - rise, factor = 1;

	if (at + 1 < rise)
		factor = (at + 1) / rise;
	else if (strcmp(o->schedule, "linear") == 0 && rest > 0)
		factor = ((double)steps - at) / rest;
	else if (strcmp(o->schedule, "cosine") == 0 && rest > 0)
		factor = 0.5 * (1 + cos(M_PI * fmax(0, at - rise) / rest));
	*out = (struct momus_optimizer){ o->rate * fmin(1, fmax(0, factor)),
					 o->beta1,
					 o->beta2,
					 o->eps,
					 o->decay,
					 o->grad_clip };
}

static const struct momus_trainer_ops ops = {
	.size = sizeof ops,
	.open = sft_open,
	.close = sft_close,
	.training = training,
	.gradient = gradient,
	.optimizer = optimizer,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_TRAINER),
	.name = "sft",
	.version = "1",
	.summary = "completions that are given, token by token",
	.options = options,
	.options_size = sizeof(struct options),
	.ops.trainer = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
