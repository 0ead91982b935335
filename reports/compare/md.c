/* md.c - a comparison as a comment on a change */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/inert.h"
#include "reports/compare/compare.h"

/* T so that Markdown shows it and does nothing else: no markup, no mention, no
 * link, no cell border. */
static int escape(struct momus_text t, FILE *file, struct momus_error *err)
{
	char *copy;
	int rc = momus_inert_copy(&copy, t, err);

	if (rc < 0)
		return rc;
	for (const char *c = copy; *c; c++)
		if (*c == '\n' || *c == '\t')
			putc(' ', file);
		else if (strchr("\\`*_{}[]<>()#+-.!|@&~:$/", *c))
			fprintf(file, "&#%d;", *c);
		else
			putc(*c, file);
	free(copy);
	return MOMUS_OK;
}

static void percent(FILE *file, double share)
{
	if (isnan(share))
		fputs(" – |", file);
	else
		fprintf(file, " %.2f |", 100 * share);
}

static void points(FILE *file, double change)
{
	if (isnan(change))
		fputs(" – |", file);
	else
		fprintf(file, " %+.2f |", 100 * change);
}

static void write_contrasts(const struct momus_comparison *c, FILE *file)
{
	char name[64];

	fputs("\n| percent | base | new | change | 95 % interval | p |\n"
	      "| --- | ---: | ---: | ---: | ---: | ---: |\n",
	      file);
	for (size_t i = 0; i < c->n_contrasts; i++) {
		const struct momus_contrast *x = &c->contrasts[i];

		momus_contrast_name(x, name);
		fprintf(file, x->decides ? "| **%s** |" : "| %s |", name);
		percent(file, x->base);
		percent(file, x->next);
		points(file, x->difference);
		if (isnan(x->low))
			fputs(" – |", file);
		else
			fprintf(file, " %+.2f to %+.2f |", 100 * x->low,
				100 * x->high);
		if (isnan(x->p))
			fputs(" – |\n", file);
		else
			fprintf(file, " %.3g |\n", x->p);
	}
	for (size_t i = 0; i < c->n_contrasts; i++) {
		const char *why = momus_contrast_why(&c->contrasts[i]);

		momus_contrast_name(&c->contrasts[i], name);
		if (why && c->contrasts[i].kind >= MOMUS_CONTRAST_KEPT)
			fprintf(file, "\n%s cannot be compared: %s.\n", name,
				why);
	}
}

/* The name of a problem, and its page if there is one. */
static int write_problem(const struct momus_comparison *c, struct momus_text id,
			 FILE *file, struct momus_error *err)
{
	char *link;
	int rc = momus_compare_link(c, id, &link, err);

	if (link)
		putc('[', file);
	if (rc == MOMUS_OK)
		rc = escape(id, file, err);
	if (link)
		fprintf(file, "](%s)", link);
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
	fprintf(file,
		"\n<details><summary>%s: %zu</summary>\n\n"
		"| problem | base | new | ended |\n| --- | ---: | ---: | --- "
		"|\n",
		what, f->n);
	for (size_t i = 0; i < f->n && i < most && rc == MOMUS_OK; i++) {
		const struct momus_flip *x = &f->list[i];

		fputs("| ", file);
		rc = write_problem(c, x->id, file, err);
		fprintf(file, " | %.0f %% | %.0f %% | %s, then %s |\n",
			100 * x->base, 100 * x->next,
			momus_run_name(x->base_status),
			momus_run_name(x->next_status));
	}
	if (f->n > most)
		fprintf(file, "\n%zu more are not named.\n", f->n - most);
	fputs("\n</details>\n", file);
	return rc;
}

int momus_compare_md(struct momus_comparison *c, size_t flips, FILE *file,
		     struct momus_error *err)
{
	struct momus_text sentence;
	int rc = momus_compare_sentence(c, &sentence, err);

	if (rc < 0)
		return rc;
	fprintf(file, "**%.*s**\n", (int)sentence.len, sentence.ptr);
	for (size_t i = 0; i < c->n_unlike && rc == MOMUS_OK; i++) {
		fputs("\nThe runs differ in ", file);
		rc = escape(c->unlike[i].where, file, err);
		fputs(": ", file);
		if (rc == MOMUS_OK)
			rc = escape(c->unlike[i].base_there, file, err);
		fputs(" and ", file);
		if (rc == MOMUS_OK)
			rc = escape(c->unlike[i].next_there, file, err);
		fputs(".\n", file);
	}
	write_contrasts(c, file);
	if (rc == MOMUS_OK)
		rc = write_flips(c, &c->harmful, "Worse", flips, file, err);
	if (rc == MOMUS_OK)
		rc = write_flips(c, &c->beneficial, "Better", flips, file, err);
	if (rc == MOMUS_OK)
		rc = write_flips(c, &c->churn,
				 "Wrong in both, but ended otherwise", flips,
				 file, err);
	fprintf(file,
		"\nn = %llu problems; paired by problem; level %g, margin %g "
		"points; seed %llu.\n",
		(unsigned long long)c->primary->problems, c->options.alpha,
		100 * c->options.margin, (unsigned long long)c->options.seed);
	return rc;
}
