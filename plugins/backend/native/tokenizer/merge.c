/* merge.c - see merge.h
 *
 * Parts form a doubly linked list over the piece; every pair of neighbours that
 * merges makes an offer, and the heap gives the best one.  An offer whose parts
 * have changed since is stale and dropped.
 */
#include "merge.h"

#include <stdlib.h>

struct merge_part {
	int32_t id;	 /* -1: merged away */
	uint32_t before; /* UINT32_MAX: none */
	uint32_t next;
};

struct merge_offer {
	int32_t rank, left, right, id; /* of the tokens when it was made */
	uint32_t at;		       /* the left part */
};

void ids_release(struct ids *ids)
{
	free(ids->list);
	*ids = (struct ids){ 0 };
}

int ids_add(struct ids *ids, int32_t id, struct momus_error *err)
{
	size_t room = ids->room ? 2 * ids->room : 64;
	int32_t *grown;

	if (ids->n == ids->room) {
		grown = realloc(ids->list, room * sizeof *grown);
		if (!grown)
			return momus_fail(err, MOMUS_ENOMEM,
					  "native: out of memory for %zu "
					  "tokens",
					  room);
		ids->list = grown;
		ids->room = room;
	}
	ids->list[ids->n++] = id;
	return MOMUS_OK;
}

void merger_release(struct merger *m)
{
	free(m->parts);
	free(m->offers);
	*m = (struct merger){ 0 };
}

static bool better(const struct merge_offer *a, const struct merge_offer *b)
{
	return a->rank != b->rank ? a->rank < b->rank : a->at < b->at;
}

/* Puts O into the heap, for which there is room. */
static void push(struct merger *m, struct merge_offer o)
{
	size_t i = m->n_offers++, up;

	for (; i > 0; i = up) {
		up = (i - 1) / 2;
		if (!better(&o, &m->offers[up]))
			break;
		m->offers[i] = m->offers[up];
	}
	m->offers[i] = o;
}

static struct merge_offer pop(struct merger *m)
{
	struct merge_offer best = m->offers[0];
	struct merge_offer last = m->offers[--m->n_offers];
	size_t i = 0, down;

	while ((down = 2 * i + 1) < m->n_offers) {
		if (down + 1 < m->n_offers &&
		    better(&m->offers[down + 1], &m->offers[down]))
			down++;
		if (!better(&m->offers[down], &last))
			break;
		m->offers[i] = m->offers[down];
		i = down;
	}
	m->offers[i] = last;
	return best;
}

/* Offers the pair whose left part is AT, if it merges. */
static void offer(struct merger *m, const struct vocab *v, uint32_t at)
{
	const struct merge_part *left = &m->parts[at];
	const struct vocab_pair *p;

	if (left->next == UINT32_MAX)
		return;
	p = vocab_pair(v, left->id, m->parts[left->next].id);
	if (p)
		push(m, (struct merge_offer){ p->rank, p->left, p->right, p->id,
					      at });
}

/* Room for N bytes: every merge makes two offers at most and takes one part,
 * so there are never more than 3 n of them. */
static int reserve(struct merger *m, size_t n, struct momus_error *err)
{
	struct merge_part *parts;
	struct merge_offer *offers;

	if (n <= m->room)
		return MOMUS_OK;
	n = n < 512 ? 512 : n;
	parts = realloc(m->parts, n * sizeof *parts);
	if (parts)
		m->parts = parts;
	offers = realloc(m->offers, 3 * n * sizeof *offers);
	if (offers)
		m->offers = offers;
	if (!parts || !offers)
		return momus_fail(err, MOMUS_ENOMEM,
				  "native: out of memory for a piece of %zu "
				  "bytes",
				  n);
	m->room = n;
	return MOMUS_OK;
}

/* Takes the offer O, if it still stands. */
static void accept(struct merger *m, const struct vocab *v,
		   struct merge_offer o)
{
	struct merge_part *left = &m->parts[o.at], *right;

	if (left->id != o.left || left->next == UINT32_MAX)
		return;
	right = &m->parts[left->next];
	if (right->id != o.right)
		return;
	left->id = o.id;
	left->next = right->next;
	right->id = -1;
	if (left->next != UINT32_MAX)
		m->parts[left->next].before = o.at;
	offer(m, v, o.at);
	if (left->before != UINT32_MAX)
		offer(m, v, left->before);
}

int merge_piece(struct merger *m, const struct vocab *v,
		struct momus_text piece, struct ids *out,
		struct momus_error *err)
{
	unsigned char byte;
	uint32_t n = (uint32_t)piece.len;
	int rc;

	if (!piece.len)
		return MOMUS_OK;
	if (piece.len >= UINT32_MAX)
		return momus_fail(err, MOMUS_EINVAL,
				  "native: a word of %zu bytes is too long",
				  piece.len);
	rc = reserve(m, piece.len, err);
	for (uint32_t i = 0; rc == MOMUS_OK && i < n; i++) {
		byte = (unsigned char)piece.ptr[i];
		m->parts[i].id = v->bytes[byte];
		m->parts[i].before = i ? i - 1 : UINT32_MAX;
		m->parts[i].next = i + 1 < n ? i + 1 : UINT32_MAX;
		if (v->bytes[byte] < 0)
			rc = momus_fail(err, MOMUS_EINVAL,
					"native: the tokenizer has no token "
					"for byte 0x%02x",
					byte);
	}
	if (rc < 0)
		return rc;
	m->n_offers = 0;
	for (uint32_t i = 0; i + 1 < n; i++)
		offer(m, v, i);
	while (m->n_offers)
		accept(m, v, pop(m));
	for (uint32_t i = 0; rc == MOMUS_OK && i != UINT32_MAX;
	     i = m->parts[i].next)
		rc = ids_add(out, m->parts[i].id, err);
	return rc;
}
