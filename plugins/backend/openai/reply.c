/* reply.c - reads what a server sent, whatever it is
 *
 * A reply comes from outside and may hold anything.  What is not a completion
 * becomes a failure with its reason; "retry" is said where the server seems to
 * have stumbled, not where it has refused.
 */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "openai.h"

bool openai_is_null(struct momus_text raw)
{
	return momus_text_equal(raw, MOMUS_TEXT("null"));
}

void openai_say(struct momus_completion *out, enum momus_finish finish,
		bool retry, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	out->finish = finish;
	out->retry = retry;
	out->reason = momus_arena_copy(out->arena, momus_text_of(text));
	if (!out->reason.ptr)
		out->reason =
			MOMUS_TEXT("the reply does not fit into its memory");
}

const char *openai_head(struct momus_text t, char *out, size_t room)
{
	size_t n = t.len < room ? t.len : room - 1;

	while (n < t.len && n && ((unsigned char)t.ptr[n] & 0xc0) == 0x80)
		n--;
	for (size_t i = 0; i < n; i++) {
		bool control = (unsigned char)t.ptr[i] < ' ' || t.ptr[i] == 127;

		out[i] = control ? ' ' : t.ptr[i];
	}
	out[n] = '\0';
	return out;
}

static struct momus_text text_or_raw(struct momus_text raw,
				     struct momus_arena *arena)
{
	struct momus_text text = momus_json_unescape(raw, arena);

	return text.ptr ? text : raw;
}

/* The sentence in an error body: {"error":{"message":…}} (OpenAI, llama-server,
 * newer vLLM), {"error":"…"}, {"object":"error","message":…} (vLLM before 0.10),
 * {"detail":…} (FastAPI).  *CODE is the error's own code, raw.  False: BODY is
 * no error. */
static bool error_text(struct momus_text body, struct momus_arena *arena,
		       struct momus_text *text, struct momus_text *code)
{
	struct momus_text error = body, raw = { "", 0 };

	*code = (struct momus_text){ "", 0 };
	if (momus_json_find(body, "error", &error)) {
		if (openai_is_null(error))
			return false;
	} else if (!momus_json_find(body, "object", &raw) ||
		   !momus_text_equal(raw, MOMUS_TEXT("\"error\""))) {
		if (!momus_json_find(body, "detail", &raw))
			return false;
		*text = text_or_raw(raw, arena);
		return true;
	}
	momus_json_find(error, "code", code);
	if (momus_json_find(error, "message", &raw))
		error = raw;
	*text = text_or_raw(error, arena);
	return true;
}

static void read_error(const struct momus_http_reply *in,
		       struct momus_completion *out)
{
	struct momus_text text, code = { "", 0 };
	char shown[300];
	bool json = momus_json_valid(in->body, NULL);

	if (in->status >= 300 && in->status < 400) {
		openai_say(out, MOMUS_FINISH_FAILED, false,
			   "HTTP status %ld: the server has moved; set "
			   "base_url to "
			   "where it is",
			   in->status);
		return;
	}
	if (!json || !error_text(in->body, out->arena, &text, &code))
		text = momus_text_is_utf8(in->body, NULL)
			       ? momus_text_strip(in->body)
			       : MOMUS_TEXT("an error that is no text");
	openai_say(out,
		   momus_text_equal(code, MOMUS_TEXT("\"content_filter\""))
			   ? MOMUS_FINISH_FILTER
			   : MOMUS_FINISH_FAILED,
		   false, "HTTP status %ld%s%s", in->status,
		   text.len ? ": " : "",
		   openai_head(text, shown, sizeof shown));
}

static int64_t count(struct momus_text usage, const char *name)
{
	struct momus_text raw;
	double x = NAN;

	if (momus_json_find(usage, name, &raw))
		x = momus_json_number(raw);
	return x >= 0 && x <= 9e15 && x == floor(x) ? (int64_t)x : -1;
}

static void read_usage(struct momus_text body, struct momus_completion *out)
{
	struct momus_text usage = { "", 0 };

	momus_json_find(body, "usage", &usage);
	out->prompt_tokens = count(usage, "prompt_tokens");
	out->completion_tokens = count(usage, "completion_tokens");
}

/* Reads a reply that is good as a whole; false: OUT says why it is none. */
static bool read_body(bool chat, struct momus_text body,
		      struct momus_completion *out, size_t n)
{
	struct momus_text choices, text, code;
	char shown[300];

	if (error_text(body, out->arena, &text, &code)) {
		openai_say(out, MOMUS_FINISH_FAILED, true,
			   "an error under HTTP status 200: %s",
			   openai_head(text, shown, sizeof shown));
		return false;
	}
	read_usage(body, out);
	if (!momus_json_find(body, "choices", &choices) ||
	    choices.ptr[0] != '[') {
		openai_say(out, MOMUS_FINISH_FAILED, true,
			   "the reply has no list of choices");
		return false;
	}
	openai_choices_read(chat, choices, out, n);
	return true;
}

static bool read_reply(bool chat, const struct momus_http_reply *in,
		       struct momus_completion *out, size_t n)
{
	size_t bad;

	if (in->status < 200 || in->status > 299)
		read_error(in, out);
	else if (!momus_text_strip(in->body).len)
		openai_say(out, MOMUS_FINISH_FAILED, true,
			   "the reply is empty");
	else if (!momus_text_is_utf8(in->body, &bad))
		openai_say(out, MOMUS_FINISH_FAILED, true,
			   "the reply is not UTF-8: byte %zu of %zu", bad + 1,
			   in->body.len);
	else if (!momus_json_valid(in->body, &bad))
		openai_say(out, MOMUS_FINISH_FAILED, true,
			   "the reply is no JSON: reading stopped at byte %zu "
			   "of %zu",
			   bad + 1, in->body.len);
	else
		return read_body(chat, in->body, out, n);
	return false;
}

void openai_reply_read(bool chat, const struct momus_http_reply *in,
		       struct momus_completion *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		out[i].text = (struct momus_text){ "", 0 };
		out[i].prompt_tokens = out[i].completion_tokens = -1;
		out[i].logprob = NAN;
	}
	if (read_reply(chat, in, out, n))
		return;
	for (size_t i = 1; i < n; i++) /* one reason for all of them */
		openai_say(&out[i], out->finish, out->retry, "%.*s",
			   (int)out->reason.len, out->reason.ptr);
}
