/* plots.h - the pictures of a report, drawn by gnuplot
 *
 * Each is a script NAME.gp and its data NAME.dat in a folder "figures", which
 * `gnuplot NAME.gp` there draws again by hand as NAME.svg, NAME.pdf and
 * NAME.png.  Without gnuplot everything but these three is made.
 */
#ifndef MOMUS_REPORTS_PLOTS_H
#define MOMUS_REPORTS_PLOTS_H

#include <stdbool.h>

#include "momus/arena.h"
#include "momus/error.h"
#include "momus/text.h"

struct momus_plot {    /* texts: one line each, in UTF-8, not escaped */
	char name[32]; /* stem of its files: a-z, 0-9 and "-" */
	struct momus_text title; /* "Pass@1 by turn" */
	/* What is shown, how it was estimated, n, interval and seed. */
	struct momus_text caption;
	/* For those who do not see it: what it shows, with the key numbers. */
	struct momus_text alt;
	int width, height; /* of the SVG, CSS pixels */
	bool drawn;	   /* its three pictures are there */
};

struct momus_plots {
	struct momus_arena *arena; /* owned: texts */
	struct momus_plot *list;   /* owned; in the order they are shown */
	size_t n, room;
	struct momus_text trouble; /* why some are not drawn, a sentence; or
				    * empty */
	/* Of what is being written: which runs of a study are in it, and what
	 * that adds to its name; empty: all.  See parts.h. */
	struct momus_text part;
	const char *suffix; /* NULL: nothing */
};

struct momus_folder;
struct momus_report;

/* Writes every picture that REPORT has data for into FOLDER's "figures", takes
 * away those that an earlier report left there, and fills OUT.  Pictures that
 * gnuplot cannot draw are no error: see .trouble.  MOMUS_EIO names the file that
 * cannot be written. */
int momus_plots_write(struct momus_plots *out,
		      const struct momus_report *report,
		      struct momus_folder *folder, struct momus_error *err);
void momus_plots_release(struct momus_plots *p); /* of zeros: nothing */

/* For pictures of other things than reports: an empty OUT; and, if RC, what came
 * of the pictures, is MOMUS_OK, draws them in FOLDER, else releases OUT.  RC or
 * what drawing comes to. */
int momus_plots_init(struct momus_plots *out, struct momus_error *err);
int momus_plots_draw(struct momus_plots *out, struct momus_folder *folder,
		     int rc, struct momus_error *err);

#endif /* MOMUS_REPORTS_PLOTS_H */
