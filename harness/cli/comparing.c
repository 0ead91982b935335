/* comparing.c - see comparing.h */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/comparing.h"
#include "cli/newfile.h"
#include "reports/compare/compare.h"

enum { REGRESSION = 3, NO_POWER = 4 }; /* exit statuses */

void momus_comparing_init(struct momus_comparing *c)
{
	*c = (struct momus_comparing){ .alpha = 0.05,
				       .margin = 0.01,
				       .power = 0.8,
				       .turn = -1,
				       .seed = 1,
				       .flips = 20 };
}

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
			  "%s: \"%s\" is no number from %g to %g", name, value,
			  low, high);
}

static int whole(const char *name, const char *value, double high, double *out,
		 struct momus_error *err)
{
	int rc = number(name, value, 0, high, out, err);

	if (rc == MOMUS_OK && *out != floor(*out))
		rc = momus_fail(err, MOMUS_EINVAL,
				"%s: \"%s\" is no whole number", name, value);
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
					  "--despite: \"%.*s\" is "
					  "none of %s,all",
					  (int)n, c, momus_unlike_names);
	}
	return MOMUS_OK;
}

static int valued(struct momus_comparing *c, const char *name,
		  const char *value, struct momus_error *err)
{
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
		c->flips = (uint64_t)x;
		return rc;
	}
	if (strcmp(name, "--despite") == 0) {
		c->despite = value;
		return check_despite(value, err);
	}
	if (strcmp(name, "--md") == 0)
		c->md = value;
	else if (strcmp(name, "--junit") == 0)
		c->junit = value;
	else
		return MOMUS_ENOTFOUND;
	return MOMUS_OK;
}

int momus_comparing_option(struct momus_comparing *c, int argc, char **argv,
			   int *i, struct momus_error *err)
{
	const char *name = argv[*i];
	int rc;

	if (strcmp(name, "--json") == 0) {
		c->json = true;
	} else if (strcmp(name, "--require-power") == 0) {
		c->require_power = true;
	} else {
		if (*i + 1 >= argc)
			return MOMUS_ENOTFOUND;
		rc = valued(c, name, argv[*i + 1], err);
		*i += rc == MOMUS_OK;
		return rc;
	}
	return MOMUS_OK;
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

static int exit_status(const struct momus_comparison *c,
		       const struct momus_comparing *o)
{
	if (c->answer == MOMUS_ANSWER_REGRESSION)
		return REGRESSION;
	if (c->answer == MOMUS_ANSWER_CANNOT_TELL && o->require_power)
		return NO_POWER;
	return 0;
}

int momus_comparing_run(const struct momus_comparing *o,
			const char *const *bases, size_t n, const char *next,
			struct momus_error *err)
{
	const struct momus_compare_options options = {
		.alpha = o->alpha,
		.margin = o->margin,
		.power = o->power,
		.turn = o->turn,
		.despite = o->despite,
		.seed = o->seed,
	};
	struct momus_comparison c;
	int rc = momus_compare(&c, bases, n, next, &options, err);

	if (rc < 0)
		return rc;
	rc = write_file(&c, o->md, momus_compare_md, o->flips, err);
	if (rc == MOMUS_OK)
		rc = write_file(&c, o->junit, momus_compare_junit, o->flips,
				err);
	if (rc == MOMUS_OK)
		rc = o->json ? momus_compare_json(&c, o->flips, stdout, err)
			     : momus_compare_text(&c, o->flips, stdout, err);
	if (rc == MOMUS_OK)
		rc = exit_status(&c, o);
	momus_comparison_release(&c);
	return rc;
}
