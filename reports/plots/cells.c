/* cells.c - see cells.h */
#include "config.h"

#include <math.h>

#include "reports/plots/cells.h"

int momus_cell_mix(int from, int to, double share)
{
	int mixed = 0;

	share = share > 0 ? share < 1 ? share : 1 : 0;
	for (int shift = 16; shift >= 0; shift -= 8) {
		double a = from >> shift & 0xff, b = to >> shift & 0xff;

		mixed |= (int)lround(a + share * (b - a)) << shift;
	}
	return mixed;
}

/* In two steps, so that the middle is a clear blue and not a greyed one. */
int momus_cell_heat(double share)
{
	return share < 0.5 ? momus_cell_mix(0xf3f6fa, 0x6aaed6, 2 * share)
			   : momus_cell_mix(0x6aaed6, 0x08418a, 2 * share - 1);
}

int momus_cell_ink(double share)
{
	return share > 0.74 ? 0xffffff : 0x010101; /* contrast 4.5 or more */
}

void momus_cells_area(struct momus_sheet *s, const struct momus_cell_area *a,
		      int colour)
{
	momus_sheet_value(s, (a->left + a->right) / 2);
	momus_sheet_value(s, (a->top + a->bottom) / 2);
	momus_sheet_value(s, a->left);
	momus_sheet_value(s, a->right);
	momus_sheet_value(s, fmin(a->top, a->bottom));
	momus_sheet_value(s, fmax(a->top, a->bottom));
	momus_sheet_value(s, colour);
}

void momus_cells_plot(struct momus_sheet *s, unsigned block)
{
	momus_buffer_printf(&s->under,
			    "'%s.dat' index %u using 1:2:3:4:5:6:7 with "
			    "boxxyerror linecolor rgb variable fillstyle solid "
			    "1.0 noborder notitle\n",
			    s->name, block);
}

void momus_cells_key(struct momus_sheet *s, int colour, const char *label)
{
	momus_buffer_printf(&s->over,
			    "keyentry with boxes linecolor rgb '#%06x' "
			    "fillstyle solid 1.0 noborder",
			    (unsigned)colour);
	momus_sheet_key(s, momus_text_of(label));
}
