/* scoring.c - see scoring.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/loop.h"
#include "run/scoring.h"

struct chunks { /* the chunk at hand of LIST (N) */
	const struct momus_scoring *s;
	const struct momus_example *list;
	size_t n;
	size_t at, end; /* examples of the chunk */
	size_t done;	/* scored tokens before it */
	size_t scored;	/* and of it */
	const char *pass;
	size_t passed, all; /* tokens that are through, of how many */
	struct momus_sequences sequences;
	int32_t *tokens;       /* owned */
	size_t *start, *first; /* owned */
	float *scratch;	       /* owned: log-probabilities nobody wants */
};

static size_t scored_of(const struct momus_example *e)
{
	return e->n > e->first ? e->n - e->first : 0;
}

size_t momus_scoring_count(const struct momus_example *list, size_t n,
			   size_t *all)
{
	size_t scored = 0, tokens = 0;

	for (size_t i = 0; i < n; i++) {
		scored += scored_of(&list[i]);
		tokens += scored_of(&list[i]) ? list[i].n : 0;
	}
	if (all)
		*all = tokens;
	return scored;
}

static void release(struct chunks *c)
{
	free(c->tokens);
	free(c->start);
	free(c->first);
	free(c->scratch);
}

static int init(struct chunks *c, const struct momus_scoring *s,
		const struct momus_example *list, size_t n, const char *pass,
		struct momus_error *err)
{
	size_t most = s->most, all;

	*c = (struct chunks){ .s = s, .list = list, .n = n, .pass = pass };
	for (size_t i = 0; i < n; i++)
		most = list[i].n > most ? list[i].n : most;
	momus_scoring_count(list, n, &all);
	most = most < all ? most : all;
	c->all = all;
	c->tokens = calloc(most + 1, sizeof *c->tokens);
	c->scratch = calloc(most + 1, sizeof *c->scratch);
	c->start = calloc(n + 1, sizeof *c->start);
	c->first = calloc(n + 1, sizeof *c->first);
	if (c->tokens && c->scratch && c->start && c->first)
		return MOMUS_OK;
	release(c);
	return momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
}

/* Puts the next examples together; false behind the last. */
static bool next(struct chunks *c)
{
	size_t tokens = 0, i, k = 0;

	if (c->s->watch.pass)
		c->s->watch.pass(c->s->watch.arg, c->pass, c->passed, c->all);
	c->at = c->end;
	c->done += c->scored;
	c->scored = 0;
	for (i = c->at; i < c->n; i++) {
		const struct momus_example *e = &c->list[i];

		if (!scored_of(e))
			continue;
		if (k && tokens + e->n > c->s->most)
			break;
		memcpy(c->tokens + tokens, e->tokens, e->n * sizeof *e->tokens);
		tokens += e->n;
		c->scored += scored_of(e);
		c->first[k++] = e->first;
		c->start[k] = tokens;
	}
	c->end = i;
	c->passed += tokens;
	c->sequences =
		(struct momus_sequences){ c->tokens, c->start, c->first, k };
	return k > 0;
}

int momus_scoring_forward(const struct momus_scoring *s,
			  const struct momus_example *list, size_t n,
			  bool learn, float *logprobs, float *entropies,
			  bool *one, struct momus_error *err)
{
	struct chunks c;
	int rc = init(&c, s, list, n, learn ? "forward" : "scoring", err);

	*one = false;
	if (rc < 0)
		return rc;
	while (rc == MOMUS_OK && next(&c)) {
		*one = c.at == 0 && c.end == n;
		rc = s->engine->forward(s->model, &c.sequences, s->temperature,
					learn && *one, logprobs + c.done,
					entropies ? entropies + c.done : NULL,
					err);
	}
	release(&c);
	return rc;
}

int momus_scoring_backward(const struct momus_scoring *s,
			   const struct momus_example *list, size_t n, bool one,
			   const float *d_logprob, const float *d_entropy,
			   struct momus_error *err)
{
	struct chunks c;
	int rc = init(&c, s, list, n, "backward", err);

	if (rc < 0)
		return rc;
	while (rc == MOMUS_OK && next(&c)) {
		if (!one)
			rc = s->engine->forward(s->model, &c.sequences,
						s->temperature, true, c.scratch,
						NULL, err);
		if (rc == MOMUS_OK)
			rc = s->engine->backward(
				s->model, d_logprob + c.done,
				d_entropy ? d_entropy + c.done : NULL, err);
	}
	release(&c);
	return rc;
}

int momus_scoring_both(const struct momus_scoring *s,
		       const struct momus_example *list, size_t n,
		       const float *d_logprob, float *logprobs,
		       double *forward_s, struct momus_error *err)
{
	struct chunks c;
	double begin;
	int rc = init(&c, s, list, n, "learning", err);

	*forward_s = 0;
	if (rc < 0)
		return rc;
	while (rc == MOMUS_OK && next(&c)) {
		begin = momus_loop_now();
		rc = s->engine->forward(s->model, &c.sequences, s->temperature,
					true, logprobs + c.done, NULL, err);
		*forward_s += momus_loop_now() - begin;
		if (rc == MOMUS_OK)
			rc = s->engine->backward(s->model, d_logprob + c.done,
						 NULL, err);
	}
	release(&c);
	return rc;
}
