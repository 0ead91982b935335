/* likelihood-test.c - tests of the likelihood reward, through its entry point */
#include <math.h>
#include <string.h>

#include <momus/json.h>
#include <momus/plugin.h>
#include <momus/rewardtext.h>

#include "reading.h"
#include "tap.h"

struct options { /* as in likelihood.c */
	struct momus_reward_server server;
	const char *backend, *folder, *api, *prompt;
	bool sum;
};

static const char *urls[] = { "http://127.0.0.1:1/v1", NULL };
static struct momus_arena *arena;

static struct options with(const char *api)
{
	return (struct options){ .server = { .reach.base_url = urls,
					     .model = "m" },
				 .folder = ".",
				 .api = api,
				 .prompt = "{{critique}}\n" };
}

static const struct momus_problem problem = { .right = MOMUS_TEXT(
						      "a = \xc3\xa9") };
static const struct momus_reward_input input = {
	.problem = &problem, .critique = MOMUS_TEXT("\xc3\xa9!")
};

/* What the reply BODY of STATUS is worth. */
static struct momus_reward_reading reading(struct options o, long status,
					   const char *body)
{
	return reading_of(momus_plugin_entry()->ops.reward, &o, &input, status,
			  momus_text_of(body), arena);
}

TEST(the_request_holds_prompt_and_reference_and_asks_for_their_logprobs)
{
	const struct momus_reward_ops *ops = momus_plugin_entry()->ops.reward;
	struct options o = with("completions");
	struct momus_http_request out = { .path = NULL };
	struct momus_reward known = { .value = NAN };
	void *self = NULL;

	CHECK_INT(ops->open(&self, &o, NULL), MOMUS_OK);
	CHECK_INT(ops->questions(self), 1);
	momus_buffer_init(&out.body, 4096);
	CHECK_INT(ops->request(self, 0, &input, &out, &known, NULL), MOMUS_OK);
	CHECK_STR(out.path, "/completions");
	CHECK(momus_json_valid(momus_buffer_text(&out.body), NULL));
	CHECK(strstr(out.body.ptr, "\"prompt\":\"\xc3\xa9!\\na = \xc3\xa9\""));
	CHECK(strstr(out.body.ptr, "\"echo\":true"));
	momus_buffer_release(&out.body);
	ops->close(self);
}

/* The prefix has 3 characters, the reference 5; a token that reaches over its
 * beginning and the generated one behind it do not count. */
TEST(tokens_of_the_reference_count_by_their_offset)
{
	const char *body =
		"{\"choices\":[{\"logprobs\":{"
		"\"tokens\":[\"e\",\"!\\n\",\"a\",\" = \",\"e\",\"x\"],"
		"\"text_offset\":[0,1,3,4,7,8],"
		"\"token_logprobs\":[null,-9,-1,-0.5,-1.5,-7]}}],"
		"\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1}}";
	struct options o = with("completions");
	struct momus_reward_reading r = reading(o, 200, body);

	CHECK_NEAR(r.value, -1, 1e-12);
	CHECK_INT(r.prompt_tokens, 5);
	o.sum = true;
	CHECK_NEAR(reading(o, 200, body).value, -3, 1e-12);
}

TEST(tokens_count_back_from_the_end_by_their_text)
{
	const char *body =
		"{\"choices\":[{\"prompt_logprobs\":[null,"
		"{\"7\":{\"logprob\":-9,\"decoded_token\":\"!\\na\"}},"
		"{\"8\":{\"logprob\":-0.25,\"decoded_token\":\" = \"},"
		"\"9\":{\"logprob\":-0.1,\"decoded_token\":\"x\"}},"
		"{\"10\":{\"logprob\":-0.75,\"decoded_token\":\"\xc3\xa9\"}}]}]"
		"}";

	CHECK_NEAR(reading(with("prompt-logprobs"), 200, body).value, -0.5,
		   1e-12);
}

TEST(what_is_wrong_with_a_reply_is_a_failure_and_never_a_zero)
{
	static const struct {
		long status;
		const char *body, *why;
		bool retry;
	} cases[] = {
		{ 404, "{\"error\":{\"message\":\"no model m\"}}",
		  "HTTP status 404: no model m", false },
		{ 400, "nonsense", "HTTP status 400: nonsense", false },
		{ 200, "", "the reply is no JSON object", true },
		{ 200, "[1]", "the reply is no JSON object", true },
		{ 200, "{\"error\":\"busy\"}", "the server says: busy", true },
		{ 200, "{}", "has no log-probabilities", false },
		{ 200, "{\"choices\":[{\"logprobs\":null}]}",
		  "has no log-probabilities", false },
		{ 200,
		  "{\"choices\":[{\"logprobs\":{\"text_offset\":[3],"
		  "\"token_logprobs\":[null]}}]}",
		  "a token of the reference has no log-probability", false },
		{ 200,
		  "{\"choices\":[{\"logprobs\":{\"text_offset\":[3],"
		  "\"token_logprobs\":[0.5]}}]}",
		  "a token of the reference has no log-probability", false },
		{ 200,
		  "{\"choices\":[{\"logprobs\":{\"text_offset\":[],"
		  "\"token_logprobs\":[]}}]}",
		  "a token of the reference has no log-probability", false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct momus_reward_reading r = reading(
			with("completions"), cases[i].status, cases[i].body);

		CHECK(isnan(r.value) && r.failed);
		CHECK_INT(r.retry, cases[i].retry);
		if (!strstr(r.reason, cases[i].why))
			tap_fail(__FILE__, __LINE__, "case %zu: %s", i,
				 r.reason);
	}
}

TEST(without_a_reference_nobody_is_asked)
{
	const struct momus_reward_ops *ops = momus_plugin_entry()->ops.reward;
	const struct momus_problem none = { .id = MOMUS_TEXT("x") };
	const struct momus_reward_input in = { .problem = &none };
	struct options o = with("completions");
	struct momus_http_request out = { .path = NULL };
	struct momus_reward known = { .value = NAN };
	void *self = NULL;

	ops->open(&self, &o, NULL);
	CHECK_INT(ops->request(self, 0, &in, &out, &known, NULL), MOMUS_OK);
	CHECK(!out.path && isnan(known.value) && !known.failed);
	CHECK_STR(known.reason, "no reference");
	ops->close(self);
}

TEST(a_template_with_an_unknown_field_is_refused_with_the_list)
{
	const struct momus_reward_ops *ops = momus_plugin_entry()->ops.reward;
	struct options o = with("completions");
	struct momus_error err = { "" };
	void *self = NULL;

	o.prompt = "{{statement}} {{critic}}";
	CHECK_INT(ops->open(&self, &o, &err), MOMUS_EINVAL);
	CHECK(strstr(err.text,
		     "unknown field {{critic}}; known are statement"));
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
