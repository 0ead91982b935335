/* track.c - momus track add|list|report|gate FOLDER … */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/comparing.h"
#include "cli/figures.h"
#include "reports/folder.h"
#include "reports/plots/history.h"
#include "reports/track/enter.h"
#include "reports/text/lines.h"
#include "reports/track/trend.h"

struct order {
	const char *words[3]; /* FOLDER, RUN.h5 */
	int n;
	const char *version, *against, *format, *metric;
	const char *pictures; /* report -o; NULL: none */
	bool add; /* gate: the run enters the history unless it is worse */
	struct momus_comparing comparing;
};

static int not_understood(const char *word, struct momus_error *err)
{
	return momus_fail(err, MOMUS_EINVAL,
			  "track: \"%s\" is not understood, or lacks its "
			  "value; `momus help track` lists the options",
			  word);
}

static int option(struct order *o, int argc, char **argv, int *i,
		  struct momus_error *err)
{
	static const struct {
		const char *name;
		size_t offset;
	} texts[] = {
		{ "--version", offsetof(struct order, version) },
		{ "--against", offsetof(struct order, against) },
		{ "--format", offsetof(struct order, format) },
		{ "--metric", offsetof(struct order, metric) },
		{ "-o", offsetof(struct order, pictures) },
	};
	int rc;

	if (strcmp(argv[*i], "--add") == 0) {
		o->add = true;
		return MOMUS_OK;
	}
	for (size_t k = 0; k < sizeof(texts) / sizeof(*texts); k++)
		if (strcmp(argv[*i], texts[k].name) == 0 && *i + 1 < argc) {
			*(const char **)((char *)o + texts[k].offset) =
				argv[++*i];
			return MOMUS_OK;
		}
	rc = momus_comparing_option(&o->comparing, argc, argv, i, err);
	return rc == MOMUS_ENOTFOUND ? not_understood(argv[*i], err) : rc;
}

static int parse(int argc, char **argv, struct order *o,
		 struct momus_error *err)
{
	int rc = MOMUS_OK;

	momus_comparing_init(&o->comparing);
	for (int i = 2; i < argc && rc == MOMUS_OK; i++)
		if (argv[i][0] == '-')
			rc = option(o, argc, argv, &i, err);
		else if (o->n == 2)
			rc = not_understood(argv[i], err);
		else
			o->words[o->n++] = argv[i];
	if (rc == MOMUS_OK && !o->n)
		rc = momus_fail(err, MOMUS_EINVAL,
				"track: which folder? usage: momus track "
				"%s FOLDER",
				argc > 1 ? argv[1] : "list");
	return rc;
}

static int needs(const struct order *o, int n, const char *usage,
		 struct momus_error *err)
{
	if (o->n == n)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL, "track: usage: momus track %s",
			  usage);
}

static int add(struct order *o, struct momus_error *err)
{
	int rc = needs(o, 2, "add FOLDER RUN.h5 --version NAME", err);

	if (rc == MOMUS_OK && !o->version)
		rc = momus_fail(err, MOMUS_EINVAL,
				"track: add needs --version NAME");
	if (rc == MOMUS_OK)
		rc = momus_history_enter(o->words[0], o->words[1], o->version,
					 err);
	return rc;
}

static void warn_torn(const struct momus_history *h)
{
	if (h->torn)
		fprintf(stderr,
			"momus: %s/history.jsonl: the last line is torn and "
			"left out; the next run that is added takes its "
			"place\n",
			h->folder);
}

/* For programs: a line a run. */
static int list_lines(const struct momus_history *h)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct momus_history_entry *e = &h->list[i];
		double x = e->scores[e->turns].value;

		printf("%s  %-20s  %.8s  ", e->added, e->version, e->series);
		if (isnan(x))
			printf("%6s", "-");
		else
			printf("%6.2f", 100 * x);
		printf("  %s\n", e->file);
	}
	return MOMUS_OK;
}

/* The same for a terminal, in its width. */
static int list_columns(const struct momus_history *h, struct momus_error *err)
{
	static const struct momus_column columns[] = {
		{ "", MOMUS_ALIGN_LEFT }, { "", MOMUS_ALIGN_LEFT },
		{ "", MOMUS_ALIGN_LEFT }, { "", MOMUS_ALIGN_RIGHT },
		{ "", MOMUS_ALIGN_LEFT },
	};
	struct momus_document d;
	int rc = momus_document_init(&d, err);

	if (rc < 0)
		return rc;
	momus_document_table(&d, columns, 5, "");
	for (size_t i = 0; i < h->n; i++) {
		const struct momus_history_entry *e = &h->list[i];
		double x = e->scores[e->turns].value;

		momus_document_cell(&d, "%s", e->added);
		momus_document_cell(&d, "%s", e->version);
		momus_document_cell(&d, "%.8s", e->series);
		momus_document_cell(&d, isnan(x) ? "-" : "%.2f", 100 * x);
		momus_document_cell(&d, "%s", e->file);
	}
	return momus_lines_document(stdout, &d, err);
}

