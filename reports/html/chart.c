/* chart.c - see html.h: lines over turns or votes, with their bands, as SVG */
#include "config.h"

#include <math.h>

#include "reports/html/html.h"
#include "reports/html/plot.h"

enum { COLOURS = MOMUS_PLOT_COLOURS };

/* Adds figure F at X, in percent. */
static void put(struct momus_html_line *l, double x,
		const struct momus_figure *f)
{
	if (f && !isnan(f->value))
		l->points[l->n++] =
			(struct momus_html_point){ x, 100.0 * f->value,
						   100.0 * f->low,
						   100.0 * f->high, f->n };
}

/* Adds the figures of KIND of RUN, turn by turn. */
static void over_turns(struct momus_html_plot *p,
		       const struct momus_report_run *run,
		       enum momus_figure_kind kind, int colour, bool dashed)
{
	static const struct momus_figure nothing = { .value = 0.0,
						     .low = 0.0,
						     .high = 0.0 };
	int turns = (int)run->gathered.turns;
	struct momus_html_line *l =
		momus_html_plot_line(p, (size_t)turns + 1, colour, dashed);

	/* Both deltas are nothing at turn 0 and have no figure there. */
	for (int t = 0; l && t <= turns; t++)
		put(l, t,
		    !t && kind != MOMUS_FIGURE_PASS_AT_1
			    ? &nothing
			    : momus_figures_find(&run->figures, kind,
						 MOMUS_OF_NONE, t, 0));
}

static void finish(FILE *file, struct momus_html_plot *p)
{
	momus_html_plot_write(file, p);
	fputs("</figure>\n", file);
	momus_html_plot_release(p);
}

/* At most as many runs as there are colours; DELTAS: two lines a run, else
 * one. */
static void draw_runs(FILE *file, const struct momus_report *r, bool deltas)
{
	struct momus_html_plot p = {
		.title = deltas ? "Share of trajectories" : "Pass@1",
		.x = "turn",
		.y = deltas ? "Share of trajectories, percent"
			    : "Pass@1, percent",
		.unit = "turn"
	};
	size_t shown = r->n < COLOURS ? r->n : COLOURS;
	char letter[8];

	fprintf(file,
		"<figure><figcaption>%s</figcaption><div class=\"legend\">",
		deltas ? "What the turns changed: Δ↑ (mended) and Δ↓ (broken)"
		       : "Pass@1 after each turn");
	for (size_t i = 0; i < shown; i++) {
		const struct momus_report_run *run = &r->runs[i];
		const char *name = momus_report_letter(i, letter);
		int colour = r->n > 1 ? (int)i : 2;

		if (!deltas) {
			over_turns(&p, run, MOMUS_FIGURE_PASS_AT_1, (int)i,
				   false);
			if (r->n > 1)
				momus_html_plot_key(file, (int)i, "run ", name);
			continue;
		}
		over_turns(&p, run, MOMUS_FIGURE_DELTA_UP, colour, false);
		over_turns(&p, run, MOMUS_FIGURE_DELTA_DOWN,
			   r->n > 1 ? (int)i : 1, true);
		if (r->n > 1) {
			momus_html_plot_key(file, (int)i, "run ", name);
		} else {
			momus_html_plot_key(file, 2, "Δ↑", "");
			momus_html_plot_key(file, 1, "Δ↓ (dashed)", "");
		}
	}
	if (deltas && r->n > 1)
		fputs("<span>Δ↓ dashed</span>", file);
	fputs("<span>band: 95 % interval</span></div>", file);
	finish(file, &p);
}

/* The most votes of RUN's Maj@k; 0: it has none, or one vote. */
static int most_votes(const struct momus_report_run *run)
{
	const struct momus_figures *f = &run->figures;
	uint32_t most = 1;

	for (size_t i = 0; i < f->n; i++)
		if (f->list[i].kind == MOMUS_FIGURE_MAJ_AT_K &&
		    f->list[i].k > most)
			most = f->list[i].k;
	return most > 1 ? (int)most : 0;
}

/* Maj@k over k, a line a run. */
static void draw_votes(FILE *file, const struct momus_report *r)
{
	struct momus_html_plot p = { .title = "Maj@k",
				     .x = "votes",
				     .y = "Maj@k, percent",
				     .unit = "k" };
	char letter[8];

	fputs("<figure><figcaption>Maj@k: pairs decided rightly by k votes"
	      "</figcaption><div class=\"legend\">",
	      file);
	for (size_t i = 0; i < r->n && i < COLOURS; i++) {
		const struct momus_figures *all = &r->runs[i].figures;
		uint32_t most = (uint32_t)most_votes(&r->runs[i]);
		struct momus_html_line *l =
			most ? momus_html_plot_line(&p, most, (int)i, false)
			     : NULL;

		for (uint32_t k = 1; l && k <= most; k++)
			put(l, k,
			    momus_figures_find(all, MOMUS_FIGURE_MAJ_AT_K,
					       MOMUS_OF_NONE, MOMUS_POOLED, k));
		if (most && r->n > 1)
			momus_html_plot_key(file, (int)i, "run ",
					    momus_report_letter(i, letter));
	}
	fputs("<span>band: 95 % interval</span></div>", file);
	finish(file, &p);
}

void momus_html_charts(FILE *file, const struct momus_report *report)
{
	bool turns = false, votes = false;

	for (size_t i = 0; i < report->n; i++) {
		turns |= report->runs[i].gathered.turns > 0;
		votes |= most_votes(&report->runs[i]) > 0;
	}
	if (!turns && !votes)
		return;
	fputs("<div class=\"charts\">\n", file);
	if (votes)
		draw_votes(file, report);
	if (turns) {
		draw_runs(file, report, false);
		draw_runs(file, report, true);
	}
	fputs("</div>\n", file);
	if (report->n > COLOURS)
		fprintf(file,
			"<p class=\"note\">Charts show the first %d of %zu "
			"runs.</p>\n",
			COLOURS, report->n);
}
