/* loss.h - the clipped objective and its derivatives, token by token
 *
 * With x = logprob - old, ratio = exp(x), d = reference - logprob:
 *
 *	policy = max(-A ratio, -A clip(ratio, 1 - low, 1 + high))
 *			Schulman et al. 2017, "Proximal Policy Optimization", eq. 7
 *	       and, for A < 0, at most -A dual	Ye et al. 2020, dual clip
 *	kl     = exp(d) - d - 1			Schulman 2020, estimator k3
 *	loss   = sum over tokens of weight (policy + kl_coef kl - entropy_coef
 *		 entropy)
 *
 * A weight is what the average asks for: it depends on the answer alone.
 */
#ifndef GRPO_LOSS_H
#define GRPO_LOSS_H

#include <stdbool.h>
#include <stddef.h>

enum loss_kl {
	LOSS_KL_NONE,
	LOSS_KL_K3,		/* d clamped before, the value after exp */
	LOSS_KL_K3_PLUS,	/* its value, with the gradient of d^2 / 2 */
	LOSS_KL_K3_CLAMP_AFTER, /* the value alone is clamped */
	LOSS_KL_K3_UNCLAMPED,
	LOSS_KL_K3_TIMES_RATIO, /* unclamped, times the ratio */
};

enum loss_average {
	LOSS_TOKEN_MEAN,	/* of each micro-batch; of these the mean */
	LOSS_SEQUENCE_MEAN,	/* mean of the answers' means; empty ones are
				   * not counted */
	LOSS_SEQUENCE_MEAN_ALL, /* likewise, and empty ones count */
	LOSS_SEQUENCE_SUM,	/* mean of the answers' sums */
	LOSS_TOTAL_OVER_LENGTH, /* of all, divided by .length */
	LOSS_TOTAL_OVER_BATCH,	/* likewise, and by the number of answers */
};

struct loss {
	double clip_low, clip_high;
	double dual;	    /* 0: none */
	double ratio_clamp; /* x lies in [-this, this]; 0: anywhere */
	enum loss_kl kl;
	double kl_coef, kl_clamp, kl_value_clamp;
	double entropy_coef;
	enum loss_average average;
	size_t micro; /* answers of a micro-batch; 0: all are one */
	double length;
};

struct loss_token {
	double policy, kl;     /* values */
	double d_policy, d_kl; /* by logprob */
	bool clipped;
};

/* One token's terms. */
struct loss_token loss_token(const struct loss *l, double advantage,
			     double logprob, double old, double reference);

/* Sets WEIGHT (N) of each answer's tokens, from their number TOKENS (N).  Where
 * OUT (N; NULL: nowhere) the answer is left out: its weight is 0 and it is in no
 * denominator. */
void loss_weights(const struct loss *l, const size_t *tokens, const bool *out,
		  size_t n, double *weight);

#endif /* GRPO_LOSS_H */
