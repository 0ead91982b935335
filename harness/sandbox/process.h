/* process.h - one program in its jail, watched until it has ended */
#ifndef MOMUS_SANDBOX_PROCESS_H
#define MOMUS_SANDBOX_PROCESS_H

#include "momus/buffer.h"
#include "momus/job.h"
#include "sandbox/room.h"

struct process;

typedef void process_done_fn(void *arg, struct process *p);

struct process_order {	   /* all borrowed during start, the texts not longer */
	uint32_t flags;	   /* JAIL_SCRIPT, JAIL_COLD, … */
	const char *entry; /* driver or referee; NULL */
	struct momus_text input, source, payload;
	int pipe_fd, expected_fd, record_fd; /* -1: none */
	int data_fd; /* native: holds source and payload, of so many bytes,
		      * instead of the texts; -1: none */
	uint64_t source_bytes, payload_bytes;
	struct momus_limits limits; /* all set */
	uint64_t seed;
};

enum process_reason {		     /* why it was ended from outside */
		      PROCESS_ENDED, /* it was not */
		      PROCESS_CPU,
		      PROCESS_WALL,
		      PROCESS_OUTPUT,
		      PROCESS_STOPPED, /* by momus_process_stop() */
};

struct process_stream { /* of its output */
	int fd;
	uint64_t total;
	struct momus_buffer head; /* at most the limit */
};

struct process {
	struct room *room;	    /* borrowed */
	struct room_worker *worker; /* busy with this; NULL once over */
	process_done_fn *done;
	void *arg;
	struct momus_limits limits;
	struct jail_request request;
	int fds[JAIL_MAX_FDS]; /* for the program, until they were sent */
	int n_fds;
	struct process_stream out, err;
	uint64_t timer;
	double began, patience_end;
	double wall_end, mark, mark_cpu_s; /* when to look, and the last time */
	bool half_way; /* the first look, at half the limit */
	enum process_reason reason;
	enum group_memory memory;
	uint64_t memory_kills; /* on the machine, at the start; no groups */
	bool sent, killed;
	/* when done */
	struct jail_reply reply;      /* .op 0: the jail is gone */
	struct momus_outcome outcome; /* .out and .err borrow from above */
};

/* Starts a program as ORDER says; DONE(ARG, P) is called from the loop when all
 * of it has ended, after which P must be released. */
int momus_process_start(struct process *p, struct room *room,
			const struct process_order *order,
			process_done_fn *done, void *arg,
			struct momus_error *err);

/* Ends it; DONE is still called. */
void momus_process_stop(struct process *p);

/* Frees what P holds.  One that runs is forgotten with its worker. */
void momus_process_release(struct process *p);

/* Fills .outcome from what is known (outcome.c). */
void momus_process_judge(struct process *p);

#endif /* MOMUS_SANDBOX_PROCESS_H */
