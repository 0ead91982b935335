/* report.h - runs, what is to be said of them, and the formats that say it */
#ifndef MOMUS_REPORTS_REPORT_H
#define MOMUS_REPORTS_REPORT_H

#include <stdio.h>

#include "reports/document.h"
#include "reports/figure.h"
#include "reports/gather.h"
#include "reports/labelled.h"
#include "reports/plots/plots.h"

/* Where a run stands in a study, as its recipe's "cell" says; empty: nowhere. */
struct momus_report_cell {
	struct momus_text study, generator, benchmark, row, baseline;
	double place; /* of the row */
};

struct momus_report_run {
	const char *path;      /* borrowed */
	size_t place;	       /* in the report: its letter */
	struct momus_run *run; /* owned */
	struct momus_gathered gathered;
	struct momus_figures figures;
	struct momus_arena *arena; /* owned: .name, .cell, parts */
	struct momus_text name;	   /* of the recipe; else the run's id */
	struct momus_report_cell cell;
	/* Of its critiques, borrowed from the report; NULL: none. */
	const struct momus_labelled_file *labels;
};

struct momus_report {
	struct momus_report_run *runs; /* owned */
	size_t n;
	struct momus_labelled labelled;
	struct momus_document document;
	struct momus_plots plots; /* none before momus_plots_write() */
	bool identity; /* Pass@1(t) = Pass@1(0) + up - down, in every run; if
			* not, the harness has a bug */
};

struct momus_report_options {
	bool bca; /* BCa in place of percentile intervals */
	/* Files of labels (run/labels.h), (n_labels): each of one of the runs;
	 * LOOK for those of the others under the customary name, too. */
	const char *const *labels;
	size_t n_labels;
	bool look;
};

/* Reads the N runs of PATHS (borrowed) and computes everything; OPTIONS NULL:
 * all false.  The first run
 * that cannot be read ends it. */
int momus_report_load(struct momus_report *out, const char *const *paths,
		      size_t n, const struct momus_report_options *options,
		      struct momus_error *err);
void momus_report_release(struct momus_report *report);

/* Fills REPORT's document from its runs. */
int momus_report_compose(struct momus_report *report, struct momus_error *err);

/* So many runs are named beside each other; more have a row each. */
enum { MOMUS_REPORT_BESIDE = 4 };

/* "A", "B", … "AA": how a report of several runs calls run I. */
const char *momus_report_letter(size_t i, char out[8]);

/* Each writes the whole report to FILE; what models wrote cannot act there.
 * MOMUS_ENOMEM, or MOMUS_EIO if a run cannot be read any more; the caller looks
 * whether FILE failed. */
typedef int momus_report_format_fn(const struct momus_report *report,
				   FILE *file, struct momus_error *err);
momus_report_format_fn momus_report_text;
momus_report_format_fn momus_report_csv;
momus_report_format_fn momus_report_json;
momus_report_format_fn momus_report_html;
momus_report_format_fn momus_report_md;
momus_report_format_fn momus_report_tex;

/* Writes T as a string of JSON, without what would turn the direction of writing;
 * null when out of memory. */
void momus_report_json_text(FILE *file, struct momus_text t);

#endif /* MOMUS_REPORTS_REPORT_H */
