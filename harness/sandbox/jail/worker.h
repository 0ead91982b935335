/* worker.h - runs one program after the other, each in a jail of its own
 *
 * A worker is a fork of a warm interpreter that never runs anything untrusted
 * itself: for each request it forks a process, which enters its jail and
 * returns from jail_serve() to become the program.
 */
#ifndef MOMUS_SANDBOX_JAIL_WORKER_H
#define MOMUS_SANDBOX_JAIL_WORKER_H

#include <stdbool.h>

#include "sandbox/jail/enter.h"

/* What a process that returns from jail_serve() is to be. */
enum jail_role {
	JAIL_ROLE_PROGRAM, /* in its jail: run the request */
	JAIL_ROLE_ZYGOTE,  /* load what the request names, serve again */
	JAIL_ROLE_END,	   /* momus is gone */
};

enum { JAIL_COMMAND_MAX = 16 };

struct jail_server {
	int socket; /* of this zygote or worker */
	struct jail_filter filter;
	uint64_t as_base;
	bool native;			 /* momus-jail itself, no interpreter */
	char *command[JAIL_COMMAND_MAX]; /* owned: a fresh interpreter's */
	/* of the process that returned */
	struct jail_request request;
	struct jail_page *page;
	int sources; /* zygote: file of modules, or -1; the caller's to close */
	bool kept;   /* program: more requests may follow (kept.h) */
};

/* Serves SERVER's socket until this process, or a fork of it, has a role. */
enum jail_role jail_serve(struct jail_server *server);

/* Replaces this process, which has entered its jail, by a fresh interpreter. */
void jail_exec_cold(struct jail_server *server) __attribute__((noreturn));

#endif /* MOMUS_SANDBOX_JAIL_WORKER_H */
