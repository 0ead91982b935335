/* shadow.c - see shadow.h: following files and names */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/shadow.h"

static void *sure(void *p)
{
	if (!p)
		abort();
	return p;
}

static void forget(struct sim_name *n)
{
	for (struct sim_name *next; n; n = next) {
		next = n->next;
		free(n->path);
		free(n);
	}
}

void sim_shadow_init(struct sim_shadow *s)
{
	memset(s, 0, sizeof *s);
	s->last = &s->changes;
}

void sim_shadow_release(struct sim_shadow *s)
{
	forget(s->now);
	forget(s->synced);
	forget(s->changes);
	for (struct sim_file *f = s->files, *next; f; f = next) {
		next = f->next;
		free(f->synced);
		free(f);
	}
	free(s->by_fd);
	sim_shadow_init(s);
}

/* Sets PATH in LIST to FILE; NULL removes it. */
static void set(struct sim_name **list, const char *path, struct sim_file *file)
{
	struct sim_name **at = list, *n;

	while (*at && strcmp((*at)->path, path) != 0)
		at = &(*at)->next;
	if (file && *at) {
		(*at)->file = file;
	} else if (file) {
		n = sure(calloc(1, sizeof *n));
		n->path = sure(strdup(path));
		n->file = file;
		*at = n;
	} else if (*at) {
		n = *at;
		*at = n->next;
		n->next = NULL;
		forget(n);
	}
}

static struct sim_file *find(const struct sim_name *list, const char *path)
{
	while (list && strcmp(list->path, path) != 0)
		list = list->next;
	return list ? list->file : NULL;
}

/* A change of the folder that is not on the platter yet. */
static struct sim_name *change(struct sim_shadow *s, const char *path,
			       struct sim_file *file)
{
	struct sim_name *n = sure(calloc(1, sizeof *n));

	n->path = sure(strdup(path));
	n->file = file;
	*s->last = n;
	s->last = &n->next;
	set(&s->now, path, file);
	return n;
}

static struct sim_file *file_of(const struct sim_shadow *s, int fd)
{
	return fd >= 0 && (size_t)fd < s->n_fds ? s->by_fd[fd] : NULL;
}

static void set_fd(struct sim_shadow *s, int fd, struct sim_file *file)
{
	size_t n = (size_t)fd + 1;

	if (n > s->n_fds) {
		s->by_fd = sure(realloc(s->by_fd, n * sizeof *s->by_fd));
		memset(s->by_fd + s->n_fds, 0,
		       (n - s->n_fds) * sizeof *s->by_fd);
		s->n_fds = n;
	}
	s->by_fd[fd] = file;
}

static void dirty(struct sim_file *f, size_t at, size_t end)
{
	bool clean = f->dirty == f->dirty_end;

	if (clean || at < f->dirty)
		f->dirty = at;
	if (clean || end > f->dirty_end)
		f->dirty_end = end;
}

void sim_shadow_open(struct sim_shadow *s, int fd, const char *path,
		     bool created, bool truncated)
{
	struct sim_file *f = find(s->now, path);

	if (!f && created) {
		f = sure(calloc(1, sizeof *f));
		f->next = s->files;
		s->files = f;
		change(s, path, f);
	}
	if (f && truncated)
		dirty(f, 0, f->n_synced);
	set_fd(s, fd, f);
}

void sim_shadow_close(struct sim_shadow *s, int fd)
{
	if (file_of(s, fd))
		s->by_fd[fd] = NULL;
}

void sim_shadow_touch(struct sim_shadow *s, int fd, size_t at, size_t end)
{
	struct sim_file *f = file_of(s, fd);

	if (f)
		dirty(f, at, end);
}

void sim_shadow_rename(struct sim_shadow *s, const char *from, const char *to)
{
	struct sim_file *f = find(s->now, from);

	if (!f)
		return;
	change(s, to, f)->with_next = true;
	change(s, from, NULL);
}

void sim_shadow_unlink(struct sim_shadow *s, const char *path)
{
	if (find(s->now, path))
		change(s, path, NULL);
}

/* Frees the files that no name, change or descriptor leads to any more. */
static void sweep(struct sim_shadow *s)
{
	const struct sim_name *lists[] = { s->now, s->synced, s->changes };
	struct sim_file **at = &s->files, *f;

	for (size_t i = 0; i < 3; i++)
		for (const struct sim_name *n = lists[i]; n; n = n->next)
			if (n->file)
				n->file->marked = true;
	for (size_t i = 0; i < s->n_fds; i++)
		if (s->by_fd[i])
			s->by_fd[i]->marked = true;
	while ((f = *at)) {
		if (f->marked) {
			f->marked = false;
			at = &f->next;
			continue;
		}
		*at = f->next;
		free(f->synced);
		free(f);
	}
}

/* The first N changes reach the platter, the others are forgotten. */
static void sync_names(struct sim_shadow *s, size_t n)
{
	struct sim_name *rest = s->changes;
	bool half = false;

	for (; rest && (n || half); n -= n > 0, rest = rest->next) {
		set(&s->synced, rest->path, rest->file);
		half = rest->with_next;
	}
	forget(s->changes);
	s->changes = NULL;
	s->last = &s->changes;
	sweep(s);
}

/* Reads what FD's file has now into F, from its first changed byte to END. */
static void copy_changed(struct sim_file *f, int fd, size_t end)
{
	char path[40];
	int from;

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	from = open(path,
		    O_RDONLY | O_CLOEXEC); /* FD may be for writing only */
	for (size_t at = f->dirty; at < end;) {
		ssize_t n = pread(from, f->synced + at, end - at, (off_t)at);

		if (n <= 0)
			abort();
		at += (size_t)n;
	}
	close(from);
}

