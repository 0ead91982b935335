/* crash.c - see crash.h
 *
 * What runs in a crash calls nothing but what a signal handler may.
 */
#include "config.h"

#include <dlfcn.h>
#include <link.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <ucontext.h>
#include <unistd.h>

#include "cli/crash.h"

static const struct kind {
	int number;
	const char *words;
} kinds[] = {
	{ SIGSEGV, "a crash (SIGSEGV)" },
	{ SIGBUS, "a crash (SIGBUS: a mapped file was cut short, or its disk "
		  "failed)" },
	{ SIGFPE, "a crash (SIGFPE)" },
	{ SIGILL, "a crash (SIGILL)" },
	{ SIGABRT, "a crash (SIGABRT)" },
};

enum { KINDS = sizeof kinds / sizeof *kinds, STACK = 64 << 10 };

#if defined __has_feature
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__ /* which tells more, by handlers of its own */
enum { TOLD_BY_OTHERS = true };
#else
enum { TOLD_BY_OTHERS = false };
#endif

static pid_t own;	/* 0: nothing is told any more */
static bool keeps_core; /* the process dies by the signal, for a core */
static bool can_resume; /* the command */
static char stack[STACK];

static void say(const char *words)
{
	ssize_t n = write(STDERR_FILENO, words, strlen(words));

	(void)n;
}

static void say_all(const char *what, const char *where)
{
	say("momus: ");
	say(what);
	if (where && *where) {
		say(" in ");
		say(where);
	}
	say(" ended the process; what is saved is whole: mend or leave out "
	    "what failed, and ");
	say(can_resume ? "go on with --resume\n" : "run it again\n");
}

/* The file of the code that CONTEXT was in; NULL: not known, or momus itself. */
static const char *where_of(const void *context)
{
#if defined __x86_64__ && defined DLFO_STRUCT_HAS_EH_DBASE
	const ucontext_t *u = context;
	struct dl_find_object found;

	if (_dl_find_object((void *)u->uc_mcontext.gregs[REG_RIP], &found) == 0)
		return found.dlfo_link_map->l_name;
#elif defined __aarch64__ && defined DLFO_STRUCT_HAS_EH_DBASE
	const ucontext_t *u = context;
	struct dl_find_object found;

	if (_dl_find_object((void *)u->uc_mcontext.pc, &found) == 0)
		return found.dlfo_link_map->l_name;
#else
	(void)context;
#endif
	return NULL;
}

static void on_crash(int number, siginfo_t *info, void *context)
{
	(void)info;
	for (size_t i = 0; i < KINDS && getpid() == own; i++)
		if (kinds[i].number == number)
			say_all(kinds[i].words,
				number == SIGABRT ? NULL : where_of(context));
	if (getpid() == own && !keeps_core)
		_exit(1);
	raise(number); /* as nobody had caught it, by SA_RESETHAND */
}

static void on_exit_call(void)
{
	if (getpid() != own)
		return;
	say_all("a call of exit() by a plugin or library", NULL);
	_exit(1);
}

static void catch_crashes(void)
{
	const stack_t other = { .ss_sp = stack, .ss_size = sizeof stack };
	struct sigaction action = { .sa_sigaction = on_crash,
				    .sa_flags = SA_SIGINFO | SA_ONSTACK |
						(int)SA_RESETHAND };
	struct rlimit core;

	keeps_core = getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur > 0;
	sigemptyset(&action.sa_mask);
	sigaltstack(&other, NULL);
	for (size_t i = 0; i < KINDS; i++)
		sigaction(kinds[i].number, &action, NULL);
}

void momus_crash_tell(void)
{
	if (!TOLD_BY_OTHERS)
		catch_crashes();
	own = getpid();
	if (atexit(on_exit_call) != 0)
		own = 0;
}

void momus_crash_command(const char *flags)
{
	can_resume = flags && strstr(flags, "--resume");
}

void momus_crash_ended(void)
{
	own = 0;
}
