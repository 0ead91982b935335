/* kept.h - a referee that judges one program after the other
 *
 * A referee runs only what comes with the task, so it need not be a fork for
 * each program, which would cost half of what judging one takes.  Its worker
 * hands it the next request through a socket of their own.  It is started anew
 * after JAIL_KEPT_JOBS requests, JAIL_KEPT_CPU_S seconds or once it held
 * JAIL_KEPT_BYTES, when a request needs higher limits than it was given, and
 * whenever it fails.
 */
#ifndef MOMUS_SANDBOX_JAIL_KEPT_H
#define MOMUS_SANDBOX_JAIL_KEPT_H

#include <stdbool.h>

#include "sandbox/protocol.h"

#define JAIL_KEPT_JOBS	100
#define JAIL_KEPT_CPU_S 10.0
#define JAIL_KEPT_BYTES (256ull << 20)

/* The descriptor of that socket in the referee: it records nothing. */
enum { JAIL_FD_KEPT = JAIL_FD_RECORD };

struct jail_kept_done { /* its answer, once a request */
	double cpu_s;	/* for this request */
	uint64_t peak_bytes;
};

/* Whether the process of REQUEST can be kept for others. */
bool jail_kept_fits(const struct jail_request *request);
/* Whether one that was started for FIRST may serve NEXT. */
bool jail_kept_serves(const struct jail_request *first,
		      const struct jail_request *next);

/* The worker: hands over REQUEST with FDS (N); -1: it is gone. */
int jail_kept_send(int socket, const struct jail_request *request,
		   const int *fds, int n);

/* The referee: closes what it was given, says that it is done, and waits for
 * the next request, whose descriptors are then in their places.  False: there
 * is none. */
bool jail_kept_next(struct jail_request *request);

#endif /* MOMUS_SANDBOX_JAIL_KEPT_H */
