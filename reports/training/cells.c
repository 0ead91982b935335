/* cells.c - see cells.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "reports/training/cells.h"

enum { ROWS = 40, COLUMNS = 16 };

void momus_training_table(struct momus_trainings *t,
			  const struct momus_column *columns, size_t n,
			  const char *caption)
{
	struct momus_column all[COLUMNS + 1] = { { "training",
						   MOMUS_ALIGN_LEFT } };
	size_t before = t->n > 1;

	memcpy(all + before, columns, n * sizeof *columns);
	momus_document_table(&t->report.document, all, n + before, caption);
}

void momus_training_row(struct momus_trainings *t, size_t i)
{
	char letter[8];

	if (t->n > 1)
		momus_document_cell(&t->report.document, "%s",
				    momus_report_letter(i, letter));
}

void momus_training_real(struct momus_trainings *t, double x, int places)
{
	if (!isfinite(x))
		momus_document_cell(&t->report.document, "–");
	else if (x != 0 && fabs(x) < pow(10, 2 - places))
		momus_document_cell(&t->report.document, "%.3g", x);
	else
		momus_document_cell(&t->report.document, "%.*f", places, x);
}

void momus_training_series(struct momus_trainings *t, enum momus_series_id id,
			   double x)
{
	momus_training_real(t, x, momus_series[id].places);
}

void momus_training_count(struct momus_trainings *t, double n)
{
	momus_document_cell(&t->report.document, "%.0f", n);
}

bool momus_training_shown(size_t i, size_t n)
{
	size_t every = (n + ROWS - 1) / ROWS;

	return n <= ROWS || i + 1 == n || i % every == 0;
}

void momus_training_say_shown(struct momus_trainings *t, size_t n)
{
	if (n > ROWS)
		momus_document_add(&t->report.document, MOMUS_BLOCK_NOTE,
				   "The table shows about %d rows of each "
				   "training, evenly spread; training.h5, "
				   "report.csv and report.json have all.",
				   ROWS);
}
