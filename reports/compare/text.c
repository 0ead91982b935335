/* text.c - a comparison for the terminal */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/inert.h"
#include "reports/compare/compare.h"
#include "reports/text/lines.h"

static void percent(struct momus_document *d, double share)
{
	if (isnan(share))
		momus_document_cell(d, "-");
	else
		momus_document_cell(d, "%.2f", 100 * share);
}

/* A change has its sign, as the ends of its interval have theirs. */
static void points(struct momus_document *d, double change)
{
	if (isnan(change))
		momus_document_cell(d, "-");
	else
		momus_document_cell(d, "%+.2f", 100 * change);
}

static void chance(struct momus_document *d, double p)
{
	if (isnan(p))
		momus_document_cell(d, "-");
	else
		momus_document_cell(d, p < 0.001 ? "%.1e" : "%.3f", p);
}

static int write_contrasts(const struct momus_comparison *c, FILE *file,
			   struct momus_error *err)
{
	static const struct momus_column columns[] = {
		{ "percent", MOMUS_ALIGN_LEFT },
		{ "base", MOMUS_ALIGN_RIGHT },
		{ "new", MOMUS_ALIGN_RIGHT },
		{ "change", MOMUS_ALIGN_RIGHT },
		{ "95 % interval", MOMUS_ALIGN_AFTER },
		{ "p", MOMUS_ALIGN_RIGHT },
		{ "Holm", MOMUS_ALIGN_RIGHT }
	};
	struct momus_document d;
	char name[64];
	int rc = momus_document_init(&d, err);

	if (rc < 0)
		return rc;
	momus_document_table(&d, columns, sizeof(columns) / sizeof(*columns),
			     "");
	for (size_t i = 0; i < c->n_contrasts; i++) {
		const struct momus_contrast *x = &c->contrasts[i];

		momus_contrast_name(x, name);
		momus_document_cell(&d, "%s%s", x->decides ? "* " : "  ", name);
		percent(&d, x->base);
		percent(&d, x->next);
		points(&d, x->difference);
		if (isnan(x->low))
			momus_document_cell(&d, "-");
		else
			momus_document_cell(&d, "%+.2f to %+.2f", 100 * x->low,
					    100 * x->high);
		chance(&d, x->p);
		chance(&d, x->adjusted);
	}
	putc('\n', file);
	return momus_lines_document(file, &d, err);
}

static int write_link(const struct momus_comparison *c, struct momus_text id,
		      FILE *file, struct momus_error *err)
{
	char *link;
	int rc = momus_compare_link(c, id, &link, err);

	if (link)
		fprintf(file, "  %s", link);
	free(link);
	return rc;
}

static int write_flips(const struct momus_comparison *c,
		       const struct momus_flips *f, const char *what,
		       size_t most, FILE *file, struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (!f->n)
		return MOMUS_OK;
	fprintf(file, "\n%s: %zu\n", what, f->n);
	for (size_t i = 0; i < f->n && i < most && rc == MOMUS_OK; i++) {
		const struct momus_flip *x = &f->list[i];

		fputs("  ", file);
		momus_inert_write(file, x->id);
		fprintf(file, "  %.0f %% to %.0f %%", 100 * x->base,
			100 * x->next);
		if (x->base_status != x->next_status)
			fprintf(file, "  (%s, then %s)",
				momus_run_name(x->base_status),
				momus_run_name(x->next_status));
		rc = write_link(c, x->id, file, err);
		putc('\n', file);
	}
	if (f->n > most)
		fprintf(file, "  … and %zu more; --flips names more\n",
			f->n - most);
	return rc;
}

static int write_unlike(const struct momus_comparison *c, FILE *file,
			struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < c->n_unlike; i++) {
		const struct momus_unlike *u = &c->unlike[i];

		rc = momus_lines_say(
			file, err, "note: the runs differ in %s: %.*s and %.*s",
			u->where.ptr, (int)u->base_there.len, u->base_there.ptr,
			(int)u->next_there.len, u->next_there.ptr);
	}
	return rc;
}

/* How the row with * was tested. */
static int write_test(const struct momus_comparison *c, FILE *file,
		      struct momus_error *err)
{
	unsigned long long gained = c->verdict.gained, lost = c->verdict.lost;
	int rc;

	if (c->gate.anytime)
		rc = momus_lines_say(
			file, err,
			"Test of the row with *: e-value of bets against no "
			"change, and against a drop of the margin; a "
			"regression may be called at any look, as often as "
			"one looks. Other rows: sign flips, for one look.");
	else if (c->gate.single)
		rc = momus_lines_say(
			file, err,
			"Test of the row with *: McNemar, mid-p, on %llu "
			"gained and %llu lost; other rows: sign flips.",
			gained, lost);
	else
		rc = momus_lines_say(file, err,
				     "Tests: sign flips of the problems' "
				     "differences, two-sided, %s.",
				     c->verdict.exact ? "all signs"
						      : "100,000 drawn");
	for (size_t i = 0; rc == MOMUS_OK && i < c->n_contrasts; i++)
		if (c->contrasts[i].kind == MOMUS_CONTRAST_F1 ||
		    c->contrasts[i].kind == MOMUS_CONTRAST_KEPT) {
			rc = momus_lines_say(
				file, err,
				"Shares over all turns: problems that change "
				"sides at random.");
			break;
		}
	if (rc == MOMUS_OK && c->options.n_looks)
		rc = momus_lines_say(
			file, err,
			"Look %zu of %zu, at %.3g of the planned problems: of "
			"the level %g, %.2g is spent by now (O'Brien-Fleming "
			"form of Lan and DeMets).",
			c->options.look + 1, c->options.n_looks,
			c->options.looks[c->options.look], c->options.alpha,
			c->looks.change.spent[c->options.look]);
	return rc;
}

