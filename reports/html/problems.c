/* problems.c - see html.h: every problem with its verdicts, turn by turn */
#include "config.h"

#include <stdlib.h>

#include "reports/html/html.h"
#include "store/layout.h"

enum {
	PROBLEMS = 2000,   /* of one run; a page that opens at once */
	MARKS = 12,	   /* in one cell; above that, two numbers */
	LEAVES = 64,	   /* trajectories in the details of a problem … */
	ALL_MARKS = 40000, /* … and fewer where they were more than this */
	NODES = 3000,	   /* runs with more show no texts */
};

/* Bytes of text that a page may hold; one of a few outputs is never cut. */
static const size_t text_budget = (size_t)6 << 20;

struct page {
	FILE *file;
	const struct momus_report_run *run;
	struct momus_grid grid;
	struct momus_arena *arena; /* owned; NULL: no texts */
	size_t index, left;	   /* number of the run; bytes of text left */
	uint32_t marks, leaves;	   /* limits of this run */
	struct momus_error *err;
	int rc;
};

static void text(struct page *p, struct momus_text t)
{
	if (p->rc == MOMUS_OK)
		p->rc = momus_html_text(p->file, t, p->err);
}

/* The solutions of one turn: marks, or right/judged where they are many. */
static void turn_cell(const struct page *p, uint32_t turn)
{
	bool v = p->run->gathered.strict;
	const struct momus_cell *c;
	uint32_t right = 0, judged = 0;

	for (uint32_t b = 0; b < p->grid.n[turn]; b++) {
		c = momus_grid_solution(&p->grid, turn, b);
		if (p->grid.n[turn] <= p->marks)
			momus_html_mark(p->file, c, v);
		judged += c->state == MOMUS_GRID_JUDGED;
		right += c->state == MOMUS_GRID_JUDGED && c->passed[v] > 0;
	}
	if (p->grid.n[turn] > p->marks)
		fprintf(p->file, "%u / %u", right, judged);
}

static void write_row(struct page *p, size_t problem)
{
	fprintf(p->file, "<tr><td><a href=\"#r%zup%zu\">", p->index, problem);
	text(p, momus_run_problem(p->run->run, problem).id);
	fputs("</a></td>", p->file);
	for (uint32_t t = 0; t <= p->grid.turns; t++) {
		fputs("<td>", p->file);
		turn_cell(p, t);
		fputs("</td>", p->file);
	}
	fputs("</tr>\n", p->file);
}

static void write_node(struct page *p, size_t i)
{
	bool v = p->run->gathered.strict;
	const struct momus_node_verdict *verdict;
	struct momus_node n;

	momus_arena_reset(p->arena);
	if (p->rc == MOMUS_OK)
		p->rc = momus_run_node(p->run->run, i, p->arena, &n, p->err);
	if (p->rc < 0)
		return;
	verdict = v ? &n.strict : &n.parity;
	if (n.response.len + n.answer.len > p->left) {
		p->left = 0;
		return;
	}
	p->left -= n.response.len + n.answer.len;
	fprintf(p->file, "<details><summary>turn %u, %s %u", n.turn,
		momus_layout_name(MOMUS_FIELD_KIND, n.kind), n.branch);
	if (n.state != MOMUS_NODE_DONE) {
		fprintf(p->file, ": %s",
			momus_layout_name(MOMUS_FIELD_STATE, n.state));
	} else if (n.kind == MOMUS_NODE_CRITIQUE) {
		if (p->grid.votes > 1)
			fprintf(p->file, ", vote %u", n.vote);
		fprintf(p->file, ": judges %s",
			momus_layout_name(MOMUS_FIELD_JUDGMENT, n.judgment));
	} else if (n.kind == MOMUS_NODE_ATTEMPT) {
		fprintf(p->file, ", reply %u", n.vote);
	} else {
		fprintf(p->file, ": %s",
			momus_layout_name(MOMUS_FIELD_STATUS, verdict->status));
	}
	fputs("</summary><div>", p->file);
	if (n.reason.len || n.note.len) {
		fputs("<p class=\"note\">", p->file);
		text(p, n.reason.len ? n.reason : n.note);
		fputs("</p>", p->file);
	}
	if (n.response.len || n.answer.len) {
		fputs("<pre>", p->file);
		text(p, n.response.len ? n.response : n.answer);
		fputs("</pre>", p->file);
	}
	fputs("</div></details>\n", p->file);
}

