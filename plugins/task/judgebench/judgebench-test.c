/* judgebench-test.c - verdicts.jsonl, fixtures.jsonl, and rows by tables */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <momus/rowfile.h>

#include "core/row.h"
#include "judgebench.h"
#include "stats/pairs.h"
#include "tap.h"

struct options { /* as in judgebench.c */
	const char *grader, *mode, *judge;
};

static const struct momus_task_ops *ops(void)
{
	return momus_plugin_entry()->ops.task;
}

static struct momus_arena *arena;

static struct momus_row_file *data_open(const char *name)
{
	const char *top = getenv("top_srcdir");
	struct momus_row_file *rows = NULL;
	struct momus_error err = { "" };
	char path[4096];

	arena = momus_arena_create(64 << 20);
	snprintf(path, sizeof path, "%s/plugins/task/judgebench/%s",
		 top ? top : ".", name);
	if (momus_row_file_open(&rows, path, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	return rows;
}

static void data_close(struct momus_row_file *rows)
{
	momus_row_file_close(rows);
	momus_arena_free(arena);
}

static struct momus_text text_of(const struct momus_row *row, const char *key)
{
	struct momus_text t = { "", 0 };

	if (momus_row_has(row, key))
		CHECK_INT(momus_row_str(row, key, &t, NULL), MOMUS_OK);
	return t;
}

static enum judgebench_judge judge_called(struct momus_text name)
{
	for (int i = 0; i < JUDGEBENCH_JUDGES; i++)
		if (momus_text_equal(name,
				     momus_text_of(judgebench_forms[i].name)))
			return (enum judgebench_judge)i;
	tap_fail(__FILE__, __LINE__, "no judge %.*s", (int)name.len, name.ptr);
	return JUDGEBENCH_ARENA_HARD;
}

static void same(struct momus_text got, struct momus_text want, size_t line,
		 const char *what)
{
	if (!momus_text_equal(got, want))
		tap_fail("verdicts.jsonl", (int)line,
			 "%s: \"%.*s\", want \"%.*s\"", what, (int)got.len,
			 got.ptr, (int)want.len, want.ptr);
}

TEST(every_text_says_what_its_row_says)
{
	struct momus_row_file *rows = data_open("verdicts.jsonl");
	struct momus_text found;
	const struct momus_row *row;
	size_t n = 0;

	while (momus_row_file_next(rows, &row, NULL) == MOMUS_OK) {
		n++;
		found = judgebench_find(judge_called(text_of(row, "judge")),
					text_of(row, "text"), arena);
		same(found, text_of(row, "found"), n, "found");
		same(judgebench_decide(found, false, arena),
		     text_of(row, "parity"), n, "official");
		same(judgebench_decide(found, true, arena),
		     text_of(row, "strict"), n, "strict");
	}
	CHECK_INT((long long)n, 78);
	data_close(rows);
}

static int read_row(const struct options *o, const char *json, size_t i,
		    struct momus_problem *out, struct momus_error *err)
{
	struct momus_row *row = NULL;
	int rc = momus_row_parse(&row, momus_text_of(json), "pairs", 1, err);

	memset(out, 0, sizeof *out);
	if (rc == MOMUS_OK)
		rc = i ? ops()->more((void *)(uintptr_t)o, row, i, arena, out,
				     err)
		       : ops()->problem((void *)(uintptr_t)o, row, arena, out,
					err);
	momus_row_free(row);
	return rc;
}

#define PAIR(label)                                                    \
	"{\"pair_id\":\"p\",\"source\":\"mmlu-pro-law\",\"question\":" \
	"\"Q?\",\"response_A\":\"first\",\"response_B\":\"second\","   \
	"\"label\":\"" label "\"}"

static const struct options usual = { "official", "pairs", "arena-hard" };

/* What is decided of DECISION by order I of the pair with that label. */
static enum momus_decision outcome(bool a_is_better, size_t i,
				   struct momus_text decision)
{
	struct momus_grade g = { .arena = arena };
	struct momus_error err = { "" };
	struct momus_problem p;
	void *self = (void *)(uintptr_t)&usual;

	CHECK_INT(read_row(&usual, a_is_better ? PAIR("A>B") : PAIR("B>A"), i,
			   &p, &err),
		  MOMUS_OK);
	CHECK_INT(ops()->judge(self, &p, decision, NULL, 0, &g, NULL, &err),
		  MOMUS_OK);
	CHECK_INT(g.parity.passed, g.parity.score == 1);
	CHECK_INT(g.parity.status == MOMUS_RUN_ACCEPTED, g.parity.passed);
	return isnan(g.parity.score)   ? MOMUS_DECIDED_NULL
	       : g.parity.score == 1.0 ? MOMUS_DECIDED_RIGHT
	       : g.parity.score == 0.0 ? MOMUS_DECIDED_WRONG
				       : MOMUS_DECIDED_NEITHER;
}

TEST(every_pair_of_decisions_scores_as_the_official_formula_says)
{
	struct momus_row_file *rows = data_open("fixtures.jsonl");
	enum momus_decision orders[2];
	const struct momus_row *row;
	struct momus_text decision;
	double score;
	size_t n = 0;
	int rc;

	while (momus_row_file_next(rows, &row, NULL) == MOMUS_OK) {
		bool first = text_of(row, "label").ptr[0] == 'A';
		struct momus_text all, key, value;
		size_t at = 0;

		CHECK_INT(momus_row_raw(row, "decisions", &all, NULL),
			  MOMUS_OK);
		for (size_t i = 0; i < 2; i++) {
			CHECK(momus_json_next(all, &at, &key, &value));
			decision = value.ptr[0] == '"'
					   ? momus_json_unescape(value, arena)
					   : MOMUS_TEXT("");
			orders[i] = outcome(first, i, decision);
		}
		rc = momus_row_real(row, "score", &score, NULL);
		CHECK_INT(rc, MOMUS_OK);
		CHECK_INT(momus_pair_score(orders, 2), (int)score);
		momus_row_raw(row, "correct", &value, NULL);
		CHECK_INT(momus_pair_score(orders, 2) > 0, value.ptr[0] == 't');
		n++;
	}
	CHECK_INT((long long)n, 24);
	data_close(rows);
}

static void is(struct momus_text got, const char *want)
{
	same(got, momus_text_of(want), 0, "text");
}

TEST(a_pair_is_two_problems_in_both_orders)
{
	struct momus_error err = { "" };
	struct momus_problem p;

	arena = momus_arena_create(1 << 20);
	CHECK_INT(read_row(&usual, PAIR("A>B"), 0, &p, &err), MOMUS_OK);
	is(p.id, "p/1");
	is(p.group, "p");
	is(p.category, "mmlu-pro");
	CHECK_INT(p.grouping, MOMUS_GROUP_ORDERS);
	is(p.statement,
	   "<question>\nQ?\n</question>\n\n<response A>\nfirst\n</response "
	   "A>\n\n<response B>\nsecond\n</response B>");
	CHECK_INT((long long)p.given.len, 0);
	CHECK_INT(read_row(&usual, PAIR("A>B"), 1, &p, &err), MOMUS_OK);
	is(p.id, "p/2");
	is(p.statement,
	   "<question>\nQ?\n</question>\n\n<response A>\nsecond\n</response "
	   "A>\n\n<response B>\nfirst\n</response B>");
	CHECK_INT(read_row(&usual, PAIR("A>B"), 2, &p, &err), MOMUS_END);
	momus_arena_free(arena);
}

TEST(one_order_is_one_problem)
{
	const struct options o = { "official", "one-order", "arena-hard" };
	struct momus_error err = { "" };
	struct momus_problem p;

	arena = momus_arena_create(1 << 20);
	CHECK_INT(read_row(&o, PAIR("B>A"), 0, &p, &err), MOMUS_OK);
	CHECK_INT(read_row(&o, PAIR("B>A"), 1, &p, &err), MOMUS_END);
	momus_arena_free(arena);
}

TEST(responses_are_two_problems_that_are_answered_already)
{
	const struct options o = { "official", "responses", "arena-hard" };
	void *self = (void *)(uintptr_t)&o;
	struct momus_error err = { "" };
	struct momus_text answer;
	struct momus_problem p;

	arena = momus_arena_create(1 << 20);
	for (size_t i = 0; i < 2; i++) {
		struct momus_grade g = { .arena = arena };

		CHECK_INT(read_row(&o, PAIR("B>A"), i, &p, &err), MOMUS_OK);
		is(p.id, i ? "p/B" : "p/A");
		is(p.statement, "Q?");
		is(p.given, i ? "second" : "first");
		CHECK_INT(p.grouping, MOMUS_GROUP_RIVALS);
		CHECK_INT(
			ops()->extract(self, &p, p.given, arena, &answer, &err),
			MOMUS_OK);
		is(answer, i ? "second" : "first");
		CHECK_INT(
			ops()->judge(self, &p, answer, NULL, 0, &g, NULL, &err),
			MOMUS_OK);
		CHECK_INT(g.parity.passed, (int)i);
		CHECK_INT(g.strict.passed, (int)i);
		CHECK_INT(ops()->ask_on(self, &p, MOMUS_TEXT("no label"), 1,
					NULL, &err),
			  MOMUS_END);
	}
	momus_arena_free(arena);
}

TEST(a_judge_without_a_label_is_asked_once_more)
{
	void *self = (void *)(uintptr_t)&usual;
	struct momus_error err = { "" };
	struct momus_problem p;
	struct momus_buffer b;

	arena = momus_arena_create(1 << 20);
	momus_buffer_init(&b, 4096);
	read_row(&usual, PAIR("A>B"), 0, &p, &err);
	CHECK_INT(ops()->ask_on(self, &p, MOMUS_TEXT("Hm."), 1, &b, &err),
		  MOMUS_OK);
	CHECK(b.len > 0);
	CHECK_INT(ops()->ask_on(self, &p, MOMUS_TEXT("Hm."), 2, &b, &err),
		  MOMUS_END);
	CHECK_INT(ops()->ask_on(self, &p, MOMUS_TEXT("[[A=B]]"), 1, &b, &err),
		  MOMUS_END);
	CHECK_INT(ops()->ask_on(self, &p, MOMUS_TEXT("[[A=B]] [[A>B]]"), 1, &b,
				&err),
		  MOMUS_END);
	momus_buffer_release(&b);
	momus_arena_free(arena);
}

TEST(every_judge_but_a_reward_model_can_be_asked)
{
	struct momus_error err = { "" };
	struct momus_problem p;
	struct momus_buffer b;

	arena = momus_arena_create(1 << 20);
	for (int i = 0; i < JUDGEBENCH_JUDGES; i++) {
		const struct options o = { "official", "pairs",
					   judgebench_forms[i].name };
		int rc;

		momus_buffer_init(&b, 1 << 16);
		read_row(&o, PAIR("A>B"), 0, &p, &err);
		rc = ops()->prompt((void *)(uintptr_t)&o, &p, &b, &err);
		CHECK_INT(rc, i == JUDGEBENCH_REWARD_MODEL ? MOMUS_EINVAL
							   : MOMUS_OK);
		if (rc == MOMUS_OK)
			CHECK(momus_text_find(momus_buffer_text(&b),
					      p.statement, 0) != (size_t)-1);
		momus_buffer_release(&b);
	}
	momus_arena_free(arena);
}

static const struct {
	const char *row, *said;
} refused[] = {
	{ PAIR("A=B"), "pairs:1: field \"label\": expected \"A>B\" or "
		       "\"B>A\", found \"A=B\"" },
	{ "{\"pair_id\":\"\",\"source\":\"s\",\"question\":\"q\","
	  "\"response_A\":\"a\",\"response_B\":\"b\",\"label\":\"A>B\"}",
	  "pairs:1: the field \"pair_id\" is empty" },
	{ "{\"pair_id\":\"p\",\"question\":\"q\",\"response_A\":\"a\"}",
	  "pairs:1: no field \"response_B\"" },
	{ "{\"pair_id\":7}",
	  "pairs:1: field \"pair_id\": expected a string, found 7" },
};

TEST(rows_that_are_no_pairs_are_refused)
{
	struct momus_problem p;

	arena = momus_arena_create(1 << 20);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct momus_error err = { "" };

		CHECK_INT(read_row(&usual, refused[i].row, 0, &p, &err),
			  MOMUS_EPARSE);
		CHECK_STR(err.text, refused[i].said);
	}
	momus_arena_free(arena);
}

static int read_answer(const struct options *o, const char *json, size_t i,
		       struct momus_answer *out, struct momus_error *err)
{
	struct momus_row *row = NULL;
	int rc = momus_row_parse(&row, momus_text_of(json), "out", 1, err);

