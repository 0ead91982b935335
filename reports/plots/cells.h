/* cells.h - filled cells: heat maps and grids, as areas in every format */
#ifndef MOMUS_REPORTS_CELLS_H
#define MOMUS_REPORTS_CELLS_H

#include "reports/plots/sheet.h"

struct momus_cell_area { /* of a picture, in the units of its axes */
	double left, right, top, bottom;
};

/* The colour (0xrrggbb) at SHARE (0..1) of the way from FROM to TO; what is less
 * or more than that counts as the end. */
int momus_cell_mix(int from, int to, double share);

/* Of the scale from almost white to blue: what SHARE (0..1) is filled with, and
 * the colour of text on it. */
int momus_cell_heat(double share);
int momus_cell_ink(double share);

/* Appends A and COLOUR to the row that S's data end with: x y left right top
 * bottom colour, the first seven columns of momus_cells_plot(). */
void momus_cells_area(struct momus_sheet *s, const struct momus_cell_area *a,
		      int colour);

/* Draws what BLOCK's rows begin with as filled cells, below all else. */
void momus_cells_plot(struct momus_sheet *s, unsigned block);

/* Adds COLOUR, which means LABEL, to the legend. */
void momus_cells_key(struct momus_sheet *s, int colour, const char *label);

#endif /* MOMUS_REPORTS_CELLS_H */
