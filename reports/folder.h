/* folder.h - the folder of a report: files that are whole or not there
 *
 * What a report makes below its folder ("problems/a.html") is listed in
 * FOLDER/.made-by-momus before it is made, so that the next report into the same
 * folder knows what to take away; files of other origin are never touched.
 */
#ifndef MOMUS_REPORTS_FOLDER_H
#define MOMUS_REPORTS_FOLDER_H

#include <stdio.h>

#include "momus/error.h"

struct momus_folder;

/* Opens the folder PATH, which is made if it is not there.  MOMUS_EINVAL: there
 * is something else, or no folder can be made there. */
int momus_folder_open(struct momus_folder **out, const char *path,
		      struct momus_error *err);
void momus_folder_close(struct momus_folder *folder); /* NULL allowed */

/* Opens a file to write NAME's bytes to, "report.txt" or, with its folder made,
 * "tables/scores.csv": ASCII letters, digits, ".", "_" and "-", no "." first.
 * One at a time; *FILE is the folder's. */
int momus_folder_begin(struct momus_folder *folder, const char *name,
		       FILE **file, struct momus_error *err);
/* With RC MOMUS_OK the file gets its name, in place of an older one; else, or
 * if writing failed, nothing is left of it.  Returns RC, or the failure. */
int momus_folder_end(struct momus_folder *folder, int rc,
		     struct momus_error *err);

/* Lists NAME ("figures/a.svg") as made, which another program makes or not; its
 * folder is there. */
int momus_folder_claim(struct momus_folder *folder, const char *name,
		       struct momus_error *err);
/* Where it is; borrowed. */
const char *momus_folder_path(const struct momus_folder *folder);

/* Removes the files below SUB ("problems") that an earlier report made and this
 * one did not. */
int momus_folder_prune(struct momus_folder *folder, const char *sub,
		       struct momus_error *err);

#endif /* MOMUS_REPORTS_FOLDER_H */
