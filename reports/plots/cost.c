/* cost.c - a picture of pictures.h: what a turn costs and what it brings */
#include "config.h"

#include <math.h>

#include "reports/plots/curves.h"
#include "reports/plots/pictures.h"

struct spent { /* by one run up to and including each turn, a trajectory */
	double tokens[16], dollars[16]; /* NAN: not told */
	uint64_t outputs, told; /* outputs of models, those with tokens */
};

static void sum_up(struct spent *s, const struct momus_report_run *run)
{
	const struct momus_gathered *g = &run->gathered;
	const struct momus_node *nodes = momus_run_nodes(run->run);
	double each = (double)g->n_problems * g->leaves;
	uint64_t priced = 0;

	*s = (struct spent){ .outputs = 0 };
	for (size_t i = 0; i < momus_run_n_nodes(run->run); i++) {
		const struct momus_node *n = &nodes[i];

		if (n->state != MOMUS_NODE_DONE || n->turn > g->turns)
			continue;
		s->outputs++;
		if (n->prompt_tokens >= 0 && n->completion_tokens >= 0) {
			s->told++;
			s->tokens[n->turn] += (double)n->prompt_tokens +
					      (double)n->completion_tokens;
		}
		if (isfinite(n->cost)) {
			priced++;
			s->dollars[n->turn] += n->cost;
		}
	}
	for (uint32_t t = 0; t <= g->turns; t++) {
		s->tokens[t] = s->told ? s->tokens[t] / each : NAN;
		s->dollars[t] = priced ? s->dollars[t] / each : NAN;
		if (t > 0) {
			s->tokens[t] += s->tokens[t - 1];
			s->dollars[t] += s->dollars[t - 1];
		}
	}
}

struct picture {
	const struct momus_report *report;
	struct momus_sheet sheet;
	struct spent spent[MOMUS_SHEET_SERIES];
	size_t n, points;
	bool money;
	double scale; /* of the x axis */
	double most, low, high;
};

static double spent_at(const struct picture *p, size_t i, uint32_t t)
{
	return p->money ? p->spent[i].dollars[t] : p->spent[i].tokens[t];
}

static const struct momus_figure *score(const struct picture *p, size_t i,
					uint32_t t)
{
	const struct momus_figure *f = momus_figures_find(
		&p->report->runs[i].figures, MOMUS_FIGURE_PASS_AT_1,
		MOMUS_OF_NONE, (int)t, 0);

	return f && isfinite(f->value) ? f : NULL;
}

/* Turns that change something: without revisions the first alone. */
static uint32_t turns_of(const struct picture *p, size_t i)
{
	const struct momus_report_run *run = &p->report->runs[i];

	return momus_curve_revised(run) ? run->gathered.turns : 0;
}

/* Whether there is a point: answers that were given cost nothing and have none.
 */
static bool counts(const struct picture *p, size_t i, uint32_t t)
{
	return spent_at(p, i, t) > 0 && score(p, i, t);
}

/* Money where every run that has tokens knows it. */
static void measure(struct picture *p)
{
	size_t priced = 0, told = 0;

	for (size_t i = 0; i < p->n; i++) {
		sum_up(&p->spent[i], &p->report->runs[i]);
		priced += p->spent[i].dollars[turns_of(p, i)] > 0;
		told += p->spent[i].told > 0;
	}
	p->money = priced && priced == told;
	for (size_t i = 0; i < p->n; i++)
		for (uint32_t t = 0; t <= turns_of(p, i); t++) {
			if (!counts(p, i, t))
				continue;
			p->points++;
			p->most = fmax(p->most, spent_at(p, i, t));
		}
	p->scale = !p->money && p->most >= 20000 ? 1000 : 1;
}

