/* trainable.c - the backend as something that learns; see momus/trainable.h */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "native.h"

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
}

static int tokenise(void *self, struct momus_text text, unsigned flags,
		    struct momus_arena *arena, struct momus_tokens *out,
		    struct momus_error *err)
{
	struct native *n = self;
	struct ids ids = { .list = NULL };
	int32_t *list;
	int rc = native_need_tokenizer(n, err);

	if (rc == MOMUS_OK)
		rc = tokenizer_encode(
			n->tokenizer, text,
			(flags & MOMUS_TOKENISE_FRAME ? TOKENIZER_TEMPLATE
						      : 0) |
				(flags & MOMUS_TOKENISE_PLAIN ? TOKENIZER_PLAIN
							      : 0),
			&ids, err);
	if (rc == MOMUS_OK) {
		list = momus_arena_alloc(arena, (ids.n + 1) * sizeof *list);
		if (!list)
			rc = no_memory(err);
		else if (ids.n)
			memcpy(list, ids.list, ids.n * sizeof *list);
		*out = (struct momus_tokens){ list, ids.n };
	}
	ids_release(&ids);
	return rc;
}

static int detokenise(void *self, struct momus_tokens tokens, bool special,
		      struct momus_buffer *out, struct momus_error *err)
{
	const struct native *n = self;
	int rc = native_need_tokenizer(n, err);

	if (rc < 0)
		return rc;
	return tokenizer_decode(n->tokenizer, tokens.list, tokens.n,
				special ? 0 : TOKENIZER_SKIP_SPECIAL, out, err);
}

static int render(void *self, const struct momus_message *messages, size_t n,
		  bool ask, struct momus_buffer *out, struct momus_error *err)
{
	const struct native *native = self;
	int rc = native_need_chat(native, err);

	return rc < 0 ? rc
		      : chat_render(native->chat, messages, n, ask, out, err);
}

static int32_t end(const void *self)
{
	const struct native *n = self;

	if (n->chat && chat_end(n->chat) && n->tokenizer)
		return tokenizer_find(n->tokenizer,
				      momus_text_of(chat_end(n->chat)));
	return n->n_ends ? n->ends[0] : -1;
}

int native_hand_over(const struct native *n, const struct answer *a,
		     struct momus_arena *arena, struct momus_sampled *out,
		     struct momus_error *err)
{
	size_t many = a->ids.n;
	int32_t *tokens = momus_arena_alloc(arena, (many + 1) * sizeof *tokens);
	float *logprobs =
		momus_arena_alloc(arena, (many + 1) * sizeof *logprobs);
	struct momus_buffer b;
	int rc = MOMUS_OK;

	if (!tokens || !logprobs)
		return no_memory(err);
	memcpy(tokens, a->ids.list, many * sizeof *tokens);
	memcpy(logprobs, a->logprobs, many * sizeof *logprobs);
	*out = (struct momus_sampled){ .tokens = tokens,
				       .logprobs = logprobs,
				       .n = many,
				       .finish = a->finish };
	if (!n->tokenizer)
		return MOMUS_OK;
	momus_buffer_init(&b, (size_t)64 << 20);
	answer_text(n->tokenizer, a, &b);
	rc = momus_buffer_check(&b, "an answer", err);
	out->text = momus_buffer_text(&b);
	out->text = momus_arena_copy(arena, out->text);
	momus_buffer_release(&b);
	return rc < 0 || out->text.ptr ? rc : no_memory(err);
}

static int sample(void *self, struct momus_tokens prompt,
		  const struct momus_sampling *sampling,
		  struct momus_stream *stream, struct momus_arena *arena,
		  struct momus_sampled *out, struct momus_error *err)
{
	struct native *n = self;
	int64_t most = sampling->max_tokens > 0 ? sampling->max_tokens
						: n->options->max_tokens;
	struct answer a;
	int rc = native_need_weights(n, err);

	if (rc == MOMUS_OK)
		rc = generate(&n->decoder, prompt.list, prompt.n, sampling,
			      most, stream, &a, err);
	if (rc < 0)
		return rc;
	rc = native_hand_over(n, &a, arena, out, err);
	answer_release(&a);
	return rc;
}

void lesson_release(struct lesson *l)
{
	kept_release(&l->kept);
	head_kept_release(&l->head);
	free(l->ids);
	free(l->token);
	free(l->start);
	free(l->at);
	memset(l, 0, sizeof *l);
}

