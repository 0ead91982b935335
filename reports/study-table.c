/* study-table.c - a study as a paper prints it: see study.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/compose.h"
#include "reports/study.h"
#include "stats/betabinomial.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { TURNS_SHOWN = 14, BENCHMARKS_SHOWN = 7 };

struct order { /* of the rows of all tables */
	const struct momus_report *r;
	size_t *list; /* owned; runs of studies, (n) */
	size_t n;
};

static int by_place(const void *x, const void *y, void *arg)
{
	const struct momus_report *r = arg;
	size_t i = *(const size_t *)x, k = *(const size_t *)y;
	const struct momus_report_cell *a = &r->runs[i].cell;
	const struct momus_report_cell *b = &r->runs[k].cell;
	const struct momus_store_head *ha = momus_run_head(r->runs[i].run);
	const struct momus_store_head *hb = momus_run_head(r->runs[k].run);
	int d = momus_text_order(a->study, b->study);

	d = d ? d : momus_text_order(a->generator, b->generator);
	d = d ? d : momus_text_order(a->benchmark, b->benchmark);
	d = d ? d : (ha->shard > hb->shard) - (ha->shard < hb->shard);
	d = d ? d : (a->place > b->place) - (a->place < b->place);
	return d ? d : (i > k) - (i < k);
}

static bool sort(struct order *o, struct momus_report *r)
{
	*o = (struct order){ .r = r,
			     .list = calloc(r->n + 1, sizeof *o->list) };
	if (!o->list)
		return false;
	for (size_t i = 0; i < r->n; i++)
		if (r->runs[i].cell.study.len)
			o->list[o->n++] = i;
	qsort_r(o->list, o->n, sizeof *o->list, by_place, r);
	return true;
}

static const struct momus_report_run *run_at(const struct order *o, size_t k)
{
	return &o->r->runs[o->list[k]];
}

/* Behind the last row of the table that begins with row K. */
static size_t end_of(const struct order *o, size_t k)
{
	size_t end = k;

	while (end < o->n && momus_study_beside(run_at(o, k), run_at(o, end)))
		end++;
	return end;
}

static bool same_study(const struct order *o, size_t a, size_t b)
{
	return momus_text_equal(run_at(o, a)->cell.study,
				run_at(o, b)->cell.study);
}

static const struct momus_figure *find(const struct momus_report_run *run,
				       enum momus_figure_kind kind, int turn)
{
	return momus_figures_find(&run->figures, kind, MOMUS_OF_NONE, turn, 0);
}

/* With a sign, so that it is not read as a score. */
static void add_difference(struct momus_report *r, const struct momus_figure *f)
{
	if (!f || isnan(f->value))
		momus_document_cell(&r->document, "–");
	else
		momus_document_cell(&r->document, "%+.2f", 100.0 * f->value);
	if (!f || isnan(f->low))
		momus_document_cell(&r->document, "%s", "");
	else
		momus_document_cell(&r->document, "[%+.1f, %+.1f]",
				    100.0 * f->low, 100.0 * f->high);
}

static void add_p(struct momus_report *r, const struct momus_figure *f)
{
	if (!f || isnan(f->value))
		momus_document_cell(&r->document, "–");
	else if (f->value < 1e-4)
		momus_document_cell(&r->document, "<0.0001");
	else
		momus_document_cell(&r->document, "%.4f", f->value);
}

static void add_row(struct momus_report *r, size_t i)
{
	const struct momus_report_run *run = &r->runs[i];
	int turns = (int)run->gathered.turns;

	momus_compose_row(r, i);
	momus_document_text(&r->document, run->cell.row);
	momus_document_cell(&r->document, "%d", turns);
	momus_compose_figure(r, find(run, MOMUS_FIGURE_PASS_AT_1, turns));
	momus_compose_figure(r, turns ? find(run, MOMUS_FIGURE_DELTA_UP, turns)
				      : NULL);
	momus_compose_figure(
		r, turns ? find(run, MOMUS_FIGURE_DELTA_DOWN, turns) : NULL);
	momus_compose_figure(
		r, momus_figures_find(&run->figures, MOMUS_FIGURE_MACRO_F1,
				      MOMUS_OF_EACH, MOMUS_POOLED, 0));
	add_difference(r, find(run, MOMUS_FIGURE_FROM_BASELINE, turns));
	add_p(r, find(run, MOMUS_FIGURE_FROM_BASELINE_HOLM, turns));
}

