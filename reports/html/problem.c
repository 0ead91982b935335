/* problem.c - see pages.h: the page of one problem */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/inert.h"
#include "reports/html/dossier.h"

enum { TRAJECTORIES = 200 };

/* Bytes of text in one page, and of one text in it. */
static const size_t page_budget = (size_t)8 << 20;
static const size_t text_budget = 200000;

static const struct momus_html_page page_of_problem = {
	.sheet = "../style.css",
	.script = momus_html_keys_script,
	.wide = true,
};

void momus_dossier_text(struct momus_dossier *s, struct momus_text t)
{
	if (s->rc == MOMUS_OK)
		s->rc = momus_html_text(s->file, t, s->err);
}

struct momus_text momus_dossier_fit(struct momus_dossier *s,
				    struct momus_text t, size_t *cut)
{
	size_t most = s->left < text_budget ? s->left : text_budget, n = t.len;

	if (n > most) {
		n = most;
		while (n && ((unsigned char)t.ptr[n] & 0xc0) == 0x80)
			n--; /* no half character */
	}
	*cut = t.len - n;
	s->left -= n;
	return (struct momus_text){ t.ptr, n };
}

void momus_dossier_pre(struct momus_dossier *s, struct momus_text t)
{
	size_t cut;

	if (!t.len) {
		fputs("<p class=\"note\">Nothing is there.</p>\n", s->file);
		return;
	}
	t = momus_dossier_fit(s, t, &cut);
	/* A line feed right behind the tag would not be shown. */
	fputs(t.len && t.ptr[0] == '\n' ? "<pre>\n" : "<pre>", s->file);
	momus_dossier_text(s, t);
	fputs("</pre>\n", s->file);
	if (cut)
		fprintf(s->file,
			"<p class=\"note\">%zu more bytes are left out here; "
			"<code>momus show</code> shows them.</p>\n",
			cut);
}

bool momus_dossier_node(struct momus_dossier *s, uint32_t i,
			struct momus_node *out)
{
	if (s->rc == MOMUS_OK && i != MOMUS_GRID_NO_NODE)
		s->rc = momus_run_node(s->run, i, s->texts, out, s->err);
	return s->rc == MOMUS_OK && i != MOMUS_GRID_NO_NODE;
}

static void write_way(struct momus_dossier *s, const char *rel,
		      const char *file, const char *words,
		      const struct momus_text *id)
{
	fprintf(s->file, "<a rel=\"%s\" href=\"%s\">%s", rel, file, words);
	if (id)
		momus_dossier_text(s, *id);
	fputs("</a>\n", s->file);
}

static void write_ways(struct momus_dossier *s, const struct momus_site *site,
		       size_t i)
{
	const struct momus_site_problem *p = &site->problems[i];

	fputs("<nav aria-label=\"Problems\">", s->file);
	if (i > 0)
		write_way(s, "prev", p[-1].file, "← ", &p[-1].id);
	write_way(s, "up", "../index.html#problems", "All problems", NULL);
	if (i + 1 < site->n)
		write_way(s, "next", p[1].file, "→ ", &p[1].id);
	fputs("</nav>\n", s->file);
}

static void write_head(struct momus_dossier *s, const struct momus_site *site,
		       size_t i)
{
	fputs("<header><h1>", s->file);
	momus_dossier_text(s, s->id);
	fprintf(s->file, "</h1>\n<p>problem %zu of %zu", i + 1, site->n);
	for (size_t k = 0; k < site->report->n; k++) {
		struct momus_store_problem row;

		if (site->problems[i].at[k] == MOMUS_SITE_NOT_THERE)
			continue;
		row = momus_run_problem(site->report->runs[k].run,
					site->problems[i].at[k]);
		if (row.category.len) {
			fputs(", ", s->file);
			momus_dossier_text(s, row.category);
		}
		break;
	}
	fputs("</p></header>\n<details id=\"keys\"><summary>Keyboard</summary>"
	      "<div><p><kbd>n</kbd> next problem, <kbd>p</kbd> previous one, "
	      "<kbd>u</kbd> up to all; <kbd>j</kbd> next turn, <kbd>k</kbd> "
	      "previous one; <kbd>o</kbd> opens everything that is folded, or "
	      "folds it: paper shows what is open; <kbd>?</kbd> this "
	      "help.</p></div></details>\n",
	      s->file);
}

