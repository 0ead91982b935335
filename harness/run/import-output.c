/* import-output.c - see import-output.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/row.h"
#include "momus/json.h"
#include "run/feed.h"
#include "run/import-output.h"

struct field {
	const char *name;
	size_t at; /* of a momus_text in the batch's problem or a node */
};

static const struct field of_problem[] = {
	{ "statement", offsetof(struct momus_store_problem, statement) },
	{ "category", offsetof(struct momus_store_problem, category) },
	{ "group", offsetof(struct momus_store_problem, group) },
};
static const struct field of_batch[] = {
	{ "generator", offsetof(struct momus_import_batch, generator) },
	{ "critic", offsetof(struct momus_import_batch, critic) },
	{ "grader", offsetof(struct momus_import_batch, grader) },
	{ "feedback", offsetof(struct momus_import_batch, feedback) },
};
static const struct field of_node[] = {
	{ "solution", offsetof(struct momus_node, answer) },
	{ "answer", offsetof(struct momus_node, answer) },
	{ "response", offsetof(struct momus_node, response) },
	{ "language", offsetof(struct momus_node, language) },
	{ "note", offsetof(struct momus_node, note) },
	{ "reason", offsetof(struct momus_node, reason) },
};

/* The N FIELDS that ROW has, as texts in OBJECT, kept. */
static int read_texts(struct momus_import_batch *b, const struct momus_row *row,
		      const struct field *fields, size_t n, void *object,
		      struct momus_error *err)
{
	struct momus_text *to;
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < n; i++) {
		to = (struct momus_text *)((char *)object + fields[i].at);
		if (momus_row_has(row, fields[i].name))
			rc = momus_row_copy(row, fields[i].name, b->all->arena,
					    to, err);
	}
	return rc;
}

#define READ_TEXTS(b, row, fields, object, err) \
	read_texts(b, row, fields, sizeof fields / sizeof *fields, object, err)

/* The member of enumeration TYPE that the string under KEY names. */
int momus_import_word(const struct momus_row *row, const char *key,
		      enum momus_field_type type, uint8_t *out,
		      struct momus_error *err)
{
	const char *const *names = momus_layout_names(type);
	char known[200] = "";
	size_t len = 0;
	struct momus_text t;
	int rc;

	if (!momus_row_has(row, key))
		return MOMUS_OK;
	rc = momus_row_str(row, key, &t, err);
	if (rc < 0)
		return rc;
	for (uint8_t i = 0; names[i]; i++) {
		if (momus_text_equal(t, momus_text_of(names[i]))) {
			*out = i;
			return MOMUS_OK;
		}
		len += (size_t)snprintf(known + len, sizeof known - len, "%s%s",
					i ? ", " : "", names[i]);
		if (len >= sizeof known)
			len = sizeof known - 1;
	}
	return momus_row_fail(
		row, err, "field \"%s\": expected one of %s; found \"%.*s\"",
		key, known, (int)(t.len > 40 ? 40 : t.len), t.ptr);
}

/* true, false or null under "passed". */
static int read_passed(const struct momus_row *row, int *out,
		       struct momus_error *err)
{
	struct momus_text raw;
	int rc;

	*out = -1;
	if (!momus_row_has(row, "passed"))
		return MOMUS_OK;
	rc = momus_row_raw(row, "passed", &raw, err);
	if (rc < 0)
		return rc;
	*out = momus_text_equal(raw, MOMUS_TEXT("true"))    ? 1
	       : momus_text_equal(raw, MOMUS_TEXT("false")) ? 0
							    : -1;
	return *out >= 0 ? MOMUS_OK
			 : momus_row_fail(row, err,
					  "field \"passed\": expected true, "
					  "false or null, found %.*s",
					  (int)(raw.len > 40 ? 40 : raw.len),
					  raw.ptr);
}

static int read_score(const struct momus_row *row,
		      struct momus_node_verdict *out, struct momus_error *err)
{
	double x;
	int rc;

	out->score = out->passed < 0 ? NAN : out->passed;
	if (!momus_row_has(row, "score"))
		return MOMUS_OK;
	rc = momus_row_real(row, "score", &x, err);
	if (rc == MOMUS_OK && !(x >= 0 && x <= 1))
		rc = momus_row_fail(row, err,
				    "field \"score\": expected a share from 0 "
				    "to 1, found %.6g",
				    x);
	if (rc == MOMUS_OK)
		out->score = x;
	return rc;
}

/* The letters under "tests", into the parity or strict statuses of NODE. */
static int read_tests(struct momus_import_batch *b, const struct momus_row *row,
		      bool strict, struct momus_node *node,
		      struct momus_error *err)
{
	struct momus_node_test *tests = (struct momus_node_test *)node->tests;
	struct momus_text letters;
	int rc;

