/* protocol.h - what the sandbox and the processes of its jail say to each other
 *
 *	momus -- momus-jail -- base interpreter -- zygotes -- workers -- programs
 *
 * In a jail of compilers, and in one of compiled programs, momus-jail stands for
 * the interpreter, and there are no further zygotes.
 *
 * Each zygote and each worker has a SOCK_SEQPACKET of its own to momus; one
 * struct is one packet.  A zygote makes further zygotes (with more modules
 * loaded) and workers; a worker runs one program at a time, in a jail of its
 * own.  No program ever holds such a socket.
 */
#ifndef MOMUS_SANDBOX_PROTOCOL_H
#define MOMUS_SANDBOX_PROTOCOL_H

#include <stdint.h>

/* Descriptors of momus-jail at its start, and of the base interpreter. */
enum {
	JAIL_FD_SOCKET = 3, /* to momus; its end is the end of the jail */
	JAIL_FD_FILTER = 4, /* the seccomp program, struct sock_filter[] */
	JAIL_FD_LAYOUT = 5, /* "SOURCE\tPLACE\n" each file of the root */
};

/* Descriptors that a program may find beside 0, 1 and 2. */
enum {
	JAIL_FD_PIPE = 3,     /* driver, referee: the pipe between them */
	JAIL_FD_RECORD = 4,   /* referee: the record file */
	JAIL_FD_PAGE = 5,     /* cold start: struct jail_page, until it runs */
	JAIL_FD_DATA = 6,     /* source and payload, until it runs */
	JAIL_FD_EXPECTED = 7, /* until it runs */
	JAIL_FD_END = 8,
};

enum jail_op {
	JAIL_ZYGOTE = 'Z', /* fds: its socket, source of modules or none */
	JAIL_WORKER = 'W', /* fds: its socket, cgroup.procs of its groups */
	JAIL_JOB = 'J',	   /* fds: 0, 1, 2, data, then as .flags has it */
	JAIL_KILL = 'K',   /* ends the worker's program */
	JAIL_READY = 'R',  /* a worker takes jobs */
	JAIL_DONE = 'D',   /* a worker's reply, also to JAIL_KILL */
	JAIL_BROKEN = 'E', /* a zygote cannot be what was asked; .call: why */
};

enum jail_flags {
	JAIL_COLD = 1,	    /* a fresh interpreter */
	JAIL_SCRIPT = 2,    /* runs the source as __main__ */
	JAIL_DRIVER = 4,    /* calls main() of the zygote's driver */
	JAIL_REFEREE = 8,   /* calls main() of the zygote's referee */
	JAIL_EXPECTED = 16, /* a further fd: the expected values */
	JAIL_RECORD = 32,   /* a further fd: the record file */
	JAIL_NUMPY = 64,    /* of a zygote: numpy is loaded */
	JAIL_NESTED = 128,  /* in a user namespace of its own */
	JAIL_NATIVE = 256,  /* a file and the words of a command: native.h */
};

enum { JAIL_MAX_FDS = 8 };

struct jail_request {
	uint32_t op, flags;
	uint32_t walls; /* mask of enum momus_wall */
	uint32_t uid;	/* worker: identity of its programs in the jail */
	uint64_t ticket;
	uint64_t seed;
	uint64_t source_bytes, payload_bytes; /* in the data file */
	uint64_t sources_bytes; /* behind them: the driver's, of a cold start */
	uint64_t expected_bytes;
	uint64_t as_bytes;   /* RLIMIT_AS above what is there; 0: none */
	uint64_t file_bytes; /* of the work directory */
	uint64_t stack_bytes;
	uint32_t cpu_s, processes, open_files, inodes;
};

/* How far a program's process came.  Before JAILED a failure is ours. */
enum jail_stage { JAIL_STARTING, JAIL_JAILED, JAIL_NO_COMPILE, JAIL_RUNNING };

struct jail_reply {
	uint32_t op, stage;
	uint64_t ticket;
	int32_t error;	/* errno of .call, while STARTING */
	int32_t status; /* of wait4 */
	double cpu_s;	/* of the whole tree, as far as processes were waited
			 * for; seconds */
	double own_s;	/* CPU seconds of the worker itself for this job */
	double wall_s;
	uint64_t peak_bytes; /* largest resident set of one process */
	char call[64];
};

/* Shared between a worker and a starting program; the program has lost it when
 * its own code runs. */
struct jail_page {
	uint32_t stage;
	int32_t error;
	char call[64];
	char scratch[32]; /* directory to remove; "": none */
	struct jail_request request;
};

#endif /* MOMUS_SANDBOX_PROTOCOL_H */
