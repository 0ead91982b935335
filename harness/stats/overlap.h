/* overlap.h - which of many texts another text repeats
 *
 * Texts are added, the index is sealed, and others are looked for in it, one at
 * a time: memory grows with the first alone.  Nothing is read or printed here.
 */
#ifndef MOMUS_STATS_OVERLAP_H
#define MOMUS_STATS_OVERLAP_H

#include "momus/error.h"
#include "momus/text.h"

enum momus_overlap_kind {		       /* the strongest that holds */
			  MOMUS_OVERLAP_EXACT, /* same bytes, but for white
						* space at both ends */
			  MOMUS_OVERLAP_NORMALISED, /* same words in the same
						     * order (wordset.h) */
			  MOMUS_OVERLAP_NEAR,	    /* a threshold is reached */
			  MOMUS_OVERLAP_KINDS
};

/* Texts of fewer words are compared for equality alone. */
#define MOMUS_OVERLAP_WORDS 8

struct momus_overlap_rule {
	size_t gram;	/* words of a gram: 13 (Brown et al. 2020, app. C) */
	double share;	/* near from so large a share of the grams of the text
			 * that has fewer, in (0,1] */
	size_t shingle; /* words of a shingle: 5 (Lee et al. 2022) */
	double jaccard; /* near from such a similarity of the sets of shingles,
			 * in (0,1] */
	double chance;	/* of finding a pair of that very similarity at least */
};

/* Thresholds in the gap of what was measured: of 3,568 pairs of a TACO test
 * prompt with a problem of CodeContests, APPS or LiveCodeBench that share any
 * 13-word gram, 3,473 share at most 0.22 of them (stock phrases), 95 at least
 * 0.41, and those are the same problem; Jaccard: at most 0.18, at least 0.37. */
#define MOMUS_OVERLAP_RULE \
	((struct momus_overlap_rule){ 13, 0.3, 5, 0.3, 0.995 })

struct momus_overlap_match {
	uint32_t text; /* place of the text that was added */
	enum momus_overlap_kind kind;
	double share;	/* of grams; one of length L < .gram for a text of only
			 * L words (the same source) */
	double jaccard; /* exact, not MinHash's estimate */
};

struct momus_overlap;

/* MOMUS_EINVAL: a rule outside its range; MOMUS_ENOMEM. */
MOMUS_API int momus_overlap_create(struct momus_overlap **out,
				   const struct momus_overlap_rule *rule,
				   struct momus_error *err);
MOMUS_API void momus_overlap_free(struct momus_overlap *o); /* NULL allowed */

/* Adds TEXT, whose place is the number of those before it; borrowed no longer
 * than the call.  Not after seal. */
MOMUS_API int momus_overlap_add(struct momus_overlap *o, struct momus_text text,
				struct momus_error *err);
MOMUS_API int momus_overlap_seal(struct momus_overlap *o,
				 struct momus_error *err);

/* *MATCHES (n), borrowed until the next call, in the order of places: every text
 * that TEXT equals, and every near one up to .chance.  *ANY: whether a single
 * gram is shared with any text, the customary sense of an overlap. */
MOMUS_API int momus_overlap_find(struct momus_overlap *o,
				 struct momus_text text,
				 const struct momus_overlap_match **matches,
				 size_t *n, bool *any, struct momus_error *err);

/* Bands and rows of the signatures, and the chance to find a pair at the
 * threshold. */
MOMUS_API void momus_overlap_bands(const struct momus_overlap *o, size_t *bands,
				   size_t *rows, double *chance);

#endif /* MOMUS_STATS_OVERLAP_H */
