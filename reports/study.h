/* study.h - the runs of a study beside each other, row by row
 *
 * A run that a study made says so in its recipe ("cell").  Rows of one generator
 * and benchmark are compared with the study's baseline row, paired by problem.
 */
#ifndef MOMUS_REPORTS_STUDY_H
#define MOMUS_REPORTS_STUDY_H

#include "reports/report.h"

/* Fills R's .cell from its recipe; texts in R's arena. */
int momus_study_place(struct momus_report_run *r, struct momus_error *err);

/* Appends to the figures of each run that has a baseline among R's runs how it
 * differs from it, after the last turn of both. */
int momus_measure_study(struct momus_report *r, struct momus_error *err);

/* Whether every run is of a study. */
bool momus_study_covers(const struct momus_report *r);

/* Whether runs A and B are rows of the same table: one study, generator,
 * benchmark and shard. */
bool momus_study_beside(const struct momus_report_run *a,
			const struct momus_report_run *b);

/* The run that R's run I is compared with; R->n if it is not there, or I itself. */
size_t momus_study_baseline(const struct momus_report *r, size_t i);

#endif /* MOMUS_REPORTS_STUDY_H */
