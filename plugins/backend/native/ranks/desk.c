/* desk.c - see draws.c: what a rank draws for rank 0 */
#include <stdlib.h>
#include <string.h>

#include "native.h"
#include "ranks/order.h"

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
}

struct desk {		     /* what one was asked for */
	struct asked *asked; /* owned, (n) */
	struct drawn *drawn; /* owned, (n) */
	struct answer *list; /* owned, (n) */
	struct decoding **s; /* owned, (n) */
	int32_t *tokens;     /* owned */
};

static int desk_open(struct desk *d, const struct momus_ranks *r,
		     const struct order *o, struct momus_error *err)
{
	*d = (struct desk){
		.asked = calloc(o->n, sizeof *d->asked),
		.drawn = calloc(o->n, sizeof *d->drawn),
		.list = calloc(o->n, sizeof *d->list),
		.s = calloc(o->n, sizeof(struct decoding *)),
		.tokens = malloc((o->tokens + 1) * sizeof *d->tokens),
	};
	if (!d->asked || !d->drawn || !d->list || !d->s || !d->tokens)
		return no_memory(err);
	return momus_ranks_receive(r, 0, d->asked, o->n * sizeof *d->asked,
				   err);
}

static void desk_close(struct desk *d, size_t n)
{
	for (size_t i = 0; d->list && i < n; i++)
		answer_release(&d->list[i]);
	free(d->asked);
	free(d->drawn);
	free(d->list);
	free(d->s);
	free(d->tokens);
}

static void begin_all(struct desk *d, struct native *n, size_t count)
{
	size_t at = 0;

	for (size_t i = 0; i < count; i++) {
		const struct decoder_order order = {
			.prompt = d->tokens + at,
			.n = d->asked[i].tokens,
			.how = &d->asked[i].how,
			.most = d->asked[i].most,
			.stream = &d->asked[i].stream,
		};

		at += order.n;
		d->drawn[i].number = d->asked[i].number;
		d->drawn[i].rc = decoder_begin(&n->decoder, &order, &d->s[i],
					       &d->drawn[i].err);
	}
}

/* Those that have ended make room for others; after a failure, RC and WHY, all
 * leave.  How many are still there. */
static size_t leave_ended(struct desk *d, struct native *n, size_t count,
			  int rc, const struct momus_error *why)
{
	size_t open = 0;

	for (size_t i = 0; i < count; i++) {
		struct drawn *drawn = &d->drawn[i];

		if (!d->s[i])
			continue;
		if (d->s[i]->ended)
			drawn->rc =
				answer_take(&d->list[i], d->s[i], &drawn->err);
		else if (rc < 0)
			drawn->rc =
				momus_fail(&drawn->err, rc, "%s", why->text);
		if (d->s[i]->ended || rc < 0) {
			decoder_leave(&n->decoder, d->s[i]);
			d->s[i] = NULL;
		}
		open += d->s[i] != NULL;
	}
	return open;
}

/* Draws all of them; what goes wrong is in .drawn. */
static void draw_all(struct desk *d, struct native *n, size_t count)
{
	struct momus_error why = { "" };
	bool any;
	int rc;

	begin_all(d, n, count);
	do
		rc = decoder_advance(&n->decoder, &any, &why);
	while (leave_ended(d, n, count, rc, &why));
}

static int send_back(const struct desk *d, const struct momus_ranks *r,
		     size_t count, struct momus_error *err)
{
	size_t all = 0, at = 0;
	int32_t *ids;
	float *logprobs;
	int rc;

	for (size_t i = 0; i < count; i++) {
		struct drawn *drawn = &d->drawn[i];

		all += drawn->n = d->list[i].ids.n;
		drawn->text = d->list[i].text;
		drawn->finish = d->list[i].finish;
		drawn->stream = d->asked[i].stream;
	}
	ids = malloc((all + 1) * sizeof *ids);
	logprobs = malloc((all + 1) * sizeof *logprobs);
	for (size_t i = 0; ids && logprobs && i < count; i++) {
		const struct answer *a = &d->list[i];

		if (!a->ids.n)
			continue;
		memcpy(ids + at, a->ids.list, a->ids.n * sizeof *ids);
		memcpy(logprobs + at, a->logprobs, a->ids.n * sizeof *logprobs);
		at += a->ids.n;
	}
	rc = ids && logprobs ? momus_ranks_send(r, 0, d->drawn,
						count * sizeof *d->drawn, err)
			     : no_memory(err);
	if (rc == MOMUS_OK)
		rc = momus_ranks_send(r, 0, ids, all * sizeof *ids, err);
	if (rc == MOMUS_OK)
		rc = momus_ranks_send(r, 0, logprobs, all * sizeof *logprobs,
				      err);
	free(ids);
	free(logprobs);
	return rc;
}

int team_draw_ordered(struct team *t, struct native *n, const struct order *o,
		      struct momus_error *err)
{
	struct desk d;
	int rc = desk_open(&d, t->ranks, o, err);

	if (rc == MOMUS_OK)
		rc = momus_ranks_receive(t->ranks, 0, d.tokens,
					 o->tokens * sizeof *d.tokens, err);
	if (rc == MOMUS_OK) {
		draw_all(&d, n, o->n);
		rc = send_back(&d, t->ranks, o->n, err);
	}
	desk_close(&d, o->n);
	return rc;
}
