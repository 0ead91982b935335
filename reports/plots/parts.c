/* parts.c - see parts.h */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/plots/parts.h"
#include "reports/study.h"

/* The number of R's tables, and for each run OF which it is; 0 where a table has
 * one run alone, whose picture would compare nothing. */
static size_t divide(const struct momus_report *r, size_t *of)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		size_t k = 0;

		while (k < i && !momus_study_beside(&r->runs[k], &r->runs[i]))
			k++;
		of[i] = k < i ? of[k] : n++;
	}
	for (size_t part = 0; part < n; part++) {
		size_t runs = 0;

		for (size_t i = 0; i < r->n; i++)
			runs += of[i] == part;
		if (runs < 2)
			return 0;
	}
	return n;
}

static void add_words(char *out, size_t room, struct momus_text words)
{
	size_t at = strlen(out);

	if (at + 1 < room)
		out[at++] = '-';
	for (size_t i = 0; i < words.len && at + 1 < room; i++) {
		unsigned char c = (unsigned char)words.ptr[i];

		out[at++] = isalnum(c) && c < 0x80 ? (char)tolower(c) : '-';
	}
	out[at] = 0;
}

/* By what tells part I from the others: its generator, its benchmark, both; or its
 * number. */
static void name_suffix(struct momus_plot_parts *p, size_t i)
{
	const struct momus_report_cell *c = &p->list[i].view.runs->cell;
	char *out = p->list[i].suffix;
	size_t room = sizeof p->list[i].suffix;
	bool generators = false, benchmarks = false, taken = false;

	for (size_t k = 0; k < p->n; k++) {
		const struct momus_report_cell *o = &p->list[k].view.runs->cell;

		generators |= !momus_text_equal(o->generator, c->generator);
		benchmarks |= !momus_text_equal(o->benchmark, c->benchmark);
	}
	if (generators)
		add_words(out, room, c->generator);
	if (benchmarks)
		add_words(out, room, c->benchmark);
	for (size_t k = 0; k < i; k++)
		taken |= strcmp(p->list[k].suffix, out) == 0;
	if (taken || !*out)
		snprintf(out, room, "-%u", (unsigned)i + 1);
}

static int name_title(struct momus_plot_part *part, struct momus_plots *plots,
		      struct momus_error *err)
{
	const struct momus_report_cell *c = &part->view.runs->cell;
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, 4096);
	momus_sheet_plain(&b, c->generator, MOMUS_SHEET_LABEL);
	momus_buffer_puts(&b, " on ");
	momus_sheet_plain(&b, c->benchmark, MOMUS_SHEET_LABEL);
	part->title = momus_arena_copy(plots->arena, momus_buffer_text(&b));
	rc = b.ptr && part->title.ptr
		     ? MOMUS_OK
		     : momus_fail(err, MOMUS_ENOMEM, "out of memory");
	momus_buffer_release(&b);
	return rc;
}

/* N parts, each with its runs of R in R's order. */
static int fill(struct momus_plot_parts *p, const struct momus_report *r,
		const size_t *of, struct momus_plots *plots,
		struct momus_error *err)
{
	size_t at = 0;
	int rc = MOMUS_OK;

	for (size_t part = 0; part < p->n; part++) {
		struct momus_report *view = &p->list[part].view;

		*view = *r;
		view->runs = p->runs + at;
		view->n = 0;
		for (size_t i = 0; i < r->n; i++)
			if (of[i] == part)
				p->runs[at + view->n++] = r->runs[i];
		at += view->n;
	}
	for (size_t part = 0; part < p->n && rc == MOMUS_OK; part++) {
		name_suffix(p, part);
		rc = name_title(&p->list[part], plots, err);
	}
	return rc;
}

int momus_plot_parts_init(struct momus_plot_parts *out,
			  const struct momus_report *r,
			  struct momus_plots *plots, struct momus_error *err)
{
	size_t *of = calloc(r->n + 1, sizeof *of);
	int rc = MOMUS_OK;

	*out = (struct momus_plot_parts){
		.list = calloc(r->n + 1, sizeof *out->list),
		.runs = calloc(r->n + 1, sizeof *out->runs),
	};
	if (!of || !out->list || !out->runs) {
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	} else {
		if (r->n > MOMUS_SHEET_SERIES && momus_study_covers(r))
			out->n = divide(r, of);
		if (out->n > 1) {
			rc = fill(out, r, of, plots, err);
		} else {
			out->n = 1;
			out->list->view = *r;
		}
	}
	free(of);
	if (rc < 0)
		momus_plot_parts_release(out);
	return rc;
}

void momus_plot_parts_release(struct momus_plot_parts *p)
{
	free(p->list);
	free(p->runs);
	*p = (struct momus_plot_parts){ .n = 0 };
}
