/* lock.h - one writer a run: RUN.h5.lock */
#ifndef MOMUS_STORE_LOCK_H
#define MOMUS_STORE_LOCK_H

#include "momus/error.h"
#include "store/files.h"

/* Takes the lock file PATH of the run NAME; *FD holds it until released or the
 * process ends, however it ends.  MOMUS_EBUSY, naming the holder, if another
 * writer has it; MOMUS_EIO. */
int momus_lock_take(int *fd, const char *path, const char *name,
		    const struct momus_files *files, struct momus_error *err);

/* Removes PATH and lets go of FD; an FD of -1 is ignored. */
void momus_lock_release(int fd, const char *path,
			const struct momus_files *files);

#endif /* MOMUS_STORE_LOCK_H */
