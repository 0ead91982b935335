/* chart.c - see html.h: lines over turns or votes, with their bands, as SVG */
#include "config.h"

#include <math.h>

#include "reports/html/html.h"

enum {
	WIDTH = 480,
	HEIGHT = 300,
	LEFT = 56,
	RIGHT = 464,
	TOP = 14,
	BOTTOM = 246,
	COLOURS = 6,
};

struct scale {	    /* of both axes; y in percent */
	int turns;  /* or votes - 1: what is said of turns holds for them */
	bool votes; /* x is k, from 1 */
	double low, high, step;
};

struct line {
	const struct momus_figures *figures;
	enum momus_figure_kind kind;
	int turns, colour;
	bool dashed;
};

static double x_of(const struct scale *s, int turn)
{
	return LEFT + (RIGHT - LEFT) * (double)turn / (s->turns ? s->turns : 1);
}

static double y_of(const struct scale *s, double percent)
{
	return BOTTOM -
	       (BOTTOM - TOP) * (percent - s->low) / (s->high - s->low);
}

/* Widens S's range to [LOW, HIGH] in tidy steps, about five of them. */
static void fit(struct scale *s, double low, double high)
{
	double raw, power;

	if (!(high > low))
		high = low + 1.0;
	raw = (high - low) / 5.0;
	power = pow(10.0, floor(log10(raw)));
	raw /= power;
	s->step = power * (raw <= 1.0	? 1.0
			   : raw <= 2.0 ? 2.0
			   : raw <= 5.0 ? 5.0
					: 10.0);
	s->low = s->step * floor(low / s->step);
	s->high = s->step * ceil(high / s->step);
	if (s->high == s->low)
		s->high += s->step;
}

/* Both deltas are nothing at turn 0 and have no figure there. */
static const struct momus_figure *at_turn(const struct line *l, int turn)
{
	static const struct momus_figure nothing = { .value = 0.0,
						     .low = 0.0,
						     .high = 0.0 };

	if (turn == 0 && l->kind != MOMUS_FIGURE_PASS_AT_1)
		return &nothing;
	return momus_figures_find(l->figures, l->kind, MOMUS_OF_NONE, turn, 0);
}

static const struct momus_figure *at(const struct line *l, int turn)
{
	if (l->kind == MOMUS_FIGURE_MAJ_AT_K)
		return momus_figures_find(l->figures, l->kind, MOMUS_OF_NONE,
					  MOMUS_POOLED, (uint32_t)turn + 1);
	return at_turn(l, turn);
}

static void extend(const struct line *l, double *low, double *high)
{
	const struct momus_figure *f;
	double a, b;

	for (int t = 0; t <= l->turns; t++) {
		f = at(l, t);
		if (!f || isnan(f->value))
			continue;
		a = isnan(f->low) ? f->value : f->low;
		b = isnan(f->high) ? f->value : f->high;
		*low = fmin(*low, 100.0 * a);
		*high = fmax(*high, 100.0 * b);
	}
}

static void draw_axes(FILE *file, const struct scale *s, const char *title)
{
	double y;
	int n = (int)lround((s->high - s->low) / s->step);
	int every = s->turns > 10 ? 1 + s->turns / 10 : 1;

	for (int i = 0; i <= n; i++) {
		y = y_of(s, s->low + i * s->step);
		fprintf(file,
			"<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" "
			"y2=\"%.1f\"/><text x=\"%d\" y=\"%.1f\" "
			"text-anchor=\"end\">%.*f</text>",
			LEFT, RIGHT, y, y, LEFT - 8, y + 4.5,
			s->step < 0.1	? 2
			: s->step < 1.0 ? 1
					: 0,
			s->low + i * s->step);
	}
	for (int t = 0; t <= s->turns; t += every)
		fprintf(file,
			"<text x=\"%.1f\" y=\"%d\" "
			"text-anchor=\"middle\">%d</text>",
			x_of(s, t), BOTTOM + 20, t + s->votes);
	fprintf(file,
		"<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" "
		"y2=\"%d\"/><text x=\"%d\" y=\"%d\" text-anchor=\"middle\">"
		"%s</text><text transform=\"translate(14 %d) rotate(-90)\" "
		"text-anchor=\"middle\">%s, percent</text>\n",
		LEFT, RIGHT, BOTTOM, BOTTOM, (LEFT + RIGHT) / 2, BOTTOM + 44,
		s->votes ? "votes" : "turn", (TOP + BOTTOM) / 2, title);
}

/* The interval of each turn as one band. */
static void draw_band(FILE *file, const struct scale *s, const struct line *l)
{
	const struct momus_figure *f;
	bool any = false;

	for (int up = 0; up < 2; up++)
		for (int i = 0; i <= l->turns; i++) {
			int t = up ? l->turns - i : i;

			f = at(l, t);
			if (!f || isnan(f->low))
				continue;
			if (!any)
				fprintf(file,
					"<polygon class=\"f%d\" "
					"fill-opacity=\".16\" points=\"",
					l->colour);
			any = true;
			fprintf(file, "%.1f,%.1f ", x_of(s, t),
				y_of(s, 100.0 * (up ? f->high : f->low)));
		}
	if (any)
		fputs("\"/>", file);
}

