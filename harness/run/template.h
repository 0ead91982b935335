/* template.h - one text with fields in double braces, read from a file
 *
 * The first line may be `#momus-prompt NAME VERSION` and is not part of the text.
 * What is put in for a field is never read again for fields.
 */
#ifndef MOMUS_RUN_TEMPLATE_H
#define MOMUS_RUN_TEMPLATE_H

#include "momus/buffer.h"

enum { MOMUS_TEMPLATE_LIMIT = 1 << 20 }; /* bytes of a file */

struct momus_template_rule { /* static */
	/* NULL-terminated, at most 32: the fields there are, and those a template
	 * cannot do without. */
	const char *const *fields, *const *needs;
};

struct momus_template {
	const struct momus_template_rule *rule; /* borrowed */
	struct momus_buffer file;
	struct momus_text body;	   /* borrowed from .file: behind the header */
	struct momus_text version; /* "critique 1"; empty: a user's own */
};

/* Reads PATH; the caller releases T, also after a failure.  MOMUS_ENOTFOUND, or
 * MOMUS_EINVAL if it cannot be read; MOMUS_EPARSE: too long, no UTF-8, a field
 * that RULE does not know, or one that it needs and that is missing. */
MOMUS_API int momus_template_read(struct momus_template *t, const char *path,
				  const struct momus_template_rule *rule,
				  struct momus_error *err);
MOMUS_API void momus_template_release(struct momus_template *t);

/* Appends T with VALUES (one for each of the rule's fields) filled in. */
MOMUS_API void momus_template_expand(const struct momus_template *t,
				     const struct momus_text *values,
				     struct momus_buffer *out);

/* Appends {"sha256":"…","version":"critique 1"}, of the body alone; a template
 * without a header is "custom". */
MOMUS_API void momus_template_describe(const struct momus_template *t,
				       struct momus_buffer *out);

#endif /* MOMUS_RUN_TEMPLATE_H */
