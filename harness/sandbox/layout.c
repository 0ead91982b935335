/* layout.c - see layout.h */
#include "config.h"

#include "sandbox/layout.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/paths.h"
#include "momus/buffer.h"

enum { ARGS_MAX = 8 };

int momus_layout_helpers(struct momus_layout_helpers *h,
			 struct momus_error *err)
{
	int rc;

	memset(h, 0, sizeof *h);
	rc = momus_paths_resource("sandbox/jail/runner.py", &h->runner, err);
	if (rc == MOMUS_OK)
		rc = momus_paths_helper("_momusjail.so", &h->jail, err);
	if (rc == MOMUS_OK)
		rc = momus_paths_helper("_momusvalue.so", &h->value, err);
	if (rc == MOMUS_OK)
		rc = momus_paths_helper("momus-jail", &h->program, err);
	if (rc < 0)
		momus_layout_helpers_release(h);
	return rc;
}

void momus_layout_helpers_release(struct momus_layout_helpers *h)
{
	free(h->runner);
	free(h->jail);
	free(h->value);
	free(h->program);
	memset(h, 0, sizeof *h);
}

static int read_all(int fd, struct momus_buffer *b)
{
	char part[65536];
	ssize_t n;

	while ((n = read(fd, part, sizeof part)) > 0 ||
	       (n < 0 && errno == EINTR))
		if (n > 0)
			momus_buffer_add(
				b, (struct momus_text){ part, (size_t)n });
	return n < 0 || b->failed ? -1 : 0;
}

/* What the script says. */
static int ask(const struct momus_layout_question *q, const char *script,
	       struct momus_buffer *b, struct momus_error *err)
{
	char *argv[4 + ARGS_MAX + 1] = { (char *)(uintptr_t)q->python, "-s",
					 "-P", (char *)(uintptr_t)script };
	char *const env[] = { "PATH=/usr/bin:/bin", "LANG=C.UTF-8", NULL };
	posix_spawn_file_actions_t actions;
	int ends[2], status = 0, rc;
	pid_t pid;

	for (int i = 0; q->args && q->args[i] && i < ARGS_MAX; i++)
		argv[4 + i] = (char *)(uintptr_t)q->args[i];
	if (pipe2(ends, O_CLOEXEC) < 0)
		return momus_fail(err, MOMUS_EIO, "pipe2: %m");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	rc = posix_spawn(&pid, q->python, &actions, NULL, argv, env);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	if (rc == 0) {
		rc = read_all(ends[0], b);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	} else {
		errno = rc;
	}
	close(ends[0]);
	if (rc == 0 && status == 0 && b->len > 0)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EIO,
			  "%s cannot say which files %s needs (status %d); "
			  "configure PYTHON as an interpreter of version 3.11 "
			  "or later",
			  q->python, q->program, status);
}

/* The cache's name: all that the answer depends on, but for the libraries. */
static char *cache_path(const struct momus_layout_question *q,
			const char *script)
{
	char *folder = NULL, *path = NULL;
	struct stat a, b;

	if (stat(q->program, &a) < 0 || stat(script, &b) < 0 ||
	    momus_paths_cache(&folder, NULL) < 0)
		return NULL;
	if (asprintf(&path, "%s/%s-%llx-%llx-%llx-%llx-%llx", folder, q->cache,
		     (unsigned long long)a.st_dev, (unsigned long long)a.st_ino,
		     (unsigned long long)a.st_mtime,
		     (unsigned long long)b.st_mtime,
		     (unsigned long long)b.st_size) < 0)
		path = NULL;
	free(folder);
	return path;
}

/* Whether every file that TEXT copies is still there. */
static bool is_fresh(const struct momus_buffer *b)
{
	struct momus_text rest = momus_buffer_text(b), line;
	char path[PATH_MAX];

	while (momus_text_line(&rest, &line)) {
		const char *tab = memchr(line.ptr, '\t', line.len);
		size_t n = tab ? (size_t)(tab - line.ptr) : 0;

		if (line.len > 8 && memcmp(line.ptr, "#missing", 8) == 0)
			return false; /* it may be there by now */
		if (n == 0 || *line.ptr != '/' || n >= sizeof path)
			continue;
		memcpy(path, line.ptr, n);
		path[n] = '\0';
		if (access(path, R_OK) < 0)
			return false;
	}
	return b->len > 0;
}

int momus_layout_own(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		       st.st_uid == geteuid() && !(st.st_mode & 0022)))
		return fd;
	close(fd);
	return -1;
}

static bool from_cache(const char *path, struct momus_buffer *b)
{
	int fd = path ? momus_layout_own(path) : -1;
	bool ok;

	if (fd < 0)
		return false;
	ok = read_all(fd, b) == 0 && is_fresh(b);
	close(fd);
	if (!ok)
		momus_buffer_reset(b);
	return ok;
}

/* A cache that cannot be written costs a tenth of a second each time. */
static void to_cache(const char *path, const struct momus_buffer *b)
{
	char *temporary = NULL;
	int fd = -1;

	if (!path || asprintf(&temporary, "%s-%d", path, (int)getpid()) < 0)
		return;
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd >= 0) {
		bool ok = write(fd, b->ptr, b->len) == (ssize_t)b->len;

		close(fd);
		if (!ok || rename(temporary, path) < 0)
			unlink(temporary);
	}
	free(temporary);
}

int momus_layout_file(const struct momus_buffer *b, int *fd,
		      struct momus_error *err)
{
	size_t done = 0;

	*fd = memfd_create("layout", MFD_CLOEXEC);
	while (*fd >= 0 && done < b->len) {
		ssize_t n = write(*fd, b->ptr + done, b->len - done);

		if (n <= 0)
			break;
		done += (size_t)n;
	}
	if (*fd >= 0 && done == b->len && lseek(*fd, 0, SEEK_SET) == 0)
		return MOMUS_OK;
	if (*fd >= 0)
		close(*fd);
	return momus_fail(err, MOMUS_EIO, "the layout of the jail: %m");
}

int momus_layout_ask(const struct momus_layout_question *q,
		     struct momus_buffer *b, struct momus_error *err)
{
	char *script = NULL, *cache;
	int rc = momus_paths_resource(q->script, &script, err);

	if (rc < 0)
		return rc;
	cache = cache_path(q, script);
	if (!from_cache(cache, b)) {
		rc = ask(q, script, b, err);
		if (rc == MOMUS_OK)
			to_cache(cache, b);
	}
	free(script);
	free(cache);
	return rc;
}

int momus_layout_open(const char *python, int *fd, struct momus_error *err)
{
	struct momus_layout_question q = { .python = python,
					   .script = "sandbox/layout.py",
					   .program = python,
					   .cache = "layout" };
	struct momus_layout_helpers h;
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, MOMUS_LAYOUT_LIMIT);
	rc = momus_layout_helpers(&h, err);
	if (rc == MOMUS_OK)
		rc = momus_layout_ask(&q, &b, err);
	if (rc == MOMUS_OK) {
		momus_buffer_printf(&b,
				    "%s\t" MOMUS_LAYOUT_RUNNER
				    "\n%s\t" MOMUS_LAYOUT_JAIL
				    "\n%s\t" MOMUS_LAYOUT_VALUE "\n",
				    h.runner, h.jail, h.value);
		rc = momus_buffer_check(&b, "the layout of the jail", err);
	}
	if (rc == MOMUS_OK)
		rc = momus_layout_file(&b, fd, err);
	momus_buffer_release(&b);
	momus_layout_helpers_release(&h);
	return rc;
}
