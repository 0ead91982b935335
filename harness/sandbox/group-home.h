/* group-home.h - where in the tree of control groups this process may make some
 *
 * Version 1: below its own group in each tree.  Version 2 gives groups only to
 * groups without processes, so the places are, in this order:
 *
 *	its own group, if it is delegated or its own alone: it moves into a leaf
 *	of that one, momus-PID-self;
 *	a group above that already gives memory and processes to those below it
 *	and may be written to, as systemd's slices to root, and to a user those
 *	of a session of its own; as long as no limit of memory or processors is
 *	left behind.
 */
#ifndef MOMUS_SANDBOX_GROUP_HOME_H
#define MOMUS_SANDBOX_GROUP_HOME_H

#include <limits.h>

enum { GROUP_TREES = 3 };

struct group_home {			  /* where groups are made */
	int version;			  /* 1, 2; 0: nowhere */
	char path[GROUP_TREES][PATH_MAX]; /* of memory, pids, cpuacct */
	char why[160];			  /* version 0: what is missing */
};

/* Finds out where groups can be made; makes and removes one to see, and removes
 * those of a momus that was killed together with all that could tidy up. */
void momus_group_find(struct group_home *home);

/* The same with the tree mounted at MOUNT and this process's own groups listed in
 * the file OWN, as in /proc/self/cgroup. */
void momus_group_find_at(struct group_home *home, const char *mount,
			 const char *own);

#endif /* MOMUS_SANDBOX_GROUP_HOME_H */
