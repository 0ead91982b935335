/* study.c - tests of harness/host/study*.c */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/study.h"
#include "momus/buffer.h"
#include "tap.h"
#include "unit/refused.h"

static struct momus_recipe *file;
static struct momus_study study;

static int expand(struct momus_text text, struct momus_error *err)
{
	int rc;

	momus_study_release(&study);
	momus_recipe_free(file);
	file = NULL;
	rc = momus_recipe_parse(&file, text, "at/s.json", err);
	return rc < 0 ? rc : momus_study_expand(&study, file, "/stores", err);
}

static void good(const char *text)
{
	struct momus_error err = { "" };

	expand(momus_text_of(text), &err);
	CHECK_STR(err.text, "");
}

/* The names of all cells, each on a line. */
static const char *names(void)
{
	static char all[4096];
	size_t n = 0;

	all[0] = '\0';
	for (size_t i = 0; i < study.n; i++)
		n += (size_t)snprintf(all + n, sizeof all - n, "%s\n",
				      study.cells[i].name);
	return all;
}

static const struct momus_recipe *cell(const char *name)
{
	for (size_t i = 0; i < study.n; i++)
		if (strcmp(study.cells[i].name, name) == 0)
			return study.cells[i].recipe;
	tap_fail(__FILE__, __LINE__, "no cell %s among %s", name, names());
}

#define HEAD                                                         \
	"{\"study\":\"s\",\"seed\":7,\"generators\":{"               \
	"\"Big-Model 7B\":{\"plugin\":\"g\",\"a\":1},\"small\":{"    \
	"\"plugin\":\"g\"}},\"critics\":{\"sft\":{\"plugin\":\"c\"," \
	"\"b\":2},\"rl\":{\"plugin\":\"c\"}},\"benchmarks\":{"       \
	"\"MBPP+\":{\"plugin\":\"t\",\"data\":\"d\"}}"

TEST(cells_are_generators_by_benchmarks_by_rows)
{
	good(HEAD ",\"widths\":[1,5,1,1],\"rows\":[{\"row\":\"Zero-shot\"},"
		  "{\"row\":\"RL critic × 2\",\"critic\":\"rl\"}]}");
	CHECK_STR(names(), "big-model-7b.mbpp.zero-shot\n"
			   "big-model-7b.mbpp.rl-critic-×-2\n"
			   "small.mbpp.zero-shot\n"
			   "small.mbpp.rl-critic-×-2\n");
	CHECK_STR(study.name, "s");
	CHECK_STR(study.cells[1].generator, "Big-Model 7B");
	CHECK_STR(study.cells[1].benchmark, "MBPP+");
	CHECK_STR(study.cells[1].row, "RL critic × 2");
	CHECK_INT(study.cells[1].recipe->cell.place, 1);
	CHECK_STR(study.cells[1].recipe->cell.baseline, "Zero-shot");
}

TEST(a_cell_is_a_recipe_with_what_the_file_says_for_all)
{
	const struct momus_recipe *r;

	good(HEAD ",\"widths\":[1,5,1,1],\"limits\":{\"requests\":9},"
		  "\"limit\":3,\"note\":\"n\",\"sampling\":{\"generate\":"
		  "{\"temperature\":0.3,\"top_p\":0.5}},\"rows\":[{\"row\":"
		  "\"a\",\"critic\":\"sft\",\"sampling\":{\"generate\":"
		  "{\"top_p\":0.9},\"revise\":{\"temperature\":0.1}}}]}");
	r = cell("small.mbpp.a");
	CHECK_STR(r->name, "small.mbpp.a");
	CHECK_STR(r->data, "at/d");
	CHECK_INT(r->seed, 7);
	CHECK_INT(r->requests, 9);
	CHECK_INT(r->limit, 3);
	CHECK_STR(r->note, "n");
	CHECK_INT(r->feedback, MOMUS_FEEDBACK_CRITIC);
	CHECK_INT(r->turns, 2);
	CHECK_STR(r->critic.plugin, "c");
	CHECK_NEAR(r->sampling[0].temperature, 0.3, 0);
	CHECK_NEAR(r->sampling[0].top_p, 0.9, 0);
	CHECK_NEAR(r->sampling[2].temperature, 0.1, 0);
}

