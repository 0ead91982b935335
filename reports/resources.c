/* resources.c - see compose.h: what a run used, and how figures are made */
#include "config.h"

#include <math.h>

#include "reports/compose.h"
#include "stats/betabinomial.h"
#include "stats/bootstrap.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void add_row(struct momus_report *r, size_t i, enum momus_figure_of of,
		    const char *name)
{
	static const enum momus_figure_kind kinds[] = {
		MOMUS_FIGURE_OUTPUTS, MOMUS_FIGURE_REQUESTS,
		MOMUS_FIGURE_RETRIES, MOMUS_FIGURE_PROMPT_TOKENS,
		MOMUS_FIGURE_COMPLETION_TOKENS
	};
	const struct momus_figures *f = &r->runs[i].figures;
	double cost, latency;

	momus_compose_row(r, i);
	momus_document_cell(&r->document, "%s", name);
	for (size_t k = 0; k < COUNT(kinds); k++)
		momus_compose_count(
			r, momus_figures_value(f, kinds[k], of, MOMUS_POOLED));
	latency =
		momus_figures_value(f, MOMUS_FIGURE_LATENCY, of, MOMUS_POOLED);
	cost = momus_figures_value(f, MOMUS_FIGURE_COST, of, MOMUS_POOLED);
	momus_document_cell(&r->document, isnan(latency) ? "–" : "%.1f",
			    latency);
	momus_document_cell(&r->document, isnan(cost) ? "–" : "%.4f", cost);
}

static double second(const struct momus_report_run *run,
		     enum momus_figure_kind kind)
{
	return momus_figures_value(&run->figures, kind, MOMUS_OF_NONE,
				   MOMUS_POOLED);
}

void momus_compose_usage(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "", MOMUS_ALIGN_LEFT },
		{ "outputs", MOMUS_ALIGN_RIGHT },
		{ "requests", MOMUS_ALIGN_RIGHT },
		{ "retries", MOMUS_ALIGN_RIGHT },
		{ "prompt tokens", MOMUS_ALIGN_RIGHT },
		{ "completion tokens", MOMUS_ALIGN_RIGHT },
		{ "seconds", MOMUS_ALIGN_RIGHT },
		{ "dollars", MOMUS_ALIGN_RIGHT }
	};
	static const struct momus_column times[] = {
		{ "grading, CPU s", MOMUS_ALIGN_RIGHT },
		{ "grading, wall s", MOMUS_ALIGN_RIGHT },
		{ "whole run, wall s", MOMUS_ALIGN_RIGHT }
	};
	static const enum momus_figure_kind kinds[] = { MOMUS_FIGURE_GRADE_CPU,
							MOMUS_FIGURE_GRADE_WALL,
							MOMUS_FIGURE_WALL };
	double x;

	momus_document_add(&r->document, MOMUS_BLOCK_SECTION, "What it took");
	momus_compose_table(r, columns, COUNT(columns), "");
	for (size_t i = 0; i < r->n; i++) {
		add_row(r, i, MOMUS_OF_GENERATE, "solutions");
		if (r->runs[i].gathered.turns) {
			add_row(r, i, MOMUS_OF_CRITIQUE, "critiques");
			add_row(r, i, MOMUS_OF_REVISE, "revisions");
			add_row(r, i, MOMUS_OF_ALL, "all");
		}
	}
	momus_compose_table(r, times, COUNT(times), "");
	for (size_t i = 0; i < r->n; i++) {
		momus_compose_row(r, i);
		for (size_t k = 0; k < COUNT(kinds); k++) {
			x = second(&r->runs[i], kinds[k]);
			momus_document_cell(&r->document,
					    isnan(x) ? "–" : "%.1f", x);
		}
	}
	momus_document_add(&r->document, MOMUS_BLOCK_NOTE,
			   "Seconds: latency of the attempts that succeeded, "
			   "added up. Tokens and dollars as far as the servers "
			   "told; – where they did not.");
}

void momus_compose_methods(struct momus_report *r)
{
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "How the figures are made");
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"Brackets are 95 %% intervals: %s of %u resamples of "
		"whole problems, drawn with replacement from the stream of "
		"the run's seed. Where every problem agrees on 0 or 100 %%, "
		"Wilson's interval over the problems stands instead, and other "
		"figures on which all resamples agree have none; where a "
		"share is over fewer than %d problems, a beta-binomial one "
		"whose correlation within problems is integrated out, since "
		"the bootstrap's are too short there. Standard errors (s.e.) "
		"are clustered by problem (CR1); one of 0.00 says that these "
		"problems agree, not that others would. CSV and JSON name the "
		"method of each interval. Pass@1 "
		"after turn t is the share of judged trajectories whose "
		"solution after turn t is right; Δ↑ is the share wrong at "
		"turn 0 and right at turn t, Δ↓ the reverse, both over "
		"trajectories judged at both ends.",
		r->n && r->runs[0].figures.bca
			? "BCa ends (corrected for bias and skewness; "
			  "percentiles where that is not defined)"
			: "percentiles",
		MOMUS_BOOTSTRAP_RESAMPLES, MOMUS_FEW_PROBLEMS);
}
