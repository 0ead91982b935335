/* tree.h - what a tree of processes uses, where no control group counts it */
#ifndef MOMUS_SANDBOX_TREE_H
#define MOMUS_SANDBOX_TREE_H

#include <stdint.h>
#include <sys/types.h>

/* CPU seconds of every living process below TOP, and of those that these have
 * waited for; TOP itself not counted. */
double momus_tree_cpu(pid_t top);

/* How many processes of this machine the kernel has ended for want of memory since
 * it started; 0 where it does not say (before Linux 4.13). */
uint64_t momus_tree_memory_kills(void);

#endif /* MOMUS_SANDBOX_TREE_H */
