/* parts.h - pictures of a study that are too many runs for one
 *
 * A picture shows MOMUS_SHEET_SERIES runs apart.  Where a study has more, each
 * generator and benchmark has pictures of its own, as it has tables of its own.
 */
#ifndef MOMUS_REPORTS_PARTS_H
#define MOMUS_REPORTS_PARTS_H

#include "reports/plots/sheet.h"
#include "reports/report.h"

struct momus_plot_part {
	struct momus_report
		view;		 /* with its runs alone; borrows the report's */
	struct momus_text title; /* "weak on miniature"; empty: it is all */
	char suffix[16];	 /* of the names of its pictures: "-weak" */
};

struct momus_plot_parts {
	struct momus_plot_part *list; /* owned */
	size_t n;
	struct momus_report_run *runs; /* owned: of all views */
};

/* Fills OUT with the parts of R, whose titles are PLOTS's: one that is all of R,
 * where that fits or cannot be parted. */
int momus_plot_parts_init(struct momus_plot_parts *out,
			  const struct momus_report *r,
			  struct momus_plots *plots, struct momus_error *err);
void momus_plot_parts_release(struct momus_plot_parts *p);

#endif /* MOMUS_REPORTS_PARTS_H */
