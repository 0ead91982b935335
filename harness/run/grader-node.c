/* grader-node.c - a grade as the store keeps it */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/jsonspan.h"
#include "run/grader.h"
#include "store/node.h"

enum { PARTS_TEXT = 1 << 16, FAILURES_TEXT = 1 << 28 };

static struct momus_node_verdict verdict(const struct momus_verdict *v)
{
	return (struct momus_node_verdict){ (uint8_t)v->status,
					    (int8_t)v->passed, v->score };
}

static int set_tests(const struct momus_grade *g, struct momus_arena *arena,
		     struct momus_node *out, struct momus_error *err)
{
	struct momus_node_test *tests;

	out->tests = NULL;
	out->n_tests = g->n_tests;
	if (!g->n_tests)
		return MOMUS_OK;
	tests = momus_arena_alloc(arena, g->n_tests * sizeof *tests);
	if (!tests)
		return momus_fail(err, MOMUS_ENOMEM, "grade: out of memory");
	for (size_t i = 0; i < g->n_tests; i++) {
		const struct momus_test *t = &g->tests[i];
		const struct momus_test *s =
			g->strict_tests ? &g->strict_tests[i] : t;

		tests[i] = (struct momus_node_test){
			.parity = (uint8_t)t->status,
			.strict = (uint8_t)s->status,
			.part = (uint16_t)t->part,
			.cpu_s = (float)t->cpu_s,
		};
	}
	out->tests = tests;
	return MOMUS_OK;
}

static int set_parts(const struct momus_grade *g, struct momus_arena *arena,
		     struct momus_node *out, struct momus_error *err)
{
	struct momus_buffer b;
	int rc;

	out->parts = (struct momus_text){ "", 0 };
	if (!g->n_parts)
		return MOMUS_OK;
	momus_buffer_init(&b, PARTS_TEXT);
	for (size_t i = 0; i < g->n_parts; i++) {
		momus_buffer_putc(&b, i ? ',' : '{');
		momus_buffer_json(&b, momus_text_of(g->parts[i].name));
		momus_buffer_puts(&b, g->parts[i].passed > 0	? ":true"
				      : g->parts[i].passed == 0 ? ":false"
								: ":null");
	}
	momus_buffer_putc(&b, '}');
	rc = momus_buffer_check(&b, "the parts of a grade", err);
	if (rc == MOMUS_OK) {
		out->parts = momus_arena_copy(arena, momus_buffer_text(&b));
		if (!out->parts.ptr)
			rc = momus_fail(err, MOMUS_ENOMEM,
					"grade: out of memory");
	}
	momus_buffer_release(&b);
	return rc;
}

/* "key": T, cut to MOST bytes at a sign's end, if there is any of it. */
static void add_text(struct momus_buffer *b, const char *key,
		     struct momus_text t, size_t most)
{
	bool cut = t.len > most;

	if (!t.len)
		return;
	if (cut)
		t.len = most;
	while (cut && t.len && (t.ptr[t.len] & 0xc0) == 0x80)
		t.len--;
	momus_buffer_printf(b, ",\"%s\":", key);
	momus_buffer_json(b, t);
	if (!cut)
		return;
	b->len--; /* the quote */
	momus_buffer_puts(b, "…\"");
}

static bool is_known(const struct momus_test *t)
{
	return t->input.len || t->expected.len || t->actual.len || t->error.len;
}

/* What test I of G failed with, by the parity verdict, else by the strict one;
 * NULL if it passed both, or nothing is known of it. */
static const struct momus_test *failed(const struct momus_grade *g, size_t i)
{
	const struct momus_test *both[] = { g->tests, g->strict_tests };

	for (size_t k = 0; k < 2; k++)
		if (both[k] && both[k][i].status != MOMUS_RUN_ACCEPTED &&
		    is_known(&both[k][i]))
			return &both[k][i];
	return NULL;
}

static void add_failures(const struct momus_grade *g,
			 const struct momus_failures *most,
			 struct momus_buffer *b)
{
	uint32_t n = 0;