/* Rows FROM to TO, which are of one generator and benchmark. */
static void compose_rows(struct momus_report *r, const struct order *o,
			 size_t from, size_t to)
{
	static const struct momus_column columns[] = {
		{ "row", MOMUS_ALIGN_LEFT },
		{ "turns", MOMUS_ALIGN_RIGHT },
		{ "Pass@1", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "Δ↑", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "Δ↓", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "macro F1", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "difference", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "p", MOMUS_ALIGN_RIGHT }
	};
	const struct momus_report_run *first = run_at(o, from);
	const struct momus_figure *f = find(first, MOMUS_FIGURE_PASS_AT_1, 0);
	char caption[600];

	snprintf(caption, sizeof caption,
		 "%.*s on %.*s (%llu problems, %llu first solutions), after "
		 "the last turn, in percent; difference from %.*s",
		 (int)first->cell.generator.len, first->cell.generator.ptr,
		 (int)first->cell.benchmark.len, first->cell.benchmark.ptr,
		 (unsigned long long)(f ? f->problems : 0),
		 (unsigned long long)first->gathered.n_problems *
			 momus_run_head(first->run)->widths[0],
		 (int)first->cell.baseline.len, first->cell.baseline.ptr);
	momus_compose_table(r, columns, COUNT(columns), caption);
	for (size_t k = from; k < to; k++)
		add_row(r, o->list[k]);
}

/* Pass@1 by turn, where rows have several. */
static void compose_turns(struct momus_report *r, const struct order *o,
			  size_t from, size_t to)
{
	struct momus_column columns[TURNS_SHOWN + 1] = { { "row",
							   MOMUS_ALIGN_LEFT } };
	char titles[TURNS_SHOWN][16], caption[300];
	const struct momus_report_run *first = run_at(o, from);
	uint32_t turns = 0;

	for (size_t k = from; k < to; k++)
		if (run_at(o, k)->gathered.turns > turns)
			turns = run_at(o, k)->gathered.turns;
	if (turns < 2)
		return;
	turns = turns < TURNS_SHOWN ? turns : TURNS_SHOWN - 1;
	for (uint32_t t = 0; t <= turns; t++) {
		snprintf(titles[t], sizeof titles[t], "%u", t);
		columns[t + 1] =
			(struct momus_column){ titles[t], MOMUS_ALIGN_RIGHT };
		columns[t + 1].title =
			momus_arena_copy(r->document.arena,
					 momus_text_of(titles[t]))
				.ptr;
	}
	snprintf(caption, sizeof caption,
		 "%.*s on %.*s: Pass@1 after each turn, in percent",
		 (int)first->cell.generator.len, first->cell.generator.ptr,
		 (int)first->cell.benchmark.len, first->cell.benchmark.ptr);
	momus_compose_table(r, columns, turns + 2, caption);
	for (size_t k = from; k < to; k++) {
		const struct momus_report_run *run = run_at(o, k);

		momus_compose_row(r, o->list[k]);
		momus_document_text(&r->document, run->cell.row);
		for (uint32_t t = 0; t <= turns; t++)
			momus_compose_percent(
				r, momus_figures_value(&run->figures,
						       MOMUS_FIGURE_PASS_AT_1,
						       MOMUS_OF_NONE, (int)t));
	}
}

/* Row LABEL of the table that begins with row K; o->n if it has none. */
static size_t row_of(const struct order *o, size_t k, struct momus_text label)
{
	size_t end = end_of(o, k);

	for (; k < end; k++)
		if (momus_text_equal(run_at(o, k)->cell.row, label))
			return k;
	return o->n;
}

/* Whether a table before FIRSTS[AT] has a row LABEL. */
static bool seen(const struct order *o, const size_t *firsts, size_t at,
		 struct momus_text label)
{
	for (size_t b = 0; b < at; b++)
		if (row_of(o, firsts[b], label) < o->n)
			return true;
	return false;
}

/* One line of the overview: Pass@1 of row LABEL, benchmark by benchmark. */
static void add_overview_row(struct momus_report *r, const struct order *o,
			     const size_t *firsts, size_t n,
			     struct momus_text label)
{
	momus_document_text(&r->document, label);
	for (size_t b = 0; b < n; b++) {
		size_t k = row_of(o, firsts[b], label);
		const struct momus_report_run *run =
			k < o->n ? run_at(o, k) : NULL;

		momus_compose_figure(r, run ? find(run, MOMUS_FIGURE_PASS_AT_1,
						   (int)run->gathered.turns)
					    : NULL);
	}
}

