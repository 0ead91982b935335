/* pages.c - see training.h: trainings as one page, and as a folder */
#include "config.h"

#include <math.h>

#include "reports/html/pages.h"
#include "reports/tables.h"
#include "reports/training/series.h"
#include "reports/training/training.h"

static const struct momus_pages_file index_files[] = {
	{ "report.csv", "every step of every training, a row each", false },
	{ "report.json", "every row of every table", false },
	{ "report.md", "the tables of this page as Markdown", false },
	{ "report.tex", "the tables and figures as LaTeX", false },
	{ "report.txt", "the same as plain text", false },
	{ NULL, NULL, false },
};

/* One headline number: where it stands now, and whence it came. */
static void write_card(FILE *file, const struct momus_ledger *l,
		       enum momus_series_id id)
{
	const struct momus_series_sum s = momus_series_sum(l, id);
	const struct momus_series *series = &momus_series[id];

	if (!s.n)
		return;
	fprintf(file,
		"<div class=\"card\"><span class=\"name\">%c%s</span><b>%.*f"
		"%s%s</b><span>",
		series->title[0] >= 'a' && series->title[0] <= 'z'
			? series->title[0] - 'a' + 'A'
			: series->title[0],
		series->title + 1, series->places, s.last,
		*series->unit ? " " : "", series->unit);
	fprintf(file, "at step %llu; first %.*f</span></div>\n",
		(unsigned long long)s.last_at, series->places, s.first);
}

static void write_cards(FILE *file, const struct momus_ledger *l)
{
	static const enum momus_series_id rewards[] = {
		MOMUS_SERIES_REWARD, MOMUS_SERIES_UP,	   MOMUS_SERIES_DOWN,
		MOMUS_SERIES_KL,     MOMUS_SERIES_ENTROPY,
	};
	static const enum momus_series_id rows[] = {
		MOMUS_SERIES_LOSS,   MOMUS_SERIES_HELD_OUT,
		MOMUS_SERIES_FORMAT, MOMUS_SERIES_AGREEMENT,
		MOMUS_SERIES_TOKENS,
	};

	fputs("<div class=\"cards\">\n", file);
	for (int i = 0; i < 5; i++)
		write_card(file, l, l->root.rewards ? rewards[i] : rows[i]);
	fputs("</div>\n", file);
}

static int write_title(FILE *file, const struct momus_trainings *t,
		       struct momus_error *err)
{
	fputs("Momus training: ", file);
	if (t->n == 1)
		return momus_html_text(
			file, momus_text_of(t->list[0].root.name), err);
	fprintf(file, "%zu trainings", t->n);
	return MOMUS_OK;
}

static int write_header(FILE *file, const struct momus_trainings *t,
			bool folder, struct momus_error *err)
{
	int rc = MOMUS_OK;

	fputs("<header>\n<h1>", file);
	if (t->n == 1)
		rc = momus_html_text(file, momus_text_of(t->list[0].root.name),
				     err);
	else
		fprintf(file, "%zu trainings side by side", t->n);
	fputs("</h1>\n", file);
	if (rc == MOMUS_OK && t->n == 1) {
		const struct momus_ledger_root *r = &t->list[0].root;

		fputs("<p>", file);
		rc = momus_html_text(file, momus_text_of(r->model), err);
		fputs(" by ", file);
		if (rc == MOMUS_OK)
			rc = momus_html_text(file, momus_text_of(r->trainer),
					     err);
		fprintf(file, ", %zu of %llu steps, seed %llu%s</p>\n",
			t->list[0].n_steps, (unsigned long long)r->planned,
			(unsigned long long)r->seed,
			r->complete ? "" : ", not complete");
		write_cards(file, &t->list[0]);
	}
	fputs("</header>\n", file);
	return rc < 0 ? rc : momus_html_nav(file, &t->report, folder, err);
}

static int write_blocks(FILE *file, const struct momus_trainings *t,
			bool folder, struct momus_error *err)
{
	const struct momus_document *d = &t->report.document;
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < d->n; i++) {
		if (d->blocks[i].kind == MOMUS_BLOCK_PICTURES && folder)
			rc = momus_pages_gallery(file, &t->report.plots, err);
		else if (d->blocks[i].kind == MOMUS_BLOCK_PICTURES)
			momus_trainings_charts(t, file);
		else
			rc = momus_html_block(file, &t->report, i, err);
		if (folder)
			momus_pages_link(file, d, i);
	}
	return rc;
}

int momus_trainings_html(const struct momus_trainings *t, FILE *file,
			 struct momus_error *err)
{
	static const struct momus_html_page page = { .sheet = NULL };
	int rc;

	momus_html_begin(file, &page);
	rc = write_title(file, t, err);
	momus_html_main(file, &page);
	if (rc == MOMUS_OK)
		rc = write_header(file, t, false, err);
	if (rc == MOMUS_OK)
		rc = write_blocks(file, t, false, err);
	momus_html_end(file, &page);
	return rc;
}

static int write_index(FILE *file, const struct momus_trainings *t, bool all,
		       struct momus_error *err)
{
	static const struct momus_html_page page = { .sheet = "style.css" };
	int rc;

	momus_html_begin(file, &page);
	rc = write_title(file, t, err);
	momus_html_main(file, &page);
	if (rc == MOMUS_OK)
		rc = write_header(file, t, true, err);
	if (rc == MOMUS_OK)
		rc = write_blocks(file, t, true, err);
	momus_pages_files(file, index_files, all);
	momus_html_end(file, &page);
	return rc;
}

static int write_style(struct momus_folder *folder, struct momus_error *err)
{
	FILE *file;
	int rc = momus_folder_begin(folder, "style.css", &file, err);

	if (rc < 0)
		return rc;
	fputs(momus_html_style, file);
	fputs(momus_html_folder_style, file);
	return momus_folder_end(folder, MOMUS_OK, err);
}

int momus_trainings_pages(const struct momus_trainings *t,
			  struct momus_folder *folder, bool all,
			  struct momus_error *err)
{
	FILE *file;
	int rc = write_style(folder, err);

	if (rc == MOMUS_OK)
		rc = momus_tables_write(&t->report, folder, err);
	if (rc == MOMUS_OK)
		rc = momus_folder_begin(folder, "index.html", &file, err);
	if (rc == MOMUS_OK)
		rc = momus_folder_end(folder, write_index(file, t, all, err),
				      err);
	if (rc == MOMUS_OK)
		rc = momus_folder_prune(folder, "problems", err);
	return rc < 0 ? rc : momus_folder_prune(folder, "tables", err);
}
