/* report.c - momus report RUN.h5… [-o DIR] [--format text,html,…,pages] */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/figures.h"
#include "cli/stores.h"
#include "reports/html/pages.h"

static const struct format {
	const char *name, *file;
	momus_report_format_fn *write; /* NULL: files in a folder */
} formats[] = {
	{ "text", "report.txt", momus_report_text },
	{ "html", "report.html", momus_report_html },
	{ "md", "report.md", momus_report_md },
	{ "tex", "report.tex", momus_report_tex },
	{ "csv", "report.csv", momus_report_csv },
	{ "json", "report.json", momus_report_json },
	{ "pages", "index.html", NULL },
};

enum { FORMATS = sizeof formats / sizeof *formats };

struct order {
	struct momus_stores runs; /* owned */
	const char *folder;	  /* NULL: standard output */
	struct momus_report_options options;
	const char **labels; /* owned, (.options.n_labels) */
	bool wanted[FORMATS];
	int n_wanted;
};

/* Adds the formats of LIST, "text,json". */
static int add_formats(struct order *o, const char *list,
		       struct momus_error *err)
{
	size_t len;
	int i;

	for (; *list; list += len + (list[len] == ',')) {
		len = strcspn(list, ",");
		for (i = 0; i < FORMATS; i++)
			if (strlen(formats[i].name) == len &&
			    memcmp(formats[i].name, list, len) == 0)
				break;
		if (i == FORMATS)
			return momus_fail(err, MOMUS_EINVAL,
					  "report: format \"%.*s\" is not "
					  "known, expected text, html, md, "
					  "tex, csv, json or pages, separated "
					  "by commas",
					  (int)len, list);
		o->n_wanted += !o->wanted[i];
		o->wanted[i] = true;
	}
	return MOMUS_OK;
}

static int choose_interval(struct order *o, const char *name,
			   struct momus_error *err)
{
	o->options.bca = strcmp(name, "bca") == 0;
	if (o->options.bca || strcmp(name, "percentile") == 0)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL,
			  "report: --interval \"%s\" is not known, expected "
			  "percentile or bca",
			  name);
}

/* FILE, or "none": then no run's are looked for. */
static void add_labels(struct order *o, const char *file)
{
	if (strcmp(file, "none") == 0)
		o->options.look = false;
	else
		o->labels[o->options.n_labels++] = file;
}

static int parse(int argc, char **argv, struct order *o,
		 struct momus_error *err)
{
	const char *list = NULL;
	int rc = MOMUS_OK;

	o->options.look = true;
	o->options.labels = o->labels =
		calloc((size_t)argc + 1, sizeof *o->labels);
	if (!o->labels)
		return momus_fail(err, MOMUS_ENOMEM, "report: out of memory");

	for (int i = 1; rc == MOMUS_OK && i < argc; i++)
		if (strcmp(argv[i], "-o") == 0 && i + 1 < argc)
			o->folder = argv[++i];
		else if (strcmp(argv[i], "--format") == 0 && i + 1 < argc)
			rc = add_formats(o, list = argv[++i], err);
		else if (strcmp(argv[i], "--interval") == 0 && i + 1 < argc)
			rc = choose_interval(o, argv[++i], err);
		else if (strcmp(argv[i], "--labels") == 0 && i + 1 < argc)
			add_labels(o, argv[++i]);
		else if (argv[i][0] == '-')
			rc = momus_fail(err, MOMUS_EINVAL,
					"report: \"%s\" is not understood, or "
					"lacks its value; `momus help report` "
					"lists the options",
					argv[i]);
		else
			rc = momus_stores_add(&o->runs, argv[i], err);
	if (rc < 0)
		return rc;
	if (!o->runs.n)
		return momus_fail(err, MOMUS_EINVAL,
				  "report: which run? usage: momus report "
				  "RUN.h5… [-o DIR] [--format FORMATS]");
	if (list && !o->n_wanted)
		return momus_fail(err, MOMUS_EINVAL,
				  "report: --format names no format");
	if (!o->folder && o->n_wanted > 1)
		return momus_fail(err, MOMUS_EINVAL,
				  "report: several formats need a folder: -o "
				  "DIR");
	if (!o->folder && o->wanted[FORMATS - 1])
		return momus_fail(err, MOMUS_EINVAL,
				  "report: pages need a folder: -o DIR");
	for (int i = 0; !o->n_wanted && i < (o->folder ? FORMATS : 1); i++)
		o->wanted[i] = true;
	return MOMUS_OK;
}

static void tell(const char *folder, const char *name)
{
	printf("%s/%s\n", folder, name);
}

