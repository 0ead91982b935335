/* includes.h - files that a checker may include, as if they lay beside it */
#ifndef JSONL_INCLUDES_H
#define JSONL_INCLUDES_H

#include <momus/buffer.h>

struct includes;

/* Reads PATH, one file, or every file of a folder (not of those below it).  To be
 * freed by the caller.  MOMUS_EINVAL: it cannot be read, or is too much. */
int includes_create(struct includes **out, const char *path,
		    struct momus_error *err);
void includes_free(struct includes *inc); /* NULL allowed */

/* Appends SOURCE, C or C++ that a compiler shall call NAME, to OUT.  For a line
 * that includes one of INC (NULL: none) by its name, in quotes or in angles, the
 * file's own lines stand there, numbered as in the file; a file with "#pragma once"
 * stands there once. */
void includes_expand(const struct includes *inc, const char *name,
		     struct momus_text source, struct momus_buffer *out);

#endif /* JSONL_INCLUDES_H */
