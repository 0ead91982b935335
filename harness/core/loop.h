/* loop.h - one epoll, its timers, and nothing above them
 *
 * Sockets of libcurl, pipes of the sandbox and timers of the run share one
 * loop in one thread.  Nothing here reads or writes: a callback does.
 */
#ifndef MOMUS_CORE_LOOP_H
#define MOMUS_CORE_LOOP_H

#include <stdint.h>

#include "momus/error.h"

struct momus_loop;

/* EVENTS is a set of EPOLLIN, EPOLLOUT, EPOLLHUP, EPOLLERR. */
typedef void momus_loop_fd_fn(void *arg, int fd, uint32_t events);
typedef void momus_loop_timer_fn(void *arg);

/* An empty loop, owned by the caller.  MOMUS_EIO: no epoll is left. */
MOMUS_API int momus_loop_create(struct momus_loop **out,
				struct momus_error *err);
MOMUS_API void momus_loop_free(struct momus_loop *loop); /* NULL allowed */

/* Seconds of CLOCK_MONOTONIC. */
MOMUS_API double momus_loop_now(void);

/* Calls FN with ARG when FD has any of EVENTS (level-triggered), until
 * removed.  Watching an FD again replaces its events and callback. */
MOMUS_API int momus_loop_watch(struct momus_loop *loop, int fd, uint32_t events,
			       momus_loop_fd_fn *fn, void *arg,
			       struct momus_error *err);
/* Must be called before FD is closed; unknown FDs are ignored. */
MOMUS_API void momus_loop_unwatch(struct momus_loop *loop, int fd);

/* Calls FN(ARG) once at monotonic time AT.  Returns an id > 0, or 0 when out
 * of memory. */
MOMUS_API uint64_t momus_loop_timer(struct momus_loop *loop, double at,
				    momus_loop_timer_fn *fn, void *arg);
/* An id that has fired or was never given is ignored. */
MOMUS_API void momus_loop_cancel(struct momus_loop *loop, uint64_t id);

/* Waits for events until monotonic time UNTIL at most (a negative value:
 * without end), runs their callbacks, returns how many ran.  Interrupted by a
 * signal: returns at once with what is there. */
MOMUS_API int momus_loop_run(struct momus_loop *loop, double until);

/* Ends the wait of the run that another thread is in; if none is, of the next
 * one.  The only function that a thread may call that has not the loop. */
MOMUS_API void momus_loop_wake(struct momus_loop *loop);

#endif /* MOMUS_CORE_LOOP_H */