void sim_shadow_sync(struct sim_shadow *s, int fd)
{
	struct sim_file *f = file_of(s, fd);
	struct stat st;
	size_t end;

	if (fstat(fd, &st) != 0)
		abort();
	if (S_ISDIR(st.st_mode))
		sync_names(s, (size_t)-1);
	if (!f || S_ISDIR(st.st_mode))
		return;
	end = (size_t)st.st_size;
	if (end != f->n_synced) {
		f->synced = sure(realloc(f->synced, end + 1));
		if (end > f->n_synced)
			memset(f->synced + f->n_synced, 0, end - f->n_synced);
		f->n_synced = end;
	}
	if (f->dirty_end < end)
		end = f->dirty_end;
	copy_changed(f, fd, end);
	f->dirty = f->dirty_end = 0;
}

/* Losing. */

const char *const sim_loss_names[SIM_LOSSES] = {
	"is killed", "loses all that was not synced",
	"loses the ends of its files", "loses sectors"
};

enum { SECTOR = 512 };

struct bytes {
	char *ptr; /* owned */
	size_t n;
};

/* What reads of the file at PATH see. */
static struct bytes current(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct bytes b = { NULL, 0 };
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0)
		abort();
	b.n = (size_t)st.st_size;
	b.ptr = sure(malloc(b.n + 1));
	if (read(fd, b.ptr, b.n) != (ssize_t)b.n)
		abort();
	close(fd);
	return b;
}

static void extend(struct bytes *b, size_t n)
{
	b->ptr = sure(realloc(b->ptr, n + 1));
	if (n > b->n)
		memset(b->ptr + b->n, 0, n - b->n);
	b->n = n;
}

/* Puts the platter's bytes AT..END of F back into B; beyond them zeros. */
static void revert(const struct sim_file *f, struct bytes *b, size_t at,
		   size_t end)
{
	for (size_t i = at; i < end && i < b->n; i++)
		b->ptr[i] = i < f->n_synced ? f->synced[i] : 0;
}

/* What of B, the newest state of F, is on the platter. */
static void spoil(const struct sim_file *f, struct bytes *b, enum sim_loss loss,
		  struct momus_stream *stream)
{
	size_t end = f->dirty_end, kept = f->dirty, now = b->n;
	bool longer = now >= f->n_synced;

	if (loss == SIM_LOSS_NONE || (f->dirty == end && now == f->n_synced))
		return;
	if (!longer && (loss == SIM_LOSS_ALL || momus_stream_u64(stream) & 1))
		extend(b, f->n_synced); /* nor is the cut */
	if (loss == SIM_LOSS_TAIL && end > kept)
		kept += (size_t)momus_stream_below(stream, end - kept + 1);
	if (loss == SIM_LOSS_SECTORS)
		for (size_t at = f->dirty; at < end; at += SECTOR) {
			if (momus_stream_u64(stream) & 1)
				revert(f, b, at,
				       at + SECTOR < end ? at + SECTOR : end);
			else
				kept = at + SECTOR < end ? at + SECTOR : end;
		}
	else
		revert(f, b, kept, end);
	if (b->n > now) /* the cut bytes come back */
		revert(f, b, now, b->n);
	if (!longer ||
	    (loss == SIM_LOSS_SECTORS && momus_stream_u64(stream) & 1))
		return; /* the new length is on the platter */
	if (loss == SIM_LOSS_ALL || kept < f->n_synced)
		kept = f->n_synced;
	b->n = kept < now ? kept : now;
}

static void write_file(const char *path, struct bytes b)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0 || write(fd, b.ptr, b.n) != (ssize_t)b.n || close(fd))
		abort();
}

/* Brings F's newest state into memory, where it is under no name any more. */
static struct bytes newest(const struct sim_shadow *s, const struct sim_file *f)
{
	struct bytes b = { NULL, 0 };

	for (const struct sim_name *n = s->now; n; n = n->next)
		if (n->file == f)
			return current(n->path);
	extend(&b, f->n_synced);
	revert(f, &b, 0, b.n);
	return b;
}

void sim_shadow_lose(struct sim_shadow *s, enum sim_loss loss,
		     struct momus_stream *stream)
{
	struct sim_file *f;
	struct bytes b;
	size_t n = 0;

	if (loss == SIM_LOSS_NONE)
		return;
	for (f = s->files; f; f = f->next) {
		b = newest(s, f);
		spoil(f, &b, loss, stream);
		free(f->synced);
		f->synced = b.ptr;
		f->n_synced = b.n;
		f->dirty = f->dirty_end = 0;
	}
	for (struct sim_name *c = s->changes; c; c = c->next)
		n++;
	n = loss == SIM_LOSS_ALL ? 0
				 : (size_t)momus_stream_below(stream, n + 1);
	sync_names(s, n);
	for (struct sim_name *c = s->now; c; c = c->next)
		unlink(c->path);
	forget(s->now);
	s->now = NULL;
	for (struct sim_name *c = s->synced; c; c = c->next) {
		set(&s->now, c->path, c->file);
		write_file(c->path, (struct bytes){ c->file->synced,
						    c->file->n_synced });
	}
	sweep(s);
}

void sim_shadow_write(const struct sim_shadow *s, const char *folder)
{
	char path[400];

	for (const struct sim_name *n = s->synced; n; n = n->next) {
		const char *base = strrchr(n->path, '/');

		snprintf(path, sizeof path, "%s%s", folder,
			 base ? base : n->path);
		write_file(path, (struct bytes){ n->file->synced,
						 n->file->n_synced });
	}
}
