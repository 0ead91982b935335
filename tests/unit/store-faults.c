/* store-faults.c - each file call of a short run fails once, or from then on */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"
#include "unit/made-run.h"

enum call { OPEN, WRITE, PREAD, PWRITE, FSYNC, FTRUNCATE, RENAME, COPY, CALLS };

struct faults {
	enum call which;
	size_t at;     /* the call that fails, from 1; 0: none */
	bool for_good; /* and all that follow */
	int error;
	size_t seen[CALLS];
	bool struck;
};

static bool fails(struct faults *f, enum call call)
{
	size_t n = ++f->seen[call];

	if (call != f->which || !f->at || n < f->at ||
	    (n > f->at && !f->for_good))
		return false;
	f->struck = true;
	errno = f->error;
	return true;
}

static const struct momus_files *real(void)
{
	return momus_files_real();
}

static int f_open(void *self, const char *path, int flags, mode_t mode)
{
	return fails(self, OPEN) ? -1 : real()->open(NULL, path, flags, mode);
}

/* A full disk takes a part first. */
static ssize_t f_write(void *self, int fd, const void *bytes, size_t len)
{
	if (!fails(self, WRITE))
		return real()->write(NULL, fd, bytes, len);
	if (len > 9 && real()->write(NULL, fd, bytes, len / 2) < 0)
		return -1;
	errno = ((struct faults *)self)->error;
	return -1;
}

static ssize_t f_pread(void *self, int fd, void *bytes, size_t len, off_t at)
{
	return fails(self, PREAD) ? -1
				  : real()->pread(NULL, fd, bytes, len, at);
}

static ssize_t f_pwrite(void *self, int fd, const void *bytes, size_t len,
			off_t at)
{
	return fails(self, PWRITE) ? -1
				   : real()->pwrite(NULL, fd, bytes, len, at);
}

static int f_fsync(void *self, int fd)
{
	(void)fd;
	return fails(self, FSYNC) ? -1 : 0;
}

static int f_ftruncate(void *self, int fd, off_t len)
{
	return fails(self, FTRUNCATE) ? -1 : real()->ftruncate(NULL, fd, len);
}

static int f_rename(void *self, const char *from, const char *to)
{
	return fails(self, RENAME) ? -1 : real()->rename(NULL, from, to);
}

static int f_copy(void *self, int from, int to)
{
	return fails(self, COPY) ? -1 : real()->copy(NULL, from, to);
}

static int f_unlink(void *self, const char *path)
{
	(void)self;
	return real()->unlink(NULL, path);
}

static int f_close(void *self, int fd)
{
	(void)self;
	return real()->close(NULL, fd);
}

static struct momus_files failing(struct faults *f)
{
	return (struct momus_files){ f,	       f_open,	f_write,     f_pread,
				     f_pwrite, f_fsync, f_ftruncate, f_rename,
				     f_unlink, f_close, f_copy };
}

static char folder[64], path[100];
static char *wanted; /* the undisturbed run */

static void sweep(void)
{
	static const char *const suffixes[] = { "", ".journal", ".lock", ".tmp",
						".journal.tmp" };
	char name[200];

	for (size_t i = 0; i < 5; i++) {
		snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
		unlink(name);
	}
}

static void note(void *arg, size_t i)
{
	((bool *)arg)[i] = true;
}

/* One session of a writer: create or resume, put what is missing, close. */
static int session(const struct momus_files *files, bool *safe,
		   struct momus_error *err)
{
	struct momus_store_problem problems[MADE_PROBLEMS];
	struct momus_store_head head = made_head(0, 1);
	struct momus_store *store;
	int rc = momus_store_resume(&store, path, &head, files, err);

	if (rc == MOMUS_ENOTFOUND) {
		err->text[0] = '\0';
		rc = momus_store_create(&store, path, &head, problems,
					made_problems(0, 1, problems), files,
					err);
	}
	if (rc < 0)
		return rc;
	momus_store_set_checkpoint(store, 40000);
	rc = made_put(store, 0, 1, 1, 20, note, safe, err);
	if (rc < 0) {
		momus_store_close(store, false, NULL);
		return rc;
	}
	return momus_store_close(store, true, err);
}

static void check_safe(const bool *safe)
{
	struct momus_store_head head = made_head(0, 1);
	struct momus_error err = { "" };
	struct momus_store *store;
	struct momus_node n;
	bool any = false;

	for (size_t i = 0; i < MADE_NODES; i++)
		any |= safe[i];
	if (!any)
		return;
	momus_store_resume(&store, path, &head, NULL, &err);
	CHECK_STR(err.text, "");
	for (size_t i = 0; i < MADE_NODES; i++) {
		if (!safe[i])
			continue;
		n = made_node(i, 1);
		CHECK(momus_store_find(store, n.problem, n.turn, n.kind,
				       n.branch, n.vote, NULL));
	}
	momus_store_abandon(store);
}

/* After a failure: nothing acknowledged is lost, and a writer without faults
 * brings the run to its end. */
