/* answering.c - calls to answers, one alone or many side by side */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "native.h"

enum { TEXT_LIMIT = 64 << 20 };

struct answering { /* a call that is in */
	struct answering *next;
	struct native *native;
	struct momus_batch_order order;
	struct momus_sample_order sample; /* .out is NULL where it is a call */
	struct momus_stream stream;
	uint64_t ticket;
	struct ids prompt;
	struct decoding *s; /* NULL: it was refused, or is .shared */
	bool shared;	    /* among ranks: */
	struct team_draw draw;
	struct momus_buffer raw, text; /* what was heard */
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
}

/* The tokens of CALL's messages. */
static int read_messages(struct native *n, const struct momus_call *call,
			 struct ids *out, struct momus_error *err)
{
	struct momus_buffer b;
	int rc;

	if (call->n_messages == 1 && !call->messages->role[0])
		return tokenizer_encode(n->tokenizer, call->messages->content,
					TOKENIZER_TEMPLATE, out, err);
	rc = native_need_chat(n, err);
	if (rc < 0)
		return rc;
	momus_buffer_init(&b, TEXT_LIMIT);
	rc = chat_render(n->chat, call->messages, call->n_messages, true, &b,
			 err);
	if (rc == MOMUS_OK)
		rc = tokenizer_encode(n->tokenizer, momus_buffer_text(&b), 0,
				      out, err);
	momus_buffer_release(&b);
	return rc;
}

/* A prompt that the model cannot take is a failed request, with its reason. */
static int refuse(struct momus_completion *out, const struct momus_error *why,
		  struct momus_error *err)
{
	out->finish = MOMUS_FINISH_FAILED;
	out->reason = momus_arena_copy(out->arena, momus_text_of(why->text));
	return out->reason.ptr ? MOMUS_OK : no_memory(err);
}

/* Fills OUT from A, to a prompt of N tokens. */
static int write_answer(const struct native *n, const struct answer *a,
			size_t prompt, struct momus_completion *out,
			struct momus_error *err)
{
	struct momus_buffer b;
	int rc;

	out->finish = a->finish;
	out->prompt_tokens = (int64_t)prompt;
	out->completion_tokens = (int64_t)a->ids.n;
	out->logprob = 0;
	for (size_t i = 0; i < a->ids.n; i++)
		out->logprob += (double)a->logprobs[i];
	momus_buffer_init(&b, TEXT_LIMIT);
	answer_text(n->tokenizer, a, &b);
	rc = momus_buffer_check(&b, "an answer", err);
	if (rc == MOMUS_OK) {
		out->text = momus_arena_copy(out->arena, momus_buffer_text(&b));
		if (!out->text.ptr)
			rc = momus_fail(err, MOMUS_ENOMEM,
					"native: out of memory for an answer "
					"of %zu bytes",
					b.len);
	}
	momus_buffer_release(&b);
	return rc;
}

/* How much of the end of TEXT might begin one of HOW's stop strings. */
static size_t held_back(struct momus_text text,
			const struct momus_sampling *how)
{
	size_t most = 0;

	for (size_t i = 0; i < how->n_stop; i++) {
		struct momus_text stop = how->stop[i];
		size_t n = stop.len ? stop.len - 1 : 0;

		for (n = n < text.len ? n : text.len; n > most; n--)
			if (memcmp(text.ptr + text.len - n, stop.ptr, n) == 0)
				most = n;
	}
	return most;
}

/* What of E's answer will not change any more. */
static struct momus_text certain(struct answering *e)
{
	static const char sign[] = "\xef\xbf\xbd"; /* of what is cut, too */
	struct momus_text text;
	size_t len = e->raw.len;

	if (e->s->text < len)
		len = e->s->text;
	else if (!e->s->ended)
		len -= held_back(momus_buffer_text(&e->raw), e->s->order.how);
	momus_buffer_reset(&e->text);
	momus_buffer_add(&e->text, (struct momus_text){ e->raw.ptr, len });
	tokenizer_mend(&e->text, 0);
	text = momus_buffer_text(&e->text);
	while (text.len >= 3 && memcmp(text.ptr + text.len - 3, sign, 3) == 0)
		text.len -= 3;
	return text;
}

static struct momus_text bytes_of(const struct native *n, int32_t id)
{
	struct momus_text bytes = tokenizer_token(n->tokenizer, id);

