/* refcache.c - see refcache.h */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/hash.h"
#include "host/paths.h"
#include "momus/log.h"
#include "run/refcache.h"

enum {
	NAME = 33,	/* of an id: 32 hex digits and NUL */
	FILE_NAME = 80, /* NAME-CRC-LENGTH */
	BLOCK = 1 << 16,
};

struct momus_refcache {
	int folder;	/* descriptor; -1: none, references stay in memory */
	uint64_t count; /* of temporary names */
};

/* Opens PARENT/NAME, made if missing; closes PARENT.  -1 and errno. */
static int enter(int parent, const char *name)
{
	int fd = -1;

	if (parent >= 0 &&
	    (mkdirat(parent, name, 0777) == 0 || errno == EEXIST))
		fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent >= 0)
		close(parent);
	return fd;
}

/* What stands in names of folders: all else than letters becomes '_'. */
static void plain(char *text)
{
	for (; *text; text++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW"
			    "XYZ0123456789.-",
			    *text))
			*text = '_';
}

static int open_folder(const struct momus_refcache_key *key,
		       struct momus_error *err)
{
	char *top = NULL, name[256];
	int fd;

	snprintf(name, sizeof name, "%s-%s-%s", key->task, key->version,
		 key->grader);
	plain(name);
	if (!key->folder && momus_paths_cache(&top, err) < 0)
		return -1;
	fd = open(key->folder ? key->folder : top,
		  O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fd = enter(fd, "references");
	fd = enter(fd, key->dataset_sha256);
	fd = enter(fd, name);
	if (fd < 0)
		momus_fail(err, MOMUS_EIO, "%s: %m",
			   key->folder ? key->folder : top);
	free(top);
	return fd;
}

int momus_refcache_open(struct momus_refcache **out,
			const struct momus_refcache_key *key,
			struct momus_error *err)
{
	struct momus_refcache *c = calloc(1, sizeof *c);
	struct momus_error why = { "" };

	if (!c)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	c->folder = open_folder(key, &why);
	if (c->folder < 0)
		momus_log(MOMUS_LOG_WARNING, "grader",
			  "no cache: reference outputs are computed for this "
			  "run alone (%s)",
			  why.text);
	*out = c;
	return MOMUS_OK;
}

void momus_refcache_close(struct momus_refcache *c)
{
	if (c && c->folder >= 0)
		close(c->folder);
	free(c);
}

static void name_of(struct momus_text id, char out[NAME])
{
	uint8_t digest[32];
	char hex[65];

	momus_sha256(id, digest);
	momus_hex(digest, hex);
	memcpy(out, hex, NAME - 1);
	out[NAME - 1] = '\0';
}

/* CRC-32C of the SIZE bytes of FD; false if they cannot be read. */
static bool checksum(int fd, uint64_t size, uint32_t *crc)
{
	static const size_t most = BLOCK;
	char *block = malloc(most);
	uint64_t at = 0;
	ssize_t n = 1;

	*crc = 0;
	while (block && at < size && n > 0) {
		n = pread(fd, block, most, (off_t)at);
		if (n > 0) {
			*crc = momus_crc32c(
				*crc, (struct momus_text){ block, (size_t)n });
			at += (uint64_t)n;
		}
	}
	free(block);
	return at == size;
}

/* Opens FILE, which its own name describes. */
static int open_checked(const struct momus_refcache *c, const char *file,
			const char *name)
{
	int fd = openat(c->folder, file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	uint32_t crc = 0;
	char is[FILE_NAME];
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    checksum(fd, (uint64_t)st.st_size, &crc)) {
		snprintf(is, sizeof is, "%s-%08" PRIx32 "-%ju", name, crc,
			 (uintmax_t)st.st_size);
		if (st.st_size && strcmp(is, file) == 0)
			return fd;
	}
	close(fd);
	return -1;
}

int momus_refcache_find(struct momus_refcache *c, struct momus_text id)
{
	char name[NAME], file[FILE_NAME];
	ssize_t n;
	int fd;

	if (c->folder < 0)
		return -1;
	name_of(id, name);
	n = readlinkat(c->folder, name, file, sizeof file - 1);
	if (n < 0)
		return -1;
	file[n] = '\0';
	fd = strchr(file, '/') ? -1 : open_checked(c, file, name);
	if (fd < 0) {
		momus_log(MOMUS_LOG_WARNING, "grader",
			  "the cached reference of %.*s is damaged and is "
			  "computed anew",
			  (int)id.len, id.ptr);
		unlinkat(c->folder, name, 0);
		if (!strchr(file, '/'))
			unlinkat(c->folder, file, 0);
	}
	return fd;
}

int momus_refcache_begin(struct momus_refcache *c, int *fd,
			 struct momus_error *err)
{
	*fd = -1;
	if (c->folder >= 0)
		*fd = openat(c->folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC,
			     0666);
	if (*fd < 0)
		*fd = memfd_create("momus-reference", MFD_CLOEXEC);
	if (*fd < 0)
		return momus_fail(err, MOMUS_EIO,
				  "a file for reference outputs cannot be "
				  "made: %m");
	return MOMUS_OK;
}

/* Copies the SIZE bytes of FROM to TO; false with errno. */
static bool copy(int from, int to, uint64_t size)
{
	static const size_t most = BLOCK;
	char *block = malloc(most);
	uint64_t at = 0;

	while (block && at < size) {
		ssize_t n = pread(from, block, most, (off_t)at);

		if (n <= 0 || write(to, block, (size_t)n) != n)
			break;
		at += (uint64_t)n;
	}
	free(block);
	return at == size;
}

/* Makes LINK point to FILE, in one step for whoever looks. */
static bool point(const struct momus_refcache *c, const char *link,
		  const char *file, const char *temporary)
{
	if (symlinkat(file, c->folder, temporary) < 0)
		return false;
	if (renameat(c->folder, temporary, c->folder, link) == 0)
		return true;
	unlinkat(c->folder, temporary, 0);
	return false;
}

static bool keep(struct momus_refcache *c, struct momus_text id, int from,
		 char file[FILE_NAME])
{
	char name[NAME], temporary[64];
	uint32_t crc;
	struct stat st;
	bool done = false;
	int to;

	if (fstat(from, &st) < 0 || !st.st_size ||
	    !checksum(from, (uint64_t)st.st_size, &crc))
		return false;
	name_of(id, name);
	snprintf(file, FILE_NAME, "%s-%08" PRIx32 "-%ju", name, crc,
		 (uintmax_t)st.st_size);
	snprintf(temporary, sizeof temporary, ".new-%ld-%" PRIu64,
		 (long)getpid(), c->count++);
	to = openat(c->folder, temporary,
		    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (to < 0)
		return false;
	done = copy(from, to, (uint64_t)st.st_size) && fsync(to) == 0;
	done = close(to) == 0 && done;
	done = done && renameat(c->folder, temporary, c->folder, file) == 0;
	if (!done)
		unlinkat(c->folder, temporary, 0);
	return done && point(c, name, file, temporary);
}

int momus_refcache_publish(struct momus_refcache *c, struct momus_text id,
			   int fd, bool *kept)
{
	char file[FILE_NAME];
	int own = -1;

	*kept = false;
	if (c->folder < 0)
		return fd;
	if (keep(c, id, fd, file))
		own = openat(c->folder, file, O_RDONLY | O_CLOEXEC);
	else
		momus_log(MOMUS_LOG_WARNING, "grader",
			  "the reference of %.*s is not kept: %m", (int)id.len,
			  id.ptr);
	if (own < 0)
		return fd;
	*kept = true;
	close(fd);
	return own;
}
