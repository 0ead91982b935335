/* scratch.h - a program's directory where it has no root of its own
 *
 * Without a mount namespace there is no private file system in memory: a
 * program gets a new directory of the host's instead, removed after it.
 */
#ifndef MOMUS_SANDBOX_JAIL_SCRATCH_H
#define MOMUS_SANDBOX_JAIL_SCRATCH_H

#include <stddef.h>
#include <sys/types.h>

/* Makes a directory for OWNER below /tmp and enters it; its path goes to PATH.
 * 0, or -1 with errno. */
int jail_scratch_enter(char *path, size_t room, uid_t owner);

/* Removes PATH and what is in it, following no link.  What lies very deep is
 * left. */
void jail_scratch_remove(const char *path);

#endif /* MOMUS_SANDBOX_JAIL_SCRATCH_H */
