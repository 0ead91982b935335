/* curves.h - pictures of a report's figures as lines, their intervals as bands */
#ifndef MOMUS_REPORTS_CURVES_H
#define MOMUS_REPORTS_CURVES_H

#include "reports/plots/sheet.h"
#include "reports/report.h"

struct momus_curve { /* the figures of one kind, over turns or over k */
	const struct momus_report_run *run;
	size_t place; /* of that run in the report */
	enum momus_figure_kind kind;
	int turn; /* over k: after this turn (or MOMUS_POOLED); else -2 */
	struct momus_text reward; /* which; or empty */
	const char *what;	  /* in the legend; NULL: nothing */
	size_t look;		  /* colour and shape: see sheet.h */
	bool dashed;
};

enum { MOMUS_CURVE_OVER_TURNS = -2 };

/* Adds C's rows to S's data (X, VALUE, LOW, HIGH times SCALE, and n) and its line
 * and band to what is plotted.  False, and nothing is added, if there are fewer
 * than LEAST rows. */
bool momus_curve_add(struct momus_sheet *s, const struct momus_report *r,
		     const struct momus_curve *c, double scale, size_t least);

/* The first and the last figure that C is made of; NULL: none. */
const struct momus_figure *momus_curve_end(const struct momus_curve *c,
					   bool last);

/* Appends to the caption: "n: 720 WHAT of 24 problems", run by run, then how the
 * intervals were made, with the seed. */
void momus_curves_caption(struct momus_sheet *s, const struct momus_report *r,
			  const struct momus_curve *curves, size_t n,
			  const char *what);

/* Each writes its pictures of R into FOLDER, if R has data for them. */
typedef int momus_plot_fn(struct momus_plots *out, const struct momus_report *r,
			  const char *folder, struct momus_error *err);
momus_plot_fn momus_plot_pass1;

#endif /* MOMUS_REPORTS_CURVES_H */
