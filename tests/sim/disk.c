/* disk.c - see disk.h: the file calls, and when they fail */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/disk.h"

const char *const sim_call_names[SIM_CALLS] = { "open",	  "write",
						"pwrite", "pread",
						"fsync",  "ftruncate",
						"rename", "copying of a file" };

static const struct momus_files *real(void)
{
	return momus_files_real();
}

/* Whether this call is to fail; errno is set then. */
static bool fails(struct sim_disk *d, enum sim_call call)
{
	const struct sim_disk_fault *f = &d->plan.fault;
	uint64_t n = ++d->seen[call];

	if (!f->at || f->which != call || n < f->at ||
	    (n > f->at && !f->for_good))
		return false;
	if (!d->struck)
		sim_trace(d->trace, "disk: %s number %llu fails: %s",
			  sim_call_names[call], (unsigned long long)n,
			  strerror(f->error));
	d->struck = true;
	errno = f->error;
	return true;
}

void sim_disk_die(struct sim_disk *d)
{
	if (d->dead)
		return;
	d->dead = true;
	sim_trace(d->trace, "disk: the process dies at change %llu",
		  (unsigned long long)d->changes);
	if (d->died)
		d->died(d->arg);
}

/* Counts a change of the disk.  False if the process is dead, or dies here:
 * nothing must be done then, but perhaps a part of a write (*PART of it). */
static bool alive(struct sim_disk *d, size_t *part)
{
	if (part)
		*part = 0;
	if (!d->dead && ++d->changes == d->plan.die_at) {
		if (part)
			*part = 1;
		sim_disk_die(d);
	}
	if (d->dead)
		errno = EIO;
	return !d->dead;
}

static int disk_open(void *self, const char *path, int flags, mode_t mode)
{
	struct sim_disk *d = self;
	bool changes = flags & (O_CREAT | O_TRUNC);
	struct stat st;
	bool there = stat(path, &st) == 0;
	int fd;

	if (fails(d, SIM_OPEN) || (changes && !alive(d, NULL)))
		return -1;
	fd = real()->open(NULL, path, flags, mode);
	if (fd >= 0 && d->keeps)
		sim_shadow_open(&d->shadow, fd, path, !there && flags & O_CREAT,
				flags & O_TRUNC);
	return fd;
}

/* How many of LEN bytes a write takes, when not all. */
static size_t some(struct sim_disk *d, size_t len)
{
	return (size_t)momus_stream_below(&d->stream, len + 1);
}

static void touched(struct sim_disk *d, int fd, off_t end, ssize_t n)
{
	if (n > 0 && d->keeps && end >= n)
		sim_shadow_touch(&d->shadow, fd, (size_t)(end - n),
				 (size_t)end);
}

static ssize_t disk_write(void *self, int fd, const void *bytes, size_t len)
{
	struct sim_disk *d = self;
	bool fault = fails(d, SIM_WRITE), ok;
	int error = errno;
	size_t torn;
	ssize_t n;

	ok = alive(d, &torn) && !fault;
	if (!ok && !fault)
		error = errno;
	if (!ok) /* a full disk takes a part first, and so does a death */
		len = fault || torn ? some(d, len) : 0;
	else if (d->plan.short_writes > 0 && len > 1 &&
		 momus_stream_real(&d->stream) < d->plan.short_writes)
		len = 1 + some(d, len - 1);
	n = len ? real()->write(NULL, fd, bytes, len) : 0;
	touched(d, fd, lseek(fd, 0, SEEK_CUR), n);
	errno = error;
	return ok ? n : -1;
}

static ssize_t disk_pwrite(void *self, int fd, const void *bytes, size_t len,
			   off_t at)
{
	struct sim_disk *d = self;
	bool fault = fails(d, SIM_PWRITE), ok;
	int error = errno;
	size_t torn;
	ssize_t n;

	ok = alive(d, &torn) && !fault;
	if (!ok && !fault)
		error = errno;
	if (!ok)
		len = fault || torn ? some(d, len) : 0;
	n = len ? real()->pwrite(NULL, fd, bytes, len, at) : 0;
	touched(d, fd, at + n, n);
	errno = error;
	return ok ? n : -1;
}

