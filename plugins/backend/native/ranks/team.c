/* team.c - see team.h: how ranks join, share and part */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "native.h"
#include "ranks/order.h"

static const char mend[] = "give all ranks the same files";

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
}

/* What is computed with, and of adapters what they were made of. */
static int check_same(const struct native *n, const struct momus_ranks *r,
		      struct momus_error *err)
{
	const struct model *m = n->model;
	struct momus_text w = { (const char *)m->w,
				m->parameters.total * sizeof *m->w };
	struct momus_text a = { NULL, 0 };
	int rc = momus_ranks_same(r, w, "the model's weights", mend, err);

	if (n->lora)
		a = (struct momus_text){ (const char *)n->lora->w,
					 n->lora->total * sizeof *n->lora->w };
	return rc < 0 ? rc : momus_ranks_same(r, a, "the adapters", mend, err);
}

int team_create(struct team **out, const struct native *n,
		const struct momus_ranks *r, size_t total,
		struct momus_error *err)
{
	struct team *t;
	int rc;

	*out = NULL;
	if (r->size < 2)
		return MOMUS_OK;
	t = calloc(1, sizeof *t);
	if (t) {
		t->ranks = r;
		t->total = total;
		t->room = malloc((momus_ranks_room(r, total) + 1) *
				 sizeof *t->room);
		t->parts = calloc(r->size, sizeof *t->parts);
		t->busy = calloc(r->size, sizeof *t->busy);
	}
	rc = t && t->room && t->parts && t->busy ? MOMUS_OK : no_memory(err);
	rc = momus_ranks_agree(r, rc, err);
	if (rc == MOMUS_OK)
		rc = check_same(n, r, err);
	if (rc == MOMUS_OK)
		*out = t;
	else if (t) {
		free(t->room);
		free(t->parts);
		free(t->busy);
		free(t);
	}
	return rc;
}

void team_free(struct team *t)
{
	const struct order order = { .kind = ORDER_DISMISS };

	if (!t)
		return;
	team_settle(t, NULL);
	for (uint32_t k = 1; !t->ranks->rank && k < t->ranks->size; k++)
		momus_ranks_send(t->ranks, k, &order, sizeof order, NULL);
	split_release(t->parts, t->ranks->size);
	free(t->parts);
	free(t->busy);
	free(t->room);
	free(t->mean);
	free(t->square);
	free(t);
}

int team_tell(struct team *t, enum team_deed deed,
	      const struct momus_optimizer *o, struct momus_error *err)
{
	struct order order = { .kind = ORDER_DEED, .deed = deed };
	int rc = team_settle(t, err);

	if (o)
		order.optimizer = *o;
	for (uint32_t k = 1; rc == MOMUS_OK && k < t->ranks->size; k++)
		rc = momus_ranks_send(t->ranks, k, &order, sizeof order, err);
	return rc;
}

struct momus_share team_share(const struct team *t, size_t total)
{
	return t && !t->whole
		       ? momus_ranks_share(t->ranks, t->ranks->rank, total)
		       : (struct momus_share){ 0, total };
}

bool team_whole(const struct team *t)
{
	return t && t->whole;
}

int team_agree(struct team *t, int rc, struct momus_error *err)
{
	return t ? momus_ranks_agree(t->ranks, rc, err) : rc;
}

int team_sum(struct team *t, float *g, struct momus_error *err)
{
	return t ? momus_ranks_sum(t->ranks, g, t->total, t->room, err)
		 : MOMUS_OK;
}

int team_norm(struct team *t, double *norm, struct momus_error *err)
{
	double square = *norm * *norm;
	int rc = t ? momus_ranks_total(t->ranks, &square, err) : MOMUS_OK;

	*norm = t ? sqrt(square) : *norm;
	return rc;
}

int team_join(struct team *t, float *w, struct momus_error *err)
{
	return t ? momus_ranks_join(t->ranks, w, t->total, err) : MOMUS_OK;
}

void team_expect(struct team *t, struct native *n)
{
	t->mean = n->mean;
	t->square = n->square;
	n->mean = n->square = NULL;
	t->whole = true;
}

void team_divide(struct team *t, struct native *n)
{
	if (!t->whole)
		return;
	free(n->mean);
	free(n->square);
	n->mean = t->mean;
	n->square = t->square;
	t->mean = t->square = NULL;
	t->whole = false;
	native_moments_drop(n);
}

/* A device's moments come into the processor's memory for this. */
int team_gather(struct team *t, struct native *n, struct momus_error *err)
{
	const struct momus_ranks *r = t->ranks;
	int rc = n->computing->fetch(n, true, err);
	const float *mean = n->mean, *square = n->square;

	if (!r->rank) {
		team_expect(t, n);
		if (rc == MOMUS_OK)
			rc = native_moments(n, err);
	}
	rc = momus_ranks_agree(r, rc, err);
	if (rc == MOMUS_OK)
		rc = momus_ranks_gather(r, mean, n->mean, t->total, err);
	if (rc == MOMUS_OK)
		rc = momus_ranks_gather(r, square, n->square, t->total, err);
	native_moments_drop(n);
	return rc;
}

/* The share of what rank 0 has in *WHOLE, which takes its place there. */
static int share_out(struct team *t, float **whole, struct momus_error *err)
{
	size_t n = momus_ranks_share(t->ranks, t->ranks->rank, t->total).n;
	float *own = malloc((n + 1) * sizeof *own);
	int rc = own ? MOMUS_OK : no_memory(err);

	rc = momus_ranks_agree(t->ranks, rc, err);
	if (rc == MOMUS_OK)
		rc = momus_ranks_scatter(t->ranks, *whole, own, t->total, err);
	if (rc == MOMUS_OK) {
		free(*whole);
		*whole = own;
	} else {
		free(own);
	}
	return rc;
}

struct resumed { /* with what rank 0 goes on */
	int64_t steps;
	uint32_t state; /* it has moments */
};

/* What the others were sent goes to where they compute. */
static int go_on(struct native *n, bool state, struct momus_error *err)
{
	decoder_forget(&n->decoder);
	if (n->lora)
		lora_fold(n->lora, &n->model->product, n->model->w);
	return n->computing->bring(n, state, err);
}

int team_scatter(struct team *t, struct native *n, struct momus_error *err)
{
	const struct momus_ranks *r = t->ranks;
	struct resumed at = { n->steps, n->mean != NULL };
	float *w = n->lora ? n->lora->w : n->model->w;
	int rc = momus_ranks_spread(r, &at, sizeof at, err);

	if (rc == MOMUS_OK)
		rc = momus_ranks_spread(r, w, t->total * sizeof *w, err);
	if (rc == MOMUS_OK && at.state)
		rc = share_out(t, &n->mean, err);
	if (rc == MOMUS_OK && at.state)
		rc = share_out(t, &n->square, err);
	if (rc == MOMUS_OK && at.state) {
		n->steps = at.steps;
		t->whole = false; /* it has its share, a new one */
		free(t->mean);
		free(t->square);
		t->mean = t->square = NULL;
	}
	if (rc == MOMUS_OK)
		rc = r->rank ? go_on(n, at.state, err) : MOMUS_OK;
	rc = momus_ranks_agree(r, rc, err);
	native_moments_drop(n);
	return rc;
}
