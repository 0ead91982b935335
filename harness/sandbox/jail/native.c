/* native.c - see native.h */
#include "config.h"

#include "sandbox/jail/native.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/jail/worker.h"

/* What a program's file is not, when it cannot be executed. */
enum { NOT_EXECUTED = 126, SIGNALLED = 128 };

struct command { /* (n) words behind .file, and a NULL */
	char text[JAIL_NATIVE_BYTES];
	char *file, *words[JAIL_NATIVE_WORDS + 1];
};

static char *const environment[] = { "PATH=/usr/bin:/bin", "HOME=/tmp",
				     "LANG=C.UTF-8", NULL };
/* __DATE__ and __TIME__ are the same each time. */
static char *const compilers[] = { "PATH=/usr/bin:/bin", "HOME=/tmp",
				   "LANG=C.UTF-8", "SOURCE_DATE_EPOCH=0",
				   NULL };

static void read_command(const struct jail_server *s, struct command *c)
{
	const struct jail_request *r = &s->request;
	size_t n = r->payload_bytes, at = 0;
	int words = 0;

	errno = E2BIG;
	if (n < 2 || n > sizeof c->text ||
	    pread(JAIL_FD_DATA, c->text, n, (off_t)r->source_bytes) !=
		    (ssize_t)n ||
	    c->text[n - 1])
		jail_give_up(s->page, "reading the command");
	c->file = c->text;
	for (at = strlen(c->text) + 1; at < n; at += strlen(c->text + at) + 1) {
		if (words == JAIL_NATIVE_WORDS)
			jail_give_up(s->page, "reading the command");
		c->words[words++] = c->text + at;
	}
	c->words[words] = NULL;
	if (words == 0)
		jail_give_up(s->page, "reading the command");
}

static int copy(int from, int to, uint64_t bytes)
{
	off_t at = 0;

	while ((uint64_t)at < bytes) {
		ssize_t n = sendfile(to, from, &at, bytes - (uint64_t)at);

		if (n < 0 && errno != EINTR)
			return -1;
		if (n == 0)
			return -1;
	}
	return 0;
}

static void write_file(const struct jail_server *s, const struct command *c)
{
	int fd = open(c->file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);

	if (fd < 0 || copy(JAIL_FD_DATA, fd, s->request.source_bytes) < 0)
		jail_give_up(s->page, "writing the program");
	close(fd);
	close(JAIL_FD_DATA);
}

/* Files that are none: a program's doing.  All else is ours. */
static bool is_its_own_fault(int error)
{
	return error == ENOEXEC || error == ENOENT || error == ENOMEM ||
	       error == ELIBBAD || error == EINVAL;
}

static void execute(struct jail_page *page, struct command *c, bool own,
		    char *const *env) __attribute__((noreturn));
static void execute(struct jail_page *page, struct command *c, bool own,
		    char *const *env)
{
	page->stage = JAIL_RUNNING;
	execve(c->words[0], c->words, env);
	if (own && is_its_own_fault(errno)) {
		dprintf(STDERR_FILENO, "the program cannot be executed: %s\n",
			strerror(errno));
		_exit(NOT_EXECUTED);
	}
	page->stage = JAIL_STARTING;
	jail_give_up(page, "execve");
}

/* Ends this process so that what failed is taken for no word of a compiler's: the
 * page is out of reach by now. */
static void break_off(void) __attribute__((noreturn));
static void break_off(void)
{
	kill(getpid(), SIGKILL);
	_exit(SIGNALLED);
}

/* To the record file.  Where there is no program it stays empty, which tells. */
static void keep_made(void)
{
	int fd = open(JAIL_NATIVE_MADE,
		      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    copy(fd, JAIL_FD_RECORD, (uint64_t)st.st_size) < 0)
		break_off();
}

static void compile(struct jail_server *s, struct command *c)
	__attribute__((noreturn));
static void compile(struct jail_server *s, struct command *c)
{
	int status;
	pid_t pid = fork(), ended;

	if (pid < 0)
		jail_give_up(s->page, "fork of the compiler");
	if (pid == 0) {
		close(JAIL_FD_RECORD);
		execute(s->page, c, false, compilers);
	}
	/* Out of the reach of whatever runs in there. */
	munmap(s->page, sizeof *s->page);
	do
		ended = waitpid(pid, &status, __WALL);
	while (ended < 0 && errno == EINTR);
	if (ended != pid)
		break_off();
	if (WIFSIGNALED(status))
		_exit(SIGNALLED + WTERMSIG(status));
	if (WEXITSTATUS(status) == 0)
		keep_made();
	_exit(WEXITSTATUS(status));
}

void jail_native_serve(void)
{
	static struct jail_server server = { .socket = JAIL_FD_SOCKET,
					     .native = true };
	static struct command command;

	jail_bound_capabilities(); /* else a jail has a namespace that does */
	if (jail_filter_load(&server.filter) < 0) {
		dprintf(STDERR_FILENO, "reading the filter: %s\n",
			strerror(errno));
		_exit(1);
	}
	if (jail_serve(&server) != JAIL_ROLE_PROGRAM)
		_exit(0); /* momus is gone; no zygote is asked of this one */
	read_command(&server, &command);
	write_file(&server, &command);
	if (server.request.flags & JAIL_RECORD)
		compile(&server, &command);
	execute(server.page, &command, true, environment);
}
