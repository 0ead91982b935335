/* choice.c - reads the choices of a reply: which sample each is, what it says */
#include <math.h>
#include <string.h>

#include "openai.h"

/* The string under NAME, unescaped; false if it is none, or memory ran out. */
static bool member_str(struct momus_text object, const char *name,
		       struct momus_arena *arena, struct momus_text *out)
{
	struct momus_text raw;

	if (!momus_json_find(object, name, &raw))
		return false;
	*out = momus_json_unescape(raw, arena);
	return out->ptr;
}

/* The sum over a choice's tokens: objects under "content" in a chat, and of
 * llama-server everywhere; numbers under "token_logprobs" in plain completions,
 * the first of which is null when the prompt is echoed. */
static double read_logprob(struct momus_text choice)
{
	struct momus_text all, list, key, item, x;
	double sum = 0;
	size_t n = 0;

	if (!momus_json_find(choice, "logprobs", &all) ||
	    (!momus_json_find(all, "content", &list) &&
	     !momus_json_find(all, "token_logprobs", &list)) ||
	    list.ptr[0] != '[')
		return NAN;
	for (size_t at = 0; momus_json_next(list, &at, &key, &item);) {
		x = item;
		if (item.ptr[0] == '{' && !momus_json_find(item, "logprob", &x))
			return NAN;
		if (openai_is_null(x))
			continue;
		sum += momus_json_number(x); /* NAN stays */
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

	momus_json_find(choice, "finish_reason", &raw);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (momus_text_equal(raw, momus_text_of(known[i].raw)))
			return known[i].finish;
	return MOMUS_FINISH_OTHER;
}

/* There is no text: a refusal, a filter, a limit that reasoning used up, or a
 * broken reply. */
static void read_absent(struct momus_text content, struct momus_completion *out)
{
	if (out->finish == MOMUS_FINISH_LENGTH && openai_is_null(content)) {
		out->text = (struct momus_text){ "", 0 };
		return;
	}
	if (out->finish == MOMUS_FINISH_FILTER)
		openai_say(out, MOMUS_FINISH_FILTER, false,
			   "withheld by the server's content filter");
	else if (openai_is_null(content))
		openai_say(out, MOMUS_FINISH_FAILED, true,
			   "the reply's content is null");
	else
		openai_say(out, MOMUS_FINISH_FAILED, true,
			   "the reply's content is no text");
}

/* Reads CHOICE, number I of its list. */
static void read_choice(bool chat, struct momus_text choice, size_t i,
			struct momus_completion *out)
{
	struct momus_text holder = choice, content, refusal;
	const char *name = chat ? "content" : "text";
	char shown[200];

	if (chat && !momus_json_find(choice, "message", &holder)) {
		openai_say(out, MOMUS_FINISH_FAILED, true,
			   "the reply has no choices[%zu].message; does the "
			   "server want "
			   "api \"completions\"?",
			   i);
		return;
	}
	out->finish = read_finish(choice);
	out->logprob = read_logprob(choice);
	if (chat && member_str(holder, "refusal", out->arena, &refusal) &&
	    refusal.len) {
		openai_say(out, MOMUS_FINISH_FILTER, false,
			   "the model refused: %s",
			   openai_head(refusal, shown, sizeof shown));
		return;
	}
	if (!momus_json_find(holder, name, &content)) {
		/* Some servers leave out what is null. */
		if (out->finish == MOMUS_FINISH_FILTER ||
		    out->finish == MOMUS_FINISH_LENGTH)
			read_absent(MOMUS_TEXT("null"), out);
		else
			openai_say(out, MOMUS_FINISH_FAILED, true,
				   "the reply has no \"%s\" in choices[%zu]",
				   name, i);
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
		openai_say(out, MOMUS_FINISH_FAILED, false,
			   "the reply does not fit into its memory limit");
	else if (out->finish == MOMUS_FINISH_FILTER)
		openai_say(out, MOMUS_FINISH_FILTER, false,
			   "cut by the server's content filter");
}

/* Which sample CHOICE says it is; OPENAI_SAMPLES_MAX: it does not say. */
static size_t index_of(struct momus_text choice)
{
	struct momus_text raw;
	double x = NAN;

	if (momus_json_find(choice, "index", &raw))
		x = momus_json_number(raw);
	return x >= 0 && x < OPENAI_SAMPLES_MAX && x == floor(x)
		       ? (size_t)x
		       : OPENAI_SAMPLES_MAX;
}

/* Whether each choice says which it is, and no two the same: some servers send
 * them as they are done, some number none or all alike. */
static bool are_numbered(struct momus_text choices)
{
	uint64_t seen[OPENAI_SAMPLES_MAX / 64] = { 0 };
	struct momus_text key, choice;

	for (size_t at = 0; momus_json_next(choices, &at, &key, &choice);) {
		size_t i = index_of(choice);

		if (i == OPENAI_SAMPLES_MAX || seen[i / 64] >> i % 64 & 1)
			return false;
		seen[i / 64] |= UINT64_C(1) << i % 64;
	}
	return true;
}

/* There are GOT choices, and OUT is none of them. */
static void say_missing(struct momus_completion *out, size_t got, size_t wanted)
{
	if (!got)
		openai_say(out, MOMUS_FINISH_FAILED, true,
			   "the reply's list of choices is empty");
	else
		openai_say(out, MOMUS_FINISH_FAILED, true,
			   "the reply has %zu choice%s, and %zu were asked for",
			   got, got == 1 ? "" : "s", wanted);
}

void openai_choices_read(bool chat, struct momus_text choices,
			 struct momus_completion *out, size_t n)
{
	bool numbered = n > 1 && are_numbered(choices);
	struct momus_text key, choice;
	size_t i = 0;

	for (size_t k = 0; k < n; k++) /* until its choice is found */
		out[k].finish = MOMUS_FINISH_FAILED;
	/* What is more than was asked for is passed over. */
	for (size_t at = 0; (numbered || i < n) &&
			    momus_json_next(choices, &at, &key, &choice);
	     i++) {
		size_t k = numbered ? index_of(choice) : i;

		if (k < n)
			read_choice(chat, choice, i, &out[k]);
	}
	for (size_t k = 0; k < n; k++)
		if (out[k].finish == MOMUS_FINISH_FAILED && !out[k].reason.len)
			say_missing(&out[k], i, n);
}
