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

bool openai_member(struct momus_text object, const char *name,
		   struct momus_text *value)
{
	struct momus_text key, v;
	size_t n = strlen(name);
	bool found = false;

	if (!momus_text_strip(object).len ||
	    momus_text_strip(object).ptr[0] != '{')
		return false;
	for (size_t at = 0; momus_json_next(object, &at, &key, &v);)
		if (key.len == n + 2 && memcmp(key.ptr + 1, name, n) == 0) {
			*value = v;
			found = true;
		}
	return found;
}

static bool is_null(struct momus_text raw)
{
	return momus_text_equal(raw, MOMUS_TEXT("null"));
}

/* The string under NAME, unescaped; false if it is none, or memory ran out. */
static bool member_str(struct momus_text object, const char *name,
		       struct momus_arena *arena, struct momus_text *out)
{
	struct momus_text raw;

	if (!openai_member(object, name, &raw))
		return false;
	*out = momus_json_unescape(raw, arena);
	return out->ptr;
}

/* The number that RAW is; NAN for anything else, and for one too large. */
static double number(struct momus_text raw)
{
	char text[40], *end;
	double x;

	if (!raw.len || raw.len >= sizeof text ||
	    (raw.ptr[0] != '-' && (raw.ptr[0] < '0' || raw.ptr[0] > '9')))
		return NAN;
	memcpy(text, raw.ptr, raw.len);
	text[raw.len] = '\0';
	x = strtod(text, &end);
	return *end || !isfinite(x) ? NAN : x;
}

static void say(struct momus_completion *out, enum momus_finish finish,
		bool retry, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static void say(struct momus_completion *out, enum momus_finish finish,
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

/* T cut to at most ROOM - 1 bytes at the border of a character. */
static const char *head(struct momus_text t, char *out, size_t room)
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
	if (openai_member(body, "error", &error)) {
		if (is_null(error))
			return false;
	} else if (!openai_member(body, "object", &raw) ||
		   !momus_text_equal(raw, MOMUS_TEXT("\"error\""))) {
		if (!openai_member(body, "detail", &raw))
			return false;
		*text = text_or_raw(raw, arena);
		return true;
	}
	openai_member(error, "code", code);
	if (openai_member(error, "message", &raw))
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
		say(out, MOMUS_FINISH_FAILED, false,
		    "HTTP status %ld: the server has moved; set base_url to "
		    "where it is",
		    in->status);
		return;
	}
	if (!json || !error_text(in->body, out->arena, &text, &code))
		text = momus_text_is_utf8(in->body, NULL)
			       ? momus_text_strip(in->body)
			       : MOMUS_TEXT("an error that is no text");
	say(out,
	    momus_text_equal(code, MOMUS_TEXT("\"content_filter\""))
		    ? MOMUS_FINISH_FILTER
		    : MOMUS_FINISH_FAILED,
	    false, "HTTP status %ld%s%s", in->status, text.len ? ": " : "",
	    head(text, shown, sizeof shown));
}

static int64_t count(struct momus_text usage, const char *name)
{
	struct momus_text raw;
	double x = NAN;

	if (openai_member(usage, name, &raw))
		x = number(raw);
	return x >= 0 && x <= 9e15 && x == floor(x) ? (int64_t)x : -1;
}

static void read_usage(struct momus_text body, struct momus_completion *out)
{
	struct momus_text usage = { "", 0 };

	openai_member(body, "usage", &usage);
	out->prompt_tokens = count(usage, "prompt_tokens");
	out->completion_tokens = count(usage, "completion_tokens");
}

/* The sum over a choice's tokens: chat has objects under "content", plain
 * completions numbers under "token_logprobs", the first of which is null when
 * the prompt is echoed. */
static double read_logprob(struct momus_text choice, bool chat)
{
	struct momus_text all, list, key, item, x;
	double sum = 0;
	size_t n = 0;

	if (!openai_member(choice, "logprobs", &all) ||
	    !openai_member(all, chat ? "content" : "token_logprobs", &list) ||
	    list.ptr[0] != '[')
		return NAN;
	for (size_t at = 0; momus_json_next(list, &at, &key, &item);) {
		x = item;
		if (chat && !openai_member(item, "logprob", &x))
			return NAN;
		if (is_null(x))
			continue;
		sum += number(x); /* NAN stays */
		n++;
	}
	return n ? sum : NAN;
}

/* The text of a list of parts: [{"type":"text","text":…},…]. */
static bool join_parts(struct momus_text list, struct momus_arena *arena,
		       struct momus_text *out)
{
	struct momus_text key, part, text;
	struct momus_buffer all;
	bool good = true;

	momus_buffer_init(&all, list.len);
	for (size_t at = 0; momus_json_next(list, &at, &key, &part);) {
		if (!member_str(part, "text", arena, &text)) {
			good = false;
			break;
		}
		momus_buffer_add(&all, text);
	}
	if (good && !all.failed)
		*out = momus_arena_copy(arena, momus_buffer_text(&all));
	good = good && !all.failed && out->ptr;
	momus_buffer_release(&all);
	return good;
}

