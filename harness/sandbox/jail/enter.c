/* enter.c - see enter.h */
#include "config.h"

#include "sandbox/jail/enter.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/jail/scratch.h"
#include "sandbox/walls.h"

enum { CAPABILITIES_END = 64 };

void jail_give_up(struct jail_page *page, const char *call)
{
	page->error = errno;
	snprintf(page->call, sizeof page->call, "%s", call);
	_exit(1);
}

int jail_filter_load(struct jail_filter *filter)
{
	off_t n = lseek(JAIL_FD_FILTER, 0, SEEK_END);

	if (n <= 0)
		return 0;
	filter->code = malloc((size_t)n);
	if (!filter->code ||
	    pread(JAIL_FD_FILTER, filter->code, (size_t)n, 0) != n)
		return -1;
	filter->n = (unsigned short)(n / (off_t)sizeof(struct sock_filter));
	return close(JAIL_FD_FILTER);
}

#define MUST(e, call, what)                            \
	do {                                           \
		if ((call) < 0)                        \
			jail_give_up((e)->page, what); \
	} while (0)

static bool has(const struct jail_entry *e, uint32_t wall)
{
	return e->request->walls & wall;
}

/* Descriptors to their numbers: first above all of them, then down. */
static void place_descriptors(const struct jail_entry *e)
{
	int high[JAIL_MAX_FDS];

	for (int i = 0; i < JAIL_MAX_FDS; i++) {
		high[i] = -1;
		if (e->fds[i] >= 0)
			MUST(e, high[i] = fcntl(e->fds[i], F_DUPFD, 32),
			     "fcntl(F_DUPFD)");
	}
	for (int i = 0; i < JAIL_MAX_FDS; i++)
		if (high[i] >= 0)
			MUST(e, dup2(high[i], i), "dup2");
	if (!has(e, MOMUS_WALL_CLOSE_DESCRIPTORS))
		return;
	for (int i = 0; i < JAIL_MAX_FDS; i++)
		if (high[i] < 0)
			close(i);
	MUST(e, syscall(SYS_close_range, JAIL_MAX_FDS, ~0u, 0), "close_range");
}

static int write_file(int folder, const char *path, const char *text)
{
	int fd = openat(folder, path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = write(fd, text, strlen(text));
	close(fd);
	return n < 0 ? -1 : 0;
}

static void mount_own(const struct jail_entry *e)
{
	const struct jail_request *r = e->request;
	char options[160];
	int flags = 0;

	flags |= has(e, MOMUS_WALL_MOUNT_NS) ? CLONE_NEWNS : 0;
	flags |= has(e, MOMUS_WALL_IPC_NS) ? CLONE_NEWIPC : 0;
	flags |= has(e, MOMUS_WALL_UTS_NS) ? CLONE_NEWUTS : 0;
	if (flags)
		MUST(e, unshare(flags), "unshare");
	if (has(e, MOMUS_WALL_UTS_NS))
		MUST(e, sethostname("jail", 4), "sethostname");
	if (!has(e, MOMUS_WALL_MOUNT_NS)) {
		if (!(r->flags & JAIL_REFEREE))
			MUST(e,
			     jail_scratch_enter(e->page->scratch,
						sizeof e->page->scratch,
						r->uid),
			     "mkdtemp");
		return;
	}
	if (has(e, MOMUS_WALL_WORK_DIRECTORY)) {
		snprintf(options, sizeof options,
			 "mode=0700,size=%llu,nr_inodes=%u,uid=%u,gid=%u",
			 (unsigned long long)r->file_bytes, r->inodes, r->uid,
			 r->uid);
		MUST(e,
		     mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV,
			   options),
		     "mount(/tmp)");
	}
	if (r->flags & JAIL_NATIVE && r->flags & JAIL_RECORD)
		/* A compiler needs no list of processes, not even its own. */
		MUST(e,
		     mount("tmpfs", "/proc", "tmpfs",
			   MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY,
			   "mode=0555,size=4k,nr_inodes=1"),
		     "mount(/proc)");
	else if (has(e, MOMUS_WALL_PID_NS))
		MUST(e,
		     mount("proc", "/proc", "proc",
			   MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY,
			   "subset=pid"),
		     "mount(/proc)");
	MUST(e, chdir("/tmp"), "chdir");
}

static void limit(const struct jail_entry *e, uint32_t wall, int resource,
		  uint64_t most, const char *what)
{
	struct rlimit both = { most, most };

	if (has(e, wall))
		MUST(e, setrlimit(resource, &both), what);
}

