/* filter.h - which system calls a judged program may make */
#ifndef MOMUS_SANDBOX_FILTER_H
#define MOMUS_SANDBOX_FILTER_H

#include "momus/error.h"

/* Calls that are allowed whatever their arguments; NULL-terminated. */
extern const char *const momus_filter_allowed[];

/* Compiles the allow-list to a BPF program in an anonymous file: *FD, at its
 * start, is the caller's to close. */
int momus_filter_compile(int *fd, struct momus_error *err);

#endif /* MOMUS_SANDBOX_FILTER_H */
