/* lines.h - series of trainings as lines over steps */
#ifndef MOMUS_REPORTS_LINES_H
#define MOMUS_REPORTS_LINES_H

#include "reports/plots/sheet.h"
#include "reports/training/series.h"
#include "reports/training/training.h"

struct momus_lines { /* of one picture */
	const struct momus_trainings *trainings;
	struct momus_sheet *sheet;
	size_t n;		       /* lines so far */
	size_t most;		       /* steps that a point is the mean of */
	bool bands;		       /* any has one */
	double low, high, first, last; /* of what was added: y; x */
};

/* Adds series ID of every training that has it, at most MOMUS_SHEET_SERIES of
 * them; DASHED: it is the picture's second.  KEY names it where there is one
 * training and two series; or NULL. */
void momus_lines_add(struct momus_lines *l, enum momus_series_id id,
		     bool dashed, const char *key);

/* Ends the legend: of several trainings with two series each it names SOLID and
 * DASHED. */
void momus_lines_legend(struct momus_lines *l, const char *solid,
			const char *dashed);

/* Sets both axes: x to steps, y called NAME, within LEAST and MOST (NAN: any). */
void momus_lines_axes(struct momus_lines *l, const char *name, double least,
		      double most);

/* Appends to the caption what a point and a band are. */
void momus_lines_caption(struct momus_lines *l);

#endif /* MOMUS_REPORTS_LINES_H */
