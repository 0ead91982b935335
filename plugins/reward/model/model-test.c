/* model-test.c - tests of the model reward, through its entry point */
#include <math.h>
#include <string.h>

#include <momus/json.h>
#include <momus/plugin.h>
#include <momus/rewardtext.h>

#include "reading.h"
#include "tap.h"

struct options { /* as in model.c */
	struct momus_reward_server server;
	const char *api, *path, *prompt, *second, *pattern;
	int64_t class, max_tokens;
	double scale, offset;
	bool sigmoid;
};

static const char *urls[] = { "http://127.0.0.1:1/v1", NULL };
static struct momus_arena *arena;
static const struct momus_problem problem = { .statement = MOMUS_TEXT("S") };
static const struct momus_reward_input input = { .problem = &problem,
						 .critique =
							 MOMUS_TEXT("C\"") };

static struct options with(const char *api)
{
	return (struct options){ .server.reach.base_url = urls,
				 .server.model = "m",
				 .api = api,
				 .prompt = "{{statement}}/{{critique}}",
				 .second = "{{critique}}",
				 .pattern = "Score:\\s*(-?[0-9.]+)",
				 .max_tokens = 9,
				 .scale = 1 };
}

static struct momus_reward_reading reading(struct options o, const char *body)
{
	return reading_of(momus_plugin_entry()->ops.reward, &o, &input, 200,
			  momus_text_of(body), arena);
}

TEST(each_api_sends_what_its_server_expects)
{
	static const struct {
		const char *api, *path, *has;
	} cases[] = {
		{ "chat", "/chat/completions",
		  "\"messages\":[{\"role\":\"user\",\"content\":\"S/"
		  "C\\\"\"}]" },
		{ "classify", "/classify", "\"input\":\"S/C\\\"\"" },
		{ "pooling", "/pooling", "\"input\":\"S/C\\\"\"" },
		{ "score", "/score",
		  "\"text_1\":\"S/C\\\"\",\"text_2\":\"C\\\"\"" },
	};
	const struct momus_reward_ops *ops = momus_plugin_entry()->ops.reward;

	for (size_t i = 0; i < 4; i++) {
		struct options o = with(cases[i].api);
		struct momus_http_request out = { .path = NULL };
		struct momus_reward known = { .value = NAN };
		void *self = NULL;

		momus_buffer_init(&out.body, 4096);
		ops->open(&self, &o, NULL);
		CHECK_INT(ops->request(self, 0, &input, &out, &known, NULL),
			  MOMUS_OK);
		CHECK_STR(out.path, cases[i].path);
		CHECK(momus_json_valid(momus_buffer_text(&out.body), NULL));
		CHECK(strstr(out.body.ptr, cases[i].has) != NULL);
		momus_buffer_release(&out.body);
		ops->close(self);
	}
}

#define SAID(words) "{\"choices\":[{\"message\":{\"content\":\"" words "\"}}]}"

TEST(numbers_are_found_where_each_api_has_them)
{
	static const struct {
		const char *api, *body;
		double value;
	} cases[] = {
		{ "chat", SAID("Score: 3\\nno, Score: 7.5."), NAN },
		{ "chat", SAID("Score: 3\\nno, Score: 7.5"), 7.5 },
		{ "chat", SAID("Score:-2"), -2 },
		{ "classify", "{\"data\":[{\"probs\":[0.25,0.75]}]}", 0.25 },
		{ "score", "{\"data\":[{\"score\":0.875}]}", 0.875 },
		{ "pooling", "{\"data\":[{\"data\":[-1.5]}]}", -1.5 },
		{ "pooling", "{\"data\":[{\"data\":[[1],[2],[3.5]]}]}", 3.5 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct momus_reward_reading r =
			reading(with(cases[i].api), cases[i].body);

		if (isnan(cases[i].value))
			CHECK(isnan(r.value));
		else
			CHECK_NEAR(r.value, cases[i].value, 1e-12);
		CHECK(!r.failed);
	}
}

TEST(numbers_are_scaled_and_go_through_a_sigmoid)
{
	struct options o = with("score");

	o.scale = 2;
	o.offset = -1;
	CHECK_NEAR(reading(o, "{\"data\":[{\"score\":2}]}").value, 3, 1e-12);
	o.sigmoid = true;
	CHECK_NEAR(reading(o, "{\"data\":[{\"score\":2}]}").value,
		   1 / (1 + exp(-3.0)), 1e-12);
	o.class = 1;
	o.api = "classify";
	o.sigmoid = false;
	CHECK_NEAR(reading(o, "{\"data\":[{\"probs\":[0.25,0.75]}]}").value,
		   0.5, 1e-12);
}

TEST(a_judge_without_a_number_is_no_zero_and_is_not_asked_again)
{
	struct momus_reward_reading r =
		reading(with("chat"), SAID("I would rather not."));

	CHECK(isnan(r.value) && !r.failed);
	CHECK_STR(r.reason, "the judge gave no number");
	r = reading(with("chat"),
		    "{\"choices\":[{\"message\":{\"content\":null}}]}");
	CHECK(isnan(r.value) && !r.failed);
	CHECK_STR(r.reason, "the judge said nothing");
}

TEST(a_pattern_that_backtracks_without_end_is_given_up)
{
	struct options o = with("chat");
	struct momus_reward_reading r;

	o.pattern = "(a+)+$";
	r = reading(o,
		    SAID("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"));
	CHECK(isnan(r.value) && !r.failed);
	CHECK_STR(r.reason, "the search for the number was given up");
}

TEST(replies_of_another_shape_are_failures)
{
	static const char *const bodies[] = {
		"{}",
		"{\"data\":[]}",
		"{\"data\":{}}",
		"{\"data\":[{}]}",
		"{\"data\":[{\"score\":\"1\"}]}",
		"{\"data\":[7]}",
		"{\"choices\":[]}",
		"{\"choices\":[{\"message\":null}]}",
	};
	static const char *const apis[] = { "chat", "classify", "score",
					    "pooling" };

	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
		for (int k = 0; k < 4; k++) {
			struct momus_reward_reading r =
				reading(with(apis[k]), bodies[i]);

			CHECK(isnan(r.value) && r.failed && !r.retry);
		}
}

TEST(what_is_wrong_with_options_is_said)
{
	static const struct {
		const char *prompt, *pattern, *path, *says;
	} cases[] = {
		{ "{{x}}", "a", NULL, "prompt has the unknown field {{x}}" },
		{ "p", "(", NULL, "pattern is no regular expression" },
		{ "p", "a", "classify", "path is \"classify\"" },
	};
	const struct momus_reward_ops *ops = momus_plugin_entry()->ops.reward;

	for (size_t i = 0; i < 3; i++) {
		struct options o = with("chat");
		struct momus_error err = { "" };
		void *self = NULL;

		o.prompt = cases[i].prompt;
		o.pattern = cases[i].pattern;
		o.path = cases[i].path;
		CHECK_INT(ops->open(&self, &o, &err), MOMUS_EINVAL);
		CHECK(strstr(err.text, cases[i].says) != NULL);
	}
}

static void before(void) __attribute__((constructor));
static void before(void)
{
	arena = momus_arena_create(1 << 20);
}

static void after(void) __attribute__((destructor));
static void after(void)
{
	momus_arena_free(arena);
}

TAP_MAIN