/* Runs of one data set agree on the statement: the first that has it. */
static void write_statement(struct momus_dossier *s,
			    const struct momus_site *site, size_t i)
{
	struct momus_text statement = MOMUS_TEXT("");
	char *lines = NULL;
	size_t len;

	for (size_t k = 0; k < site->report->n && !statement.len; k++)
		if (site->problems[i].at[k] != MOMUS_SITE_NOT_THERE)
			statement = momus_run_problem(site->report->runs[k].run,
						      site->problems[i].at[k])
					    .statement;
	fputs("<section aria-labelledby=\"statement\"><h2 id=\"statement\">"
	      "Statement</h2>\n",
	      s->file);
	if (s->rc == MOMUS_OK)
		s->rc = momus_inert_lines(&lines, &len, statement, s->err);
	if (s->rc == MOMUS_OK)
		momus_dossier_pre(s, (struct momus_text){ lines, len });
	free(lines);
	fputs("</section>\n", s->file);
}

static void write_fate(struct momus_dossier *s, const struct momus_fate *fate)
{
	fprintf(s->file,
		"<p class=\"note\">Of %u trajectories %u are right at turn 0 "
		"and %u at the last turn",
		fate->trajectories, fate->right_first, fate->right_last);
	for (int f = 0; f < MOMUS_FATE_KINDS; f++)
		if (fate->n[f])
			fprintf(s->file, "; %u %s", fate->n[f],
				momus_fate_label(f));
	fputs(".</p>\n", s->file);
}

static void write_run_title(struct momus_dossier *s,
			    const struct momus_report *report)
{
	const struct momus_store_head *h = momus_run_head(s->run);
	char letter[8];

	fprintf(s->file, "<h2 id=\"r%zu\">", s->index);
	if (report->n > 1)
		fprintf(s->file,
			"Run %s: ", momus_report_letter(s->index, letter));
	momus_dossier_text(s, report->runs[s->index].name);
	fputs("</h2>\n<p class=\"note\">generator ", s->file);
	momus_dossier_text(s, momus_text_of(h->generator));
	if (*h->critic) {
		fputs(", critic ", s->file);
		momus_dossier_text(s, momus_text_of(h->critic));
	}
	fputs(", feedback ", s->file);
	momus_dossier_text(s, momus_text_of(h->feedback));
	fprintf(s->file, "; the %s verdict decides</p>\n",
		s->strict ? "strict" : "parity");
}

/* Feedback beyond what a critic says by itself. */
static bool shows_tests(const char *feedback)
{
	return strcmp(feedback, "none") != 0 &&
	       strcmp(feedback, "critic") != 0 && strcmp(feedback, "self") != 0;
}

static void write_run(struct momus_dossier *s, struct momus_site *site,
		      size_t k, uint32_t problem)
{
	const struct momus_report_run *run = &site->report->runs[k];
	char prefix[32];

	s->run = run->run;
	s->labels = run->labels ? &run->labels->labels : NULL;
	s->path = run->path;
	s->index = k;
	s->strict = run->gathered.strict;
	s->told = shows_tests(momus_run_head(run->run)->feedback);
	s->first = site->runs[k].first[problem];
	s->grid = momus_site_fill(site, k, problem);
	snprintf(prefix, sizeof prefix, "r%zu", k);
	fprintf(s->file, "<section class=\"run\" aria-labelledby=\"%s\">\n",
		prefix);
	write_run_title(s, site->report);
	write_fate(s, &site->runs[k].fates[problem]);
	momus_html_trajectories(s->file, s->grid, s->strict, prefix,
				TRAJECTORIES);
	for (uint32_t b = 0; s->rc == MOMUS_OK && b < s->grid->n[0]; b++)
		momus_dossier_sample(s, b);
	fputs("</section>\n", s->file);
}

static void write_page(struct momus_dossier *s, struct momus_site *site,
		       size_t i)
{
	momus_html_begin(s->file, &page_of_problem);
	momus_dossier_text(s, s->id);
	fputs(" – Momus report", s->file);
	momus_html_main(s->file, &page_of_problem);
	write_ways(s, site, i);
	write_head(s, site, i);
	write_statement(s, site, i);
	for (size_t k = 0; k < site->report->n; k++)
		if (site->problems[i].at[k] != MOMUS_SITE_NOT_THERE)
			write_run(s, site, k, site->problems[i].at[k]);
	write_ways(s, site, i);
	momus_html_end(s->file, &page_of_problem);
}

int momus_pages_problem(FILE *file, struct momus_site *site, size_t i,
			struct momus_error *err)
{
	struct momus_dossier s = { .file = file,
				   .id = site->problems[i].id,
				   .left = page_budget,
				   .err = err };

	s.texts = momus_arena_create((size_t)2 << 30);
	s.scratch = momus_arena_create((size_t)1 << 30);
	if (s.texts && s.scratch)
		write_page(&s, site, i);
	else
		s.rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	momus_arena_free(s.texts);
	momus_arena_free(s.scratch);
	return s.rc;
}
