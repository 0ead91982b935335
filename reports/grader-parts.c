/* grader-parts.c - what graders name besides the verdict: figures and their tables
 *
 * A part is half of the tests (base, plus), a way to judge (strict, loose), an
 * instruction.  Parts NAME/MEMBER (of which a problem may have several:
 * NAME/MEMBER/N) are told one by one, and together as NAME/... where each counts for
 * itself, as in IFEval's accuracy of instructions.
 *
 * Parts lie among the texts of a run, which take long to unpack: of runs with very
 * many solutions some problems are drawn.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "momus/arena.h"
#include "momus/json.h"
#include "momus/random.h"
#include "reports/analysis.h"
#include "reports/compose.h"
#include "reports/measure.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { JUDGED, PASSED, COLUMNS };
enum {
	MOST_PARTS = 256,      /* told apart; others are not told */
	MOST_SOLUTIONS = 50000 /* read; about a second */
};

static const size_t text_limit = (size_t)256 << 20;

struct part {
	struct momus_text name;
	double *rows; /* owned, (turns + 1, n_problems, COLUMNS) */
};

struct parts {
	struct momus_run *run;
	struct momus_grid grid;
	struct momus_arena *names, *texts; /* borrowed; owned */
	size_t n_problems, n;
	struct part list[MOST_PARTS];
};

static bool is_member(struct momus_text name)
{
	size_t slash = momus_text_find(name, MOMUS_TEXT("/"), 0);

	return slash != (size_t)-1 &&
	       !momus_text_equal((struct momus_text){ name.ptr + slash,
						      name.len - slash },
				 MOMUS_TEXT("/*"));
}

/* The part NAME, which is put behind the others if it is new; NULL: no memory
 * (*FULL is false), or there are too many. */
static struct part *find(struct parts *p, struct momus_text name, bool *full)
{
	size_t size = (p->grid.turns + 1) * p->n_problems * COLUMNS;
	struct part *part = p->list;

	for (size_t i = 0; i < p->n; i++, part++)
		if (momus_text_equal(part->name, name))
			return part;
	*full = p->n == MOST_PARTS;
	if (*full)
		return NULL;
	part->name = momus_arena_copy(p->names, name);
	part->rows = calloc(size + 1, sizeof *part->rows);
	if (!part->name.ptr || !part->rows) {
		free(part->rows);
		return NULL;
	}
	p->n++;
	return part;
}

static int count(struct parts *p, struct momus_text name, uint32_t turn,
		 size_t problem, bool passed, double leaves,
		 struct momus_error *err)
{
	bool full = false;
	struct part *part = find(p, name, &full);
	double *row;

	if (!part)
		return full ? MOMUS_OK
			    : momus_fail(err, MOMUS_ENOMEM, "out of memory");
	row = part->rows + (turn * p->n_problems + problem) * COLUMNS;
	row[JUDGED] += leaves;
	row[PASSED] += passed ? leaves : 0.0;
	return MOMUS_OK;
}

/* The name of all members together: "strict/" and a star; empty: no memory. */
static struct momus_text group_of(struct momus_text name,
				  struct momus_arena *arena)
{
	size_t len = momus_text_find(name, MOMUS_TEXT("/"), 0) + 1;
	char *group = momus_arena_alloc(arena, len + 1);

	if (!group)
		return MOMUS_TEXT("");
	memcpy(group, name.ptr, len);
	group[len] = '*';
	return (struct momus_text){ group, len + 1 };
}

/* NAME/MEMBER of NAME/MEMBER/N. */
static struct momus_text without_number(struct momus_text name)
{
	size_t from = momus_text_find(name, MOMUS_TEXT("/"), 0), slash;

	slash = momus_text_find(name, MOMUS_TEXT("/"), from + 1);
	if (slash != (size_t)-1)
		name.len = slash;
	return name;
}

/* What one solution's JSON object PARTS says; it stands in LEAVES trajectories. */
static int count_all(struct parts *p, struct momus_text parts, uint32_t turn,
		     size_t problem, double leaves, struct momus_error *err)
{
	struct momus_text key, value, name;
	size_t at = 0;
	int rc = MOMUS_OK;

	if (!momus_json_valid(parts, NULL))
		return MOMUS_OK;
	while (rc == MOMUS_OK && momus_json_next(parts, &at, &key, &value)) {
		bool passed = value.ptr[0] == 't';

		if (!passed && value.ptr[0] != 'f')
			continue;
		name = momus_json_unescape(key, p->texts);
		if (!name.ptr)
			return momus_fail(err, MOMUS_ENOMEM, "out of memory");
		if (is_member(name))
			rc = count(p, group_of(name, p->texts), turn, problem,
				   passed, leaves, err);
		if (is_member(name))
			name = without_number(name);
		if (rc == MOMUS_OK)
			rc = count(p, name, turn, problem, passed, leaves, err);
	}
	return rc;
}

static int read_problem(struct parts *p, size_t problem,
			struct momus_error *err)
{
	const struct momus_grid *grid = &p->grid;
	int rc = MOMUS_OK;

