/* history.c - see history.h */
#include "config.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "momus/buffer.h"
#include "reports/track/history.h"

static const size_t history_limit = (size_t)256 << 20; /* bytes of a file */

static const struct member {
	const char *name;
	size_t offset;
} members[] = {
#define MEMBER(name_)                                               \
	{                                                           \
#name_, offsetof(struct momus_history_entry, name_) \
	}
	MEMBER(version), MEMBER(file),	   MEMBER(run_id), MEMBER(added),
	MEMBER(series),	 MEMBER(task),	   MEMBER(grader), MEMBER(generator),
	MEMBER(critic),	 MEMBER(feedback),
};

enum { MEMBERS = sizeof(members) / sizeof(*members) };

static const char **slot(struct momus_history_entry *e, size_t i)
{
	return (const char **)((char *)e + members[i].offset);
}

static double real(const cJSON *o, const char *name)
{
	const cJSON *x = cJSON_GetObjectItemCaseSensitive(o, name);

	return cJSON_IsNumber(x) && isfinite(x->valuedouble) ? x->valuedouble
							     : NAN;
}

/* A name without a folder, so that no line leads out of its own. */
static bool is_plain(const char *file)
{
	return *file && *file != '.' && !strchr(file, '/');
}

bool momus_history_is_version(const char *s)
{
	size_t n = strlen(s);

	for (size_t i = 0; i < n; i++)
		if (s[i] <= ' ' || s[i] > '~')
			return false;
	return n && n <= 100;
}

const char *momus_history_metric_name(enum momus_history_metric metric)
{
	static const char *const names[] = {
		[MOMUS_HISTORY_PASS1] = "pass_at_1",
		[MOMUS_HISTORY_UP] = "delta_up",
		[MOMUS_HISTORY_DOWN] = "delta_down",
		[MOMUS_HISTORY_F1] = "macro_f1",
	};

	return names[metric];
}

static struct momus_history_score read_score(const cJSON *x)
{
	return (struct momus_history_score){ real(x, "value"), real(x, "low"),
					     real(x, "high") };
}

static const char *read_scores(const cJSON *o, struct momus_history_entry *e)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(o, "pass_at_1");
	const cJSON *x;
	uint32_t n = 0;

	cJSON_ArrayForEach(x, list)
	{
		if (n == MOMUS_HISTORY_TURNS)
			return "pass_at_1";
		e->scores[n++] = read_score(x);
	}
	if (!cJSON_IsArray(list) || !n)
		return "pass_at_1";
	e->turns = n - 1;
	e->metrics[MOMUS_HISTORY_PASS1] = e->scores[e->turns];
	for (int m = MOMUS_HISTORY_UP; m < MOMUS_HISTORY_METRICS; m++)
		e->metrics[m] = read_score(cJSON_GetObjectItemCaseSensitive(
			o, momus_history_metric_name(m)));
	return NULL;
}

/* The member that is missing or of the wrong kind; NULL if none is. */
static const char *read_entry(const cJSON *o, struct momus_history_entry *e,
			      struct momus_arena *arena)
{
	double problems = real(o, "problems");

	for (size_t i = 0; i < MEMBERS; i++) {
		const cJSON *x =
			cJSON_GetObjectItemCaseSensitive(o, members[i].name);

		if (!cJSON_IsString(x))
			return members[i].name;
		*slot(e, i) =
			momus_arena_copy(arena, momus_text_of(x->valuestring))
				.ptr;
		if (!*slot(e, i))
			return "memory";
	}
	if (!is_plain(e->file))
		return "file";
	if (!momus_history_is_version(e->version))
		return "version";
	if (!momus_history_is_version(e->added))
		return "added";
	if (!momus_history_is_version(e->series))
		return "series";
	if (!(problems >= 0 && problems < 1e15))
		return "problems";
	e->problems = (uint64_t)problems;
	return read_scores(o, e);
}

int momus_history_init(struct momus_history *h, struct momus_error *err)
{
	*h = (struct momus_history){ .arena = momus_arena_create(
					     history_limit) };
	return h->arena ? MOMUS_OK
			: momus_fail(err, MOMUS_ENOMEM, "track: out of memory");
}

void momus_history_release(struct momus_history *h)
{
	momus_arena_free(h->arena);
	free(h->list);
	memset(h, 0, sizeof(*h));
}

