/* build.h - programs that were compiled, each once for all jobs that run it
 *
 * A build is named by the SHA-256 of its source and of all that its toolchain
 * is.  What came of it stays: the program's bytes in a sealed file without a name,
 * or the compiler's words.  Those that nobody uses go, the longest unused first,
 * when all together are too many.
 */
#ifndef MOMUS_SANDBOX_BUILD_H
#define MOMUS_SANDBOX_BUILD_H

#include "sandbox/process.h"
#include "sandbox/toolchain.h"

enum build_state {
	BUILD_NEW,
	BUILD_BUSY,
	BUILD_READY,   /* .fd is the program */
	BUILD_REFUSED, /* by the compiler, or by its limits: .said */
	BUILD_FAILED,  /* our fault: .said; it may be tried again */
};

struct build {
	uint8_t key[32];
	enum build_state state;
	struct momus_buffer source; /* until it is compiled */
	int fd;			    /* owned; -1 */
	uint64_t bytes, payload_bytes;
	struct momus_buffer said;
	uint64_t said_total; /* bytes that the compiler wrote */
	double cpu_s;	     /* CPU seconds of the compiler */
	struct process process;
	bool runs;	/* .process does */
	unsigned users; /* who must not lose it */
	void *owner;	/* borrowed: who is told */
	struct build *next, *waiting;
};

struct builds {
	struct build *first; /* owned, the last used first */
	size_t made;	     /* compilations begun */
};

/* *OUT is the build of SOURCE by the toolchain with KEY, new if there is none.
 * Others may be forgotten for it. */
int momus_builds_get(struct builds *all, const uint8_t key[32],
		     struct momus_text source, struct build **out,
		     struct momus_error *err);

/* Forgets B, which nobody uses. */
void momus_builds_drop(struct builds *all, struct build *b);
void momus_builds_release(struct builds *all);

/* Makes the order that compiles SOURCE by the command WORDS, whose result goes to
 * the file RECORD_FD. */
void momus_build_order(struct process_order *order, struct momus_text source,
		       const struct momus_buffer *words, int record_fd);

/* Reads what came of .process, which has ended: .state and what goes with it. */
void momus_build_judge(struct build *b);

/* The order that runs the program of B, which is ready, within LIMITS. */
void momus_build_run(const struct build *b, struct process_order *order,
		     const struct momus_limits *limits);

#endif /* MOMUS_SANDBOX_BUILD_H */
