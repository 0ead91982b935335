/* passes.c - see team.h: passes through the model, divided among the ranks */
#include <stdlib.h>
#include <string.h>

#include "native.h"
#include "ranks/order.h"

/* Room for what is said of one rank's scored tokens. */
struct slate {
	float *a, *b; /* owned */
};

static int slate_init(struct slate *s, const struct part *parts, uint32_t size,
		      struct momus_error *err)
{
	size_t most = 0;

	for (uint32_t k = 0; k < size; k++)
		most = parts[k].scored > most ? parts[k].scored : most;
	s->a = malloc((most + 1) * sizeof *s->a);
	s->b = malloc((most + 1) * sizeof *s->b);
	if (s->a && s->b)
		return MOMUS_OK;
	free(s->a);
	free(s->b);
	return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
}

static void slate_release(struct slate *s)
{
	free(s->a);
	free(s->b);
}

struct news {	/* what became of an order on all ranks until now */
	int rc; /* the first failure, and */
	struct momus_error err;
	bool good;     /* the last rank that was heard */
	uint32_t sent; /* ranks below this one have theirs */
};

/* What rank K says; what went wrong between the ranks is returned. */
static int hear(const struct momus_ranks *r, uint32_t k, struct news *n,
		struct momus_error *err)
{
	struct order_answer answer;
	int rc = momus_ranks_receive(r, k, &answer, sizeof answer, err);

	n->good = rc == MOMUS_OK && answer.rc == MOMUS_OK;
	if (rc == MOMUS_OK && answer.rc < 0 && n->rc == MOMUS_OK) {
		answer.err.text[sizeof answer.err.text - 1] = '\0';
		n->rc = momus_fail(&n->err, answer.rc, "rank %u: %s", k,
				   answer.err.text);
	}
	return rc;
}

/* RC of the ranks' exchange, or what the order failed by. */
static int tell(const struct news *n, int rc, struct momus_error *err)
{
	if (rc < 0 || n->rc == MOMUS_OK)
		return rc;
	return momus_fail(err, n->rc, "%s", n->err.text);
}

/* An order, and whether rank K has room for what belongs to it. */
static int send_order(const struct momus_ranks *r, uint32_t k,
		      const struct order *o, struct news *n,
		      struct momus_error *err)
{
	int rc = momus_ranks_send(r, k, o, sizeof *o, err);

	return rc < 0 ? rc : hear(r, k, n, err);
}

static int send_part(const struct momus_ranks *r, uint32_t k,
		     const struct order *o, const struct part *p,
		     struct momus_error *err)
{
	int rc = momus_ranks_send(r, k, p->tokens,
				  o->tokens * sizeof *p->tokens, err);

	if (rc == MOMUS_OK)
		rc = momus_ranks_send(r, k, p->start,
				      (p->n + 1) * sizeof *p->start, err);
	if (rc == MOMUS_OK)
		rc = momus_ranks_send(r, k, p->first, p->n * sizeof *p->first,
				      err);
	return rc;
}

struct wish { /* of a forward pass */
	double temperature;
	bool learn;
	float *logprobs, *entropies;
};

static int send_parts(const struct team *t, const struct part *parts,
		      const struct wish *w, struct news *n,
		      struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (n->sent = 1; n->sent < t->ranks->size; n->sent++) {
		const struct part *p = &parts[n->sent];
		const struct order o = {
			.kind = ORDER_FORWARD,
			.learn = w->learn,
			.entropies = w->entropies != NULL,
			.n = p->n,
			.tokens = p->start[p->n],
			.scored = p->scored,
			.temperature = w->temperature,
		};

		if (!p->n)
			continue;
		rc = send_order(t->ranks, n->sent, &o, n, err);
		if (rc == MOMUS_OK && n->good)
			rc = send_part(t->ranks, n->sent, &o, p, err);
		if (rc < 0 || !n->good)
			break;
	}
	return rc;
}

static int own_part(struct native *n, const struct part *p,
		    const struct wish *w, struct slate *slate,
		    struct momus_error *err)
{
	const struct momus_sequences s = part_sequences(p);
	int rc = native_alone.forward(n, &s, w->temperature, w->learn, slate->a,
				      w->entropies ? slate->b : NULL, err);

	if (rc < 0)
		return rc;
	part_put(p, slate->a, w->logprobs);
	if (w->entropies)
		part_put(p, slate->b, w->entropies);
	return MOMUS_OK;
}