static void draw_line(FILE *file, const struct scale *s, const struct line *l)
{
	const struct momus_figure *f;

	fprintf(file,
		"<polyline class=\"l%d\" fill=\"none\" "
		"stroke-width=\"2.25\" stroke-linejoin=\"round\"%s points=\"",
		l->colour, l->dashed ? " stroke-dasharray=\"6 4\"" : "");
	for (int t = 0; t <= l->turns; t++) {
		f = at(l, t);
		if (f && !isnan(f->value))
			fprintf(file, "%.1f,%.1f ", x_of(s, t),
				y_of(s, 100.0 * f->value));
	}
	fputs("\"/>", file);
	for (int t = 0; t <= l->turns; t++) {
		f = at(l, t);
		if (!f || isnan(f->value))
			continue;
		fprintf(file,
			"<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%s\" "
			"class=\"f%d\"><title>%s %d: %.2f",
			x_of(s, t), y_of(s, 100.0 * f->value),
			s->turns > 20 ? "1.5" : "3.5", l->colour,
			s->votes ? "k" : "turn", t + s->votes,
			100.0 * f->value);
		if (f->n && !isnan(f->low))
			fprintf(file, " [%.1f, %.1f]", 100.0 * f->low,
				100.0 * f->high);
		if (f->n)
			fprintf(file, ", n %llu", (unsigned long long)f->n);
		fputs("</title></circle>\n", file);
	}
}

/* One chart of the N lines. */
static void draw(FILE *file, const struct line *lines, size_t n,
		 const char *title)
{
	struct scale s = { .votes = n && lines->kind == MOMUS_FIGURE_MAJ_AT_K };
	double low = INFINITY, high = -INFINITY;

	for (size_t i = 0; i < n; i++) {
		extend(&lines[i], &low, &high);
		if (lines[i].turns > s.turns)
			s.turns = lines[i].turns;
	}
	if (!(low <= high))
		low = high = 0.0;
	fit(&s, low, high);
	fprintf(file,
		"<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s by "
		"%s\">\n",
		WIDTH, HEIGHT, title, s.votes ? "votes" : "turn");
	draw_axes(file, &s, title);
	for (size_t i = 0; i < n; i++)
		draw_band(file, &s, &lines[i]);
	for (size_t i = 0; i < n; i++)
		draw_line(file, &s, &lines[i]);
	fputs("</svg></figure>\n", file);
}

static void key(FILE *file, int colour, const char *text, const char *letter)
{
	fprintf(file, "<span><i class=\"b%d\"></i>%s%s</span>", colour, text,
		letter);
}

/* At most as many runs as there are colours; DELTAS: two lines a run, else
 * one. */
static void draw_runs(FILE *file, const struct momus_report *r, bool deltas)
{
	struct line lines[2 * COLOURS];
	size_t n = 0, shown = r->n < COLOURS ? r->n : COLOURS;
	char letter[8];

	fprintf(file,
		"<figure><figcaption>%s</figcaption><div class=\"legend\">",
		deltas ? "What the turns changed: Δ↑ (mended) and Δ↓ (broken)"
		       : "Pass@1 after each turn");
	for (size_t i = 0; i < shown; i++) {
		const struct momus_report_run *run = &r->runs[i];
		const char *name = momus_report_letter(i, letter);
		int turns = (int)run->gathered.turns;

		if (!deltas) {
			lines[n++] = (struct line){ &run->figures,
						    MOMUS_FIGURE_PASS_AT_1,
						    turns, (int)i, false };
			if (r->n > 1)
				key(file, (int)i, "run ", name);
			continue;
		}
		lines[n++] =
			(struct line){ &run->figures, MOMUS_FIGURE_DELTA_UP,
				       turns, r->n > 1 ? (int)i : 2, false };
		lines[n++] =
			(struct line){ &run->figures, MOMUS_FIGURE_DELTA_DOWN,
				       turns, r->n > 1 ? (int)i : 1, true };
		if (r->n > 1) {
			key(file, (int)i, "run ", name);
		} else {
			key(file, 2, "Δ↑", "");
			key(file, 1, "Δ↓ (dashed)", "");
		}
	}
	if (deltas && r->n > 1)
		fputs("<span>Δ↓ dashed</span>", file);
	fputs("<span>band: 95 % interval</span></div>", file);
	draw(file, lines, n, deltas ? "Share of trajectories" : "Pass@1");
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
	struct line lines[COLOURS];
	size_t n = 0;
	char letter[8];

	for (size_t i = 0; i < r->n && i < COLOURS; i++)
		if (most_votes(&r->runs[i]))
			lines[n++] = (struct line){ &r->runs[i].figures,
						    MOMUS_FIGURE_MAJ_AT_K,
						    most_votes(&r->runs[i]) - 1,
						    (int)i, false };
	fputs("<figure><figcaption>Maj@k: pairs decided rightly by k votes"
	      "</figcaption><div class=\"legend\">",
	      file);
	for (size_t i = 0; i < n && r->n > 1; i++)
		key(file, lines[i].colour, "run ",
		    momus_report_letter((size_t)lines[i].colour, letter));
	fputs("<span>band: 95 % interval</span></div>", file);
	draw(file, lines, n, "Maj@k");
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
