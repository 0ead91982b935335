/* rewrites.c - figures of measure.h: how much revisions change, and what it is
 * worth
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "reports/analysis.h"
#include "reports/measure.h"
#include "reports/rewrites.h"
#include "stats/matching.h"
#include "stats/program.h"

enum { N, RATIO, UNCHANGED, REWRITTEN, COLUMNS }; /* of a problem and turn */
enum {
	SUCCESS = 4 * MOMUS_REWRITES_BINS
}; /* columns: n, right, bin by bin,
					     * of right ones, of wrong ones */

/* What texts may cost that were made to cost much. */
static const uint64_t most_work = 8000000;
static const size_t most_bytes = 200000, most_tokens = 8000;

struct rewrites {
	const struct momus_gathered *g;
	double *rows;	  /* owned, (1 + TURNS, N_PROBLEMS, COLUMNS): [0] all */
	double *success;  /* owned, (N_PROBLEMS, SUCCESS) */
	uint64_t without; /* that could not be compared */
};

static double *row_of(const struct rewrites *w, uint32_t turn, size_t problem)
{
	return w->rows + (turn * w->g->n_problems + problem) * COLUMNS;
}

static int compare(struct momus_text before, struct momus_text after,
		   struct momus_text language, double *ratio, bool *same,
		   struct momus_error *err)
{
	struct momus_words *words = momus_words_create();
	struct momus_program a = { .shape = { .at = NULL } }, b = a;
	int rc = MOMUS_OK;

	if (!words ||
	    !momus_program_cut(words, before,
			       momus_program_braces(language, before), &a) ||
	    !momus_program_cut(words, after,
			       momus_program_braces(language, after), &b))
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	else if (a.shape.n > most_tokens || b.shape.n > most_tokens)
		rc = MOMUS_END;
	else
		rc = momus_matching_ratio(a.shape.at, a.shape.n, b.shape.at,
					  b.shape.n, most_work, ratio, err);
	*same = rc == MOMUS_OK && momus_program_same(&a, &b);
	momus_program_release(&a);
	momus_program_release(&b);
	momus_words_free(words);
	return rc;
}

size_t momus_rewrites_bin(double ratio, bool same)
{
	return same ? MOMUS_REWRITES_BINS - 1 : (size_t)fmin(3, 4 * ratio);
}

static int add(void *arg, const struct momus_revised *r,
	       struct momus_error *err)
{
	struct rewrites *w = arg;
	struct momus_text before = r->first.answer, after = r->revision.answer;
	double ratio = NAN, *row;
	bool same = false;
	int rc = MOMUS_END;

	if (before.len && after.len && before.len <= most_bytes &&
	    after.len <= most_bytes)
		rc = compare(before, after, r->revision.language, &ratio, &same,
			     err);
	if (rc == MOMUS_END) {
		w->without++;
		return MOMUS_OK;
	}
	if (rc < 0)
		return rc;
	for (int all = 0; all < 2; all++) {
		row = row_of(w, all ? 0 : r->turn, r->problem);
		row[N]++;
		row[RATIO] += ratio;
		row[UNCHANGED] += same;
		row[REWRITTEN] += ratio < MOMUS_REWRITES_REWRITTEN;
	}
	if (r->before == MOMUS_UNKNOWN || r->after == MOMUS_UNKNOWN)
		return MOMUS_OK;
	row = w->success + r->problem * SUCCESS +
	      2 * (momus_rewrites_bin(ratio, same) +
		   (r->before == MOMUS_RIGHT ? 0 : MOMUS_REWRITES_BINS));
	row[0]++;
	row[1] += r->after == MOMUS_RIGHT;
	return MOMUS_OK;
}

static void rewrite_figures(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[0] = momus_ratio(s[RATIO], s[N]);
	out[1] = momus_ratio(s[UNCHANGED], s[N]);
	out[2] = momus_ratio(s[REWRITTEN], s[N]);
}

