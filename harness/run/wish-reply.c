/* wish-reply.c - see wish-reply.h */
#include "config.h"

#include <inttypes.h>
#include <math.h>

#include "run/wish-reply.h"

static void put_real(struct momus_buffer *out, double x)
{
	/* JSON has no infinity; OpenAI says -9999 for what cannot be. */
	momus_buffer_real(out, isfinite(x) ? x : -9999.0);
}

static void put_bytes(struct momus_buffer *out, struct momus_text t)
{
	momus_buffer_putc(out, '[');
	for (size_t i = 0; i < t.len; i++)
		momus_buffer_printf(out, "%s%d", i ? "," : "",
				    (unsigned char)t.ptr[i]);
	momus_buffer_putc(out, ']');
}

/* {"token": …, "logprob": …, "bytes": […] without the closing brace. */
static void put_token(struct momus_buffer *out, struct momus_text token,
		      double logprob)
{
	momus_buffer_puts(out, "{\"token\":");
	momus_buffer_json(out, token);
	momus_buffer_puts(out, ",\"logprob\":");
	put_real(out, logprob);
	momus_buffer_puts(out, ",\"bytes\":");
	put_bytes(out, token);
}

static void chat_token(struct momus_wish_sample *s,
		       const struct momus_heard *heard)
{
	struct momus_buffer *out = &s->tokens;

	if (out->len)
		momus_buffer_putc(out, ',');
	put_token(out, heard->token, heard->logprob);
	momus_buffer_puts(out, ",\"top_logprobs\":[");
	for (size_t i = 0; i < heard->n_likely; i++) {
		if (i)
			momus_buffer_putc(out, ',');
		put_token(out, heard->likely[i].token,
			  heard->likely[i].logprob);
		momus_buffer_putc(out, '}');
	}
	momus_buffer_puts(out, "]}");
}

/* Three lists of the same length; a token may be named twice in an object, since
 * different bytes may read alike: the first, likelier, is kept. */
static void plain_token(struct momus_wish_sample *s,
			const struct momus_heard *heard)
{
	momus_buffer_puts(&s->tokens, s->tokens.len ? "," : "");
	momus_buffer_json(&s->tokens, heard->token);
	momus_buffer_puts(&s->values, s->values.len ? "," : "");
	put_real(&s->values, heard->logprob);
	momus_buffer_puts(&s->likely, s->likely.len ? ",{" : "{");
	for (size_t i = 0; i < heard->n_likely; i++) {
		const struct momus_likely *l = &heard->likely[i];
		bool there = false;

		for (size_t j = 0; j < i; j++)
			there |= momus_text_equal(heard->likely[j].token,
						  l->token);
		if (there)
			continue;
		if (i)
			momus_buffer_putc(&s->likely, ',');
		momus_buffer_json(&s->likely, l->token);
		momus_buffer_putc(&s->likely, ':');
		put_real(&s->likely, l->logprob);
	}
	momus_buffer_putc(&s->likely, '}');
}

void momus_wish_token(struct momus_wish_sample *s, const struct momus_wish *w,
		      const struct momus_heard *heard)
{
	if (w->chat)
		chat_token(s, heard);
	else
		plain_token(s, heard);
}

static void put_head(const struct momus_wish_head *h, bool piece,
		     struct momus_buffer *out)
{
	momus_buffer_printf(out,
			    "{\"id\":\"%s-%" PRIu64 "\",\"object\":\"%s%s\","
			    "\"created\":%" PRId64 ",\"model\":",
			    h->wish->chat ? "chatcmpl" : "cmpl", h->number,
			    h->wish->chat ? "chat.completion"
					  : "text_completion",
			    piece && h->wish->chat ? ".chunk" : "", h->created);
	momus_buffer_json(out, momus_text_of(h->model));
}

/* "logprobs": what S knows of its tokens from byte FROM on. */
static void put_logprobs(const struct momus_wish *w,
			 const struct momus_wish_sample *s, size_t from,
			 struct momus_buffer *out)
{
	struct momus_text t = momus_buffer_text(&s->tokens);

	momus_buffer_puts(out, ",\"logprobs\":");
	if (w->sampling.logprobs < 0 || from >= t.len) {
		momus_buffer_puts(out, "null");
		return;
	}
	t = momus_text_cut(t, from ? from + 1 : 0, t.len);
	momus_buffer_puts(out, w->chat ? "{\"content\":[" : "{\"tokens\":[");
	momus_buffer_add(out, t);
	momus_buffer_putc(out, ']');
	if (!w->chat) {
		momus_buffer_puts(out, ",\"token_logprobs\":[");
		momus_buffer_add(out, momus_buffer_text(&s->values));
		momus_buffer_puts(out, "],\"top_logprobs\":[");
		momus_buffer_add(out, momus_buffer_text(&s->likely));
		momus_buffer_putc(out, ']');
	}
	momus_buffer_putc(out, '}');
}

