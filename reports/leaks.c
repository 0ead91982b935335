/* leaks.c - figures of measure.h, and their tables: what critiques give away */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "momus/json.h"
#include "reports/analysis.h"
#include "reports/compose.h"
#include "reports/measure.h"
#include "stats/leaks.h"
#include "store/layout.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { N, ANY, EXPECTED, SOLUTION, COLUMNS, FIGURES = COLUMNS - 1 };
enum { LISTED = 10, SHOWN = 60 /* bytes */ };

static const enum momus_figure_kind kinds[FIGURES] = {
	MOMUS_FIGURE_LEAKS, MOMUS_FIGURE_LEAKS_EXPECTED,
	MOMUS_FIGURE_LEAKS_SOLUTION
};

static bool is_looked_at(const struct momus_node *n)
{
	return n->kind == MOMUS_NODE_CRITIQUE && n->state == MOMUS_NODE_DONE &&
	       n->leak != MOMUS_NODE_LEAK_UNKNOWN;
}

static void figures(const void *arg, const double *s, double *out)
{
	(void)arg;
	for (int i = 0; i < FIGURES; i++)
		out[i] = momus_ratio(s[ANY + i], s[N]);
}

static int put_turn(const struct momus_gathered *g, const double *rows,
		    int turn, uint32_t longest, uint64_t seed,
		    struct momus_figures *out, struct momus_error *err)
{
	struct momus_target targets[FIGURES];
	const struct momus_analysis a = { { .rows = rows,
					    .n = g->n_problems,
					    .k = COLUMNS,
					    .figures = figures,
					    .m = FIGURES,
					    .seed = seed,
					    .purpose = "report leaks" },
					  targets,
					  MOMUS_OF_NONE,
					  turn };
	size_t from = out->n;
	int rc;

	for (unsigned i = 0; i < FIGURES; i++)
		targets[i] = (struct momus_target){ kinds[i], momus_unbounded,
						    1u << N, 1u << (ANY + i),
						    MOMUS_OF_NONE };
	rc = momus_analyse(&a, out, err);
	return rc < 0 ? rc
		      : momus_figures_count(out, MOMUS_FIGURE_LEAK_LONGEST,
					    MOMUS_OF_NONE, turn, longest,
					    out->list[from].n, err);
}

int momus_measure_leaks(const struct momus_run *run,
			const struct momus_gathered *g,
			struct momus_figures *out, struct momus_error *err)
{
	const struct momus_node *nodes = momus_run_nodes(run);
	size_t plane = g->n_problems * COLUMNS;
	double *rows = calloc((g->turns + 1) * plane + 1, sizeof *rows);
	uint32_t longest[COUNT(g->turn)] = { 0 };
	bool any = false;
	int rc = MOMUS_OK;

	if (!rows)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < momus_run_n_nodes(run); i++) {
		const struct momus_node *n = &nodes[i];

		if (!is_looked_at(n) || !n->turn || n->turn > g->turns)
			continue;
		any = true;
		for (uint32_t t = 0; t <= n->turn; t += n->turn) {
			double *row = rows + t * plane + n->problem * COLUMNS;

			row[N]++;
			row[ANY] += n->leak != MOMUS_NODE_LEAK_NONE;
			row[EXPECTED] += n->leak == MOMUS_NODE_LEAK_EXPECTED ||
					 n->leak == MOMUS_NODE_LEAK_BOTH;
			row[SOLUTION] += n->leak == MOMUS_NODE_LEAK_SOLUTION ||
					 n->leak == MOMUS_NODE_LEAK_BOTH;
			if (n->leak_words > longest[t])
				longest[t] = n->leak_words;
		}
	}
	for (uint32_t t = 0; rc == MOMUS_OK && any && t <= g->turns; t++)
		rc = put_turn(g, rows + t * plane, t ? (int)t : MOMUS_POOLED,
			      longest[t], momus_run_head(run)->seed, out, err);
	free(rows);
	return rc;
}

static const struct momus_figure *find(const struct momus_report *r, size_t i,
				       enum momus_figure_kind kind, int turn)
{
	return momus_figures_find(&r->runs[i].figures, kind, MOMUS_OF_NONE,
				  turn, 0);
}

static void share_row(struct momus_report *r, size_t i, int turn)
{
	const struct momus_figure *f = find(r, i, kinds[0], turn);

	if (!f)
		return;
	momus_compose_row(r, i);
	momus_compose_turn(r, turn);
	for (int k = 0; k < FIGURES; k++)
		momus_compose_figure(r, find(r, i, kinds[k], turn));
	momus_compose_count(r, momus_figures_value(&r->runs[i].figures,
						   MOMUS_FIGURE_LEAK_LONGEST,
						   MOMUS_OF_NONE, turn));
	momus_compose_count(r, (double)f->n);
}

/* What node NODE of run I gives away, cut. */
static void text_cell(struct momus_report *r, size_t i, size_t node,
		      struct momus_arena *arena)
{
	struct momus_text run, text;
	struct momus_node n;

