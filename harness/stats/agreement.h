/* agreement.h - how far two who say yes or no agree beyond chance */
#ifndef MOMUS_STATS_AGREEMENT_H
#define MOMUS_STATS_AGREEMENT_H

#include <stddef.h>

#include "momus/decls.h"

/* Of one question: what both said, counts; real so that resampled sums fit. */
struct momus_agreement {
	double both, first, second, neither; /* said yes */
};

/* N squared, into *AGREE that times what agrees, into *CHANCE that times what of two who
 * say yes as often would without looking. */
static inline double momus_agreement_of(const struct momus_agreement *a,
					double *agree, double *chance)
{
	double yes = a->both + a->first, no = a->second + a->neither;
	double n = yes + no;

	*agree = n * (a->both + a->neither);
	*chance = yes * (a->both + a->second) + no * (a->first + a->neither);
	return n * n;
}

/* Cohen's kappa (Cohen 1960, "A Coefficient of Agreement for Nominal Scales"):
 * (po - pe) / (1 - pe), po the share that agrees, pe that of two who say yes as
 * often without looking.  NAN without answers, or if both always say the same
 * one thing. */
MOMUS_API double momus_kappa(const struct momus_agreement *a);

/* The kappa of N questions together: (mean po - mean pe) / (1 - mean pe) (De Vries,
 * Elliott, Kanouse and Teleki 2008, "Using Pooled Kappa to Summarize Interrater
 * Agreement across Many Items"); a question without answers is left out.  NAN as
 * above. */
MOMUS_API double momus_kappa_pooled(const struct momus_agreement *list,
				    size_t n);

#endif /* MOMUS_STATS_AGREEMENT_H */
