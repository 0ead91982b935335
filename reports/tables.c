/* tables.c - see tables.h */
#include "config.h"

#include <string.h>

#include "reports/csv/csv.h"
#include "reports/tables.h"
#include "reports/tex/tex.h"

static bool is_table(const struct momus_block *b)
{
	return b->kind == MOMUS_BLOCK_TABLE && b->n_columns;
}

void momus_table_name(const struct momus_document *d, size_t i, char out[64])
{
	struct momus_text title = MOMUS_TEXT("table");
	size_t n = 0, which = 1, from = i;

	while (from > 0 && d->blocks[from].kind != MOMUS_BLOCK_SECTION)
		which += is_table(&d->blocks[--from]);
	if (d->blocks[from].kind == MOMUS_BLOCK_SECTION)
		title = d->blocks[from].text;
	for (size_t k = 0; k < title.len && n < 40; k++) {
		char c = title.ptr[k];

		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			out[n++] = c;
		else if (n && out[n - 1] != '-')
			out[n++] = '-';
	}
	while (n && out[n - 1] == '-')
		n--;
	if (which > 1)
		snprintf(out + n, 64 - n, "-%zu", which);
	else
		out[n] = '\0';
}

/* An interval beside a figure is named after it. */
static int write_title(FILE *file, const struct momus_block *b, size_t c,
		       struct momus_error *err)
{
	const char *title = b->columns[c].title, *of = "";
	char both[128];

	if (b->columns[c].align == MOMUS_ALIGN_AFTER && c) {
		of = b->columns[c - 1].title;
		snprintf(both, sizeof both, "%s%s%s", of, *of ? ", " : "",
			 title);
		title = both;
	}
	return momus_csv_text(file, momus_text_of(title), err);
}

/* Numbers as they are, nothing where there is none. */
static int write_cell(FILE *file, struct momus_text t, struct momus_error *err)
{
	static const char of_numbers[] = "+-.0123456789";
	size_t n = 0;

	if (momus_text_equal(t, MOMUS_TEXT("–")))
		return MOMUS_OK;
	while (n < t.len && t.ptr[n] && strchr(of_numbers, t.ptr[n]))
		n++;
	if (n < t.len || !n)
		return t.len ? momus_csv_text(file, t, err) : MOMUS_OK;
	fwrite(t.ptr, 1, n, file);
	return MOMUS_OK;
}

static int write_csv(FILE *file, const struct momus_block *b,
		     struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (size_t c = 0; rc == MOMUS_OK && c < b->n_columns; c++) {
		fputs(c ? "," : "", file);
		rc = write_title(file, b, c, err);
	}
	for (size_t i = 0; rc == MOMUS_OK && i < b->n_cells; i++) {
		putc(i % b->n_columns ? ',' : '\n', file);
		rc = write_cell(file, b->cells[i], err);
	}
	putc('\n', file);
	return rc;
}

static int write_tex(FILE *file, const struct momus_block *b,
		     struct momus_error *err)
{
	int rc;

	fputs("% made by " PACKAGE_STRING "; needs booktabs and amssymb\n% ",
	      file);
	rc = momus_tex_text(file, b->text, err);
	putc('\n', file);
	return rc < 0 ? rc : momus_tex_tabular(file, b, err);
}

int momus_tables_write(const struct momus_report *report,
		       struct momus_folder *folder, struct momus_error *err)
{
	static const struct {
		const char *ending;
		int (*write)(FILE *file, const struct momus_block *b,
			     struct momus_error *err);
	} forms[] = { { "csv", write_csv }, { "tex", write_tex } };
	const struct momus_document *d = &report->document;
	char name[64], path[80];
	int rc = MOMUS_OK;
	FILE *file;

	for (size_t i = 0; rc == MOMUS_OK && i < 2 * d->n; i++) {
		if (!is_table(&d->blocks[i / 2]))
			continue;
		momus_table_name(d, i / 2, name);
		snprintf(path, sizeof path, "tables/%s.%s", name,
			 forms[i % 2].ending);
		rc = momus_folder_begin(folder, path, &file, err);
		if (rc == MOMUS_OK)
			rc = momus_folder_end(
				folder,
				forms[i % 2].write(file, &d->blocks[i / 2],
						   err),
				err);
	}
	return rc;
}
