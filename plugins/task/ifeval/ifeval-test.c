/* ifeval-test.c - IFEval by cases.jsonl: what lm-evaluation-harness 0.4.13 said */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <momus/plugin.h>
#include <momus/rowfile.h>

#include "ifeval.h"
#include "core/row.h"
#include "tap.h"
#include "twister.h"

struct options { /* as in ifeval.c */
	const char *grader;
};

static const struct momus_task_ops *ops(void)
{
	return momus_plugin_entry()->ops.task;
}

static struct momus_row_file *open_cases(void)
{
	const char *top = getenv("top_srcdir");
	struct momus_error err = { "" };
	struct momus_row_file *rows;
	char path[1024];

	snprintf(path, sizeof path, "%s/plugins/task/ifeval/cases.jsonl",
		 top ? top : ".");
	if (momus_row_file_open(&rows, path, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	return rows;
}

static bool told(const struct momus_row *row, const char *key)
{
	struct momus_text value;

	CHECK_INT(momus_row_raw(row, key, &value, NULL), MOMUS_OK);
	return momus_text_equal(value, MOMUS_TEXT("true"));
}

/* One row by GRADER, whose verdict the row has under the key of the same
 * name. */
static void try_row(void *self, const struct momus_row *row, const char *key,
		    struct momus_arena *arena)
{
	struct momus_grade grade = { .arena = arena };
	struct momus_problem problem = { .index = 0 };
	struct momus_error err = { "" };
	struct momus_text response, why;

	CHECK_INT(momus_row_str(row, "response", &response, &err), MOMUS_OK);
	CHECK_INT(momus_row_str(row, "why", &why, &err), MOMUS_OK);
	CHECK_INT(ops()->problem(self, row, arena, &problem, &err), MOMUS_OK);
	if (ops()->judge(self, &problem, response, NULL, 0, &grade, NULL,
			 &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	if ((grade.parity.passed == 1) != told(row, key))
		tap_fail(__FILE__, __LINE__, "case %zu, %s (%.*s): %d",
			 momus_row_line(row), key, (int)why.len, why.ptr,
			 grade.parity.passed);
}

static void try_all(const char *grader, const char *key)
{
	struct momus_arena *arena = momus_arena_create((size_t)64 << 20);
	struct momus_row_file *rows = open_cases();
	const struct momus_row *row;
	struct options o = { grader };
	void *self = NULL;
	size_t n = 0;

	CHECK_INT(ops()->open(&self, &o, NULL), MOMUS_OK);
	while (momus_row_file_next(rows, &row, NULL) == MOMUS_OK) {
		try_row(self, row, key, arena);
		n++;
	}
	CHECK(n > 100);
	ops()->close(self);
	momus_row_file_close(rows);
	momus_arena_free(arena);
}

TEST(strict_verdicts_are_the_official_ones)
{
	try_all("official", "strict");
}

TEST(loose_verdicts_are_the_official_ones)
{
	try_all("official-loose", "loose");
}

#define ROW(id, kwargs)                                              \
	"{\"key\":7,\"prompt\":\"p\",\"instruction_id_list\":[\"" id \
	"\"],\"kwargs\":" kwargs "}"

static int read_problem(const char *text, struct momus_arena *arena,
			struct momus_problem *out, struct momus_error *err)
{
	struct options o = { "official" };
	struct momus_row *row;
	void *self;
	int rc;

	err->text[0] = '\0';
	memset(out, 0, sizeof *out);
	CHECK_INT(momus_row_parse(&row, momus_text_of(text), "rows.jsonl", 3,
				  NULL),
		  MOMUS_OK);
	CHECK_INT(ops()->open(&self, &o, NULL), MOMUS_OK);
	rc = ops()->problem(self, row, arena, out, err);
	ops()->close(self);
	momus_row_free(row);
	return rc;
}

TEST(a_letter_that_is_none_is_not_judged_but_counted)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct momus_grade grade = { .arena = arena };
	struct options o = { "official" };
	struct momus_problem problem;
	struct momus_error err;
	void *self;

	CHECK_INT(read_problem(ROW("keywords:letter_frequency",
				   "[{\"letter\":\"#\",\"let_frequency\":2,"
				   "\"let_relation\":\"at least\"}]"),
			       arena, &problem, &err),
		  MOMUS_OK);
	CHECK_INT(ops()->open(&self, &o, NULL), MOMUS_OK);
	CHECK_INT(ops()->judge(self, &problem, MOMUS_TEXT("# #"), NULL, 0,
			       &grade, NULL, &err),
		  MOMUS_OK);
	CHECK_INT(grade.parity.passed, -1);
	CHECK_INT(grade.strict.passed, 1);
	CHECK(momus_text_find(grade.note, MOMUS_TEXT("at random"), 0) !=
	      (size_t)-1);
	ops()->close(self);
	momus_arena_free(arena);
}

TEST(rows_that_do_not_fit_are_refused_with_file_line_and_argument)
{
	static const struct {
		const char *row, *says;
	} cases[] = {
		{ ROW("keywords:rhyme", "[{}]"), "\"keywords:rhyme\" is not" },
		{ ROW("keywords:existence", "[{}]"), "keywords is no list" },
		{ ROW("keywords:existence", "[{\"keywords\":[]}]"), "no list" },
		{ ROW("length_constraints:number_words",
		      "[{\"num_words\":\"ten\",\"relation\":\"at least\"}]"),
		  "num_words is no number" },
		{ ROW("length_constraints:number_words",
		      "[{\"num_words\":10,\"relation\":\"about\"}]"),
		  "relation is no" },
		{ ROW("startend:end_checker", "[{\"end_phrase\":null}]"),
		  "end_phrase is no text" },
		{ ROW("punctuation:no_comma", "[]"), "kwargs has 0 entries" },
		{ "{\"key\":7,\"prompt\":\"p\",\"instruction_id_list\":[],"
		  "\"kwargs\":[]}",
		  "instruction_id_list is no list" },
	};
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct momus_problem problem;
	struct momus_error err;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		CHECK_INT(read_problem(cases[i].row, arena, &problem, &err),
			  MOMUS_EPARSE);
		if (strncmp(err.text, "rows.jsonl:3: ", 14) != 0 ||
		    !strstr(err.text, cases[i].says))
			tap_fail(__FILE__, __LINE__, "case %zu: %s", i,
				 err.text);
	}
	momus_arena_free(arena);
}

TEST(random_draws_are_cpythons)
{
	struct twister t;

	twister_seed(&t, 0);
	CHECK_NEAR(twister_gauss(&t), 0.9417154046806644, 1e-15);
	CHECK_NEAR(twister_gauss(&t), -1.3965781047011498, 1e-15);
	CHECK_INT(twister_choice(&t, 1000), 430);
	CHECK_INT(twister_choice(&t, 1000), 41);
	CHECK_NEAR(twister_gauss(&t), -0.06700651572905797, 1e-15);
}

TAP_MAIN
