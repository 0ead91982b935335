/* store-kill.c - a writer killed at any moment loses nothing it acknowledged */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"
#include "unit/made-run.h"

enum { KILLS = 200 };

/* SIGKILL takes no page from the system's cache, so the test need not wait for
 * the disk. */
static int no_fsync(void *self, int fd)
{
	(void)self;
	(void)fd;
	return 0;
}

static void tell(void *arg, size_t i)
{
	unsigned char byte = (unsigned char)i;

	if (write(*(int *)arg, &byte, 1) != 1)
		_exit(3);
}

static int open_store(struct momus_store **out, const char *path,
		      const struct momus_files *files, struct momus_error *err)
{
	struct momus_store_problem problems[MADE_PROBLEMS];
	struct momus_store_head head = made_head(0, 1);
	int rc = momus_store_resume(out, path, &head, files, err);

	if (rc != MOMUS_ENOTFOUND)
		return rc;
	err->text[0] = '\0';
	return momus_store_create(out, path, &head, problems,
				  made_problems(0, 1, problems), files, err);
}

/* Writes what is missing; says on PIPE which nodes are safe. */
static void writer(const char *path, uint64_t seed, int pipe)
{
	struct momus_files files = *momus_files_real();
	struct momus_error err = { "" };
	struct momus_store *store;
	int rc;

	files.fsync = no_fsync;
	rc = open_store(&store, path, &files, &err);
	if (rc == MOMUS_OK) {
		momus_store_set_checkpoint(store, 8192);
		rc = made_put(store, 0, 1, seed, 1 + seed % 5, tell, &pipe,
			      &err);
		if (rc == MOMUS_OK)
			rc = momus_store_close(store, true, &err);
	}
	if (rc < 0)
		fprintf(stderr, "# %s\n", err.text);
	_exit(rc < 0 ? 1 : 0);
}

/* Runs a writer for at most US microseconds (0: to its end); adds what it
 * acknowledged to SAFE.  Whether it was killed. */
static bool strike(const char *path, uint64_t seed, useconds_t us, bool *safe)
{
	unsigned char said[MADE_NODES];
	int ends[2], status;
	ssize_t n;
	pid_t pid;

	CHECK(pipe(ends) == 0);
	fflush(stdout);
	pid = fork();
	CHECK(pid >= 0);
	if (pid == 0) {
		close(ends[0]);
		writer(path, seed, ends[1]);
	}
	close(ends[1]);
	if (us) {
		usleep(us);
		kill(pid, SIGKILL);
	}
	CHECK(waitpid(pid, &status, 0) == pid);
	while ((n = read(ends[0], said, sizeof said)) > 0)
		for (ssize_t i = 0; i < n; i++)
			safe[said[i]] = true;
	close(ends[0]);
	CHECK(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	return WIFSIGNALED(status);
}

/* Whether every node in SAFE is in the store at PATH. */
static void check_safe(const char *path, const bool *safe)
{
	struct momus_error err = { "" };
	struct momus_store *store;
	struct momus_node n;
	bool any = false;

	for (size_t i = 0; i < MADE_NODES; i++)
		any |= safe[i];
	if (!any)
		return;
	CHECK_INT(open_store(&store, path, NULL, &err), 0);
	for (size_t i = 0; i < MADE_NODES; i++) {
		if (!safe[i])
			continue;
		n = made_node(i, 1);
		CHECK(momus_store_find(store, n.problem, n.turn, n.kind,
				       n.branch, n.vote, NULL));
	}
	momus_store_abandon(store);
}

static void sweep(const char *path)
{
	static const char *const suffixes[] = { "", ".journal", ".lock", ".tmp",
						".journal.tmp" };
	char name[200];

	for (size_t i = 0; i < 5; i++) {
		snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
		unlink(name);
	}
}

TEST(a_run_killed_200_times_equals_the_unbroken_one)
{
	char folder[] = "/tmp/momus-kill-XXXXXX", path[100];
	struct momus_error err = { "" };
	bool safe[MADE_NODES];
	char *want = NULL, *got;
	int kills = 0;
	bool killed;

	CHECK(mkdtemp(folder) != NULL);
	snprintf(path, sizeof path, "%s/run.h5", folder);
	srandom(1);
	for (uint64_t round = 0; kills < KILLS; round++) {
		memset(safe, 0, sizeof safe);
		do {
			killed = strike(path, round,
					want ? 1 + (useconds_t)random() % 12000
					     : 0,
					safe);
			kills += killed;
			if (killed && kills % 8 == 0)
				check_safe(path, safe);
		} while (killed);
		got = made_export(path, &err);
		CHECK_STR(err.text, "");
		if (want)
			CHECK_STR(got, want);
		else
			want = strdup(got);
		free(got);
		sweep(path);
	}
	free(want);
	rmdir(folder);
}

TAP_MAIN