/* AT: the problem's first node. */
static void write_details(struct page *p, size_t problem, size_t at)
{
	const struct momus_node *nodes = momus_run_nodes(p->run->run);
	struct momus_store_problem row =
		momus_run_problem(p->run->run, problem);

	fputs("<details><summary>", p->file);
	text(p, row.id);
	fprintf(p->file, "</summary><div id=\"r%zup%zu\">", p->index, problem);
	if (row.statement.len && p->arena && row.statement.len <= p->left) {
		p->left -= row.statement.len;
		fputs("<pre>", p->file);
		text(p, row.statement);
		fputs("</pre>", p->file);
	}
	momus_html_trajectories(p->file, &p->grid, p->run->gathered.strict,
				NULL, p->leaves);
	for (; p->arena && p->left && at < momus_run_n_nodes(p->run->run) &&
	       nodes[at].problem == problem;
	     at++)
		write_node(p, at);
	fputs("</div></details>\n", p->file);
}

/* A page must open: N problems share what it holds. */
static void set_limits(struct page *p, size_t n)
{
	size_t turns = p->grid.turns + 1, marks = 0;

	p->marks = MARKS;
	for (uint32_t t = 0; t < turns; t++)
		marks += p->grid.n[t] <= MARKS ? p->grid.n[t] : 0;
	if (marks * n > ALL_MARKS)
		p->marks = 0;
	p->leaves = LEAVES;
	while (p->leaves > 1 && p->leaves * turns * n > ALL_MARKS)
		p->leaves /= 2;
}

static void write_run(struct page *p, size_t n)
{
	size_t at = 0, first;

	set_limits(p, n);
	fputs("<div class=\"wide\"><table><thead><tr><th>problem</th>",
	      p->file);
	for (uint32_t t = 0; t <= p->grid.turns; t++)
		fprintf(p->file, "<th>turn %u</th>", t);
	fputs("</tr></thead><tbody>\n", p->file);
	for (size_t i = 0; i < n; i++) {
		momus_grid_fill(&p->grid, p->run->run, i, &at);
		write_row(p, i);
	}
	fputs("</tbody></table></div>\n<h3>Details</h3>\n", p->file);
	at = 0;
	for (size_t i = 0; p->rc == MOMUS_OK && i < n; i++) {
		first = at;
		momus_grid_fill(&p->grid, p->run->run, i, &at);
		write_details(p, i, first);
	}
	if (!p->arena || !p->left)
		fputs("<p class=\"note\">The texts of large runs are left "
		      "out here; <code>momus show</code> shows them.</p>\n",
		      p->file);
}

int momus_html_problems(FILE *file, const struct momus_report *report,
			struct momus_error *err)
{
	struct page p = { .file = file, .left = text_budget, .err = err };
	size_t n, all;
	char letter[8];

	fputs("<h2 id=\"problems\">Problems</h2>\n", file);
	momus_html_key(file);
	for (; p.rc == MOMUS_OK && p.index < report->n; p.index++) {
		p.run = &report->runs[p.index];
		all = momus_run_n_problems(p.run->run);
		n = all < PROBLEMS ? all : PROBLEMS;
		if (report->n > 1)
			fprintf(file, "<h3>Run %s</h3>\n",
				momus_report_letter(p.index, letter));
		if (n < all)
			fprintf(file,
				"<p class=\"note\">The first %zu of %zu "
				"problems; CSV and JSON have all.</p>\n",
				n, all);
		p.rc = momus_grid_init(&p.grid, p.run->run, p.run->path, err);
		if (p.rc < 0)
			break;
		if (momus_run_n_nodes(p.run->run) <= NODES)
			p.arena = momus_arena_create((size_t)2 << 30);
		write_run(&p, n);
		momus_grid_release(&p.grid);
		momus_arena_free(p.arena);
		p.arena = NULL;
	}
	return p.rc;
}
