/* newfile.h - a file that appears under its name whole, or not at all */
#ifndef MOMUS_CLI_NEWFILE_H
#define MOMUS_CLI_NEWFILE_H

#include <stdio.h>

#include "momus/error.h"

struct momus_new_file {
	FILE *file;		/* to write to; owned */
	char *path, *temporary; /* owned */
};

/* Opens a file beside PATH (borrowed no longer than the call).  MOMUS_EINVAL if
 * one cannot be made there, or a folder has that name. */
int momus_new_file_open(struct momus_new_file *f, const char *path,
			struct momus_error *err);

/* Gives the file its name, replacing one that is there; after an error of
 * writing it leaves nothing. */
int momus_new_file_keep(struct momus_new_file *f, struct momus_error *err);

/* Removes it; what keep() has done stays.  Safe on a zeroed F. */
void momus_new_file_drop(struct momus_new_file *f);

#endif /* MOMUS_CLI_NEWFILE_H */
