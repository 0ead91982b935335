/* md.c - a report as GitHub-flavoured Markdown */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/inert.h"
#include "reports/report.h"

/* T on one line, none of it markup. */
static int write_text(FILE *file, struct momus_text t, struct momus_error *err)
{
	char *made;
	int rc = momus_inert_copy(&made, t, err);

	if (rc < 0)
		return rc;
	for (const char *c = made; *c; c++)
		if (*c == '<')
			fputs("&lt;", file);
		else if (*c == '&')
			fputs("&amp;", file);
		else if (strchr("\\`*_{}[]()#!|~>", *c))
			fprintf(file, "\\%c", *c);
		else
			putc(*c == '\n' || *c == '\t' ? ' ' : *c, file);
	free(made);
	return MOMUS_OK;
}

static int write_table(FILE *file, const struct momus_block *b,
		       struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (b->text.len) {
		putc('\n', file);
		rc = write_text(file, b->text, err);
		putc('\n', file);
	}
	fputs("\n|", file);
	for (size_t c = 0; rc == MOMUS_OK && c < b->n_columns; c++) {
		putc(' ', file);
		rc = write_text(file, momus_text_of(b->columns[c].title), err);
		fputs(" |", file);
	}
	fputs("\n|", file);
	for (size_t c = 0; c < b->n_columns; c++)
		fputs(b->columns[c].align == MOMUS_ALIGN_RIGHT ? " ---: |"
							       : " --- |",
		      file);
	for (size_t i = 0; rc == MOMUS_OK && i < b->n_cells; i++) {
		fputs(i % b->n_columns ? " " : "\n| ", file);
		rc = write_text(file, b->cells[i], err);
		fputs(" |", file);
	}
	putc('\n', file);
	return rc;
}

static int write_pictures(FILE *file, const struct momus_plots *plots,
			  struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (plots->n)
		fputs("\n## Figures\n", file);
	if (plots->trouble.len) {
		fputs("\n> **Mind:** ", file);
		rc = write_text(file, plots->trouble, err);
		putc('\n', file);
	}
	for (size_t i = 0; rc == MOMUS_OK && i < plots->n; i++) {
		const struct momus_plot *p = &plots->list[i];

		if (!p->drawn)
			continue;
		fputs("\n![", file);
		rc = write_text(file, p->alt, err);
		fprintf(file, "](figures/%s.svg)\n\n", p->name);
		if (rc == MOMUS_OK)
			rc = write_text(file, p->caption, err);
		putc('\n', file);
	}
	return rc;
}

int momus_report_md(const struct momus_report *report, FILE *file,
		    struct momus_error *err)
{
	static const char *const before[] = {
		[MOMUS_BLOCK_SECTION] = "\n## ",
		[MOMUS_BLOCK_NOTE] = "\n",
		[MOMUS_BLOCK_WARNING] = "\n> **Mind:** ",
	};
	const struct momus_block *b;
	int rc = MOMUS_OK;

	fputs("# Momus report\n", file);
	for (size_t i = 0; rc == MOMUS_OK && i < report->document.n; i++) {
		b = &report->document.blocks[i];
		if (b->kind == MOMUS_BLOCK_TABLE && b->n_columns) {
			rc = write_table(file, b, err);
		} else if (b->kind == MOMUS_BLOCK_PICTURES) {
			rc = write_pictures(file, &report->plots, err);
		} else if (b->kind <= MOMUS_BLOCK_WARNING) {
			fputs(before[b->kind], file);
			rc = write_text(file, b->text, err);
			putc('\n', file);
		}
	}
	return rc;
}