/* Rows by benchmarks, of the generator whose tables begin at FIRSTS (N). */
static void compose_overview(struct momus_report *r, const struct order *o,
			     const size_t *firsts, size_t n)
{
	struct momus_column columns[2 * BENCHMARKS_SHOWN + 1] = {
		{ "row", MOMUS_ALIGN_LEFT }
	};
	const struct momus_report_cell *cell = &run_at(o, firsts[0])->cell;
	char caption[300];

	if (n < 2)
		return;
	for (size_t b = 0; b < n; b++) {
		columns[2 * b + 1] = (struct momus_column){
			momus_arena_copy(r->document.arena,
					 run_at(o, firsts[b])->cell.benchmark)
				.ptr,
			MOMUS_ALIGN_RIGHT
		};
		columns[2 * b + 2] =
			(struct momus_column){ "95 %", MOMUS_ALIGN_AFTER };
		if (!columns[2 * b + 1].title) {
			r->document.failed = true;
			return;
		}
	}
	snprintf(caption, sizeof caption,
		 "%.*s: Pass@1 after the last turn, in percent",
		 (int)cell->generator.len, cell->generator.ptr);
	momus_document_table(&r->document, columns, 2 * n + 1, caption);
	for (size_t b = 0; b < n; b++)
		for (size_t k = firsts[b]; k < end_of(o, firsts[b]); k++)
			if (!seen(o, firsts, b, run_at(o, k)->cell.row))
				add_overview_row(r, o, firsts, n,
						 run_at(o, k)->cell.row);
}

/* An overview of each generator among rows FROM to TO. */
static void compose_overviews(struct momus_report *r, const struct order *o,
			      size_t from, size_t to)
{
	size_t firsts[BENCHMARKS_SHOWN], n = 0;

	for (size_t k = from; k < to; k = end_of(o, k)) {
		if (n &&
		    (n == BENCHMARKS_SHOWN ||
		     !momus_text_equal(run_at(o, firsts[0])->cell.generator,
				       run_at(o, k)->cell.generator))) {
			compose_overview(r, o, firsts, n);
			n = 0;
		}
		firsts[n++] = k;
	}
	if (n)
		compose_overview(r, o, firsts, n);
}

/* How the numbers were made, and what lacks. */
static void say_how(struct momus_report *r, const struct order *o, size_t from,
		    size_t to)
{
	const struct momus_report_run *first = run_at(o, from);
	size_t comparisons = 0, without = 0;

	for (size_t i = 0; i < r->n; i++)
		comparisons += momus_study_baseline(r, i) < r->n;
	for (size_t k = from; k < to; k++) {
		const struct momus_report_run *run = run_at(o, k);

		if (momus_study_baseline(r, o->list[k]) == r->n &&
		    !momus_text_equal(run->cell.row, run->cell.baseline))
			without++;
	}
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"Pass@1, Δ↑ and Δ↓ (both from turn 0) and macro F1 of all "
		"judgments are those of the tables below. Difference: Pass@1 "
		"less that of the row \"%.*s\", over the problems that both "
		"judged; its interval by 10,000 resamples of whole problems, "
		"each with both rows, seed %llu, and of fewer than %d "
		"problems the changes that sign flips do not refuse; p "
		"two-sided, by flipping signs of the problems' mean "
		"differences, adjusted by Holm over the %zu comparisons of "
		"this report. Rows of one generator and benchmark revise the "
		"same first solutions.",
		(int)first->cell.baseline.len, first->cell.baseline.ptr,
		(unsigned long long)momus_run_head(first->run)->seed,
		MOMUS_FEW_PROBLEMS, comparisons);
	if (without)
		momus_document_add(
			&r->document, MOMUS_BLOCK_WARNING,
			"%zu rows have no difference: their baseline \"%.*s\" "
			"is not among the runs of this report.",
			without, (int)first->cell.baseline.len,
			first->cell.baseline.ptr);
}

void momus_compose_study(struct momus_report *r)
{
	struct order o;
	size_t from, to, end;

	if (!sort(&o, r)) {
		r->document.failed = true;
		return;
	}
	for (from = 0; from < o.n; from = to) {
		for (to = from; to < o.n && same_study(&o, from, to);)
			to++;
		momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
				   "Study: %.*s",
				   (int)run_at(&o, from)->cell.study.len,
				   run_at(&o, from)->cell.study.ptr);
		for (size_t k = from; k < to; k = end) {
			end = end_of(&o, k);
			compose_rows(r, &o, k, end);
		}
		compose_overviews(r, &o, from, to);
		say_how(r, &o, from, to);
		for (size_t k = from; k < to; k = end) {
			end = end_of(&o, k);
			compose_turns(r, &o, k, end);
		}
	}
	free(o.list);
}
