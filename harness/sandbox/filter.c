/* filter.c - see filter.h
 *
 * An allow-list.  All else fails with EPERM as if the kernel had refused it
 * (ENOSYS where the C library then falls back to an older call), and calls of
 * another architecture's table end the process.  Values of 32-bit arguments are
 * compared without the bits above, which the kernel cuts off.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sandbox/filter.h"

const char *const momus_filter_allowed[] = {
	/* files, below the root of the jail */
	"read",
	"write",
	"readv",
	"writev",
	"pread64",
	"pwrite64",
	"preadv",
	"pwritev",
	"preadv2",
	"pwritev2",
	"open",
	"openat",
	"openat2",
	"creat",
	"close",
	"close_range",
	"stat",
	"fstat",
	"lstat",
	"newfstatat",
	"statx",
	"statfs",
	"fstatfs",
	"lseek",
	"access",
	"faccessat",
	"faccessat2",
	"getdents",
	"getdents64",
	"getcwd",
	"chdir",
	"fchdir",
	"mkdir",
	"mkdirat",
	"rmdir",
	"unlink",
	"unlinkat",
	"rename",
	"renameat",
	"renameat2",
	"link",
	"linkat",
	"symlink",
	"symlinkat",
	"readlink",
	"readlinkat",
	"chmod",
	"fchmod",
	"fchmodat",
	"utime",
	"utimes",
	"utimensat",
	"futimesat",
	"umask",
	"truncate",
	"ftruncate",
	"fallocate",
	"fsync",
	"fdatasync",
	"fadvise64",
	"sendfile",
	"copy_file_range",
	"dup",
	"dup2",
	"dup3",
	"pipe",
	"pipe2",
	/* memory */
	"mmap",
	"munmap",
	"mremap",
	"mprotect",
	"madvise",
	"brk",
	"msync",
	"membarrier",
	/* processes, threads and signals: all of them within the jail */
	"fork",
	"vfork",
	"execve",
	"exit",
	"exit_group",
	"wait4",
	"waitid",
	"getpid",
	"getppid",
	"gettid",
	"getpgid",
	"getpgrp",
	"setpgid",
	"getsid",
	"setsid",
	"kill",
	"tkill",
	"tgkill",
	"rt_sigaction",
	"rt_sigprocmask",
	"rt_sigreturn",
	"rt_sigsuspend",
	"rt_sigpending",
	"rt_sigtimedwait",
	"rt_sigqueueinfo",
	"sigaltstack",
	"pause",
	"restart_syscall",
	"set_tid_address",
	"set_robust_list",
	"get_robust_list",
	"futex",
	"futex_waitv",
	"rseq",
	"arch_prctl",
	"sched_yield",
	"sched_getaffinity",
	"sched_getparam",
	"sched_getscheduler",
	"sched_get_priority_max",
	"sched_get_priority_min",
	"getpriority",
	"getcpu",
	"pidfd_open",
	"pidfd_send_signal",
	/* identity, limits and time: to be read */
	"getuid",
	"geteuid",
	"getgid",
	"getegid",
	"getresuid",
	"getresgid",
	"getgroups",
	"capget",
	"getrlimit",
	"setrlimit",
	"getrusage",
	"times",
	"uname",
	"sysinfo",
	"time",
	"gettimeofday",
	"clock_gettime",
	"clock_getres",
	"clock_nanosleep",
	"nanosleep",
	"alarm",
	"getitimer",
	"setitimer",
	"timer_create",
	"timer_settime",
	"timer_gettime",
	"timer_getoverrun",
	"timer_delete",
	"timerfd_create",
	"timerfd_settime",
	"timerfd_gettime",
	"getrandom",
	/* waiting, and pairs of sockets */
	"poll",
	"ppoll",
	"select",
	"pselect6",
	"epoll_create",
	"epoll_create1",
	"epoll_ctl",
	"epoll_wait",
	"epoll_pwait",
	"epoll_pwait2",
	"eventfd",
	"eventfd2",
	"sendto",
	"recvfrom",
	"sendmsg",
	"recvmsg",
	"sendmmsg",
	"recvmmsg",
	"shutdown",
	"getsockopt",
	"setsockopt",
	"getsockname",
	"getpeername",
	NULL,
};

/* Calls that are allowed if the argument, cut to 32 bits and masked, is one of
 * the values. */
