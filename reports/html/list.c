/* list.c - see pages.h: all problems, to be searched and filtered */
#include "config.h"

#include "reports/csv/csv.h"
#include "reports/html/pages.h"

enum {
	ROWS = 20000,	    /* of one list; a page that opens soon */
	MARKS = 10,	    /* in one cell; above that, two numbers */
	ALL_MARKS = 100000, /* in all rows */
	GROUP = 50,	    /* rows that are drawn or skipped together */
};

struct list {
	FILE *file;
	struct momus_site *site;
	uint32_t turns, marks;
	size_t rows, shown; /* all; how many of them are listed */
	struct momus_error *err;
};

/* Rows, the most turns of a run, and how many marks a cell may have. */
static void measure(struct list *l)
{
	const struct momus_report *r = l->site->report;
	uint64_t marks = 0;

	l->marks = MARKS;
	for (size_t k = 0; k < r->n; k++) {
		const struct momus_grid *grid = &l->site->runs[k].grid;
		size_t n = momus_run_n_problems(r->runs[k].run);

		l->rows += n;
		if (grid->turns > l->turns)
			l->turns = grid->turns;
		for (uint32_t t = 0; t <= grid->turns; t++)
			marks += grid->n[t] <= MARKS ? grid->n[t] * n : 0;
	}
	if (marks > ALL_MARKS)
		l->marks = 1;
}

static void write_filters(const struct list *l)
{
	const struct momus_site *site = l->site;
	uint64_t n[MOMUS_FATE_KINDS] = { 0 };
	char letter[8];

	for (size_t k = 0; k < site->report->n; k++)
		for (size_t p = 0;
		     p < momus_run_n_problems(site->report->runs[k].run); p++)
			for (int f = 0; f < MOMUS_FATE_KINDS; f++)
				n[f] += site->runs[k].fates[p].n[f] > 0;
	fputs("<form id=\"filters\" role=\"search\" aria-label=\"Problems\" "
	      "hidden>\n<p><label for=\"q\">Search ids</label> <input "
	      "id=\"q\" name=\"q\" type=\"search\" autocomplete=\"off\" "
	      "spellcheck=\"false\" aria-controls=\"list\" "
	      "aria-keyshortcuts=\"/\">\n",
	      l->file);
	if (site->report->n > 1) {
		fputs("<label for=\"run\">Run</label> <select id=\"run\" "
		      "name=\"run\" aria-controls=\"list\"><option "
		      "value=\"\">all</option>",
		      l->file);
		for (size_t k = 0; k < site->report->n; k++)
			fprintf(l->file, "<option>%s</option>",
				momus_report_letter(k, letter));
		fputs("</select>\n", l->file);
	}
	fputs("<button type=\"reset\">Show all</button> <span id=\"shown\" "
	      "role=\"status\" aria-live=\"polite\"></span></p>\n"
	      "<fieldset><legend>Only rows with all of these</legend>\n",
	      l->file);
	for (int f = 0; f < MOMUS_FATE_KINDS; f++)
		fprintf(l->file,
			"<label title=\"%s\"><input type=\"checkbox\" "
			"value=\"%s\" aria-controls=\"list\"%s> %s "
			"<span class=\"k\">%llu</span></label>\n",
			momus_fate_meaning(f), momus_fate_name(f),
			n[f] ? "" : " disabled", momus_fate_label(f),
			(unsigned long long)n[f]);
	fputs("</fieldset></form>\n<noscript><p class=\"note\">Search and "
	      "filters need the script of this page, which is not allowed to "
	      "run here; everything else works without.</p></noscript>\n",
	      l->file);
}

