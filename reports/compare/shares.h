/* shares.h - metrics that are shares of sums, under two versions
 *
 * How often revisions keep what is right (p_cc) and mend what is wrong (p_cw), and
 * how well judgments tell one from the other (macro F1): over all turns that both
 * runs have, every problem counting by its revisions and critiques.
 */
#ifndef MOMUS_REPORTS_SHARES_H
#define MOMUS_REPORTS_SHARES_H

#include "reports/compare/compare.h"

/* Appends those of C's two runs that are defined in both: none without turns. */
int momus_shares_add(struct momus_comparison *c, struct momus_error *err);

#endif /* MOMUS_REPORTS_SHARES_H */
