/* html.c - see html.h: the page around tables, charts and problems */
#include "config.h"

#include <math.h>

#include "reports/html/html.h"

static int text(FILE *file, struct momus_text t, struct momus_error *err)
{
	return momus_html_text(file, t, err);
}

static int write_headings(FILE *file, const struct momus_block *b,
			  struct momus_error *err)
{
	bool titled = false;
	size_t span;
	int rc = MOMUS_OK;

	for (size_t c = 0; c < b->n_columns; c++)
		titled |= *b->columns[c].title != '\0';
	if (!titled)
		return MOMUS_OK;
	fputs("<thead><tr>", file);
	for (size_t c = 0; rc == MOMUS_OK && c < b->n_columns; c += span) {
		span = 1;
		while (c + span < b->n_columns &&
		       b->columns[c + span].align == MOMUS_ALIGN_AFTER)
			span++;
		fputs("<th scope=\"col\"", file);
		if (span > 1)
			fprintf(file, " colspan=\"%zu\" class=\"v\"", span);
		else if (b->columns[c].align == MOMUS_ALIGN_RIGHT)
			fputs(" class=\"r\"", file);
		putc('>', file);
		rc = text(file, momus_text_of(b->columns[c].title), err);
		fputs("</th>", file);
	}
	fputs("</tr></thead>", file);
	return rc;
}

static int write_table(FILE *file, const struct momus_block *b,
		       struct momus_error *err)
{
	static const char *const classes[] = { "", " class=\"r\"",
					       " class=\"i\"" };
	bool facts = b->n_columns && !*b->columns[0].title &&
		     b->columns[b->n_columns - 1].align == MOMUS_ALIGN_LEFT;
	size_t c;
	int rc;

	fprintf(file, "<div class=\"wide\"><table%s>",
		facts ? " class=\"facts\"" : "");
	if (b->text.len) {
		fputs("<caption><span>", file);
		rc = text(file, b->text, err);
		if (rc < 0)
			return rc;
		fputs("</span></caption>", file);
	}
	rc = write_headings(file, b, err);
	fputs("<tbody>", file);
	if (!b->n_cells)
		fprintf(file, "<tr><td colspan=\"%zu\">none</td></tr>",
			b->n_columns);
	for (size_t i = 0; rc == MOMUS_OK && i < b->n_cells; i++) {
		c = i % b->n_columns;
		fprintf(file, "%s<td%s>", c ? "" : "<tr>",
			classes[b->columns[c].align]);
		rc = text(file, b->cells[i], err);
		fputs(c + 1 == b->n_columns ? "</td></tr>\n" : "</td>", file);
	}
	fputs("</tbody></table></div>\n", file);
	return rc;
}

int momus_html_block(FILE *file, const struct momus_report *report, size_t i,
		     struct momus_error *err)
{
	const struct momus_block *b = &report->document.blocks[i];
	int rc = MOMUS_OK;

	switch (b->kind) {
	case MOMUS_BLOCK_SECTION:
		fprintf(file, "<h2 id=\"s%zu\">", i);
		rc = text(file, b->text, err);
		fputs("</h2>\n", file);
		break;
	case MOMUS_BLOCK_NOTE:
	case MOMUS_BLOCK_WARNING:
		fprintf(file, "<p class=\"%s\">",
			b->kind == MOMUS_BLOCK_NOTE ? "note" : "warning");
		rc = text(file, b->text, err);
		fputs("</p>\n", file);
		break;
	case MOMUS_BLOCK_TABLE:
		rc = b->n_columns ? write_table(file, b, err) : MOMUS_OK;
		break;
	case MOMUS_BLOCK_CHARTS:
		momus_html_charts(file, report);
		break;
	case MOMUS_BLOCK_PICTURES: /* pages have them; one page has charts */
	case MOMUS_BLOCK_PROBLEMS:
		break;
	}
	return rc;
}

/* One headline number with its interval. */
static void write_card(FILE *file, const char *name,
		       const struct momus_figure *f)
{
	if (!f || isnan(f->value))
		return;
	fprintf(file,
		"<div class=\"card\"><span class=\"name\">%s</span><b>%.2f "
		"%%</b><span>",
		name, 100.0 * f->value);
	if (!isnan(f->low))
		fprintf(file, "95 %%: %.1f to %.1f<br>", 100.0 * f->low,
			100.0 * f->high);
	if (f->kind == MOMUS_FIGURE_PAIR_ACCURACY)
		fprintf(file, "n = %llu pairs</span></div>\n",
			(unsigned long long)f->n);
	else
		fprintf(file, "n = %llu, %llu problems</span></div>\n",
			(unsigned long long)f->n,
			(unsigned long long)f->problems);
}

