/* ranks.c - see momus/ranks.h */
#include "config.h"

#include <string.h>

#include "core/hash.h"
#include "momus/ranks.h"

/* Floats of one exchange of momus_ranks_sum(): what is summed stays in the
 * processor's cache. */
enum { PIECE = 1 << 16, ALIGNED = 16 };

static int exchange(const struct momus_ranks *r, uint32_t to, const void *out,
		    size_t n_out, uint32_t from, void *in, size_t n_in,
		    struct momus_error *err)
{
	return n_out || n_in ? r->ops->exchange(r->self, to, out, n_out, from,
						in, n_in, err)
			     : MOMUS_OK;
}

int momus_ranks_send(const struct momus_ranks *r, uint32_t to, const void *p,
		     size_t n, struct momus_error *err)
{
	return exchange(r, to, p, n, to, NULL, 0, err);
}

int momus_ranks_receive(const struct momus_ranks *r, uint32_t from, void *p,
			size_t n, struct momus_error *err)
{
	return exchange(r, from, NULL, 0, from, p, n, err);
}

/* In a round as many ranks more have the bytes as had them before. */
int momus_ranks_spread(const struct momus_ranks *r, void *p, size_t n,
		       struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (uint32_t have = 1; rc == MOMUS_OK && have < r->size; have *= 2)
		if (r->rank < have && r->rank + have < r->size)
			rc = momus_ranks_send(r, r->rank + have, p, n, err);
		else if (r->rank >= have && r->rank < 2 * have)
			rc = momus_ranks_receive(r, r->rank - have, p, n, err);
	return rc;
}

struct momus_share momus_ranks_share(const struct momus_ranks *r, uint32_t rank,
				     size_t total)
{
	size_t each = (total + r->size - 1) / r->size;
	struct momus_share s;

	each = (each + ALIGNED - 1) / ALIGNED * ALIGNED;
	s.from = rank * each < total ? rank * each : total;
	s.n = total - s.from < each ? total - s.from : each;
	return s;
}

/* Numbers of a piece. */
static size_t room_of(const struct momus_ranks *r)
{
	return r->ops && MOMUS_HAS(r->ops, piece) && r->ops->piece
		       ? r->ops->piece
		       : PIECE;
}

/* Piece AT of the share S, of at most MOST. */
static struct momus_share piece(struct momus_share s, size_t at, size_t most)
{
	size_t begin = at < s.n ? at : s.n, rest = s.n - begin;

	return (struct momus_share){ s.from + begin,
				     rest < most ? rest : most };
}

size_t momus_ranks_room(const struct momus_ranks *r, size_t total)
{
	size_t longest = momus_ranks_share(r, 0, total).n;

	return r->size * (longest < room_of(r) ? longest : room_of(r));
}

/* The sum of one piece, OWN, of which others have their part in ROOM. */
static int add_up(const struct momus_ranks *r, float *own, size_t n,
		  const float *room, struct momus_error *err)
{
	if (MOMUS_HAS(r->ops, add) && r->ops->add && n)
		return r->ops->add(r->self, own, n, room, err);
	for (size_t i = 0; i < n; i++) {
		double sum = 0;

		for (uint32_t k = 0; k < r->size; k++)
			sum += k == r->rank ? (double)own[i]
					    : (double)room[k * n + i];
		own[i] = (float)sum;
	}
	return MOMUS_OK;
}

int momus_ranks_sum(const struct momus_ranks *r, float *x, size_t total,
		    float *room, struct momus_error *err)
{
	struct momus_share mine = momus_ranks_share(r, r->rank, total), s, own;
	size_t longest = momus_ranks_share(r, 0, total).n;
	size_t most = room_of(r);
	int rc = MOMUS_OK;

	if (r->size == 1)
		return MOMUS_OK;
	for (size_t at = 0; rc == MOMUS_OK && at < longest; at += most) {
		own = piece(mine, at, most);
		for (uint32_t k = 1; rc == MOMUS_OK && k < r->size; k++) {
			uint32_t to = (r->rank + k) % r->size;
			uint32_t from = (r->rank + r->size - k) % r->size;

			s = piece(momus_ranks_share(r, to, total), at, most);
			rc = exchange(r, to, x + s.from, s.n * sizeof *x, from,
				      room + from * own.n, own.n * sizeof *x,
				      err);
		}
		if (rc == MOMUS_OK)
			rc = add_up(r, x + own.from, own.n, room, err);
	}
	return rc;
}

int momus_ranks_join(const struct momus_ranks *r, float *x, size_t total,
		     struct momus_error *err)
{
	struct momus_share mine = momus_ranks_share(r, r->rank, total), s;
	int rc = MOMUS_OK;