static int put_turn(const struct rewrites *w, uint32_t turn, uint64_t seed,
		    struct momus_figures *out, struct momus_error *err)
{
	const struct momus_target targets[] = {
		{ MOMUS_FIGURE_SIMILARITY, momus_unbounded, 1u << N,
		  1u << RATIO },
		{ MOMUS_FIGURE_UNCHANGED, momus_unbounded, 1u << N,
		  1u << UNCHANGED },
		{ MOMUS_FIGURE_REWRITTEN, momus_unbounded, 1u << N,
		  1u << REWRITTEN },
	};
	const struct momus_analysis a = { { .rows = row_of(w, turn, 0),
					    .n = w->g->n_problems,
					    .k = COLUMNS,
					    .figures = rewrite_figures,
					    .m = 3,
					    .seed = seed,
					    .purpose = "report rewrites" },
					  targets,
					  MOMUS_OF_NONE,
					  turn ? (int)turn : MOMUS_POOLED };

	return momus_analyse(&a, out, err);
}

static void success_figures(const void *arg, const double *s, double *out)
{
	(void)arg;
	for (int b = 0; b < SUCCESS / 2; b++)
		out[b] = momus_ratio(s[2 * b + 1], s[2 * b]);
}

static int put_success(const struct rewrites *w, uint64_t seed,
		       struct momus_figures *out, struct momus_error *err)
{
	struct momus_target targets[SUCCESS / 2];
	const struct momus_analysis a = { { .rows = w->success,
					    .n = w->g->n_problems,
					    .k = SUCCESS,
					    .figures = success_figures,
					    .m = SUCCESS / 2,
					    .seed = seed,
					    .purpose = "report rewritten" },
					  targets,
					  MOMUS_OF_NONE,
					  MOMUS_POOLED };
	size_t from = out->n;
	int rc;

	for (unsigned b = 0; b < SUCCESS / 2; b++)
		targets[b] = (struct momus_target){
			MOMUS_FIGURE_REWRITE_RIGHT, momus_unbounded,
			1u << 2 * b, 1u << (2 * b + 1), MOMUS_OF_NONE
		};
	rc = momus_analyse(&a, out, err);
	for (size_t b = 0; rc == MOMUS_OK && b < SUCCESS / 2; b++) {
		struct momus_figure *f = &out->list[from + b];

		f->k = (uint32_t)(b % MOMUS_REWRITES_BINS) + 1;
		f->reward = b < MOMUS_REWRITES_BINS
				    ? MOMUS_TEXT("right before")
				    : MOMUS_TEXT("wrong before");
	}
	return rc;
}

static int put(const struct rewrites *w, const struct momus_revisions *sample,
	       uint64_t seed, struct momus_figures *out,
	       struct momus_error *err)
{
	const struct {
		enum momus_figure_kind kind;
		uint64_t value, n;
	} counts[] = {
		{ MOMUS_FIGURE_REVISIONS, sample->all, sample->all },
		{ MOMUS_FIGURE_REVISIONS_SAMPLED, sample->taken, sample->all },
		{ MOMUS_FIGURE_NOT_COMPARED, w->without, sample->taken },
	};
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < 3; i++)
		rc = momus_figures_count(out, counts[i].kind, MOMUS_OF_NONE,
					 MOMUS_POOLED, (double)counts[i].value,
					 counts[i].n, err);
	for (uint32_t t = 0; rc == MOMUS_OK && t <= w->g->turns; t++)
		rc = put_turn(w, t, seed, out, err);
	return rc < 0 ? rc : put_success(w, seed, out, err);
}

int momus_measure_rewrites(struct momus_run *run, const char *path,
			   const struct momus_gathered *g,
			   struct momus_figures *out, struct momus_error *err)
{
	struct rewrites w = { .g = g };
	struct momus_revisions sample;
	int rc;

	if (!g->turns)
		return MOMUS_OK;
	w.rows = calloc((g->turns + 1) * g->n_problems * COLUMNS + 1,
			sizeof *w.rows);
	w.success = calloc(g->n_problems * SUCCESS + 1, sizeof *w.success);
	if (!w.rows || !w.success)
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	else
		rc = momus_revisions_sample(run, path, g, add, &w, &sample,
					    err);
	if (rc == MOMUS_OK && sample.all)
		rc = put(&w, &sample, momus_run_head(run)->seed, out, err);
	free(w.rows);
	free(w.success);
	return rc;
}
