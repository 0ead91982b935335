/* shown.c - see shown.h */
#include "config.h"

#include <math.h>

#include "reports/training/shown.h"

#define NONE MOMUS_SERIES_N

#define P(name, title, axis, solid, dashed, key, other, least, most, words)    \
	{                                                                      \
		name, title, axis, solid, dashed, { key, other }, least, most, \
			words                                                  \
	}
const struct momus_shown momus_shown[] = {
	P("reward", "Reward by step", "mean reward", MOMUS_SERIES_REWARD, NONE,
	  NULL, NULL, NAN, NAN,
	  "What the critiques of each step earned, in the mean."),
	P("mended", "What revisions mended and broke", "share (%)",
	  MOMUS_SERIES_UP, MOMUS_SERIES_DOWN, "Δ↑ mended", "Δ↓ broken", 0, 100,
	  "Shares of the step's pairs: wrong before and right after the "
	  "revision, and the reverse."),
	P("passed", "Solutions that passed", "share (%)", MOMUS_SERIES_AFTER,
	  MOMUS_SERIES_BEFORE, "revisions", "first solutions", 0, 100,
	  "Shares of the step's first solutions and of their revisions that "
	  "passed; the pairs differ from step to step."),
	P("kl", "Divergence from the reference", "KL (nats)", MOMUS_SERIES_KL,
	  NONE, NULL, NULL, NAN, NAN,
	  "The trainer's estimate of the divergence, in the mean of the "
	  "tokens."),
	P("entropy", "Entropy", "entropy (nats)", MOMUS_SERIES_ENTROPY, NONE,
	  NULL, NULL, 0, NAN,
	  "Of the model's choice of a token, in the mean of the tokens."),
	P("clipped", "Ratios that were clipped", "share of tokens (%)",
	  MOMUS_SERIES_CLIPPED, NONE, NULL, NULL, 0, 100,
	  "Tokens whose gradient the clipping of the ratio took away."),
	P("loss", "Loss", "loss", MOMUS_SERIES_LOSS, MOMUS_SERIES_HELD_OUT,
	  "learnt from", "held out", NAN, NAN,
	  "The trainer's loss; of rows held out the mean of a token, in nats."),
	P("format", "Answers to prompts held out", "share (%)",
	  MOMUS_SERIES_FORMAT, MOMUS_SERIES_AGREEMENT, "with a judgment",
	  "with the row's judgment", 0, 100,
	  "Critiques that the model wrote itself, greedily, to prompts held "
	  "out."),
	P("taught-nothing", "What taught nothing", "share (%)",
	  MOMUS_SERIES_FLAT, MOMUS_SERIES_LOST, "groups of equal rewards",
	  "critiques without a reward", 0, 100,
	  "Groups whose rewards are all equal, and critiques that failed or "
	  "could not be judged."),
	P("variance", "Variance of the gradient", "variance",
	  MOMUS_SERIES_VARIANCE_GROUPED, MOMUS_SERIES_VARIANCE_ALONE,
	  "with the group's baseline", "without", 0, NAN,
	  "Trace of the covariance of one critique's gradient, where it was "
	  "measured."),
	P("norm", "Norm of the gradient", "L2 norm", MOMUS_SERIES_NORM, NONE,
	  NULL, NULL, 0, NAN, "Before it was cut; the mean of the updates."),
	P("rate", "Learning rate", "learning rate", MOMUS_SERIES_RATE, NONE,
	  NULL, NULL, 0, NAN, "Of the step's last update."),
	P("speed", "Speed", "tokens a second", MOMUS_SERIES_TOKENS, NONE, NULL,
	  NULL, 0, NAN,
	  "Tokens drawn and learnt from over the seconds of the step."),
	{ .name = NULL },
};

bool momus_shown_two(const struct momus_trainings *t,
		     const struct momus_shown *p)
{
	for (size_t i = 0; p->dashed != NONE && i < t->n; i++)
		if (momus_series_sum(&t->list[i], p->dashed).n)
			return true;
	return false;
}
