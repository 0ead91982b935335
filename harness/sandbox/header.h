/* header.h - precompiled headers in this user's cache
 *
 * Named by the digest of the toolchain and of all its headers, made in the jail
 * of compilers from nothing but these.  One that somebody else owns, or could
 * have written to, is not used.
 */
#ifndef MOMUS_SANDBOX_HEADER_H
#define MOMUS_SANDBOX_HEADER_H

#include <stdbool.h>

#include "sandbox/toolchain.h"

/* Where the header of CHAIN is kept; NULL if it has none, or there is no folder
 * for it that is this user's alone.  The caller frees. */
char *momus_header_path(const struct toolchain *chain);

/* Whether it is there, and can be trusted. */
bool momus_header_is_kept(const char *path);

/* Whether it could be written there: making one takes seconds. */
bool momus_header_can_keep(const char *path);

/* Writes the bytes of the file FD to PATH, all or nothing.  0 or -1. */
int momus_header_keep(const char *path, int fd);

/* Puts the header of PATH into the root of CHAIN. */
void momus_header_add(const char *path, struct toolchain *chain);

#endif /* MOMUS_SANDBOX_HEADER_H */