	for (uint32_t t = 0; t <= grid->turns; t++)
		for (uint32_t b = 0; rc == MOMUS_OK && b < grid->n[t]; b++) {
			const struct momus_cell *c =
				momus_grid_solution(grid, t, b);
			double leaves = momus_grid_leaves(grid) / grid->n[t];
			struct momus_node node;

			if (c->node == MOMUS_GRID_NO_NODE ||
			    (c->state != MOMUS_GRID_JUDGED &&
			     c->state != MOMUS_GRID_UNJUDGED))
				continue;
			momus_arena_reset(p->texts);
			rc = momus_run_node(p->run, c->node, p->texts, &node,
					    err);
			if (rc == MOMUS_OK)
				rc = count_all(p, node.parts, t, problem,
					       leaves, err);
		}
	return rc;
}

/* Knuth, "The Art of Computer Programming", volume 2, 3.4.2, algorithm S. */
static int read_all(struct parts *p, struct momus_error *err)
{
	size_t at = 0, taken = 0, n = p->n_problems, most;
	struct momus_stream stream;
	int rc = MOMUS_OK;

	most = MOST_SOLUTIONS / (p->grid.total ? p->grid.total : 1);
	if (!most)
		most = 1;
	momus_stream_init(&stream, momus_run_head(p->run)->seed, MOMUS_TEXT(""),
			  0, 0, "report parts");
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++) {
		momus_grid_fill(&p->grid, p->run, i, &at);
		if (n > most &&
		    momus_stream_below(&stream, n - i) >= most - taken)
			continue;
		taken++;
		rc = read_problem(p, i, err);
	}
	return rc;
}

static void share(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[0] = momus_ratio(s[PASSED], s[JUDGED]);
}

static int measure(const struct parts *p, size_t i, uint32_t turn,
		   struct momus_figures *out, struct momus_error *err)
{
	static const struct momus_target target = {
		MOMUS_FIGURE_PART, { NAN, NAN }, 1u << JUDGED, 1u << PASSED
	};
	char purpose[48];
	const struct momus_analysis a = {
		{ .rows = p->list[i].rows + turn * p->n_problems * COLUMNS,
		  .n = p->n_problems,
		  .k = COLUMNS,
		  .figures = share,
		  .m = 1,
		  .seed = momus_run_head(p->run)->seed,
		  .purpose = purpose },
		&target,
		MOMUS_OF_NONE,
		(int)turn,
		MOMUS_TEXT(""),
		p->list[i].name
	};

	snprintf(purpose, sizeof purpose, "report part %zu turn %u", i, turn);
	return momus_analyse(&a, out, err);
}

int momus_measure_parts(struct momus_run *run, const char *path,
			struct momus_arena *arena, struct momus_figures *out,
			struct momus_error *err)
{
	struct parts *p = calloc(1, sizeof *p);
	int rc;

	if (!p)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	p->run = run;
	p->names = arena;
	p->n_problems = momus_run_n_problems(run);
	p->texts = momus_arena_create(text_limit);
	rc = p->texts ? momus_grid_init(&p->grid, run, path, err)
		      : momus_fail(err, MOMUS_ENOMEM, "out of memory");
	if (rc == MOMUS_OK) {
		rc = read_all(p, err);
		for (size_t i = 0; i < p->n; i++)
			for (uint32_t t = 0;
			     rc == MOMUS_OK && t <= p->grid.turns; t++)
				rc = measure(p, i, t, out, err);
		momus_grid_release(&p->grid);
	}
	for (size_t i = 0; i < p->n; i++)
		free(p->list[i].rows);
	momus_arena_free(p->texts);
	free(p);
	return rc;
}

static bool is_shown(const struct momus_report *r, size_t i,
		     const struct momus_figure *f, bool members)
{
	return f->kind == MOMUS_FIGURE_PART &&
	       is_member(f->reward) == members &&
	       (!members || f->turn == (int)r->runs[i].gathered.turns);
}

/* The rows of all runs; whether there is any. */
static bool rows(struct momus_report *r, bool members, bool write)
{
	const struct momus_figure *f;
	bool any = false;

	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->runs[i].figures.n; k++) {
			f = &r->runs[i].figures.list[k];
			if (!is_shown(r, i, f, members))
				continue;
			any = true;
			if (!write)
				continue;
			momus_compose_row(r, i);
			momus_document_text(&r->document, f->reward);
			if (!members)
				momus_compose_turn(r, f->turn);
			momus_compose_figure(r, f);
			momus_compose_count(r, (double)f->n);
			if (!members)
				momus_compose_count(r, (double)f->problems);
		}
	return any;
}

void momus_compose_parts(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "part", MOMUS_ALIGN_LEFT },
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "passed", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "n", MOMUS_ALIGN_RIGHT },
		{ "problems", MOMUS_ALIGN_RIGHT }
	};
	struct momus_column last[] = { columns[0], columns[2], columns[3],
				       columns[4] };

	if (!rows(r, false, false))
		return;
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "Parts of the verdict");
	momus_compose_table(r, columns, COUNT(columns),
			    "Of what was judged, in percent");
	rows(r, false, true);
	if (rows(r, true, false)) {
		momus_compose_table(r, last, COUNT(last),
				    "One by one, after the last turn");
		rows(r, true, true);
		momus_document_add(
			&r->document, MOMUS_BLOCK_NOTE,
			"NAME/*: all of them, each counted for itself. CSV and "
			"JSON have every turn.");
	}
}
