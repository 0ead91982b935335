/* root.h - the root attributes of layout.h in a file */
#ifndef MOMUS_STORE_ROOT_H
#define MOMUS_STORE_ROOT_H

#include <hdf5.h>

#include "store/layout.h"

/* Writes every attribute of ROOT, replacing those that are there; 0 or -1. */
int momus_root_write(hid_t file, const struct momus_root *root);

/* Reads them into *OUT, texts in ARENA.  MOMUS_EPARSE, naming PATH, if this is
 * no run or one of another layout version. */
int momus_root_read(hid_t file, const char *path, struct momus_arena *arena,
		    struct momus_root *out, struct momus_error *err);

#endif /* MOMUS_STORE_ROOT_H */
