/* csv.c - a report as tidy CSV: one row a figure */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/inert.h"
#include "reports/csv/csv.h"
#include "reports/report.h"

/* A spreadsheet takes what starts with one of these for a formula; an apostrophe
 * before it makes it text. */
int momus_csv_text(FILE *file, struct momus_text t, struct momus_error *err)
{
	char *made;
	int rc = momus_inert_copy(&made, t, err);

	if (rc < 0)
		return rc;
	putc('"', file);
	if (strchr("=+-@\t\r\n", *made) && *made)
		putc('\'', file);
	for (const char *c = made; *c; c++)
		if (*c == '"')
			fputs("\"\"", file);
		else
			putc(*c == '\n' || *c == '\t' ? ' ' : *c, file);
	putc('"', file);
	free(made);
	return MOMUS_OK;
}

/* X so that it reads back equal; nothing where there is none. */
static void write_real(FILE *file, double x)
{
	putc(',', file);
	if (!isnan(x))
		fprintf(file, "%.17g", x);
}

static int write_figure(FILE *file, const struct momus_report *report, size_t i,
			const struct momus_figure *f, struct momus_error *err)
{
	const struct momus_report_run *run = &report->runs[i];
	char letter[8];
	int rc;

	fprintf(file, "%s,", momus_report_letter(i, letter));
	rc = momus_csv_text(file, momus_text_of(run->path), err);
	putc(',', file);
	if (rc == MOMUS_OK)
		rc = momus_csv_text(file, run->name, err);
	fprintf(file, ",%s,", momus_figure_name(f->kind));
	if (f->reward.len && rc == MOMUS_OK)
		rc = momus_csv_text(file, f->reward, err);
	else
		fputs(momus_figure_of_name(f->of), file);
	putc(',', file);
	if (f->turn >= 0)
		fprintf(file, "%d", f->turn);
	putc(',', file);
	if (f->k)
		fprintf(file, "%u", f->k);
	write_real(file, f->value);
	write_real(file, f->low);
	write_real(file, f->high);
	write_real(file, f->least);
	write_real(file, f->most);
	fprintf(file, ",%llu,%llu,%s,\"%s\",%s,%u,%llu,",
		(unsigned long long)f->n, (unsigned long long)f->problems,
		momus_figure_unit(f->kind), momus_figure_estimator(f->kind),
		momus_figure_method_name(f->method), f->used,
		(unsigned long long)momus_run_head(run->run)->seed);
	if (rc == MOMUS_OK && f->reason.len)
		rc = momus_csv_text(file, f->reason, err);
	putc(',', file);
	if (rc == MOMUS_OK && f->category.len)
		rc = momus_csv_text(file, f->category, err);
	write_real(file, f->error);
	fprintf(file, ",%s", momus_figure_of_name(f->into));
	putc('\n', file);
	return rc;
}

int momus_report_csv(const struct momus_report *report, FILE *file,
		     struct momus_error *err)
{
	int rc = MOMUS_OK;

	fputs("run,file,name,figure,of,turn,k,value,low,high,least,"
	      "most,n,"
	      "problems,unit,estimator,interval,resamples,seed,reason,"
	      "category,standard_error,into\n",
	      file);
	for (size_t i = 0; i < report->n; i++)
		for (size_t k = 0;
		     rc == MOMUS_OK && k < report->runs[i].figures.n; k++)
			rc = write_figure(file, report, i,
					  &report->runs[i].figures.list[k],
					  err);
	return rc;
}
