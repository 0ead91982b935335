/* openai-test.c - tests of request.c, reply.c and options.c */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/row.h"
#include "openai.h"
#include "tap.h"

static FILE *data(const char *name)
{
	const char *top = getenv("top_srcdir");
	char path[512];
	FILE *f;

	snprintf(path, sizeof path, "%s/plugins/backend/openai/%s",
		 top ? top : ".", name);
	f = fopen(path, "r");
	if (!f)
		tap_fail(__FILE__, __LINE__, "%s cannot be opened", path);
	return f;
}

static struct momus_text str(const struct momus_row *row, const char *key,
			     const char *otherwise)
{
	struct momus_text out = momus_text_of(otherwise);

	if (momus_row_has(row, key) && momus_row_str(row, key, &out, NULL))
		tap_fail(__FILE__, __LINE__, "line %zu: \"%s\"",
			 momus_row_line(row), key);
	return out;
}

static double real(const struct momus_row *row, const char *key,
		   double otherwise)
{
	if (momus_row_has(row, key))
		CHECK_INT(momus_row_real(row, key, &otherwise, NULL), 0);
	return otherwise;
}

static bool flag(const struct momus_row *row, const char *key, bool otherwise)
{
	struct momus_text raw;

	if (momus_row_raw(row, key, &raw, NULL) < 0)
		return otherwise;
	return momus_text_equal(raw, MOMUS_TEXT("true"));
}

static const char *finish_name(enum momus_finish finish)
{
	static const char *const names[] = { "stop", "length", "filter",
					     "other", "failed" };

	return names[finish];
}

static void same(const struct momus_row *row, const char *what,
		 struct momus_text got, struct momus_text want)
{
	struct momus_text name = str(row, "name", "");

	if (!momus_text_equal(got, want))
		tap_fail(__FILE__, __LINE__,
			 "%.*s: %s is \"%.*s\", not \"%.*s\"", (int)name.len,
			 name.ptr, what, (int)got.len, got.ptr, (int)want.len,
			 want.ptr);
}

static bool near(double a, double b)
{
	return isnan(a) ? isnan(b) : a == b;
}

static void check_reply(const struct momus_row *row)
{
	struct momus_completion c = { .arena = momus_arena_create(1 << 20) };
	struct momus_http_reply in = { .status =
					       (long)real(row, "status", 200) };
	bool chat =
		momus_text_equal(str(row, "api", "chat"), MOMUS_TEXT("chat"));

	CHECK_INT(momus_row_raw(row, "body", &in.body, NULL), 0);
	if (in.body.ptr[0] == '"')
		in.body = str(row, "body", "");
	openai_reply_read(chat, &in, &c, 1);
	same(row, "finish", momus_text_of(finish_name(c.finish)),
	     str(row, "finish", ""));
	same(row, "text", c.text, str(row, "text", ""));
	same(row, "reason", c.reason, str(row, "reason", ""));
	same(row, "retry", c.retry ? MOMUS_TEXT("yes") : MOMUS_TEXT("no"),
	     flag(row, "retry", false) ? MOMUS_TEXT("yes") : MOMUS_TEXT("no"));
	CHECK_INT(c.prompt_tokens, (long long)real(row, "prompt", -1));
	CHECK_INT(c.completion_tokens, (long long)real(row, "completion", -1));
	if (!near(c.logprob, real(row, "logprob", NAN)))
		tap_fail(__FILE__, __LINE__, "line %zu: logprob is %g",
			 momus_row_line(row), c.logprob);
	momus_arena_free(c.arena);
}

/* What is made of sample I of a reply: how it ended, and its text or reason. */
static void tell(const struct momus_completion *c, struct momus_buffer *out)
{
	bool good = c->finish != MOMUS_FINISH_FAILED &&
		    c->finish != MOMUS_FINISH_FILTER;

	momus_buffer_printf(out, "%s%s: ", finish_name(c->finish),
			    c->retry ? ", again" : "");
	momus_buffer_add(out, good ? c->text : c->reason);
}

