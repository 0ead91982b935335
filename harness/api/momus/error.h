/* error.h - how a call that can fail says why
 *
 * A fallible call returns 0 (MOMUS_OK) or a negative enum momus_status, and
 * takes a struct momus_error as its last parameter.  Callers branch on the
 * code and show the text; nothing in the harness parses the text.
 */
#ifndef MOMUS_ERROR_H
#define MOMUS_ERROR_H

#include "momus/decls.h"

MOMUS_BEGIN_DECLS

enum momus_status {
	MOMUS_OK = 0,
	MOMUS_EINVAL = -1, /* a value, option or call that is not allowed */
	MOMUS_ENOMEM = -2, /* an allocation, or an arena's limit, was refused */
	MOMUS_EIO = -3,	   /* the operating system said no */
	MOMUS_EPARSE = -4, /* input data is not what it claims to be */
	MOMUS_ENOTFOUND = -5, /* asked for by name, and there is none */
	MOMUS_EABI = -6,      /* a plugin built for another harness */
	MOMUS_END = -7,	      /* no more items; not a failure, sets no text */
	MOMUS_EBUSY = -8,     /* held by somebody else, e.g. a locked store */
	MOMUS_ENOTSUP = -9,   /* this plugin or this host cannot do it */
};

struct momus_error {
	char text[1024]; /* one line, no trailing newline; "" when unset */
};

/* Writes the message and returns CODE, so that a failing path reads
 *
 *	return momus_fail(err, MOMUS_EPARSE, "%s:%zu: not an object", path, n);
 *
 * ERR may be NULL.  An ERR that already holds a message keeps it: the lowest
 * layer knows best, the layers above pass the code on.  Control characters
 * that come in through arguments are shown as '?', so one error is one line. */
MOMUS_API int momus_fail(struct momus_error *err, int code, const char *fmt,
			 ...) __attribute__((format(printf, 3, 4)));

/* The constant's own name, e.g. "MOMUS_EPARSE"; "MOMUS_?" for another CODE. */
MOMUS_API const char *momus_status_name(int code);

MOMUS_END_DECLS

#endif /* MOMUS_ERROR_H */
