/* lines.c - see lines.h */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "core/hash.h"
#include "host/lines.h"
#include "momus/buffer.h"

enum { CHUNK = 1 << 18, LINE_LIMIT = 256 << 20 };

struct momus_lines {
	char *path; /* owned */
	int fd;
	size_t limit, number;
	bool gzip, member_open, at_end;
	z_stream z;
	struct momus_sha256 sha;
	unsigned char *packed;	  /* owned, (CHUNK): gzip only */
	char *plain;		  /* owned, (CHUNK) */
	size_t at, len;		  /* unread part of .plain */
	struct momus_buffer line; /* of a line that spans chunks */
};

static bool named_gz(const char *path)
{
	size_t n = strlen(path);

	return n > 3 && strcmp(path + n - 3, ".gz") == 0;
}

/* Reads at most CHUNK bytes of the file itself; 0 at its end. */
static int read_file(struct momus_lines *l, void *into, size_t *got,
		     struct momus_error *err)
{
	ssize_t n;

	do
		n = read(l->fd, into, CHUNK);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return momus_fail(err, MOMUS_EIO, "%s: %m", l->path);
	*got = (size_t)n;
	momus_sha256_add(&l->sha, (struct momus_text){ into, *got });
	return MOMUS_OK;
}

static int detect(struct momus_lines *l, struct momus_error *err)
{
	unsigned char magic[2];
	ssize_t n = pread(l->fd, magic, 2, 0);

	if (n < 0 && (errno == ESPIPE || errno == EISDIR))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: is a %s; a regular file is needed",
				  l->path, errno == EISDIR ? "folder" : "pipe");
	if (n < 0)
		return momus_fail(err, MOMUS_EIO, "%s: %m", l->path);
	l->gzip = n == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
	if (!l->gzip && named_gz(l->path))
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: is no gzip file, although its name ends "
				  "in .gz; rename it or compress it",
				  l->path);
	if (l->gzip && inflateInit2(&l->z, 15 + 16) != Z_OK)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				  l->path);
	l->member_open = l->gzip;
	return MOMUS_OK;
}

int momus_lines_open(struct momus_lines **out, const char *path, size_t limit,
		     struct momus_error *err)
{
	struct momus_lines *l = calloc(1, sizeof *l);
	int rc;

	if (!l)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
	l->limit = limit ? limit : LINE_LIMIT;
	l->path = strdup(path);
	l->packed = malloc(CHUNK);
	l->plain = malloc(CHUNK);
	l->fd = open(path, O_RDONLY | O_CLOEXEC);
	momus_buffer_init(&l->line, l->limit);
	momus_sha256_init(&l->sha);
	if (!l->path || !l->packed || !l->plain)
		rc = momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
	else if (l->fd < 0)
		rc = momus_fail(
			err, errno == ENOENT ? MOMUS_ENOTFOUND : MOMUS_EINVAL,
			"%s: %m; name a file in JSON Lines that can be read (a "
			"path in a recipe starts from the recipe's folder)",
			path);
	else
		rc = detect(l, err);
	if (rc < 0) {
		momus_lines_close(l);
		return rc;
	}
	*out = l;
	return MOMUS_OK;
}

void momus_lines_close(struct momus_lines *l)
{
	if (!l)
		return;
	if (l->gzip)
		inflateEnd(&l->z);
	if (l->fd >= 0)
		close(l->fd);
	momus_buffer_release(&l->line);
	free(l->packed);
	free(l->plain);
	free(l->path);
	free(l);
}

/* The line counts those that came out whole before the damage. */
static int damaged(struct momus_lines *l, const char *what,
		   struct momus_error *err)
{
	struct momus_text rest = { l->plain, CHUNK - l->z.avail_out }, line;
	size_t number = l->number + 1;

	while (momus_text_line(&rest, &line))
		number += line.ptr + line.len < rest.ptr;
	return momus_fail(err, MOMUS_EPARSE,
			  "%s:%zu: the gzip data is %s here; fetch the file "
			  "again",
			  l->path, number, what);
}

/* A file may hold several gzip members, one behind the other. */
static int inflate_some(struct momus_lines *l, struct momus_error *err)
{
	l->z.next_out = (unsigned char *)l->plain;
	l->z.avail_out = CHUNK;
	while (l->z.avail_out == CHUNK) {
		int z;

		if (!l->z.avail_in) {
			size_t got;
			int rc = read_file(l, l->packed, &got, err);

			if (rc < 0)
				return rc;
			if (!got && l->member_open)
				return damaged(l, "cut short", err);
			if (!got)
				break;
			l->z.next_in = l->packed;
			l->z.avail_in = (unsigned)got;
		}
		if (!l->member_open && inflateReset(&l->z) != Z_OK)
			return damaged(l, "damaged", err);
		l->member_open = true;
		z = inflate(&l->z, Z_NO_FLUSH);
		if (z == Z_STREAM_END)
			l->member_open = false;
		else if (z == Z_MEM_ERROR)
			return momus_fail(err, MOMUS_ENOMEM,
					  "%s: out of memory", l->path);
		else if (z != Z_OK && z != Z_BUF_ERROR)
			return damaged(l, "damaged", err);
	}
	l->len = CHUNK - l->z.avail_out;
	return MOMUS_OK;
}

static int fill(struct momus_lines *l, struct momus_error *err)
{
	int rc;

	l->at = l->len = 0;
	rc = l->gzip ? inflate_some(l, err)
		     : read_file(l, l->plain, &l->len, err);
	if (rc < 0)
		return rc;
	l->at_end = !l->len;
	return MOMUS_OK;
}

static int keep(struct momus_lines *l, struct momus_text part,
		struct momus_error *err)
{
	if (part.len > l->limit - l->line.len)
		return momus_fail(
			err, MOMUS_EPARSE,
			"%s:%zu: the line is longer than the limit of "
			"%zu bytes; is this JSON Lines?",
			l->path, l->number + 1, l->limit);
	momus_buffer_add(&l->line, part);
	return momus_buffer_check(&l->line, l->path, err);
}

int momus_lines_next(struct momus_lines *l, struct momus_text *line,
		     size_t *number, struct momus_error *err)
{
	int rc;

	momus_buffer_reset(&l->line);
	for (;;) {
		struct momus_text part = { l->plain + l->at, l->len - l->at };
		const char *lf = memchr(part.ptr, '\n', part.len);

		if (lf)
			part.len = (size_t)(lf - part.ptr);
		l->at += part.len + (lf ? 1 : 0);
		if (lf && !l->line.len && part.len <= l->limit) {
			*line = part;
			break;
		}
		rc = keep(l, part, err);
		if (rc < 0)
			return rc;
		*line = momus_buffer_text(&l->line);
		if (lf)
			break;
		rc = fill(l, err);
		if (rc < 0)
			return rc;
		if (l->at_end && !l->line.len)
			return MOMUS_END;
		if (l->at_end)
			break;
	}
	*number = ++l->number;
	return MOMUS_OK;
}

void momus_lines_sha256(struct momus_lines *l, char hex[65])
{
	struct momus_sha256 sha = l->sha;
	uint8_t digest[32];

	momus_sha256_finish(&sha, digest);
	momus_hex(digest, hex);
}
