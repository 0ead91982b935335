/* sandbox.h - runs untrusted programs, a few at a time, on a loop
 *
 * Plan first, then act: a sandbox decides at creation which mechanisms this
 * host offers and refuses to start without them unless told best-effort.  A
 * job's failure is a result (struct momus_outcome); a failure of ours is
 * MOMUS_RUN_INTERNAL_ERROR, retried once by the sandbox, and never a wrong
 * answer.
 */
#ifndef MOMUS_SANDBOX_SANDBOX_H
#define MOMUS_SANDBOX_SANDBOX_H

#include "core/loop.h"
#include "momus/job.h"

struct momus_sandbox;

struct momus_sandbox_config {
	unsigned programs;  /* most programs at once; 0: number of CPUs */
	bool best_effort;   /* run without what this host cannot give */
	bool cold;	    /* every program in a fresh interpreter */
	const char *off;    /* tests only: a mechanism not to use */
	const char *python; /* interpreter; NULL: the configured one */
	struct momus_limits limits; /* defaults for jobs that name none */
};

/* OUTCOME and its texts are valid during the call only. */
typedef void momus_sandbox_done_fn(void *arg,
				   const struct momus_outcome *outcome);

/* MOMUS_ENOTSUP: a mechanism is missing; the text names it and the remedy.
 * CONFIG is copied.  Nothing is started before the first job. */
MOMUS_API int momus_sandbox_create(struct momus_sandbox **out,
				   struct momus_loop *loop,
				   const struct momus_sandbox_config *config,
				   struct momus_error *err);

/* Kills what runs (no callback), reaps everything.  NULL is allowed. */
MOMUS_API void momus_sandbox_free(struct momus_sandbox *sandbox);

/* Queues JOB, whose texts and descriptors stay borrowed until DONE was called
 * (never from within submit).  *TICKET, if not NULL, names it for cancel.
 * Queued jobs start in order of PRIORITY (higher first), then of submission:
 * give long ones a high priority and the last program ends early. */
MOMUS_API int momus_sandbox_submit(struct momus_sandbox *sandbox,
				   const struct momus_job *job, double priority,
				   momus_sandbox_done_fn *done, void *arg,
				   uint64_t *ticket, struct momus_error *err);

/* Gives a queued job PRIORITY, behind all that are queued with it now; one that
 * has started, and an unknown ticket, are left alone. */
MOMUS_API void momus_sandbox_postpone(struct momus_sandbox *sandbox,
				      uint64_t ticket, double priority);

/* Ends a job without a callback; unknown tickets are ignored. */
MOMUS_API void momus_sandbox_cancel(struct momus_sandbox *sandbox,
				    uint64_t ticket);

/* Jobs queued or running. */
MOMUS_API size_t momus_sandbox_pending(const struct momus_sandbox *sandbox);

/* Programs that were compiled so far: each source once, for all its jobs. */
MOMUS_API size_t momus_sandbox_compiled(const struct momus_sandbox *sandbox);

/* What this host offers, one row a mechanism, for `momus doctor`. */
struct momus_mechanism {
	const char *name; /* "user namespace", "seccomp", "cgroup memory" … */
	bool active;	  /* will be used */
	bool required;	  /* refused without it, unless best-effort */
	char detail[160]; /* what was found, or why not, and the remedy */
};

/* Fills at most ROOM rows, returns how many there are. */
MOMUS_API size_t momus_sandbox_probe(struct momus_mechanism *rows, size_t room);

/* The compiled languages, as above: .detail is the compiler's version, or what to
 * install. */
MOMUS_API size_t momus_sandbox_languages(struct momus_mechanism *rows,
					 size_t room);

#endif /* MOMUS_SANDBOX_SANDBOX_H */
