/* request.c - the JSON body that asks for a completion */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "openai.h"

struct writer {
	struct momus_buffer *out;
	struct momus_text extra; /* its members win over ours */
};

/* Starts the member NAME, unless the recipe sets it in extra_body. */
static bool begin(struct writer *w, const char *name)
{
	struct momus_text value;

	if (momus_json_find(w->extra, name, &value))
		return false;
	momus_buffer_printf(w->out, ",\"%s\":", name);
	return true;
}

static void put_real(struct writer *w, const char *name, double x)
{
	if (!isnan(x) && begin(w, name))
		momus_buffer_real(w->out, x);
}

static void put_int(struct writer *w, const char *name, int64_t x)
{
	if (x >= 0 && begin(w, name))
		momus_buffer_printf(w->out, "%" PRId64, x);
}

static void put_stop(struct writer *w, const struct momus_sampling *s)
{
	if (!s->n_stop || !begin(w, "stop"))
		return;
	for (size_t i = 0; i < s->n_stop; i++) {
		momus_buffer_putc(w->out, i ? ',' : '[');
		momus_buffer_json(w->out, s->stop[i]);
	}
	momus_buffer_putc(w->out, ']');
}

static void put_logprobs(struct writer *w, bool chat, int64_t n)
{
	if (!chat)
		put_int(w, "logprobs", n);
	else if (n >= 0 && begin(w, "logprobs"))
		momus_buffer_puts(w->out, "true");
	if (chat && n > 0)
		put_int(w, "top_logprobs", n);
}

static void put_sampling(struct writer *w, const struct openai_options *o,
			 const struct momus_sampling *s, bool chat)
{
	put_real(w, "temperature", s->temperature);
	put_real(w, "top_p", s->top_p);
	put_real(w, "min_p", s->min_p);
	put_real(w, "repetition_penalty", s->repetition_penalty);
	put_int(w, "top_k", s->top_k);
	put_int(w, o->max_tokens_key, s->max_tokens);
	put_logprobs(w, chat, s->logprobs);
	put_stop(w, s);
}

static void put_messages(struct momus_buffer *out,
			 const struct momus_call *call)
{
	momus_buffer_puts(out, ",\"messages\":[");
	for (size_t i = 0; i < call->n_messages; i++) {
		momus_buffer_puts(out, i ? ",{\"role\":" : "{\"role\":");
		momus_buffer_json(out, momus_text_of(call->messages[i].role));
		momus_buffer_puts(out, ",\"content\":");
		momus_buffer_json(out, call->messages[i].content);
		momus_buffer_putc(out, '}');
	}
	momus_buffer_putc(out, ']');
}

/* A base model knows no roles: the messages, a blank line between them. */
static void put_prompt(struct momus_buffer *out, const struct momus_call *call)
{
	struct momus_buffer all;

	momus_buffer_init(&all, out->limit);
	for (size_t i = 0; i < call->n_messages; i++) {
		momus_buffer_puts(&all, i ? "\n\n" : "");
		momus_buffer_add(&all, call->messages[i].content);
	}
	momus_buffer_puts(out, ",\"prompt\":");
	momus_buffer_json(out, momus_buffer_text(&all));
	out->failed |= all.failed;
	momus_buffer_release(&all);
}

/* The members of extra_body as they stand, without the braces. */
static void put_extra(struct writer *w)
{
	struct momus_text key, value;

	for (size_t at = 0; momus_json_next(w->extra, &at, &key, &value);) {
		momus_buffer_putc(w->out, ',');
		momus_buffer_add(w->out, key);
		momus_buffer_putc(w->out, ':');
		momus_buffer_add(w->out, value);
	}
}

void openai_request_write(const struct openai_options *o,
			  const struct momus_call *call,
			  struct momus_buffer *out)
{
	struct writer w = { out, momus_text_of(o->extra_body) };
	bool chat = strcmp(o->api, "chat") == 0;

	momus_buffer_puts(out, "{\"model\":");
	momus_buffer_json(out, momus_text_of(o->model));
	if (chat)
		put_messages(out, call);
	else
		put_prompt(out, call);
	put_sampling(&w, o, &call->sampling, chat);
	if (call->samples > 1)
		put_int(&w, "n", call->samples);
	/* 31 bits: servers read it as a signed or an unsigned integer of 32 or
	 * 64 bits, or as a double. */
	if (o->send_seed)
		put_int(&w, "seed", (int64_t)(call->seed & 0x7fffffff));
	put_extra(&w);
	momus_buffer_putc(out, '}');
}
