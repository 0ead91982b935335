/* compose.c - see compose.h: what was run, and the scores */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "reports/compose.h"
#include "reports/study.h"
#include "store/layout.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

void momus_compose_table(struct momus_report *r,
			 const struct momus_column *columns, size_t n,
			 const char *caption)
{
	struct momus_column all[17] = { { "run", MOMUS_ALIGN_LEFT } };

	memcpy(all + 1, columns, n * sizeof *columns);
	momus_document_table(&r->document, r->n > 1 ? all : all + 1,
			     r->n > 1 ? n + 1 : n, caption);
}

void momus_compose_row(struct momus_report *r, size_t i)
{
	char letter[8];

	if (r->n > 1)
		momus_document_cell(&r->document, "%s",
				    momus_report_letter(i, letter));
}

void momus_compose_turns(struct momus_report *r,
			 void (*row)(struct momus_report *r, size_t i,
				     int turn))
{
	for (size_t i = 0; i < r->n; i++) {
		int turns = (int)r->runs[i].gathered.turns;

		for (int t = 1; t <= turns; t++)
			row(r, i, t);
		if (turns > 1)
			row(r, i, MOMUS_POOLED);
	}
}

void momus_compose_turn(struct momus_report *r, int turn)
{
	if (turn == MOMUS_POOLED)
		momus_document_cell(&r->document, "all");
	else
		momus_document_cell(&r->document, "%d", turn);
}

void momus_compose_percent(struct momus_report *r, double share)
{
	if (isnan(share))
		momus_document_cell(&r->document, "–");
	else
		momus_document_cell(&r->document, "%.2f", 100.0 * share);
}

void momus_compose_figure(struct momus_report *r, const struct momus_figure *f)
{
	momus_compose_percent(r, f ? f->value : NAN);
	if (!f || isnan(f->low))
		momus_document_cell(&r->document, "%s", "");
	else
		momus_document_cell(&r->document, "[%.1f, %.1f]",
				    100.0 * f->low, 100.0 * f->high);
}

void momus_compose_count(struct momus_report *r, double count)
{
	if (isnan(count))
		momus_document_cell(&r->document, "–");
	else
		momus_document_cell(&r->document, "%.0f", count);
}

static void write_held(const struct momus_root *root, char out[256])
{
	size_t len = 0;

	if (root->head.shards < 2)
		snprintf(out, 256, "one");
	else if (root->n_held == root->head.shards)
		snprintf(out, 256, "all %u", root->head.shards);
	else {
		for (uint32_t i = 0; i < root->n_held && len < 200; i++)
			len += (size_t)snprintf(out + len, 256 - len, "%s%u",
						i ? ", " : "", root->held[i]);
		snprintf(out + len, 256 - len, " of %u", root->head.shards);
	}
}

static void write_widths(const struct momus_store_head *head, char out[256])
{
	size_t len = 0;

	for (uint32_t t = 0; t <= head->turns && t < 16; t++)
		len += (size_t)snprintf(out + len, 256 - len, "%s%u",
					t ? ", " : "",
					head->widths[t] ? head->widths[t] : 1);
}

enum { FILE_PATH = 1, STARTED = 14, ENDED = 15 }; /* of properties */

static const char *const properties[] = {
	"name",	    "file",   "state",	 "task",     "verdict",	  "data sha256",
	"problems", "widths", "votes",	 "feedback", "generator", "critic",
	"seed",	    "shards", "started", "ended",    "made with", NULL
};

/* Property I of run R; numbers and the like are written to BUFFER. */
static struct momus_text property(const struct momus_report_run *r, int i,
				  char buffer[256])
{
	const struct momus_store_head *h = momus_run_head(r->run);
	const struct momus_root *root = momus_run_root(r->run);
	const char *texts[] = { [1] = r->path,
				[2] = momus_run_complete(r->run)
					      ? "complete"
					      : "not complete",
				[3] = h->task,
				[9] = h->feedback,
				[10] = h->generator,
				[11] = h->critic,
				[14] = root->started,
				[15] = root->ended,
				[16] = root->software };

	if (i == 0)
		return r->name;
	if (texts[i])
		return momus_text_of(*texts[i] ? texts[i] : "–");
	if (i == 4)
		snprintf(buffer, 256, "%.200s: %s decides", h->grader,
			 r->gathered.strict ? "strict" : "parity");
	else if (i == 5) /* the rest is in JSON */
		snprintf(buffer, 256, "%.16s%s", h->dataset_sha256,
			 strlen(h->dataset_sha256) > 16 ? "…" : "");
	else if (i == 6)
		snprintf(buffer, 256, "%zu", momus_run_n_problems(r->run));
	else if (i == 7)
		write_widths(h, buffer);
	else if (i == 8)
		snprintf(buffer, 256, "%u", h->votes);
	else if (i == 12)
		snprintf(buffer, 256, "%llu", (unsigned long long)h->seed);
	else if (i == 13)
		write_held(root, buffer);
	else
		return MOMUS_TEXT("–");
	return momus_text_of(buffer);
}

