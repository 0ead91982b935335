/* csv.h - foreign text in CSV */
#ifndef MOMUS_REPORTS_CSV_H
#define MOMUS_REPORTS_CSV_H

#include <stdio.h>

#include "momus/error.h"
#include "momus/text.h"

/* Writes T as a quoted field on one line, inert, and such that a spreadsheet takes
 * it for no formula. */
int momus_csv_text(FILE *file, struct momus_text t, struct momus_error *err);

#endif /* MOMUS_REPORTS_CSV_H */
