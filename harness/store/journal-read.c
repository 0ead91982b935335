/* journal-read.c - the reading end of journal.h */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/hash.h"
#include "store/journal.h"
#include "store/record.h"

/* Bytes read at once: by next(), and by read(), which jumps about. */
enum { BLOCK = 1 << 20, SMALL_BLOCK = 64 << 10 };

struct momus_journal_reader {
	const struct momus_files *files; /* borrowed */
	char *path;			 /* owned */
	int fd;
	uint32_t salt;
	uint64_t generation, size;
	char run_id[64];
	uint64_t next; /* where next() goes on */
	char *buf;     /* owned; holds bytes [base, base + have) */
	uint64_t base; /* a multiple of 8 */
	size_t have, room, block;
	struct momus_journal_damage damage;
};

void momus_journal_close(struct momus_journal_reader *r)
{
	if (!r)
		return;
	if (r->fd >= 0)
		r->files->close(r->files->self, r->fd);
	free(r->path);
	free(r->buf);
	free(r);
}

/* Brings LEN bytes at AT into the buffer; *OUT is NULL if the file ends
 * before. */
static int fetch(struct momus_journal_reader *r, uint64_t at, size_t len,
		 const char **out, struct momus_error *err)
{
	size_t want = len > r->block ? len : r->block;
	ssize_t n;
	char *buf;

	*out = NULL;
	if (at > r->size || len > r->size - at)
		return MOMUS_OK;
	if (at >= r->base && at + len <= r->base + r->have) {
		*out = r->buf + (at - r->base);
		return MOMUS_OK;
	}
	if (want > r->room) {
		buf = realloc(r->buf, want);
		if (!buf)
			return momus_fail(err, MOMUS_ENOMEM,
					  "%s: out of memory", r->path);
		r->buf = buf;
		r->room = want;
	}
	if (want > r->size - at)
		want = (size_t)(r->size - at);
	r->have = 0;
	n = momus_files_read(r->files, r->fd, r->buf, want, (off_t)at);
	if (n < 0)
		return momus_fail(err, MOMUS_EIO, "%s: cannot read: %s",
				  r->path, strerror(errno));
	r->base = at;
	r->have = (size_t)n;
	*out = (size_t)n < len ? NULL : r->buf;
	return MOMUS_OK;
}

/* Reads the record at AT; *LEN is 0 if there is no whole one. */
static int record(struct momus_journal_reader *r, uint64_t at, size_t *len,
		  struct momus_journal_entry *out, struct momus_error *err)
{
	const char *p;
	size_t n;
	int rc = fetch(r, at, MOMUS_RECORD_HEAD, &p, err);

	*len = 0;
	if (rc < 0 || !p)
		return rc;
	n = momus_record_length(p);
	if (!n)
		return MOMUS_OK;
	n += MOMUS_RECORD_HEAD;
	rc = fetch(r, at, n, &p, err);
	if (rc < 0 || !p)
		return rc;
	if (momus_record_decode(p, n, r->salt, out)) {
		out->at = at;
		*len = n;
	}
	return MOMUS_OK;
}

int momus_journal_next(struct momus_journal_reader *r,
		       struct momus_journal_entry *out, struct momus_error *err)
{
	uint64_t from = r->next, at = from;
	size_t len;
	int rc;

	r->block = BLOCK;
	for (; at < r->size; at += 8) {
		rc = record(r, at, &len, out, err);
		if (rc < 0)
			return rc;
		if (!len)
			continue;
		if (at > from) {
			if (!r->damage.gaps++)
				r->damage.first_gap = from;
			r->damage.gap_bytes += at - from;
		}
		r->next = at + len;
		r->damage.end = r->next;
		return MOMUS_OK;
	}
	r->damage.torn_bytes += r->size - from;
	r->next = r->size;
	return MOMUS_END;
}

int momus_journal_read(struct momus_journal_reader *r, uint64_t at,
		       struct momus_journal_entry *out, struct momus_error *err)
{
	struct stat st;
	size_t len;
	int rc;

	r->block = SMALL_BLOCK;
	/* The writer's own reader: the file has grown since. */
	if (fstat(r->fd, &st) == 0)
		r->size = (uint64_t)st.st_size;
	rc = record(r, at, &len, out, err);
	if (rc < 0)
		return rc;
	if (!len)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: the record at byte %llu is damaged",
				  r->path, (unsigned long long)at);
	return MOMUS_OK;
}

static int header(struct momus_journal_reader *r, struct momus_error *err)
{
	char h[MOMUS_JOURNAL_HEADER];
	uint32_t version, crc;
	ssize_t n = momus_files_read(r->files, r->fd, h, sizeof h, 0);

	if (n < 0)
		return momus_fail(err, MOMUS_EIO, "%s: cannot read: %s",
				  r->path, strerror(errno));
	if ((size_t)n < sizeof h || memcmp(h, MOMUS_RECORD_FILE_MAGIC, 8) != 0)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: this is no journal of a run", r->path);
	memcpy(&version, h + 8, 4);
	if (version != MOMUS_JOURNAL_VERSION)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: journal version %u, this program reads "
				  "version %u",
				  r->path, version, MOMUS_JOURNAL_VERSION);
	memcpy(&crc, h + 92, 4);
	if (crc != momus_crc32c(0, (struct momus_text){ h, 92 }))
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: its header is damaged", r->path);
	memcpy(&r->salt, h + 12, 4);
	memcpy(&r->generation, h + 16, 8);
	memcpy(r->run_id, h + 24, 63);
	return MOMUS_OK;
}

int momus_journal_open(struct momus_journal_reader **out, const char *path,
		       const struct momus_files *files, struct momus_error *err)
{
	struct momus_journal_reader *r = calloc(1, sizeof *r);
	struct stat st;
	int rc;

	*out = NULL;
	if (!r || !(r->path = strdup(path))) {
		free(r);
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
	}
	r->files = files;
	r->next = r->damage.end = MOMUS_JOURNAL_HEADER;
	r->fd = files->open(files->self, path, O_RDONLY, 0);
	if (r->fd < 0 || fstat(r->fd, &st) != 0) {
		rc = momus_fail(err,
				errno == ENOENT ? MOMUS_ENOTFOUND : MOMUS_EIO,
				"%s: %s", path, strerror(errno));
		goto out;
	}
	r->size = (uint64_t)st.st_size;
	rc = header(r, err);
out:
	if (rc == MOMUS_OK) {
		*out = r;
		r = NULL;
	}
	momus_journal_close(r);
	return rc;
}

uint64_t momus_journal_generation(const struct momus_journal_reader *r)
{
	return r->generation;
}

uint32_t momus_journal_salt(const struct momus_journal_reader *r)
{
	return r->salt;
}

const char *momus_journal_run_id(const struct momus_journal_reader *r)
{
	return r->run_id;
}

struct momus_journal_damage momus_journal_found(
	const struct momus_journal_reader *r)
{
	return r->damage;
}
