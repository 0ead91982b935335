/* reaper.h - process 1 of a program's process namespace
 *
 * It waits for whatever the program leaves behind.  Told SIGTERM, it ends every
 * process of the namespace, and then itself.
 */
#ifndef MOMUS_SANDBOX_JAIL_REAPER_H
#define MOMUS_SANDBOX_JAIL_REAPER_H

#include <sys/types.h>

/* Starts one in a new process namespace: its number, and in *PIDFD a descriptor
 * for it (close-on-exec).  It uses the caller's memory, with a stack of its own,
 * so only one may live at a time.  -1 with errno set on failure. */
pid_t jail_reaper_start(int *pidfd);

#endif /* MOMUS_SANDBOX_JAIL_REAPER_H */
