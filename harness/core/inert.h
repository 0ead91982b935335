/* inert.h - text of models in a terminal: shown, never obeyed */
#ifndef MOMUS_CORE_INERT_H
#define MOMUS_CORE_INERT_H

#include <stdio.h>

#include "momus/error.h"
#include "momus/text.h"

/* Writes T to FILE.  Line feeds and tabs stay; other control characters, and
 * characters that turn the direction of writing, appear as "\x1b" or "\u202e";
 * bytes that are not UTF-8 as U+FFFD. */
MOMUS_API void momus_inert_write(FILE *file, struct momus_text t);

/* The same in memory, with a NUL behind it: *OUT is the caller's to free.
 * MOMUS_ENOMEM. */
MOMUS_API int momus_inert_copy(char **out, struct momus_text t,
			       struct momus_error *err);

/* A copy of T for readers, without the carriage returns that stand before line
 * feeds: *OUT is the caller's to free and has the length that comes back in
 * *LEN.  Of a program or its output every byte counts: use it for prose alone.
 * MOMUS_ENOMEM. */
MOMUS_API int momus_inert_lines(char **out, size_t *len, struct momus_text t,
				struct momus_error *err);

#endif /* MOMUS_CORE_INERT_H */
