/* events.c - see events.h */
#include "config.h"

#include <dirent.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/hash.h"
#include "store/events.h"
#include "store/files.h"

#define PREFIX "events.out.tfevents."

enum { MESSAGE = 1 << 20, START = 1 };

enum wire { VARINT = 0, FIXED64 = 1, BYTES = 2, FIXED32 = 5 };

/* Fields of Event, SessionLog, Summary and Summary.Value. */
enum {
	EVENT_WALL_TIME = 1,
	EVENT_STEP = 2,
	EVENT_FILE_VERSION = 3,
	EVENT_SUMMARY = 5,
	EVENT_SESSION_LOG = 7,
	SESSION_STATUS = 1,
	SUMMARY_VALUE = 1,
	VALUE_TAG = 1,
	VALUE_SIMPLE = 2,
};

struct momus_events {
	char *path; /* owned */
	int fd;
	struct momus_buffer event, summary, value, record;
};

const char *momus_events_path(const struct momus_events *e)
{
	return e->path;
}

/* Messages. */

static void put_varint(struct momus_buffer *b, uint64_t x)
{
	for (; x >= 0x80; x >>= 7)
		momus_buffer_putc(b, (char)(x | 0x80));
	momus_buffer_putc(b, (char)x);
}

static void put_bytes(struct momus_buffer *b, const void *bytes, size_t n)
{
	momus_buffer_add(b, (struct momus_text){ bytes, n });
}

static void put_key(struct momus_buffer *b, unsigned field, enum wire wire)
{
	put_varint(b, field << 3 | wire);
}

static void put_u32(struct momus_buffer *b, uint32_t x)
{
	x = htole32(x);
	put_bytes(b, &x, sizeof x);
}

static void put_u64(struct momus_buffer *b, uint64_t x)
{
	x = htole64(x);
	put_bytes(b, &x, sizeof x);
}

static void put_text(struct momus_buffer *b, unsigned field,
		     struct momus_text t)
{
	put_key(b, field, BYTES);
	put_varint(b, t.len);
	momus_buffer_add(b, t);
}

static void begin_event(struct momus_events *e, double now, uint64_t step)
{
	uint64_t bits;

	memcpy(&bits, &now, sizeof bits);
	momus_buffer_reset(&e->event);
	put_key(&e->event, EVENT_WALL_TIME, FIXED64);
	put_u64(&e->event, bits);
	if (step) {
		put_key(&e->event, EVENT_STEP, VARINT);
		put_varint(&e->event, step);
	}
}

static void put_value(struct momus_events *e, const struct momus_event_value *v)
{
	float value = (float)v->value;
	uint32_t bits;

	memcpy(&bits, &value, sizeof bits);
	momus_buffer_reset(&e->value);
	put_text(&e->value, VALUE_TAG, momus_text_of(v->tag));
	put_key(&e->value, VALUE_SIMPLE, FIXED32);
	put_u32(&e->value, bits);
	put_text(&e->summary, SUMMARY_VALUE, momus_buffer_text(&e->value));
}

/* Records. */

static uint32_t masked(struct momus_text t)
{
	uint32_t crc = momus_crc32c(0, t);

	return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

static int write_event(struct momus_events *e, struct momus_error *err)
{
	struct momus_buffer *r = &e->record;
	struct momus_text message = momus_buffer_text(&e->event);
	int rc;

	momus_buffer_reset(r);
	put_u64(r, message.len);
	put_u32(r, masked(momus_buffer_text(r)));
	momus_buffer_add(r, message);
	put_u32(r, masked(message));
	rc = momus_buffer_check(&e->event, e->path, err);
	if (rc == MOMUS_OK)
		rc = momus_buffer_check(r, e->path, err);
	if (rc == MOMUS_OK &&
	    momus_files_write(momus_files_real(), e->fd, r->ptr, r->len))
		rc = momus_fail(err, MOMUS_EIO, "%s: cannot write: %s", e->path,
				strerror(errno));
	return rc;
}

/* The second in the newest file's name in FOLDER; 0: there is none. */
static unsigned long long newest(const char *folder)
{
	unsigned long long most = 0, at;
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) != 0)
			continue;
		at = strtoull(entry->d_name + strlen(PREFIX), NULL, 10);
		most = at > most ? at : most;
	}
	if (dir)
		closedir(dir);
	return most;
}

/* Readers go through the files by name: the second is one that none has. */
static int open_file(struct momus_events *e, const char *folder, double now,
		     struct momus_error *err)
{
	unsigned long long last, at = (unsigned long long)now;

	if (mkdir(folder, 0777) != 0 && errno != EEXIST)
		return momus_fail(err, MOMUS_EIO, "%s: %s", folder,
				  strerror(errno));
	last = newest(folder);
	at = at > last ? at : last + 1;
	if (asprintf(&e->path, "%s/" PREFIX "%010llu.momus", folder, at) < 0) {
		e->path = NULL;
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				  folder);
	}
	e->fd = open(e->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	return e->fd >= 0 ? MOMUS_OK
			  : momus_fail(err, MOMUS_EIO, "%s: %s", e->path,
				       strerror(errno));
}

static int write_head(struct momus_events *e, uint64_t first, double now,
		      struct momus_error *err)
{
	int rc;

	begin_event(e, now, 0);
	put_text(&e->event, EVENT_FILE_VERSION, MOMUS_TEXT("brain.Event:2"));
	rc = write_event(e, err);
	if (rc < 0)
		return rc;
	momus_buffer_reset(&e->value);
	put_key(&e->value, SESSION_STATUS, VARINT);
	put_varint(&e->value, START);
	begin_event(e, now, first);
	put_text(&e->event, EVENT_SESSION_LOG, momus_buffer_text(&e->value));
	return write_event(e, err);
}

int momus_events_create(struct momus_events **out, const char *folder,
			uint64_t first, double now, struct momus_error *err)
{
	struct momus_events *e = calloc(1, sizeof *e);
	int rc;

	*out = NULL;
	if (!e)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				  folder);
	e->fd = -1;
	momus_buffer_init(&e->event, MESSAGE);
	momus_buffer_init(&e->summary, MESSAGE);
	momus_buffer_init(&e->value, MESSAGE);
	momus_buffer_init(&e->record, 2 * MESSAGE);
	rc = open_file(e, folder, now, err);
	if (rc == MOMUS_OK)
		rc = write_head(e, first, now, err);
	if (rc < 0)
		momus_events_close(e);
	else
		*out = e;
	return rc;
}

int momus_events_add(struct momus_events *e, uint64_t step, double now,
		     const struct momus_event_value *values, size_t n,
		     struct momus_error *err)
{
	momus_buffer_reset(&e->summary);
	for (size_t i = 0; i < n; i++)
		if (!isnan(values[i].value))
			put_value(e, &values[i]);
	begin_event(e, now, step);
	put_text(&e->event, EVENT_SUMMARY, momus_buffer_text(&e->summary));
	return write_event(e, err);
}

int momus_events_sync(struct momus_events *e, struct momus_error *err)
{
	return fdatasync(e->fd) == 0
		       ? MOMUS_OK
		       : momus_fail(err, MOMUS_EIO, "%s: cannot write: %s",
				    e->path, strerror(errno));
}

void momus_events_close(struct momus_events *e)
{
	if (!e)
		return;
	if (e->fd >= 0)
		close(e->fd);
	momus_buffer_release(&e->event);
	momus_buffer_release(&e->summary);
	momus_buffer_release(&e->value);
	momus_buffer_release(&e->record);
	free(e->path);
	free(e);
}
