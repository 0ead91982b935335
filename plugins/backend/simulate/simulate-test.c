/* simulate-test.c - tests of the simulated model, through its entry point */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <momus/plugin.h>

#include "host/options.h"
#include "simulate.h"
#include "tap.h"

#define RIGHT "def f(x):\n    return x\n"
#define WRONG "def f(x):\n    raise NotImplementedError"

enum { DRAWS = 20000 };

static struct momus_arena *arena;

/* Options filled as the host does, from JSON. */
static struct simulate_options *fill(const char *json, struct momus_error *err)
{
	static const char *const skip[] = { NULL };
	static struct momus_arena *kept;
	cJSON *object = cJSON_Parse(json);
	void *out = NULL;

	momus_arena_free(kept);
	kept = momus_arena_create(65536);
	if (momus_options_fill(momus_plugin_entry(), object, "generator", NULL,
			       skip, kept, &out, err) < 0)
		out = NULL;
	cJSON_Delete(object);
	return out;
}

static struct momus_completion ask(const char *json, enum momus_purpose purpose,
				   int parent, uint64_t sample)
{
	const struct momus_backend_ops *ops = momus_plugin_entry()->ops.backend;
	struct momus_completion out;
	struct momus_stream stream;
	struct momus_message message = { "user", MOMUS_TEXT("12345678") };
	struct momus_call call = {
		.purpose = purpose,
		.problem_id = MOMUS_TEXT("Made/1"),
		.messages = &message,
		.n_messages = 1,
		.stream = &stream,
		.truth = { parent, MOMUS_TEXT(RIGHT), MOMUS_TEXT(WRONG) },
	};
	void *self = NULL;

	if (!arena)
		arena = momus_arena_create(1 << 26);
	momus_arena_reset(arena);
	momus_stream_init(&stream, 1, call.problem_id, sample, 0, "test");
	memset(&out, 0, sizeof out);
	out.arena = arena;
	CHECK_INT(ops->open(&self, fill(json, NULL), NULL), MOMUS_OK);
	CHECK_INT(ops->complete(self, &call, &out, NULL), MOMUS_OK);
	ops->close(self);
	return out;
}

static bool has(struct momus_text text, const char *part)
{
	return momus_text_find(text, momus_text_of(part), 0) != (size_t)-1;
}

/* Checks that K of N is where a binomial variable of rate P is found but once in
 * a million times: exact sums of both tails. */
static void check_rate(const char *what, size_t k, double p)
{
	double low = 0, high = 0;

	for (size_t i = 0; i <= DRAWS; i++) {
		double log_pmf = lgamma(DRAWS + 1.0) - lgamma((double)i + 1) -
				 lgamma((double)(DRAWS - i) + 1) +
				 (double)i * log(p) +
				 (double)(DRAWS - i) * log1p(-p);

		low += i <= k ? exp(log_pmf) : 0;
		high += i >= k ? exp(log_pmf) : 0;
	}
	if (low < 1e-6 || high < 1e-6)
		tap_fail(__FILE__, __LINE__, "%s: %zu of %d at a rate of %g",
			 what, k, DRAWS, p);
}

/* How many of DRAWS replies hold PART. */
static size_t count(const char *json, enum momus_purpose purpose, int parent,
		    const char *part)
{
	size_t n = 0;

	for (uint64_t i = 0; i < DRAWS; i++)
		n += has(ask(json, purpose, parent, i).text, part);
	return n;
}

/* How many revisions of DRAWS are right after a critique that is of PROBLEM, by
 * a critic of CRITIC's rates. */
static size_t heeded(const char *critic, const char *problem, int parent)
{
	const struct momus_backend_ops *ops = momus_plugin_entry()->ops.backend;
	struct momus_message message = { "user", MOMUS_TEXT("12345678") };
	struct momus_stream stream;
	struct momus_call call = {
		.purpose = MOMUS_PURPOSE_CRITIQUE,
		.problem_id = momus_text_of(problem),
		.messages = &message,
		.n_messages = 1,
		.stream = &stream,
		.truth = { parent, MOMUS_TEXT(RIGHT), MOMUS_TEXT(WRONG) },
	};
	struct momus_arena *own = momus_arena_create(1 << 20);
	struct momus_completion out = { .arena = own };
	void *self = NULL;
	size_t n = 0;

	momus_stream_init(&stream, 1, call.problem_id, 0, 0, "test");
	CHECK_INT(ops->open(&self, fill(critic, NULL), NULL), MOMUS_OK);
	CHECK_INT(ops->complete(self, &call, &out, NULL), MOMUS_OK);
	message.content = out.text;
	CHECK_INT(ops->open(&self, fill("{\"p_cc\":0.9,\"p_cw\":0.1}", NULL),
			    NULL),
		  MOMUS_OK);
	call.purpose = MOMUS_PURPOSE_REVISE;
	call.problem_id = MOMUS_TEXT("Made/1");
	out.arena = momus_arena_create(1 << 20);
	for (uint64_t i = 0; i < DRAWS; i++) {
		momus_arena_reset(out.arena);
		momus_stream_init(&stream, 1, call.problem_id, i, 0, "test");
		CHECK_INT(ops->complete(self, &call, &out, NULL), MOMUS_OK);
		n += has(out.text, RIGHT);
	}
	momus_arena_free(out.arena);
	momus_arena_free(own);
	return n;
}

