/* buffer.h - a growing byte string with a limit
 *
 * Appending past the limit, or when memory is refused, sets .failed and keeps
 * what was there: a caller may append many times and look once at the end.
 */
#ifndef MOMUS_BUFFER_H
#define MOMUS_BUFFER_H

#include "momus/error.h"
#include "momus/text.h"

MOMUS_BEGIN_DECLS

struct momus_buffer {
	char *ptr;    /* owned; NUL-terminated when not NULL */
	size_t len;   /* bytes in use, without that NUL */
	size_t room;  /* bytes allocated */
	size_t limit; /* largest .len allowed */
	bool failed;  /* an append was refused, */
	bool starved; /* not by the limit, but for want of memory */
};

/* An empty buffer that may grow to LIMIT bytes; allocates nothing yet. */
MOMUS_API void momus_buffer_init(struct momus_buffer *b, size_t limit);
MOMUS_API void momus_buffer_release(struct momus_buffer *b);
MOMUS_API void momus_buffer_reset(struct momus_buffer *b); /* keeps memory */

/* The bytes, borrowed until the next append. */
MOMUS_API struct momus_text momus_buffer_text(const struct momus_buffer *b);

/* Append the bytes of T, the NUL-terminated S, the byte C, or FMT as printf
 * has it. */
MOMUS_API void momus_buffer_add(struct momus_buffer *b, struct momus_text t);
MOMUS_API void momus_buffer_puts(struct momus_buffer *b, const char *s);
MOMUS_API void momus_buffer_putc(struct momus_buffer *b, char c);
MOMUS_API void momus_buffer_printf(struct momus_buffer *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* T as a JSON string with its quotes: control characters, quote and backslash
 * escaped, all else as it is; bytes that are not UTF-8 become U+FFFD. */
MOMUS_API void momus_buffer_json(struct momus_buffer *b, struct momus_text t);

/* X as the shortest JSON number that reads back equal; null if not finite. */
MOMUS_API void momus_buffer_real(struct momus_buffer *b, double x);

/* Takes the bytes out: the caller frees the result, B is empty again.  NULL
 * if an append was refused. */
MOMUS_API char *momus_buffer_take(struct momus_buffer *b, size_t *len);

/* MOMUS_OK; MOMUS_EINVAL with a text that names WHAT and the limit that it would
 * exceed; MOMUS_ENOMEM with one that names WHAT: memory ran out. */
MOMUS_API int momus_buffer_check(const struct momus_buffer *b, const char *what,
				 struct momus_error *err);

struct momus_arena;

/* The bytes of B, NUL-terminated, in ARENA; B is released.  As
 * momus_buffer_check(); MOMUS_ENOMEM also if ARENA refuses. */
MOMUS_API int momus_buffer_keep(struct momus_buffer *b, const char *what,
				struct momus_arena *arena,
				struct momus_text *out,
				struct momus_error *err);

MOMUS_END_DECLS

#endif /* MOMUS_BUFFER_H */
