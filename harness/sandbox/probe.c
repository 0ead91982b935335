/* probe.c - see probe.h */
#include "config.h"

#include "sandbox/probe.h"

#include <errno.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/group-home.h"

static const struct space {
	unsigned number;
	int flag;
	const char *remedy;
} spaces[] = {
	{ MOMUS_WALL_NUMBER_USER_NS, CLONE_NEWUSER,
	  "sysctl user.max_user_namespaces=10000 and, where there is one, "
	  "kernel.unprivileged_userns_clone=1; in a container: --privileged" },
	{ MOMUS_WALL_NUMBER_MOUNT_NS, CLONE_NEWNS,
	  "needs user namespaces or root; sysctl "
	  "kernel.apparmor_restrict_unprivileged_userns=0 where there is one" },
	{ MOMUS_WALL_NUMBER_PID_NS, CLONE_NEWPID,
	  "needs user namespaces or root" },
	{ MOMUS_WALL_NUMBER_NET_NS, CLONE_NEWNET,
	  "needs user namespaces or root" },
	{ MOMUS_WALL_NUMBER_IPC_NS, CLONE_NEWIPC,
	  "needs user namespaces or root" },
	{ MOMUS_WALL_NUMBER_UTS_NS, CLONE_NEWUTS,
	  "needs user namespaces or root" },
	{ MOMUS_WALL_NUMBER_TIME_NS, CLONE_NEWTIME, "needs Linux 5.6" },
};

enum { SPACES = sizeof spaces / sizeof *spaces };

/* Tries each, in this order, in a process of its own. */
static void try_spaces(int errors[SPACES])
{
	for (int i = 0; i < SPACES; i++) {
		errors[i] = unshare(spaces[i].flag) < 0 ? errno : 0;
		/* The namespace may be had and yet be of no use. */
		if (errors[i] == 0 && spaces[i].flag == CLONE_NEWNS &&
		    (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
		     mount("tmpfs", "/tmp", "tmpfs", 0, NULL) < 0))
			errors[i] = errno;
	}
}

static void probe_spaces(struct probe *p)
{
	int errors[SPACES], ends[2];
	bool told = false;
	pid_t pid = -1;

	if (pipe(ends) == 0) {
		pid = fork();
		if (pid == 0) {
			try_spaces(errors);
			_exit(write(ends[1], errors, sizeof errors) < 0);
		}
		close(ends[1]);
		if (pid > 0) {
			told = read(ends[0], errors, sizeof errors) ==
			       (ssize_t)sizeof errors;
			while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
				;
		}
		close(ends[0]);
	}
	for (int i = 0; i < SPACES; i++) {
		unsigned n = spaces[i].number;

		if (told && errors[i] == 0) {
			p->walls |= UINT32_C(1) << n;
			continue;
		}
		snprintf(p->detail[n], sizeof p->detail[n], "%s: %s",
			 told ? strerror(errors[i]) : "no process to try it",
			 spaces[i].remedy);
	}
}

static void probe_seccomp(struct probe *p)
{
	uint32_t action = SECCOMP_RET_ERRNO;

	if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0) {
		p->walls |= MOMUS_WALL_SECCOMP;
		return;
	}
	snprintf(p->detail[MOMUS_WALL_NUMBER_SECCOMP],
		 sizeof p->detail[MOMUS_WALL_NUMBER_SECCOMP],
		 "%s: needs a kernel with CONFIG_SECCOMP_FILTER",
		 strerror(errno));
}

static void probe_groups(struct probe *p)
{
	char *detail = p->detail[MOMUS_WALL_NUMBER_CGROUP];
	struct group_home home;

	momus_group_find(&home);
	if (home.version) {
		p->walls |= MOMUS_WALL_CGROUP;
		snprintf(detail, sizeof p->detail[0],
			 "version %d, below %.70s: memory, processes and CPU "
			 "time of a whole tree",
			 home.version, home.path[0]);
	} else {
		snprintf(detail, sizeof p->detail[0], "%.150s", home.why);
	}
}

static void probe_landlock(struct probe *p)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
			       LANDLOCK_CREATE_RULESET_VERSION);

	if (version > 0)
		snprintf(p->landlock, sizeof p->landlock,
			 "version %ld; not used: no file of the host is in the "
			 "root of the jail",
			 version);
	else
		snprintf(p->landlock, sizeof p->landlock,
			 "%s; not needed: no file of the host is in the root "
			 "of the jail",
			 strerror(errno));
}

void momus_probe_host(struct probe *p)
{
	memset(p, 0, sizeof *p);
	p->walls = MOMUS_WALL_CAPABILITIES | MOMUS_WALL_NO_NEW_PRIVS |
		   MOMUS_WALL_READ_ONLY_ROOT | MOMUS_WALL_WORK_DIRECTORY |
		   MOMUS_WALL_CLOSE_DESCRIPTORS | MOMUS_WALL_CPU_WATCH |
		   MOMUS_WALL_RLIMIT_CPU | MOMUS_WALL_RLIMIT_AS |
		   MOMUS_WALL_RLIMIT_NPROC | MOMUS_WALL_RLIMIT_FSIZE |
		   MOMUS_WALL_RLIMIT_NOFILE | MOMUS_WALL_RLIMIT_CORE;
	snprintf(p->detail[MOMUS_WALL_NUMBER_RLIMIT_AS], sizeof p->detail[0],
		 "where there are no control groups");
	probe_spaces(p);
	probe_seccomp(p);
	probe_groups(p);
	probe_landlock(p);
	for (int i = 0; i < 2; i++) {
		unsigned n = i ? MOMUS_WALL_NUMBER_READ_ONLY_ROOT
			       : MOMUS_WALL_NUMBER_WORK_DIRECTORY;

		if (!(p->walls & MOMUS_WALL_MOUNT_NS))
			snprintf(p->detail[n], sizeof p->detail[n],
				 "needs mount-namespace");
	}
}
