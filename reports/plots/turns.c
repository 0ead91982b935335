/* turns.c - pictures of curves.h: what happens from turn to turn */
#include "config.h"

#include "reports/plots/curves.h"

static void turn_axis(struct momus_sheet *s, const struct momus_report *r)
{
	uint32_t most = 0;

	for (size_t i = 0; i < r->n; i++)
		if (r->runs[i].gathered.turns > most)
			most = r->runs[i].gathered.turns;
	momus_buffer_printf(&s->script,
			    "set xlabel 'turn'\nset xrange [-0.15:%g]\n"
			    "set xtics %d\n",
			    most + 0.15, most > 10 ? 2 : 1);
}

/* "from 31.20 % at turn 0 to 40.00 % [35.1, 44.8] at turn 3" */
static void tell_ends(struct momus_sheet *s, const struct momus_report *r,
		      const struct momus_curve *c)
{
	const struct momus_figure *first = momus_curve_end(c, false);
	const struct momus_figure *last = momus_curve_end(c, true);
	char letter[8];

	if (r->n > 1) {
		momus_buffer_printf(&s->alt, " Run %s (",
				    momus_report_letter(c->place, letter));
		momus_sheet_plain(&s->alt, c->run->name, MOMUS_SHEET_LABEL);
		momus_buffer_puts(&s->alt, ")");
	}
	momus_buffer_printf(&s->alt,
			    "%s from %.2f %% at turn %d to %.2f %% at turn %d",
			    r->n > 1 ? ":" : "", 100 * first->value,
			    first->turn, 100 * last->value, last->turn);
	if (last->low <= last->high)
		momus_buffer_printf(&s->alt, " (95 %% interval %.1f to %.1f)",
				    100 * last->low, 100 * last->high);
	momus_buffer_putc(&s->alt, '.');
}

int momus_plot_pass1(struct momus_plots *out, const struct momus_report *r,
		     const char *folder, struct momus_error *err)
{
	struct momus_curve curves[MOMUS_SHEET_SERIES];
	struct momus_sheet s;
	size_t n = 0;

	momus_sheet_init(&s, "pass1", "Pass@1 by turn", 84, 60,
			 "turn, Pass@1 in percent, its 95 % interval's low and "
			 "high end, judged trajectories");
	turn_axis(&s, r);
	momus_buffer_puts(&s.script, "set ylabel 'Pass@1 (%)'\n"
				     "set yrange [0<*:*<100]\n");
	momus_buffer_puts(&s.alt, "Pass@1 after each turn:");
	for (size_t i = 0; i < r->n && n < MOMUS_SHEET_SERIES; i++) {
		curves[n] = (struct momus_curve){
			.run = &r->runs[i],
			.place = i,
			.kind = MOMUS_FIGURE_PASS_AT_1,
			.turn = MOMUS_CURVE_OVER_TURNS,
			.look = n,
		};
		if (!momus_curve_add(&s, r, &curves[n], 100, 2))
			continue;
		tell_ends(&s, r, &curves[n++]);
	}
	momus_buffer_puts(&s.caption, "Pass@1 after each turn: right / judged "
				      "trajectories.");
	momus_curves_caption(&s, r, curves, n, "trajectories");
	return momus_sheet_finish(&s, out, folder, err);
}
