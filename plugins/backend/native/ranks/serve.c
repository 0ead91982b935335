/* serve.c - see team.h: what the ranks do that rank 0 gives orders to */
#include <stdlib.h>

#include "native.h"
#include "ranks/order.h"

/* Says what became of an order, and on success sends FLOATS of A and of B, which
 * may be NULL. */
static int answer(const struct momus_ranks *r, int made,
		  const struct momus_error *why, const float *a, const float *b,
		  size_t floats, struct momus_error *err)
{
	const struct order_answer answer = { made, *why };
	int rc = momus_ranks_send(r, 0, &answer, sizeof answer, err);

	if (rc == MOMUS_OK && made == MOMUS_OK && a)
		rc = momus_ranks_send(r, 0, a, floats * sizeof *a, err);
	if (rc == MOMUS_OK && made == MOMUS_OK && b)
		rc = momus_ranks_send(r, 0, b, floats * sizeof *b, err);
	return rc;
}

static int receive_part(const struct momus_ranks *r, const struct order *o,
			struct part *p, struct momus_error *err)
{
	int rc = momus_ranks_receive(r, 0, p->tokens,
				     o->tokens * sizeof *p->tokens, err);

	if (rc == MOMUS_OK)
		rc = momus_ranks_receive(r, 0, p->start,
					 (o->n + 1) * sizeof *p->start, err);
	if (rc == MOMUS_OK)
		rc = momus_ranks_receive(r, 0, p->first,
					 o->n * sizeof *p->first, err);
	p->n = o->n;
	return rc;
}

static int answer_room(const struct momus_ranks *r, bool there, size_t tokens,
		       struct momus_error *err)
{
	struct momus_error why = { "" };
	int made = there ? MOMUS_OK
			 : momus_fail(&why, MOMUS_ENOMEM,
				      "native: out of memory for %zu tokens",
				      tokens);

	return answer(r, made, &why, NULL, NULL, 0, err);
}

static int do_forward(struct native *n, const struct momus_ranks *r,
		      const struct order *o, struct momus_error *err)
{
	struct part p = { .tokens = malloc((o->tokens + 1) * sizeof *p.tokens),
			  .start = calloc(o->n + 1, sizeof *p.start),
			  .first = calloc(o->n + 1, sizeof *p.first) };
	float *a = malloc((o->scored + 1) * sizeof *a);
	float *b = malloc((o->scored + 1) * sizeof *b);
	bool there = p.tokens && p.start && p.first && a && b;
	struct momus_error why = { "" };
	struct momus_sequences s;
	int made, rc = answer_room(r, there, o->tokens, err);

	if (rc == MOMUS_OK && there) {
		rc = receive_part(r, o, &p, err);
		s = part_sequences(&p);
	}
	if (rc == MOMUS_OK && there) {
		made = native_alone.forward(n, &s, o->temperature, o->learn, a,
					    o->entropies ? b : NULL, &why);
		rc = answer(r, made, &why, a, o->entropies ? b : NULL,
			    o->scored, err);
	}
	split_release(&p, 1);
	free(a);
	free(b);
	return rc;
}

static int do_backward(struct native *n, const struct momus_ranks *r,
		       const struct order *o, struct momus_error *err)
{
	size_t bytes = o->scored * sizeof(float);
	float *a = malloc(bytes + 1), *b = malloc(bytes + 1);
	struct momus_error why = { "" };
	int made, rc = answer_room(r, a && b, o->scored, err);

	if (rc == MOMUS_OK && a && b)
		rc = momus_ranks_receive(r, 0, a, bytes, err);
	if (rc == MOMUS_OK && a && b && o->entropies)
		rc = momus_ranks_receive(r, 0, b, bytes, err);
	if (rc == MOMUS_OK && a && b) {
		made = native_alone.backward(n, a, o->entropies ? b : NULL,
					     &why);
		rc = answer(r, made, &why, NULL, NULL, 0, err);
	}
	free(a);
	free(b);
	return rc;
}

/* What fails here fails everywhere, and rank 0 says so; or the ranks are parted,
 * and the next order does not come. */
static void do_deed(struct team *t, struct native *n, const struct order *o)
{
	double norm;

	switch (o->deed) {
	case TEAM_STEP:
		native_alone.step(n, &o->optimizer, &norm, NULL);
		break;
	case TEAM_FORGET:
		native_alone.forget(n, &norm, NULL);
		break;
	case TEAM_GATHER:
		team_gather(t, n, NULL);
		break;
	case TEAM_SCATTER:
		team_scatter(t, n, NULL);
		break;
	}
}

int team_serve(struct team *t, struct native *n, struct momus_error *err)
{
	const struct momus_ranks *r = t->ranks;
	struct order o;
	int rc = MOMUS_OK;

	while (rc == MOMUS_OK) {
		rc = r->ops->await(r->self, 0, err);
		if (rc == MOMUS_OK)
			rc = momus_ranks_receive(r, 0, &o, sizeof o, err);
		if (rc < 0 || o.kind == ORDER_DISMISS)
			break;
		if (o.kind == ORDER_FORWARD)
			rc = do_forward(n, r, &o, err);
		else if (o.kind == ORDER_BACKWARD)
			rc = do_backward(n, r, &o, err);
		else if (o.kind == ORDER_DRAW)
			rc = team_draw_ordered(t, n, &o, err);
		else
			do_deed(t, n, &o);
	}
	return rc;
}