static int list(struct order *o, struct momus_error *err)
{
	struct momus_history h;
	int rc = needs(o, 1, "list FOLDER", err);

	if (rc == MOMUS_OK)
		rc = momus_history_read(&h, o->words[0], err);
	if (rc < 0)
		return rc;
	if (!h.n)
		fprintf(stderr,
			"momus: %s: no run is kept here; `momus track add` "
			"keeps one\n",
			h.folder);
	warn_torn(&h);
	rc = isatty(STDOUT_FILENO) ? list_columns(&h, err) : list_lines(&h);
	momus_history_release(&h);
	return rc;
}

static int draw(const struct momus_trends *t, const char *path,
		struct momus_error *err)
{
	struct momus_folder *folder;
	struct momus_plots plots;
	int rc = momus_folder_open(&folder, path, err);

	if (rc < 0)
		return rc;
	rc = momus_plots_history(&plots, t, folder, err);
	if (rc == MOMUS_OK) {
		momus_cli_figures(&plots);
		momus_plots_release(&plots);
	}
	momus_folder_close(folder);
	return rc;
}

static int choose_metric(const char *name, enum momus_history_metric *out,
			 struct momus_error *err)
{
	*out = MOMUS_HISTORY_PASS1;
	for (int m = 0; name && m < MOMUS_HISTORY_METRICS; m++)
		if (strcmp(name, momus_history_metric_name(m)) == 0) {
			*out = m;
			return MOMUS_OK;
		}
	return name ? momus_fail(err, MOMUS_EINVAL,
				 "track: metric \"%s\" is not kept, expected "
				 "pass_at_1, delta_up, delta_down or macro_f1",
				 name)
		    : MOMUS_OK;
}

static int report(struct order *o, struct momus_error *err)
{
	enum momus_history_metric metric = MOMUS_HISTORY_PASS1;
	const char *format = o->format ? o->format : "text";
	struct momus_history h;
	struct momus_trends t;
	int rc = needs(o, 1, "report FOLDER", err);

	if (o->comparing.json)
		format = "json";
	if (rc == MOMUS_OK && strcmp(format, "text") != 0 &&
	    strcmp(format, "md") != 0 && strcmp(format, "json") != 0)
		rc = momus_fail(err, MOMUS_EINVAL,
				"track: format \"%s\" is not known, expected "
				"text, md or json",
				format);
	if (rc == MOMUS_OK)
		rc = choose_metric(o->metric, &metric, err);
	if (rc == MOMUS_OK)
		rc = momus_history_read(&h, o->words[0], err);
	if (rc < 0)
		return rc;
	warn_torn(&h);
	rc = momus_trends(&t, &h, metric, o->comparing.alpha, err);
	if (rc == MOMUS_OK) {
		if (*format == 't')
			rc = momus_trends_text(&t, stdout, err);
		else if (*format == 'm')
			momus_trends_md(&t, stdout);
		else
			rc = momus_trends_json(&t, stdout, err);
		if (rc == MOMUS_OK && o->pictures)
			rc = draw(&t, o->pictures, err);
		momus_trends_release(&t);
	}
	momus_history_release(&h);
	return rc;
}

/* The last N of SERIES, newest first, into OUT; how many there are. */
static size_t window(const struct momus_history *h, const char *series,
		     size_t n, const struct momus_history_entry **out)
{
	size_t found = 0;

	for (size_t i = h->n; i-- > 0 && found < n;)
		if (strcmp(h->list[i].series, series) == 0)
			out[found++] = &h->list[i];
	return found;
}

static const struct momus_history_entry *best(const struct momus_history *h,
					      const char *series)
{
	const struct momus_history_entry *found = NULL;

	for (size_t i = 0; i < h->n; i++) {
		const struct momus_history_entry *e = &h->list[i];

		if (strcmp(e->series, series) == 0 &&
		    (!found || e->scores[e->turns].value >=
				       found->scores[found->turns].value))
			found = e;
	}
	return found;
}

/* What --against names, into OUT (H->n + 1); *N of them. */
static int choose(const struct order *o, const struct momus_history *h,
		  const char *series, const struct momus_history_entry **out,
		  size_t *n, struct momus_error *err)
{
	const char *against = o->against ? o->against : "last";
	char *end;
	long many;

	*n = 1;
	if (strncmp(against, "window:", 7) == 0) {
		many = strtol(against + 7, &end, 10);
		if (*end || many < 1 || many > 1000)
			return momus_fail(err, MOMUS_EINVAL,
					  "track: --against window:N: \"%s\" "
					  "is no number from 1 to 1000",
					  against + 7);
		*n = window(h, series, (size_t)many, out);
	} else if (strcmp(against, "last") == 0) {
		*n = window(h, series, 1, out);
	} else if (strcmp(against, "best") == 0) {
		out[0] = best(h, series);
		*n = out[0] != NULL;
	} else {
		out[0] = momus_history_find(h, series, against);
		if (!out[0])
			return momus_fail(err, MOMUS_EINVAL,
					  "track: --against \"%.100s\": no "
					  "such version of this set-up in %s; "
					  "expected last, best, window:N or a "
					  "version",
					  against, h->folder);
	}
	return MOMUS_OK;
}

