/* report.c - momus report RUN.h5… [-o DIR] [--format text,html,…,pages] */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/figures.h"
#include "cli/stores.h"
#include "reports/html/pages.h"
#include "reports/training/training.h"

static const struct format {
	const char *name, *file;
	momus_report_format_fn *write; /* NULL: files in a folder */
	/* Of trainings; NULL: .write of what is said of them. */
	int (*trainings)(const struct momus_trainings *t, FILE *file,
			 struct momus_error *err);
} formats[] = {
	{ "text", "report.txt", momus_report_text, NULL },
	{ "html", "report.html", momus_report_html, momus_trainings_html },
	{ "md", "report.md", momus_report_md, NULL },
	{ "tex", "report.tex", momus_report_tex, NULL },
	{ "csv", "report.csv", momus_report_csv, momus_trainings_csv },
	{ "json", "report.json", momus_report_json, momus_trainings_json },
	{ "pages", "index.html", NULL, NULL },
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

struct subject { /* what is reported: the report, and whether of trainings */
	struct momus_report *report;
	struct momus_trainings *trainings; /* NULL: of runs */
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

/* Adds PATH: a training's output stands for its log, other folders for the runs
 * in them. */
static int add_path(struct order *o, const char *path, struct momus_error *err)
{
	char *log;
	int rc;

	if (asprintf(&log, "%s/training.h5", path) < 0)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	rc = momus_stores_add(&o->runs, access(log, F_OK) == 0 ? log : path,
			      err);
	free(log);
	return rc;
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
			rc = add_path(o, argv[i], err);
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

static int write_format(const struct subject *s, const struct format *format,
			FILE *file, struct momus_error *err)
{
	return s->trainings && format->trainings
		       ? format->trainings(s->trainings, file, err)
		       : format->write(s->report, file, err);
}

static int write_file(const struct subject *s, struct momus_folder *folder,
		      const struct format *format, struct momus_error *err)
{
	FILE *file;
	int rc = momus_folder_begin(folder, format->file, &file, err);

	return rc < 0 ? rc
		      : momus_folder_end(folder,
					 write_format(s, format, file, err),
					 err);
}

/* Without --format, or with pages: the figures, too. */
static int write_figures(const struct subject *s, const struct order *o,
			 struct momus_folder *folder, struct momus_error *err)
{
	struct momus_plots *plots = &s->report->plots;
	int rc = s->trainings
			 ? momus_trainings_plots(s->trainings, folder, err)
			 : momus_plots_write(plots, s->report, folder, err);

	if (rc == MOMUS_OK && plots->n)
		printf("%s/figures\n", o->folder);
	if (rc == MOMUS_OK)
		momus_cli_figures(plots);
	return rc;
}

static int write_pages(const struct subject *s, const struct order *o,
		       struct momus_folder *folder, bool all,
		       struct momus_error *err)
{
	int rc = s->trainings
			 ? momus_trainings_pages(s->trainings, folder, all, err)
			 : momus_pages_write(s->report, folder, all, err);

	if (rc < 0)
		return rc;
	tell(o->folder, "index.html");
	if (!s->trainings)
		tell(o->folder, "problems");
	tell(o->folder, "style.css");
	tell(o->folder, "tables");
	return MOMUS_OK;
}

static int write_folder(const struct subject *s, const struct order *o,
			struct momus_error *err)
{
	struct momus_folder *folder;
	int rc = momus_folder_open(&folder, o->folder, err);
	bool all = true;

	if (rc == MOMUS_OK && (!o->n_wanted || o->wanted[FORMATS - 1]))
		rc = write_figures(s, o, folder, err);
	for (int i = 0; rc == MOMUS_OK && i < FORMATS; i++) {
		all &= o->wanted[i];
		if (!o->wanted[i])
			continue;
		if (!formats[i].write) {
			rc = write_pages(s, o, folder, all, err);
			continue;
		}
		rc = write_file(s, folder, &formats[i], err);
		if (rc == MOMUS_OK)
			tell(o->folder, formats[i].file);
	}
	momus_folder_close(folder);
	return rc;
}

static int write_all(const struct subject *s, const struct order *o,
		     struct momus_error *err)
{
	int i = 0;

	if (o->folder)
		return write_folder(s, o, err);
	while (!o->wanted[i])
		i++;
	return write_format(s, &formats[i], stdout, err);
}

static int report_trainings(const struct order *o, struct momus_error *err)
{
	struct momus_trainings t;
	int rc = momus_trainings_load(&t, (const char *const *)o->runs.paths,
				      o->runs.n, err);

	if (rc < 0)
		return rc;
	rc = momus_trainings_compose(&t, err);
	if (rc == MOMUS_OK)
		rc = write_all(&(const struct subject){ &t.report, &t }, o,
			       err);
	momus_trainings_release(&t);
	return rc;
}

static int report_runs(const struct order *o, struct momus_error *err)
{
	struct momus_report report;
	int rc = momus_report_load(&report, (const char *const *)o->runs.paths,
				   o->runs.n, &o->options, err);

	if (rc < 0)
		return rc;
	rc = momus_report_compose(&report, err);
	if (rc == MOMUS_OK)
		rc = write_all(&(const struct subject){ &report, NULL }, o,
			       err);
	if (rc == MOMUS_OK && !report.identity) {
		fputs("momus: INTERNAL ERROR: Pass@1(t) = Pass@1(0) + up - "
		      "down does not hold; the report is wrong, please report "
		      "it with the run's file\n",
		      stderr);
		rc = 1;
	}
	momus_report_release(&report);
	return rc;
}

/* How many of what is to be reported are trainings; all or none may be. */
static int count_trainings(const struct order *o, size_t *n,
			   struct momus_error *err)
{
	size_t last[2] = { 0, 0 };

	*n = 0;
	for (size_t i = 0; i < o->runs.n; i++) {
		bool training = momus_ledger_is(o->runs.paths[i]);

		*n += training;
		last[training] = i;
	}
	return *n == 0 || *n == o->runs.n
		       ? MOMUS_OK
		       : momus_fail(err, MOMUS_EINVAL,
				    "report: %s is a training, and %s is "
				    "none; make two reports",
				    o->runs.paths[last[1]],
				    o->runs.paths[last[0]]);
}

static int run_report(int argc, char **argv, struct momus_error *err)
{
	struct order o = { .folder = NULL };
	size_t trainings = 0;
	int rc = parse(argc, argv, &o, err);

	if (rc == MOMUS_OK)
		rc = count_trainings(&o, &trainings, err);
	if (rc == MOMUS_OK && trainings && o.options.n_labels)
		rc = momus_fail(err, MOMUS_EINVAL,
				"report: --labels is of runs, and a training "
				"has none; leave it out");
	if (rc == MOMUS_OK)
		rc = trainings ? report_trainings(&o, err)
			       : report_runs(&o, err);
	momus_stores_release(&o.runs);
	free(o.labels);
	return rc;
}

const struct momus_command momus_command_report = {
	.name = "report",
	.usage = "report RUN.h5…|FOLDER… [-o DIR] [--format F,…] "
		 "[--interval I] [--labels LABELS.jsonl]",
	.summary = "report one run or training, or many side by side",
	.help = "Scores after each turn, Pass@k, judgments, revisions as steps "
		"of a chain, what could not be\n"
		"counted and how much it could matter, both verdicts, tokens "
		"and time; with 95 % intervals.\n\n"
		"A folder stands for all runs in it; those of a study begin "
		"with its table: Pass@1, what the\n"
		"turns mended and broke, F1, and the paired difference from "
		"the baseline row, row by row.\n\n"
		"A training is named by its output's folder, or its "
		"training.h5: reward, Δ↑ and Δ↓,\n"
		"divergence, entropy, losses, time by phase, step by step; "
		"several lie over each other.\n\n"
		"  --format F,…  text (the default), html, md, tex, csv, json "
		"or pages\n"
		"  -o DIR        write report.txt, report.html, … into DIR "
		"instead of standard output;\n"
		"                all formats unless --format names some\n"
		"  --interval I  percentile (the default) or bca: how "
		"bootstrap intervals are read;\n"
		"                below 30 problems shares have beta-binomial "
		"intervals either way\n"
		"  --labels FILE\n"
		"                what a judge says of a run's critiques "
		"(momus label), of a run of the report;\n"
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