static bool differ(const struct momus_report *r, int i)
{
	char a[256], b[256];

	for (size_t k = 1; k < r->n; k++)
		if (!momus_text_equal(property(&r->runs[0], i, a),
				      property(&r->runs[k], i, b)))
			return true;
	return false;
}

/* Things without which figures of two runs do not speak of the same. */
static void warn_of_differences(struct momus_report *r)
{
	static const int needed[] = { 3, 4, 5, 6 };

	for (size_t i = 0; i < COUNT(needed); i++)
		if (differ(r, needed[i]))
			momus_document_add(&r->document, MOMUS_BLOCK_WARNING,
					   "The runs differ in %s: mind it "
					   "when comparing their figures.",
					   properties[needed[i]]);
}

/* Whether all runs, of a study, say the same of their samples: it is said once. */
static bool share_note(const struct momus_report *r)
{
	const char *first = momus_run_head(r->runs[0].run)->samples_note;

	for (size_t i = 1; first && i < r->n; i++) {
		const char *note = momus_run_head(r->runs[i].run)->samples_note;

		if (!note || strcmp(note, first) != 0)
			return false;
	}
	return first && *first && momus_study_covers(r);
}

/* What the store of run I has not got yet, and who gets it. */
static void warn_of_absence(struct momus_report *r, size_t i)
{
	const struct momus_root *root = momus_run_root(r->runs[i].run);
	char held[256], letter[8];
	const char *who = r->n > 1 ? momus_report_letter(i, letter) : "";
	bool part = root->n_held < root->head.shards;

	write_held(root, held);
	if (part)
		momus_document_add(
			&r->document, MOMUS_BLOCK_WARNING,
			"%s%sThe run has shards %s alone: no figure counts the "
			"problems of the others, and `momus merge` joins them.",
			who, *who ? ": " : "", held);
	if (!momus_run_complete(r->runs[i].run) && (!part || root->n_held == 1))
		momus_document_add(&r->document, MOMUS_BLOCK_WARNING,
				   "%s%sThe run is not complete: what is not "
				   "there yet is counted apart, and `momus run "
				   "--resume` goes on with it.",
				   who, *who ? ": " : "");
}

static void warn(struct momus_report *r)
{
	struct momus_document *d = &r->document;
	const struct momus_store_head *h;
	char letter[8];
	bool once = share_note(r);

	if (once)
		momus_document_add(
			d, MOMUS_BLOCK_WARNING, "%s",
			momus_run_head(r->runs[0].run)->samples_note);
	for (size_t i = 0; i < r->n; i++) {
		h = momus_run_head(r->runs[i].run);
		if (!once && h->samples_note && *h->samples_note)
			momus_document_add(
				d, MOMUS_BLOCK_WARNING, "%s%s%s",
				r->n > 1 ? momus_report_letter(i, letter) : "",
				r->n > 1 ? ": " : "", h->samples_note);
		momus_compose_noise(r, i);
		warn_of_absence(r, i);
	}
}

/* Property I of run RUN as a cell. */
static void property_cell(struct momus_report *r, size_t run, int i)
{
	char buffer[256];

	momus_document_text(&r->document, property(&r->runs[run], i, buffer));
}

/* A column a run. */
static void side_by_side(struct momus_report *r)
{
	struct momus_column columns[MOMUS_REPORT_BESIDE + 1] = {
		{ "", MOMUS_ALIGN_LEFT }
	};
	struct momus_document *d = &r->document;
	char letter[8];

	for (size_t k = 0; k < r->n; k++)
		columns[k + 1] = (struct momus_column){
			r->n > 1 ? momus_arena_copy(
					   d->arena,
					   momus_text_of(momus_report_letter(
						   k, letter)))
					   .ptr
				 : "",
			MOMUS_ALIGN_LEFT
		};
	momus_document_table(d, columns, r->n + 1, "");
	for (int i = 0; properties[i]; i++) {
		momus_document_cell(d, "%s", properties[i]);
		for (size_t k = 0; k < r->n; k++)
			property_cell(r, k, i);
	}
}

