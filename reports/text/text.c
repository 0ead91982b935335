/* text.c - a report for terminals: aligned columns, nothing a model wrote acts */
#include "config.h"

#include <stdlib.h>

#include "reports/report.h"
#include "reports/text/cells.h"
#include "reports/text/lines.h"

static int write_words(FILE *file, enum momus_block_kind kind,
		       struct momus_text t, struct momus_error *err)
{
	char *text = momus_cells_inert(t);

	if (!text)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	if (kind == MOMUS_BLOCK_SECTION) {
		fprintf(file, "\n%s\n", text);
		for (size_t i = momus_cells_columns(text); i > 0; i--)
			putc('-', file);
		putc('\n', file);
	} else {
		momus_lines_wrap(file, momus_lines_width(file),
				 kind == MOMUS_BLOCK_WARNING ? "! " : "  ", 2,
				 text);
	}
	free(text);
	return MOMUS_OK;
}

/* What lies in figures/, and why some of it may not. */
static int write_pictures(FILE *file, const struct momus_plots *plots,
			  struct momus_error *err)
{
	int rc;

	if (!plots->n)
		return MOMUS_OK;
	rc = write_words(file, MOMUS_BLOCK_SECTION, MOMUS_TEXT("Figures"), err);
	if (rc == MOMUS_OK && plots->trouble.len)
		rc = write_words(file, MOMUS_BLOCK_WARNING, plots->trouble,
				 err);
	for (size_t i = 0; rc == MOMUS_OK && i < plots->n; i++) {
		fprintf(file, "  figures/%s%s\n", plots->list[i].name,
			plots->list[i].drawn ? ".svg, .pdf, .png" : ".gp");
		rc = write_words(file, MOMUS_BLOCK_NOTE, plots->list[i].caption,
				 err);
	}
	return rc;
}

static int write_block(FILE *file, const struct momus_report *report,
		       const struct momus_block *b, struct momus_error *err)
{
	switch (b->kind) {
	case MOMUS_BLOCK_TABLE:
		return b->n_columns ? momus_lines_table(file,
							momus_lines_width(file),
							b, err)
				    : MOMUS_OK;
	case MOMUS_BLOCK_PICTURES:
		return write_pictures(file, &report->plots, err);
	case MOMUS_BLOCK_CHARTS:
	case MOMUS_BLOCK_PROBLEMS:
		return MOMUS_OK;
	default:
		return write_words(file, b->kind, b->text, err);
	}
}

int momus_report_text(const struct momus_report *report, FILE *file,
		      struct momus_error *err)
{
	int rc = MOMUS_OK;

	fputs(report->n > 1 ? "Momus report of several runs\n"
			    : "Momus report\n",
	      file);
	for (size_t i = 0; rc == MOMUS_OK && i < report->document.n; i++)
		rc = write_block(file, report, &report->document.blocks[i],
				 err);
	return rc;
}
