/* text.h - borrowed byte strings: how text crosses every interface
 *
 * Model output may hold any byte, NUL included, so no interface here takes a
 * bare char * for data.  A struct momus_text borrows; who owns the bytes is
 * said where one is handed out.
 */
#ifndef MOMUS_TEXT_H
#define MOMUS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

MOMUS_BEGIN_DECLS

struct momus_text { /* borrowed bytes, not NUL-terminated */
	const char *ptr;
	size_t len;
};

#define MOMUS_TEXT(literal) \
	((struct momus_text){ "" literal, sizeof(literal) - 1 })

/* The bytes of the NUL-terminated S, borrowed; NULL gives an empty text. */
MOMUS_API struct momus_text momus_text_of(const char *s);

/* The bytes of T from FROM to before TO, which lie in it: 0 <= FROM <= TO <= T.len. */
MOMUS_API struct momus_text momus_text_cut(struct momus_text t, size_t from,
					   size_t to);

/* T without ASCII white space at both ends; the same bytes, nothing copied. */
MOMUS_API struct momus_text momus_text_strip(struct momus_text t);

/* Whether A and B hold the same bytes. */
MOMUS_API bool momus_text_equal(struct momus_text a, struct momus_text b);

/* < 0, 0, > 0: A stands before B, is the same, stands behind it, by the values of
 * bytes; a text before those that it begins. */
MOMUS_API int momus_text_order(struct momus_text a, struct momus_text b);

/* Byte offset of the first NEEDLE in HAY at or after FROM; (size_t)-1 if none.
 * An empty NEEDLE is found at FROM. */
MOMUS_API size_t momus_text_find(struct momus_text hay,
				 struct momus_text needle, size_t from);

/* Cuts the next line off *REST: *LINE without its LF, *REST behind it.  False
 * when *REST is empty.  A last line without LF counts. */
MOMUS_API bool momus_text_line(struct momus_text *rest,
			       struct momus_text *line);

/* The code point at byte *AT of T, which is moved behind it; *AT < T.len.  A
 * byte that begins no well-formed sequence is U+FFFD by itself. */
MOMUS_API uint32_t momus_text_next(struct momus_text t, size_t *at);

/* Whether C is white space as Python's str.isspace() has it. */
MOMUS_API bool momus_text_is_space(uint32_t c);

/* Whether T can name a function in Python: ASCII letters, _, digits behind the
 * first, and any bytes beyond ASCII. */
MOMUS_API bool momus_text_is_name(struct momus_text t);

/* Whether T is well-formed UTF-8 (no overlong forms, surrogates or values past
 * U+10FFFF).  *BAD, if not NULL, receives the offset of the first bad byte. */
MOMUS_API bool momus_text_is_utf8(struct momus_text t, size_t *bad);

MOMUS_END_DECLS

#endif /* MOMUS_TEXT_H */