	for (uint32_t k = 1; rc == MOMUS_OK && k < r->size; k++) {
		uint32_t to = (r->rank + k) % r->size;
		uint32_t from = (r->rank + r->size - k) % r->size;

		s = momus_ranks_share(r, from, total);
		rc = exchange(r, to, x + mine.from, mine.n * sizeof *x, from,
			      x + s.from, s.n * sizeof *x, err);
	}
	return rc;
}

int momus_ranks_gather(const struct momus_ranks *r, const float *own,
		       float *all, size_t total, struct momus_error *err)
{
	struct momus_share s = momus_ranks_share(r, r->rank, total);
	int rc = MOMUS_OK;

	if (r->rank)
		return momus_ranks_send(r, 0, own, s.n * sizeof *own, err);
	memcpy(all, own, s.n * sizeof *own);
	for (uint32_t k = 1; rc == MOMUS_OK && k < r->size; k++) {
		s = momus_ranks_share(r, k, total);
		rc = momus_ranks_receive(r, k, all + s.from, s.n * sizeof *all,
					 err);
	}
	return rc;
}

int momus_ranks_scatter(const struct momus_ranks *r, const float *all,
			float *own, size_t total, struct momus_error *err)
{
	struct momus_share s = momus_ranks_share(r, r->rank, total);
	int rc = MOMUS_OK;

	if (r->rank)
		return momus_ranks_receive(r, 0, own, s.n * sizeof *own, err);
	memcpy(own, all, s.n * sizeof *own);
	for (uint32_t k = 1; rc == MOMUS_OK && k < r->size; k++) {
		s = momus_ranks_share(r, k, total);
		rc = momus_ranks_send(r, k, all + s.from, s.n * sizeof *all,
				      err);
	}
	return rc;
}

int momus_ranks_total(const struct momus_ranks *r, double *x,
		      struct momus_error *err)
{
	double one;
	int rc = MOMUS_OK;

	if (r->rank)
		rc = momus_ranks_send(r, 0, x, sizeof *x, err);
	else
		for (uint32_t k = 1; rc == MOMUS_OK && k < r->size; k++) {
			rc = momus_ranks_receive(r, k, &one, sizeof one, err);
			*x += rc == MOMUS_OK ? one : 0;
		}
	return rc < 0 ? rc : momus_ranks_spread(r, x, sizeof *x, err);
}

struct word { /* how a rank fared */
	int rc;
	struct momus_error err;
};

/* The first failure, as all shall know it. */
static int collect(const struct momus_ranks *r, struct word *first,
		   struct momus_error *err)
{
	struct word other;
	int rc = MOMUS_OK;

	for (uint32_t k = 1; rc == MOMUS_OK && k < r->size; k++) {
		rc = momus_ranks_receive(r, k, &other, sizeof other, err);
		if (rc < 0 || first->rc < 0 || other.rc >= 0)
			continue;
		other.err.text[sizeof other.err.text - 1] = '\0';
		first->rc = other.rc;
		momus_fail(&first->err, other.rc, "rank %u: %s", k,
			   other.err.text[0] ? other.err.text
					     : momus_status_name(other.rc));
	}
	return rc;
}

int momus_ranks_agree(const struct momus_ranks *r, int rc,
		      struct momus_error *err)
{
	struct word word = { .rc = rc };
	struct momus_error why = { "" };
	int done;

	if (r->size == 1)
		return rc;
	if (rc < 0 && err)
		word.err = *err;
	done = r->rank ? momus_ranks_send(r, 0, &word, sizeof word, &why)
		       : collect(r, &word, &why);
	if (done == MOMUS_OK)
		done = momus_ranks_spread(r, &word, sizeof word, &why);
	if (done < 0)
		return rc < 0 ? rc : momus_fail(err, done, "%s", why.text);
	if (word.rc < 0 && err)
		*err = word.err;
	return word.rc;
}

int momus_ranks_same(const struct momus_ranks *r, struct momus_text bytes,
		     const char *what, const char *mend,
		     struct momus_error *err)
{
	uint8_t own[32], first[32];
	char a[65], b[65];
	int rc;

	if (r->size == 1)
		return MOMUS_OK;
	momus_sha256(bytes, own);
	memcpy(first, own, sizeof first);
	rc = momus_ranks_spread(r, first, sizeof first, err);
	if (rc < 0)
		return rc;
	momus_hex(own, a);
	momus_hex(first, b);
	if (memcmp(own, first, sizeof own) != 0)
		rc = momus_fail(err, MOMUS_EINVAL,
				"%s are not those of rank 0 (SHA-256 %.12s…, "
				"there %.12s…); %s",
				what, a, b, mend);
	return momus_ranks_agree(r, rc, err);
}
