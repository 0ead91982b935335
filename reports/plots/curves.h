/* curves.h - pictures of a report's figures as lines, their intervals as bands */
#ifndef MOMUS_REPORTS_CURVES_H
#define MOMUS_REPORTS_CURVES_H

#include "reports/plots/sheet.h"
#include "reports/report.h"

struct momus_curve { /* the figures of one kind, over turns or over k */
	const struct momus_report_run *run;
	size_t place; /* of that run in the report */
	enum momus_figure_kind kind;
	int turn; /* over k: after this turn, or MOMUS_POOLED; else OVER_TURNS */
	struct momus_text reward; /* which; or empty */
	const char *what;	  /* of two curves a run; NULL: there is one */
	size_t look;		  /* colour and shape: see sheet.h */
	bool dashed;
	bool from_zero; /* nothing at turn 0, where there is no figure */
};

enum { MOMUS_CURVE_OVER_TURNS = -2 };

struct momus_curves { /* of one picture */
	const struct momus_report *report;
	struct momus_sheet *sheet;
	double scale; /* 100: shares in percent */
	struct momus_curve list[2 * MOMUS_SHEET_SERIES];
	size_t n;
	double low, high, first, last; /* of what was added: y; x */
};

void momus_curves_init(struct momus_curves *c, const struct momus_report *r,
		       struct momus_sheet *sheet, double scale);

/* Adds CURVE's rows to the data and its line and band to what is plotted.  False,
 * and nothing is added, if it has fewer than two points, or there is no room. */
bool momus_curves_add(struct momus_curves *c, const struct momus_curve *curve);

/* Adds a curve like MODEL for each run of the report, as many as can be shown. */
void momus_curves_add_runs(struct momus_curves *c,
			   const struct momus_curve *model);

/* Ends the legend: of several runs with two curves each it names the runs by
 * their colours, then SOLID and DASHED. */
void momus_curves_legend(struct momus_curves *c, const char *solid,
			 const char *dashed);

/* Sets both axes: x by what was added, over turns, or over k and then called
 * NAME; y called VALUE, within LEAST and MOST. */
void momus_curves_axes(struct momus_curves *c, const char *name,
		       const char *value, double least, double most);

/* Appends to the alternative text, curve by curve, where each begins and ends, in
 * UNIT ("%"). */
void momus_curves_tell(struct momus_curves *c, const char *unit);

/* Appends to the caption: "n: 720 WHAT of 24 problems", run by run, then how the
 * intervals were made, with the seed. */
void momus_curves_caption(struct momus_curves *c, const char *what);

/* The first and the last figure that CURVE is made of; NULL: none. */
const struct momus_figure *momus_curve_end(const struct momus_curve *curve,
					   bool last);

/* The letter of run I of R, into LETTER; "" where R has one run. */
const char *momus_curve_letter(const struct momus_report *r, size_t i,
			       char letter[8]);

/* Appends how run I of R is called, in the legend, at most MOST characters of its
 * name: "A  its name"; and in words: "run A (its name)".  Nothing where R has one
 * run. */
void momus_curve_name(struct momus_buffer *b, const struct momus_report *r,
		      size_t i, size_t most);
void momus_curve_say(struct momus_buffer *b, const struct momus_report *r,
		     size_t i);

/* Whether RUN has any revision: only then do turns change anything. */
bool momus_curve_revised(const struct momus_report_run *run);

/* Fills OUT with the name of run I's picture: STEM, and "-b" where R has several
 * runs. */
void momus_curve_file(char out[32], const char *stem,
		      const struct momus_report *r, size_t i);
/* Ends a caption: ", run B (its name)" where R has several runs, and a dot. */
void momus_curve_end_caption(struct momus_buffer *b,
			     const struct momus_report *r, size_t i);

#endif /* MOMUS_REPORTS_CURVES_H */
