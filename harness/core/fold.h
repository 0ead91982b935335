/* fold.h - text as what it says, whatever signs it is written with
 *
 * For telling whether two texts are the same but for their form: case, white
 * space, punctuation, and how Unicode writes one letter in several ways.
 */
#ifndef MOMUS_CORE_FOLD_H
#define MOMUS_CORE_FOLD_H

#include "core/lower.h"

struct momus_fold { /* begin with MOMUS_FOLD(text) */
	struct momus_lower lower;
	const char *pending; /* rest of a sign that stands for several */
};

#define MOMUS_FOLD(t) ((struct momus_fold){ .lower = { .text = (t) } })

/* The next letter or digit of the text in *OUT, in lower case, or 0 for any
 * other sign; false at the end.  Latin letters lose their marks, full-width,
 * mathematical, raised and lowered letters and digits become plain ones,
 * ligatures their letters; combining marks and invisible signs (U+200B, a soft
 * hyphen) are passed over.  Letters of other scripts stay as they are. */
MOMUS_API bool momus_fold_next(struct momus_fold *f, uint32_t *out);

/* Whether C is a word by itself: scripts that are written without spaces (Han
 * and Kana). */
MOMUS_API bool momus_fold_is_word(uint32_t c);

#endif /* MOMUS_CORE_FOLD_H */
