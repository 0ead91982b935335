/* reaper.c - see reaper.h
 *
 * A full fork of an interpreter would cost a third of a program's budget, so
 * this process shares the worker's memory.  It must therefore touch nothing of
 * it: no C library call that sets errno, no lock, only its own stack.
 */
#include "config.h"

#include "sandbox/jail/reaper.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char stack[16384] __attribute__((aligned(64)));

#if defined(__x86_64__)
static long raw(long number, long a, long b, long c, long d)
{
	register long r10 __asm__("r10") = d;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10)
			 : "rcx", "r11", "memory");
	return result;
}
#elif defined(__aarch64__)
static long raw(long number, long a, long b, long c, long d)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;

	__asm__ volatile("svc 0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3)
			 : "memory");
	return x0;
}
#else
#define NO_SHARED_MEMORY 1
static long raw(long number, long a, long b, long c, long d)
{
	return syscall(number, a, b, c, d);
}
#endif

/* All signals are blocked: it inherits that from start(). */
static int reap(void *arg)
{
	uint64_t awaited =
		UINT64_C(1) << (SIGCHLD - 1) | UINT64_C(1) << (SIGTERM - 1);

	(void)arg;
	while (raw(SYS_rt_sigtimedwait, (long)&awaited, 0, 0, sizeof awaited) !=
	       SIGTERM)
		while (raw(SYS_wait4, -1, 0, WNOHANG | __WALL, 0) > 0)
			;
	/* What ends here is counted; what the kernel ends would not be. */
	do
		raw(SYS_kill, -1, SIGKILL, 0, 0);
	while (raw(SYS_wait4, -1, 0, __WALL, 0) > 0);
	raw(SYS_exit_group, 0, 0, 0, 0);
	return 0;
}

pid_t jail_reaper_start(int *pidfd)
{
	int flags = CLONE_NEWPID | CLONE_PIDFD | SIGCHLD;
	sigset_t all, old;
	pid_t pid;
	int error;

#ifndef NO_SHARED_MEMORY
	flags |= CLONE_VM;
#endif
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &old);
	pid = clone(reap, stack + sizeof stack, flags, NULL, pidfd);
	error = errno;
	sigprocmask(SIG_SETMASK, &old, NULL);
	errno = error;
	return pid;
}