/* Rank K's results, into their places. */
static int take_in(const struct team *t, uint32_t k, const struct part *p,
		   const struct wish *w, struct slate *slate,
		   struct momus_error *err)
{
	size_t bytes = p->scored * sizeof(float);
	int rc = momus_ranks_receive(t->ranks, k, slate->a, bytes, err);

	if (rc == MOMUS_OK)
		part_put(p, slate->a, w->logprobs);
	if (rc == MOMUS_OK && w->entropies)
		rc = momus_ranks_receive(t->ranks, k, slate->b, bytes, err);
	if (rc == MOMUS_OK && w->entropies)
		part_put(p, slate->b, w->entropies);
	return rc;
}

static int run_parts(struct team *t, struct native *n, const struct part *parts,
		     const struct wish *w, struct momus_error *err)
{
	struct news news = { .rc = MOMUS_OK };
	struct slate slate;
	int rc = slate_init(&slate, parts, t->ranks->size, err);

	if (rc < 0)
		return rc;
	rc = send_parts(t, parts, w, &news, err);
	if (rc == MOMUS_OK && news.rc == MOMUS_OK)
		news.rc = own_part(n, &parts[0], w, &slate, &news.err);
	for (uint32_t k = 1; rc == MOMUS_OK && k < news.sent; k++) {
		if (!parts[k].n)
			continue;
		rc = hear(t->ranks, k, &news, err);
		if (news.good)
			rc = take_in(t, k, &parts[k], w, &slate, err);
	}
	slate_release(&slate);
	return tell(&news, rc, err);
}

int team_forward(struct team *t, struct native *n,
		 const struct momus_sequences *s, double temperature,
		 bool learn, float *logprobs, float *entropies,
		 struct momus_error *err)
{
	const struct wish w = { temperature, learn, logprobs, entropies };
	uint32_t size = t->ranks->size;
	struct part *parts = calloc(size, sizeof *parts);
	int rc = parts ? split_make(s, size, parts, err)
		       : momus_fail(err, MOMUS_ENOMEM, "native: out of memory");

	if (rc == MOMUS_OK)
		rc = team_settle(t, err);
	if (rc == MOMUS_OK)
		rc = run_parts(t, n, parts, &w, err);
	if (rc == MOMUS_OK && learn) {
		split_release(t->parts, size);
		memcpy(t->parts, parts, size * sizeof *parts);
	} else {
		split_release(parts, size);
	}
	free(parts);
	return rc;
}

static int send_derivatives(const struct team *t, const float *d_logprob,
			    const float *d_entropy, struct slate *slate,
			    struct news *n, struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (n->sent = 1; n->sent < t->ranks->size; n->sent++) {
		const struct part *p = &t->parts[n->sent];
		size_t bytes = p->scored * sizeof(float);
		const struct order o = { .kind = ORDER_BACKWARD,
					 .scored = p->scored,
					 .entropies = d_entropy != NULL };

		if (!p->n)
			continue;
		part_take(p, d_logprob, slate->a);
		if (d_entropy)
			part_take(p, d_entropy, slate->b);
		rc = send_order(t->ranks, n->sent, &o, n, err);
		if (rc == MOMUS_OK && n->good)
			rc = momus_ranks_send(t->ranks, n->sent, slate->a,
					      bytes, err);
		if (rc == MOMUS_OK && n->good && d_entropy)
			rc = momus_ranks_send(t->ranks, n->sent, slate->b,
					      bytes, err);
		if (rc < 0 || !n->good)
			break;
	}
	return rc;
}

int team_backward(struct team *t, struct native *n, const float *d_logprob,
		  const float *d_entropy, struct momus_error *err)
{
	const struct part *own = &t->parts[0];
	struct news news = { .rc = MOMUS_OK };
	struct slate slate;
	int rc = team_settle(t, err);

	if (rc == MOMUS_OK)
		rc = slate_init(&slate, t->parts, t->ranks->size, err);
	if (rc < 0)
		return rc;
	rc = send_derivatives(t, d_logprob, d_entropy, &slate, &news, err);
	if (rc == MOMUS_OK && own->n) {
		part_take(own, d_logprob, slate.a);
		if (d_entropy)
			part_take(own, d_entropy, slate.b);
	}
	if (rc == MOMUS_OK && news.rc == MOMUS_OK)
		news.rc = native_alone.backward(
			n, slate.a, d_entropy ? slate.b : NULL, &news.err);
	for (uint32_t k = 1; rc == MOMUS_OK && k < news.sent; k++)
		if (t->parts[k].n)
			rc = hear(t->ranks, k, &news, err);
	slate_release(&slate);
	return tell(&news, rc, err);
}
