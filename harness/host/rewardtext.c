/* rewardtext.c - see momus/rewardtext.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/braces.h"
#include "momus/json.h"
#include "momus/rewardtext.h"

enum { N_FIELDS = 6, WHY_MAX = 300 };

static const char *const names[N_FIELDS] = { "statement", "solution",
					     "critique",  "revision",
					     "reference", "language" };

static size_t index_of(struct momus_text name)
{
	size_t i = 0;

	while (i < N_FIELDS && !momus_text_equal(name, momus_text_of(names[i])))
		i++;
	return i;
}

int momus_reward_template_check(const char *words, const char *option,
				struct momus_error *err)
{
	struct momus_text rest = momus_text_of(words), before, name;

	while (momus_braces_next(&rest, &before, &name))
		if (index_of(name) == N_FIELDS)
			return momus_fail(
				err, MOMUS_EINVAL,
				"%s has the unknown field {{%.*s}}; known are "
				"statement, solution, critique, revision, "
				"reference, language",
				option, name.len > 40 ? 40 : (int)name.len,
				name.ptr);
	return MOMUS_OK;
}

void momus_reward_template_fill(const char *words,
				const struct momus_reward_input *in,
				struct momus_buffer *out)
{
	const struct momus_problem *p = in->problem;
	const struct momus_text fields[N_FIELDS] = {
		p->statement, in->solution,
		in->critique, in->revision,
		p->right,     momus_text_of(p->language ? p->language : ""),
	};
	struct momus_text rest = momus_text_of(words), before, name;

	while (momus_braces_next(&rest, &before, &name)) {
		momus_buffer_add(out, before);
		momus_buffer_add(out, fields[index_of(name)]);
	}
	momus_buffer_add(out, rest);
}

int momus_reward_template_json(const char *words,
			       const struct momus_reward_input *in,
			       struct momus_text behind, const char *what,
			       struct momus_buffer *out,
			       struct momus_error *err)
{
	struct momus_buffer text;
	int rc;

	momus_buffer_init(&text, out->limit);
	momus_reward_template_fill(words, in, &text);
	momus_buffer_add(&text, behind);
	momus_buffer_json(out, momus_buffer_text(&text));
	rc = momus_buffer_check(&text, what, err);
	momus_buffer_release(&text);
	return rc;
}

void momus_reward_fault(struct momus_reward_reading *out, bool retry,
			const char *why)
{
	struct momus_text copy =
		momus_arena_copy(out->arena, momus_text_of(why));

	out->value = NAN;
	out->failed = true;
	out->retry = retry;
	out->reason = copy.ptr ? copy.ptr : "the reply does not fit";
}

/* The sentence of an error: {"error":{"message":…}}, {"error":"…"},
 * {"message":…} or {"detail":…}; else the beginning of BODY. */
static struct momus_text sentence(struct momus_text body,
				  struct momus_arena *arena)
{
	struct momus_text raw = body, inner, text;

	if (momus_json_valid(body, NULL)) {
		if (!momus_json_find(body, "error", &raw) &&
		    !momus_json_find(body, "detail", &raw))
			raw = body;
		if (momus_json_find(raw, "message", &inner))
			raw = inner;
	}
	text = momus_json_unescape(raw, arena);
	return text.ptr ? text : raw;
}

static void take_usage(struct momus_text body, struct momus_reward_reading *out)
{
	struct momus_text usage, raw;
	double n;

	if (!momus_json_find(body, "usage", &usage))
		return;
	if (momus_json_find(usage, "prompt_tokens", &raw)) {
		n = momus_json_number(raw);
		out->prompt_tokens = n >= 0 && n < 1e15 ? (int64_t)n : -1;
	}
	out->completion_tokens = out->prompt_tokens < 0 ? -1 : 0;
	if (momus_json_find(usage, "completion_tokens", &raw)) {
		n = momus_json_number(raw);
		out->completion_tokens = n >= 0 && n < 1e15 ? (int64_t)n : 0;
	}
}

bool momus_reward_reply(const struct momus_http_reply *in,
			struct momus_text *body,
			struct momus_reward_reading *out)
{
	struct momus_text said;
	char why[WHY_MAX];

	*body = momus_text_strip(in->body);
	if (in->status >= 300 || in->status < 200) {
		said = sentence(*body, out->arena);
		snprintf(why, sizeof why, "HTTP status %ld: %.*s", in->status,
			 said.len > 200 ? 200 : (int)said.len, said.ptr);
		momus_reward_fault(out, false, why);
		return false;
	}
	if (!body->len || !momus_json_valid(*body, NULL) ||
	    body->ptr[0] != '{') {
		momus_reward_fault(out, true, "the reply is no JSON object");
		return false;
	}
	if (momus_json_find(*body, "error", &said) &&
	    !momus_text_equal(said, MOMUS_TEXT("null"))) {
		said = sentence(*body, out->arena);
		snprintf(why, sizeof why, "the server says: %.*s",
			 said.len > 200 ? 200 : (int)said.len, said.ptr);
		momus_reward_fault(out, true, why);
		return false;
	}
	take_usage(*body, out);
	return true;
}

size_t momus_reward_op_one(const void *self)
{
	(void)self;
	return 1;
}

int momus_reward_op_answer(void *self, const struct momus_reward_input *in,
			   struct momus_reward *out, struct momus_error *err)
{
	(void)self, (void)err;
	*out = in->answers[0];
	return MOMUS_OK;
}