static void check_recovery(const bool *safe)
{
	struct momus_files quick = *real();
	struct faults none = { .at = 0 };
	struct momus_error err = { "" };
	bool ignored[MADE_NODES];
	char *got;

	check_safe(safe);
	quick = failing(&none);
	session(&quick, ignored, &err);
	CHECK_STR(err.text, "");
	got = made_export(path, &err);
	CHECK_STR(err.text, "");
	CHECK_STR(got, wanted);
	free(got);
	sweep();
}

static void start(void)
{
	struct faults none = { .at = 0 };
	struct momus_files files = failing(&none);
	struct momus_error err = { "" };
	bool safe[MADE_NODES] = { false };

	if (wanted)
		return;
	snprintf(folder, sizeof folder, "/tmp/momus-faults-XXXXXX");
	CHECK(mkdtemp(folder) != NULL);
	snprintf(path, sizeof path, "%s/run.h5", folder);
	session(&files, safe, &err);
	CHECK_STR(err.text, "");
	wanted = made_export(path, &err);
	CHECK_STR(err.text, "");
	sweep();
}

/* Fails call number 1, 2, … of kind WHICH until a session makes fewer. */
static void each(enum call which, int error, bool for_good)
{
	struct faults f;
	struct momus_files files;
	struct momus_error err;
	bool safe[MADE_NODES];
	size_t n = 1;
	int rc;

	start();
	for (;; n++) {
		f = (struct faults){ which, n, for_good, error, { 0 }, false };
		files = failing(&f);
		memset(safe, 0, sizeof safe);
		err.text[0] = '\0';
		rc = session(&files, safe, &err);
		if (!f.struck)
			break;
		CHECK((rc < 0) == (err.text[0] != '\0'));
		CHECK(rc == 0 || strstr(err.text, path));
		check_recovery(safe);
	}
	CHECK_STR(err.text, "");
	CHECK(n > 1); /* the call was made at all */
	sweep();
}

TEST(a_failure_to_open_any_file_loses_nothing)
{
	each(OPEN, EMFILE, false);
}

TEST(a_journal_write_that_fails_once_loses_nothing)
{
	each(WRITE, EIO, false);
}

TEST(a_disk_that_is_full_from_some_journal_write_on_loses_nothing)
{
	each(WRITE, ENOSPC, true);
}

TEST(an_hdf5_write_that_fails_once_loses_nothing)
{
	each(PWRITE, EIO, false);
}

TEST(a_disk_that_is_full_from_some_hdf5_write_on_loses_nothing)
{
	each(PWRITE, ENOSPC, true);
}

TEST(a_read_that_fails_loses_nothing)
{
	each(PREAD, EIO, false);
}

TEST(an_fsync_that_fails_loses_nothing)
{
	each(FSYNC, EIO, false);
}

TEST(a_truncation_that_fails_loses_nothing)
{
	each(FTRUNCATE, EIO, false);
}

TEST(a_rename_that_fails_loses_nothing)
{
	each(RENAME, EACCES, false);
}

TEST(a_copy_that_fails_loses_nothing)
{
	each(COPY, ENOSPC, false);
}

/* In a child whose files may not grow past BYTES. */
static int session_with_limit(rlim_t bytes, struct momus_error *err)
{
	struct rlimit limit = { bytes, bytes };
	bool safe[MADE_NODES];
	int ends[2], status;
	ssize_t n;
	pid_t pid;

	CHECK(pipe(ends) == 0);
	fflush(stdout);
	pid = fork();
	CHECK(pid >= 0);
	if (pid == 0) {
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		status = session(real(), safe, err) < 0;
		n = write(ends[1], err->text, strlen(err->text) + 1);
		_exit(n < 0 ? 2 : status);
	}
	close(ends[1]);
	n = read(ends[0], err->text, sizeof err->text - 1);
	err->text[n > 0 ? n : 0] = '\0';
	close(ends[0]);
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(WIFEXITED(status));
	return WEXITSTATUS(status);
}

TEST(a_file_that_may_not_grow_ends_with_a_clear_error_and_an_intact_store)
{
	struct momus_error err = { "" };
	bool none[MADE_NODES] = { false };

	start();
	for (rlim_t kib = 4; kib <= 600; kib += 35) {
		err.text[0] = '\0';
		if (session_with_limit(kib << 10, &err) == 0)
			break;
		CHECK(strstr(err.text, "File too large"));
		check_recovery(none);
	}
	sweep();
}

TEST(a_folder_that_cannot_be_written_is_named)
{
	struct momus_store_problem problems[MADE_PROBLEMS];
	struct momus_store_head head = made_head(0, 1);
	struct momus_error err = { "" };
	struct momus_store *store;
	char inside[200];
	int fd;

	start();
	fd = open(path, O_WRONLY | O_CREAT, 0666); /* a file is no folder */
	CHECK(fd >= 0);
	close(fd);
	snprintf(inside, sizeof inside, "%s/run.h5", path);
	CHECK_INT(momus_store_create(&store, inside, &head, problems,
				     made_problems(0, 1, problems), NULL, &err),
		  MOMUS_EINVAL);
	CHECK(strstr(err.text, inside));
	CHECK(strstr(err.text, "there is no such folder"));
	sweep();
	rmdir(folder);
	free(wanted);
	wanted = NULL;
}

TAP_MAIN
