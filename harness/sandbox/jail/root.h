/* root.h - the root that programs see: a copy of an interpreter, nothing else
 *
 * Every file is a copy in memory, so no file of the host can be reached, locked
 * or watched from inside, and no name or device of the host is told.
 */
#ifndef MOMUS_SANDBOX_JAIL_ROOT_H
#define MOMUS_SANDBOX_JAIL_ROOT_H

#include <stdbool.h>

/* Mounts a file system in memory over PLACE and fills it from the lines of
 * LAYOUT_FD: "SOURCE TAB PATH" copies a file, "TAB PATH" makes a folder,
 * "> TARGET TAB PATH" a symbolic link.  0, or -1 with *CALL set to what failed
 * and errno. */
int jail_root_fill(const char *place, int layout_fd, const char **call);

struct jail_root {
	const char *place;
	bool proc;	/* with a list of processes */
	bool read_only; /* nothing in it can be written to */
	bool shared;	/* but one directory, the same for every program */
};

/* Makes R->place the root of this process, with devices.  As above. */
int jail_root_enter(const struct jail_root *r, const char **call);

#endif /* MOMUS_SANDBOX_JAIL_ROOT_H */