static int write_file(const struct momus_report *report,
		      struct momus_folder *folder, const struct format *format,
		      struct momus_error *err)
{
	FILE *file;
	int rc = momus_folder_begin(folder, format->file, &file, err);

	return rc < 0 ? rc
		      : momus_folder_end(folder,
					 format->write(report, file, err), err);
}

/* Without --format, or with pages: the figures, too. */
static int write_figures(struct momus_report *report, const struct order *o,
			 struct momus_folder *folder, struct momus_error *err)
{
	int rc = momus_plots_write(&report->plots, report, folder, err);

	if (rc == MOMUS_OK && report->plots.n)
		printf("%s/figures\n", o->folder);
	if (rc == MOMUS_OK)
		momus_cli_figures(&report->plots);
	return rc;
}

static int write_folder(struct momus_report *report, const struct order *o,
			struct momus_error *err)
{
	struct momus_folder *folder;
	int rc = momus_folder_open(&folder, o->folder, err);
	bool all = true;

	if (rc == MOMUS_OK && (!o->n_wanted || o->wanted[FORMATS - 1]))
		rc = write_figures(report, o, folder, err);
	for (int i = 0; rc == MOMUS_OK && i < FORMATS; i++) {
		all &= o->wanted[i];
		if (!o->wanted[i])
			continue;
		rc = formats[i].write
			     ? write_file(report, folder, &formats[i], err)
			     : momus_pages_write(report, folder, all, err);
		if (rc == MOMUS_OK)
			tell(o->folder, formats[i].file);
		if (rc < 0 || formats[i].write)
			continue;
		tell(o->folder, "problems");
		tell(o->folder, "style.css");
		tell(o->folder, "tables");
	}
	momus_folder_close(folder);
	return rc;
}

static int write_all(struct momus_report *report, const struct order *o,
		     struct momus_error *err)
{
	int i = 0;

	if (o->folder)
		return write_folder(report, o, err);
	while (!o->wanted[i])
		i++;
	return formats[i].write(report, stdout, err);
}

static int run_report(int argc, char **argv, struct momus_error *err)
{
	struct order o = { .folder = NULL };
	struct momus_report report;
	int rc = parse(argc, argv, &o, err);

	if (rc == MOMUS_OK)
		rc = momus_report_load(&report,
				       (const char *const *)o.runs.paths,
				       o.runs.n, &o.options, err);
	if (rc < 0)
		goto out;
	rc = momus_report_compose(&report, err);
	if (rc == MOMUS_OK)
		rc = write_all(&report, &o, err);
	if (rc == MOMUS_OK && !report.identity) {
		fputs("momus: INTERNAL ERROR: Pass@1(t) = Pass@1(0) + up - "
		      "down does not hold; the report is wrong, please report "
		      "it with the run's file\n",
		      stderr);
		rc = 1;
	}
	momus_report_release(&report);
out:
	momus_stores_release(&o.runs);
	free(o.labels);
	return rc;
}

const struct momus_command momus_command_report = {
	.name = "report",
	.usage = "report RUN.h5…|STUDY/ [-o DIR] [--format F,…] "
		 "[--interval I] [--labels LABELS.jsonl]",
	.summary = "report one run, or many side by side",
	.help = "Scores after each turn, Pass@k, judgments, revisions as steps "
		"of a chain, what could not be\n"
		"counted and how much it could matter, both verdicts, tokens "
		"and time; with 95 % intervals.\n\n"
		"A folder stands for all runs in it; those of a study begin "
		"with its table: Pass@1, what the\n"
		"turns mended and broke, F1, and the paired difference from "
		"the baseline row, row by row.\n\n"
		"  --format F,…  text (the default), html, md, tex, csv, json "
		"or pages\n"
		"  -o DIR        write report.txt, report.html, … into DIR "
		"instead of standard output;\n"
		"                all formats unless --format names some\n"
		"  --interval I  percentile (the default) or bca: how "
		"bootstrap intervals are read;\n"
		"                below 30 problems shares have beta-binomial "
		"intervals either way\n"
		"  --labels FILE what a judge says of a run's critiques (momus "
		"label), of a run of the report;\n"
		"                repeatable. RUN.labels.jsonl beside RUN.h5 is "
		"found by itself, unless\n"
		"                FILE is none\n\n"
		"Pages are index.html with figures/, a page for each problem "
		"in problems/, and each table\n"
		"in tables/; what an earlier report left in these is "
		"removed. They need no network.",
	.prints = true,
	.run = run_report,
};