TEST(a_critique_helps_as_its_critic_says_and_on_its_own_problem_alone)
{
	static const char critic[] = "{\"help_cc\":0.97,\"help_cw\":0.45}";
	static const char half[] = "{\"help_cw\":0.45}";

	check_rate("wrong", heeded(critic, "Made/1", 0), 0.45);
	check_rate("right", heeded(critic, "Made/1", 1), 0.97);
	check_rate("of another", heeded(critic, "Made/2", 0), 0.1);
	check_rate("of a longer name", heeded(critic, "Made/12", 0), 0.1);
	check_rate("no help", heeded("{}", "Made/1", 0), 0.1);
	check_rate("half", heeded(half, "Made/1", 1), 0.9);
	check_rate("the other half", heeded(half, "Made/1", 0), 0.45);
}

TEST(rates_are_those_asked_for)
{
	static const struct {
		const char *what;
		enum momus_purpose purpose;
		int parent;
		const char *part;
		double rate;
	} rows[] = {
		{ "p_init", MOMUS_PURPOSE_GENERATE, -1, RIGHT, 0.35 },
		{ "p_cc", MOMUS_PURPOSE_REVISE, 1, RIGHT, 0.92 },
		{ "p_cw", MOMUS_PURPOSE_REVISE, 0, RIGHT, 0.15 },
		{ "tpr", MOMUS_PURPOSE_CRITIQUE, 1, "judgment: Correct", 0.7 },
		{ "fpr", MOMUS_PURPOSE_CRITIQUE, 0, "judgment: Correct", 0.25 },
	};
	static const char json[] = "{\"p_init\":0.35,\"p_cc\":0.92,"
				   "\"p_cw\":0.15,\"tpr\":0.7,\"fpr\":0.25}";

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check_rate(rows[i].what,
			   count(json, rows[i].purpose, rows[i].parent,
				 rows[i].part),
			   rows[i].rate);
}

TEST(what_goes_wrong_goes_wrong_at_its_rate)
{
	static const char json[] = "{\"p_fail\":0.1,\"p_cut\":0.2,"
				   "\"p_unparsed\":0.3}";
	size_t failed = 0, cut = 0, unparsed = 0;

	for (uint64_t i = 0; i < DRAWS; i++) {
		struct momus_completion c =
			ask(json, MOMUS_PURPOSE_CRITIQUE, 1, i);

		failed += c.finish == MOMUS_FINISH_FAILED;
		cut += c.finish == MOMUS_FINISH_LENGTH;
		unparsed += c.finish == MOMUS_FINISH_STOP &&
			    !has(c.text, "Overall judgment: ");
	}
	check_rate("p_fail", failed, 0.1);
	check_rate("p_cut", cut, 0.9 * 0.2);
	check_rate("p_unparsed", unparsed, 0.9 * 0.8 * 0.3);
}

TEST(certain_rates_are_certain)
{
	CHECK_INT(count("{\"p_init\":1}", MOMUS_PURPOSE_GENERATE, -1, RIGHT),
		  DRAWS);
	CHECK_INT(count("{\"p_init\":0}", MOMUS_PURPOSE_GENERATE, -1, RIGHT),
		  0);
}

TEST(a_solution_is_prose_and_one_fence)
{
	struct momus_completion c =
		ask("{\"p_cw\":1}", MOMUS_PURPOSE_REVISE, 0, 1);
	struct momus_text code;

	CHECK_INT(c.finish, MOMUS_FINISH_STOP);
	CHECK_INT(momus_extract(MOMUS_EXTRACT_SANDBOXFUSION, "python", c.text,
				arena, &code, NULL),
		  MOMUS_OK);
	CHECK(momus_text_equal(momus_text_strip(code),
			       momus_text_strip(MOMUS_TEXT(RIGHT))));
	c = ask("{\"p_init\":0}", MOMUS_PURPOSE_GENERATE, -1, 1);
	CHECK(has(c.text, "\n```python\n" WRONG "\n```\n"));
	CHECK_INT(c.prompt_tokens, 2);
	CHECK_INT(c.completion_tokens, (long long)(c.text.len + 3) / 4);
}

