/* variance.h - how much the baseline of a group steadies the gradient
 *
 * Of REINFORCE's estimate (Williams 1992) of the gradient of the mean reward,
 * g = A sum over tokens of d log p, from one answer: with A = r less the mean
 * of the other rewards of its group (Kool et al. 2019, "Buy 4 REINFORCE
 * samples"), and with A = r.  Both have the same expectation.
 */
#ifndef MOMUS_RUN_VARIANCE_H
#define MOMUS_RUN_VARIANCE_H

#include "run/batch.h"

/* Sets *GROUPED and *ALONE to the trace of the covariance of g, estimated from
 * at most MOST answers of B, in whole groups; of those that have no reward, or
 * no other in their group that has one, none.  NAN where fewer than two are
 * left.  The weights and the optimiser stay as they are.  MOMUS_ENOTSUP: P's
 * backend cannot forget a gradient. */
MOMUS_API int momus_variance_measure(const struct momus_train_plan *p,
				     const struct momus_batch *b, size_t most,
				     double *grouped, double *alone,
				     struct momus_error *err);

/* Sets A (N) to REWARD less the mean of the others of its GROUP, whose members
 * follow each other; NAN where there is no reward, or no other. */
MOMUS_API void momus_variance_baseline(const double *reward,
				       const uint32_t *group, size_t n,
				       double *a);

#endif /* MOMUS_RUN_VARIANCE_H */