static void check_choices(const struct momus_row *row)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);
	bool chat =
		momus_text_equal(str(row, "api", "chat"), MOMUS_TEXT("chat"));
	struct momus_completion c[4] = { { .arena = NULL } };
	struct momus_http_reply in = { .status =
					       (long)real(row, "status", 200) };
	struct momus_text want, key, one;
	struct momus_buffer got;
	size_t n = 0;

	momus_buffer_init(&got, 4096);
	CHECK_INT(momus_row_raw(row, "body", &in.body, NULL), 0);
	CHECK_INT(momus_row_raw(row, "want", &want, NULL), 0);
	for (size_t at = 0; momus_json_next(want, &at, &key, &one); n++)
		c[n].arena = arena;
	CHECK(n > 1 && n <= 4);
	openai_reply_read(chat, &in, c, n);
	CHECK_INT(c->prompt_tokens, (long long)real(row, "prompt", -1));
	CHECK_INT(c->completion_tokens, (long long)real(row, "completion", -1));
	n = 0;
	for (size_t at = 0; momus_json_next(want, &at, &key, &one); n++) {
		momus_buffer_reset(&got);
		tell(&c[n], &got);
		same(row, "a sample", momus_buffer_text(&got),
		     momus_json_unescape(one, arena));
		CHECK(!n || c[n].prompt_tokens == -1);
	}
	momus_buffer_release(&got);
	momus_arena_free(arena);
}

static void for_rows(const char *name, void (*check)(const struct momus_row *),
		     size_t at_least)
{
	FILE *f = data(name);
	struct momus_error err = { "" };
	struct momus_row *row;
	char line[2048];
	size_t n = 0;

	while (fgets(line, sizeof line, f)) {
		if (momus_row_parse(&row, momus_text_of(line), name, ++n,
				    &err) < 0)
			tap_fail(__FILE__, __LINE__, "%s", err.text);
		check(row);
		momus_row_free(row);
	}
	CHECK(n >= at_least);
	fclose(f);
}

TEST(a_reply_becomes_a_completion_or_a_failure_with_its_reason)
{
	for_rows("replies.jsonl", check_reply, 50);
}

TEST(each_choice_of_a_reply_is_a_sample_of_its_own)
{
	for_rows("choices.jsonl", check_choices, 15);
}

static struct momus_completion read_bytes(long status, struct momus_text body,
					  size_t room)
{
	static struct momus_arena *arena;
	struct momus_completion c = { 0 };
	const struct momus_http_reply in = { status, body };

	momus_arena_free(arena);
	c.arena = arena = momus_arena_create(room);
	openai_reply_read(true, &in, &c, 1);
	return c;
}

TEST(bytes_that_are_not_utf8_are_said_so)
{
	struct momus_completion c =
		read_bytes(200, MOMUS_TEXT("{\"a\":\"\xff\"}"), 4096);

	CHECK_INT(c.finish, MOMUS_FINISH_FAILED);
	CHECK(c.retry);
	CHECK_STR(c.reason.ptr, "the reply is not UTF-8: byte 7 of 9");
	c = read_bytes(400, MOMUS_TEXT("\xff"), 4096);
	CHECK_STR(c.reason.ptr, "HTTP status 400: an error that is no text");
}

TEST(a_long_error_is_cut_between_two_characters)
{
	struct momus_buffer body;
	struct momus_completion c;

	momus_buffer_init(&body, 4096);
	momus_buffer_puts(&body, "{\"error\":\"a");
	for (int i = 0; i < 400; i++)
		momus_buffer_puts(&body, "\xc3\xa9");
	momus_buffer_puts(&body, "\"}");
	c = read_bytes(500, momus_buffer_text(&body), 4096);
	momus_buffer_release(&body);
	CHECK(c.reason.len > 280 && c.reason.len < 330);
	CHECK(momus_text_is_utf8(c.reason, NULL));
}