	momus_arena_reset(arena);
	if (momus_run_node(r->runs[i].run, node, arena, &n, NULL) < 0) {
		momus_document_cell(&r->document, "–");
		return;
	}
	run = momus_json_member(n.leaks, n.leak == MOMUS_NODE_LEAK_SOLUTION
						 ? "solution"
						 : "expected");
	text = momus_json_unescape(momus_json_member(run, "text"), arena);
	if (text.len > SHOWN) {
		text.len = SHOWN;
		while (text.len && (text.ptr[text.len] & 0xc0) == 0x80)
			text.len--;
	}
	momus_document_text(&r->document, text);
}

/* The place of the node whose run is the longest behind AT, which has been told:
 * among equal ones the first. */
static size_t next_longest(const struct momus_run *run, size_t at, size_t none)
{
	const struct momus_node *all = momus_run_nodes(run);
	uint32_t most = at == none ? UINT32_MAX : all[at].leak_words;
	size_t best = none;

	for (size_t i = 0; i < none; i++) {
		uint32_t words = all[i].leak_words;

		if (!words || words > most ||
		    (words == most && at != none && i <= at))
			continue;
		if (best == none || words > all[best].leak_words)
			best = i;
	}
	return best;
}

static void leak_rows(struct momus_report *r, size_t i,
		      struct momus_arena *arena)
{
	const struct momus_run *run = r->runs[i].run;
	size_t none = momus_run_n_nodes(run), at = none;

	if (!find(r, i, kinds[0], MOMUS_POOLED))
		return;
	for (int k = 0; k < LISTED; k++) {
		const struct momus_node *n;

		at = next_longest(run, at, none);
		if (at == none)
			return;
		n = &momus_run_nodes(run)[at];
		momus_compose_row(r, i);
		momus_document_text(&r->document,
				    momus_run_problem(run, n->problem).id);
		momus_document_cell(&r->document, "%u", n->turn);
		momus_document_cell(&r->document, "%u", n->branch);
		momus_document_cell(&r->document, "%u", n->vote);
		momus_document_cell(
			&r->document, "%s",
			momus_layout_name(MOMUS_FIELD_LEAK, n->leak));
		momus_compose_count(r, n->leak_words);
		text_cell(r, i, at, arena);
	}
}

static void list_leaks(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "problem", MOMUS_ALIGN_LEFT }, { "turn", MOMUS_ALIGN_RIGHT },
		{ "branch", MOMUS_ALIGN_RIGHT }, { "vote", MOMUS_ALIGN_RIGHT },
		{ "of", MOMUS_ALIGN_LEFT },	 { "words", MOMUS_ALIGN_RIGHT },
		{ "shared", MOMUS_ALIGN_LEFT }
	};
	struct momus_arena *arena = momus_arena_create((size_t)256 << 20);

	if (!arena) {
		r->document.failed = true;
		return;
	}
	momus_compose_table(r, columns, COUNT(columns),
			    "Critiques that share the longest runs of words");
	for (size_t i = 0; i < r->n; i++)
		leak_rows(r, i, arena);
	momus_arena_free(arena);
}

void momus_compose_leaks(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "leak", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "outputs", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "reference", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "longest", MOMUS_ALIGN_RIGHT },
		{ "n", MOMUS_ALIGN_RIGHT }
	};
	bool any = false, leaks = false;

	for (size_t i = 0; i < r->n; i++) {
		any |= find(r, i, kinds[0], MOMUS_POOLED) != NULL;
		leaks |= momus_figures_value(&r->runs[i].figures, kinds[0],
					     MOMUS_OF_NONE, MOMUS_POOLED) > 0;
	}
	if (!any)
		return;
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "What critiques give away");
	momus_compose_table(r, columns, COUNT(columns),
			    "Critiques that share words with hidden outputs or "
			    "the reference, in percent; words of the longest "
			    "run");
	momus_compose_turns(r, share_row);
	if (leaks)
		list_leaks(r);
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"Of all critiques of problems whose task tells hidden outputs "
		"that are not trivial, or a reference. A leak: an expected "
		"output of fewer than %d "
		"words whole, of a longer one %d words in a row, or %d of the "
		"reference solution, none of which stand so in the statement, "
		"in public tests or in the solution that is criticised. Runs "
		"of fewer than %d letters and digits, of one or two words "
		"without a digit, and of three or more words of which fewer "
		"than three differ are trivial and no leak. Of each output "
		"the first %d bytes count, of all of a problem the first %d; "
		"one of which a task keeps no more than a digest is not "
		"searched for (\"untold\" in the run's file).",
		MOMUS_LEAK_OUTPUT, MOMUS_LEAK_OUTPUT, MOMUS_LEAK_REFERENCE,
		MOMUS_LEAK_LETTERS, MOMUS_LEAK_BYTES, MOMUS_LEAK_BYTES_ALL);
}
