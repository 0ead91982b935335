/* tests.c - see dossier.h: how the tests of a solution ended */
#include "config.h"

#include <math.h>

#include "momus/json.h"
#include "reports/html/dossier.h"
#include "store/layout.h"

enum { LETTERS = 400, ROWS = 100 };

static uint8_t status_of(const struct momus_dossier *s,
			 const struct momus_node *node, size_t i, bool decides)
{
	return s->strict == decides ? node->tests[i].strict
				    : node->tests[i].parity;
}

static size_t passed(const struct momus_dossier *s,
		     const struct momus_node *node)
{
	size_t n = 0;

	for (size_t i = 0; i < node->n_tests; i++)
		n += status_of(s, node, i, true) == MOMUS_RUN_ACCEPTED;
	return n;
}

/* The name that the grader gives part I of NODE's tests. */
static void write_part(struct momus_dossier *s, const struct momus_node *node,
		       unsigned part)
{
	struct momus_text key, value;
	size_t at = 0;

	while (momus_json_next(node->parts, &at, &key, &value))
		if (!part--) {
			momus_dossier_text(s,
					   momus_json_unescape(key, s->texts));
			return;
		}
}

static const char *words(uint8_t status)
{
	struct momus_cell c = { .state = MOMUS_GRID_JUDGED,
				.passed = { status == MOMUS_RUN_ACCEPTED,
					    status == MOMUS_RUN_ACCEPTED },
				.status = { status, status } };

	return momus_html_ending(&c, false);
}

static void write_letters(struct momus_dossier *s,
			  const struct momus_node *node)
{
	fputs("<p class=\"strip\" aria-hidden=\"true\">", s->file);
	for (size_t i = 0; i < node->n_tests && i < LETTERS; i++) {
		uint8_t status = status_of(s, node, i, true);

		fprintf(s->file, "<span class=\"m %c\">%c</span>",
			status == MOMUS_RUN_ACCEPTED	     ? 'y'
			: status == MOMUS_RUN_INTERNAL_ERROR ? 'u'
			: status == MOMUS_RUN_NOT_RUN	     ? 'u'
							     : 'n',
			momus_run_letter(status));
	}
	fputs(node->n_tests > LETTERS ? "…</p>\n" : "</p>\n", s->file);
}

static void write_row(struct momus_dossier *s, const struct momus_node *node,
		      const struct momus_node *before, size_t i)
{
	fprintf(s->file, "<tr><td class=\"r\">%zu</td><td>", i);
	write_part(s, node, node->tests[i].part);
	fputs("</td>", s->file);
	if (before && i < before->n_tests)
		fprintf(s->file, "<td>%s</td>",
			words(status_of(s, before, i, true)));
	else if (before)
		fputs("<td>–</td>", s->file);
	fprintf(s->file, "<td>%s</td><td>%s</td><td class=\"r\">",
		words(status_of(s, node, i, true)),
		words(status_of(s, node, i, false)));
	if (isnan(node->tests[i].cpu_s))
		fputs("–</td></tr>\n", s->file);
	else
		fprintf(s->file, "%.3g</td></tr>\n",
			1e3 * (double)node->tests[i].cpu_s);
}

/* Tests that failed by a verdict, or ended otherwise before. */
static bool is_told(const struct momus_dossier *s,
		    const struct momus_node *node,
		    const struct momus_node *before, size_t i)
{
	return node->tests[i].parity != MOMUS_RUN_ACCEPTED ||
	       node->tests[i].strict != MOMUS_RUN_ACCEPTED ||
	       (before && i < before->n_tests &&
		status_of(s, before, i, true) != status_of(s, node, i, true));
}

static void write_rows(struct momus_dossier *s, const struct momus_node *node,
		       const struct momus_node *before)
{
	size_t told = 0;

	fprintf(s->file,
		"<div class=\"wide\"><table><caption>Tests that failed%s"
		"</caption><thead><tr><th scope=\"col\" class=\"r\">test</th>"
		"<th scope=\"col\">part</th>%s<th scope=\"col\">%s</th><th "
		"scope=\"col\">%s</th><th scope=\"col\" class=\"r\">CPU "
		"ms</th></tr></thead><tbody>\n",
		before ? ", or ended otherwise before the revision" : "",
		before ? "<th scope=\"col\">before</th>" : "",
		s->strict ? "strict" : "parity",
		s->strict ? "parity" : "strict");
	for (size_t i = 0; i < node->n_tests; i++)
		if (is_told(s, node, before, i) && told++ < ROWS)
			write_row(s, node, before, i);
	if (!told)
		fprintf(s->file, "<tr><td colspan=\"%d\">none</td></tr>\n",
			before ? 6 : 5);
	fputs("</tbody></table></div>\n", s->file);
	if (told > ROWS)
		fprintf(s->file,
			"<p class=\"note\">The first %d of %zu; <code>momus "
			"export</code> has all.</p>\n",
			ROWS, told);
}

/* What is known of a test that failed, TEST. */
static void write_failure(struct momus_dossier *s, struct momus_text test)
{
	static const char *const keys[] = { "input", "expected", "actual",
					    "error" };
	static const char *const words[] = { "Input", "Expected", "Actual",
					     "Error" };
	struct momus_text raw = momus_json_member(test, "test");

	fprintf(s->file, "<h5>Test %.*s</h5>\n",
		(int)(raw.len < 20 ? raw.len : 20), raw.ptr);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		raw = momus_json_member(test, keys[i]);
		if (!raw.len)
			continue;
		fprintf(s->file, "<p class=\"note\">%s</p>\n", words[i]);
		momus_dossier_pre(s, momus_json_unescape(raw, s->texts));
	}
}

static size_t write_failures(struct momus_dossier *s,
			     const struct momus_node *node)
{
	struct momus_text key, value;
	size_t at = 0, n = 0;

	while (momus_json_next(node->failures, &at, &key, &value)) {
		write_failure(s, value);
		n++;
	}
	return n;
}

void momus_dossier_tests(struct momus_dossier *s, const struct momus_node *node,
			 const struct momus_node *before)
{
	size_t told;

	if (!node->n_tests) {
		fputs("<p class=\"note\">No tests are stored of it.</p>\n",
		      s->file);
		return;
	}
	if (before && !before->n_tests)
		before = NULL;
	fprintf(s->file, "<details><summary>Tests: %zu of %zu passed",
		passed(s, node), node->n_tests);
	if (before)
		fprintf(s->file, ", %zu of %zu before", passed(s, before),
			before->n_tests);
	fputs("</summary><div>\n", s->file);
	write_letters(s, node);
	write_rows(s, node, before);
	told = write_failures(s, node);
	fprintf(s->file,
		"<p class=\"note\">Of %s tests the store keeps how each ended "
		"and its processor time%s.</p></div></details>\n",
		told ? "the other" : "these",
		told ? "; how much it keeps of those that failed is "
		       "<code>limits.failures</code> and "
		       "<code>limits.failure_bytes</code> of the recipe"
		     : "");
}
