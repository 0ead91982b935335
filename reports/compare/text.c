/* text.c - a comparison for the terminal */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "core/inert.h"
#include "reports/compare/compare.h"

static void percent(FILE *file, int width, double share)
{
	if (isnan(share))
		fprintf(file, " %*s", width, "-");
	else
		fprintf(file, " %*.2f", width, 100 * share);
}

static void chance(FILE *file, double p)
{
	if (isnan(p))
		fprintf(file, " %8s", "-");
	else
		fprintf(file, p < 0.001 ? " %8.1e" : " %8.3f", p);
}

static void write_contrasts(const struct momus_comparison *c, FILE *file)
{
	char name[64], range[40];

	fprintf(file, "\n%-22s %8s %8s %8s  %-18s %8s %8s\n", "percent", "base",
		"new", "change", "95 % interval", "p", "Holm");
	for (size_t i = 0; i < c->n_contrasts; i++) {
		const struct momus_contrast *x = &c->contrasts[i];

		momus_contrast_name(x, name);
		snprintf(range, sizeof(range), "%+.2f to %+.2f", 100 * x->low,
			 100 * x->high);
		/* An arrow is three bytes and one column. */
		fprintf(file, "%s%-*s", x->decides ? "* " : "  ",
			x->kind == MOMUS_CONTRAST_UP ||
					x->kind == MOMUS_CONTRAST_DOWN
				? 23
				: 20,
			name);
		percent(file, 8, x->base);
		percent(file, 8, x->next);
		percent(file, 8, x->difference);
		fprintf(file, "  %-18s", isnan(x->low) ? "-" : range);
		chance(file, x->p);
		chance(file, x->adjusted);
		putc('\n', file);
	}
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

static void write_unlike(const struct momus_comparison *c, FILE *file)
{
	for (size_t i = 0; i < c->n_unlike; i++) {
		const struct momus_unlike *u = &c->unlike[i];

		fprintf(file, "note: the runs differ in %s: ", u->what);
		momus_inert_write(file, u->base);
		fputs(" and ", file);
		momus_inert_write(file, u->next);
		putc('\n', file);
	}
}

/* How the row with * was tested. */
static void write_test(const struct momus_comparison *c, FILE *file)
{
	unsigned long long gained = c->verdict.gained, lost = c->verdict.lost;

	if (c->gate.anytime)
		fputs("Test of the row with *: e-value of bets against no "
		      "change, and against a drop of the margin; a regression "
		      "may be called at\nany look, as often as one looks. "
		      "Other rows: sign flips, for one look.\n",
		      file);
	else if (c->gate.single)
		fprintf(file,
			"Test of the row with *: McNemar, mid-p, on %llu "
			"gained and %llu lost; other rows: sign flips.\n",
			gained, lost);
	else
		fprintf(file,
			"Tests: sign flips of the problems' differences, "
			"two-sided, %s.\n",
			c->verdict.exact ? "all signs" : "100,000 drawn");
	for (size_t i = 0; i < c->n_contrasts; i++)
		if (c->contrasts[i].kind == MOMUS_CONTRAST_F1 ||
		    c->contrasts[i].kind == MOMUS_CONTRAST_KEPT) {
			fputs("Shares over all turns: problems that change "
			      "sides at random.\n",
			      file);
			break;
		}
	if (c->options.n_looks)
		fprintf(file,
			"Look %zu of %zu, at %.3g of the planned problems: of "
			"the level %g, %.2g is spent by now (O'Brien-Fleming "
			"form of Lan and DeMets).\n",
			c->options.look + 1, c->options.n_looks,
			c->options.looks[c->options.look], c->options.alpha,
			c->looks.change.spent[c->options.look]);
}

static void write_method(const struct momus_comparison *c, FILE *file)
{
	const struct momus_contrast *x = c->primary;
	size_t tests = 0;

	fprintf(file,
		"\nn = %llu problem%s judged in both runs (%zu more were not; "
		"%zu only in the base, %zu only in the new run), up to %u "
		"samples each.\n",
		(unsigned long long)x->problems, x->problems == 1 ? "" : "s",
		c->unjudged, c->versions.base_only, c->versions.next_only,
		c->versions.next.leaves);
	write_test(c, file);
	fprintf(file,
		"Intervals: bootstrap over problems, 10,000 resamples, seed "
		"%llu%s. Level %g, margin %g points.\n",
		(unsigned long long)c->options.seed,
		c->gate.anytime || c->options.n_looks ? ", for one look" : "",
		c->options.alpha, 100 * c->options.margin);
	for (size_t i = 0; i < c->n_contrasts; i++)
		tests += !isnan(c->contrasts[i].p);
	if (tests > 1)
		fprintf(file,
			"Holm: p adjusted for the %zu comparisons of the "
			"table.\n",
			tests);
	if (x->detectable > 1.0)
		fprintf(file,
			"No change, however large, is seen in %.0f of 100 "
			"comparisons of this size.\n",
			100 * c->options.power);
	else if (!isnan(x->detectable))
		fprintf(file,
			"A change of %.2f points is seen in %.0f of 100 "
			"comparisons of this size; a smaller one may be there "
			"and not be seen.\n",
			100 * x->detectable, 100 * c->options.power);
}

int momus_compare_text(struct momus_comparison *c, size_t flips, FILE *file,
		       struct momus_error *err)
{
	struct momus_text sentence;
	int rc = momus_compare_sentence(c, &sentence, err);

	if (rc < 0)
		return rc;
	fprintf(file, "%.*s\n", (int)sentence.len, sentence.ptr);
	write_unlike(c, file);
	write_contrasts(c, file);
	rc = write_flips(c, &c->harmful, "worse", flips, file, err);
	if (rc == MOMUS_OK)
		rc = write_flips(c, &c->beneficial, "better", flips, file, err);
	if (rc == MOMUS_OK)
		rc = write_flips(c, &c->churn,
				 "wrong in both, but ended otherwise", flips,
				 file, err);
	write_method(c, file);
	return rc;
}
