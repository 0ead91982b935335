/* language.h - which language a text is in: langdetect 1.0.9's answer
 *
 * Naive Bayes over n-grams of one to three signs, drawn at random (Nakatani
 * 2010, "Language Detection Library for Java"; langdetect is its port to
 * Python).  Each detection draws from a stream of its own that is seeded with
 * 0, as with DetectorFactory.seed = 0, so the answer depends on the text alone.
 */
#ifndef IFEVAL_LANGUAGE_H
#define IFEVAL_LANGUAGE_H

#include "pytext.h"

struct language;

/* Reads the profiles: some milliseconds.  TEXT is borrowed. */
int language_create(struct language **out, struct pytext *text,
		    struct momus_error *err);
void language_free(struct language *l); /* NULL allowed */

struct language_guess {
	struct momus_text code; /* "en"; "unknown"; .ptr NULL: no features */
	double p;
};

/* The most likely language of T; ARENA holds work space. */
int language_detect(struct language *l, struct momus_text t,
		    struct momus_arena *arena, struct language_guess *out,
		    struct momus_error *err);

#endif /* IFEVAL_LANGUAGE_H */
