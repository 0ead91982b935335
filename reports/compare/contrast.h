/* contrast.h - one metric under two versions, problem by problem */
#ifndef MOMUS_REPORTS_CONTRAST_H
#define MOMUS_REPORTS_CONTRAST_H

#include "reports/compare/compare.h"

/* The mean over the trajectories of PROBLEM that were judged, of what KIND asks
 * of them after TURN; NAN if none was, and of Pass@K if fewer than K were. */
double momus_contrast_of(const struct momus_version *v, uint32_t problem,
			 enum momus_contrast_kind kind, uint32_t turn,
			 uint32_t k);

/* Fills C but for .adjusted: .kind and .turn say what.  If C .decides, OF's gate
 * judges, and OF.verdict is what it says. */
int momus_contrast_fill(struct momus_contrast *c, struct momus_comparison *of,
			struct momus_error *err);

#endif /* MOMUS_REPORTS_CONTRAST_H */
