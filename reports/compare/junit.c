/* junit.c - a comparison as a test result that build servers read
 *
 * One test case: the gate.  A regression is a failure; what cannot be told is
 * skipped, so that it is seen and fails nothing.
 */
#include "config.h"

#include <stdlib.h>

#include "core/inert.h"
#include "reports/compare/compare.h"

/* T as XML 1.0 character data, fit for an attribute as well. */
static int escape(struct momus_text t, FILE *file, struct momus_error *err)
{
	char *copy;
	int rc = momus_inert_copy(&copy, t, err);

	if (rc < 0)
		return rc;
	for (const unsigned char *c = (const unsigned char *)copy; *c; c++)
		switch (*c) {
		case '<':
			fputs("&lt;", file);
			break;
		case '>':
			fputs("&gt;", file);
			break;
		case '&':
			fputs("&amp;", file);
			break;
		case '"':
			fputs("&quot;", file);
			break;
		case '\n':
		case '\t':
			fprintf(file, "&#%d;", *c);
			break;
		default:
			putc(*c, file);
		}
	free(copy);
	return MOMUS_OK;
}

static int write_names(const struct momus_comparison *c,
		       const struct momus_flips *f, size_t most, FILE *file,
		       struct momus_error *err)
{
	char *link;
	int rc = MOMUS_OK;

	for (size_t i = 0; i < f->n && i < most && rc == MOMUS_OK; i++) {
		rc = escape(f->list[i].id, file, err);
		fprintf(file, ": %.0f %% to %.0f %%", 100 * f->list[i].base,
			100 * f->list[i].next);
		if (rc == MOMUS_OK)
			rc = momus_compare_link(c, f->list[i].id, &link, err);
		if (rc == MOMUS_OK && link) {
			putc(' ', file);
			rc = escape(momus_text_of(link), file, err);
			free(link);
		}
		putc('\n', file);
	}
	return rc;
}

int momus_compare_junit(struct momus_comparison *c, size_t flips, FILE *file,
			struct momus_error *err)
{
	bool failed = c->verdict.answer == MOMUS_ANSWER_REGRESSION;
	bool skipped = c->verdict.answer == MOMUS_ANSWER_CANNOT_TELL;
	struct momus_text sentence;
	int rc = momus_compare_sentence(c, &sentence, err);

	if (rc < 0)
		return rc;
	fprintf(file,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites>\n<testsuite name=\"momus compare\" tests=\"1\" "
		"failures=\"%d\" skipped=\"%d\" errors=\"0\">\n"
		"<testcase classname=\"",
		failed, skipped);
	rc = escape(momus_text_of(momus_run_head(c->versions.next.run)->task),
		    file, err);
	fprintf(file, "\" name=\"Pass@1 after turn %d\">\n", c->options.turn);
	if (failed || skipped) {
		fputs(failed ? "<failure message=\"" : "<skipped message=\"",
		      file);
		if (rc == MOMUS_OK)
			rc = escape(sentence, file, err);
		fputs("\">\n", file);
		if (rc == MOMUS_OK && failed)
			rc = write_names(c, &c->harmful, flips, file, err);
		fputs(failed ? "</failure>\n" : "</skipped>\n", file);
	}
	fputs("<system-out>", file);
	if (rc == MOMUS_OK)
		rc = escape(sentence, file, err);
	fputs("</system-out>\n</testcase>\n</testsuite>\n</testsuites>\n",
	      file);
	return rc;
}
