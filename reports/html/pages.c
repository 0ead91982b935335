/* pages.c - see pages.h: the index, and all files in their order */
#include "config.h"

#include <string.h>

#include "reports/html/pages.h"
#include "reports/tables.h"

static const struct momus_html_page index_page = {
	.sheet = "style.css",
	.script = momus_html_list_script,
};

static const struct momus_pages_file index_files[] = {
	{ "report.csv", "every figure, one row each", false },
	{ "report.json", "everything but texts", false },
	{ "report.md", "the tables as Markdown", false },
	{ "report.tex", "the tables and figures as LaTeX", false },
	{ "report.txt", "the tables as plain text", false },
	{ "tables/problems.csv", "every problem, and what happened", true },
	{ NULL, NULL, false },
};

void momus_pages_files(FILE *file, const struct momus_pages_file *files,
		       bool all)
{
	fputs("<h2 id=\"files\">Files</h2>\n<ul>\n", file);
	for (; files->name; files++)
		if (all || files->always)
			fprintf(file, "<li><a href=\"%s\">%s</a>: %s</li>\n",
				files->name, files->name, files->what);
	fputs("<li><code>tables/</code>: each table of this page as CSV and "
	      "LaTeX</li>\n</ul>\n",
	      file);
}

void momus_pages_link(FILE *file, const struct momus_document *d, size_t i)
{
	char name[64];

	if (d->blocks[i].kind != MOMUS_BLOCK_TABLE || !d->blocks[i].n_columns)
		return;
	momus_table_name(d, i, name);
	fprintf(file,
		"<p class=\"as\">This table as <a href=\"tables/%s.csv\" "
		"aria-label=\"CSV, %s\">CSV</a>, <a href=\"tables/%s.tex\" "
		"aria-label=\"LaTeX, %s\">LaTeX</a></p>\n",
		name, name, name, name);
}

/* Picture P: what it shows in words, how it was made, and its files. */
static int write_picture(FILE *file, const struct momus_plot *p,
			 struct momus_error *err)
{
	static const char *const files[][2] = { { "svg", "SVG" },
						{ "pdf", "PDF" },
						{ "png", "PNG" },
						{ "gp", "script" },
						{ "dat", "data" } };
	int rc;

	fprintf(file,
		"<figure id=\"figure-%s\"><img src=\"figures/%s.svg\" "
		"width=\"%d\" height=\"%d\" alt=\"",
		p->name, p->name, p->width, p->height);
	rc = momus_html_text(file, p->alt, err);
	fputs("\"><figcaption><b>", file);
	if (rc == MOMUS_OK)
		rc = momus_html_text(file, p->title, err);
	fputs("</b> ", file);
	if (rc == MOMUS_OK)
		rc = momus_html_text(file, p->caption, err);
	fputs("</figcaption><p class=\"as\">This figure as ", file);
	for (int i = 0; i < 5; i++)
		fprintf(file,
			"%s<a href=\"figures/%s.%s\" aria-label=\"%s, "
			"%s\">%s</a>",
			i ? ", " : "", p->name, files[i][0], files[i][1],
			p->name, files[i][1]);
	fputs("</p></figure>\n", file);
	return rc;
}

/* Pictures that show scores by turn stand beside their table. */
static bool is_score(const struct momus_plot *p)
{
	size_t n = strcspn(p->name, "-");

	return (n == 5 && strncmp(p->name, "pass1", n) == 0) ||
	       (n == 6 && strncmp(p->name, "deltas", n) == 0);
}

static size_t count_pictures(const struct momus_plots *plots, bool scores)
{
	size_t n = 0;

	for (size_t i = 0; i < plots->n; i++)
		n += plots->list[i].drawn &&
		     is_score(&plots->list[i]) == scores;
	return n;
}

static int write_pictures(FILE *file, const struct momus_plots *plots,
			  bool scores, struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (!count_pictures(plots, scores))
		return MOMUS_OK;
	fputs("<div class=\"pictures\">\n", file);
	for (size_t i = 0; rc == MOMUS_OK && i < plots->n; i++)
		if (plots->list[i].drawn && is_score(&plots->list[i]) == scores)
			rc = write_picture(file, &plots->list[i], err);
	fputs("</div>\n", file);
	return rc;
}