	return bytes.ptr && !tokenizer_special(n->tokenizer, id)
		       ? bytes
		       : MOMUS_TEXT("");
}

static void on_drawn(void *arg, const struct sampler_likely *likely, size_t n)
{
	struct answering *e = arg;
	const struct decoding *s = e->s;
	int32_t id = s->ids.list[s->ids.n - 1];
	struct momus_likely list[SAMPLER_LIKELY];
	struct momus_heard heard = { .token = bytes_of(e->native, id),
				     .logprob = (double)s->logprobs[s->n - 1],
				     .likely = list,
				     .n_likely = n };

	for (size_t i = 0; i < n; i++)
		list[i] = (struct momus_likely){ bytes_of(e->native,
							  likely[i].id),
						 (double)likely[i].logprob };
	momus_buffer_add(&e->raw, heard.token);
	heard.text = certain(e);
	e->order.heard(e->order.arg, &heard);
}

static void answering_free(struct answering *e)
{
	ids_release(&e->prompt);
	momus_buffer_release(&e->raw);
	momus_buffer_release(&e->text);
	free(e);
}

/* Reads E's prompt and puts it into the decoder. */
static int put_in(struct native *n, struct answering *e,
		  struct momus_error *err)
{
	const struct momus_call *call = e->order.call;
	int64_t most = call->sampling.max_tokens;
	struct decoder_order order = {
		.how = &call->sampling,
		.most = most > 0 ? most : n->options->max_tokens,
		.stream = &e->stream,
		.drawn = e->order.heard ? on_drawn : NULL,
		.arg = e,
	};
	struct momus_error why = { "" };
	int rc = read_messages(n, call, &e->prompt, err);

	if (rc < 0)
		return rc;
	order.prompt = e->prompt.list;
	order.n = e->prompt.n;
	rc = decoder_begin(&n->decoder, &order, &e->s, &why);
	if (rc == MOMUS_EINVAL)
		return refuse(e->order.out, &why, err);
	return rc < 0 ? momus_fail(err, rc, "%s", why.text) : MOMUS_OK;
}

static void enter(struct native *n, struct answering *e, uint64_t *ticket)
{
	*ticket = e->ticket = ++n->tickets;
	e->next = n->answering;
	n->answering = e;
}

/* Random numbers come from the seed that a server of this model would be sent,
 * so that it makes no difference which of the two is asked. */
static int begin(void *self, const struct momus_batch_order *order,
		 uint64_t *ticket, struct momus_error *err)
{
	struct native *n = self;
	struct answering *e;
	int rc = native_need_tokenizer(n, err);

	order->out->prompt_tokens = order->out->completion_tokens = -1;
	order->out->logprob = NAN;
	if (rc == MOMUS_OK)
		rc = native_need_weights(n, err);
	if (rc < 0)
		return rc;
	e = calloc(1, sizeof *e);
	if (!e)
		return no_memory(err);
	e->native = n;
	e->order = *order;
	momus_stream_init(&e->stream, order->call->seed & 0x7fffffff,
			  MOMUS_TEXT(""), 0, 0, "answer");
	momus_buffer_init(&e->raw, TEXT_LIMIT);
	momus_buffer_init(&e->text, TEXT_LIMIT);
	rc = put_in(n, e, err);
	if (rc < 0) {
		answering_free(e);
		return rc;
	}
	enter(n, e, ticket);
	return MOMUS_OK;
}

int native_begin_sample(void *self, const struct momus_sample_order *order,
			uint64_t *ticket, struct momus_error *err)
{
	struct native *n = self;
	const int64_t most = order->sampling->max_tokens;
	const struct decoder_order how = {
		.prompt = order->prompt.list,
		.n = order->prompt.n,
		.how = order->sampling,
		.most = most > 0 ? most : n->options->max_tokens,
		.stream = order->stream,
	};
	struct answering *e;
	int rc = native_need_weights(n, err);

	if (rc < 0)
		return rc;
	e = calloc(1, sizeof *e);
	if (!e)
		return no_memory(err);
	e->native = n;
	e->sample = *order;
	e->shared = team_draws(n->team, order->sampling);
	e->draw = (struct team_draw){ .number = n->tickets + 1, .order = how };
	rc = e->shared ? team_begin(n->team, n, &e->draw, err)
		       : decoder_begin(&n->decoder, &how, &e->s, err);
	if (rc < 0)
		free(e);
	else
		enter(n, e, ticket);
	return rc;
}