	if (!momus_row_has(row, "tests"))
		return MOMUS_OK;
	rc = momus_row_str(row, "tests", &letters, err);
	if (rc < 0)
		return rc;
	if (tests && letters.len != node->n_tests)
		return momus_row_fail(row, err,
				      "field \"tests\": %zu letters here, %zu "
				      "of the other verdict",
				      letters.len, node->n_tests);
	if (!tests)
		tests = momus_arena_alloc(b->all->arena,
					  (letters.len + 1) * sizeof *tests);
	if (!tests)
		return momus_fail(err, MOMUS_ENOMEM, "import: out of memory");
	for (size_t i = 0; i < letters.len; i++) {
		uint8_t s = 0;

		while (s <= MOMUS_RUN_NOT_RUN &&
		       momus_run_letter(s) != letters.ptr[i])
			s++;
		if (s > MOMUS_RUN_NOT_RUN)
			return momus_row_fail(row, err,
					      "field \"tests\": letter %zu is "
					      "none of AWRTMOCSI-",
					      i + 1);
		if (!node->n_tests)
			tests[i] = (struct momus_node_test){
				.parity = MOMUS_RUN_NOT_RUN,
				.strict = MOMUS_RUN_NOT_RUN,
				.cpu_s = NAN
			};
		*(strict ? &tests[i].strict : &tests[i].parity) = s;
	}
	node->tests = tests;
	node->n_tests = letters.len;
	return MOMUS_OK;
}

/* The numbers under "test_parts": which part of the grader's each test is of. */
static int read_parts(const struct momus_row *row, struct momus_node *node,
		      struct momus_error *err)
{
	struct momus_node_test *tests = (struct momus_node_test *)node->tests;
	struct momus_text list, key, value;
	size_t at = 0, n = 0;
	unsigned long part;
	char digits[8];
	int rc;

	if (!momus_row_has(row, "test_parts"))
		return MOMUS_OK;
	rc = momus_row_raw(row, "test_parts", &list, err);
	if (rc < 0)
		return rc;
	while (momus_json_count(list) == node->n_tests &&
	       momus_json_next(list, &at, &key, &value)) {
		snprintf(digits, sizeof digits, "%.*s",
			 (int)(value.len < 8 ? value.len : 7), value.ptr);
		part = strtoul(digits, NULL, 10);
		if (key.len || part > UINT16_MAX || value.ptr[0] < '0' ||
		    value.ptr[0] > '9')
			break;
		tests[n++].part = (uint16_t)part;
	}
	return n == node->n_tests
		       ? MOMUS_OK
		       : momus_row_fail(row, err,
					"field \"test_parts\": expected a "
					"list with a number for each of the "
					"%zu tests",
					node->n_tests);
}

/* passed, status, score and tests of ROW, where it has any of them. */
static int read_verdict(struct momus_import_batch *b,
			const struct momus_row *row, bool strict,
			struct momus_node *node, struct momus_error *err)
{
	struct momus_node_verdict *v = strict ? &node->strict : &node->parity;
	int passed, rc = read_passed(row, &passed, err);

	if (rc < 0)
		return rc;
	v->passed = (int8_t)passed;
	v->status = passed < 0	 ? MOMUS_RUN_NOT_RUN
		    : passed > 0 ? MOMUS_RUN_ACCEPTED
				 : MOMUS_RUN_WRONG_ANSWER;
	rc = momus_import_word(row, "status", MOMUS_FIELD_STATUS, &v->status,
			       err);
	if (rc == MOMUS_OK && passed > 0 && v->status != MOMUS_RUN_ACCEPTED)
		rc = momus_row_fail(row, err,
				    "field \"status\": it passed, so that "
				    "expected is accepted");
	if (rc == MOMUS_OK && passed == 0 && v->status == MOMUS_RUN_ACCEPTED)
		rc = momus_row_fail(
			row, err,
			"field \"status\": accepted, and \"passed\" "
			"is false");
	if (rc == MOMUS_OK)
		rc = read_score(row, v, err);
	return rc < 0 ? rc : read_tests(b, row, strict, node, err);
}

/* The verdict in the object under KEY. */
static int read_inner(struct momus_import_batch *b, const struct momus_row *row,
		      const char *key, bool strict, struct momus_node *node,
		      struct momus_error *err)
{
	struct momus_row *inner;
	struct momus_text raw;
	int rc;

