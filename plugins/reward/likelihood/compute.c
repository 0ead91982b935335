/* compute.c - see compute.h
 *
 * Prompt and reference are tokenised as one text, as a server has them; which tokens
 * are the reference's is found from the end by the bytes that they stand for.
 */
#include "compute.h"

#include <string.h>

#include <momus/log.h>

static const size_t room = (size_t)1 << 30, text_limit = (size_t)512 << 20;

struct spelling { /* what tokens stand for */
	const struct momus_trainable_ops *ops;
	void *model;
	struct momus_tokens all;
	struct momus_buffer text; /* owned */
};

/* Puts the bytes of the first N tokens into .text. */
static int spell(struct spelling *s, size_t n, struct momus_error *err)
{
	const struct momus_tokens some = { s->all.list, n };
	int rc;

	momus_buffer_reset(&s->text);
	rc = s->ops->detokenise(s->model, some, false, &s->text, err);
	return rc < 0 ? rc : momus_buffer_check(&s->text, "likelihood", err);
}

/* *OUT is the least number of tokens that stand for BYTES or more. */
static int least(struct spelling *s, size_t bytes, size_t *out,
		 struct momus_error *err)
{
	size_t low = 0, high = s->all.n;
	int rc = MOMUS_OK;

	while (rc == MOMUS_OK && low < high) {
		size_t middle = low + (high - low) / 2;

		rc = spell(s, middle, err);
		if (s->text.len >= bytes)
			high = middle;
		else
			low = middle + 1;
	}
	*out = low;
	return rc;
}

/* The tokens of REFERENCE, which ends the text: from *FIRST up to *END.  One that
 * reaches over its beginning is left out.  *SPELT is false if the tokens stand for
 * another text. */
static int find(struct spelling *s, struct momus_text reference, size_t *first,
		size_t *end, bool *spelt, struct momus_error *err)
{
	size_t bytes;
	int rc = spell(s, s->all.n, err);

	bytes = s->text.len;
	*spelt = rc == MOMUS_OK && bytes >= reference.len &&
		 memcmp(s->text.ptr + bytes - reference.len, reference.ptr,
			reference.len) == 0;
	if (rc < 0 || !*spelt)
		return rc;
	rc = least(s, bytes, end, err);
	return rc < 0 ? rc : least(s, bytes - reference.len, first, err);
}

/* Adds the log-probabilities of tokens FIRST to END. */
static int add(const struct spelling *s, size_t first, size_t end,
	       struct momus_arena *arena, struct scored *out,
	       struct momus_error *err)
{
	const size_t start[] = { 0, end };
	const struct momus_sequences one = { s->all.list, start, &first, 1 };
	float *logprobs =
		momus_arena_alloc(arena, (end + 1) * sizeof *logprobs);
	int rc;

	if (!logprobs)
		return momus_fail(err, MOMUS_ENOMEM,
				  "likelihood: out of memory");
	rc = s->ops->forward(s->model, &one, 1, false, logprobs, NULL, err);
	for (size_t i = 0; rc == MOMUS_OK && i < end - first; i++) {
		out->bad |= !(logprobs[i] <= 0);
		out->sum += (double)logprobs[i];
		out->n++;
	}
	return rc;
}

static int score(struct spelling *s, struct momus_text text,
		 struct momus_text reference, struct momus_arena *arena,
		 struct scored *out, struct momus_error *err)
{
	size_t first = 0, end = 0;
	bool spelt = false;
	int rc = s->ops->tokenise(s->model, text,
				  MOMUS_TOKENISE_FRAME | MOMUS_TOKENISE_PLAIN,
				  arena, &s->all, err);

	if (rc == MOMUS_OK)
		rc = find(s, reference, &first, &end, &spelt, err);
	if (rc < 0)
		return rc;
	if (!spelt)
		out->why = "the model's tokens stand for another text";
	else if (first == 0)
		out->bad = true; /* nothing comes before the first token */
	else if (first < end)
		rc = add(s, first, end, arena, out, err);
	return rc;
}

int compute(struct computer *c, struct momus_buffer *text,
	    struct momus_text reference, struct scored *out,
	    struct momus_error *err)
{
	struct momus_arena *arena = momus_arena_create(room);
	struct spelling s = { .ops = c->ops, .model = c->model };
	struct momus_error why = { "" };
	int rc = MOMUS_OK;

	*out = (struct scored){ .why = NULL };
	momus_buffer_init(&s.text, text_limit);
	momus_buffer_add(text, reference);
	if (!arena)
		rc = momus_fail(&why, MOMUS_ENOMEM,
				"likelihood: out of memory");
	if (rc == MOMUS_OK)
		rc = momus_buffer_check(text, "likelihood: the text", &why);
	if (rc == MOMUS_OK)
		rc = score(&s, momus_buffer_text(text), reference, arena, out,
			   &why);
	if (rc == MOMUS_EINVAL || rc == MOMUS_EPARSE) {
		if (!c->told)
			momus_log(MOMUS_LOG_WARNING, "likelihood",
				  "%s; such revisions have no reward",
				  why.text);
		c->told = true;
		out->why = "the model cannot take the text";
		rc = MOMUS_OK;
	}
	momus_buffer_release(&s.text);
	momus_arena_free(arena);
	return rc < 0 ? momus_fail(err, rc, "%s", why.text) : MOMUS_OK;
}