static int add_line(struct momus_history *h, struct momus_text line,
		    const char *file, size_t number, struct momus_error *err)
{
	cJSON *o = cJSON_ParseWithLength(line.ptr, line.len);
	size_t room = h->room ? 2 * h->room : 64;
	struct momus_history_entry e = { .version = "" }, *list;
	const char *wrong =
		cJSON_IsObject(o) ? read_entry(o, &e, h->arena) : "the whole";

	cJSON_Delete(o);
	if (wrong)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s:%zu: no entry of a history: \"%s\" is "
				  "missing or of the wrong kind; mend or "
				  "remove the line",
				  file, number, wrong);
	if (h->n == h->room) {
		list = realloc(h->list, room * sizeof(*list));
		if (!list)
			return momus_fail(err, MOMUS_ENOMEM,
					  "track: out of memory");
		h->list = list;
		h->room = room;
	}
	h->list[h->n++] = e;
	return MOMUS_OK;
}

int momus_history_parse(struct momus_history *h, struct momus_text lines,
			const char *file, struct momus_error *err)
{
	const char *end = lines.ptr + lines.len;
	struct momus_text line;
	size_t number = 0;
	int rc = MOMUS_OK;

	while (rc == MOMUS_OK && momus_text_line(&lines, &line)) {
		number++;
		if (line.ptr + line.len == end)
			h->torn++;
		else if (momus_text_strip(line).len)
			rc = add_line(h, line, file, number, err);
	}
	return rc;
}

static char *path_of(const char *folder)
{
	char *path;

	return asprintf(&path, "%s/history.jsonl", folder) < 0 ? NULL : path;
}

/* All of FD, with a NUL behind it; the caller frees. */
static int read_all(int fd, const char *path, struct momus_buffer *b,
		    struct momus_error *err)
{
	char part[65536];
	ssize_t n;

	momus_buffer_init(b, history_limit);
	while ((n = read(fd, part, sizeof(part))) > 0)
		momus_buffer_add(b, (struct momus_text){ part, (size_t)n });
	if (n < 0)
		return momus_fail(err, MOMUS_EIO, "%s: %m", path);
	return momus_buffer_check(b, path, err);
}

int momus_history_read(struct momus_history *out, const char *folder,
		       struct momus_error *err)
{
	char *path = path_of(folder);
	struct momus_buffer b;
	int fd, rc = momus_history_init(out, err);

	out->folder = folder;
	fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	momus_buffer_init(&b, 1);
	if (rc == MOMUS_OK && !path)
		rc = momus_fail(err, MOMUS_ENOMEM, "track: out of memory");
	else if (rc == MOMUS_OK && fd < 0 && errno == ENOTDIR)
		rc = momus_fail(err, MOMUS_EINVAL,
				"%s: is a file; name the folder of a history",
				folder);
	else if (rc == MOMUS_OK && fd < 0 && errno != ENOENT)
		rc = momus_fail(err, MOMUS_EINVAL, "%s: %m", path);
	if (rc == MOMUS_OK && fd >= 0)
		rc = read_all(fd, path, &b, err);
	if (rc == MOMUS_OK && b.len)
		rc = momus_history_parse(out, momus_buffer_text(&b), path, err);
	momus_buffer_release(&b);
	if (fd >= 0)
		close(fd);
	free(path);
	if (rc < 0)
		momus_history_release(out);
	return rc;
}

const struct momus_history_entry *momus_history_find(
	const struct momus_history *h, const char *series, const char *version)
{
	for (size_t i = h->n; i-- > 0;) {
		const struct momus_history_entry *e = &h->list[i];

		if ((!series || strcmp(e->series, series) == 0) &&
		    (!version || strcmp(e->version, version) == 0))
			return e;
	}
	return NULL;
}

static void write_score(struct momus_buffer *b,
			const struct momus_history_score *s)
{
	momus_buffer_puts(b, "{\"value\":");
	momus_buffer_real(b, s->value);
	momus_buffer_puts(b, ",\"low\":");
	momus_buffer_real(b, s->low);
	momus_buffer_puts(b, ",\"high\":");
	momus_buffer_real(b, s->high);
	momus_buffer_putc(b, '}');
}

static void write_entry(struct momus_buffer *b,
			const struct momus_history_entry *e)
{
	struct momus_history_entry copy = *e;

	momus_buffer_putc(b, '{');
	for (size_t i = 0; i < MEMBERS; i++) {
		momus_buffer_printf(b, "\"%s\":", members[i].name);
		momus_buffer_json(b, momus_text_of(*slot(&copy, i)));
		momus_buffer_putc(b, ',');
	}
	momus_buffer_printf(b, "\"problems\":%llu,\"pass_at_1\":[",
			    (unsigned long long)e->problems);
	for (uint32_t t = 0; t <= e->turns; t++) {
		if (t)
			momus_buffer_putc(b, ',');
		write_score(b, &e->scores[t]);
	}
	momus_buffer_putc(b, ']');
	for (int m = MOMUS_HISTORY_UP; m < MOMUS_HISTORY_METRICS; m++) {
		momus_buffer_printf(b,
				    ",\"%s\":", momus_history_metric_name(m));
		write_score(b, &e->metrics[m]);
	}
	momus_buffer_puts(b, "}\n");
}