static const char *finish_name(const struct momus_wish_sample *s)
{
	switch (s->completion.finish) {
	case MOMUS_FINISH_STOP:
		return "\"stop\"";
	case MOMUS_FINISH_LENGTH:
		return "\"length\"";
	case MOMUS_FINISH_FILTER:
		return "\"content_filter\"";
	default:
		return "null";
	}
}

static void put_usage(const struct momus_wish_sample *list, uint32_t n,
		      struct momus_buffer *out)
{
	int64_t prompt = list[0].completion.prompt_tokens, answers = 0;

	for (uint32_t i = 0; i < n; i++)
		if (list[i].completion.completion_tokens > 0)
			answers += list[i].completion.completion_tokens;
	prompt = prompt > 0 ? prompt : 0;
	momus_buffer_printf(out,
			    "\"usage\":{\"prompt_tokens\":%" PRId64
			    ",\"completion_tokens\":%" PRId64
			    ",\"total_tokens\":%" PRId64 "}",
			    prompt, answers, prompt + answers);
}

void momus_wish_reply(const struct momus_wish_head *h,
		      const struct momus_wish_sample *list, uint32_t n,
		      struct momus_buffer *out)
{
	put_head(h, false, out);
	momus_buffer_puts(out, ",\"choices\":[");
	for (uint32_t i = 0; i < n; i++) {
		momus_buffer_printf(out, "%s{\"index\":%" PRIu32 ",%s",
				    i ? "," : "", i,
				    h->wish->chat ? "\"message\":{\"role\":"
						    "\"assistant\",\"content\":"
						  : "\"text\":");
		momus_buffer_json(out, list[i].completion.text);
		momus_buffer_puts(out, h->wish->chat ? "}" : "");
		put_logprobs(h->wish, &list[i], 0, out);
		momus_buffer_printf(out, ",\"finish_reason\":%s}",
				    finish_name(&list[i]));
	}
	momus_buffer_puts(out, "],");
	put_usage(list, n, out);
	momus_buffer_putc(out, '}');
}

/* One event of a stream: of sample I, with DELTA (JSON, without what surrounds
 * it) and how it ended. */
static void open_event(const struct momus_wish_head *h, uint32_t i,
		       struct momus_buffer *out)
{
	momus_buffer_puts(out, "data: ");
	put_head(h, true, out);
	momus_buffer_printf(out, ",\"choices\":[{\"index\":%" PRIu32 ",%s", i,
			    h->wish->chat ? "\"delta\":{" : "\"text\":");
}

static void close_event(const char *finish, struct momus_buffer *out)
{
	momus_buffer_printf(out, ",\"finish_reason\":%s}]}\n\n", finish);
}

void momus_wish_begin(const struct momus_wish_head *h, uint32_t i,
		      struct momus_buffer *out)
{
	if (!h->wish->chat)
		return;
	open_event(h, i, out);
	momus_buffer_puts(out, "\"role\":\"assistant\",\"content\":\"\"}");
	close_event("null", out);
}

void momus_wish_piece(const struct momus_wish_head *h,
		      struct momus_wish_sample *s, uint32_t i,
		      struct momus_text text, struct momus_buffer *out)
{
	bool logprobs = h->wish->sampling.logprobs >= 0 &&
			s->tokens.len > s->tokens_told;

	if (text.len <= s->told && !logprobs)
		return;
	open_event(h, i, out);
	if (h->wish->chat)
		momus_buffer_puts(out, "\"content\":");
	momus_buffer_json(out, text.len > s->told
				       ? momus_text_cut(text, s->told, text.len)
				       : MOMUS_TEXT(""));
	if (h->wish->chat)
		momus_buffer_putc(out, '}');
	put_logprobs(h->wish, s, s->tokens_told, out);
	close_event("null", out);
	s->told = text.len > s->told ? text.len : s->told;
	s->tokens_told = s->tokens.len;
	momus_buffer_reset(&s->values); /* its own lists begin anew */
	momus_buffer_reset(&s->likely);
}

void momus_wish_end(const struct momus_wish_head *h,
		    const struct momus_wish_sample *s, uint32_t i,
		    struct momus_buffer *out)
{
	open_event(h, i, out);
	momus_buffer_puts(out, h->wish->chat ? "}" : "\"\"");
	close_event(finish_name(s), out);
}

void momus_wish_end_all(const struct momus_wish_head *h,
			const struct momus_wish_sample *list, uint32_t n,
			struct momus_buffer *out)
{
	if (h->wish->usage) {
		momus_buffer_puts(out, "data: ");
		put_head(h, true, out);
		momus_buffer_puts(out, ",\"choices\":[],");
		put_usage(list, n, out);
		momus_buffer_puts(out, "}\n\n");
	}
	momus_buffer_puts(out, "data: [DONE]\n\n");
}
