/* cells.h - tables of a report of trainings, cell by cell */
#ifndef MOMUS_REPORTS_TRAINING_CELLS_H
#define MOMUS_REPORTS_TRAINING_CELLS_H

#include "reports/training/series.h"
#include "reports/training/training.h"

/* Starts a table of COLUMNS (N, at most 16); with several trainings a column with
 * their letters comes first. */
void momus_training_table(struct momus_trainings *t,
			  const struct momus_column *columns, size_t n,
			  const char *caption);
/* Starts a row of training I. */
void momus_training_row(struct momus_trainings *t, size_t i);

/* Cells: X with PLACES behind the point, a dash where there is none; a value of
 * series ID; a whole number. */
void momus_training_real(struct momus_trainings *t, double x, int places);
void momus_training_series(struct momus_trainings *t, enum momus_series_id id,
			   double x);
void momus_training_count(struct momus_trainings *t, double n);

/* Whether row I of N is one of those, about 40, that a table shows, and the last;
 * and a note of it where there are more. */
bool momus_training_shown(size_t i, size_t n);
void momus_training_say_shown(struct momus_trainings *t, size_t n);

/* steps.c: the sections of single steps, and where the time went. */
void momus_training_compose_steps(struct momus_trainings *t);

#endif /* MOMUS_REPORTS_TRAINING_CELLS_H */
