/* draws.c - see team.h: answers that are drawn on several ranks
 *
 * Which rank draws an answer changes nothing of it: all have the same weights, and
 * it depends on its prompt, its sampling and its stream alone (step.h).  A rank is
 * sent several at once, and sends them back when all of them have ended.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "native.h"
#include "ranks/order.h"

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
}

bool team_draws(const struct team *t, const struct momus_sampling *how)
{
	return t && MOMUS_HAS(t->ranks->ops, ready) && !how->n_stop;
}

/* How many of ALL that are in one rank may have. */
static size_t fair(const struct team *t, size_t all)
{
	return (all + t->ranks->size - 1) / t->ranks->size;
}

/* The COUNT draws of LIST to rank K, which has nothing else to do. */
static int send_draws(struct team *t, uint32_t k, struct team_draw **list,
		      size_t count, struct momus_error *err)
{
	struct order o = { .kind = ORDER_DRAW, .n = count };
	struct asked *asked = calloc(count, sizeof *asked);
	int32_t *tokens;
	size_t at = 0;
	int rc;

	for (size_t i = 0; i < count; i++)
		o.tokens += list[i]->order.n;
	tokens = malloc((o.tokens + 1) * sizeof *tokens);
	for (size_t i = 0; asked && tokens && i < count; i++) {
		const struct decoder_order *d = &list[i]->order;

		asked[i] = (struct asked){ list[i]->number, d->n, d->most,
					   *d->how, *d->stream };
		asked[i].how.stop = NULL;
		memcpy(tokens + at, d->prompt, d->n * sizeof *tokens);
		at += d->n;
		list[i]->rank = k;
	}
	rc = asked && tokens ? momus_ranks_send(t->ranks, k, &o, sizeof o, err)
			     : no_memory(err);
	if (rc == MOMUS_OK)
		rc = momus_ranks_send(t->ranks, k, asked, count * sizeof *asked,
				      err);
	if (rc == MOMUS_OK)
		rc = momus_ranks_send(t->ranks, k, tokens,
				      o.tokens * sizeof *tokens, err);
	if (rc == MOMUS_OK)
		t->busy[k] = count;
	free(asked);
	free(tokens);
	return rc;
}

/* What became of D, if somebody still waits for it. */
static int keep(struct team_draw *d, const struct drawn *drawn,
		const int32_t *ids, const float *logprobs,
		struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (!d)
		return MOMUS_OK;
	d->ended = true;
	d->rc = drawn->rc;
	d->why = drawn->err;
	d->why.text[sizeof d->why.text - 1] = '\0';
	d->answer =
		(struct answer){ .finish = drawn->finish, .text = drawn->text };
	*d->order.stream = drawn->stream;
	d->answer.logprobs =
		malloc((drawn->n + 1) * sizeof *d->answer.logprobs);
	if (!d->answer.logprobs)
		return no_memory(err);
	memcpy(d->answer.logprobs, logprobs, drawn->n * sizeof *logprobs);
	for (size_t i = 0; rc == MOMUS_OK && i < drawn->n; i++)
		rc = ids_add(&d->answer.ids, ids[i], err);
	return rc;
}

/* NULL: nobody waits for it any more. */
static struct team_draw *find(struct team_draw *list, uint64_t number)
{
	while (list && list->number != number)
		list = list->next;
	return list;
}

/* What rank K has drawn, which is there, or will be. */
static int take_draws(struct team *t, uint32_t k, struct momus_error *err)
{
	size_t count = t->busy[k], all = 0, at = 0;
	struct drawn *drawn = calloc(count, sizeof *drawn);
	int32_t *ids = NULL;
	float *logprobs = NULL;
	int rc = drawn ? momus_ranks_receive(t->ranks, k, drawn,
					     count * sizeof *drawn, err)
		       : no_memory(err);

	for (size_t i = 0; rc == MOMUS_OK && i < count; i++)
		all += drawn[i].n;
	if (rc == MOMUS_OK) {
		ids = malloc((all + 1) * sizeof *ids);
		logprobs = malloc((all + 1) * sizeof *logprobs);
		rc = ids && logprobs
			     ? momus_ranks_receive(t->ranks, k, ids,
						   all * sizeof *ids, err)
			     : no_memory(err);
	}
	if (rc == MOMUS_OK)
		rc = momus_ranks_receive(t->ranks, k, logprobs,
					 all * sizeof *logprobs, err);
	for (size_t i = 0; rc == MOMUS_OK && i < count; i++) {
		rc = keep(find(t->draws, drawn[i].number), &drawn[i], ids + at,
			  logprobs + at, err);
		at += drawn[i].n;
	}
	t->busy[k] = 0;
	free(drawn);
	free(ids);
	free(logprobs);
	return rc;
}

