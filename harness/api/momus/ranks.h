/* ranks.h - processes that train one model together
 *
 * Numbered from 0, they exchange bytes with each other; all that they do
 * together is built on that, in an order that follows from the numbers alone, so
 * that sums are the same whoever is first.  Who carries the bytes (MPI, threads
 * of a test) stands behind one struct.  One thread of a process at a time.
 *
 * Ranks call the functions below in the same order with the same sizes.  After a
 * failure other than those that are said to be everybody's nothing more can be
 * exchanged: each call fails with the same sentence.
 */
#ifndef MOMUS_RANKS_H
#define MOMUS_RANKS_H

#include "momus/error.h"
#include "momus/text.h"

MOMUS_BEGIN_DECLS

struct momus_ranks_ops {
	uint32_t size; /* sizeof(struct momus_ranks_ops) */

	/* Sends OUT (N_OUT bytes) to rank TO while IN (N_IN bytes) comes from
	 * rank FROM; of 0 bytes nothing goes, and there the other side has 0 as
	 * well.  MOMUS_EIO names the rank that has ended or says nothing. */
	int (*exchange)(void *self, uint32_t to, const void *out, size_t n_out,
			uint32_t from, void *in, size_t n_in,
			struct momus_error *err);
	/* Waits, however long, until something comes from rank FROM.  MOMUS_EIO:
	 * it has ended. */
	int (*await)(void *self, uint32_t from, struct momus_error *err);
	/* MOMUS_OK while all live, MOMUS_EIO with the sentence once one has
	 * ended.  Does not wait. */
	int (*check)(void *self, struct momus_error *err);

	/* Where the memory is not the processor's: OWN (N) becomes the sum of
	 * it and of the other ranks' rows of ROOM (ranks, N), in their order, in
	 * double; and how many numbers are exchanged at once.  NULL and 0: it is
	 * the processor's. */
	int (*add)(void *self, float *own, size_t n, const float *room,
		   struct momus_error *err);
	size_t piece;

	/* *THERE: whether something has come from rank FROM.  Does not wait;
	 * MOMUS_EIO: it has ended.  NULL: not supported. */
	int (*ready)(void *self, uint32_t from, bool *there,
		     struct momus_error *err);
};

struct momus_ranks {
	const struct momus_ranks_ops *ops; /* NULL: .size is 1 */
	void *self;
	uint32_t rank, size; /* of this process; of all */
	uint32_t here;	     /* ranks on this host, this one included */
};

/* To one rank, from one; N bytes. */
MOMUS_API int momus_ranks_send(const struct momus_ranks *r, uint32_t to,
			       const void *p, size_t n,
			       struct momus_error *err);
MOMUS_API int momus_ranks_receive(const struct momus_ranks *r, uint32_t from,
				  void *p, size_t n, struct momus_error *err);

/* The N bytes of rank 0 to all. */
MOMUS_API int momus_ranks_spread(const struct momus_ranks *r, void *p, size_t n,
				 struct momus_error *err);

struct momus_share { /* floats FROM … FROM + N - 1 of an array */
	size_t from, n;
};

/* What of TOTAL floats is RANK's: neighbouring pieces, as long as each other but
 * for the last ones. */
MOMUS_API struct momus_share momus_ranks_share(const struct momus_ranks *r,
					       uint32_t rank, size_t total);

/* Of X (TOTAL), which each rank has, this rank's share becomes the sum over all
 * ranks, in double and in the order of the ranks; the rest stays.  ROOM has
 * momus_ranks_room() floats. */
MOMUS_API int momus_ranks_sum(const struct momus_ranks *r, float *x,
			      size_t total, float *room,
			      struct momus_error *err);
MOMUS_API size_t momus_ranks_room(const struct momus_ranks *r, size_t total);

/* Each rank's share of X (TOTAL) comes to all. */
MOMUS_API int momus_ranks_join(const struct momus_ranks *r, float *x,
			       size_t total, struct momus_error *err);

/* The shares of an array of TOTAL floats come from OWN (this rank's share) to
 * rank 0's ALL (TOTAL; NULL elsewhere), and go from there. */
MOMUS_API int momus_ranks_gather(const struct momus_ranks *r, const float *own,
				 float *all, size_t total,
				 struct momus_error *err);
MOMUS_API int momus_ranks_scatter(const struct momus_ranks *r, const float *all,
				  float *own, size_t total,
				  struct momus_error *err);

/* *X becomes its sum over all ranks, in their order. */
MOMUS_API int momus_ranks_total(const struct momus_ranks *r, double *x,
				struct momus_error *err);

/* What rank 0 returns where any rank's RC is negative: that of the first of
 * them, with its sentence in ERR behind "rank N: "; it is everybody's.  The
 * others return the same, and ERR has the sentence there as well.  Otherwise RC
 * of rank 0. */
MOMUS_API int momus_ranks_agree(const struct momus_ranks *r, int rc,
				struct momus_error *err);

/* MOMUS_EINVAL, everybody's, that names a rank whose BYTES are not those of
 * rank 0.  WHAT they are: "the weights"; MEND what to do about it. */
MOMUS_API int momus_ranks_same(const struct momus_ranks *r,
			       struct momus_text bytes, const char *what,
			       const char *mend, struct momus_error *err);

MOMUS_END_DECLS

#endif /* MOMUS_RANKS_H */