TEST(a_reply_that_does_not_fit_is_no_completion)
{
	static const char head[] = "{\"choices\":[{\"finish_reason\":\"stop\","
				   "\"message\":{\"content\":\"";
	char body[8192];
	struct momus_completion c;

	memset(body, 'x', sizeof body);
	memcpy(body, head, sizeof head - 1);
	memcpy(body + sizeof body - 5, "\"}}]}", 5);
	c = read_bytes(200, (struct momus_text){ body, sizeof body }, 1024);
	CHECK_INT(c.finish, MOMUS_FINISH_FAILED);
	CHECK(!c.retry && c.text.len == 0);
	CHECK(momus_text_find(c.reason, MOMUS_TEXT("memory"), 0) != (size_t)-1);
}

TEST(a_thousand_brackets_are_no_completion)
{
	char body[5000];
	struct momus_completion c;

	memset(body, '[', sizeof body);
	c = read_bytes(200, (struct momus_text){ body, sizeof body }, 4096);
	CHECK_INT(c.finish, MOMUS_FINISH_FAILED);
}

static const char *text(const struct momus_row *row, const char *key,
			const char *otherwise, struct momus_arena *arena)
{
	struct momus_text t = str(row, key, otherwise);

	return otherwise || momus_row_has(row, key)
		       ? momus_arena_copy(arena, t).ptr
		       : NULL;
}

/* The body for what ROW asks for. */
static void write_request(const struct momus_row *row,
			  struct momus_arena *arena, struct momus_buffer *out)
{
	static const struct momus_message messages[] = {
		{ "system", { "S", 1 } },
		{ "user", { "U\n\"\xc3\xa9\"", 6 } },
	};
	static const struct momus_text stops[] = { { "\n\n", 2 },
						   { "```", 3 } };
	struct momus_text extra;
	struct openai_options o = {
		.model = text(row, "model", NULL, arena),
		.api = text(row, "api", "chat", arena),
		.max_tokens_key =
			text(row, "max_tokens_key", "max_tokens", arena),
		.send_seed = flag(row, "send_seed", true),
	};
	struct momus_call call = {
		.messages = messages,
		.n_messages = 2,
		.seed = 0x9234567800,
		.samples = (uint32_t)real(row, "samples", 1),
		.sampling = {
			.temperature = real(row, "temperature", NAN),
			.top_p = real(row, "top_p", NAN),
			.min_p = real(row, "min_p", NAN),
			.repetition_penalty =
				real(row, "repetition_penalty", NAN),
			.top_k = (int64_t)real(row, "top_k", -1),
			.max_tokens = (int64_t)real(row, "max_tokens", -1),
			.logprobs = (int64_t)real(row, "logprobs", -1),
			.stop = stops,
			.n_stop = flag(row, "stop", false) ? 2 : 0,
		},
	};

	if (momus_row_raw(row, "extra_body", &extra, NULL) == MOMUS_OK)
		o.extra_body = momus_arena_copy(arena, extra).ptr;
	openai_request_write(&o, &call, out);
}

TEST(a_request_asks_for_what_was_given_and_no_more)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);
	FILE *f = data("requests.txt");
	struct momus_buffer body;
	char line[2048];
	int n = 0;

	momus_buffer_init(&body, 65536);
	while (fgets(line, sizeof line, f)) {
		struct momus_row *row = NULL;

		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '?') {
			CHECK_INT(momus_row_parse(&row, momus_text_of(line + 2),
						  "requests.txt", 1, NULL),
				  0);
			momus_buffer_reset(&body);
			write_request(row, arena, &body);
			momus_row_free(row);
		} else if (line[0] == '=') {
			CHECK_STR(body.ptr, line + 2);
			CHECK(momus_json_valid(momus_buffer_text(&body), NULL));
			n++;
		}
	}
	CHECK(n > 7);
	momus_buffer_release(&body);
	momus_arena_free(arena);
	fclose(f);
}

