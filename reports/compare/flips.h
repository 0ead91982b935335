/* flips.h - which problems changed between two versions */
#ifndef MOMUS_REPORTS_FLIPS_H
#define MOMUS_REPORTS_FLIPS_H

#include "reports/compare/compare.h"

/* Fills C's lists of flips, at its deciding turn. */
int momus_flips_find(struct momus_comparison *c, struct momus_error *err);

#endif /* MOMUS_REPORTS_FLIPS_H */