TEST(a_critique_has_the_papers_form_and_gives_nothing_away)
{
	struct momus_completion c =
		ask("{\"fpr\":0}", MOMUS_PURPOSE_CRITIQUE, 0, 1);
	struct momus_text t = c.text;
	size_t analysis = momus_text_find(t, MOMUS_TEXT("Analysis:\n"), 0);
	size_t suggestions = momus_text_find(
		t, MOMUS_TEXT("\nImprovement suggestions:\n"), 0);
	size_t judgment = momus_text_find(
		t, MOMUS_TEXT("\nOverall judgment: Incorrect\n"), 0);

	CHECK(analysis == 0 && suggestions < judgment && judgment < t.len);
	CHECK(!has(t, "def f") && !has(t, "return x"));
	c = ask("{\"p_unparsed\":1}", MOMUS_PURPOSE_CRITIQUE, 1, 1);
	CHECK(!has(c.text, "Overall judgment"));
}

TEST(length_adds_so_many_bytes_of_prose)
{
	size_t bare = ask("{}", MOMUS_PURPOSE_GENERATE, -1, 3).text.len;
	struct momus_completion c =
		ask("{\"length\":5000}", MOMUS_PURPOSE_GENERATE, -1, 3);

	CHECK_INT(c.text.len, bare + 5001);
}

TEST(a_cut_reply_has_no_end)
{
	size_t whole = ask("{}", MOMUS_PURPOSE_GENERATE, -1, 3).text.len;
	struct momus_completion c =
		ask("{\"p_cut\":1}", MOMUS_PURPOSE_GENERATE, -1, 3);

	CHECK_INT(c.finish, MOMUS_FINISH_LENGTH);
	CHECK_INT(c.text.len, whole / 2);
	CHECK(momus_text_is_utf8(c.text, NULL));
}

TEST(the_same_request_gets_the_same_reply)
{
	char first[4096];
	struct momus_completion c =
		ask("{\"length\":900}", MOMUS_PURPOSE_CRITIQUE, 1, 5);
	size_t len = c.text.len;

	CHECK(len < sizeof first);
	memcpy(first, c.text.ptr, len);
	c = ask("{\"length\":900}", MOMUS_PURPOSE_CRITIQUE, 1, 5);
	CHECK(momus_text_equal(c.text, (struct momus_text){ first, len }));
	c = ask("{\"length\":900}", MOMUS_PURPOSE_CRITIQUE, 1, 6);
	CHECK(!momus_text_equal(c.text, (struct momus_text){ first, len }));
}

TEST(one_rate_changes_nothing_that_others_decided)
{
	for (uint64_t i = 0; i < 200; i++) {
		bool before = has(ask("{}", MOMUS_PURPOSE_GENERATE, -1, i).text,
				  RIGHT);
		struct momus_completion c =
			ask("{\"p_fail\":0.3}", MOMUS_PURPOSE_GENERATE, -1, i);

		CHECK(c.finish == MOMUS_FINISH_FAILED ||
		      has(c.text, RIGHT) == before);
	}
}

/* The reason why there is no reply when TRUTH lacks something. */
static const char *failure(enum momus_purpose purpose, struct momus_truth truth)
{
	const struct momus_backend_ops *ops = momus_plugin_entry()->ops.backend;
	struct momus_completion out = { .arena = arena };
	struct momus_stream stream;
	struct momus_call call = { .purpose = purpose,
				   .stream = &stream,
				   .truth = truth };

	momus_stream_init(&stream, 1, MOMUS_TEXT("p"), 0, 0, "test");
	CHECK_INT(ops->complete(fill("{}", NULL), &call, &out, NULL), MOMUS_OK);
	CHECK_INT(out.finish, MOMUS_FINISH_FAILED);
	CHECK(!out.retry);
	return out.reason.ptr;
}

TEST(without_the_truth_a_request_fails_with_its_reason)
{
	struct momus_text none = { NULL, 0 }, some = MOMUS_TEXT("x");

	CHECK(strstr(failure(MOMUS_PURPOSE_GENERATE,
			     (struct momus_truth){ -1, none, some }),
		     "names no right answer"));
	CHECK(strstr(failure(MOMUS_PURPOSE_GENERATE,
			     (struct momus_truth){ -1, some, none }),
		     "names no wrong answer"));
	CHECK(strstr(failure(MOMUS_PURPOSE_CRITIQUE,
			     (struct momus_truth){ -1, none, none }),
		     "could not be judged"));
	CHECK(strstr(failure(MOMUS_PURPOSE_REVISE,
			     (struct momus_truth){ -1, some, some }),
		     "could not be judged"));
}

TEST(options_out_of_range_are_refused)
{
	static const char *const rates[] = { "p_init", "p_cc",	"p_cw",
					     "tpr",    "fpr",	"p_unparsed",
					     "p_cut",  "p_fail" };
	struct momus_error err;
	char json[64];

	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
		err.text[0] = '\0';
		snprintf(json, sizeof json, "{\"%s\":1.5}", rates[i]);
		CHECK(!fill(json, &err) && strstr(err.text, rates[i]));
	}
	err.text[0] = '\0';
	CHECK(!fill("{\"length\":-1}", &err) && strstr(err.text, "length"));
	CHECK(!fill("{\"length\":16777217}", &err));
}

TAP_MAIN
