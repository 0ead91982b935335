/* hint.c - see hint.h */
#include "config.h"

#include <string.h>

#include "run/hint.h"

enum {
	MESSAGE_LIMIT = 1000, /* bytes: a longer message is no help */
	RAW_TESTS = 3,	      /* failing tests shown as they are */
	CANDIDATES = 4096,    /* failing tests looked at */
};

static const char right[] =
	"The answer is correct. Say so and keep the review short.";
static const char slow[] =
	"The program needs more time than it is given. Look for a more "
	"efficient algorithm.";
static const char wrong_throughout[] =
	"The answer is wrong throughout. It is better to start afresh than to "
	"mend it.";
static const char unknown[] =
	"The answer could not be run; nothing is known about its outcome.";

static bool failed(const struct momus_test *t)
{
	return t->status != MOMUS_RUN_ACCEPTED &&
	       t->status != MOMUS_RUN_NOT_RUN;
}

/* A line that only points into the one above it: carets and tildes. */
static bool is_pointer(struct momus_text line)
{
	for (size_t i = 0; i < line.len; i++)
		if (!memchr("^~ ", line.ptr[i], 3))
			return false;
	return true;
}

/* The last line of ERROR and the last code line before it. */
static void last_lines(struct momus_text error, struct momus_text *code,
		       struct momus_text *last)
{
	struct momus_text line, rest = error;

	*code = *last = (struct momus_text){ "", 0 };
	while (momus_text_line(&rest, &line)) {
		line = momus_text_strip(line);
		if (!line.len || is_pointer(line))
			continue;
		*code = *last;
		*last = line;
	}
}

static bool raised(const struct momus_test *t)
{
	struct momus_text code, last;

	last_lines(t->error, &code, &last);
	return last.len && (t->status == MOMUS_RUN_RUNTIME_ERROR ||
			    t->status == MOMUS_RUN_COMPILE_ERROR);
}

static void say_raised(const struct momus_test *t, struct momus_buffer *out)
{
	struct momus_text code, last;

	last_lines(t->error, &code, &last);
	if (code.len) {
		momus_buffer_puts(out, "The code `");
		momus_buffer_add(out, code);
		momus_buffer_puts(out, "` raised ");
	} else {
		momus_buffer_puts(out, "The program raised ");
	}
	momus_buffer_add(out, last);
	momus_buffer_putc(out, '.');
}

static void say_part(const char *what, struct momus_text t,
		     struct momus_buffer *out)
{
	if (!t.ptr || !t.len)
		return;
	momus_buffer_printf(out, "\n%s:\n", what);
	momus_buffer_add(out, t);
}

static void say_failure(const struct momus_test *t, struct momus_buffer *out)
{
	if (t->status == MOMUS_RUN_TIME_LIMIT) {
		momus_buffer_puts(out, slow);
		return;
	}
	momus_buffer_puts(out, t->status == MOMUS_RUN_WRONG_ANSWER
				       ? "One test gives a wrong result."
				       : "One test fails with the status ");
	if (t->status != MOMUS_RUN_WRONG_ANSWER)
		momus_buffer_printf(out, "%s.", momus_run_name(t->status));
	say_part("Input", t->input, out);
	say_part("Expected", t->expected, out);
	say_part("Actual", t->actual, out);
}

static bool same_message(const struct momus_test *a, const struct momus_test *b)
{
	if (a->status != b->status)
		return false;
	return a->status == MOMUS_RUN_TIME_LIMIT ||
	       (momus_text_equal(a->input, b->input) &&
		momus_text_equal(a->expected, b->expected) &&
		momus_text_equal(a->actual, b->actual));
}

static size_t message_length(const struct momus_test *t)
{
	return t->status == MOMUS_RUN_TIME_LIMIT
		       ? sizeof slow
		       : 64 + t->input.len + t->expected.len + t->actual.len;
}

/* Whether test I has a message of its own that is short enough. */
static bool is_candidate(const struct momus_grade *g, size_t i)
{
	const struct momus_test *t = &g->tests[i];

	if (!failed(t) || message_length(t) >= MESSAGE_LIMIT)
		return false;
	for (size_t k = 0; k < i; k++)
		if (failed(&g->tests[k]) && same_message(&g->tests[k], t))
			return false;
	return true;
}

static size_t draw(const struct momus_grade *g, struct momus_stream *stream)
{
	size_t n = g->n_tests < CANDIDATES ? g->n_tests : CANDIDATES;
	size_t count = 0, pick;

	for (size_t i = 0; i < n; i++)
		count += is_candidate(g, i);
	if (!count)
		return g->n_tests;
	pick = (size_t)momus_stream_below(stream, count);
	for (size_t i = 0; i < n; i++)
		if (is_candidate(g, i) && !pick--)
			return i;
	return g->n_tests;
}

void momus_hint_build(const struct momus_grade *g, struct momus_stream *stream,
		      struct momus_buffer *out)
{
	size_t n_failed = 0, n_run = 0, pick;

	if (!g || g->parity.passed < 0) {
		momus_buffer_puts(out, unknown);
		return;
	}
	if (g->parity.passed) {
		momus_buffer_puts(out, right);
		return;
	}
	for (size_t i = 0; i < g->n_tests; i++) {
		n_failed += failed(&g->tests[i]);
		n_run += g->tests[i].status != MOMUS_RUN_NOT_RUN;
		if (raised(&g->tests[i])) {
			say_raised(&g->tests[i], out);
			return;
		}
	}
	pick = n_failed == n_run ? g->n_tests : draw(g, stream);
	if (pick == g->n_tests)
		momus_buffer_puts(out, wrong_throughout);
	else
		say_failure(&g->tests[pick], out);
}

/* How G came out, with the first MOST tests that failed. */
static void say_outcome(const struct momus_grade *g, size_t most,
			struct momus_buffer *out)
{
	size_t accepted = 0, run = 0, shown = 0;

	if (!g || g->parity.passed < 0) {
		momus_buffer_puts(out, unknown);
		return;
	}
	for (size_t i = 0; i < g->n_tests; i++) {
		accepted += g->tests[i].status == MOMUS_RUN_ACCEPTED;
		run += g->tests[i].status != MOMUS_RUN_NOT_RUN;
	}
	if (run)
		momus_buffer_printf(out, "%zu of %zu tests passed.", accepted,
				    run);
	else
		momus_buffer_puts(out, g->parity.passed ? "It was accepted."
							: "It was rejected.");
	if (g->note.len && !g->parity.passed) {
		momus_buffer_putc(out, ' ');
		momus_buffer_add(out, g->note);
	}
	for (size_t i = 0; i < g->n_tests && shown < most; i++) {
		const struct momus_test *t = &g->tests[i];

		if (!failed(t))
			continue;
		shown++;
		momus_buffer_printf(out, "\n\nTest %zu: %s", i + 1,
				    momus_run_name(t->status));
		say_part("Input", t->input, out);
		say_part("Expected", t->expected, out);
		say_part("Actual", t->actual, out);
		say_part("Error", t->error, out);
	}
}

void momus_hint_execution(const struct momus_grade *g, struct momus_buffer *out)
{
	say_outcome(g, RAW_TESTS, out);
}

void momus_hint_outcome(const struct momus_grade *g, struct momus_buffer *out)
{
	say_outcome(g, 1, out);
}
