/* report.c - see report.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "momus/json.h"
#include "reports/measure.h"
#include "reports/report.h"
#include "reports/study.h"

/* The recipe's "name", or else the run's id. */
static int find_name(struct momus_report_run *r, struct momus_error *err)
{
	const struct momus_store_head *head = momus_run_head(r->run);
	struct momus_text recipe = momus_text_of(head->recipe), key, value;
	size_t at = 0;

	r->arena = momus_arena_create(1 << 20);
	if (!r->arena)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	r->name = momus_text_of(head->run_id);
	while (momus_json_valid(recipe, NULL) &&
	       momus_json_next(recipe, &at, &key, &value)) {
		if (!momus_text_equal(key, MOMUS_TEXT("\"name\"")))
			continue;
		value = momus_json_unescape(value, r->arena);
		if (value.ptr && value.len)
			r->name = value;
		break;
	}
	return MOMUS_OK;
}

static int load_run(struct momus_report_run *r, const char *path,
		    struct momus_labelled *labelled, bool look,
		    struct momus_error *err)
{
	int rc;

	r->path = path;
	rc = momus_run_open(&r->run, path, err);
	if (rc == MOMUS_OK)
		rc = find_name(r, err);
	if (rc == MOMUS_OK)
		rc = momus_study_place(r, err);
	if (rc == MOMUS_OK)
		rc = momus_gather(&r->gathered, r->run, path, err);
	if (rc == MOMUS_OK)
		rc = momus_measure(&r->gathered, momus_run_head(r->run)->seed,
				   &r->figures, err);
	if (rc == MOMUS_OK)
		rc = momus_measure_judgments(r->run, &r->gathered, &r->figures,
					     err);
	if (rc == MOMUS_OK)
		rc = momus_measure_calibration(r->run, path, &r->gathered,
					       &r->figures, err);
	if (rc == MOMUS_OK)
		rc = momus_measure_rewrites(r->run, path, &r->gathered,
					    &r->figures, err);
	if (rc == MOMUS_OK)
		rc = momus_measure_critiques(r->run, path, &r->gathered,
					     &r->figures, err);
	if (rc == MOMUS_OK)
		rc = momus_labelled_find(labelled, r->run, path, look,
					 &r->labels, err);
	if (rc == MOMUS_OK && r->labels)
		rc = momus_measure_labels(r->run, path, &r->gathered,
					  &r->labels->labels, r->labels->path,
					  &r->figures, err);
	if (rc == MOMUS_OK)
		rc = momus_measure_leaks(r->run, &r->gathered, &r->figures,
					 err);
	if (rc == MOMUS_OK)
		rc = momus_measure_moves(r->run, path, &r->gathered,
					 &r->figures, err);
	if (rc == MOMUS_OK)
		rc = momus_measure_spread(r->run, path, &r->gathered,
					  &r->figures, err);
	if (rc == MOMUS_OK)
		rc = momus_measure_choice(r->run, path, &r->gathered,
					  &r->figures, err);
	if (rc == MOMUS_OK)
		rc = momus_measure_categories(r->run, &r->gathered, &r->figures,
					      err);
	if (rc == MOMUS_OK)
		rc = momus_measure_parts(r->run, path, r->arena, &r->figures,
					 err);
	if (rc == MOMUS_OK)
		rc = momus_measure_rewards(r->run, &r->figures, err);
	if (rc == MOMUS_OK)
		rc = momus_measure_pairs(r->run, path, r->gathered.strict,
					 &r->figures, err);
	if (rc == MOMUS_OK)
		rc = momus_measure_usage(r->run, &r->figures, err);
	return rc;
}

/* The identity in whole numbers, and again in the figures that are printed,
 * where both ends were judged for the same trajectories. */
static bool holds(const struct momus_report_run *r)
{
	const struct momus_turn *first = &r->gathered.turn[0], *t;
	double p0, p, up, down;

	for (uint32_t i = 1; i <= r->gathered.turns; i++) {
		t = &r->gathered.turn[i];
		if (!momus_deltas_hold(&t->deltas))
			return false;
		if (!t->deltas.both || t->deltas.both != t->deltas.judged ||
		    t->deltas.both != first->deltas.judged)
			continue;
		p0 = momus_figures_value(&r->figures, MOMUS_FIGURE_PASS_AT_1,
					 MOMUS_OF_NONE, 0);
		p = momus_figures_value(&r->figures, MOMUS_FIGURE_PASS_AT_1,
					MOMUS_OF_NONE, (int)i);
		up = momus_figures_value(&r->figures, MOMUS_FIGURE_DELTA_UP,
					 MOMUS_OF_NONE, (int)i);
		down = momus_figures_value(&r->figures, MOMUS_FIGURE_DELTA_DOWN,
					   MOMUS_OF_NONE, (int)i);
		if (!(fabs(p - (p0 + up - down)) < 1e-9))
			return false;
	}
	return true;
}

int momus_report_load(struct momus_report *out, const char *const *paths,
		      size_t n, const struct momus_report_options *options,
		      struct momus_error *err)
{
	int rc;

	memset(out, 0, sizeof *out);
	out->identity = true;
	rc = momus_document_init(&out->document, err);
	out->runs = calloc(n + 1, sizeof *out->runs);
	if (!out->runs && rc == MOMUS_OK)
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	if (rc == MOMUS_OK && options)
		rc = momus_labelled_read(&out->labelled, options->labels,
					 options->n_labels, err);
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++) {
		out->n++;
		out->runs[i].place = i;
		out->runs[i].figures.bca = options && options->bca;
		rc = load_run(&out->runs[i], paths[i], &out->labelled,
			      options && options->look, err);
		if (rc == MOMUS_OK)
			out->identity &= holds(&out->runs[i]);
	}
	if (rc == MOMUS_OK)
		rc = momus_labelled_check(&out->labelled, err);
	if (rc == MOMUS_OK)
		rc = momus_measure_study(out, err);
	if (rc < 0)
		momus_report_release(out);
	return rc;
}

void momus_report_release(struct momus_report *report)
{
	for (size_t i = 0; i < report->n; i++) {
		momus_run_close(report->runs[i].run);
		momus_gathered_release(&report->runs[i].gathered);
		momus_figures_release(&report->runs[i].figures);
		momus_arena_free(report->runs[i].arena);
	}
	free(report->runs);
	momus_labelled_release(&report->labelled);
	momus_document_release(&report->document);
	momus_plots_release(&report->plots);
	memset(report, 0, sizeof *report);
}

const char *momus_report_letter(size_t i, char out[8])
{
	char *at = out + 7;

	*at = '\0';
	for (i++; i && at > out; i = (i - 1) / 26)
		*--at = (char)('A' + (i - 1) % 26);
	return at;
}