/* A row a run: the properties that runs differ in and that are, or are not, of
 * the file itself. */
static void run_by_run(struct momus_report *r, bool of_file,
		       const char *caption)
{
	struct momus_column columns[COUNT(properties)] = {
		{ "run", MOMUS_ALIGN_LEFT }
	};
	struct momus_document *d = &r->document;
	int chosen[COUNT(properties)];
	size_t n = 0;
	char letter[8];

	for (int i = 0; properties[i]; i++)
		if (differ(r, i) &&
		    of_file == (i == FILE_PATH || i == STARTED || i == ENDED)) {
			chosen[n++] = i;
			columns[n] = (struct momus_column){ properties[i],
							    MOMUS_ALIGN_LEFT };
		}
	if (!n)
		return;
	momus_document_table(d, columns, n + 1, caption);
	for (size_t k = 0; k < r->n; k++) {
		momus_document_cell(d, "%s", momus_report_letter(k, letter));
		for (size_t j = 0; j < n; j++)
			property_cell(r, k, chosen[j]);
	}
}

static void many(struct momus_report *r)
{
	static const struct momus_column same[] = { { "", MOMUS_ALIGN_LEFT },
						    { "", MOMUS_ALIGN_LEFT } };
	struct momus_document *d = &r->document;

	momus_document_table(d, same, 2, "The same in all runs");
	for (int i = 0; properties[i]; i++)
		if (!differ(r, i)) {
			momus_document_cell(d, "%s", properties[i]);
			property_cell(r, 0, i);
		}
	run_by_run(r, false, "What differs");
	run_by_run(r, true, "Where and when");
}

void momus_compose_runs(struct momus_report *r)
{
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION, "What was run");
	warn(r);
	if (r->n <= MOMUS_REPORT_BESIDE)
		side_by_side(r);
	else
		many(r);
}

static const struct momus_figure *find(const struct momus_report_run *run,
				       enum momus_figure_kind kind, int turn)
{
	return momus_figures_find(&run->figures, kind, MOMUS_OF_NONE, turn, 0);
}

static void say_identity(struct momus_report *r)
{
	const struct momus_gathered *g;
	uint64_t both = 0, judged = 0;

	for (size_t i = 0; i < r->n; i++) {
		g = &r->runs[i].gathered;
		for (uint32_t t = 1; t <= g->turns; t++) {
			both += g->turn[t].deltas.both;
			judged += g->turn[t].deltas.total;
		}
	}
	if (!judged)
		return;
	if (!r->identity)
		momus_document_add(
			&r->document, MOMUS_BLOCK_WARNING,
			"INTERNAL ERROR: Pass@1(t) = Pass@1(0) + Δ↑ − Δ↓ does "
			"not hold. The figures of this report are wrong; "
			"please report it with the run's file.");
	else
		momus_document_add(
			&r->document, MOMUS_BLOCK_NOTE,
			"Checked: Pass@1(t) = Pass@1(0) + Δ↑ − Δ↓ holds "
			"exactly over the %llu of %llu trajectories and turns "
			"judged at both ends; the others are in no Δ and are "
			"counted below.",
			(unsigned long long)both, (unsigned long long)judged);
}

bool momus_compose_has_turns(const struct momus_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->runs[i].gathered.turns)
			return true;
	return false;
}

