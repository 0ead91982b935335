/* plot.h - lines with their bands as inline SVG, for pages without pictures */
#ifndef MOMUS_REPORTS_PLOT_H
#define MOMUS_REPORTS_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "momus/error.h"

enum { MOMUS_PLOT_COLOURS = 6, MOMUS_PLOT_LINES = 2 * MOMUS_PLOT_COLOURS };

struct momus_html_point {
	double x, y, low, high; /* low, high: NAN: there is no band */
	uint64_t n;		/* what it is over; 0: not told */
};

struct momus_html_line {
	struct momus_html_point *points; /* owned, (n), by x */
	size_t n;
	int colour; /* below MOMUS_PLOT_COLOURS */
	bool dashed;
};

struct momus_html_plot {
	const char *title; /* what it shows, by x, for who cannot see it */
	const char *x, *y; /* what the axes are called */
	const char *unit;  /* of a point's x, in its title: "turn" */
	struct momus_html_line lines[MOMUS_PLOT_LINES];
	size_t n;
	bool full; /* no room was left for points */
};

/* Adds a line of COLOUR to P, with room for MOST points; returns where they go.
 * NULL: there is no more room for lines or memory; then .full. */
struct momus_html_line *momus_html_plot_line(struct momus_html_plot *p,
					     size_t most, int colour,
					     bool dashed);
void momus_html_plot_release(struct momus_html_plot *p);

/* An entry of a legend. */
void momus_html_plot_key(FILE *file, int colour, const char *text,
			 const char *letter);

/* Writes P as an svg element. */
void momus_html_plot_write(FILE *file, const struct momus_html_plot *p);

#endif /* MOMUS_REPORTS_PLOT_H */