	for (size_t i = 0; i < g->n_tests && n < most->tests; i++) {
		const struct momus_test *t = failed(g, i);

		if (!t)
			continue;
		momus_buffer_printf(b, "%c{\"test\":%zu", n++ ? ',' : '[', i);
		add_text(b, "input", t->input, most->bytes);
		add_text(b, "expected", t->expected, most->bytes);
		add_text(b, "actual", t->actual, most->bytes);
		add_text(b, "error", t->error, most->bytes);
		momus_buffer_putc(b, '}');
	}
	if (n)
		momus_buffer_putc(b, ']');
}

/* The first tests that failed, with what is known of them. */
static int set_failures(const struct momus_graded *graded,
			struct momus_arena *arena, struct momus_node *out,
			struct momus_error *err)
{
	struct momus_buffer b;
	int rc;

	out->failures = (struct momus_text){ "", 0 };
	momus_buffer_init(&b, FAILURES_TEXT);
	add_failures(graded->grade, &graded->failures, &b);
	rc = momus_buffer_check(&b, "the tests that failed", err);
	if (rc == MOMUS_OK && b.len) {
		out->failures = momus_arena_copy(arena, momus_buffer_text(&b));
		if (!out->failures.ptr)
			rc = momus_fail(err, MOMUS_ENOMEM,
					"grade: out of memory");
	}
	momus_buffer_release(&b);
	return rc;
}

int momus_grade_to_node(const struct momus_graded *graded,
			struct momus_arena *arena, struct momus_node *out,
			struct momus_error *err)
{
	const struct momus_grade *g = graded->grade;
	int rc;

	out->parity = verdict(&g->parity);
	out->strict = verdict(&g->strict);
	out->shown_passed = out->parity.passed;
	out->tests_hidden = 0;
	out->grade_cpu_s = graded->cpu_s;
	out->grade_wall_s = graded->wall_s;
	out->peak_bytes = graded->peak_bytes;
	out->note = momus_arena_copy(arena, g->note);
	if (!out->note.ptr)
		return momus_fail(err, MOMUS_ENOMEM, "grade: out of memory");
	rc = set_failures(graded, arena, out, err);
	if (rc == MOMUS_OK)
		rc = set_tests(g, arena, out, err);
	return rc < 0 ? rc : set_parts(g, arena, out, err);
}

static struct momus_verdict verdict_of(const struct momus_node_verdict *v)
{
	return (struct momus_verdict){ v->status, v->passed, v->score };
}

/* Reads {"base":true,"plus":null} again. */
static int get_parts(const struct momus_node *node, struct momus_arena *arena,
		     struct momus_grade *out, struct momus_error *err)
{
	struct momus_text key, value;
	size_t at = 0;

	if (!momus_json_valid(node->parts, NULL))
		return MOMUS_OK;
	while (out->n_parts < MOMUS_PARTS_MAX &&
	       momus_json_next(node->parts, &at, &key, &value)) {
		struct momus_text name = momus_json_unescape(key, arena);

		if (name.ptr) /* it may be borrowed, without a NUL */
			name = momus_arena_copy(arena, name);
		if (!name.ptr)
			return momus_fail(err, MOMUS_ENOMEM,
					  "grade: out of memory");
		out->parts[out->n_parts++] =
			(struct momus_part){ name.ptr, value.ptr[0] == 't' ? 1
						       : value.ptr[0] == 'f'
							       ? 0
							       : -1 };
	}
	return MOMUS_OK;
}

int momus_grade_of_node(const struct momus_node *node,
			struct momus_arena *arena, struct momus_grade *out,
			struct momus_error *err)
{
	struct momus_test *tests =
		momus_arena_alloc(arena, 2 * node->n_tests * sizeof *tests + 1);

	*out = (struct momus_grade){
		.arena = arena,
		.parity = verdict_of(&node->parity),
		.strict = verdict_of(&node->strict),
		.tests = tests,
		.n_tests = node->n_tests,
		.note = node->note,
	};
	if (!tests)
		return momus_fail(err, MOMUS_ENOMEM, "grade: out of memory");
	out->strict_tests = tests + node->n_tests;
	for (size_t i = 0; i < node->n_tests; i++) {
		const struct momus_node_test *t = &node->tests[i];

		tests[i] = (struct momus_test){ .status = t->parity,
						.cpu_s = t->cpu_s,
						.part = t->part };
		out->strict_tests[i] = tests[i];
		out->strict_tests[i].status = t->strict;
	}
	return get_parts(node, arena, out, err);
}
