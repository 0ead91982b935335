/* recipe.c - tests of harness/host/recipe*.c */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/recipe.h"
#include "momus/buffer.h"
#include "tap.h"
#include "unit/refused.h"

static struct momus_recipe *recipe;

static int parse(struct momus_text text, struct momus_error *err)
{
	momus_recipe_free(recipe);
	recipe = NULL;
	return momus_recipe_parse(&recipe, text, "r.json", err);
}

static struct momus_recipe *good(const char *text)
{
	struct momus_error err = { "" };

	if (parse(momus_text_of(text), &err) < 0 ||
	    momus_recipe_check(recipe, false, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	return recipe;
}

#define WHOLE                                   \
	"{\"task\":{\"plugin\":\"t\",\"data\":" \
	"\"d\"},\"generator\":{\"plugin\":\"g\"}"

TEST(a_short_recipe_gets_its_defaults)
{
	struct momus_recipe *r = good(WHOLE "}");

	CHECK_STR(r->name, "run");
	CHECK_STR(r->note, "");
	CHECK_INT(r->seed, 1);
	CHECK_INT(r->votes, 1);
	CHECK_INT(r->requests, 64);
	CHECK_INT(r->programs, 0);
	CHECK_INT(r->limit, 0);
	CHECK_INT(r->feedback, MOMUS_FEEDBACK_NONE);
	CHECK_INT(r->turns, 0);
	CHECK_INT(r->widths[0], 1);
	CHECK(!r->best_effort && !r->grader && !r->critic.object);
	CHECK(isnan(r->generator.price_prompt));
	CHECK_NEAR(r->sampling[MOMUS_PURPOSE_GENERATE].temperature, 0.7, 0);
	CHECK_NEAR(r->sampling[MOMUS_PURPOSE_REVISE].temperature, 0, 0);
	CHECK(isnan(r->sampling[MOMUS_PURPOSE_CRITIQUE].top_p));
	CHECK_INT(r->sampling[MOMUS_PURPOSE_CRITIQUE].max_tokens, 1024);
	CHECK_STR(r->data, "d");
}

TEST(every_key_reaches_its_field)
{
	struct momus_recipe *r = good(
		"{\"name\":\"n\",\"note\":\"samples\",\"seed\":7,\"task\":{"
		"\"plugin\":\"t\","
		"\"data\":\"/abs\",\"grader\":\"strict\",\"own\":1},"
		"\"generator\":{\"plugin\":\"g\",\"price_prompt\":0.5},"
		"\"critic\":{\"plugin\":\"c\",\"price_completion\":2},"
		"\"widths\":[1,5,2,1],\"votes\":3,\"limit\":9,"
		"\"stop\":\"when-judged-correct\",\"sandbox\":\"best-effort\","
		"\"sampling\":{\"critique\":{\"top_k\":40,\"logprobs\":0,"
		"\"stop\":[\"a\",\"b\"]}},\"limits\":{\"programs\":2},"
		"\"prompts\":{\"critique_hint\":\"h.txt\"}}");
	const struct momus_sampling *s = &r->sampling[MOMUS_PURPOSE_CRITIQUE];

	CHECK_STR(r->note, "samples");
	CHECK_STR(r->grader, "strict");
	CHECK_STR(r->data, "/abs");
	CHECK_NEAR(r->generator.price_prompt, 0.5, 0);
	CHECK_NEAR(r->critic.price_completion, 2, 0);
	CHECK_INT(r->feedback, MOMUS_FEEDBACK_CRITIC);
	CHECK_INT(r->turns, 2);
	CHECK_INT(r->widths[0], 5);
	CHECK_INT(r->widths[2], 1);
	CHECK_INT(r->stop, MOMUS_STOP_JUDGED_CORRECT);
	CHECK(r->best_effort);
	CHECK_INT(r->limit, 9);
	CHECK_INT(r->programs, 2);
	CHECK_INT(s->top_k, 40);
	CHECK_INT(s->logprobs, 0);
	CHECK_INT((long long)s->n_stop, 2);
	CHECK(momus_text_equal(s->stop[1], MOMUS_TEXT("b")));
	CHECK_STR(r->prompts[MOMUS_PROMPT_CRITIQUE_HINT], "h.txt");
	CHECK(!r->prompts[MOMUS_PROMPT_CRITIQUE]);
}

TEST(comments_and_a_byte_order_mark_are_passed_over)
{
	struct momus_recipe *r =
		good("\xef\xbb\xbf// first\n" WHOLE
		     ", // \"seed\": 2\n\"name\": \"http://x\"}// end");

	CHECK_STR(r->name, "http://x");
	CHECK_INT(r->seed, 1);
}

TEST(recorded_answers_need_no_generator)
{
	struct momus_error err = { "" };

	CHECK_INT(parse(MOMUS_TEXT("{\"task\":{\"plugin\":\"t\",\"data\":\"d\""
				   "}}"),
			&err),
		  MOMUS_OK);
	CHECK_INT(momus_recipe_check(recipe, true, &err), MOMUS_OK);
}

static int parse_and_check(struct momus_text text, struct momus_error *err)
{
	int rc = parse(text, err);

	return rc < 0 ? rc : momus_recipe_check(recipe, false, err);
}

TEST(what_is_wrong_is_named_with_line_and_key)
{
	CHECK(refused_all("recipe", parse_and_check) > 50);
}

TEST(bytes_that_are_not_utf8_are_placed)
{
	struct momus_error err = { "" };

	CHECK_INT(parse(MOMUS_TEXT("{\n\"name\": \"\xff\"}"), &err),
		  MOMUS_EPARSE);
	CHECK_STR(err.text, "r.json:2:10: a byte that is not UTF-8; convert "
			    "the file");
}

TEST(what_stands_there_is_not_cut_within_a_character)
{
	struct momus_error err = { "" };

	CHECK_INT(parse(MOMUS_TEXT("{1234567890123456789\xc3\xa9}"), &err),
		  MOMUS_EPARSE);
	CHECK_STR(err.text, "r.json:1:2: expected JSON; found "
			    "\"1234567890123456789\"");
}

TEST(a_file_that_is_not_there_is_named)
{
	struct momus_error err = { "" };
	struct momus_recipe *r = NULL;

	CHECK_INT(momus_recipe_read(&r, "/nonexistent/r.json", &err),
		  MOMUS_ENOTFOUND);
	CHECK_STR(err.text, "/nonexistent/r.json: no such file; `momus "
			    "init` writes a run's recipe to start from");
	err.text[0] = '\0';
	CHECK_INT(momus_recipe_read(&r, "/", &err), MOMUS_EINVAL);
	CHECK_STR(err.text, "/: is a folder; name a recipe, a file of JSON");
}

static void set(const char *assignment)
{
	struct momus_error err = { "" };

	if (momus_recipe_set(recipe, assignment, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
}

static void print(struct momus_buffer *b)
{
	momus_buffer_init(b, 65536);
	momus_json_canonical(recipe->root, b);
}

TEST(set_takes_json_or_else_a_text_and_makes_the_way)
{
	struct momus_buffer b;

	CHECK_INT(parse(MOMUS_TEXT("{\"a\":{\"z\":1},\"s\":0}"), NULL), 0);
	set("a.b.c=1e3");
	set("a.z=\"2\"");
	set("s=never");
	set("t=a=b");
	set("u=");
	set("l=[1, {}]");
	set("f=-inf");
	print(&b);
	CHECK_STR(b.ptr, "{\"a\":{\"b\":{\"c\":1000},\"z\":\"2\"},"
			 "\"f\":\"-inf\",\"l\":[1,{}],\"s\":\"never\","
			 "\"t\":\"a=b\",\"u\":\"\"}");
	momus_buffer_release(&b);
}

static void set_refused(const char *assignment, const char *message)
{
	struct momus_error err = { "" };

	CHECK_INT(parse(MOMUS_TEXT("{\"seed\":1}"), NULL), 0);
	CHECK_INT(momus_recipe_set(recipe, assignment, &err), MOMUS_EINVAL);
	CHECK_STR(err.text, message);
}

TEST(an_assignment_that_is_none_is_refused)
{
	set_refused("seed", "--set \"seed\": expected key.path=value");
	set_refused("=1", "--set \"=1\": expected key.path=value");
	set_refused("seed.x=1",
		    "--set seed.x: \"seed\" is no object of the recipe");
	set_refused("a..b=1", "--set a..b: \"\" is no object of the recipe");
	set_refused("a.=1", "--set: \"a.\" names no key");
}

TEST(options_of_the_command_line_become_numbers_lists_and_texts)
{
	struct momus_error err = { "" };
	struct momus_buffer b;

	momus_recipe_free(recipe);
	recipe = NULL;
	CHECK_INT(momus_recipe_read(&recipe, NULL, &err), MOMUS_OK);
	momus_recipe_set_text(recipe, "widths", "1,5,1", &err);
	momus_recipe_set_text(recipe, "votes", "3", &err);
	momus_recipe_set_text(recipe, "name", "3", &err);
	momus_recipe_set_text(recipe, "limits.requests", "many", &err);
	print(&b);
	CHECK_STR(err.text, "");
	CHECK_STR(b.ptr, "{\"limits\":{\"requests\":\"many\"},\"name\":\"3\","
			 "\"votes\":3,\"widths\":[1,5,1]}");
	CHECK_INT(momus_recipe_check(recipe, false, &err), MOMUS_EINVAL);
	CHECK_STR(err.text, "command line: limits.requests: expected a number, "
			    "found a string");
	momus_buffer_release(&b);
}

TEST(rewards_and_their_noise_are_added_one_by_one)
{
	static const char *const bad[] = { "flip",   "flip=",
					   "flip=x", "flip=1,",
					   "hide=1", "flip=0.1;hide-tests=1" };
	struct momus_error err = { "" };
	struct momus_buffer b;

	CHECK_INT(parse(MOMUS_TEXT("{\"rewards\":[{\"plugin\":\"a\"}]}"), NULL),
		  0);
	momus_recipe_set_text(recipe, "rewards", "judgment", &err);
	momus_recipe_set_text(recipe, "rewards", "{\"plugin\":\"b\",\"k\":1}",
			      &err);
	momus_recipe_set_text(recipe, "reward_noise", "flip=0.1,hide-tests=1",
			      &err);
	print(&b);
	CHECK_STR(err.text, "");
	CHECK_STR(b.ptr, "{\"reward_noise\":{\"flip\":0.1,\"hide_tests\":1},"
			 "\"rewards\":[{\"plugin\":\"a\"},"
			 "{\"plugin\":\"judgment\"},"
			 "{\"k\":1,\"plugin\":\"b\"}]}");
	momus_buffer_release(&b);
	CHECK_INT(momus_recipe_set_text(recipe, "rewards", "{", &err),
		  MOMUS_EINVAL);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		err.text[0] = '\0';
		CHECK_INT(momus_recipe_set_text(recipe, "reward_noise", bad[i],
						&err),
			  MOMUS_EINVAL);
		CHECK(strstr(err.text, "is not understood; expected "
				       "flip=P,hide-tests=P"));
	}
}

TEST(a_list_of_widths_that_is_none_stays_a_text)
{
	static const char *const bad[] = { "1,5,", "1,,5", "1;5", "1,x", "," };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct momus_error err = { "" };

		CHECK_INT(parse(MOMUS_TEXT("{}"), NULL), 0);
		momus_recipe_set_text(recipe, "widths", bad[i], &err);
		CHECK_INT(momus_recipe_check(recipe, false, &err),
			  MOMUS_EINVAL);
		CHECK_STR(err.text, "command line: widths: expected a list "
				    "of numbers, found a string");
	}
}

TEST(a_recipe_can_be_changed_and_checked_again)
{
	struct momus_recipe *r =
		good(WHOLE ",\"critic\":{\"plugin\":\"c\"},\"limit\":3,"
			   "\"widths\":[1,5,1],\"sandbox\":\"best-effort\"}");
	struct momus_error err = { "" };

	CHECK_INT(r->widths[0], 5);
	cJSON_DeleteItemFromObject(r->root, "critic");
	cJSON_DeleteItemFromObject(r->root, "widths");
	cJSON_DeleteItemFromObject(r->root, "limit");
	cJSON_DeleteItemFromObject(r->root, "sandbox");
	CHECK_INT(momus_recipe_check(r, false, &err), MOMUS_OK);
	CHECK(!r->critic.object && !r->critic.plugin && !r->best_effort);
	CHECK_INT(r->limit, 0);
	CHECK_INT(r->widths[0], 1);
	CHECK_INT(r->feedback, MOMUS_FEEDBACK_NONE);
}

TEST(what_was_set_is_not_looked_for_in_the_file)
{
	struct momus_error err = { "" };

	CHECK_INT(parse(MOMUS_TEXT("{\"votes\":1,\"seed\":0.5}"), NULL), 0);
	set("votes=0");
	CHECK_INT(momus_recipe_check(recipe, true, &err), MOMUS_EINVAL);
	CHECK_STR(err.text, "r.json:1: seed: expected a whole number, found "
			    "0.5");
	set("seed=1");
	err.text[0] = '\0';
	CHECK_INT(momus_recipe_check(recipe, true, &err), MOMUS_EINVAL);
	CHECK_STR(err.text, "command line: votes: expected 1 to 10000, found "
			    "0");
}

TEST(canonical_json_does_not_depend_on_how_it_was_written)
{
	struct momus_buffer a, b;

	CHECK_INT(parse(MOMUS_TEXT("{\"b\":[1.50,1e2,-0.1],\"a\":{\"y\":null,"
				   "\"x\":true},\"e\":\"\\u00e9\\/\\n\"}"),
			NULL),
		  0);
	print(&a);
	CHECK_INT(parse(MOMUS_TEXT(" { \"e\" : \"\xc3\xa9/\\u000a\",\n\"a\":"
				   "{\"x\":true , \"y\":null},\"b\":[1.5,100,"
				   "-1e-1]}"),
			NULL),
		  0);
	print(&b);
	CHECK_STR(a.ptr, b.ptr);
	CHECK_STR(a.ptr, "{\"a\":{\"x\":true,\"y\":null},"
			 "\"b\":[1.5,100,-0.1],\"e\":\"\xc3\xa9/\\n\"}");
	momus_buffer_release(&a);
	momus_buffer_release(&b);
}

TEST(paths_start_from_the_recipes_folder)
{
	static const struct {
		const char *origin, *path, *want;
	} rows[] = {
		{ "r.json", "d.gz", "d.gz" },
		{ "a/r.json", "d.gz", "a/d.gz" },
		{ "a/b/r.json", "../d.gz", "a/b/../d.gz" },
		{ "/r.json", "d.gz", "/d.gz" },
		{ "a/r.json", "/d.gz", "/d.gz" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct momus_recipe *r = NULL;
		char *path;

		CHECK_INT(momus_recipe_parse(&r, MOMUS_TEXT("{}"),
					     rows[i].origin, NULL),
			  0);
		path = momus_recipe_path(r, rows[i].path);
		CHECK_STR(path, rows[i].want);
		free(path);
		momus_recipe_free(r);
	}
}

TAP_MAIN
