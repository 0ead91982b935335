/* stores.h - runs named on the command line: files, or folders of them */
#ifndef MOMUS_CLI_STORES_H
#define MOMUS_CLI_STORES_H

#include <stdbool.h>
#include <stddef.h>

#include "momus/error.h"

struct momus_stores { /* zeroed: none */
	char **paths; /* owned */
	size_t n;
};

/* Whether PATH is a folder that is there. */
bool momus_stores_is_folder(const char *path);

/* Appends PATH, or, if it is a folder, every *.h5 in it, by name.
 * MOMUS_EINVAL: it is a folder without any, or cannot be read. */
int momus_stores_add(struct momus_stores *s, const char *path,
		     struct momus_error *err);
void momus_stores_release(struct momus_stores *s);

#endif /* MOMUS_CLI_STORES_H */
