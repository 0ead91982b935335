/* compare.c - momus compare BASE.h5 NEW.h5 */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/newfile.h"
#include "reports/compare/compare.h"

enum { REGRESSION = 3, NO_POWER = 4 }; /* exit statuses */

struct order {
	const char *paths[2];
	int n_paths;
	struct momus_compare_options options;
	bool json, require_power;
	const char *md, *junit; /* files to write beside */
	uint64_t flips;
};

/* VALUE as a number from LOW to HIGH. */
static int number(const char *name, const char *value, double low, double high,
		  double *out, struct momus_error *err)
{
	char *end;

	errno = 0;
	*out = strtod(value, &end);
	if (end != value && !*end && !errno && *out >= low && *out <= high)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL,
			  "compare: %s: \"%s\" is no number from %g to %g",
			  name, value, low, high);
}

static int whole(const char *name, const char *value, double high, double *out,
		 struct momus_error *err)
{
	int rc = number(name, value, 0, high, out, err);

	if (rc == MOMUS_OK && *out != floor(*out))
		rc = momus_fail(err, MOMUS_EINVAL,
				"compare: %s: \"%s\" is no whole number", name,
				value);
	return rc;
}

static bool is_word(const char *word, size_t len, const char *list)
{
	size_t n;

	for (; *list; list += n + (list[n] == ',')) {
		n = strcspn(list, ",");
		if (n == len && memcmp(list, word, n) == 0)
			return true;
	}
	return len == 3 && memcmp(word, "all", 3) == 0;
}

static int check_despite(const char *list, struct momus_error *err)
{
	size_t n;

	for (const char *c = list; *c; c += n + (c[n] == ',')) {
		n = strcspn(c, ",");
		if (!is_word(c, n, momus_unlike_names))
			return momus_fail(err, MOMUS_EINVAL,
					  "compare: --despite: \"%.*s\" is "
					  "none of %s,all",
					  (int)n, c, momus_unlike_names);
	}
	return MOMUS_OK;
}

static int option(struct order *o, const char *name, const char *value,
		  struct momus_error *err)
{
	struct momus_compare_options *c = &o->options;
	double x;
	int rc;

	if (strcmp(name, "--alpha") == 0)
		return number(name, value, 1e-6, 0.5, &c->alpha, err);
	if (strcmp(name, "--power") == 0)
		return number(name, value, 0.01, 0.9999, &c->power, err);
	if (strcmp(name, "--margin") == 0) {
		rc = number(name, value, 1e-4, 100, &x, err);
		c->margin = x / 100;
		return rc;
	}
	if (strcmp(name, "--turn") == 0) {
		rc = whole(name, value, 15, &x, err);
		c->turn = (int)x;
		return rc;
	}
	if (strcmp(name, "--seed") == 0) {
		rc = whole(name, value, 9007199254740992.0, &x, err);
		c->seed = (uint64_t)x;
		return rc;
	}
	if (strcmp(name, "--flips") == 0) {
		rc = whole(name, value, 1e9, &x, err);
		o->flips = (uint64_t)x;
		return rc;
	}
	if (strcmp(name, "--despite") == 0) {
		c->despite = value;
		return check_despite(value, err);
	}
	if (strcmp(name, "--md") == 0)
		o->md = value;
	else if (strcmp(name, "--junit") == 0)
		o->junit = value;
	else
		return MOMUS_ENOTFOUND;
	return MOMUS_OK;
}

