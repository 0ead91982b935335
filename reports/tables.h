/* tables.h - each table of a report as files of its own */
#ifndef MOMUS_REPORTS_TABLES_H
#define MOMUS_REPORTS_TABLES_H

#include "reports/folder.h"
#include "reports/report.h"

/* How the files of block I of D, a table, are called: after its section,
 * "pass-k", and from the second of one section on with a number, "pass-k-2". */
void momus_table_name(const struct momus_document *d, size_t i, char out[64]);

/* Writes tables/NAME.csv and tables/NAME.tex of every table of REPORT. */
int momus_tables_write(const struct momus_report *report,
		       struct momus_folder *folder, struct momus_error *err);

#endif /* MOMUS_REPORTS_TABLES_H */
