/* memfile.h - a fuzz target's bytes as a file that has a name */
#ifndef MEMFILE_H
#define MEMFILE_H

#include <stddef.h>

enum { MEMFILE_NAME = 32 };

/* Puts SIZE bytes of DATA into a file in memory and its path into NAME; the
 * path is good until close() of the descriptor that is returned.  Aborts where
 * the system refuses. */
int memfile_open(const void *data, size_t size, char name[MEMFILE_NAME]);

#endif /* MEMFILE_H */
