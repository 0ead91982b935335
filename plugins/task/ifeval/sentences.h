/* sentences.h - where English sentences end: Punkt, as NLTK (3.9) applies it
 *
 * Kiss and Strunk 2006, "Unsupervised Multilingual Sentence Boundary
 * Detection"; the model (punkt/) was trained on the Wall Street Journal.
 */
#ifndef IFEVAL_SENTENCES_H
#define IFEVAL_SENTENCES_H

#include "pytext.h"

struct sentences;

/* Reads the model.  TEXT is borrowed. */
int sentences_create(struct sentences **out, struct pytext *text,
		     struct momus_error *err);
void sentences_free(struct sentences *s); /* NULL allowed */

struct sentence_list {
	struct momus_text *all; /* (n), in the arena given */
	size_t n;
};

/* The sentences of T, in their order; they and work space in ARENA. */
int sentences_split(struct sentences *s, struct momus_text t,
		    struct momus_arena *arena, struct sentence_list *out,
		    struct momus_error *err);

#endif /* IFEVAL_SENTENCES_H */
