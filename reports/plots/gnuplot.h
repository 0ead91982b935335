/* gnuplot.h - gnuplot as a child: found in PATH, timed, never a shell */
#ifndef MOMUS_REPORTS_GNUPLOT_H
#define MOMUS_REPORTS_GNUPLOT_H

#include "reports/plots/plots.h"

enum { MOMUS_GNUPLOT_SECONDS = 60 };

/* Draws the pictures of P, whose scripts are in FOLDER/figures, several at a
 * time, each within SECONDS, and fills .drawn and .trouble.  A picture that was there before and
 * cannot be drawn is removed.  MOMUS_EIO or MOMUS_ENOMEM if an SVG that was
 * drawn cannot be given its title, its description and its dark colours. */
int momus_gnuplot_draw(struct momus_plots *p, const char *folder,
		       double seconds, struct momus_error *err);

/* Rewrites the SVG that gnuplot wrote to PATH for P: its title and caption for
 * those who do not see it, and colours for a dark page. */
int momus_svg_finish(const char *path, const struct momus_plot *p,
		     struct momus_error *err);

#endif /* MOMUS_REPORTS_GNUPLOT_H */
