/* journal.c - the writing end of journal.h */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "core/hash.h"
#include "store/journal.h"
#include "store/record.h"

enum { FLUSH_AT = 1 << 20 }; /* bytes collected before a write */

struct momus_journal {
	const struct momus_files *files; /* borrowed */
	char *path;			 /* owned */
	int fd;
	uint32_t salt;
	uint64_t written; /* bytes given to the system */
	char *buf;	  /* owned */
	size_t used, room;
	bool failed;
};

void momus_journal_free(struct momus_journal *j)
{
	if (!j)
		return;
	if (j->fd >= 0)
		j->files->close(j->files->self, j->fd);
	free(j->path);
	free(j->buf);
	free(j);
}

static struct momus_journal *allocate(const char *path,
				      const struct momus_files *files)
{
	struct momus_journal *j = calloc(1, sizeof *j);

	if (!j)
		return NULL;
	j->files = files;
	j->fd = -1;
	j->path = strdup(path);
	j->room = FLUSH_AT + (FLUSH_AT >> 2);
	j->buf = malloc(j->room);
	if (j->path && j->buf)
		return j;
	momus_journal_free(j);
	return NULL;
}

static int no_memory(const char *path, struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
}

/* Every failure of the file leaves the journal unusable: what the system did
 * with the bytes is unknown. */
static int broken(struct momus_journal *j, const char *what,
		  struct momus_error *err)
{
	int error = errno;

	j->failed = true;
	return momus_fail(err, MOMUS_EIO,
			  "%s: %s: %s; what was acknowledged is safe, go on "
			  "with --resume once there is room",
			  j->path, what, strerror(error));
}

static void header(const struct momus_journal *j, const char *run_id,
		   uint64_t generation, char out[MOMUS_JOURNAL_HEADER])
{
	uint32_t version = MOMUS_JOURNAL_VERSION, crc;

	memset(out, 0, MOMUS_JOURNAL_HEADER);
	memcpy(out, MOMUS_RECORD_FILE_MAGIC, 8);
	memcpy(out + 8, &version, 4);
	memcpy(out + 12, &j->salt, 4);
	memcpy(out + 16, &generation, 8);
	memcpy(out + 24, run_id, strnlen(run_id, 63));
	crc = momus_crc32c(0, (struct momus_text){ out, 92 });
	memcpy(out + 92, &crc, 4);
}

/* Writes the header under a name of its own, then renames: a journal is never
 * without a whole header. */
static int start(struct momus_journal *j, const char *run_id,
		 uint64_t generation, struct momus_error *err)
{
	const struct momus_files *files = j->files;
	char bytes[MOMUS_JOURNAL_HEADER], *tmp = NULL;
	int rc = MOMUS_OK;

	if (asprintf(&tmp, "%s.tmp", j->path) < 0)
		return no_memory(j->path, err);
	header(j, run_id, generation, bytes);
	j->fd = files->open(files->self, tmp, O_RDWR | O_CREAT | O_TRUNC, 0666);
	if (j->fd < 0) {
		rc = broken(j, "cannot create it", err);
		goto out;
	}
	if (momus_files_write(files, j->fd, bytes, sizeof bytes) ||
	    files->fsync(files->self, j->fd) ||
	    files->rename(files->self, tmp, j->path) ||
	    momus_files_sync_folder(files, j->path)) {
		rc = broken(j, "cannot create it", err);
		files->unlink(files->self, tmp);
	}
	j->written = sizeof bytes;
out:
	free(tmp);
	return rc;
}

int momus_journal_create(struct momus_journal **out, const char *path,
			 const char *run_id, uint64_t generation,
			 const struct momus_files *files,
			 struct momus_error *err)
{
	struct momus_journal *j = allocate(path, files);
	int rc;

	*out = NULL;
	if (!j)
		return no_memory(path, err);
	if (getrandom(&j->salt, sizeof j->salt, 0) != sizeof j->salt)
		rc = broken(j, "no random bytes", err);
	else
		rc = start(j, run_id, generation, err);
	if (rc == MOMUS_OK) {
		*out = j;
		j = NULL;
	}
	momus_journal_free(j);
	return rc;
}

int momus_journal_resume(struct momus_journal **out, const char *path,
			 uint32_t salt, uint64_t end,
			 const struct momus_files *files,
			 struct momus_error *err)
{
	struct momus_journal *j = allocate(path, files);
	int rc = MOMUS_OK;

	*out = NULL;
	if (!j)
		return no_memory(path, err);
	j->salt = salt;
	j->written = end;
	j->fd = files->open(files->self, path, O_RDWR | O_APPEND, 0);
	/* The names too: the process before may have been killed between giving
	 * them and making them durable. */
	if (j->fd < 0 || files->ftruncate(files->self, j->fd, (off_t)end) ||
	    files->fsync(files->self, j->fd) ||
	    momus_files_sync_folder(files, path))
		rc = broken(j, "cannot go on with it", err);
	if (rc == MOMUS_OK) {
		*out = j;
		j = NULL;
	}
	momus_journal_free(j);
	return rc;
}

static bool make_room(struct momus_journal *j, size_t more)
{
	char *buf;

	if (more <= j->room - j->used)
		return true;
	buf = realloc(j->buf, j->used + more);
	if (!buf)
		return false;
	j->buf = buf;
	j->room = j->used + more;
	return true;
}

int momus_journal_append(struct momus_journal *j, const struct momus_node *node,
			 uint64_t *at, struct momus_error *err)
{
	size_t len = momus_record_size(node);

	if (j->failed)
		return momus_fail(
			err, MOMUS_EIO,
			"%s: a write failed before; the run cannot go "
			"on",
			j->path);
	if (len > MOMUS_JOURNAL_RECORD)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: a node of problem %u has %zu bytes of "
				  "text; at most %zu can be stored",
				  j->path, node->problem, len,
				  MOMUS_JOURNAL_RECORD);
	if (!make_room(j, len))
		return no_memory(j->path, err);
	momus_record_encode(node, j->salt, j->buf + j->used, len);
	*at = j->written + j->used;
	j->used += len;
	return j->used >= FLUSH_AT ? momus_journal_flush(j, err) : MOMUS_OK;
}

int momus_journal_flush(struct momus_journal *j, struct momus_error *err)
{
	if (j->failed)
		return momus_fail(err, MOMUS_EIO, "%s: a write failed before",
				  j->path);
	if (momus_files_write(j->files, j->fd, j->buf, j->used))
		return broken(j, "cannot write", err);
	j->written += j->used;
	j->used = 0;
	return MOMUS_OK;
}

int momus_journal_sync(struct momus_journal *j, struct momus_error *err)
{
	int rc = momus_journal_flush(j, err);

	if (rc == MOMUS_OK && j->files->fsync(j->files->self, j->fd))
		rc = broken(j, "cannot make it durable", err);
	return rc;
}

uint64_t momus_journal_size(const struct momus_journal *j)
{
	return j->written + j->used;
}