static enum momus_finish read_finish(struct momus_text choice)
{
	static const struct {
		const char *raw;
		enum momus_finish finish;
	} known[] = {
		{ "\"stop\"", MOMUS_FINISH_STOP },
		{ "\"eos\"", MOMUS_FINISH_STOP },
		{ "\"end_turn\"", MOMUS_FINISH_STOP },
		{ "\"stop_sequence\"", MOMUS_FINISH_STOP },
		{ "\"length\"", MOMUS_FINISH_LENGTH },
		{ "\"max_tokens\"", MOMUS_FINISH_LENGTH },
		{ "\"content_filter\"", MOMUS_FINISH_FILTER },
	};
	struct momus_text raw = { "", 0 };

	openai_member(choice, "finish_reason", &raw);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (momus_text_equal(raw, momus_text_of(known[i].raw)))
			return known[i].finish;
	return MOMUS_FINISH_OTHER;
}

/* There is no text: a refusal, a filter, a limit that reasoning used up, or a
 * broken reply. */
static void read_absent(struct momus_text content, struct momus_completion *out)
{
	if (out->finish == MOMUS_FINISH_LENGTH && is_null(content)) {
		out->text = (struct momus_text){ "", 0 };
		return;
	}
	if (out->finish == MOMUS_FINISH_FILTER)
		say(out, MOMUS_FINISH_FILTER, false,
		    "withheld by the server's content filter");
	else if (is_null(content))
		say(out, MOMUS_FINISH_FAILED, true,
		    "the reply's content is null");
	else
		say(out, MOMUS_FINISH_FAILED, true,
		    "the reply's content is no text");
}

static void read_choice(bool chat, struct momus_text choice,
			struct momus_completion *out)
{
	struct momus_text holder = choice, content, refusal;
	const char *name = chat ? "content" : "text";
	char shown[200];

	if (chat && !openai_member(choice, "message", &holder)) {
		say(out, MOMUS_FINISH_FAILED, true,
		    "the reply has no choices[0].message; does the server want "
		    "api \"completions\"?");
		return;
	}
	out->finish = read_finish(choice);
	out->logprob = read_logprob(choice, chat);
	if (chat && member_str(holder, "refusal", out->arena, &refusal) &&
	    refusal.len) {
		say(out, MOMUS_FINISH_FILTER, false, "the model refused: %s",
		    head(refusal, shown, sizeof shown));
		return;
	}
	if (!openai_member(holder, name, &content)) {
		/* Some servers leave out what is null. */
		if (out->finish == MOMUS_FINISH_FILTER ||
		    out->finish == MOMUS_FINISH_LENGTH)
			read_absent(MOMUS_TEXT("null"), out);
		else
			say(out, MOMUS_FINISH_FAILED, true,
			    "the reply's first choice has no \"%s\"", name);
		return;
	}
	if (content.ptr[0] == '"')
		out->text = momus_arena_copy(
			out->arena, momus_json_unescape(content, out->arena));
	else if (content.ptr[0] != '[' ||
		 !join_parts(content, out->arena, &out->text)) {
		read_absent(content, out);
		return;
	}
	if (!out->text.ptr)
		say(out, MOMUS_FINISH_FAILED, false,
		    "the reply does not fit into its memory limit");
	else if (out->finish == MOMUS_FINISH_FILTER)
		say(out, MOMUS_FINISH_FILTER, false,
		    "cut by the server's content filter");
}

static void read_completion(bool chat, struct momus_text body,
			    struct momus_completion *out)
{
	struct momus_text choices, key, choice, text, code;
	char shown[300];
	size_t at = 0;

	if (error_text(body, out->arena, &text, &code)) {
		say(out, MOMUS_FINISH_FAILED, true,
		    "an error under HTTP status 200: %s",
		    head(text, shown, sizeof shown));
		return;
	}
	read_usage(body, out);
	if (!openai_member(body, "choices", &choices) || choices.ptr[0] != '[')
		say(out, MOMUS_FINISH_FAILED, true,
		    "the reply has no list of choices");
	else if (!momus_json_next(choices, &at, &key, &choice))
		say(out, MOMUS_FINISH_FAILED, true,
		    "the reply's list of choices is empty");
	else
		read_choice(chat, choice, out);
}

void openai_reply_read(bool chat, const struct momus_http_reply *in,
		       struct momus_completion *out)
{
	size_t bad;

	out->text = (struct momus_text){ "", 0 };
	out->prompt_tokens = out->completion_tokens = -1;
	out->logprob = NAN;
	if (in->status < 200 || in->status > 299)
		read_error(in, out);
	else if (!momus_text_strip(in->body).len)
		say(out, MOMUS_FINISH_FAILED, true, "the reply is empty");
	else if (!momus_text_is_utf8(in->body, &bad))
		say(out, MOMUS_FINISH_FAILED, true,
		    "the reply is not UTF-8: byte %zu of %zu", bad + 1,
		    in->body.len);
	else if (!momus_json_valid(in->body, &bad))
		say(out, MOMUS_FINISH_FAILED, true,
		    "the reply is no JSON: reading stopped at byte %zu of %zu",
		    bad + 1, in->body.len);
	else
		read_completion(chat, in->body, out);
}
