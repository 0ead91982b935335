/* pages.h - the parts of a report's folder: an index, and a page a problem */
#ifndef MOMUS_REPORTS_PAGES_H
#define MOMUS_REPORTS_PAGES_H

#include "reports/folder.h"
#include "reports/html/html.h"
#include "reports/html/site.h"

/* Writes index.html, style.css, problems/ and tables/ of REPORT into FOLDER; what
 * an earlier report made below those two is removed.  ALL: the files of all other
 * formats are there, so the index names them. */
int momus_pages_write(const struct momus_report *report,
		      struct momus_folder *folder, bool all,
		      struct momus_error *err);

/* The pictures of PLOTS but those of scores by turn, with a heading; and, if
 * block I of D is a table, where it is as CSV and as LaTeX. */
int momus_pages_gallery(FILE *file, const struct momus_plots *plots,
			struct momus_error *err);
void momus_pages_link(FILE *file, const struct momus_document *d, size_t i);

struct momus_pages_file {
	const char *name, *what; /* NULL: the end */
	bool always;		 /* else only with those of all other formats */
};

/* Names FILES and the folder of tables, with a heading; ALL: those of all formats are
 * there. */
void momus_pages_files(FILE *file, const struct momus_pages_file *files,
		       bool all);

/* The list of problems with its search and filters. */
int momus_pages_list(FILE *file, struct momus_site *site,
		     struct momus_error *err);
/* The widths of its columns, as CSS.  A browser that had to find them would lay
 * out all rows before it shows the first: 10,000 take seconds. */
void momus_pages_list_style(FILE *file, struct momus_site *site);

/* tables/problems.csv: one row a problem and run. */
int momus_pages_table(FILE *file, const struct momus_site *site,
		      struct momus_error *err);

/* The page of problem I. */
int momus_pages_problem(FILE *file, struct momus_site *site, size_t i,
			struct momus_error *err);

#endif /* MOMUS_REPORTS_PAGES_H */
