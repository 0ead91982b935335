/* tex.c - a report's tables for LaTeX, to be \input by a paper */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/inert.h"
#include "reports/report.h"
#include "reports/tex/tex.h"
#include "reports/text/lines.h"

enum { WIDTH = 104, ROWS = 48 }; /* characters and rows that a page takes */

static const struct {
	const char *from, *to;
} special[] = {
	{ "\\", "\\textbackslash{}" },
	{ "{", "\\{" },
	{ "}", "\\}" },
	{ "$", "\\$" },
	{ "&", "\\&" },
	{ "#", "\\#" },
	{ "%", "\\%" },
	{ "_", "\\_" },
	{ "^", "\\textasciicircum{}" },
	{ "~", "\\textasciitilde{}" },
	{ "<", "\\textless{}" },
	{ ">", "\\textgreater{}" },
	{ "|", "\\textbar{}" },
	{ "\"", "{\\char34}" },
	{ "[", "{[}" }, /* never the option of a line break before it */
	{ "]", "{]}" },
	{ "*", "{*}" },
	{ "`", "{`}" }, /* no ligatures, no \\!` */
	{ "'", "{'}" },
	{ "\n", " " },
	{ "\t", " " },
	{ "Δ", "\\ensuremath{\\Delta}" },
	{ "↑", "\\ensuremath{\\uparrow}" },
	{ "↓", "\\ensuremath{\\downarrow}" },
	{ "→", "\\ensuremath{\\to}" },
	{ "−", "\\ensuremath{-}" },
	{ "✓", "\\ensuremath{\\checkmark}" },
	{ "✗", "\\ensuremath{\\times}" },
	{ "–", "--" },
	{ "…", "\\dots{}" },
};

int momus_tex_text(FILE *file, struct momus_text t, struct momus_error *err)
{
	char *made;
	size_t i, n;
	int rc = momus_inert_copy(&made, t, err);

	if (rc < 0)
		return rc;
	for (const char *c = made; *c; c += n) {
		n = 1;
		for (i = 0; i < sizeof special / sizeof *special; i++)
			if (strncmp(c, special[i].from,
				    strlen(special[i].from)) == 0)
				break;
		if (i == sizeof special / sizeof *special) {
			putc(*c, file);
			continue;
		}
		n = strlen(special[i].from);
		fputs(special[i].to, file);
	}
	free(made);
	return MOMUS_OK;
}

struct cut {		       /* of a table */
	size_t keys, from, to; /* columns: the first KEYS, and FROM up to TO */
	size_t first, last;    /* rows */
};

static bool is_in(const struct cut *cut, size_t column)
{
	return column < cut->to && (column < cut->keys || column >= cut->from);
}

static int write_titles(FILE *file, const struct momus_block *b,
			const struct cut *cut, struct momus_error *err)
{
	bool titled = false;
	int rc = MOMUS_OK;

	for (size_t c = 0; c < b->n_columns; c++)
		titled |= *b->columns[c].title != '\0';
	if (!titled)
		return MOMUS_OK;
	for (size_t c = 0; rc == MOMUS_OK && c < b->n_columns; c++) {
		if (!is_in(cut, c))
			continue;
		fputs(c ? " & " : "", file);
		rc = momus_tex_text(file, momus_text_of(b->columns[c].title),
				    err);
	}
	fputs(" \\\\\n\\midrule\n", file);
	return rc;
}

static int write_row(FILE *file, const struct momus_text *cells, size_t n,
		     const struct cut *cut, struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (size_t c = 0; rc == MOMUS_OK && c < n; c++) {
		if (!is_in(cut, c))
			continue;
		fputs(c ? " & " : "", file);
		rc = momus_tex_text(file, cells[c], err);
	}
	fputs(" \\\\\n", file);
	return rc;
}

static int write_cut(FILE *file, const struct momus_block *b,
		     const struct cut *cut, struct momus_error *err)
{
	static const char letters[] = { 'l', 'r', 'l' };
	int rc;

	fputs("\\begin{tabular}{", file);
	for (size_t c = 0; c < b->n_columns; c++)
		if (is_in(cut, c))
			putc(letters[b->columns[c].align], file);
	fputs("}\n\\toprule\n", file);
	rc = write_titles(file, b, cut, err);
	for (size_t i = cut->first; rc == MOMUS_OK && i < cut->last; i++)
		rc = write_row(file, b->cells + i * b->n_columns, b->n_columns,
			       cut, err);
	fputs("\\bottomrule\n\\end{tabular}", file);
	return rc;
}

static size_t rows_of(const struct momus_block *b)
{
	return b->n_cells / b->n_columns;
}

int momus_tex_tabular(FILE *file, const struct momus_block *b,
		      struct momus_error *err)
{
	const struct cut whole = { 0, 0, b->n_columns, 0, rows_of(b) };
	int rc = write_cut(file, b, &whole, err);

