/* strokes.c - see sheet.h: lines over their bands */
#include "config.h"

#include "reports/plots/sheet.h"

void momus_sheet_stroke(struct momus_sheet *s, const struct momus_stroke *k,
			struct momus_text label)
{
	const char *colour = momus_sheet_colour(k->look);

	if (k->band)
		momus_buffer_printf(&s->under,
				    "'%s.dat' index %u using 1:3:4 with "
				    "filledcurves linecolor rgb '%s' notitle\n",
				    s->name, k->block, colour);
	momus_buffer_printf(&s->over,
			    "'%s.dat' index %u using 1:2 with linespoints "
			    "linewidth 1.2 pointtype %d pointsize %g dashtype "
			    "%d linecolor rgb '%s'",
			    s->name, k->block, k->point, k->size,
			    k->dashed ? 2 : 1, colour);
	momus_sheet_key(s, label);
}

void momus_sheet_strokes(struct momus_sheet *s, const char *solid,
			 const char *dashed)
{
	for (int i = 0; i < 2; i++) {
		momus_buffer_printf(&s->over,
				    "keyentry with lines linewidth 1.2 "
				    "dashtype %d linecolor rgb '#555555'",
				    i + 1);
		momus_sheet_key(s, momus_text_of(i ? dashed : solid));
	}
}
