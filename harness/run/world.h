/* world.h - all that a run reaches outside itself: clock, servers, programs, files
 *
 * The pipeline touches time, sockets, children and files through this struct and
 * nothing else, so that tests drive the very same code in a simulator: virtual
 * clock, every fault drawn from a seed.
 */
#ifndef MOMUS_RUN_WORLD_H
#define MOMUS_RUN_WORLD_H

#include "net/client.h"
#include "sandbox/sandbox.h"
#include "store/files.h"

struct momus_world {
	void *self; /* of the functions below */

	/* Clock, timers and HTTP attempts; has a .self of its own. */
	struct momus_client_world net;

	/* As momus_sandbox_submit() and momus_sandbox_cancel(); DONE is called
	 * from turn(), never from within submit(). */
	int (*submit)(void *self, const struct momus_job *job, double priority,
		      momus_sandbox_done_fn *done, void *arg, uint64_t *ticket,
		      struct momus_error *err);
	void (*withdraw)(void *self, uint64_t ticket);
	/* As momus_sandbox_postpone().  NULL: what waits keeps its place. */
	void (*postpone)(void *self, uint64_t ticket, double priority);
	/* Whether programs can be run here; asked before anything is sent or
	 * written.  As momus_sandbox_create().  NULL: they can. */
	int (*ready)(void *self, struct momus_error *err);

	/* Waits for events until time UNTIL at most (seconds of net.now();
	 * negative: without end) and runs their callbacks; returns early when
	 * interrupted by a signal.  As momus_loop_run(). */
	int (*turn)(void *self, double until);
	/* Ends the wait of the turn that another thread is in, or the next
	 * one's.  NULL: only one thread ever has this world. */
	void (*wake)(void *self);

	const struct momus_files *files; /* NULL: the real file system */

	/* Of momus_world_live() alone. */
	struct momus_loop *loop;
	struct momus_http *http;
	struct momus_sandbox *sandbox;
};

/* The world of real time, sockets and children; all borrowed.  HTTP may be NULL
 * where no model is remote, SANDBOX where no program runs.  *OUT is its own
 * .self: it must stay where it is. */
MOMUS_API void momus_world_live(struct momus_world *out,
				struct momus_loop *loop,
				struct momus_http *http,
				struct momus_sandbox *sandbox);

#endif /* MOMUS_RUN_WORLD_H */