	memset(out, 0, sizeof *out);
	if (rc == MOMUS_OK)
		rc = ops()->answer((void *)(uintptr_t)o, row, i, arena, out,
				   err);
	momus_row_free(row);
	return rc;
}

#define OUTPUT(name, judgments)                     \
	"{\"pair_id\":\"p\",\"judge_name\":\"" name \
	"\",\"judgments\":" judgments "}"

TEST(official_output_rows_are_answers_in_their_orders)
{
	static const struct {
		const char *mode, *row;
		size_t i;
		const char *id, *text;
		bool extracted;
	} cases[] = {
		{ "arena-hard",
		  OUTPUT("arena_hard", "[{\"judgment\":{\"response\":\"\\n"
				       "[[A>B]]\"},\"decision\":\"A>B\"}]"),
		  0, "p/1", "\n[[A>B]]", false },
		{ "arena-hard",
		  OUTPUT("arena_hard", "[null,{\"judgment\":null,"
				       "\"decision\":\"A=B\"}]"),
		  1, "p/2", "A=B", true },
		{ "arena-hard", OUTPUT("arena_hard", "[null]"), 0, "p/1", "",
		  false },
		{ "arena-hard", OUTPUT("compass_judger", "[{}]"), 0, "p/1", "",
		  true },
		{ "reward-model",
		  OUTPUT("reward_model",
			 "[{\"judgment\":{\"response\":\"\",\"scores\":"
			 "\"[1, 2]\"},\"decision\":\"B>A\"}]"),
		  0, "p/1", "[1, 2]", false },
		{ "reward-model",
		  OUTPUT("reward_model", "[{\"judgment\":{\"scores\":"
					 "[1.5,2]},\"decision\":null}]"),
		  0, "p/1", "[1.5,2]", false },
	};
	struct momus_error err = { "" };
	struct momus_answer a;

	arena = momus_arena_create(1 << 20);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct options o = { "official", "pairs", cases[i].mode };

		CHECK_INT(read_answer(&o, cases[i].row, cases[i].i, &a, &err),
			  MOMUS_OK);
		is(a.id, cases[i].id);
		is(a.text, cases[i].text);
		if (a.text.len)
			CHECK_INT(a.extracted, cases[i].extracted);
		CHECK_INT(read_answer(&o, cases[i].row, 9, &a, &err),
			  MOMUS_END);
	}
	momus_arena_free(arena);
}

TEST(output_rows_of_another_judge_say_what_to_set)
{
	static const struct {
		const char *row, *said;
		size_t i;
	} cases[] = {
		{ OUTPUT("reward_model", "[]"),
		  "out:1: field \"judge_name\": \"reward_model\" judged, but "
		  "words of \"arena-hard\" are read; give --set "
		  "task.judge=reward-model",
		  0 },
		{ OUTPUT("arena_hard", "{}"),
		  "out:1: field \"judgments\": expected a list, one entry an "
		  "order",
		  0 },
		{ OUTPUT("arena_hard", "[1,2,3]"),
		  "out:1: field \"judgments\": a pair has two orders, found "
		  "more",
		  2 },
		{ "{\"pair_id\":\"p\"}", "out:1: no field \"judgments\"", 0 },
	};
	struct momus_answer a;

	arena = momus_arena_create(1 << 20);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct momus_error err = { "" };

		CHECK_INT(
			read_answer(&usual, cases[i].row, cases[i].i, &a, &err),
			MOMUS_EPARSE);
		CHECK_STR(err.text, cases[i].said);
	}
	momus_arena_free(arena);
}

TAP_MAIN
