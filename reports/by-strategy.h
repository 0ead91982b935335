/* by-strategy.h - what became of solutions after critiques with each strategy */
#ifndef MOMUS_REPORTS_BY_STRATEGY_H
#define MOMUS_REPORTS_BY_STRATEGY_H

#include "reports/figure.h"
#include "reports/report.h"
#include "stats/remarks.h"

enum {
	MOMUS_BY_STRATEGY_GROUPS = MOMUS_STRATEGIES + 1, /* and without any */
	/* columns of a problem: for each group n and right, of what was right
	 * before and of what was wrong */
	MOMUS_BY_STRATEGY = 4 * MOMUS_BY_STRATEGY_GROUPS
};

/* Adds to ROW (MOMUS_BY_STRATEGY) a revision that was right or not BEFORE and AFTER
 * a critique with STRATEGIES, bits as of momus_strategies_read(). */
void momus_by_strategy_add(double *row, unsigned strategies, bool before,
			   bool after);

/* Appends to OUT figures of KIND: the share right after, with intervals, of ROWS
 * (N problems, MOMUS_BY_STRATEGY), one for each group and state before; .reward and
 * .reason say which.  PURPOSE names the random stream of SEED. */
int momus_by_strategy_put(const double *rows, size_t n,
			  enum momus_figure_kind kind, const char *purpose,
			  uint64_t seed, struct momus_figures *out,
			  struct momus_error *err);

/* Starts the table of them: BY: with a column that says whose label it is. */
void momus_by_strategy_table(struct momus_report *r, bool by);

/* Appends the row of figures of KIND of run I and group G, if there are any; BY:
 * whose label it is, or NULL. */
void momus_by_strategy_row(struct momus_report *r, size_t i, int g,
			   enum momus_figure_kind kind, const char *by);

#endif /* MOMUS_REPORTS_BY_STRATEGY_H */