static void write_keys(FILE *file)
{
	fputs("<details id=\"keys\"><summary>Keyboard, and what the filters "
	      "mean</summary><div><p><kbd>/</kbd> search, <kbd>j</kbd> or "
	      "<kbd>n</kbd> next row, <kbd>k</kbd> or <kbd>p</kbd> previous "
	      "row, <kbd>Enter</kbd> opens it, <kbd>x</kbd> or <kbd>Esc</kbd> "
	      "in the search shows all again, <kbd>?</kbd> this help. The "
	      "address keeps search and filters, so that it can be sent."
	      "</p>\n<dl>",
	      file);
	for (int f = 0; f < MOMUS_FATE_KINDS; f++)
		fprintf(file, "<dt>%s</dt><dd>%s</dd>\n", momus_fate_label(f),
			momus_fate_meaning(f));
	fputs("</dl></div></details>\n", file);
}

static void write_turn(const struct list *l, const struct momus_grid *grid,
		       uint32_t turn, bool strict)
{
	const struct momus_cell *c;
	uint32_t right = 0, judged = 0;

	fputs("<td>", l->file);
	for (uint32_t b = 0; turn <= grid->turns && b < grid->n[turn]; b++) {
		c = momus_grid_solution(grid, turn, b);
		if (grid->n[turn] <= l->marks)
			momus_html_mark(l->file, c, strict);
		judged += c->state == MOMUS_GRID_JUDGED;
		right += c->state == MOMUS_GRID_JUDGED && c->passed[strict] > 0;
	}
	if (turn <= grid->turns && grid->n[turn] > l->marks)
		fprintf(l->file, "%u of %u", right, judged);
	fputs("</td>", l->file);
}

static int write_row(struct list *l, const struct momus_site_problem *problem,
		     size_t k)
{
	uint32_t at = problem->at[k];
	const struct momus_fate *fate = &l->site->runs[k].fates[at];
	const struct momus_grid *grid = momus_site_fill(l->site, k, at);
	const char *between = "";
	char letter[8];
	int rc;

	momus_report_letter(k, letter);
	fputs("<tr data-f=\"", l->file);
	for (int f = 0; f < MOMUS_FATE_KINDS; f++)
		if (fate->n[f]) {
			fprintf(l->file, "%s%s", between, momus_fate_name(f));
			between = " ";
		}
	if (l->site->report->n > 1)
		fprintf(l->file, "\" data-r=\"%s",
			momus_report_letter(k, letter));
	fprintf(l->file, "\"><th scope=\"row\"><a href=\"problems/%s",
		problem->file);
	if (l->site->report->n > 1)
		fprintf(l->file, "#r%zu", k);
	fputs("\">", l->file);
	rc = momus_html_text(l->file, problem->id, l->err);
	fputs(problem->id.len ? "</a></th>" : "(no id)</a></th>", l->file);
	if (l->site->report->n > 1)
		fprintf(l->file, "<td>%s</td>", momus_report_letter(k, letter));
	for (uint32_t t = 0; t <= l->turns; t++)
		write_turn(l, grid, t, l->site->runs[k].strict);
	fputs("<td>", l->file);
	between = "";
	for (int f = 0; f < MOMUS_FATE_KINDS; f++)
		if (fate->n[f]) {
			fputs(between, l->file);
			if (fate->trajectories > 1 || fate->n[f] > 1)
				fprintf(l->file, "%u ", fate->n[f]);
			fputs(momus_fate_label(f), l->file);
			between = ", ";
		}
	fputs("</td></tr>\n", l->file);
	return rc;
}

/* Characters that the widest cell of TURN has. */
static uint32_t turn_width(const struct list *l, uint32_t turn)
{
	uint32_t most = 2, n;

	for (size_t k = 0; k < l->site->report->n; k++) {
		const struct momus_grid *grid = &l->site->runs[k].grid;

		n = turn <= grid->turns ? grid->n[turn] : 0;
		n = n <= l->marks ? 2 * n : 7;
		most = n > most ? n : most;
	}
	return most;
}

