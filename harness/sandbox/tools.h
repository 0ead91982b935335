/* tools.h - the compiler of one language, in a jail of its own, at work
 *
 * The jail's root holds the toolchain alone: no interpreter, no test, nothing of
 * the host.  Before its first program the compiler is given the precompiled
 * header of this user's cache, which it makes itself if there is none.  A
 * compiler that refuses before it has ever accepted must first take a program
 * that is known to be right: else the fault is the host's, and no answer's.
 */
#ifndef MOMUS_SANDBOX_TOOLS_H
#define MOMUS_SANDBOX_TOOLS_H

#include "sandbox/build.h"

struct tools;

typedef void tools_done_fn(void *arg, struct build *build);

enum tools_state { TOOLS_CLOSED, TOOLS_MAKING_HEADER, TOOLS_OPEN };

struct tools {
	const struct language *language; /* borrowed; NULL: not there yet */
	struct toolchain chain;
	struct room room;
	enum tools_state state;
	tools_done_fn *done;
	void *arg;
	struct process header, trial;
	bool header_runs, trial_runs;
	int header_fd, trial_fd; /* files that they write; -1 */
	char *header_path;	 /* owned: where the cache has it; NULL */
	bool proven;		 /* it has taken a program */
	struct build *waiting;	 /* for the header, in their order */
	struct build *doubted;	 /* refused, the compiler not yet proven */
};

/* Finds the toolchain of LANGUAGE; its room will be number NUMBER beside FIRST.
 * DONE(ARG, build) is called for each build that was begun.  Errors as
 * momus_toolchain_find(); then it must not be closed. */
int momus_tools_init(struct tools *t, const struct language *language,
		     const char *python, const struct room *first,
		     unsigned number, tools_done_fn *done, void *arg,
		     struct momus_error *err);

/* Compiles B, which is new.  DONE may be called before this returns. */
void momus_tools_compile(struct tools *t, struct build *b);

/* Ends everything, without a callback. */
void momus_tools_close(struct tools *t);

#endif /* MOMUS_SANDBOX_TOOLS_H */