static void limit_resources(const struct jail_entry *e)
{
	const struct jail_request *r = e->request;

	limit(e, MOMUS_WALL_RLIMIT_CPU, RLIMIT_CPU, r->cpu_s,
	      "setrlimit(RLIMIT_CPU)");
	limit(e, MOMUS_WALL_RLIMIT_FSIZE, RLIMIT_FSIZE, r->file_bytes,
	      "setrlimit(RLIMIT_FSIZE)");
	limit(e, MOMUS_WALL_RLIMIT_NOFILE, RLIMIT_NOFILE, r->open_files,
	      "setrlimit(RLIMIT_NOFILE)");
	limit(e, MOMUS_WALL_RLIMIT_CORE, RLIMIT_CORE, 0,
	      "setrlimit(RLIMIT_CORE)");
	limit(e, MOMUS_WALL_RLIMIT_NPROC, RLIMIT_NPROC, r->processes,
	      "setrlimit(RLIMIT_NPROC)");
	if (r->as_bytes)
		limit(e, MOMUS_WALL_RLIMIT_AS, RLIMIT_AS,
		      r->as_bytes + e->as_base, "setrlimit(RLIMIT_AS)");
	limit(e, MOMUS_WALL_ALL, RLIMIT_STACK, r->stack_bytes,
	      "setrlimit(RLIMIT_STACK)");
	limit(e, MOMUS_WALL_ALL, RLIMIT_MSGQUEUE, 0,
	      "setrlimit(RLIMIT_MSGQUEUE)");
	limit(e, MOMUS_WALL_ALL, RLIMIT_MEMLOCK, 0,
	      "setrlimit(RLIMIT_MEMLOCK)");
}

static void drop_capabilities(const struct jail_entry *e)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};
	struct __user_cap_data_struct none[2];

	memset(none, 0, sizeof none);
	if (has(e, MOMUS_WALL_CAPABILITIES))
		MUST(e, syscall(SYS_capset, &head, none), "capset");
}

/* A user without further ids: a namespace of its own sets a program apart, and
 * its processes are counted there alone. */
static void map_own_id(const struct jail_entry *e, int self)
{
	MUST(e, unshare(CLONE_NEWUSER), "unshare(CLONE_NEWUSER)");
	MUST(e, prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl(DUMPABLE)");
	MUST(e, write_file(self, "setgroups", "deny"), "setgroups");
	MUST(e, write_file(self, "uid_map", "0 0 1"), "uid_map");
	MUST(e, write_file(self, "gid_map", "0 0 1"), "gid_map");
	if (has(e, MOMUS_WALL_CAPABILITIES))
		MUST(e, jail_bound_capabilities(), "prctl(CAPBSET_DROP)");
}

static void change_identity(const struct jail_entry *e, int self)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};
	struct __user_cap_data_struct held[2];
	bool keep = !has(e, MOMUS_WALL_CAPABILITIES);
	uint32_t id = e->request->uid;

	if (!has(e, MOMUS_WALL_USER_NS))
		return;
	if (e->request->flags & JAIL_NESTED) {
		map_own_id(e, self);
		return;
	}
	if (keep) { /* a test of what this wall is worth */
		MUST(e, syscall(SYS_capget, &head, held), "capget");
		MUST(e, prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0), "prctl(KEEPCAPS)");
	}
	MUST(e, syscall(SYS_setresgid, id, id, id), "setresgid");
	MUST(e, syscall(SYS_setresuid, id, id, id), "setresuid");
	if (keep)
		MUST(e, syscall(SYS_capset, &head, held), "capset");
}

static void reset_signals(const struct jail_entry *e)
{
	sigset_t none;

	sigemptyset(&none);
	MUST(e, sigprocmask(SIG_SETMASK, &none, NULL), "sigprocmask");
}

/* The first to be killed where memory runs out.  A host may forbid it where it
 * does not matter. */
static void offer_to_oom_killer(void)
{
	if (write_file(AT_FDCWD, "/proc/self/oom_score_adj", "1000") < 0)
		errno = 0;
}

/* A filter without no_new_privs would need a capability at the very end. */
static void filter_calls(const struct jail_entry *e)
{
	struct sock_fprog program = { e->filter->n, e->filter->code };

	if (!has(e, MOMUS_WALL_NO_NEW_PRIVS))
		return;
	MUST(e, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl(NO_NEW_PRIVS)");
	if (has(e, MOMUS_WALL_SECCOMP))
		MUST(e,
		     syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program),
		     "seccomp");
}

void jail_enter(const struct jail_entry *e)
{
	int self = -1;

	offer_to_oom_killer();
	MUST(e, setsid(), "setsid");
	place_descriptors(e);
	/* Its own folder in a /proc that may still be written to. */
	if (e->request->flags & JAIL_NESTED)
		MUST(e,
		     self = open("/proc/self",
				 O_PATH | O_DIRECTORY | O_CLOEXEC),
		     "open(/proc/self)");
	mount_own(e);
	umask(022);
	change_identity(e, self);
	if (self >= 0)
		close(self);
	limit_resources(e);
	MUST(e, prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl(DUMPABLE)");
	reset_signals(e);
	drop_capabilities(e);
	filter_calls(e);
	e->page->stage = JAIL_JAILED;
}

int jail_bound_capabilities(void)
{
	for (int i = 0; i < CAPABILITIES_END; i++)
		if (prctl(PR_CAPBSET_DROP, i, 0, 0, 0) < 0 && errno != EINVAL)
			return -1;
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
		return -1;
	return prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED, 0,
		     0, 0);
}