static ssize_t disk_pread(void *self, int fd, void *bytes, size_t len, off_t at)
{
	return fails(self, SIM_PREAD) ? -1
				      : real()->pread(NULL, fd, bytes, len, at);
}

static int disk_fsync(void *self, int fd)
{
	struct sim_disk *d = self;

	if (fails(d, SIM_FSYNC) || !alive(d, NULL))
		return -1;
	if (d->keeps && !d->lies)
		sim_shadow_sync(&d->shadow, fd);
	return 0;
}

static int disk_ftruncate(void *self, int fd, off_t len)
{
	struct sim_disk *d = self;

	if (fails(d, SIM_FTRUNCATE) || !alive(d, NULL))
		return -1;
	if (d->keeps)
		sim_shadow_touch(&d->shadow, fd, (size_t)len, (size_t)len);
	return real()->ftruncate(NULL, fd, len);
}

static int disk_rename(void *self, const char *from, const char *to)
{
	struct sim_disk *d = self;
	int rc;

	if (fails(d, SIM_RENAME) || !alive(d, NULL))
		return -1;
	rc = real()->rename(NULL, from, to);
	if (rc == 0 && d->keeps)
		sim_shadow_rename(&d->shadow, from, to);
	return rc;
}

static int disk_unlink(void *self, const char *path)
{
	struct sim_disk *d = self;
	int rc;

	if (!alive(d, NULL))
		return -1;
	rc = real()->unlink(NULL, path);
	if (rc == 0 && d->keeps)
		sim_shadow_unlink(&d->shadow, path);
	return rc;
}

static int disk_close(void *self, int fd)
{
	struct sim_disk *d = self;

	if (d->keeps)
		sim_shadow_close(&d->shadow, fd);
	return real()->close(NULL, fd);
}

static int disk_copy(void *self, int from, int to)
{
	struct sim_disk *d = self;
	struct stat st;

	if (fails(d, SIM_COPY) || !alive(d, NULL) ||
	    real()->copy(NULL, from, to))
		return -1;
	if (d->keeps && fstat(to, &st) == 0)
		sim_shadow_touch(&d->shadow, to, 0, (size_t)st.st_size);
	return 0;
}

int sim_disk_init(struct sim_disk *d, bool keeps, struct sim_trace *trace)
{
	const char *tmp = getenv("TMPDIR");

	memset(d, 0, sizeof *d);
	if (!tmp)
		tmp = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	if (asprintf(&d->folder, "%s/momus-sim-XXXXXX", tmp) < 0)
		abort();
	if (!mkdtemp(d->folder)) {
		free(d->folder);
		d->folder = NULL;
		return -1;
	}
	if (asprintf(&d->cache, "%s/cache", d->folder) < 0)
		abort();
	sim_shadow_init(&d->shadow);
	d->keeps = keeps;
	d->trace = trace;
	d->files = (struct momus_files){
		d,	     disk_open,	 disk_write,	 disk_pread,
		disk_pwrite, disk_fsync, disk_ftruncate, disk_rename,
		disk_unlink, disk_close, disk_copy
	};
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	remove(path);
	return 0;
}

void sim_folder_remove(const char *folder)
{
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

void sim_disk_release(struct sim_disk *d)
{
	if (d->folder)
		sim_folder_remove(d->folder);
	free(d->folder);
	free(d->cache);
	d->folder = d->cache = NULL;
	sim_shadow_release(&d->shadow);
}

void sim_disk_session(struct sim_disk *d, const struct sim_disk_plan *plan,
		      struct momus_stream stream)
{
	d->plan = *plan;
	d->stream = stream;
	d->changes = 0;
	memset(d->seen, 0, sizeof d->seen);
	d->struck = d->dead = false;
}

void sim_disk_lose(struct sim_disk *d, enum sim_loss loss)
{
	sim_trace(d->trace, "disk: the machine %s", sim_loss_names[loss]);
	if (d->keeps)
		sim_shadow_lose(&d->shadow, loss, &d->stream);
}
