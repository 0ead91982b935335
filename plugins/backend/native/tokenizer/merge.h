/* merge.h - byte pair encoding of one piece of text */
#ifndef NATIVE_MERGE_H
#define NATIVE_MERGE_H

#include "vocab.h"

struct ids {	       /* a growing list of token ids */
	int32_t *list; /* owned */
	size_t n, room;
};

void ids_release(struct ids *ids);
int ids_add(struct ids *ids, int32_t id, struct momus_error *err);

struct merger {			  /* memory that is kept from piece to piece */
	struct merge_part *parts; /* owned */
	struct merge_offer *offers; /* owned: a heap */
	size_t room, n_offers, offers_room;
};

void merger_release(struct merger *m);

/* Appends the tokens of PIECE: from its single bytes on, always the pair of
 * lowest rank is merged, of equal ones the leftmost, until none merges
 * (Sennrich et al. 2016, "Neural Machine Translation of Rare Words with Subword
 * Units").  Takes n log n steps for n bytes.  A byte that is no token of V is
 * MOMUS_EINVAL. */
int merge_piece(struct merger *m, const struct vocab *v,
		struct momus_text piece, struct ids *out,
		struct momus_error *err);

#endif /* NATIVE_MERGE_H */