struct condition {
	const char *name;
	unsigned argument;
	uint32_t mask;
	uint32_t values[14]; /* (n) */
	unsigned n;
};

#define EXACTLY UINT32_MAX
#define NAMESPACES                                                     \
	(CLONE_NEWCGROUP | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWNS | \
	 CLONE_NEWPID | CLONE_NEWUSER | CLONE_NEWUTS)

static const struct condition conditional[] = {
	{ "clone", 0, NAMESPACES | CLONE_PARENT | CLONE_PTRACE, { 0 }, 1 },
	{ "fcntl",
	  1,
	  EXACTLY,
	  { F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL,
	    F_GETPIPE_SZ },
	  7 },
	{ "ioctl",
	  1,
	  EXACTLY,
	  { 0x5401 /* TCGETS */, TIOCGWINSZ, FIONREAD, FIOCLEX, FIONCLEX,
	    FIONBIO },
	  6 },
	{ "prctl",
	  0,
	  EXACTLY,
	  { PR_SET_NAME, PR_GET_NAME, PR_SET_PDEATHSIG, PR_GET_PDEATHSIG,
	    PR_GET_DUMPABLE, PR_GET_NO_NEW_PRIVS, 0x53564d41 /* SET_VMA */ },
	  7 },
	{ "prlimit64", 0, EXACTLY, { 0 }, 1 },
	{ "socketpair", 0, EXACTLY, { AF_UNIX }, 1 },
};

/* The C library tries an older call when it is told ENOSYS. */
static const char *const absent[] = { "clone3", "fchmodat2", "io_uring_setup",
				      NULL };

static bool is_allowed(const char *name)
{
	for (size_t i = 0; momus_filter_allowed[i]; i++)
		if (strcmp(momus_filter_allowed[i], name) == 0)
			return true;
	return false;
}

/* Numbers that this machine's kernel does not have are left out. */
static int add(scmp_filter_ctx ctx, uint32_t action, const char *name,
	       unsigned n, const struct scmp_arg_cmp *arg)
{
	int number = seccomp_syscall_resolve_name(name);

	if (number == __NR_SCMP_ERROR || number < 0)
		return 0;
	return seccomp_rule_add_array(ctx, action, number, n, arg);
}

static int add_conditional(scmp_filter_ctx ctx)
{
	size_t count = sizeof conditional / sizeof *conditional;
	int rc = 0;

	for (size_t i = 0; i < count; i++)
		for (unsigned v = 0; v < conditional[i].n && rc == 0; v++) {
			struct scmp_arg_cmp arg = { conditional[i].argument,
						    SCMP_CMP_MASKED_EQ,
						    conditional[i].mask,
						    conditional[i].values[v] };

			rc = add(ctx, SCMP_ACT_ALLOW, conditional[i].name, 1,
				 &arg);
		}
	return rc;
}

static int add_all(scmp_filter_ctx ctx)
{
	int rc = 0;

	for (size_t i = 0; momus_filter_allowed[i] && rc == 0; i++)
		rc = add(ctx, SCMP_ACT_ALLOW, momus_filter_allowed[i], 0, NULL);
	for (size_t i = 0; absent[i] && rc == 0; i++)
		if (!is_allowed(absent[i]))
			rc = add(ctx, SCMP_ACT_ERRNO(ENOSYS), absent[i], 0,
				 NULL);
	return rc == 0 ? add_conditional(ctx) : rc;
}

int momus_filter_compile(int *fd, struct momus_error *err)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int rc;

	*fd = -1;
	if (!ctx)
		return momus_fail(err, MOMUS_ENOMEM, "seccomp_init failed");
	rc = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH,
			      SCMP_ACT_KILL_PROCESS);
	if (rc == 0) /* a tree: half the instructions of a list */
		rc = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (rc == 0)
		rc = add_all(ctx);
	if (rc == 0) {
		*fd = memfd_create("filter", MFD_CLOEXEC);
		rc = *fd < 0 ? -errno : seccomp_export_bpf(ctx, *fd);
	}
	seccomp_release(ctx);
	if (rc == 0 && lseek(*fd, 0, SEEK_SET) == 0)
		return MOMUS_OK;
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	return momus_fail(err, MOMUS_EIO, "the seccomp filter: %s",
			  strerror(rc < 0 ? -rc : errno));
}