static int compare_with(const struct order *o, const struct momus_history *h,
			const struct momus_history_entry *const *entries,
			size_t n, struct momus_error *err)
{
	char **paths = calloc(n + 1, sizeof(*paths));
	int rc = paths ? MOMUS_OK
		       : momus_fail(err, MOMUS_ENOMEM, "track: out of memory");

	for (size_t i = 0; i < n && rc == MOMUS_OK; i++)
		if (asprintf(&paths[i], "%s/%s", h->folder, entries[i]->file) <
		    0) {
			paths[i] = NULL;
			rc = momus_fail(err, MOMUS_ENOMEM,
					"track: out of memory");
		}
	if (rc == MOMUS_OK && !o->comparing.json) {
		fputs("against", stdout);
		for (size_t i = 0; i < n; i++)
			printf("%s %s", i ? "," : "", entries[i]->version);
		puts(":");
	}
	if (rc == MOMUS_OK)
		rc = momus_comparing_run(&o->comparing,
					 (const char *const *)paths, n,
					 o->words[1], err);
	for (size_t i = 0; paths && i < n; i++)
		free(paths[i]);
	free(paths);
	return rc;
}

static int gate(struct order *o, struct momus_error *err)
{
	const struct momus_history_entry **entries = NULL;
	struct momus_history h;
	char series[65];
	size_t n = 0;
	int rc = needs(o, 2, "gate FOLDER RUN.h5", err);

	if (rc == MOMUS_OK && o->add && !o->version)
		rc = momus_fail(err, MOMUS_EINVAL,
				"track: --add needs --version NAME");
	if (rc == MOMUS_OK)
		rc = momus_history_series(o->words[1], series, err);
	if (rc == MOMUS_OK)
		rc = momus_history_read(&h, o->words[0], err);
	if (rc < 0)
		return rc;
	warn_torn(&h);
	entries = calloc(h.n + 1, sizeof(*entries));
	rc = entries ? choose(o, &h, series, entries, &n, err)
		     : momus_fail(err, MOMUS_ENOMEM, "track: out of memory");
	if (rc == MOMUS_OK && n)
		rc = compare_with(o, &h, entries, n, err);
	else if (rc == MOMUS_OK)
		rc = momus_comparing_nothing(&o->comparing, h.folder, err);
	if (rc == 0 && o->add) {
		int added = momus_history_enter(h.folder, o->words[1],
						o->version, err);

		rc = added < 0 ? added : rc;
	}
	free(entries);
	momus_history_release(&h);
	return rc;
}

static int run_track(int argc, char **argv, struct momus_error *err)
{
	static const struct {
		const char *name;
		int (*run)(struct order *o, struct momus_error *err);
	} verbs[] = {
		{ "add", add },
		{ "list", list },
		{ "report", report },
		{ "gate", gate },
	};
	struct order o = { .n = 0 };
	int rc;

	for (size_t i = 0; argc > 1 && i < 4; i++) {
		if (strcmp(argv[1], verbs[i].name) != 0)
			continue;
		rc = parse(argc, argv, &o, err);
		return rc < 0 ? rc : verbs[i].run(&o, err);
	}
	return momus_fail(err, MOMUS_EINVAL,
			  "track: expected add, list, report or gate, and a "
			  "folder; `momus help track` says more");
}

const struct momus_command momus_command_track = {
	.name = "track",
	.usage = "track add|list|report|gate FOLDER [RUN.h5] [--version NAME]",
	.summary = "keep a history of model versions, and gate new ones",
	.help = "  track add FOLDER RUN.h5 --version NAME   keep a finished "
		"run\n"
		"  track list FOLDER                        what is there\n"
		"  track report FOLDER [--metric NAME] [--alpha A] [--format "
		"F] "
		"[-o DIR]\n"
		"      Pass@1 by version with intervals, changes from one to "
		"the next, the best so far; NAME:\n"
		"      pass_at_1, delta_up, delta_down or macro_f1; F: text, "
		"md "
		"or json; A: the level (0.05);\n"
		"      -o draws them, a series each: "
		"DIR/figures/history-1.svg, "
		".pdf and .png\n"
		"  track gate FOLDER RUN.h5 [--against "
		"last|best|NAME|window:N] "
		"[--add --version NAME]\n"
		"      as `momus compare` with that version, or with the last "
		"N "
		"together: exit status 3 for a\n"
		"      regression; takes compare's options; --add keeps the "
		"run "
		"unless it failed\n\n"
		"Runs are kept apart by data, task, grader, feedback, shape, "
		"sampling and prompts. Several\n"
		"writers may share a folder.",
	.prints = false,
	.flags = "--add|--json|--require-power|--e-value",
	.run = run_track,
};
