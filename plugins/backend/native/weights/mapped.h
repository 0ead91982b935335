/* mapped.h - a file's bytes, mapped into memory and never written */
#ifndef NATIVE_MAPPED_H
#define NATIVE_MAPPED_H

#include <momus/error.h>
#include <momus/text.h>

struct mapped {
	const char *ptr; /* owned; NULL where the file is empty */
	size_t len;	 /* bytes */
};

/* Maps the file PATH, which must be a regular one.  MOMUS_ENOTFOUND if there is
 * none, MOMUS_EIO for what the system says.  A file that is cut short while it
 * is mapped kills its reader: nobody writes weights in place. */
int mapped_open(struct mapped *out, const char *path, struct momus_error *err);
void mapped_close(struct mapped *m);

/* The bytes, borrowed. */
struct momus_text mapped_text(const struct mapped *m);

/* "FOLDER/NAME"; the caller frees it.  NULL when out of memory. */
char *mapped_path(const char *folder, struct momus_text name);

#endif /* NATIVE_MAPPED_H */