void momus_pages_list_style(FILE *file, struct momus_site *site)
{
	struct list l = { .file = file, .site = site };
	uint32_t width = 13; /* of all columns but the last */

	measure(&l);
	fputs("#list{--columns:minmax(9em,2fr)", file);
	if (site->report->n > 1)
		fputs(" 4em", file);
	for (uint32_t t = 0; t <= l.turns; t++) {
		uint32_t w = 2 + turn_width(&l, t);

		fprintf(file, " %uem", w < 5 ? 5 : w);
		width += w < 5 ? 5 : w;
	}
	/* Where there is little room, what happened stands below the rest. */
	fprintf(file,
		";min-width:%uem}#list tr{grid-template-columns:var(--columns) "
		"minmax(10em,3fr)}\n@media(max-width:44rem){#list{min-width:%"
		"uem}"
		"#list tr{grid-template-columns:var(--columns)}}\n",
		width + 10, width);
}

int momus_pages_list(FILE *file, struct momus_site *site,
		     struct momus_error *err)
{
	struct list l = { .file = file, .site = site, .err = err };
	int rc = MOMUS_OK;

	measure(&l);
	fputs("<h2 id=\"problems\">Problems</h2>\n", file);
	write_filters(&l);
	write_keys(file);
	momus_html_key(file);
	fputs("<div class=\"wide\"><table id=\"list\"><caption><span>Solutions "
	      "by "
	      "turn, and what happened to trajectories, critiques and "
	      "outputs</span></caption><thead><tr><th "
	      "scope=\"col\">problem</th>",
	      file);
	if (site->report->n > 1)
		fputs("<th scope=\"col\">run</th>", file);
	for (uint32_t t = 0; t <= l.turns; t++)
		fprintf(file, "<th scope=\"col\">turn %u</th>", t);
	fputs("<th scope=\"col\">what happened</th></tr></thead><tbody>\n",
	      file);
	for (size_t i = 0; rc == MOMUS_OK && i < site->n; i++)
		for (size_t k = 0; rc == MOMUS_OK && k < site->report->n; k++)
			if (site->problems[i].at[k] != MOMUS_SITE_NOT_THERE &&
			    l.shown < ROWS) {
				if (l.shown && l.shown % GROUP == 0)
					fputs("</tbody><tbody>\n", file);
				rc = write_row(&l, &site->problems[i], k);
				l.shown++;
			}
	fputs("</tbody></table></div>\n", file);
	if (l.shown < l.rows)
		fprintf(file,
			"<p class=\"note\">The first %zu of %zu rows; <a "
			"href=\"tables/problems.csv\">tables/problems.csv</a> "
			"has all, and the pages lead from one to the "
			"next.</p>\n",
			l.shown, l.rows);
	return rc;
}

int momus_pages_table(FILE *file, const struct momus_site *site,
		      struct momus_error *err)
{
	int rc = MOMUS_OK;
	char letter[8];

	fputs("run,problem,page,trajectories,right_first,right_last", file);
	for (int f = 0; f < MOMUS_FATE_KINDS; f++)
		fprintf(file, ",%s", momus_fate_name(f));
	putc('\n', file);
	for (size_t i = 0; i < site->n; i++)
		for (size_t k = 0; rc == MOMUS_OK && k < site->report->n; k++) {
			const struct momus_site_problem *p = &site->problems[i];
			const struct momus_fate *fate;

			if (p->at[k] == MOMUS_SITE_NOT_THERE)
				continue;
			fate = &site->runs[k].fates[p->at[k]];
			fprintf(file, "%s,", momus_report_letter(k, letter));
			rc = momus_csv_text(file, p->id, err);
			fprintf(file, ",problems/%s,%u,%u,%u", p->file,
				fate->trajectories, fate->right_first,
				fate->right_last);
			for (int f = 0; f < MOMUS_FATE_KINDS; f++)
				fprintf(file, ",%u", fate->n[f]);
			putc('\n', file);
		}
	return rc;
}
