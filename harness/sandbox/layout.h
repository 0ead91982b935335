/* layout.h - which files the root of the jail holds */
#ifndef MOMUS_SANDBOX_LAYOUT_H
#define MOMUS_SANDBOX_LAYOUT_H

#include <stdint.h>

#include "momus/error.h"

/* Asks PYTHON what it needs, or a cache of earlier answers; adds the helpers.
 * *FD is a file, at its start, with the lines of jail/root.h; the caller's to
 * close. */
int momus_layout_open(const char *python, int *fd, struct momus_error *err);

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