/* Copies S into L: the ids, and the scored tokens with the place before each. */
static int take_down(struct lesson *l, const struct momus_sequences *s,
		     double temperature, struct momus_error *err)
{
	size_t tokens = s->start[s->n];

	memset(l, 0, sizeof *l);
	l->temperature = temperature;
	l->n = s->n;
	l->ids = malloc((tokens + 1) * sizeof *l->ids);
	l->token = malloc((tokens + 1) * sizeof *l->token);
	l->at = malloc((tokens + 1) * sizeof *l->at);
	l->start = malloc((s->n + 1) * sizeof *l->start);
	if (!l->ids || !l->token || !l->at || !l->start)
		return no_memory(err);
	memcpy(l->start, s->start, (s->n + 1) * sizeof *l->start);
	memcpy(l->ids, s->tokens, tokens * sizeof *l->ids);
	for (size_t i = 0; i < s->n; i++) {
		size_t len = s->start[i + 1] - s->start[i];

		if (s->first[i] < 1 && len)
			return momus_fail(err, MOMUS_EINVAL,
					  "native: sequence %zu is scored from "
					  "token %zu on; nothing comes before "
					  "the first one",
					  i, s->first[i]);
		for (size_t t = s->first[i]; t < len; t++) {
			l->at[l->scored] = s->start[i] + t - 1;
			l->token[l->scored++] = s->tokens[s->start[i] + t];
		}
	}
	return MOMUS_OK;
}

static int run_forward(void *self, const struct momus_sequences *s,
		       double temperature, bool learn, float *logprobs,
		       float *entropies, struct momus_error *err)
{
	struct native *n = self;
	struct lesson l = { .ids = NULL };
	int rc = native_need_weights(n, err);

	if (rc < 0)
		return rc;
	if (!(temperature > 0))
		return momus_fail(err, MOMUS_EINVAL,
				  "native: temperature is %g, expected one "
				  "above 0",
				  temperature);
	if (learn)
		lesson_release(&n->lesson);
	rc = take_down(&l, s, temperature, err);
	if (rc == MOMUS_OK)
		rc = n->computing->forward(n, &l, learn, logprobs, entropies,
					   err);
	l.there = rc == MOMUS_OK && learn;
	if (l.there)
		n->lesson = l;
	else
		lesson_release(&l);
	return rc;
}

static int run_backward(void *self, const float *d_logprob,
			const float *d_entropy, struct momus_error *err)
{
	struct native *n = self;

	if (!n->lesson.there)
		return momus_fail(err, MOMUS_EINVAL,
				  "native: backward without a forward pass to "
				  "learn from");
	return n->computing->backward(n, &n->lesson, d_logprob, d_entropy, err);
}

static int forget(void *self, double *norm, struct momus_error *err)
{
	struct native *n = self;
	int rc = native_need_weights(n, err);

	if (rc == MOMUS_OK)
		rc = n->computing->norm(n, norm, err);
	if (rc == MOMUS_OK)
		rc = n->computing->step(n, NULL, 0, 0, err);
	return rc;
}

static int step(void *self, const struct momus_optimizer *o, double *norm,
		struct momus_error *err)
{
	struct native *n = self;
	const struct adamw adamw = { o->rate, o->beta1, o->beta2, o->eps,
				     o->decay };
	double scale = 1;
	int rc = native_need_weights(n, err);

	if (rc == MOMUS_OK)
		rc = n->computing->norm(n, norm, err);
	if (rc < 0)
		return rc;
	if (!isfinite(*norm))
		return momus_fail(
			err, MOMUS_EINVAL,
			"native: the gradient is not finite after %lld "
			"steps; a smaller learning rate may help",
			(long long)n->steps);
	if (o->clip > 0)
		scale = fmin(1.0, o->clip / (*norm + 1e-6));
	rc = n->computing->step(n, &adamw, n->steps + 1, scale, err);
	if (rc == MOMUS_OK)
		n->steps++;
	decoder_forget(&n->decoder);
	return rc;
}

const struct native_alone native_alone = {
	.forward = run_forward,
	.backward = run_backward,
	.step = step,
	.forget = forget,
};

const struct momus_trainable_ops native_trainable = {
	.size = sizeof native_trainable,
	.tokenise = tokenise,
	.detokenise = detokenise,
	.render = render,
	.end = end,
	.sample = sample,
	.forward = together_forward,
	.backward = together_backward,
	.step = together_step,
	.save = together_save,
	.load = together_load,
	.forget = together_forget,
	.begin = native_begin_sample,
	.together = together,
};