	putc('\n', file);
	return rc;
}

/* The caption, then B in as many parts as pages need that are WIDTH wide. */
static int write_table(FILE *file, const struct momus_block *b,
		       struct momus_error *err)
{
	struct momus_parts parts;
	struct cut cut;
	int rc = momus_lines_parts(b, WIDTH, &parts, err);

	if (rc == MOMUS_OK && b->text.len) {
		fputs("\n\\momuscaption{", file);
		rc = momus_tex_text(file, b->text, err);
		fputs("}\n", file);
	}
	for (size_t i = 0; rc == MOMUS_OK && i < parts.n; i++)
		for (size_t row = 0;
		     rc == MOMUS_OK && (!row || row < rows_of(b));
		     row += ROWS) {
			cut = (struct cut){ parts.keys,
					    i ? parts.ends[i - 1] : parts.keys,
					    parts.ends[i], row, row + ROWS };
			if (cut.last > rows_of(b))
				cut.last = rows_of(b);
			fputs("\\momusfit{", file);
			rc = write_cut(file, b, &cut, err);
			fputs("}\n", file);
		}
	return rc;
}

static int write_pictures(FILE *file, const struct momus_plots *plots,
			  struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (plots->n)
		fputs("\n\\subsection*{Figures}\n", file);
	if (plots->trouble.len) {
		fputs("\n\\textbf{", file);
		rc = momus_tex_text(file, plots->trouble, err);
		fputs("}\n", file);
	}
	for (size_t i = 0; rc == MOMUS_OK && i < plots->n; i++) {
		const struct momus_plot *p = &plots->list[i];

		if (!p->drawn)
			continue;
		fprintf(file,
			"\n\\begin{figure}[htbp]\n\\centering\n"
			"\\momusfit{\\includegraphics{figures/"
			"%s.pdf}}\n\\caption{",
			p->name);
		rc = momus_tex_text(file, p->caption, err);
		fprintf(file, "}\n\\label{fig:%s}\n\\end{figure}\n", p->name);
	}
	return rc;
}

/* Makes a whole document of the file where it is none's part. */
static const char head[] =
	"% made by " PACKAGE_STRING ": all tables of a report.\n"
	"% pdflatex takes it as it is (lualatex, where ids are not ASCII); so\n"
	"% does a document with booktabs, amssymb and graphicx, as a part of "
	"it.\n"
	"\\expandafter\\ifx\\csname @nodocument\\endcsname\\relax\\else\n"
	"\\documentclass[a4paper]{article}\n"
	"\\usepackage[margin=2cm]{geometry}\n"
	"\\usepackage{booktabs,amssymb,graphicx}\n"
	"\\begin{document}\n"
	"\\def\\momusend{\\end{document}}\n"
	"\\fi\n"
	"\\providecommand{\\momuscaption}[1]{%\n"
	"  \\par\\medskip\\noindent{\\small #1\\par}\\nopagebreak}\n"
	"\\providecommand{\\momusfit}[1]{\\par\\smallskip\\noindent\\small\n"
	"  \\sbox0{#1}\\ifdim\\wd0>\\linewidth\n"
	"  \\resizebox{\\linewidth}{!}{\\usebox0}\\else\\usebox0\\fi\n"
	"  \\par\\normalsize\\smallskip}\n";

static const char foot[] = "\n\\ifx\\momusend\\undefined\\else\n"
			   "\\expandafter\\momusend\\fi\n";

int momus_report_tex(const struct momus_report *report, FILE *file,
		     struct momus_error *err)
{
	static const char *const before[] = {
		[MOMUS_BLOCK_SECTION] = "\n\\subsection*{",
		[MOMUS_BLOCK_NOTE] = "\n\\par\\medskip\\noindent{\\small ",
		[MOMUS_BLOCK_WARNING] = "\n\\par\\medskip\\noindent\\textbf{",
	};
	const struct momus_block *b;
	int rc = MOMUS_OK;

	fputs(head, file);
	for (size_t i = 0; rc == MOMUS_OK && i < report->document.n; i++) {
		b = &report->document.blocks[i];
		if (b->kind == MOMUS_BLOCK_TABLE && b->n_columns) {
			rc = write_table(file, b, err);
		} else if (b->kind == MOMUS_BLOCK_PICTURES) {
			rc = write_pictures(file, &report->plots, err);
		} else if (b->kind <= MOMUS_BLOCK_WARNING) {
			fputs(before[b->kind], file);
			rc = momus_tex_text(file, b->text, err);
			fputs(b->kind == MOMUS_BLOCK_NOTE ? "\\par}\n" : "}\n",
			      file);
		}
	}
	fputs(foot, file);
	return rc;
}