TEST(a_row_without_feedback_takes_no_turns_and_no_votes)
{
	const struct momus_recipe *r;

	good(HEAD ",\"widths\":[1,5,1,1],\"votes\":3,\"stop\":"
		  "\"when-judged-correct\",\"feedback\":\"critic+hint\","
		  "\"rows\":[{\"row\":\"z\"},{\"row\":\"e\",\"feedback\":"
		  "\"execution\"},{\"row\":\"s\",\"feedback\":\"self\"},"
		  "{\"row\":\"c\",\"critic\":\"rl\"}]}");
	r = cell("small.mbpp.z");
	CHECK_INT(r->feedback, MOMUS_FEEDBACK_NONE);
	CHECK_INT(r->turns, 0);
	CHECK_INT(r->widths[0], 5);
	CHECK_INT(r->votes, 1);
	r = cell("small.mbpp.e");
	CHECK_INT(r->turns, 2);
	CHECK_INT(r->votes, 1);
	r = cell("small.mbpp.s");
	CHECK_INT(r->votes, 3);
	CHECK_INT(r->feedback, MOMUS_FEEDBACK_SELF);
	r = cell("small.mbpp.c");
	CHECK_INT(r->votes, 3);
	CHECK_INT(r->stop, MOMUS_STOP_JUDGED_CORRECT);
	CHECK_INT(r->feedback, MOMUS_FEEDBACK_CRITIC_HINT);
}

TEST(a_critic_is_a_name_the_generator_a_control_or_an_object)
{
	const cJSON *from;

	good(HEAD ",\"rows\":[{\"row\":\"g\",\"critic\":\"generator\"},"
		  "{\"row\":\"o\",\"critic\":\"oracle\"},{\"row\":\"i\","
		  "\"critic\":{\"plugin\":\"x\"}},{\"row\":\"s\",\"critic\":"
		  "{\"plugin\":\"shuffled\",\"row\":\"g\"}}]}");
	CHECK_STR(cell("small.mbpp.g")->critic.plugin, "g");
	CHECK_STR(cell("small.mbpp.o")->critic.plugin, "oracle");
	CHECK_STR(cell("small.mbpp.i")->critic.plugin, "x");
	CHECK_STR(cell("small.mbpp.s")->critic.plugin, "shuffled");
	from = cJSON_GetObjectItem(cell("small.mbpp.s")->critic.object, "from");
	CHECK_STR(from->valuestring, "/stores/small.mbpp.g.h5");
	CHECK_INT(study.cells[3].after, 0);
	CHECK_INT(study.cells[7].after, 4);
	CHECK_INT(study.cells[6].after, -1);
}

TEST(lists_in_a_row_are_multiplied_out_and_named)
{
	good(HEAD ",\"rows\":[{\"row\":\"C\",\"critic\":[\"sft\",\"rl\"],"
		  "\"feedback\":[\"critic\",\"critic+hint\"],\"widths\":"
		  "[[1,2,1],[1,2,1,1]],\"generators\":[\"small\"]}]}");
	CHECK_STR(names(), "small.mbpp.c-sft-critic-1-turns\n"
			   "small.mbpp.c-sft-critic-2-turns\n"
			   "small.mbpp.c-sft-critic-hint-1-turns\n"
			   "small.mbpp.c-sft-critic-hint-2-turns\n"
			   "small.mbpp.c-rl-critic-1-turns\n"
			   "small.mbpp.c-rl-critic-2-turns\n"
			   "small.mbpp.c-rl-critic-hint-1-turns\n"
			   "small.mbpp.c-rl-critic-hint-2-turns\n");
	CHECK_STR(study.cells[7].row, "C, rl, critic+hint, 2 turns");
	CHECK_INT(study.cells[7].recipe->turns, 2);
}

TEST(without_rows_every_critic_is_one)
{
	good(HEAD ",\"feedback\":[\"critic\",\"critic+hint\"]}");
	CHECK_INT(study.n, 8);
	CHECK_STR(study.cells[0].name, "big-model-7b.mbpp.sft-critic");
	CHECK_STR(study.cells[7].row, "rl, critic+hint");
}

TEST(a_row_may_be_of_some_generators_and_benchmarks)
{
	good(HEAD ",\"rows\":[{\"row\":\"a\"},{\"row\":\"b\",\"generators\":"
		  "[\"small\"],\"benchmarks\":[\"MBPP+\"]}],\"baseline\":"
		  "\"b\"}");
	CHECK_STR(names(), "big-model-7b.mbpp.a\nsmall.mbpp.a\n"
			   "small.mbpp.b\n");
	CHECK_STR(study.cells[0].recipe->cell.baseline, "b");
}

static int expand_refused(struct momus_text text, struct momus_error *err)
{
	return expand(text, err);
}

TEST(what_is_wrong_is_named_with_row_and_key)
{
	CHECK(refused_all("study", expand_refused) > 25);
}

TEST(a_study_is_told_from_a_recipe_by_its_key)
{
	struct momus_error err = { "" };
	struct momus_recipe *r;

	good(HEAD ",\"rows\":[{\"row\":\"a\"}]}");
	CHECK(momus_study_is(file));
	CHECK_INT(momus_recipe_parse(&r, MOMUS_TEXT("{\"name\":\"study\"}"),
				     "r.json", &err),
		  MOMUS_OK);
	CHECK(!momus_study_is(r));
	momus_recipe_free(r);
}

TAP_MAIN
