/* html.h - parts of the page that reports are as HTML
 *
 * One file that needs no network and runs no script; light and dark by the
 * reader's own setting.
 */
#ifndef MOMUS_REPORTS_HTML_H
#define MOMUS_REPORTS_HTML_H

#include "reports/report.h"

extern const char momus_html_style[]; /* CSS */

/* Writes T as text of an element or of a quoted attribute: no markup of it acts,
 * control characters and those that turn the direction of writing are shown
 * ("\x1b", "\u202e"), bytes that are not UTF-8 become U+FFFD. */
int momus_html_text(FILE *file, struct momus_text t, struct momus_error *err);

/* Pass@1 after each turn, and both deltas, as inline SVG; nothing if no run has
 * turns. */
void momus_html_charts(FILE *file, const struct momus_report *report);

/* Every problem of every run with its verdicts by turn, then their details. */
int momus_html_problems(FILE *file, const struct momus_report *report,
			struct momus_error *err);

#endif /* MOMUS_REPORTS_HTML_H */
