/* labelled.h - the files of labels that a report has, and whose they are */
#ifndef MOMUS_REPORTS_LABELLED_H
#define MOMUS_REPORTS_LABELLED_H

#include "run/labels.h"
#include "store/reader.h"

struct momus_labelled_file {
	struct momus_labelled_file *next; /* owned */
	char *path;			  /* owned */
	struct momus_labels labels;
	bool used, named; /* a run of the report has them; ..: by the user */
};

struct momus_labelled { /* zeroed: none */
	struct momus_labelled_file *first;
};

/* Reads PATHS (N).  What L has is the caller's to release, also after a failure:
 * MOMUS_EINVAL: two of one run; else as momus_labels_read(). */
int momus_labelled_read(struct momus_labelled *l, const char *const *paths,
			size_t n, struct momus_error *err);
void momus_labelled_release(struct momus_labelled *l);

/* Sets *OUT to those of RUN, read from PATH, or of the run that it was regraded
 * from; NULL: none.  With LOOK also the file of the customary name, if it is there,
 * which must be RUN's. */
int momus_labelled_find(struct momus_labelled *l, const struct momus_run *run,
			const char *path, bool look,
			const struct momus_labelled_file **out,
			struct momus_error *err);

/* MOMUS_EINVAL names one that was given and is no run's of the report. */
int momus_labelled_check(const struct momus_labelled *l,
			 struct momus_error *err);

#endif /* MOMUS_REPORTS_LABELLED_H */