static bool has_ended(const struct answering *e)
{
	return e->shared ? e->draw.ended : !e->s || e->s->ended;
}

/* Takes the first of N's list that has ended out of it; NULL: none has. */
static struct answering *take_ended(struct native *n)
{
	struct answering **at = &n->answering, *e;

	while (*at && !has_ended(*at))
		at = &(*at)->next;
	e = *at;
	if (e)
		*at = e->next;
	return e;
}

/* The answer to E, which draws from a stream, and lets go of what drew it. */
static int take_answer(struct native *n, struct answering *e, struct answer *a,
		       struct momus_error *err)
{
	int rc;

	if (!e->shared) {
		rc = answer_take(a, e->s, err);
		decoder_leave(&n->decoder, e->s);
		return rc;
	}
	rc = e->draw.rc;
	if (rc < 0)
		momus_fail(err, rc, "%s", e->draw.why.text);
	*a = e->draw.answer;
	e->draw.answer = (struct answer){ .logprobs = NULL };
	team_leave(n->team, n, &e->draw);
	return rc;
}

/* E has ended: its answer goes to who waits for it, who may begin another. */
static void hand_over(struct native *n, struct answering *e)
{
	struct momus_error err = { "" };
	struct answer a = { .logprobs = NULL };
	const struct momus_batch_order order = e->order;
	const struct momus_sample_order sample = e->sample;
	int rc = MOMUS_OK;

	if (e->s || e->shared) {
		rc = take_answer(n, e, &a, &err);
		if (rc == MOMUS_EINVAL && order.out) /* of this prompt alone */
			rc = refuse(order.out, &err, &err);
		else if (rc == MOMUS_OK && sample.out)
			rc = native_hand_over(n, &a, sample.arena, sample.out,
					      &err);
		else if (rc == MOMUS_OK)
			rc = write_answer(n, &a, e->prompt.n, order.out, &err);
		answer_release(&a);
	}
	answering_free(e);
	if (sample.out)
		sample.done(sample.arg, rc, &err);
	else
		order.done(order.arg, rc, &err);
}

static int advance(void *self, size_t *left, struct momus_error *err)
{
	struct native *n = self;
	struct answering *e;
	bool any;
	int rc = MOMUS_OK;

	if (n->answering)
		rc = n->team ? team_advance(n->team, n, err)
			     : decoder_advance(&n->decoder, &any, err);

	while (rc == MOMUS_OK && (e = take_ended(n)))
		hand_over(n, e);
	*left = 0;
	for (e = n->answering; e; e = e->next)
		++*left;
	return rc;
}

static void cancel(void *self, uint64_t ticket)
{
	struct native *n = self;
	struct answering **at = &n->answering, *e;

	while (*at && (*at)->ticket != ticket)
		at = &(*at)->next;
	e = *at;
	if (!e)
		return;
	*at = e->next;
	if (e->s)
		decoder_leave(&n->decoder, e->s);
	if (e->shared)
		team_leave(n->team, n, &e->draw);
	answering_free(e);
}

const struct momus_batch_ops native_batch = {
	.size = sizeof native_batch,
	.begin = begin,
	.advance = advance,
	.cancel = cancel,
};

struct outcome {
	bool done;
	int rc;
	struct momus_error *err;
};

static void on_done(void *arg, int rc, const struct momus_error *err)
{
	struct outcome *o = arg;

	o->done = true;
	o->rc = rc < 0 ? momus_fail(o->err, rc, "%s", err->text) : MOMUS_OK;
}

int native_complete(void *self, const struct momus_call *call,
		    struct momus_completion *out, struct momus_error *err)
{
	struct outcome o = { .err = err };
	const struct momus_batch_order order = {
		.call = call, .out = out, .done = on_done, .arg = &o
	};
	uint64_t ticket;
	size_t left;
	int rc = begin(self, &order, &ticket, err);

	if (rc < 0)
		return rc;
	while (rc == MOMUS_OK && !o.done)
		rc = advance(self, &left, err);
	if (!o.done)
		cancel(self, ticket);
	return rc < 0 ? rc : o.rc;
}

void native_release_answers(struct native *n)
{
	while (n->answering)
		cancel(n, n->answering->ticket);
}