int team_settle(struct team *t, struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (uint32_t k = 1; t && rc == MOMUS_OK && k < t->ranks->size; k++) {
		if (!t->busy[k])
			continue;
		rc = t->ranks->ops->await(t->ranks->self, k, err);
		if (rc == MOMUS_OK)
			rc = take_draws(t, k, err);
	}
	return rc;
}

/* What has come by now. */
static int take_ready(struct team *t, struct momus_error *err)
{
	const struct momus_ranks *r = t->ranks;
	int rc = MOMUS_OK;
	bool there;

	for (uint32_t k = 1; rc == MOMUS_OK && k < r->size; k++) {
		if (!t->busy[k])
			continue;
		rc = r->ops->ready(r->self, k, &there, err);
		if (rc == MOMUS_OK && there)
			rc = take_draws(t, k, err);
	}
	return rc;
}

/* Up to MOST of those that wait, to whom they are given next. */
static size_t pick(struct team *t, struct team_draw **list, size_t most)
{
	size_t n = 0;

	for (struct team_draw *d = t->draws; d && n < most; d = d->next)
		if (d->rank == TEAM_NOBODY)
			list[n++] = d;
	return n;
}

/* Each rank that has nothing gets its share of what waits, this one as long as it
 * has less than the others. */
static int give_out(struct team *t, struct native *n, struct momus_error *err)
{
	size_t all = 0, here = 0, some;
	struct team_draw **list;
	int rc = MOMUS_OK;

	for (const struct team_draw *d = t->draws; d; d = d->next) {
		all += !d->ended;
		here += !d->ended && d->rank == 0;
	}
	list = calloc(all + 1, sizeof(struct team_draw *));
	if (!list)
		return no_memory(err);
	some = here < fair(t, all) ? pick(t, list, fair(t, all) - here) : 0;
	for (size_t i = 0; rc == MOMUS_OK && i < some; i++) {
		list[i]->rank = 0;
		rc = decoder_begin(&n->decoder, &list[i]->order, &list[i]->s,
				   err);
	}
	for (uint32_t k = 1; rc == MOMUS_OK && k < t->ranks->size; k++) {
		some = t->busy[k] ? 0 : pick(t, list, fair(t, all));
		if (some)
			rc = send_draws(t, k, list, some, err);
	}
	free(list);
	return rc;
}

int team_begin(struct team *t, struct native *n, struct team_draw *d,
	       struct momus_error *err)
{
	struct team_draw **at = &t->draws;
	int rc = decoder_fits(&n->decoder, &d->order, err);

	if (rc < 0)
		return rc;
	d->rank = TEAM_NOBODY;
	d->next = NULL;
	while (*at)
		at = &(*at)->next;
	*at = d;
	return MOMUS_OK;
}

void team_leave(struct team *t, struct native *n, struct team_draw *d)
{
	struct team_draw **at = &t->draws;

	while (*at && *at != d)
		at = &(*at)->next;
	if (*at)
		*at = d->next;
	if (d->s)
		decoder_leave(&n->decoder, d->s);
	answer_release(&d->answer);
}

/* What has ended on this rank is as what comes from another. */
static bool look_here(struct team *t)
{
	bool any = false;

	for (struct team_draw *d = t->draws; d; d = d->next) {
		if (d->s && d->s->ended && !d->ended) {
			d->ended = true;
			d->rc = answer_take(&d->answer, d->s, &d->why);
		}
		any |= d->ended;
	}
	return any;
}

int team_advance(struct team *t, struct native *n, struct momus_error *err)
{
	static const struct timespec moment = { 0, 1000000 };
	bool here, ended = false;
	int rc = give_out(t, n, err);

	if (rc == MOMUS_OK)
		rc = decoder_advance(&n->decoder, &here, err);
	if (rc == MOMUS_OK)
		rc = take_ready(t, err);
	if (rc == MOMUS_OK)
		ended = look_here(t);
	if (rc == MOMUS_OK && t->draws && !here && !ended)
		nanosleep(&moment, NULL); /* only others have work */
	return rc;
}