static int refuse_twice(const struct momus_history *h,
			const struct momus_history_entry *e, const char *path,
			struct momus_error *err)
{
	for (size_t i = 0; i < h->n; i++)
		if (strcmp(h->list[i].run_id, e->run_id) == 0)
			return momus_fail(err, MOMUS_EINVAL,
					  "%s: run %s is there already, as "
					  "version \"%s\"",
					  path, e->run_id, h->list[i].version);
	if (momus_history_find(h, e->series, e->version))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: version \"%s\" has a run of this "
				  "set-up already; give the new one another "
				  "name",
				  path, e->version);
	return MOMUS_OK;
}

/* Appends LINE to FD, which holds OLD.  A torn line of OLD goes, since nobody was
 * told that it was kept; so does LINE if it cannot be written whole. */
static int write_line(int fd, const char *path, const struct momus_buffer *old,
		      const struct momus_buffer *line, struct momus_error *err)
{
	size_t whole = old->len, at = 0;
	ssize_t n = 0;
	int rc;

	while (whole && old->ptr[whole - 1] != '\n')
		whole--;
	if (whole < old->len && ftruncate(fd, (off_t)whole) != 0)
		n = -1;
	while (n >= 0 && at < line->len) {
		n = write(fd, line->ptr + at, line->len - at);
		if (n < 0 && errno == EINTR)
			n = 0;
		at += n > 0 ? (size_t)n : 0;
	}
	if (n >= 0 && fsync(fd) == 0)
		return MOMUS_OK;
	rc = momus_fail(err, MOMUS_EIO, "%s: %m", path);
	if (ftruncate(fd, (off_t)whole) != 0)
		return rc; /* readers leave a torn line out */
	return rc;
}

/* Makes the names in FOLDER durable; a file system that cannot is no error. */
static void sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

/* What is done under the lock: so of two writers of one version one is refused. */
static int append(int fd, const char *path, const char *folder,
		  const struct momus_history_entry *entry, const char *from,
		  struct momus_buffer *old, struct momus_error *err)
{
	struct momus_buffer line;
	struct momus_history h;
	char *to = NULL;
	int rc = momus_history_init(&h, err);

	if (rc < 0)
		return rc;
	momus_buffer_init(&line, 1 << 20);
	if (old->len)
		rc = momus_history_parse(&h, momus_buffer_text(old), path, err);
	if (rc == MOMUS_OK)
		rc = refuse_twice(&h, entry, path, err);
	write_entry(&line, entry);
	if (rc == MOMUS_OK)
		rc = momus_buffer_check(&line, "an entry", err);
	if (rc == MOMUS_OK && asprintf(&to, "%s/%s", folder, entry->file) < 0)
		rc = momus_fail(err, MOMUS_ENOMEM, "track: out of memory");
	if (rc == MOMUS_OK && rename(from, to) != 0)
		rc = momus_fail(err, MOMUS_EIO, "%s: %m", to);
	if (rc == MOMUS_OK) {
		sync_folder(folder);
		rc = write_line(fd, path, old, &line, err);
		if (rc < 0)
			unlink(to);
	}
	free(to);
	momus_buffer_release(&line);
	momus_history_release(&h);
	return rc;
}

int momus_history_append(const char *folder,
			 const struct momus_history_entry *entry,
			 const char *from, struct momus_error *err)
{
	char *path = path_of(folder);
	int fd =
		path ? open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666)
		     : -1;
	struct momus_buffer old;
	int rc = MOMUS_OK;

	momus_buffer_init(&old, 1);
	if (fd < 0 || flock(fd, LOCK_EX) != 0)
		rc = momus_fail(err, MOMUS_EIO, "%s: %m", path ? path : folder);
	if (rc == MOMUS_OK)
		rc = read_all(fd, path, &old, err);
	if (rc == MOMUS_OK)
		rc = append(fd, path, folder, entry, from, &old, err);
	momus_buffer_release(&old);
	if (fd >= 0)
		close(fd);
	free(path);
	return rc;
}
