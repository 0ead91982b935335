/* cases.c - any bytes as a problem's statement, its tests and what programs print
 *
 * The first byte chooses the form of the tests, how they are run and judged; the
 * first line is their JSON, the second the statement, the rest what is printed.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/row.h"
#include "momus/cases.h"
#include "momus/json.h"
#include "run/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OBJECTS = 1, STOP = 2, REFERENCE = 4, CAPPED = 8, STRICT = 16 };

/* Every other program prints TOLD, the rest nothing. */
static void judge(const struct momus_cases *cases, struct momus_text told,
		  struct momus_arena *arena)
{
	const struct momus_case_program program = { told, "python" };
	struct momus_grade g = { .arena = arena };
	struct momus_outcome *runs = NULL;
	struct momus_plan plan;
	size_t n = 0;

	momus_plan_init(&plan);
	assert(!momus_cases_plan(cases, &program, &plan, NULL));
	do {
		runs = realloc(runs, (n + plan.n + 1) * sizeof *runs);
		assert(runs);
		for (size_t i = 0; i < plan.n; i++, n++) {
			runs[n] = (struct momus_outcome){ .err = told };
			if (n % 2 == 0)
				runs[n].out = told;
			runs[n].out_total = runs[n].out.len;
		}
		momus_plan_release(&plan);
		assert(!momus_cases_judge(cases, &program, runs, n, &g, &plan,
					  NULL));
	} while (plan.n);
	assert(g.n_tests == cases->n && g.n_parts == cases->n_parts);
	assert(n <= cases->n + 10 * cases->n_references);
	assert(cases->n || (g.strict.passed < 0 && g.note.len));
	free(runs);
}

static bool read_tests(int how, struct momus_text json,
		       struct momus_case_list *list)
{
	static const struct momus_case_names names = { "input", "output" };
	struct momus_error err = { "" };
	struct momus_row *row;
	int rc;

	if (!momus_json_valid(json, NULL) ||
	    momus_row_parse(&row, MOMUS_TEXT("{}"), "rows", 1, NULL) < 0)
		return false;
	rc = how & OBJECTS ? momus_cases_read_objects(row, "tests", json, names,
						      0, list, &err)
			   : momus_cases_read_lists(row, "tests", json, names,
						    0, list, &err);
	assert(!rc || strncmp(err.text, "rows:1: ", 8) == 0);
	momus_row_free(row);
	return !rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const parts[] = { "all" };
	const struct momus_case_program reference = { { "r", 1 }, "cpp" };
	struct momus_arena *arena = momus_arena_create(64 << 20);
	struct momus_case_list list = { arena, 0, NULL, 0, 0 };
	struct momus_text json, statement, rest;
	struct momus_cases cases = { .references = &reference,
				     .parts = parts,
				     .n_parts = 1,
				     .unsure_output = 16 };
	int how = size ? data[0] : 0;

	rest = (struct momus_text){ (const char *)data + 1, size - 1 };
	list.most = how & CAPPED ? 2 : 0;
	if (size && momus_text_line(&rest, &json) &&
	    momus_text_line(&rest, &statement) &&
	    read_tests(how, json, &list)) {
		assert(!list.most || list.n <= list.most);
		cases.tests = list.tests;
		cases.n = list.n;
		cases.stop = how & STOP;
		cases.n_references = how & REFERENCE ? 1 : 0;
		cases.parity = how & STRICT ? NULL : momus_check_lines;
		cases.rule = momus_token_rule_of(statement);
		cases.any_answer = momus_statement_wants_any(statement);
		judge(&cases, rest, arena);
	}
	momus_arena_free(arena);
	return 0;
}
