/* layout.h - which files the root of the jail holds */
#ifndef MOMUS_SANDBOX_LAYOUT_H
#define MOMUS_SANDBOX_LAYOUT_H

#include <stdint.h>

#include "momus/buffer.h"
#include "momus/error.h"

/* Asks PYTHON what it needs, or a cache of earlier answers; adds the helpers.
 * *FD is a file, at its start, with the lines of jail/root.h; the caller's to
 * close. */
int momus_layout_open(const char *python, int *fd, struct momus_error *err);

enum { MOMUS_LAYOUT_LIMIT = 16 << 20 }; /* bytes of lines */

struct momus_layout_question { /* all borrowed */
	const char *python;    /* the interpreter that runs .script */
	const char *script;    /* a resource: prints what .program needs */
	const char *program;   /* the answer holds as long as it is the same */
	const char *cache;     /* the first word of the cache's name */
	const char *const *args; /* of the script, up to a NULL; or NULL */
};

/* Appends the lines that the script prints, or printed when it was last asked,
 * to B. */
int momus_layout_ask(const struct momus_layout_question *q,
		     struct momus_buffer *b, struct momus_error *err);

/* *FD is a file of the lines of B, at its start; the caller's to close. */
int momus_layout_file(const struct momus_buffer *b, int *fd,
		      struct momus_error *err);

/* Opens the file PATH of this user's cache to be read: a regular file that is
 * this user's own, and that nobody else may write to.  -1 if it is none. */
int momus_layout_own(const char *path);

/* The folder and names of the helpers in the jail. */
#define MOMUS_LAYOUT_RUNNER "/usr/lib/runner/run.py"
#define MOMUS_LAYOUT_JAIL   "/usr/lib/runner/jail.so"
#define MOMUS_LAYOUT_VALUE  "/usr/lib/runner/value.so"

struct momus_layout_helpers { /* outside; owned */
	char *runner, *jail, *value, *program;
};

/* Finds the helpers, in the build tree or installed; to be released. */
int momus_layout_helpers(struct momus_layout_helpers *h,
			 struct momus_error *err);
void momus_layout_helpers_release(struct momus_layout_helpers *h);

#endif /* MOMUS_SANDBOX_LAYOUT_H */
