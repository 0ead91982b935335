/* gnuplot.c - see gnuplot.h */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "reports/plots/gnuplot.h"

enum {
	CHILDREN = 4,	 /* at a time, at most */
	SAID_MOST = 300, /* bytes that are shown of what gnuplot said */
};

static const char *const extensions[] = { "svg", "pdf", "png" };

struct child {
	pid_t pid;	 /* 0: none */
	int pidfd, said; /* a file in memory that takes its stderr */
	double deadline;
	struct momus_plot *plot;
};

struct drawing {
	const char *folder;
	double seconds; /* that one picture may take */
	char program[4096];
	struct momus_plots *plots;
	size_t next, failed;
	char reason[SAID_MOST + 100]; /* of the first that failed */
	struct child children[CHILDREN];
	int most;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The first gnuplot in PATH's absolute folders: the child runs in a folder of
 * its own, where a relative one would mean something else. */
static bool find(char out[4096])
{
	const char *path = getenv("PATH");
	size_t len;

	for (path = path ? path : ""; *path; path += len + (path[len] == ':')) {
		len = strcspn(path, ":");
		if (*path != '/' ||
		    snprintf(out, 4096, "%.*s/gnuplot", (int)len, path) >= 4096)
			continue;
		if (access(out, X_OK) == 0)
			return true;
	}
	return false;
}

static char *path_of(const struct drawing *d, const struct momus_plot *p,
		     const char *extension)
{
	char *path;

	if (asprintf(&path, "%s/figures/%s.%s", d->folder, p->name, extension) <
	    0)
		return NULL;
	return path;
}

static void remove_pictures(const struct drawing *d, const struct momus_plot *p)
{
	for (size_t i = 0; i < 3; i++) {
		char *path = path_of(d, p, extensions[i]);

		if (path)
			unlink(path);
		free(path);
	}
}

static bool has_pictures(const struct drawing *d, const struct momus_plot *p)
{
	struct stat st;
	bool all = true;

	for (size_t i = 0; i < 3; i++) {
		char *path = path_of(d, p, extensions[i]);

		all &= path && stat(path, &st) == 0 && st.st_size > 0;
		free(path);
	}
	return all;
}

static int spawn(const struct drawing *d, struct child *c)
{
	char *figures, script[40];
	char *argv[] = { "gnuplot", "-d", script, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none;
	int rc;

	if (asprintf(&figures, "%s/figures", d->folder) < 0)
		return ENOMEM;
	snprintf(script, sizeof(script), "%s.gp", c->plot->name);
	sigemptyset(&none);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addchdir_np(&actions, figures);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, c->said, 2);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
	rc = posix_spawn(&c->pid, d->program, &actions, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	free(figures);
	return rc;
}

__attribute__((format(printf, 3, 4))) static void fail(
	struct drawing *d, const struct momus_plot *p, const char *fmt, ...)
{
	va_list args;
	int n;

	remove_pictures(d, p);
	if (d->failed++)
		return;
	n = snprintf(d->reason, sizeof(d->reason), "%s.gp: ", p->name);
	va_start(args, fmt);
	vsnprintf(d->reason + n, sizeof(d->reason) - (size_t)n, fmt, args);
	va_end(args);
}

static void start(struct drawing *d, struct child *c)
{
	int rc;

	*c = (struct child){ .plot = &d->plots->list[d->next++],
			     .pidfd = -1,
			     .deadline = now() + d->seconds };
	remove_pictures(d, c->plot);
	c->said = memfd_create("gnuplot", MFD_CLOEXEC);
	rc = c->said < 0 ? errno : spawn(d, c);
	if (rc) {
		c->pid = 0;
		fail(d, c->plot, "gnuplot cannot be started: %s", strerror(rc));
	} else {
		c->pidfd = pidfd_open(c->pid, 0);
	}
	if (rc && c->said >= 0)
		close(c->said);
}

/* The last line that gnuplot said, without what cannot be shown. */
static void last_line(int fd, char out[SAID_MOST + 1])
{
	char tail[2048];
	off_t size = lseek(fd, 0, SEEK_END);
	off_t from =
		size > (off_t)sizeof(tail) ? size - (off_t)sizeof(tail) : 0;
	ssize_t n = pread(fd, tail, sizeof(tail), from);
	struct momus_text rest = { tail, n > 0 ? (size_t)n : 0 }, line, last;
	size_t len = 0;

	last = (struct momus_text){ tail, 0 };
	while (momus_text_line(&rest, &line)) {
		line = momus_text_strip(line);
		if (line.len)
			last = line;
	}
	for (size_t i = 0; i < last.len && len < SAID_MOST; i++)
		if (last.ptr[i] >= 0x20 && last.ptr[i] < 0x7f)
			out[len++] = last.ptr[i];
	out[len] = '\0';
}

static void end(struct drawing *d, struct child *c, bool late)
{
	char said[SAID_MOST + 1];
	int status = 0;

	if (late)
		kill(c->pid, SIGKILL);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	last_line(c->said, said);
	if (late)
		fail(d, c->plot, "gnuplot took more than %g seconds",
		     d->seconds);
	else if (WIFSIGNALED(status))
		fail(d, c->plot, "gnuplot was killed by signal %d",
		     WTERMSIG(status));
	else if (WEXITSTATUS(status))
		fail(d, c->plot, "gnuplot failed: %s",
		     *said ? said : "it did not say why");
	else if (!has_pictures(d, c->plot))
		fail(d, c->plot, "gnuplot left a picture out: %s",
		     *said ? said : "it did not say why");
	else
		c->plot->drawn = true;
	close(c->said);
	if (c->pidfd >= 0)
		close(c->pidfd);
	c->pid = 0;
}

static bool has_ended(const struct child *c)
{
	siginfo_t info = { .si_pid = 0 };

	return waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOHANG | WNOWAIT) <
		       0 ||
	       info.si_pid == c->pid;
}

/* Waits until one of the children has ended or is out of time; looks every now
 * and then at one that a kernel has no descriptor for. */
static void wait_any(struct drawing *d)
{
	struct pollfd fds[CHILDREN];
	double left = d->seconds;

	for (int i = 0; i < CHILDREN; i++) {
		const struct child *c = &d->children[i];

		fds[i] = (struct pollfd){ c->pid ? c->pidfd : -1, POLLIN, 0 };
		if (c->pid && c->deadline - now() < left)
			left = c->deadline - now();
		if (c->pid && c->pidfd < 0 && left > 0.02)
			left = 0.02;
	}
	poll(fds, CHILDREN, left > 0 ? (int)(left * 1000) + 1 : 0);
	for (int i = 0; i < CHILDREN; i++) {
		struct child *c = &d->children[i];

		if (c->pid && has_ended(c))
			end(d, c, false);
		else if (c->pid && now() >= c->deadline)
			end(d, c, true);
	}
}

static void draw_all(struct drawing *d)
{
	bool any;

	do {
		any = false;
		for (int i = 0; i < d->most; i++) {
			struct child *c = &d->children[i];

			while (!c->pid && d->next < d->plots->n)
				start(d, c);
			any |= c->pid != 0;
		}
		if (any)
			wait_any(d);
	} while (any);
}

static int tell(struct drawing *d, bool found, struct momus_error *err)
{
	struct momus_text *out = &d->plots->trouble;
	char *text;
	int n;

	if (!found)
		n = asprintf(&text,
			     "there is no gnuplot in PATH, so the figures are "
			     "not drawn: their scripts and data are in "
			     "figures/, where `gnuplot NAME.gp` draws one");
	else if (d->failed == 1)
		n = asprintf(&text, "a figure is not drawn: %s", d->reason);
	else if (d->failed)
		n = asprintf(&text,
			     "%zu figures are not drawn, the first because %s",
			     d->failed, d->reason);
	else
		return MOMUS_OK;
	if (n >= 0)
		*out = momus_arena_copy(d->plots->arena,
					(struct momus_text){ text, (size_t)n });
	if (n >= 0)
		free(text);
	return out->ptr ? MOMUS_OK
			: momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

int momus_gnuplot_draw(struct momus_plots *p, const char *folder,
		       double seconds, struct momus_error *err)
{
	struct drawing d = { .folder = folder, .seconds = seconds, .plots = p };
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	bool found = find(d.program);
	int rc = MOMUS_OK;

	if (!p->n)
		return MOMUS_OK;
	d.most = cpus < 1 ? 1 : cpus > CHILDREN ? CHILDREN : (int)cpus;
	if (found)
		draw_all(&d);
	for (size_t i = 0; i < p->n && rc == MOMUS_OK; i++) {
		char *path;

		if (!p->list[i].drawn) {
			remove_pictures(&d, &p->list[i]);
			continue;
		}
		path = path_of(&d, &p->list[i], "svg");
		rc = path ? momus_svg_finish(path, &p->list[i], err)
			  : momus_fail(err, MOMUS_ENOMEM, "out of memory");
		free(path);
	}
	return rc == MOMUS_OK ? tell(&d, found, err) : rc;
}
