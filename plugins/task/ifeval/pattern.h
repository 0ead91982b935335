/* pattern.h - regular expressions with Python's meaning, on PCRE2
 *
 * A line ends at LF only and matching is by code points.  What Python's \s, \w,
 * \d and \b stand for is written out (PY_SPACE and so on), since PCRE2's own
 * classes differ in a few signs.  NLTK (from 3.10 on) does not match with
 * Python's own `re` but with the package `regex`, to whose \w marks belong and
 * numerals that are no digits do not: NLTK_WORD.
 */
#ifndef IFEVAL_PATTERN_H
#define IFEVAL_PATTERN_H

#include <momus/arena.h>
#include <momus/error.h>

/* The inside of a character class: str.isspace(), and what makes a word. */
#define PY_SPACE_SET                                                        \
	"\\t-\\r\\x1c-\\x20\\x85\\xa0\\x{1680}\\x{2000}-\\x{200a}\\x{2028}" \
	"\\x{2029}\\x{202f}\\x{205f}\\x{3000}"
#define PY_WORD_SET "\\p{L}\\p{N}_"

#define NLTK_WORD "[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\x{200c}\\x{200d}]"

#define PY_SPACE    "[" PY_SPACE_SET "]"
#define PY_NONSPACE "[^" PY_SPACE_SET "]"
#define PY_WORD	    "[" PY_WORD_SET "]"
#define PY_DIGIT    "\\p{Nd}"
#define PY_BOUND \
	"(?:(?<=" PY_WORD ")(?!" PY_WORD ")|(?<!" PY_WORD ")(?=" PY_WORD "))"

struct pattern;

enum pattern_flags {
	PATTERN_CASELESS = 1, /* re.IGNORECASE */
	PATTERN_LINES = 2,    /* re.MULTILINE */
};

/* MOMUS_EINVAL: SOURCE is no expression, with PCRE2's reason. */
int pattern_create(struct pattern **out, struct momus_text source,
		   unsigned flags, struct momus_error *err);
void pattern_free(struct pattern *p); /* NULL allowed */

/* The first match in TEXT that begins at *AT or later; *AT is moved behind it.
 * False if there is none. */
bool pattern_next(struct pattern *p, struct momus_text text, size_t *at,
		  struct momus_text *found);

/* What group GROUP of the last match of P holds; .ptr is NULL if nothing. */
struct momus_text pattern_group(const struct pattern *p, struct momus_text text,
				unsigned group);

/* What stands for a number or a verdict where a search was given up. */
enum { PATTERN_GAVE_UP = -1000 };

/* Matches that do not overlap, at most MOST; or PATTERN_GAVE_UP. */
long pattern_count(struct pattern *p, struct momus_text text, size_t most);

/* Whether a search of P was given up since this was last asked: one that took more
 * than two million steps found nothing, though there may be something. */
bool pattern_gave_up(struct pattern *p);

bool pattern_found(struct pattern *p, struct momus_text text);

/* TEXT with every match replaced by TO, where $1 is a group; in ARENA. */
int pattern_replace(struct pattern *p, struct momus_text text, const char *to,
		    struct momus_arena *arena, struct momus_text *out,
		    struct momus_error *err);

#endif /* IFEVAL_PATTERN_H */
