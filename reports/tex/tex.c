/* tex.c - a report's tables for LaTeX, to be \input by a paper */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/inert.h"
#include "reports/report.h"
#include "reports/tex/tex.h"

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

static int write_titles(FILE *file, const struct momus_block *b,
			struct momus_error *err)
{
	bool titled = false;
	int rc = MOMUS_OK;

	for (size_t c = 0; c < b->n_columns; c++)
		titled |= *b->columns[c].title != '\0';
	if (!titled)
		return MOMUS_OK;
	for (size_t c = 0; rc == MOMUS_OK && c < b->n_columns; c++) {
		fputs(c ? " & " : "", file);
		rc = momus_tex_text(file, momus_text_of(b->columns[c].title),
				    err);
	}
	fputs(" \\\\\n\\midrule\n", file);
	return rc;
}

int momus_tex_tabular(FILE *file, const struct momus_block *b,
		      struct momus_error *err)
{
	static const char letters[] = { 'l', 'r', 'l' };
	int rc = MOMUS_OK;

	fputs("\\begin{tabular}{", file);
	for (size_t c = 0; c < b->n_columns; c++)
		putc(letters[b->columns[c].align], file);
	fputs("}\n\\toprule\n", file);
	rc = write_titles(file, b, err);
	for (size_t i = 0; rc == MOMUS_OK && i < b->n_cells; i++) {
		fputs(i % b->n_columns ? " & " : "", file);
		rc = momus_tex_text(file, b->cells[i], err);
		if ((i + 1) % b->n_columns == 0)
			fputs(" \\\\\n", file);
	}
	fputs("\\bottomrule\n\\end{tabular}\n", file);
	return rc;
}

static int write_table(FILE *file, const struct momus_block *b,
		       struct momus_error *err)
{
	int rc = momus_tex_tabular(file, b, err);

	if (b->text.len && rc == MOMUS_OK) {
		fputs("\n{\\small ", file);
		rc = momus_tex_text(file, b->text, err);
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
			"\n\\begin{figure}\n\\centering\n"
			"\\includegraphics{figures/%s.pdf}\n\\caption{",
			p->name);
		rc = momus_tex_text(file, p->caption, err);
		fprintf(file, "}\n\\label{fig:%s}\n\\end{figure}\n", p->name);
	}
	return rc;
}

int momus_report_tex(const struct momus_report *report, FILE *file,
		     struct momus_error *err)
{
	static const char *const before[] = {
		[MOMUS_BLOCK_SECTION] = "\n\\subsection*{",
		[MOMUS_BLOCK_NOTE] = "\n{\\small ",
		[MOMUS_BLOCK_WARNING] = "\n\\textbf{",
	};
	const struct momus_block *b;
	int rc = MOMUS_OK;

	fputs("% made by " PACKAGE_STRING
	      "; needs \\usepackage{booktabs,amssymb,graphicx} and, where ids "
	      "are not "
	      "ASCII, LuaLaTeX\n",
	      file);
	for (size_t i = 0; rc == MOMUS_OK && i < report->document.n; i++) {
		b = &report->document.blocks[i];
		if (b->kind == MOMUS_BLOCK_TABLE && b->n_columns) {
			putc('\n', file);
			rc = write_table(file, b, err);
		} else if (b->kind == MOMUS_BLOCK_PICTURES) {
			rc = write_pictures(file, &report->plots, err);
		} else if (b->kind <= MOMUS_BLOCK_WARNING) {
			fputs(before[b->kind], file);
			rc = momus_tex_text(file, b->text, err);
			fputs("}\n", file);
		}
	}
	return rc;
}
