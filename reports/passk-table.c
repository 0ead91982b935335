/* passk-table.c - see compose.h: Pass@k, the ks worth a line */
#include "config.h"

#include "reports/compose.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The Pass@k worth a line: all up to 10, then 1, 2, 5, 10 … and the last. */
static bool is_shown(uint32_t k, uint32_t last)
{
	uint32_t head = k;

	while (head >= 10 && head % 10 == 0)
		head /= 10;
	return k <= 10 || k == last || head == 1 || head == 2 || head == 5;
}

static uint32_t last_k(const struct momus_figures *f)
{
	uint32_t last = 0;

	for (size_t i = 0; i < f->n; i++)
		if (f->list[i].kind == MOMUS_FIGURE_PASS_AT_K &&
		    f->list[i].k > last)
			last = f->list[i].k;
	return last;
}

/* The last turn whose solutions descend from first solutions one to one. */
static int last_turn(const struct momus_gathered *g)
{
	int t = (int)g->turns;

	while (t > 0 && g->turn[t].branches)
		t--;
	return t;
}

/* Pass@k and pass^k of run I after TURN, or dashes if not SHOWN. */
static void both_cells(struct momus_report *r, size_t i, int turn, bool shown,
		       uint32_t k)
{
	static const enum momus_figure_kind sorts[] = {
		MOMUS_FIGURE_PASS_AT_K, MOMUS_FIGURE_PASS_ALL_K
	};

	for (size_t s = 0; s < COUNT(sorts); s++)
		momus_compose_figure(
			r, !shown ? NULL
				  : momus_figures_find(&r->runs[i].figures,
						       sorts[s], MOMUS_OF_NONE,
						       turn, k));
}

void momus_compose_passk(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "k", MOMUS_ALIGN_RIGHT },
		{ "Pass@k", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "pass^k", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "problems", MOMUS_ALIGN_RIGHT },
		{ "after turn", MOMUS_ALIGN_RIGHT },
		{ "Pass@k", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "pass^k", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER }
	};
	struct momus_document *d = &r->document;
	const struct momus_figures *figures;
	const struct momus_figure *f;
	const bool turns = momus_compose_has_turns(r);
	uint32_t last;
	int turn;

	momus_document_add(d, MOMUS_BLOCK_SECTION, "Pass@k");
	momus_compose_table(r, columns, turns ? COUNT(columns) : 6,
			    "First solutions, then those after a turn; in "
			    "percent");
	for (size_t i = 0; i < r->n; i++) {
		figures = &r->runs[i].figures;
		last = last_k(figures);
		turn = last_turn(&r->runs[i].gathered);
		for (uint32_t k = 1; k <= last; k++) {
			f = momus_figures_find(figures, MOMUS_FIGURE_PASS_AT_K,
					       MOMUS_OF_NONE, 0, k);
			if (!is_shown(k, last) || !f)
				continue;
			momus_compose_row(r, i);
			momus_document_cell(d, "%u", k);
			both_cells(r, i, 0, true, k);
			momus_compose_count(r, (double)f->problems);
			if (!turns)
				continue;
			momus_document_cell(d, turn ? "%d" : "–", turn);
			both_cells(r, i, turn, turn > 0, k);
		}
	}
	momus_document_add(
		d, MOMUS_BLOCK_NOTE,
		"Pass@k: one of k samples is right; pass^k: all are. "
		"Unbiased estimates 1 − C(n−c,k)/C(n,k) and "
		"C(c,k)/C(n,k), means over "
		"the problems with at least k judged samples. k = 1 "
		"weighs problems alike, Pass@1 above trajectories: "
		"they differ where problems have unequal numbers "
		"of judged samples. CSV and "
		"JSON have every k and every turn.");
}