static int parse(int argc, char **argv, struct order *o,
		 struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (int i = 1; i < argc && rc == MOMUS_OK; i++) {
		if (strcmp(argv[i], "--json") == 0) {
			o->json = true;
		} else if (strcmp(argv[i], "--require-power") == 0) {
			o->require_power = true;
		} else if (argv[i][0] != '-') {
			if (o->n_paths == 2)
				rc = momus_fail(err, MOMUS_EINVAL,
						"compare: \"%s\" is one run "
						"too many; two are compared",
						argv[i]);
			else
				o->paths[o->n_paths++] = argv[i];
		} else {
			rc = i + 1 < argc ? option(o, argv[i], argv[i + 1], err)
					  : MOMUS_ENOTFOUND;
			if (rc == MOMUS_ENOTFOUND)
				rc = momus_fail(
					err, MOMUS_EINVAL,
					"compare: \"%s\" is not understood, or "
					"lacks its value; `momus help compare` "
					"lists the options",
					argv[i]);
			i++;
		}
	}
	if (rc == MOMUS_OK && o->n_paths < 2)
		rc = momus_fail(err, MOMUS_EINVAL,
				"compare: which runs? usage: momus compare "
				"BASE.h5 NEW.h5");
	return rc;
}

static int write_file(struct momus_comparison *c, const char *path,
		      momus_compare_format_fn *format, size_t flips,
		      struct momus_error *err)
{
	struct momus_new_file f = { NULL, NULL, NULL };
	int rc;

	if (!path)
		return MOMUS_OK;
	rc = momus_new_file_open(&f, path, err);
	if (rc == MOMUS_OK)
		rc = format(c, flips, f.file, err);
	if (rc == MOMUS_OK)
		rc = momus_new_file_keep(&f, err);
	momus_new_file_drop(&f);
	return rc;
}

static int exit_status(const struct momus_comparison *c, const struct order *o)
{
	if (c->answer == MOMUS_ANSWER_REGRESSION)
		return REGRESSION;
	if (c->answer == MOMUS_ANSWER_CANNOT_TELL && o->require_power)
		return NO_POWER;
	return 0;
}

static int run_compare(int argc, char **argv, struct momus_error *err)
{
	struct order o = { .options = { .alpha = 0.05,
					.margin = 0.01,
					.power = 0.8,
					.turn = -1,
					.seed = 1 },
			   .flips = 20 };
	struct momus_comparison c;
	int rc = parse(argc, argv, &o, err);

	if (rc < 0)
		return rc;
	rc = momus_compare(&c, o.paths[0], o.paths[1], &o.options, err);
	if (rc < 0)
		return rc;
	rc = write_file(&c, o.md, momus_compare_md, o.flips, err);
	if (rc == MOMUS_OK)
		rc = write_file(&c, o.junit, momus_compare_junit, o.flips, err);
	if (rc == MOMUS_OK)
		rc = o.json ? momus_compare_json(&c, o.flips, stdout, err)
			    : momus_compare_text(&c, o.flips, stdout, err);
	if (rc == MOMUS_OK)
		rc = exit_status(&c, &o);
	momus_comparison_release(&c);
	return rc;
}

const struct momus_command momus_command_compare = {
	.name = "compare",
	.usage = "compare BASE.h5 NEW.h5 [--json] [--margin POINTS] "
		 "[--alpha A] [--require-power]",
	.summary = "say whether a new version is better or worse than the last",
	.help = "Pairs the problems of both runs and gives one of three "
		"answers: regression (exit status 3),\n"
		"no worse within the margin (0), cannot tell (0). Pass@1 after "
		"the last turn decides.\n\n"
		"  --alpha A        level of the tests (0.05)\n"
		"  --margin POINTS  the drop that would matter, in percentage "
		"points (1)\n"
		"  --turn T         the turn that decides\n"
		"  --power P        of the difference that could be seen "
		"(0.8)\n"
		"  --require-power  exit with 4 if nothing can be told\n"
		"  --despite LIST   compare although the runs differ in data, "
		"task, grader, feedback,\n"
		"                   shape, sampling or prompts (separated by "
		"commas; all)\n"
		"  --flips N        most problems named of each kind (20)\n"
		"  --json           one JSON object instead of text\n"
		"  --md FILE        also as Markdown, for a comment on a "
		"change\n"
		"  --junit FILE     also as JUnit XML, for a build server\n"
		"  --seed N         of the resampling (1)",
	.prints = true,
	.run = run_compare,
};