TEST(a_prompt_that_is_no_text_is_still_json)
{
	static const struct momus_message message = { "user",
						      { "a\xff\0b", 4 } };
	struct openai_options o = { .model = "m",
				    .api = "chat",
				    .max_tokens_key = "max_tokens" };
	struct momus_call call = { .messages = &message, .n_messages = 1 };
	struct momus_buffer out;

	call.sampling.top_k = call.sampling.max_tokens =
		call.sampling.logprobs = -1;
	momus_buffer_init(&out, 4096);
	openai_request_write(&o, &call, &out);
	CHECK(momus_json_valid(momus_buffer_text(&out), NULL));
	CHECK(strstr(out.ptr, "a\xef\xbf\xbd\\u0000b"));
	momus_buffer_release(&out);
}

static const struct {
	const char *url, *extra, *key_env, *proxy, *said;
} refused[] = {
	{ .url = "localhost:8000",
	  .said = "base_url \"localhost:8000\" is no "
		  "http:// or https:// URL with a "
		  "host" },
	{ .url = "http://",
	  .said = "base_url \"http://\" is no http:// or "
		  "https:// URL with a host" },
	{ .url = "file:///etc/passwd",
	  .said = "base_url \"file:///etc/passwd\" is no http:// or https:// "
		  "URL with a host" },
	{ .url = "http://u:secret@h/v1",
	  .said = "base_url holds a user or password; name a key's environment "
		  "variable with api_key_env" },
	{ .url = "http://h/v1?k=1",
	  .said = "base_url \"http://h/v1?k=1\" holds a blank, '?' or '#'; it "
		  "ends before /chat/completions, e.g. "
		  "http://127.0.0.1:8000/v1" },
	{ .url = "http://h/ v1",
	  .said = "base_url \"http://h/ v1\" holds a blank, '?' or '#'; it "
		  "ends before /chat/completions, e.g. "
		  "http://127.0.0.1:8000/v1" },
	{ .url = "http://h",
	  .extra = "[1]",
	  .said = "extra_body is no JSON object" },
	{ .url = "http://h",
	  .extra = "{\"n\":4}",
	  .said = "extra_body sets \"n\", which Momus sets itself; several "
		  "samples are asked for with widths, in one request with the "
		  "option n" },
	{ .url = "http://h",
	  .extra = "{\"stream\":true}",
	  .said = "extra_body sets \"stream\", which Momus sets itself; "
		  "several samples are asked for with widths, in one request "
		  "with the option n" },
	{ .url = "http://h",
	  .key_env = "sk-abc",
	  .said = "api_key_env is no name of an environment variable (letters, "
		  "digits and _); the key itself never goes into a recipe" },
	{ .url = "http://h",
	  .key_env = "",
	  .said = "api_key_env is no name of an environment variable (letters, "
		  "digits and _); the key itself never goes into a recipe" },
	{ .url = "http://h",
	  .proxy = "http://u:p@proxy",
	  .said = "proxy holds a user or password; set it in the environment "
		  "variable https_proxy instead" },
	{ .said = "base_url is an empty list; name at least one server" },
};

TEST(options_that_contradict_sense_are_refused)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		const char *urls[] = { refused[i].url, NULL };
		const struct openai_options o = {
			.model = "m",
			.extra_body = refused[i].extra,
			.server = { .base_url = urls,
				    .api_key_env = refused[i].key_env,
				    .proxy = refused[i].proxy },
		};
		struct momus_error err = { "" };

		CHECK_INT(openai_options_check(&o, &err), MOMUS_EINVAL);
		CHECK_STR(err.text, refused[i].said);
	}
}

TEST(sound_options_pass)
{
	const char *urls[] = { "http://127.0.0.1:8000/v1", "https://[::1]",
			       "http://h/a@b", NULL };
	const struct openai_options o = { .model = "m",
					  .extra_body = " {\"x\":1}",
					  .server = { .base_url = urls,
						      .api_key_env = "KEY_1",
						      .proxy = "" } };
	struct momus_error err = { "" };

	CHECK_INT(openai_options_check(&o, &err), MOMUS_OK);
	CHECK_STR(err.text, "");
}

TAP_MAIN
