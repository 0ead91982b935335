/* enter.c - see enter.h */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "reports/compare/unlike.h"
#include "reports/report.h"
#include "reports/track/enter.h"
#include "reports/track/history.h"

int momus_history_series(const char *path, char out[65],
			 struct momus_error *err)
{
	struct momus_run *run;
	int rc = momus_run_open(&run, path, err);

	if (rc < 0)
		return rc;
	rc = momus_unlike_key(run, out, err);
	momus_run_close(run);
	return rc;
}

static struct momus_history_score score(const struct momus_report_run *r,
					enum momus_figure_kind kind,
					enum momus_figure_of of, int turn)
{
	const struct momus_figure *f =
		momus_figures_find(&r->figures, kind, of, turn, 0);

	return (struct momus_history_score){ f ? f->value : NAN,
					     f ? f->low : NAN,
					     f ? f->high : NAN };
}

static void fill_scores(struct momus_history_entry *e,
			const struct momus_report_run *r)
{
	int last = (int)momus_run_head(r->run)->turns;

	e->turns = (uint32_t)last;
	e->problems = momus_run_n_problems(r->run);
	for (int t = 0; t <= last && t < MOMUS_HISTORY_TURNS; t++)
		e->scores[t] =
			score(r, MOMUS_FIGURE_PASS_AT_1, MOMUS_OF_NONE, t);
	e->metrics[MOMUS_HISTORY_UP] =
		score(r, MOMUS_FIGURE_DELTA_UP, MOMUS_OF_NONE, last);
	e->metrics[MOMUS_HISTORY_DOWN] =
		score(r, MOMUS_FIGURE_DELTA_DOWN, MOMUS_OF_NONE, last);
	e->metrics[MOMUS_HISTORY_F1] =
		score(r, MOMUS_FIGURE_MACRO_F1, MOMUS_OF_EACH, MOMUS_POOLED);
}

static int write_all(int fd, const char *bytes, size_t n)
{
	ssize_t done;

	while (n) {
		done = write(fd, bytes, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		bytes += done;
		n -= (size_t)done;
	}
	return 0;
}

/* Copies the file at FROM to TO. */
static int copy(const char *from, const char *to, struct momus_error *err)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out = -1;
	const char *at = from;
	char part[65536];
	ssize_t n = -1;

	if (in >= 0) {
		at = to;
		out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	}
	while (out >= 0 && (n = read(in, part, sizeof(part))) > 0)
		if (write_all(out, part, (size_t)n) < 0)
			break;
	if (n == 0 && fsync(out) != 0)
		n = -1;
	if (n != 0)
		momus_fail(err, MOMUS_EIO, "%s: %m", at);
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return n != 0 ? MOMUS_EIO : MOMUS_OK;
}

static int check(const struct momus_report_run *r, const char *path,
		 const char *version, struct momus_error *err)
{
	if (!momus_history_is_version(version))
		return momus_fail(err, MOMUS_EINVAL,
				  "track: a version is named by 1 to 100 "
				  "visible ASCII characters");
	if (!momus_run_complete(r->run))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: the run is not complete; finish it with "
				  "--resume first",
				  path);
	return MOMUS_OK;
}

static int enter(const char *folder, const struct momus_report_run *r,
		 const char *version, struct momus_error *err)
{
	const struct momus_store_head *head = momus_run_head(r->run);
	struct momus_history_entry e = { .version = version,
					 .run_id = head->run_id,
					 .task = head->task,
					 .grader = head->grader,
					 .generator = head->generator,
					 .critic = head->critic,
					 .feedback = head->feedback };
	char series[65], added[32], file[80], *part = NULL;
	time_t now = time(NULL);
	struct tm tm;
	int rc = momus_unlike_key(r->run, series, err);

	if (rc < 0)
		return rc;
	strftime(added, sizeof(added), "%Y-%m-%dT%H:%M:%SZ",
		 gmtime_r(&now, &tm));
	snprintf(file, sizeof(file), "run-%.60s.h5", head->run_id);
	e.file = file;
	e.added = added;
	e.series = series;
	fill_scores(&e, r);
	if (asprintf(&part, "%s/.%s.%ld", folder, file, (long)getpid()) < 0)
		return momus_fail(err, MOMUS_ENOMEM, "track: out of memory");
	rc = copy(r->path, part, err);
	if (rc == MOMUS_OK)
		rc = momus_history_append(folder, &e, part, err);
	if (rc < 0)
		unlink(part);
	free(part);
	return rc;
}

int momus_history_enter(const char *folder, const char *path,
			const char *version, struct momus_error *err)
{
	struct momus_report report;
	int rc = momus_report_load(&report, &path, 1, NULL, err);

	if (rc < 0)
		return rc;
	rc = check(&report.runs[0], path, version, err);
	if (rc == MOMUS_OK && mkdir(folder, 0777) != 0 && errno != EEXIST)
		rc = momus_fail(err, MOMUS_EINVAL, "%s: %m", folder);
	if (rc == MOMUS_OK)
		rc = enter(folder, &report.runs[0], version, err);
	momus_report_release(&report);
	return rc;
}