static void write_cards(FILE *file, const struct momus_report_run *run)
{
	const struct momus_figures *f = &run->figures;
	int turns = (int)run->gathered.turns;
	char name[64];

	fputs("<div class=\"cards\">\n", file);
	write_card(file, "Pairs judged correctly",
		   momus_figures_find(f, MOMUS_FIGURE_PAIR_ACCURACY,
				      MOMUS_OF_NONE, MOMUS_POOLED, 0));
	write_card(file, "Pass@1 after turn 0",
		   momus_figures_find(f, MOMUS_FIGURE_PASS_AT_1, MOMUS_OF_NONE,
				      0, 0));
	if (turns) {
		snprintf(name, sizeof name, "Pass@1 after turn %d", turns);
		write_card(file, name,
			   momus_figures_find(f, MOMUS_FIGURE_PASS_AT_1,
					      MOMUS_OF_NONE, turns, 0));
		write_card(file, "Δ↑ mended",
			   momus_figures_find(f, MOMUS_FIGURE_DELTA_UP,
					      MOMUS_OF_NONE, turns, 0));
		write_card(file, "Δ↓ broken",
			   momus_figures_find(f, MOMUS_FIGURE_DELTA_DOWN,
					      MOMUS_OF_NONE, turns, 0));
		write_card(file, "Judgments, macro F1",
			   momus_figures_find(f, MOMUS_FIGURE_MACRO_F1,
					      MOMUS_OF_EACH,
					      turns > 1 ? MOMUS_POOLED : 1, 0));
	}
	fputs("</div>\n", file);
}

int momus_html_title(FILE *file, const struct momus_report *report,
		     struct momus_error *err)
{
	fputs("Momus report: ", file);
	if (report->n == 1)
		return text(file, report->runs[0].name, err);
	fputs("several runs", file);
	return MOMUS_OK;
}

static int write_headline(FILE *file, const struct momus_report *report,
			  struct momus_error *err)
{
	const struct momus_store_head *h;
	char letter[8];
	int rc = MOMUS_OK;

	fputs("<header>\n", file);
	if (report->n > 1)
		fprintf(file, "<h1>%zu runs side by side</h1>\n", report->n);
	/* of more there is a table */
	for (size_t i = 0; rc == MOMUS_OK && i < report->n &&
			   report->n <= MOMUS_REPORT_BESIDE;
	     i++) {
		h = momus_run_head(report->runs[i].run);
		if (report->n > 1)
			fprintf(file, "<h2 class=\"run\">%s: ",
				momus_report_letter(i, letter));
		else
			fputs("<h1>", file);
		rc = text(file, report->runs[i].name, err);
		fputs(report->n > 1 ? "</h2>\n<p>" : "</h1>\n<p>", file);
		if (rc == MOMUS_OK)
			rc = text(file, momus_text_of(h->task), err);
		fputs(", generator ", file);
		if (rc == MOMUS_OK)
			rc = text(file, momus_text_of(h->generator), err);
		if (*h->critic) {
			fputs(", critic ", file);
			if (rc == MOMUS_OK)
				rc = text(file, momus_text_of(h->critic), err);
		}
		fputs("</p>\n", file);
		if (report->n == 1)
			write_cards(file, &report->runs[i]);
	}
	fputs("</header>\n", file);
	return rc;
}

int momus_html_nav(FILE *file, const struct momus_report *report, bool folder,
		   struct momus_error *err)
{
	const struct momus_block *b;
	int rc = MOMUS_OK;

	fputs("<nav aria-label=\"Sections\">", file);
	for (size_t i = 0; rc == MOMUS_OK && i < report->document.n; i++) {
		b = &report->document.blocks[i];
		if (b->kind == MOMUS_BLOCK_PROBLEMS)
			fputs("<a href=\"#problems\">Problems</a>\n", file);
		if (b->kind != MOMUS_BLOCK_SECTION)
			continue;
		fprintf(file, "<a href=\"#s%zu\">", i);
		rc = text(file, b->text, err);
		fputs("</a>\n", file);
	}
	if (folder)
		fputs(report->plots.n ? "<a href=\"#figures\">Figures</a>\n<a "
					"href=\"#files\">Files</a>\n"
				      : "<a href=\"#files\">Files</a>\n",
		      file);
	fputs("</nav>\n", file);
	return rc;
}

int momus_html_header(FILE *file, const struct momus_report *report,
		      bool folder, struct momus_error *err)
{
	int rc = write_headline(file, report, err);

	return rc < 0 ? rc : momus_html_nav(file, report, folder, err);
}

int momus_report_html(const struct momus_report *report, FILE *file,
		      struct momus_error *err)
{
	static const struct momus_html_page page = { .sheet = NULL };
	int rc;

	momus_html_begin(file, &page);
	rc = momus_html_title(file, report, err);
	momus_html_main(file, &page);
	if (rc == MOMUS_OK)
		rc = momus_html_header(file, report, false, err);
	for (size_t i = 0; rc == MOMUS_OK && i < report->document.n; i++)
		rc = report->document.blocks[i].kind == MOMUS_BLOCK_PROBLEMS
			     ? momus_html_problems(file, report, err)
			     : momus_html_block(file, report, i, err);
	momus_html_end(file, &page);
	return rc;
}
