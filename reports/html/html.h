/* html.h - parts of the pages that reports are as HTML
 *
 * Nothing needs a network; light and dark by the reader's own setting.  Foreign
 * text goes through momus_html_text() only, and the policy of every page allows
 * no script but ours, by its digest.
 */
#ifndef MOMUS_REPORTS_HTML_H
#define MOMUS_REPORTS_HTML_H

#include "reports/report.h"

extern const char momus_html_style[];	     /* CSS of every page */
extern const char momus_html_folder_style[]; /* and of a folder's, besides */
extern const char momus_html_list_script[];  /* search, filters and keys */
extern const char momus_html_keys_script[];  /* keys of a problem's page */

/* Writes T as text of an element or of a quoted attribute: no markup of it acts,
 * control characters and those that turn the direction of writing are shown
 * ("\x1b", "\u202e"), bytes that are not UTF-8 become U+FFFD. */
int momus_html_text(FILE *file, struct momus_text t, struct momus_error *err);

struct momus_html_page {
	const char *sheet;  /* address of the style sheet; NULL: in the page */
	const char *script; /* NULL: none */
	bool wide;	    /* columns side by side */
};

/* Writes a page's start, up to its title's text, and from there to <main>. */
void momus_html_begin(FILE *file, const struct momus_html_page *page);
void momus_html_main(FILE *file, const struct momus_html_page *page);
/* Writes its end. */
void momus_html_end(FILE *file, const struct momus_html_page *page);

/* What REPORT is called in a title. */
int momus_html_title(FILE *file, const struct momus_report *report,
		     struct momus_error *err);
/* Writes the headline of REPORT: what was run by whom, for one run its scores;
 * and the addresses of its sections, in a FOLDER also of figures and files. */
int momus_html_header(FILE *file, const struct momus_report *report,
		      bool folder, struct momus_error *err);
/* Writes the addresses alone. */
int momus_html_nav(FILE *file, const struct momus_report *report, bool folder,
		   struct momus_error *err);
/* Writes block I of REPORT but its problems. */
int momus_html_block(FILE *file, const struct momus_report *report, size_t i,
		     struct momus_error *err);

/* Pass@1 after each turn, and both deltas, as inline SVG; nothing if no run has
 * turns. */
void momus_html_charts(FILE *file, const struct momus_report *report);

/* Every problem of every run with its verdicts by turn, then their details. */
int momus_html_problems(FILE *file, const struct momus_report *report,
			struct momus_error *err);

/* The letter that stands for solution C by one verdict, in its colour. */
void momus_html_mark(FILE *file, const struct momus_cell *c, bool strict);
/* What the letters mean. */
void momus_html_key(FILE *file);
/* One row a trajectory of GRID, at most MOST: judgments and verdicts by turn, each
 * leading to the element RUN "t" TURN "b" BRANCH; RUN NULL: to none. */
void momus_html_trajectories(FILE *file, const struct momus_grid *grid,
			     bool strict, const char *run, uint32_t most);
/* Whether solution BRANCH of TURN is told of by itself: it is there, or what it
 * would revise is. */
bool momus_html_is_told(const struct momus_grid *grid, uint32_t turn,
			uint32_t branch);
/* How solution C ended, in words: "wrong answer", "request failed". */
const char *momus_html_ending(const struct momus_cell *c, bool strict);

#endif /* MOMUS_REPORTS_HTML_H */
