/* program.h - programs as tokens, so that layout and names do not matter
 *
 * No parser: a text that is no program is cut all the same.  Tokens and the levels
 * of lines are what a syntax tree has, but for redundant brackets.
 */
#ifndef MOMUS_STATS_PROGRAM_H
#define MOMUS_STATS_PROGRAM_H

#include <stdbool.h>

#include "stats/grams.h"

struct momus_program {		  /* its tokens as numbers */
	struct momus_grams shape; /* all names are one */
	struct momus_grams exact; /* names are numbered as they first appear:
				   * equal where programs differ in names alone */
};

/* Whether TEXT is a language with // comments and braces, not one like Python;
 * LANGUAGE is its name, or empty: it is guessed from #include, a main(), or more
 * lines that end in a semicolon, or in a brace behind ")" or by itself, than in a
 * colon. */
MOMUS_API bool momus_program_braces(struct momus_text language,
				    struct momus_text text);

/* Cuts TEXT into OUT (all zero, or released after use): a token is a string with
 * its prefix, a word, a number with the points in it, or a byte by itself; white
 * space, comments and a backslash that joins lines are none; names are normalised but
 * for keywords, common functions (kept-words.def), and those behind a dot;
 * without BRACES a line that is deeper or less deep than the one before begins
 * with a token a level.  WORDS gives equal tokens equal numbers, in programs that
 * share it; TEXT is borrowed as long as WORDS.  False: out of memory. */
MOMUS_API bool momus_program_cut(struct momus_words *words,
				 struct momus_text text, bool braces,
				 struct momus_program *out);
MOMUS_API void momus_program_release(struct momus_program *p);

/* Whether A and B are equal but for names, comments and layout. */
MOMUS_API bool momus_program_same(const struct momus_program *a,
				  const struct momus_program *b);

#endif /* MOMUS_STATS_PROGRAM_H */
