/* team.h - a model that several ranks train together
 *
 * Rank 0 is asked by the trainer; what it is to do with the model it divides
 * among all.  The others do what it says (team_serve()) and know neither trainer
 * nor files.  Each rank has all weights and the gradient of its own sequences;
 * of the optimiser's moments it has its share alone (Rajbhandari et al. 2020,
 * "ZeRO", stage 1).
 */
#ifndef NATIVE_TEAM_H
#define NATIVE_TEAM_H

#include <momus/ranks.h>

#include "model/generate.h"
#include "ranks/split.h"

struct native;
struct team;

/* Joins N's model, of which TOTAL floats learn, with those of the other ranks of R
 * (borrowed), who call this at the same time.  MOMUS_EINVAL, everybody's, where
 * weights differ.  R with one rank alone is no team: *OUT is NULL. */
int team_create(struct team **out, const struct native *n,
		const struct momus_ranks *r, size_t total,
		struct momus_error *err);
/* Rank 0's dismisses the others.  NULL allowed. */
void team_free(struct team *t);

/* Rank 0: forward() and backward() of trainable.h, divided. */
int team_forward(struct team *t, struct native *n,
		 const struct momus_sequences *s, double temperature,
		 bool learn, float *logprobs, float *entropies,
		 struct momus_error *err);
int team_backward(struct team *t, struct native *n, const float *d_logprob,
		  const float *d_entropy, struct momus_error *err);

enum { TEAM_NOBODY = UINT32_MAX };

struct team_draw { /* of one answer; the caller sets number and order */
	struct team_draw *next;
	uint64_t number; /* of no other that is in */
	struct decoder_order order;
	uint32_t rank;	    /* who draws it, or TEAM_NOBODY yet */
	struct decoding *s; /* this rank's decoder's */
	bool ended;	    /* then: */
	int rc;		    /* < 0: there is none, for .why */
	struct momus_error why;
	struct answer answer;
};

/* Whether T's ranks share the drawing of such answers; T may be NULL. */
bool team_draws(const struct team *t, const struct momus_sampling *how);
/* Rank 0: D (borrowed until team_leave()) is drawn on whichever rank.  MOMUS_EINVAL
 * as decoder_begin(). */
int team_begin(struct team *t, struct native *n, struct team_draw *d,
	       struct momus_error *err);
/* Rank 0: one step of the decoder, and what the others have for it. */
int team_advance(struct team *t, struct native *n, struct momus_error *err);
void team_leave(struct team *t, struct native *n, struct team_draw *d);
/* Rank 0: the others have drawn all that they were asked for, and listen again.  T
 * may be NULL. */
int team_settle(struct team *t, struct momus_error *err);

/* What all do at the same time: rank 0 tells the others, and does its own part. */
enum team_deed {
	TEAM_STEP,    /* native_alone.step() by an optimiser */
	TEAM_FORGET,  /* native_alone.forget() */
	TEAM_GATHER,  /* team_gather() */
	TEAM_SCATTER, /* team_scatter() */
};
int team_tell(struct team *t, enum team_deed deed,
	      const struct momus_optimizer *o, struct momus_error *err);

/* What of TOTAL numbers that learn has its moments on this rank: all of them
 * where T is NULL, or where they are whole. */
struct momus_share team_share(const struct team *t, size_t total);

/* Whether rank 0 has them whole.  T may be NULL. */
bool team_whole(const struct team *t);

/* With T NULL these do nothing: RC, or any other rank's failure. */
int team_agree(struct team *t, int rc, struct momus_error *err);
/* Of the gradient G this rank's share becomes the sum over all ranks. */
int team_sum(struct team *t, float *g, struct momus_error *err);
/* The norm of the whole from that of the share. */
int team_norm(struct team *t, double *norm, struct momus_error *err);
/* Each rank's share of the weights W comes to all. */
int team_join(struct team *t, float *w, struct momus_error *err);

/* All moments come to rank 0, which has them whole until team_divide(). */
int team_gather(struct team *t, struct native *n, struct momus_error *err);
/* Rank 0 is to read them: sets its share aside, and what is read is whole. */
void team_expect(struct team *t, struct native *n);
/* Rank 0 has its share again, as it was before the former or the latter. */
void team_divide(struct team *t, struct native *n);
/* Rank 0's weights go to all, and what moments it has read to whose they are. */
int team_scatter(struct team *t, struct native *n, struct momus_error *err);

/* Does what rank 0 says until it dismisses; MOMUS_EIO where it has ended without
 * that. */
int team_serve(struct team *t, struct native *n, struct momus_error *err);

#endif /* NATIVE_TEAM_H */
