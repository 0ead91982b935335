/* enter.h - a forked process puts itself into a program's jail
 *
 * Everything here runs in the process that is to become the program, before
 * any byte of it is looked at.  Each call that fails is noted in the page that
 * the worker reads, and ends the process: no program starts in half a jail.
 */
#ifndef MOMUS_SANDBOX_JAIL_ENTER_H
#define MOMUS_SANDBOX_JAIL_ENTER_H

#include <linux/filter.h>
#include <stddef.h>

#include "sandbox/protocol.h"

struct jail_filter {
	struct sock_filter *code; /* owned; NULL if the wall is off */
	unsigned short n;
};

/* Reads the filter of JAIL_FD_FILTER, which is closed; 0, or -1 with errno. */
int jail_filter_load(struct jail_filter *filter);

struct jail_entry {
	const struct jail_request *request;
	struct jail_page *page;
	int fds[JAIL_MAX_FDS]; /* -1 where there is none: 0, 1, 2, pipe, record,
				* page, data, expected, in the order of JAIL_FD_ */
	const struct jail_filter *filter;
	uint64_t as_base; /* bytes of address space of the warm image */
};

/* Notes that CALL failed with errno in PAGE and ends the process. */
void jail_give_up(struct jail_page *page, const char *call)
	__attribute__((noreturn));

/* Enters; afterwards descriptors have the numbers of JAIL_FD_. */
void jail_enter(const struct jail_entry *e);

/* What never changes from program to program, done once by the interpreter from
 * which all are forked: no capability may be gained by exec. */
int jail_bound_capabilities(void);

#endif /* MOMUS_SANDBOX_JAIL_ENTER_H */