int momus_pages_gallery(FILE *file, const struct momus_plots *plots,
			struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (!plots->n)
		return MOMUS_OK;
	fputs("<h2 id=\"figures\">Figures</h2>\n", file);
	if (plots->trouble.len) {
		fputs("<p class=\"warning\">", file);
		rc = momus_html_text(file, plots->trouble, err);
		fputs("</p>\n", file);
	}
	return rc < 0 ? rc : write_pictures(file, plots, false, err);
}

/* Without pictures the page draws the scores itself. */
static int write_block(FILE *file, struct momus_site *site, size_t i,
		       struct momus_error *err)
{
	const struct momus_report *report = site->report;
	int rc;

	switch (report->document.blocks[i].kind) {
	case MOMUS_BLOCK_CHARTS:
		if (count_pictures(&report->plots, true))
			return write_pictures(file, &report->plots, true, err);
		break;
	case MOMUS_BLOCK_PROBLEMS:
		rc = momus_pages_gallery(file, &report->plots, err);
		return rc < 0 ? rc : momus_pages_list(file, site, err);
	default:
		break;
	}
	return momus_html_block(file, report, i, err);
}

static int write_index(FILE *file, struct momus_site *site, bool all,
		       struct momus_error *err)
{
	const struct momus_report *report = site->report;
	const struct momus_document *d = &report->document;
	int rc;

	momus_html_begin(file, &index_page);
	rc = momus_html_title(file, report, err);
	momus_html_main(file, &index_page);
	if (rc == MOMUS_OK)
		rc = momus_html_header(file, report, true, err);
	for (size_t i = 0; rc == MOMUS_OK && i < d->n; i++) {
		rc = write_block(file, site, i, err);
		momus_pages_link(file, d, i);
	}
	momus_pages_files(file, index_files, all);
	momus_html_end(file, &index_page);
	return rc;
}

static int write_style(struct momus_folder *folder, struct momus_site *site,
		       struct momus_error *err)
{
	FILE *file;
	int rc = momus_folder_begin(folder, "style.css", &file, err);

	if (rc < 0)
		return rc;
	fputs(momus_html_style, file);
	fputs(momus_html_folder_style, file);
	momus_pages_list_style(file, site);
	return momus_folder_end(folder, MOMUS_OK, err);
}

static int write_problems(struct momus_folder *folder, struct momus_site *site,
			  struct momus_error *err)
{
	char name[100];
	FILE *file;
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < site->n; i++) {
		snprintf(name, sizeof name, "problems/%s",
			 site->problems[i].file);
		rc = momus_folder_begin(folder, name, &file, err);
		if (rc == MOMUS_OK)
			rc = momus_folder_end(
				folder, momus_pages_problem(file, site, i, err),
				err);
	}
	return rc;
}

/* The index last, so that what it leads to is there. */
static int write_all(struct momus_folder *folder, struct momus_site *site,
		     bool all, struct momus_error *err)
{
	FILE *file;
	int rc = write_style(folder, site, err);

	if (rc == MOMUS_OK)
		rc = write_problems(folder, site, err);
	if (rc == MOMUS_OK)
		rc = momus_tables_write(site->report, folder, err);
	if (rc == MOMUS_OK)
		rc = momus_folder_begin(folder, "tables/problems.csv", &file,
					err);
	if (rc == MOMUS_OK)
		rc = momus_folder_end(folder,
				      momus_pages_table(file, site, err), err);
	if (rc == MOMUS_OK)
		rc = momus_folder_begin(folder, "index.html", &file, err);
	if (rc == MOMUS_OK)
		rc = momus_folder_end(folder, write_index(file, site, all, err),
				      err);
	if (rc == MOMUS_OK)
		rc = momus_folder_prune(folder, "problems", err);
	return rc < 0 ? rc : momus_folder_prune(folder, "tables", err);
}

int momus_pages_write(const struct momus_report *report,
		      struct momus_folder *folder, bool all,
		      struct momus_error *err)
{
	struct momus_site site;
	int rc = momus_site_init(&site, report, err);

	if (rc < 0)
		return rc;
	rc = write_all(folder, &site, all, err);
	momus_site_release(&site);
	return rc;
}
