/* generate.c - see generate.h */
#include "model/generate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/head.h"

enum { STOP_BYTES = 64 << 20 }; /* of one answer's text */

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
}

int generator_init(struct generator *out, struct model *model,
		   struct tokenizer *tokenizer, const int32_t *ends,
		   size_t n_ends, struct momus_error *err)
{
	const struct config *c = &model->parameters.config;
	int rc;

	memset(out, 0, sizeof *out);
	out->model = model;
	out->tokenizer = tokenizer;
	out->ends = ends;
	out->n_ends = n_ends;
	rc = sampler_init(&out->sampler, c->vocab, err);
	out->hidden = calloc((size_t)c->hidden, sizeof(float));
	out->prompt_hidden = calloc((size_t)c->hidden, sizeof(float));
	out->logits = calloc((size_t)c->vocab, sizeof(float));
	if (rc == MOMUS_OK &&
	    (!out->hidden || !out->prompt_hidden || !out->logits))
		rc = no_memory(err);
	if (rc < 0)
		generator_release(out);
	return rc;
}

void generator_release(struct generator *g)
{
	generator_forget(g);
	sampler_release(&g->sampler);
	ids_release(&g->prompt_ids);
	free(g->hidden);
	free(g->prompt_hidden);
	free(g->logits);
	memset(g, 0, sizeof *g);
}

void generator_forget(struct generator *g)
{
	cache_release(&g->prompt);
	g->prompt_ids.n = 0;
}

void answer_release(struct answer *a)
{
	ids_release(&a->ids);
	free(a->logprobs);
	*a = (struct answer){ .logprobs = NULL };
}

/* Reads PROMPT, unless it is the last one again.  A shorter common beginning is
 * not used: the products would have other shapes, and other last bits. */
static int read_prompt(struct generator *g, const int32_t *prompt, size_t n,
		       struct momus_error *err)
{
	int rc;

	if (n == g->prompt_ids.n &&
	    memcmp(prompt, g->prompt_ids.list, n * sizeof *prompt) == 0)
		return MOMUS_OK;
	generator_forget(g);
	rc = cache_init(&g->prompt, g->model, (int64_t)n, err);
	if (rc == MOMUS_OK)
		rc = forward_more(g->model, &g->prompt, prompt, (int64_t)n,
				  g->prompt_hidden, err);
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++)
		rc = ids_add(&g->prompt_ids, prompt[i], err);
	if (rc < 0)
		generator_forget(g);
	return rc;
}

static bool is_end(const struct generator *g, int32_t id)
{
	for (size_t i = 0; i < g->n_ends; i++)
		if (g->ends[i] == id)
			return true;
	return false;
}

/* Where the first stop string of HOW begins in TEXT, looked for from FROM on. */
static size_t stop_at(struct momus_text text, const struct momus_sampling *how,
		      size_t from)
{
	size_t least = (size_t)-1, at;

	for (size_t i = 0; i < how->n_stop; i++) {
		size_t back = how->stop[i].len;

		at = how->stop[i].len
			     ? momus_text_find(text, how->stop[i],
					       from > back ? from - back : 0)
			     : (size_t)-1;
		least = at < least ? at : least;
	}
	return least;
}

/* Adds ID to the answer and its TEXT; whether the answer ends with it. */
static int add(struct generator *g, struct answer *a, int32_t id,
	       const struct momus_sampling *how, struct momus_buffer *text,
	       bool *ends, struct momus_error *err)
{
	size_t before = text->len;
	int rc = ids_add(&a->ids, id, err);

	if (rc < 0)
		return rc;
	sampler_saw(&g->sampler, &id, 1);
	*ends = is_end(g, id);
	if (*ends || !how->n_stop || !g->tokenizer)
		return MOMUS_OK;
	rc = tokenizer_decode(g->tokenizer, &id, 1, TOKENIZER_SKIP_SPECIAL,
			      text, err);
	if (rc < 0)
		return rc;
	a->text = stop_at(momus_buffer_text(text), how, before);
	*ends = a->text != (size_t)-1;
	return MOMUS_OK;
}

/* Draws tokens until the answer ends; CACHE holds the prompt. */
static int go_on(struct generator *g, struct cache *cache,
		 const struct momus_sampling *how, int64_t most,
		 struct momus_stream *stream, struct answer *a,
		 struct momus_error *err)
{
	struct momus_buffer text;
	bool ends = false;
	int rc = MOMUS_OK;
	int32_t id;

	momus_buffer_init(&text, STOP_BYTES);
	for (int64_t i = 0; rc == MOMUS_OK && i < most && !ends; i++) {
		head_logits(g->model, g->hidden, g->logits);
		id = sampler_draw(&g->sampler, g->logits, how, stream,
				  &a->logprobs[i]);
		rc = add(g, a, id, how, &text, &ends, err);
		if (rc == MOMUS_OK && !ends && i + 1 < most)
			rc = forward_more(g->model, cache, &id, 1, g->hidden,
					  err);
	}
	a->finish = ends ? MOMUS_FINISH_STOP : MOMUS_FINISH_LENGTH;
	momus_buffer_release(&text);
	return rc;
}

int generate(struct generator *g, const int32_t *prompt, size_t n,
	     const struct momus_sampling *how, int64_t most,
	     struct momus_stream *stream, struct answer *out,
	     struct momus_error *err)
{
	const struct config *c = &g->model->parameters.config;
	int64_t room = c->positions - (int64_t)n;
	struct cache cache = { .layers = 0 };
	int rc;

	*out = (struct answer){ .text = (size_t)-1 };
	if (!n || room < 1)
		return momus_fail(err, MOMUS_EINVAL,
				  "native: a prompt of %zu tokens leaves no "
				  "room for an answer in the model's %lld "
				  "positions",
				  n, (long long)c->positions);
	most = most < room ? most : room;
	out->logprobs = malloc((size_t)most * sizeof *out->logprobs);
	if (!out->logprobs)
		return no_memory(err);
	rc = read_prompt(g, prompt, n, err);
	if (rc == MOMUS_OK)
		rc = cache_copy(&cache, &g->prompt, (int64_t)n + most, g->model,
				err);
	if (rc == MOMUS_OK) {
		memcpy(g->hidden, g->prompt_hidden,
		       (size_t)c->hidden * sizeof(float));
		sampler_reset(&g->sampler);
		sampler_saw(&g->sampler, prompt, n);
		rc = go_on(g, &cache, how, most, stream, out, err);
	}
	cache_release(&cache);
	if (rc < 0)
		answer_release(out);
	return rc;
}
