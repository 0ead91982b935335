/* label-file.h - writing labels: what was answered survives
 *
 * LABELS.partial grows while the judge is asked; LABELS appears whole, written
 * beside its name, synced and renamed, when all were.  LABELS.lock keeps a second
 * writer out.
 */
#ifndef MOMUS_RUN_LABEL_FILE_H
#define MOMUS_RUN_LABEL_FILE_H

#include "run/labels.h"

struct momus_label_file;

/* Begins the labels PATH of HEAD, or with RESUME goes on with those that are
 * there: *HAD is what they say so far, borrowed.  MOMUS_EINVAL: there are some
 * without RESUME; or they are another run's, or another judge's.  MOMUS_EBUSY:
 * another process writes them. */
MOMUS_API int momus_label_file_open(struct momus_label_file **out,
				    const char *path,
				    const struct momus_labels_head *head,
				    bool resume,
				    const struct momus_labels **had,
				    struct momus_error *err);
/* Leaves LABELS.partial for a later resume, if there is anything in it; NULL
 * allowed. */
MOMUS_API void momus_label_file_close(struct momus_label_file *f);

/* Appends LABEL, which is copied; durable after the next sync().  MOMUS_EIO. */
MOMUS_API int momus_label_file_put(struct momus_label_file *f,
				   const struct momus_label *label,
				   struct momus_error *err);
/* Makes durable what was put. */
MOMUS_API int momus_label_file_sync(struct momus_label_file *f,
				    struct momus_error *err);
/* All is there: gives LABELS its name and removes LABELS.partial.  OUT, which the
 * caller releases, receives what is in it. */
MOMUS_API int momus_label_file_finish(struct momus_label_file *f,
				      struct momus_labels *out,
				      struct momus_error *err);

#endif /* MOMUS_RUN_LABEL_FILE_H */
