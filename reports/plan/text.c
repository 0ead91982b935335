/* text.c - a plan for the terminal */
#include "config.h"

#include <math.h>

#include "core/inert.h"
#include "reports/plan/plan.h"

/* SHARE in percent; "-" if there is none. */
static void percent(FILE *file, int width, double share)
{
	if (isnan(share))
		fprintf(file, "%*s", width, "-");
	else
		fprintf(file, "%*.2f", width, 100 * share);
}

static void run_name(FILE *file, const char *path)
{
	momus_inert_write(file, momus_text_of(path));
}

static void write_answers(const struct momus_planning *p, FILE *file)
{
	const struct momus_answers *a = p->answers;

	run_name(file, a->base_path);
	if (a->next) {
		fputs(" and ", file);
		run_name(file, a->next_path);
	}
	fprintf(file, ": Pass@1 after turn %d, n = %llu problems, %zu ",
		a->turn,
		(unsigned long long)(a->next ? p->pair.problems
					     : p->facts.problems),
		a->k);
	if (a->next && a->l != a->k)
		fprintf(file, "and %zu ", a->l);
	fputs(a->k == 1 && a->l <= 1 ? "answer each\n" : "answers each\n",
	      file);
}

static void write_facts(const struct momus_planning *p, FILE *file)
{
	if (p->answers)
		write_answers(p, file);
	fprintf(file, "Pass@1 %.2f %%", 100 * p->pass);
	if (!isnan(p->correlation))
		fprintf(file, "; two answers to one problem: correlation %.3f",
			p->correlation);
	if (!isnan(p->across))
		fprintf(file, ", by two versions %.3f", p->across);
	if (p->answers && p->answers->next)
		fprintf(file, ", and these differ in %.2f of 100 problems",
			100 * p->pair.discordance);
	else if (!isnan(p->correlation))
		fprintf(file, ", and these differ in %.2f of 100 problems",
			200 * p->pass * (1 - p->pass) * (1 - p->across));
	fprintf(file,
		"\nA problem's difference varies by %.4g / samples within, "
		"%.4g between problems\n",
		p->plan.within, p->plan.between);
}

static void write_seen(const struct momus_planning *p, FILE *file)
{
	const struct momus_plan_request *r = &p->request;

	if (!p->problems)
		return;
	fprintf(file,
		"\nWith %llu problems, in points and percent\n"
		"  %7s %16s %16s %16s %16s\n",
		(unsigned long long)p->problems, "samples", "drop seen from",
		"drop seen: power", "margin ruled out", "ruled out: power");
	fprintf(file, "  %7s %16s %11s %4.2f %16s %11s %4.2f\n", "", "", "of",
		100 * r->drop, "from", "of", 100 * r->margin);
	for (size_t i = 0; i < p->n_rows; i++) {
		const struct momus_plan_row *row = &p->rows[i];

		fprintf(file, "  %7llu", (unsigned long long)row->samples);
		percent(file, 17, row->drop_seen);
		percent(file, 17, row->drop_power);
		percent(file, 17, row->margin_out);
		percent(file, 17, row->margin_power);
		putc('\n', file);
	}
}

static void count(FILE *file, uint64_t problems, uint64_t samples)
{
	fprintf(file, " %11llu %11.0f", (unsigned long long)problems,
		(double)problems * (double)samples);
}

static void write_needed(const struct momus_planning *p, FILE *file)
{
	const struct momus_plan_request *r = &p->request;

	fprintf(file,
		"\nProblems, and answers by each version, that it takes to\n"
		"  %7s %18s %4.2f %18s %4.2f %17s ±%4.2f\n",
		"samples", "see a drop of", 100 * r->drop, "rule out",
		100 * r->margin, "same within", 100 * r->margin);
	for (size_t i = 0; i < p->n_rows; i++) {
		const struct momus_plan_row *row = &p->rows[i];

		fprintf(file, "  %7llu", (unsigned long long)row->samples);
		count(file, row->for_drop, row->samples);
		count(file, row->for_margin, row->samples);
		count(file, row->for_same, row->samples);
		putc('\n', file);
	}
}

static void write_looks(const struct momus_planning *p, FILE *file)
{
	const struct momus_looks *l = &p->looks.change;

	if (!p->request.n_looks)
		return;
	fprintf(file,
		"\nPlanned looks (O'Brien-Fleming form of Lan and DeMets)\n"
		"  %4s %9s %8s %11s %9s %14s\n",
		"look", "problems", "|z| from", "p down from", "spent",
		"no worse: p");
	for (size_t k = 0; k < l->n; k++)
		fprintf(file, "  %4zu %8.1f%% %8.4f %11.3g %9.3g %14.3g\n",
			k + 1, 100 * l->at[k], l->z[k], l->level[k],
			l->spent[k], p->looks.no_worse.level[k]);
	fprintf(file,
		"On average the gate stops at %.1f %% of the problems where "
		"nothing changed, and at %.1f %% with a drop\nthat it sees "
		"with power %g (by the test of a change alone).\n",
		100 * p->share_same, 100 * p->share_drop, p->request.power);
}

static void write_method(const struct momus_planning *p, FILE *file)
{
	const struct momus_plan_request *r = &p->request;

	fprintf(file,
		"\nFormula: the mean difference over its standard error drifts "
		"by drop sqrt(n) / sd, sd^2 = within / samples\n"
		"+ max(between, drop - drop^2). Level %g and power %g need a "
		"drift of %.3f to see a change (two-sided), %.3f\n"
		"to rule a margin out where nothing changed (one-sided), %.3f "
		"for the same on both sides (TOST).\n"
		"Assumed: problems are drawn at random from those that count; "
		"the normal approximation; both versions\n"
		"answer each problem equally often.\n",
		r->alpha, r->power, p->drift_change, p->drift_margin,
		p->drift_same);
	for (size_t i = 0; i < p->n_notes; i++)
		fprintf(file, "%s\n", p->notes[i]);
}

void momus_plan_text(const struct momus_planning *p, FILE *file)
{
	write_facts(p, file);
	write_seen(p, file);
	write_needed(p, file);
	write_looks(p, file);
	write_method(p, file);
}