static void add_run(struct picture *p, size_t i)
{
	struct momus_sheet *s = &p->sheet;
	struct momus_buffer label;
	const struct momus_figure *f;
	size_t rows = 0;
	unsigned block;

	for (uint32_t t = 0; t <= turns_of(p, i); t++)
		rows += counts(p, i, t);
	if (!rows)
		return;
	momus_buffer_init(&label, 4096);
	momus_curve_name(&label, p->report, i, MOMUS_SHEET_LABEL);
	block = momus_sheet_block(s, label.ptr ? label.ptr : "turn by turn");
	for (uint32_t t = 0; t <= turns_of(p, i); t++) {
		f = score(p, i, t);
		if (!counts(p, i, t))
			continue;
		momus_sheet_note(s, f);
		momus_sheet_value(s, spent_at(p, i, t) / p->scale);
		momus_sheet_value(s, 100 * f->value);
		momus_sheet_value(s, 100 * f->low);
		momus_sheet_value(s, 100 * f->high);
		momus_sheet_value(s, t);
		momus_sheet_end_row(s);
		p->low = fmin(p->low, 100 * fmin(f->value, f->low));
		p->high = fmax(p->high, 100 * fmax(f->value, f->high));
	}
	if (rows > 1)
		momus_buffer_printf(&s->under,
				    "'%s.dat' index %u using 1:3:4 with "
				    "filledcurves linecolor rgb '%s' notitle\n",
				    s->name, block, momus_sheet_colour(i));
	else
		momus_buffer_printf(&s->under,
				    "'%s.dat' index %u using 1:2:3:4 with "
				    "yerrorbars pointsize 0 linewidth 1 "
				    "linecolor rgb '%s' notitle\n",
				    s->name, block, momus_sheet_colour(i));
	momus_buffer_printf(&s->over,
			    "'%s.dat' index %u using 1:2 with linespoints "
			    "linewidth 1.2 pointtype %d linecolor rgb '%s'",
			    s->name, block, momus_sheet_point(i),
			    momus_sheet_colour(i));
	momus_sheet_key(s, momus_buffer_text(&label));
	if (p->report->n == 1)
		momus_buffer_printf(
			&s->over,
			"'%s.dat' index %u using 1:2:5 with labels font "
			"',12' offset 0.2,-0.8 textcolor rgb '%s' "
			"notitle\n",
			s->name, block, momus_sheet_colour(i));
	momus_buffer_release(&label);
}

static void tell(struct picture *p)
{
	struct momus_buffer *alt = &p->sheet.alt;
	bool any = false;

	momus_buffer_printf(
		alt, "Pass@1 against %s:", p->money ? "dollars" : "tokens");
	for (size_t i = 0; i < p->n; i++) {
		uint32_t t = turns_of(p, i);
		const struct momus_figure *f = score(p, i, t);

		if (!counts(p, i, t))
			continue;
		momus_buffer_puts(alt, any ? "; " : " ");
		momus_curve_say(alt, p->report, i);
		momus_buffer_printf(alt, "%s%.2f %% after turn %u for %.4g %s",
				    p->report->n > 1 ? ": " : "",
				    100 * f->value, t, spent_at(p, i, t),
				    p->money ? "dollars" : "tokens");
		any = true;
	}
	momus_buffer_putc(alt, '.');
}

static void say(struct picture *p)
{
	struct momus_buffer *b = &p->sheet.caption;
	char letter[8];

	momus_buffer_printf(
		b,
		"Pass@1 after turn 0, 1, … (one point a turn) against what it "
		"cost up to there: %s of all generations, critiques with their "
		"votes, and revisions, divided by the trajectories.",
		p->money ? "dollars" : "prompt and completion tokens");
	momus_sheet_methods(&p->sheet, "Bands");
	for (size_t i = 0; i < p->n; i++) {
		const struct momus_report_run *run = &p->report->runs[i];

		if (!counts(p, i, turns_of(p, i)))
			continue;
		momus_buffer_printf(
			b, "%s%s%s%llu trajectories (seed %llu).",
			p->report->n > 1 ? " " : " n: ",
			momus_curve_letter(p->report, i, letter),
			p->report->n > 1 ? ": n " : "",
			(unsigned long long)(run->gathered.n_problems *
					     run->gathered.leaves),
			(unsigned long long)momus_run_head(run->run)->seed);
		if (p->spent[i].told && p->spent[i].told < p->spent[i].outputs)
			momus_buffer_printf(
				b,
				" Run %s: tokens are known of %llu of %llu "
				"outputs, and the others count as none.",
				momus_report_letter(p->report->runs[i].place,
						    letter),
				(unsigned long long)p->spent[i].told,
				(unsigned long long)p->spent[i].outputs);
	}
}

int momus_picture_cost(struct momus_plots *out, const struct momus_report *r,
		       struct momus_folder *folder, struct momus_error *err)
{
	struct picture p = { .report = r, .low = INFINITY, .high = -INFINITY };

	p.n = r->n < MOMUS_SHEET_SERIES ? r->n : MOMUS_SHEET_SERIES;
	measure(&p);
	if (p.points < 2)
		return MOMUS_OK;
	momus_sheet_begin(&p.sheet, out, "cost", "Cost against Pass@1",
			  "spent a trajectory so far, Pass@1 and its 95 % "
			  "interval's low and high end in percent, turn");
	for (size_t i = 0; i < p.n; i++)
		add_run(&p, i);
	momus_sheet_axis(&p.sheet, 'x',
			 p.money       ? "dollars a trajectory"
			 : p.scale > 1 ? "thousand tokens a trajectory"
				       : "tokens a trajectory");
	momus_sheet_axis(&p.sheet, 'y', "Pass@1 (%)");
	momus_sheet_range(&p.sheet, 'x', 0, p.most / p.scale, 0, NAN);
	momus_sheet_range(&p.sheet, 'y', p.low, p.high, 0, 100);
	say(&p);
	tell(&p);
	return momus_sheet_finish(&p.sheet, out, folder, err);
}
