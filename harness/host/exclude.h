/* exclude.h - problems that a run leaves out: the ids in a list */
#ifndef MOMUS_HOST_EXCLUDE_H
#define MOMUS_HOST_EXCLUDE_H

#include "momus/error.h"
#include "momus/text.h"

struct momus_exclude {
	const char *path; /* borrowed */
	size_t n;	  /* different ids */
	char sha256[65];  /* of these ids, whatever their order; hex */
	struct momus_exclude_list *list; /* owned */
};

/* Reads PATH, JSON Lines, plain or gzip: the string or number under "id" of each
 * object, as `momus overlap` writes them; other fields are passed over.
 * MOMUS_ENOTFOUND, MOMUS_EPARSE with file and line. */
MOMUS_API int momus_exclude_read(struct momus_exclude *out, const char *path,
				 struct momus_error *err);
/* Safe on a zeroed E. */
MOMUS_API void momus_exclude_release(struct momus_exclude *e);

/* Whether ID is in the list; not if E is NULL or zeroed, or ID is empty. */
MOMUS_API bool momus_exclude_has(const struct momus_exclude *e,
				 struct momus_text id);

#endif /* MOMUS_HOST_EXCLUDE_H */
