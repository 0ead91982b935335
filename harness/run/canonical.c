/* canonical.c - see canonical.h */
#include "config.h"

#include <inttypes.h>
#include <math.h>

#include "run/canonical.h"

static void put_real(struct momus_buffer *out, const char *name, double x)
{
	if (isnan(x))
		return;
	momus_buffer_printf(out, ",\"%s\":", name);
	momus_buffer_real(out, x);
}

static void put_int(struct momus_buffer *out, const char *name, int64_t x)
{
	if (x >= 0)
		momus_buffer_printf(out, ",\"%s\":%" PRId64, name, x);
}

static void put_messages(struct momus_buffer *out, const struct momus_call *c)
{
	momus_buffer_puts(out, "\"messages\":[");
	for (size_t i = 0; i < c->n_messages; i++) {
		momus_buffer_puts(out, i ? ",{\"content\":" : "{\"content\":");
		momus_buffer_json(out, c->messages[i].content);
		momus_buffer_puts(out, ",\"role\":");
		momus_buffer_json(out, momus_text_of(c->messages[i].role));
		momus_buffer_putc(out, '}');
	}
	momus_buffer_putc(out, ']');
}

void momus_canonical_request(const struct momus_call *call, const char *model,
			     uint64_t seed, struct momus_buffer *out)
{
	const struct momus_sampling *s = &call->sampling;

	momus_buffer_putc(out, '{');
	if (s->logprobs >= 0)
		momus_buffer_printf(out, "\"logprobs\":%" PRId64 ",",
				    s->logprobs);
	if (s->max_tokens >= 0)
		momus_buffer_printf(out, "\"max_tokens\":%" PRId64 ",",
				    s->max_tokens);
	put_messages(out, call);
	put_real(out, "min_p", s->min_p);
	momus_buffer_puts(out, ",\"model\":");
	momus_buffer_json(out, momus_text_of(model));
	put_real(out, "repetition_penalty", s->repetition_penalty);
	momus_buffer_printf(out, ",\"seed\":%" PRIu64, seed);
	for (size_t i = 0; i < s->n_stop; i++) {
		momus_buffer_puts(out, i ? "," : ",\"stop\":[");
		momus_buffer_json(out, s->stop[i]);
	}
	if (s->n_stop)
		momus_buffer_putc(out, ']');
	put_real(out, "temperature", s->temperature);
	put_int(out, "top_k", s->top_k);
	put_real(out, "top_p", s->top_p);
	momus_buffer_putc(out, '}');
}