/* What stands in the table and cannot be compared. */
static int write_lacking(const struct momus_comparison *c, FILE *file,
			 struct momus_error *err)
{
	char name[64];
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < c->n_contrasts; i++) {
		const struct momus_contrast *x = &c->contrasts[i];
		const char *why = momus_contrast_why(x);

		if (!why || x->kind < MOMUS_CONTRAST_KEPT)
			continue;
		momus_contrast_name(x, name);
		rc = momus_lines_say(file, err, "%s: cannot be compared, %s.",
				     name, why);
	}
	return rc;
}

/* What could be seen in a comparison of this size. */
static int write_detectable(const struct momus_comparison *c, FILE *file,
			    struct momus_error *err)
{
	const double detectable = c->primary->detectable,
		     percent_seen = 100 * c->options.power;

	if (isnan(detectable))
		return MOMUS_OK;
	if (detectable > 1.0)
		return momus_lines_say(file, err,
				       "No change, however large, is seen in "
				       "%.0f of 100 comparisons of this size.",
				       percent_seen);
	return momus_lines_say(
		file, err,
		"A change of %.2f points is seen in %.0f of 100 comparisons of "
		"this size; a smaller one may be there and not be seen.",
		100 * detectable, percent_seen);
}

/* Whether an interval of the table was made in this way. */
static bool has(const struct momus_comparison *c,
		enum momus_contrast_interval interval)
{
	for (size_t i = 0; i < c->n_contrasts; i++)
		if (c->contrasts[i].interval == interval &&
		    !isnan(c->contrasts[i].difference))
			return true;
	return false;
}

/* How the intervals were made. */
static int write_intervals(const struct momus_comparison *c, FILE *file,
			   struct momus_error *err)
{
	bool looks = c->gate.anytime || c->options.n_looks;
	int rc = momus_lines_say(
		file, err,
		"Intervals, 95 %%%s:%s%s%s%s seed %llu. Level %g, margin %g "
		"points.",
		looks ? ", for one look" : "",
		has(c, MOMUS_INTERVAL_BOOTSTRAP)
			? " bootstrap over problems, 10,000 resamples;"
			: "",
		has(c, MOMUS_INTERVAL_FLIPS)
			? " of means of fewer than 30 problems the changes "
			  "that sign flips do not refuse;"
			: "",
		has(c, MOMUS_INTERVAL_ADDED)
			? " where all problems agree Agresti's and Min's;"
			: "",
		has(c, MOMUS_INTERVAL_NONE) ? " none where all resamples agree;"
					    : "",
		(unsigned long long)c->options.seed, c->options.alpha,
		100 * c->options.margin);

	if (rc == MOMUS_OK && !looks && momus_contrast_splits(c->primary))
		rc = momus_lines_say(
			file, err,
			"The interval of the row with * %s 0 although p is "
			"%.2g: they are made in two ways, which need not agree "
			"at the border. The answer goes by p.",
			c->primary->p > 0.05 ? "leaves out" : "has",
			c->primary->p);
	return rc;
}

static int write_method(const struct momus_comparison *c, FILE *file,
			struct momus_error *err)
{
	const struct momus_contrast *x = c->primary;
	size_t tests = 0;
	int rc;

	putc('\n', file);
	rc = momus_lines_say(
		file, err,
		"n = %llu problem%s judged in both runs (%zu more were not; "
		"%zu only in the base, %zu only in the new run), up to %u "
		"sample%s each.",
		(unsigned long long)x->problems, x->problems == 1 ? "" : "s",
		c->unjudged, c->versions.base_only, c->versions.next_only,
		c->versions.next.leaves,
		c->versions.next.leaves == 1 ? "" : "s");
	if (rc == MOMUS_OK)
		rc = write_lacking(c, file, err);
	if (rc == MOMUS_OK)
		rc = write_test(c, file, err);
	if (rc == MOMUS_OK)
		rc = write_intervals(c, file, err);
	for (size_t i = 0; i < c->n_contrasts; i++)
		tests += !isnan(c->contrasts[i].p);
	if (rc == MOMUS_OK && tests > 1)
		rc = momus_lines_say(file, err,
				     "Holm: p adjusted for the %zu comparisons "
				     "of the table.",
				     tests);
	return rc < 0 ? rc : write_detectable(c, file, err);
}

int momus_compare_text(struct momus_comparison *c, size_t flips, FILE *file,
		       struct momus_error *err)
{
	struct momus_text sentence;
	int rc = momus_compare_sentence(c, &sentence, err);

	if (rc < 0)
		return rc;
	if (isatty(fileno(file)))
		rc = momus_lines_say(file, err, "%.*s", (int)sentence.len,
				     sentence.ptr);
	else /* for those who look for it with grep and head */
		fprintf(file, "%.*s\n", (int)sentence.len, sentence.ptr);
	if (rc == MOMUS_OK)
		rc = write_unlike(c, file, err);
	if (rc == MOMUS_OK)
		rc = write_contrasts(c, file, err);
	if (rc == MOMUS_OK)
		rc = write_flips(c, &c->harmful, "worse", flips, file, err);
	if (rc == MOMUS_OK)
		rc = write_flips(c, &c->beneficial, "better", flips, file, err);
	if (rc == MOMUS_OK)
		rc = write_flips(c, &c->churn,
				 "wrong in both, but ended otherwise", flips,
				 file, err);
	return rc < 0 ? rc : write_method(c, file, err);
}