	if (!momus_row_has(row, key))
		return MOMUS_OK;
	rc = momus_row_raw(row, key, &raw, err);
	if (rc == MOMUS_OK && (!raw.len || raw.ptr[0] != '{'))
		rc = momus_row_fail(row, err,
				    "field \"%s\": expected an object, found "
				    "%.*s",
				    key, (int)(raw.len > 40 ? 40 : raw.len),
				    raw.ptr);
	if (rc == MOMUS_OK)
		rc = momus_row_parse(&inner, raw, momus_row_origin(row),
				     momus_row_line(row), err);
	if (rc < 0)
		return rc;
	rc = read_verdict(b, inner, strict, node, err);
	momus_row_free(inner);
	return rc;
}

/* The JSON under KEY as it stands; a string without its quotes. */
static int read_raw(struct momus_import_batch *b, const struct momus_row *row,
		    const char *key, struct momus_text *out,
		    struct momus_error *err)
{
	struct momus_text raw;
	int rc;

	if (!momus_row_has(row, key))
		return MOMUS_OK;
	rc = momus_row_raw(row, key, &raw, err);
	if (rc < 0)
		return rc;
	*out = momus_json_copy(raw, b->all->arena);
	return out->ptr
		       ? MOMUS_OK
		       : momus_fail(err, MOMUS_ENOMEM, "import: out of memory");
}

static int read_usage(const struct momus_row *row, struct momus_node *node,
		      struct momus_error *err)
{
	int64_t attempts = node->attempts;
	const struct {
		const char *name;
		double *to;
	} reals[] = { { "latency_s", &node->latency_s },
		      { "cost", &node->cost },
		      { "logprob", &node->logprob } };
	int rc;

	node->prompt_tokens = node->completion_tokens = -1;
	rc = momus_row_count(row, "prompt_tokens", 0, 1e15,
			     &node->prompt_tokens, err);
	if (rc == MOMUS_OK)
		rc = momus_row_count(row, "completion_tokens", 0, 1e15,
				     &node->completion_tokens, err);
	if (rc == MOMUS_OK)
		rc = momus_row_count(row, "attempts", 0, 65535, &attempts, err);
	node->attempts = (uint16_t)attempts;
	for (size_t i = 0; rc == MOMUS_OK && i < sizeof reals / sizeof *reals;
	     i++)
		if (momus_row_has(row, reals[i].name))
			rc = momus_row_real(row, reals[i].name, reals[i].to,
					    err);
	if (rc == MOMUS_OK && (node->latency_s < 0 || node->cost < 0))
		rc = momus_row_fail(row, err,
				    "\"latency_s\" and \"cost\" cannot be less "
				    "than 0");
	return rc;
}

/* What ROW says of one output. */
int momus_import_output(struct momus_import_batch *b,
			const struct momus_row *row, struct momus_told *t,
			struct momus_error *err)
{
	struct momus_node *n = &t->node;
	int rc = READ_TEXTS(b, row, of_node, n, err);

	if (rc == MOMUS_OK)
		rc = read_raw(b, row, "prompt", &n->prompt, err);
	if (rc == MOMUS_OK)
		rc = read_raw(b, row, "parts", &n->parts, err);
	if (rc == MOMUS_OK)
		rc = momus_import_word(row, "finish", MOMUS_FIELD_FINISH,
				       &n->finish, err);
	if (rc == MOMUS_OK)
		rc = read_usage(row, n, err);
	if (rc < 0 || n->kind == MOMUS_NODE_CRITIQUE)
		return rc;
	rc = read_verdict(b, row, false, n, err);
	if (rc == MOMUS_OK)
		rc = read_inner(b, row, "parity", false, n, err);
	if (rc == MOMUS_OK)
		rc = read_inner(b, row, "strict", true, n, err);
	if (rc == MOMUS_OK)
		rc = read_parts(row, n, err);
	n->shown_passed = n->parity.passed;
	return rc;
}

/* The judgment that ROW names, else what the critique's last line says. */
int momus_import_judgment(const struct momus_row *row, struct momus_told *t,
			  struct momus_error *err)
{
	t->node.judgment = (uint8_t)momus_judgment_parse(t->node.response);
	return momus_import_word(row, "judgment", MOMUS_FIELD_JUDGMENT,
				 &t->node.judgment, err);
}

/* The problem and the names that all rows may have. */
int momus_import_problem(struct momus_import_batch *b, const char *id,
			 struct momus_error *err)
{
	int rc = momus_row_str(b->row, id, &b->problem.id, err);

	if (rc == MOMUS_OK && !b->problem.id.len)
		rc = momus_row_fail(b->row, err, "field \"%s\" is empty", id);
	if (rc == MOMUS_OK)
		rc = READ_TEXTS(b, b->row, of_problem, &b->problem, err);
	if (rc == MOMUS_OK)
		rc = READ_TEXTS(b, b->row, of_batch, b, err);
	if (rc == MOMUS_OK)
		rc = momus_import_word(b->row, "grouping", MOMUS_FIELD_GROUPING,
				       &b->problem.grouping, err);
	return rc;
}
