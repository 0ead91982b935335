/* rows.c - data set rows of CodeContests; programs.c reads the programs in them
 *
 * Field names are the Hugging Face data set's (deepmind/code_contests).
 */
#include "codecontests.h"

#include <string.h>

#include <momus/json.h>
#include <momus/log.h>

enum {
	GROUPS = 3,
	FIRST = 10, /* tests that count in common-oj-10 */
};

/* Bytes of output that the official runner is sure to take. */
static const uint64_t official_pipe = 131072;

/* Its seconds a run: of an interpreter, of a compiled program. */
static const double official_cpu_s = 20, official_compiled_cpu_s = 10;

static const char *const groups[GROUPS] = { "public", "private", "generated" };

static bool is_wanted(const struct codecontests_options *o, uint32_t group)
{
	for (size_t i = 0; o->tests && o->tests[i]; i++)
		if (strcmp(o->tests[i], groups[group]) == 0)
			return true;
	return false;
}

static int read_tests(const struct codecontests_reading *r,
		      struct momus_cases *out)
{
	static const struct momus_case_names names = { "input", "output" };
	static const char *const keys[GROUPS] = { "public_tests",
						  "private_tests",
						  "generated_tests" };
	struct momus_case_list list = { .arena = r->arena };
	struct momus_case_list unwanted = { .arena = r->arena, .most = 1 };
	struct momus_text raw;
	bool any = false;
	int rc;

	if (strcmp(r->options->grader, "common-oj-10") == 0)
		list.most = FIRST;
	for (uint32_t g = 0; g < GROUPS; g++) {
		if (!momus_row_has(r->row, keys[g]))
			continue;
		any = true;
		momus_row_raw(r->row, keys[g], &raw, NULL);
		rc = momus_cases_read_lists(
			r->row, keys[g], raw, names, g,
			is_wanted(r->options, g) ? &list : &unwanted, r->err);
		if (rc < 0)
			return rc;
	}
	if (!any)
		return momus_row_fail(r->row, r->err,
				      "there is none of public_tests, "
				      "private_tests and generated_tests; use "
				      "rows with the Hugging Face names");
	out->tests = list.tests;
	out->n = list.n;
	return MOMUS_OK;
}

/* The number RAW, which some conversions write as a string; -1 if it is none. */
static double number(struct momus_text raw)
{
	double x;

	if (raw.len > 1 && raw.ptr[0] == '"')
		raw = (struct momus_text){ raw.ptr + 1, raw.len - 2 };
	return momus_text_float(raw, &x) && x >= 0 && x < 1e15 ? x : -1;
}

static int read_limits(const struct codecontests_reading *r,
		       struct momus_cases *cases)
{
	struct momus_limits *out = &cases->limits;
	const struct codecontests_options *o = r->options;
	struct momus_text raw, nanos;
	double s, ns = 0, bytes;

	out->cpu_s = o->time_limit > 0 ? o->time_limit : official_cpu_s;
	if (!(o->time_limit > 0))
		cases->compiled_cpu_s = official_compiled_cpu_s;
	if (momus_row_has(r->row, "time_limit")) {
		momus_row_raw(r->row, "time_limit", &raw, NULL);
		s = number(momus_json_member(raw, "seconds"));
		nanos = momus_json_member(raw, "nanos");
		if (nanos.len)
			ns = number(nanos);
		if (s < 0 || ns < 0)
			return momus_row_fail(r->row, r->err,
					      "field \"time_limit\": expected "
					      "{\"seconds\": S, \"nanos\": N}, "
					      "found %.*s",
					      raw.len > 60 ? 60 : (int)raw.len,
					      raw.ptr);
		if (o->time_factor > 0 && s + ns > 0) {
			out->cpu_s = o->time_factor * (s + ns * 1e-9);
			cases->compiled_cpu_s = 0;
		}
	}
	if (!momus_row_has(r->row, "memory_limit_bytes"))
		return MOMUS_OK;
	momus_row_raw(r->row, "memory_limit_bytes", &raw, NULL);
	bytes = number(raw);
	if (bytes < 0)
		return momus_row_fail(
			r->row, r->err,
			"field \"memory_limit_bytes\": expected a "
			"number of bytes, found %.*s",
			raw.len > 60 ? 60 : (int)raw.len, raw.ptr);
	out->memory_bytes = (uint64_t)(o->memory_factor * bytes);
	return MOMUS_OK;
}

/* Whether the problem reads or writes files: no test of ours can do that. */
static bool uses_files(const struct momus_row *row)
{
	struct momus_text name;

	return (momus_row_str(row, "input_file", &name, NULL) == MOMUS_OK &&
		name.len) ||
	       (momus_row_str(row, "output_file", &name, NULL) == MOMUS_OK &&
		name.len);
}

static void set_rules(const struct codecontests_options *o,
		      struct momus_text statement, struct momus_cases *out)
{
	out->parts = groups;
	out->n_parts = GROUPS;
	out->stop = o->programs.stop;
	if (strcmp(o->grader, "strict") != 0)
		out->parity = momus_check_lines;
	out->rule = momus_token_rule_of(statement);
	out->any_answer = momus_statement_wants_any(statement);
	out->unsure_output = official_pipe;
	out->give_up = (size_t)o->programs.give_up;
}

int codecontests_problem(void *self, const struct momus_row *row,
			 struct momus_arena *arena, struct momus_problem *out,
			 struct momus_error *err)
{
	struct momus_cases *cases = momus_arena_alloc(arena, sizeof(*cases));
	const struct codecontests_reading r = { self, row, arena, err };
	int rc;

	if (!cases)
		return codecontests_no_memory(err);
	out->data = cases;
	out->language = r.options->programs.language;
	if ((rc = momus_row_copy(row, "name", arena, &out->id, err)) < 0 ||
	    (rc = momus_row_copy(row, "description", arena, &out->statement,
				 err)) < 0)
		return rc;
	if (uses_files(row)) {
		momus_log(MOMUS_LOG_WARNING, "codecontests",
			  "%s:%zu: \"%.*s\" reads or writes a file of its own "
			  "instead of the standard streams; it is left out",
			  momus_row_origin(row), momus_row_line(row),
			  out->id.len > 100 ? 100 : (int)out->id.len,
			  out->id.ptr);
		return momus_row_leave(row, "reading or writing files");
	}
	set_rules(r.options, out->statement, cases);
	if ((rc = read_tests(&r, cases)) < 0 ||
	    (rc = read_limits(&r, cases)) < 0)
		return rc;
	return codecontests_solutions(&r, out, cases);
}

int codecontests_tests(void *self, const struct momus_problem *problem,
		       struct momus_arena *arena, struct momus_tests *out,
		       struct momus_error *err)
{
	out->first_hidden = 1; /* behind "public" */
	return momus_cases_op_tests(self, problem, arena, out, err);
}
