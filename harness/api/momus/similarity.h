/* similarity.h - how much a text says what a reference says
 *
 * Each is a number in [0,1], one text against one reference, as the package
 * that the field quotes computes it with its defaults.
 */
#ifndef MOMUS_SIMILARITY_H
#define MOMUS_SIMILARITY_H

#include "momus/error.h"
#include "momus/text.h"

MOMUS_BEGIN_DECLS

enum momus_similarity {
	/* Papineni et al. 2002, n-grams to 4; a hundredth of sacreBLEU 2's
	 * sentence_bleu(): tokens 13a, case kept, exponential smoothing,
	 * effective order. */
	MOMUS_SIMILARITY_BLEU,
	/* Lin 2004; the F measures of rouge-score 0.1.2 without a stemmer: of
	 * single words, of pairs, of the longest common subsequence. */
	MOMUS_SIMILARITY_ROUGE_1,
	MOMUS_SIMILARITY_ROUGE_2,
	MOMUS_SIMILARITY_ROUGE_L,
	/* Popović 2015, chrF2: n-grams of characters to 6, beta 2, white space
	 * left out; a hundredth of sacreBLEU 2's sentence_chrf(). */
	MOMUS_SIMILARITY_CHRF,
};

/* How similar TEXT is to REFERENCE, by KIND, in *OUT.  Time: sorting their
 * tokens; ROUGE-L: the product of their numbers of words.  MOMUS_ENOMEM, also
 * for ROUGE-L of more than 2^32 pairs of words. */
MOMUS_API int momus_similarity(enum momus_similarity kind,
			       struct momus_text text,
			       struct momus_text reference, double *out,
			       struct momus_error *err);

/* "bleu", "rouge-1", "rouge-2", "rouge-l", "chrf"; NULL for another KIND. */
MOMUS_API const char *momus_similarity_name(enum momus_similarity kind);

MOMUS_END_DECLS

#endif /* MOMUS_SIMILARITY_H */
