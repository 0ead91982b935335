/* tree.h - what a tree of processes uses, where no control group counts it */
#ifndef MOMUS_SANDBOX_TREE_H
#define MOMUS_SANDBOX_TREE_H

#include <sys/types.h>

/* CPU seconds of every living process below TOP, and of those that these have
 * waited for; TOP itself not counted. */
double momus_tree_cpu(pid_t top);

#endif /* MOMUS_SANDBOX_TREE_H */