void momus_compose_scores(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "turn", MOMUS_ALIGN_RIGHT }, { "Pass@1", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER }, { "s.e.", MOMUS_ALIGN_RIGHT },
		{ "Δ↑", MOMUS_ALIGN_RIGHT },   { "95 %", MOMUS_ALIGN_AFTER },
		{ "Δ↓", MOMUS_ALIGN_RIGHT },   { "95 %", MOMUS_ALIGN_AFTER },
		{ "n", MOMUS_ALIGN_RIGHT },    { "problems", MOMUS_ALIGN_RIGHT }
	};
	static const struct momus_column first[] = {
		{ "turn", MOMUS_ALIGN_RIGHT }, { "Pass@1", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER }, { "s.e.", MOMUS_ALIGN_RIGHT },
		{ "n", MOMUS_ALIGN_RIGHT },    { "problems", MOMUS_ALIGN_RIGHT }
	};
	const bool turns = momus_compose_has_turns(r);
	const struct momus_report_run *run;
	const struct momus_figure *f;

	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "Scores after each turn");
	momus_document_add(&r->document, MOMUS_BLOCK_CHARTS, "%s", "");
	momus_compose_table(r, turns ? columns : first,
			    turns ? COUNT(columns) : COUNT(first),
			    "In percent; n counts judged trajectories");
	for (size_t i = 0; i < r->n; i++) {
		run = &r->runs[i];
		for (int t = 0; t <= (int)run->gathered.turns; t++) {
			f = find(run, MOMUS_FIGURE_PASS_AT_1, t);
			momus_compose_row(r, i);
			momus_document_cell(&r->document, "%d", t);
			momus_compose_figure(r, f);
			momus_compose_percent(r, f ? f->error : NAN);
			if (turns) {
				momus_compose_figure(
					r, find(run, MOMUS_FIGURE_DELTA_UP, t));
				momus_compose_figure(
					r,
					find(run, MOMUS_FIGURE_DELTA_DOWN, t));
			}
			momus_compose_count(r, f ? (double)f->n : NAN);
			momus_compose_count(r, f ? (double)f->problems : NAN);
		}
	}
	say_identity(r);
}

/* Many runs at a glance: the first and the last turn of each. */
static void compose_summary(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "name", MOMUS_ALIGN_LEFT },
		{ "at turn 0", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "at its last", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "Δ↑", MOMUS_ALIGN_RIGHT },
		{ "Δ↓", MOMUS_ALIGN_RIGHT },
		{ "macro F1", MOMUS_ALIGN_RIGHT }
	};
	const struct momus_report_run *run;
	int turns;

	if (r->n < 2)
		return;
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION, "Side by side");
	warn_of_differences(r);
	momus_compose_table(r, columns, COUNT(columns),
			    "Pass@1 in percent; deltas from turn 0 to the last "
			    "turn");
	for (size_t i = 0; i < r->n; i++) {
		run = &r->runs[i];
		turns = (int)run->gathered.turns;
		momus_compose_row(r, i);
		momus_document_text(&r->document, run->name);
		momus_compose_figure(r, find(run, MOMUS_FIGURE_PASS_AT_1, 0));
		momus_compose_figure(
			r, turns ? find(run, MOMUS_FIGURE_PASS_AT_1, turns)
				 : NULL);
		momus_compose_percent(
			r, momus_figures_value(&run->figures,
					       MOMUS_FIGURE_DELTA_UP,
					       MOMUS_OF_NONE, turns));
		momus_compose_percent(
			r, momus_figures_value(&run->figures,
					       MOMUS_FIGURE_DELTA_DOWN,
					       MOMUS_OF_NONE, turns));
		momus_compose_percent(
			r, momus_figures_value(&run->figures,
					       MOMUS_FIGURE_MACRO_F1,
					       MOMUS_OF_EACH, MOMUS_POOLED));
	}
}

int momus_report_compose(struct momus_report *r, struct momus_error *err)
{
	momus_compose_study(r);
	if (!momus_study_covers(r))
		compose_summary(r);
	momus_compose_runs(r);
	momus_compose_scores(r);
	momus_compose_statuses(r);
	momus_compose_categories(r);
	momus_compose_parts(r);
	momus_compose_passk(r);
	momus_compose_pairs(r);
	momus_compose_judgments(r);
	momus_compose_choice(r);
	momus_compose_calibration(r);
	momus_compose_critiques(r);
	momus_compose_labels(r);
	momus_compose_leaks(r);
	momus_compose_steps(r);
	momus_compose_moves(r);
	momus_compose_chain(r);
	momus_compose_rewrites(r);
	momus_compose_spread(r);
	momus_compose_rewards(r);
	momus_compose_missing(r);
	momus_compose_undefined(r);
	momus_compose_verdicts(r);
	momus_compose_usage(r);
	momus_document_add(&r->document, MOMUS_BLOCK_PICTURES, "%s", "");
	momus_document_add(&r->document, MOMUS_BLOCK_PROBLEMS, "%s", "");
	momus_compose_methods(r);
	return momus_document_check(&r->document, err);
}
