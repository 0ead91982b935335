/* secret.h - keeps a key out of everything that is written down */
#ifndef MOMUS_NET_SECRET_H
#define MOMUS_NET_SECRET_H

#include <stddef.h>

#include "momus/decls.h"

/* Writes '*' over each occurrence of SECRET in the LEN bytes at TEXT, whether
 * as it is or with characters written as JSON escapes (\/, \u002f).  The length
 * stays, so JSON stays JSON.  Returns how many were found; NULL or "" is never
 * found. */
MOMUS_API size_t momus_secret_blot(char *text, size_t len, const char *secret);

/* Keys shorter than this are placeholders ("EMPTY", "none") that local servers
 * ask for; a completion may hold such a word by right. */
#define MOMUS_SECRET_MIN 8

#endif /* MOMUS_NET_SECRET_H */
