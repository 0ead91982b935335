/* attempts.c - see attempts.h */
#include "config.h"

#include <math.h>

#include "reports/plots/attempts.h"
#include "reports/plots/sheet.h"

static void add_critic(struct momus_sheet *s,
		       const struct momus_plot_attempts *a, size_t i)
{
	const struct momus_plot_critic *c = &a->critics[i];
	unsigned block = momus_sheet_block(s, c->name);
	const char *colour = c->plain ? "#555555" : momus_sheet_colour(i);
	int point = c->plain ? 6 + 2 * c->plain : momus_sheet_point(i);

	for (size_t t = 0; t < a->attempts; t++) {
		momus_sheet_value(s, (double)t + 1);
		momus_sheet_value(s, 100 * c->exact[t]);
		momus_sheet_value(s, 100 * c->drawn[t]);
		momus_sheet_end_row(s);
	}
	momus_buffer_printf(&s->under,
			    "'%s.dat' index %u using 1:2 with lines linewidth "
			    "1.2 dashtype %d linecolor rgb '%s' notitle\n",
			    s->name, block, 1 + c->plain, colour);
	momus_buffer_printf(&s->over,
			    "'%s.dat' index %u using 1:3 with points "
			    "pointtype %d linecolor rgb '%s' notitle\n"
			    "keyentry with linespoints linewidth 1.2 pointtype "
			    "%d dashtype %d linecolor rgb '%s'",
			    s->name, block, point, colour, point, 1 + c->plain,
			    colour);
	momus_sheet_key(s, momus_text_of(c->name));
	momus_buffer_printf(&s->alt, "%s %s reaches %.1f %% after %zu attempts",
			    i ? ";" : "", c->name,
			    100 * c->exact[a->attempts - 1], a->attempts);
	momus_buffer_printf(&s->caption,
			    "%s %s: p_init %g, p_cc %g, p_cw %g, TPR %g, FPR "
			    "%g",
			    i ? ";" : "", c->name, c->rates.p_init,
			    c->rates.p_cc, c->rates.p_cw, c->rates.tpr,
			    c->rates.fpr);
}

static int draw(struct momus_plots *out, const struct momus_plot_attempts *a,
		struct momus_folder *folder, struct momus_error *err)
{
	struct momus_sheet s;
	double low = 100, high = 0;

	momus_sheet_init(&s, "attempts", "Success against attempts",
			 "attempts, share right in percent exactly, and among "
			 "simulated runs");
	momus_buffer_printf(&s.caption,
			    "Share right after so many attempts; lines: in "
			    "closed form, points: of %.0f simulated runs each "
			    "(seed %.0f). %s",
			    a->runs, a->seed,
			    a->accept ? "What the critic accepts is final."
				      : "The critic's judgment ends nothing.");
	momus_buffer_puts(&s.alt, "Line chart of success by attempts:");
	for (size_t i = 0; i < a->n; i++) {
		add_critic(&s, a, i);
		for (size_t t = 0; t < a->attempts; t++) {
			low = fmin(low, 100 * a->critics[i].exact[t]);
			high = fmax(high, 100 * a->critics[i].exact[t]);
		}
	}
	momus_buffer_putc(&s.caption, '.');
	momus_buffer_putc(&s.alt, '.');
	momus_sheet_axis(&s, 'x', "attempts");
	momus_sheet_axis(&s, 'y', "right (%)");
	momus_sheet_range(&s, 'y', fmin(low, 0), high, 0, 100);
	momus_sheet_range(&s, 'x', 0, (double)a->attempts, 0, NAN);
	return momus_sheet_finish(&s, out, folder, err);
}

int momus_plots_attempts(struct momus_plots *out,
			 const struct momus_plot_attempts *a,
			 struct momus_folder *folder, struct momus_error *err)
{
	int rc = momus_plots_init(out, err);

	if (rc == MOMUS_OK)
		rc = draw(out, a, folder, err);
	return momus_plots_draw(out, folder, rc, err);
}
