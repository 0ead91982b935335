/* text.c - a report for terminals: aligned columns, nothing a model wrote acts */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/inert.h"
#include "reports/report.h"

enum { WIDTH = 78 };

/* T as a terminal may see it, on one line; NULL if out of memory. */
static char *inert(struct momus_text t)
{
	char *made;

	if (momus_inert_copy(&made, t, NULL) < 0)
		return NULL;
	for (char *c = made; *c; c++)
		if (*c == '\n' || *c == '\t')
			*c = ' ';
	return made;
}

/* Columns that UTF-8 text S takes, each character counted as one. */
static size_t columns_of(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static void pad(FILE *file, size_t n)
{
	fprintf(file, "%*s", (int)n, "");
}

/* Breaks TEXT into lines of WIDTH, all indented by INDENT; the first starts
 * with HEAD instead. */
static void write_wrapped(FILE *file, const char *head, size_t indent,
			  const char *text)
{
	size_t at = columns_of(head), len;
	bool first = true;

	fputs(head, file);
	while (*text) {
		len = strcspn(text, " ");
		char *word = strndup(text, len);
		size_t n = word ? columns_of(word) : 0;

		if (!first && at + 1 + n > WIDTH) {
			putc('\n', file);
			pad(file, indent);
			at = indent;
		} else if (!first) {
			putc(' ', file);
			at++;
		}
		fputs(word ? word : "", file);
		free(word);
		at += n;
		first = false;
		text += len + strspn(text + len, " ");
	}
	putc('\n', file);
}

static void write_cell(FILE *file, const char *text, size_t width,
		       enum momus_align align, bool last)
{
	size_t n = columns_of(text);

	if (align == MOMUS_ALIGN_RIGHT)
		pad(file, width - n);
	fputs(text, file);
	if (align != MOMUS_ALIGN_RIGHT && !last)
		pad(file, width - n);
}

static void write_row(FILE *file, const struct momus_block *b,
		      const char *const *cells, const size_t *widths)
{
	size_t last = b->n_columns;

	while (last > 0 && !*cells[last - 1])
		last--;
	putc(' ', file);
	for (size_t c = 0; c < last; c++) {
		fputs(b->columns[c].align == MOMUS_ALIGN_AFTER ? " " : "  ",
		      file);
		write_cell(file, cells[c], widths[c], b->columns[c].align,
			   c + 1 == last);
	}
	putc('\n', file);
}

/* The cells of table B as inert text, its titles first; NULL: no memory. */
static char **make_cells(const struct momus_block *b)
{
	size_t n = b->n_columns + b->n_cells;
	char **cells = calloc(n + 1, sizeof *cells);
	bool good = cells != NULL;

	for (size_t i = 0; good && i < n; i++) {
		cells[i] = inert(i < b->n_columns
					 ? momus_text_of(b->columns[i].title)
					 : b->cells[i - b->n_columns]);
		good = cells[i] != NULL;
	}
	if (good)
		return cells;
	for (size_t i = 0; cells && i < n; i++)
		free(cells[i]);
	free(cells);
	return NULL;
}

static int write_table(FILE *file, const struct momus_block *b,
		       struct momus_error *err)
{
	size_t n = b->n_columns + b->n_cells, widths[17] = { 0 }, w;
	char **cells = make_cells(b);
	bool titled = false;

	if (!cells)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < n; i++) {
		w = columns_of(cells[i]);
		if (w > widths[i % b->n_columns])
			widths[i % b->n_columns] = w;
		titled |= i < b->n_columns && w;
	}
	if (b->text.len) {
		putc('\n', file);
		write_wrapped(file, "  ", 2, b->text.ptr);
	}
	if (!b->n_cells)
		fputs("   none\n", file);
	for (size_t i = titled && b->n_cells ? 0 : b->n_columns;
	     i + b->n_columns <= n; i += b->n_columns)
		write_row(file, b, (const char *const *)cells + i, widths);
	for (size_t i = 0; i < n; i++)
		free(cells[i]);
	free(cells);
	return MOMUS_OK;
}

static int write_words(FILE *file, enum momus_block_kind kind,
		       struct momus_text t, struct momus_error *err)
{
	char *text = inert(t);

	if (!text)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	if (kind == MOMUS_BLOCK_SECTION) {
		fprintf(file, "\n%s\n", text);
		for (size_t i = columns_of(text); i > 0; i--)
			putc('-', file);
		putc('\n', file);
	} else {
		write_wrapped(file, kind == MOMUS_BLOCK_WARNING ? "! " : "  ",
			      2, text);
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
		return b->n_columns ? write_table(file, b, err) : MOMUS_OK;
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
