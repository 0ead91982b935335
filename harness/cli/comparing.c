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

int momus_comparing_number(const char *name, const char *value, double low,
			   double high, bool whole, double *out,
			   struct momus_error *err)
{
	char *end;

	errno = 0;
	*out = strtod(value, &end);
	if (end == value || *end || errno || !(*out >= low && *out <= high))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: \"%s\" is no number from %g to %g", name,
				  value, low, high);
	if (whole && *out != floor(*out))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: \"%s\" is no whole number", name, value);
	return MOMUS_OK;
}

static int number(const char *name, const char *value, double low, double high,
		  double *out, struct momus_error *err)
{
	return momus_comparing_number(name, value, low, high, false, out, err);
}

static int whole(const char *name, const char *value, double high, double *out,
		 struct momus_error *err)
{
	return momus_comparing_number(name, value, 0, high, true, out, err);
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

/* What may stand in a link of Markdown as it is. */
static int check_pages(const char *address, struct momus_error *err)
{
	for (const char *c = address; *c; c++)
		if (*c <= ' ' || *c > '~' || strchr("()<>[]\"'`\\|", *c))
			return momus_fail(
				err, MOMUS_EINVAL,
				"--pages: \"%s\" is no address: "
				"expected no blanks, brackets, quotes "
				"or bars; write them as %%20 and the "
				"like",
				address);
	return *address ? MOMUS_OK
			: momus_fail(err, MOMUS_EINVAL,
				     "--pages: the address is empty");
}

/* "3", or "0.3,0.6,1". */
static int take_looks(struct momus_comparing *c, const char *value,
		      struct momus_error *err)
{
	const int most = (int)(sizeof(c->looks) / sizeof(*c->looks));
	char *end;
	double x;

	errno = 0;
	x = strtod(value, &end);
	c->n_looks = 0;
	if (end != value && !*end && x >= 2 && x <= most && x == floor(x)) {
		c->n_looks = (size_t)x;
		for (size_t k = 0; k < c->n_looks; k++)
			c->looks[k] = (double)(k + 1) / x;
		return MOMUS_OK;
	}
	for (const char *at = value;; at = end + 1) {
		x = strtod(at, &end);
		if (end == at || (*end && *end != ',') || !(x > 0 && x <= 1) ||
		    c->n_looks == (size_t)most)
			return momus_fail(
				err, MOMUS_EINVAL,
				"--looks: \"%s\" is neither a number from 2 to "
				"%d nor up to %d fractions of the planned "
				"problems, such as 0.3,0.6,1",
				value, most, most);
		c->looks[c->n_looks++] = x;
		if (!*end)
			return MOMUS_OK;
	}
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
	if (strcmp(name, "--looks") == 0)
		return take_looks(c, value, err);
	if (strcmp(name, "--look") == 0) {
		rc = whole(name, value, 20, &x, err);
		c->look = (size_t)x;
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
	if (strcmp(name, "--pages") == 0) {
		c->pages = value;
		return check_pages(value, err);
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
	} else if (strcmp(name, "--e-value") == 0) {
		c->e_value = true;
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
	if (c->verdict.answer == MOMUS_ANSWER_REGRESSION)
		return REGRESSION;
	if (c->verdict.answer == MOMUS_ANSWER_CANNOT_TELL && o->require_power)
		return NO_POWER;
	return 0;
}

static int check_looks(const struct momus_comparing *o, struct momus_error *err)
{
	if (o->n_looks && o->e_value)
		return momus_fail(err, MOMUS_EINVAL,
				  "--e-value holds at any look and needs no "
				  "--looks; say one of them");
	if (!o->n_looks && o->look)
		return momus_fail(err, MOMUS_EINVAL,
				  "--look %zu: of how many? say --looks N too",
				  o->look);
	if (o->n_looks && (!o->look || o->look > o->n_looks))
		return momus_fail(err, MOMUS_EINVAL,
				  "--looks: which of the %zu is this one? say "
				  "--look 1 to %zu",
				  o->n_looks, o->n_looks);
	return MOMUS_OK;
}

int momus_comparing_run(const struct momus_comparing *o,
			const char *const *bases, size_t n, const char *next,
			struct momus_error *err)
{
	struct momus_compare_options options = {
		.alpha = o->alpha,
		.margin = o->margin,
		.power = o->power,
		.turn = o->turn,
		.despite = o->despite,
		.seed = o->seed,
		.e_value = o->e_value,
		.pages = o->pages,
		.n_looks = o->n_looks,
		.look = o->look ? o->look - 1 : 0,
	};
	struct momus_comparison c;
	int rc = check_looks(o, err);

	memcpy(options.looks, o->looks, sizeof(o->looks));
	if (rc == MOMUS_OK)
		rc = momus_compare(&c, bases, n, next, &options, err);
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

static const char nothing[] =
	"nothing to compare with: the history has no run of this set-up yet";

static int nothing_md(struct momus_comparison *c, size_t flips, FILE *file,
		      struct momus_error *err)
{
	(void)c, (void)flips, (void)err;
	fprintf(file, "**%s**\n", nothing);
	return MOMUS_OK;
}

static int nothing_junit(struct momus_comparison *c, size_t flips, FILE *file,
			 struct momus_error *err)
{
	(void)c, (void)flips, (void)err;
	fprintf(file,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites>\n<testsuite name=\"momus compare\" tests=\"1\" "
		"failures=\"0\" skipped=\"1\" errors=\"0\">\n"
		"<testcase classname=\"momus\" name=\"Pass@1\">\n"
		"<skipped message=\"%s\">\n</skipped>\n"
		"</testcase>\n</testsuite>\n</testsuites>\n",
		nothing);
	return MOMUS_OK;
}

int momus_comparing_nothing(const struct momus_comparing *o, const char *folder,
			    struct momus_error *err)
{
	int rc = write_file(NULL, o->md, nothing_md, 0, err);

	if (rc == MOMUS_OK)
		rc = write_file(NULL, o->junit, nothing_junit, 0, err);
	if (rc == MOMUS_OK && o->json)
		printf("{\"answer\": null, \"sentence\": \"%s\"}\n", nothing);
	else if (rc == MOMUS_OK)
		printf("%s has no run of this set-up yet: nothing to compare "
		       "with\n",
		       folder);
	return rc;
}
