/* pictures.c - see training.h: which pictures a report of trainings has */
#include "config.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "reports/training/lines.h"
#include "reports/training/shown.h"

enum { STACKS = 4 }; /* trainings whose seconds are shown */

static int draw(const struct momus_shown *p, struct momus_plots *out,
		const struct momus_trainings *t, struct momus_folder *folder,
		struct momus_error *err)
{
	struct momus_sheet s;
	struct momus_lines l = { .trainings = t, .sheet = &s };
	bool two = momus_shown_two(t, p);

	momus_sheet_init(&s, p->name, p->title,
			 "step, value, low and high end of its band");
	momus_lines_add(&l, p->solid, false, two ? p->keys[0] : NULL);
	if (two)
		momus_lines_add(&l, p->dashed, true, p->keys[1]);
	if (two)
		momus_lines_legend(&l, p->keys[0], p->keys[1]);
	if (l.n)
		momus_lines_axes(&l, p->axis, p->least, p->most);
	momus_buffer_puts(&s.caption, p->words);
	momus_lines_caption(&l);
	return momus_sheet_finish(&s, out, folder, err);
}

/* Seconds by phase, one on the other. */

/* The rows: step, and where each phase that there is ends; the highest. */
static double put_stack(struct momus_sheet *s, const struct momus_ledger *l)
{
	size_t width = (l->n_steps + 199) / 200;
	double high = 0;

	for (size_t k = 0; k < l->n_steps; k += width) {
		size_t n = l->n_steps - k < width ? l->n_steps - k : width;
		double sum = 0;

		momus_sheet_value(s, (double)l->steps[k].step);
		momus_sheet_value(s, 0);
		for (size_t p = 0; p < MOMUS_PHASES; p++) {
			for (size_t j = k; j < k + n; j++)
				sum += momus_phase_seconds(l, p, j) / (double)n;
			momus_sheet_value(s, sum);
		}
		momus_sheet_end_row(s);
		high = fmax(high, sum);
	}
	return high;
}

static void name_file(char out[32], const struct momus_trainings *t, size_t i)
{
	char letter[8];

	snprintf(out, 32, "seconds%s%s", t->n > 1 ? "-" : "",
		 t->n > 1 ? momus_report_letter(i, letter) : "");
	for (char *c = out; *c; c++)
		*c = (char)tolower((unsigned char)*c);
}

static void describe_stack(struct momus_sheet *s,
			   const struct momus_trainings *t, size_t i)
{
	const struct momus_ledger *l = &t->list[i];
	double all = 0;

	for (size_t p = 0; p < MOMUS_PHASES; p++)
		all += momus_phase_sum(l, p);
	momus_buffer_puts(&s->caption, "Seconds of each step by phase, one on "
				       "the other");
	if (t->n > 1) {
		momus_buffer_puts(&s->caption, ": ");
		momus_training_name(&s->caption, t, i);
	}
	momus_buffer_putc(&s->caption, '.');
	for (size_t p = 0; p < MOMUS_PHASES; p++)
		if (momus_phase_sum(l, p) > 0)
			momus_buffer_printf(&s->alt, "%s%s %.1f %%",
					    s->alt.len ? ", " : "Of all time: ",
					    momus_phase_name(p),
					    100 * momus_phase_sum(l, p) / all);
	momus_buffer_putc(&s->alt, '.');
}

static int draw_stack(struct momus_plots *out, const struct momus_trainings *t,
		      size_t i, struct momus_folder *folder,
		      struct momus_error *err)
{
	const struct momus_ledger *l = &t->list[i];
	struct momus_sheet s;
	char name[32];
	double high;

	if (l->n_steps < 2)
		return MOMUS_OK;
	name_file(name, t, i);
	momus_sheet_init(&s, name, "Seconds by phase",
			 "step, 0, and where each phase ends: critiques, "
			 "revisions with grades and rewards, scoring, forward, "
			 "backward, optimiser");
	momus_sheet_block(&s, "steps");
	high = put_stack(&s, l);
	for (size_t p = 0; p < MOMUS_PHASES; p++) {
		if (momus_phase_sum(l, p) <= 0)
			continue;
		momus_buffer_printf(&s.over,
				    "'%s.dat' using 1:%zu:%zu with "
				    "filledcurves fillstyle solid 0.75 "
				    "noborder linecolor rgb '%s'",
				    s.name, p + 2, p + 3,
				    momus_sheet_colour(p));
		momus_sheet_key(&s, momus_text_of(momus_phase_name(p)));
	}
	momus_sheet_axis(&s, 'x', "step");
	momus_sheet_axis(&s, 'y', "seconds");
	momus_sheet_range(&s, 'y', 0, high, 0, NAN);
	momus_buffer_printf(&s.script, "set xrange [%llu:%llu]\n",
			    (unsigned long long)l->steps[0].step,
			    (unsigned long long)l->steps[l->n_steps - 1].step);
	describe_stack(&s, t, i);
	return momus_sheet_finish(&s, out, folder, err);
}

int momus_trainings_plots(struct momus_trainings *t,
			  struct momus_folder *folder, struct momus_error *err)
{
	struct momus_plots *out = &t->report.plots;
	int rc = momus_plots_init(out, err);

	for (size_t i = 0; rc == MOMUS_OK && momus_shown[i].name; i++)
		rc = draw(&momus_shown[i], out, t, folder, err);
	for (size_t i = 0; rc == MOMUS_OK && i < t->n && i < STACKS; i++)
		rc = draw_stack(out, t, i, folder, err);
	rc = momus_plots_draw(out, folder, rc, err);
	return rc < 0 ? rc : momus_folder_prune(folder, "figures", err);
}
