/* world.h - the simulated world as a pipeline sees it, one session at a time
 *
 * A session is one process: it starts or resumes a run and ends by itself, by
 * an interrupt, by a fault of the disk or by its death.
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include <signal.h>

#include "run/pipeline.h"
#include "sim/programs.h"
#include "sim/servers.h"

struct sim_session_plan {
	bool calm; /* nothing goes wrong */
	struct sim_weather weather;
	struct sim_disk_plan disk;
	enum sim_loss loss;  /* if the process dies */
	double die_after;    /* seconds; INFINITY: it does not */
	uint64_t checkpoint; /* bytes of journal; 0: never while it runs */
	bool vary;	     /* other servers, limits and retries than before */
	uint64_t memory_at;  /* allocation that fails; 0: none */
	uint64_t left_out;   /* bits: cells of a study that are not run */
	struct momus_budget budget;
	double interrupts[2];  /* seconds from the start; INFINITY: none */
	uint64_t interrupt_at; /* attempt whose start is interrupted; 0: none */
};

struct sim_sample { /* what the progress line said */
	double at;
	uint64_t done;
};

struct sim_purse {	      /* what a session may spend; INFINITY: any */
	double tokens, until; /* of what servers tell; a time of the clock */
	/* As they were when a turn last ended: what the pipeline must know. */
	double spent, at;
};

struct sim_world {
	struct sim_clock clock;
	struct sim_trace trace;
	struct sim_disk disk;
	struct sim_servers servers;
	struct sim_programs programs;
	struct momus_world world; /* what the pipeline is given */
	struct sim_session_plan plan;
	struct sim_purse purse;
	volatile sig_atomic_t stop;
	double begun, ended, died; /* INFINITY: not */
	uint64_t allocations;
	bool starved;	      /* one of them failed */
	bool in_turn, unseen; /* unseen: interrupted between two turns */
	bool draining;	      /* it had a chance to see the first interrupt */
	uint64_t turns, turns_after; /* after death or the second interrupt */
	uint64_t idle;	/* turns in a row with nothing to wait for, */
	uint64_t still; /* and at one moment */
	struct sim_sample *samples; /* owned, (n_samples of room) */
	size_t n_samples, room;
	/* What requests for several used is divided among their nodes: which
	 * share is whose depends on what happened. */
	bool shares;
	char wrong[400]; /* what the pipeline did that it must not; "" */
};

/* 0, or -1 and errno.  KEEPS: see sim_disk_init(). */
int sim_world_init(struct sim_world *w, bool keeps);
void sim_world_release(struct sim_world *w);

/* A session under PLAN begins; all is drawn from the stream of (SEED, SHARD,
 * SESSION).  PLACES: programs at once. */
void sim_world_session(struct sim_world *w, const struct sim_session_plan *plan,
		       uint64_t seed, uint32_t shard, uint32_t session,
		       uint32_t places);

/* The session is over: what is left must have been given back. */
void sim_world_end(struct sim_world *w);

/* For struct momus_pipeline_order.progress; ARG is a struct sim_world. */
void sim_world_progress(void *arg, const struct momus_pipeline_progress *p);

/* Notes what went wrong, once. */
void sim_world_blame(struct sim_world *w, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* SIM_WORLD_H */
