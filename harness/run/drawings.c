/* drawings.c - see drawings.h */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/lines.h"
#include "momus/buffer.h"
#include "momus/json.h"
#include "run/drawings.h"
#include "store/files.h"

static const size_t line_limit = (size_t)256 << 20;

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM,
			  "train: out of memory for what was drawn");
}

int momus_drawings_init(struct momus_drawings *d, size_t limit,
			struct momus_error *err)
{
	*d = (struct momus_drawings){ .arena = momus_arena_create(limit) };
	return d->arena ? MOMUS_OK : no_memory(err);
}

void momus_drawings_reset(struct momus_drawings *d)
{
	momus_arena_reset(d->arena);
	d->n = d->lost = d->too_long = 0;
	d->round = 0;
	d->sorted = d->whole = false;
}

void momus_drawings_release(struct momus_drawings *d)
{
	momus_arena_free(d->arena);
	free(d->list);
	*d = (struct momus_drawings){ .arena = NULL };
}

struct momus_drawn *momus_drawings_add(struct momus_drawings *d,
				       const struct momus_drawn *one)
{
	size_t room = d->room ? 2 * d->room : 256;
	struct momus_drawn *grown;

	if (d->n == d->room) {
		grown = realloc(d->list, room * sizeof *grown);
		if (!grown)
			return NULL;
		d->list = grown;
		d->room = room;
	}
	d->sorted = false;
	d->list[d->n] = *one;
	d->list[d->n].round = d->round;
	return &d->list[d->n++];
}

static int compare(const void *x, const void *y)
{
	const struct momus_drawn *a = x, *b = y;
	int order = momus_text_order(a->problem, b->problem);

	return order ? order
		     : (a->branch > b->branch) - (a->branch < b->branch);
}

struct momus_drawn *momus_drawings_find(struct momus_drawings *d,
					struct momus_text problem,
					uint32_t branch)
{
	const struct momus_drawn key = { .problem = problem, .branch = branch };

	if (!d->sorted && d->n)
		qsort(d->list, d->n, sizeof *d->list, compare);
	d->sorted = true;
	return d->n ? bsearch(&key, d->list, d->n, sizeof *d->list, compare)
		    : NULL;
}

size_t momus_drawings_count(const struct momus_drawings *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n; i++)
		n += d->list[i].round == 0;
	return n;
}

/* The file. */

/* Nine digits tell one float from all others. */
static void put_reals(struct momus_buffer *b, const char *name, const float *x,
		      uint32_t n)
{
	momus_buffer_printf(b, ",\"%s\":[", name);
	for (uint32_t i = 0; i < n; i++)
		if (isfinite(x[i]))
			momus_buffer_printf(b, "%s%.9g", i ? "," : "",
					    (double)x[i]);
		else
			momus_buffer_puts(b, i ? ",null" : "null");
	momus_buffer_putc(b, ']');
}

static void put(struct momus_buffer *b, const struct momus_drawn *d)
{
	momus_buffer_puts(b, "{\"problem\":");
	momus_buffer_json(b, d->problem);
	momus_buffer_printf(b,
			    ",\"branch\":%u,\"first\":%u,\"finish\":%d,"
			    "\"text\":",
			    d->branch, d->first, (int)d->finish);
	momus_buffer_json(b, d->text);
	momus_buffer_puts(b, ",\"tokens\":[");
	for (uint32_t i = 0; i < d->n; i++)
		momus_buffer_printf(b, "%s%d", i ? "," : "", d->tokens[i]);
	momus_buffer_putc(b, ']');
	put_reals(b, "logprobs", d->logprobs, d->n - d->first);
	put_reals(b, "old", d->old, d->n - d->first);
	momus_buffer_puts(b, "}\n");
}

static int write_all(const struct momus_drawings *d, int fd, const char *path,
		     struct momus_error *err)
{
	const struct momus_files *files = momus_files_real();
	struct momus_buffer b;
	int rc = MOMUS_OK;

	momus_buffer_init(&b, line_limit);
	for (size_t i = 0; rc == MOMUS_OK && i < d->n; i++) {
		if (d->list[i].round)
			continue;
		momus_buffer_reset(&b);
		put(&b, &d->list[i]);
		rc = momus_buffer_check(&b, path, err);
		if (rc == MOMUS_OK &&
		    momus_files_write(files, fd, b.ptr, b.len) != 0)
			rc = momus_fail(err, MOMUS_EIO, "%s: %m", path);
	}
	momus_buffer_release(&b);
	if (rc == MOMUS_OK && fsync(fd) != 0)
		rc = momus_fail(err, MOMUS_EIO, "%s: %m", path);
	return rc;
}

int momus_drawings_save(const struct momus_drawings *d, const char *path,
			struct momus_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	int rc;

	if (fd < 0)
		return momus_fail(err, MOMUS_EIO, "%s: %m", path);
	rc = write_all(d, fd, path, err);
	if (close(fd) != 0 && rc == MOMUS_OK)
		rc = momus_fail(err, MOMUS_EIO, "%s: %m", path);
	return rc;
}

/* Reading: LINE is JSON. */

struct reading {
	struct momus_drawings *d;
	struct momus_text line;
	const char *where; /* in errors */
};

static int refuse(const struct reading *r, const char *field,
		  const char *expected, struct momus_error *err)
{
	return momus_fail(err, MOMUS_EPARSE,
			  "%s: %s: expected %s; remove the checkpoint's "
			  "folder, and the one before it is taken",
			  r->where, field, expected);
}

static int read_count(const struct reading *r, const char *field, double most,
		      uint32_t *out, struct momus_error *err)
{
	double x = momus_json_number(momus_json_member(r->line, field));

	if (!(x >= 0 && x <= most && x == floor(x)))
		return refuse(r, field, "a whole number", err);
	*out = (uint32_t)x;
	return MOMUS_OK;
}

static int read_text(const struct reading *r, const char *field,
		     struct momus_text *out, struct momus_error *err)
{
	struct momus_text raw = momus_json_member(r->line, field);

	if (!raw.len || raw.ptr[0] != '"')
		return refuse(r, field, "a text", err);
	*out = momus_json_copy(raw, r->d->arena);
	return out->ptr ? MOMUS_OK : no_memory(err);
}

static int read_tokens(const struct reading *r, struct momus_drawn *out,
		       struct momus_error *err)
{
	struct momus_text list = momus_json_member(r->line, "tokens");
	size_t n = momus_json_count(list), at = 0;
	struct momus_text key, value;
	int32_t *tokens;

	if (!list.len || list.ptr[0] != '[' || n > UINT32_MAX / 2)
		return refuse(r, "tokens", "a list of token ids", err);
	tokens = momus_arena_alloc(r->d->arena, (n + 1) * sizeof *tokens);
	if (!tokens)
		return no_memory(err);
	for (size_t i = 0; i < n && momus_json_next(list, &at, &key, &value);
	     i++) {
		double x = momus_json_number(value);

		if (!(x >= 0 && x <= INT32_MAX && x == floor(x)))
			return refuse(r, "tokens", "a list of token ids", err);
		tokens[i] = (int32_t)x;
	}
	out->tokens = tokens;
	out->n = (uint32_t)n;
	return MOMUS_OK;
}

/* As many as the answer has tokens. */
static int read_reals(const struct reading *r, const char *field, uint32_t n,
		      const float **out, struct momus_error *err)
{
	struct momus_text list = momus_json_member(r->line, field);
	struct momus_text key, value;
	size_t at = 0;
	float *x;

	if (!list.len || list.ptr[0] != '[' || momus_json_count(list) != n)
		return refuse(r, field, "a number for each token of the answer",
			      err);
	x = momus_arena_alloc(r->d->arena, (n + (size_t)1) * sizeof *x);
	if (!x)
		return no_memory(err);
	for (uint32_t i = 0; i < n && momus_json_next(list, &at, &key, &value);
	     i++)
		x[i] = (float)momus_json_number(value); /* null: NAN */
	*out = x;
	return MOMUS_OK;
}

int momus_drawings_parse(struct momus_drawings *d, struct momus_text line,
			 const char *where, struct momus_error *err)
{
	const struct reading r = { d, line, where };
	struct momus_drawn one = { .branch = 0 };
	uint32_t finish = 0;
	int rc = momus_json_valid(line, NULL)
			 ? read_text(&r, "problem", &one.problem, err)
			 : refuse(&r, "the line", "a JSON object", err);

	if (rc == MOMUS_OK)
		rc = read_count(&r, "branch", UINT32_MAX, &one.branch, err);
	if (rc == MOMUS_OK)
		rc = read_count(&r, "finish", MOMUS_FINISH_OTHER, &finish, err);
	if (rc == MOMUS_OK)
		rc = read_text(&r, "text", &one.text, err);
	if (rc == MOMUS_OK)
		rc = read_tokens(&r, &one, err);
	if (rc == MOMUS_OK)
		rc = read_count(&r, "first", one.n, &one.first, err);
	if (rc == MOMUS_OK && !one.first) /* what has nothing before it */
		rc = refuse(&r, "first", "a prompt before the answer", err);
	if (rc == MOMUS_OK)
		rc = read_reals(&r, "logprobs", one.n - one.first,
				&one.logprobs, err);
	if (rc == MOMUS_OK)
		rc = read_reals(&r, "old", one.n - one.first, &one.old, err);
	one.finish = (enum momus_finish)finish;
	if (rc == MOMUS_OK && !momus_drawings_add(d, &one))
		rc = no_memory(err);
	return rc;
}

/* Twice the same would be learnt from once, and the other never. */
static int check(struct momus_drawings *d, const char *path, size_t n,
		 struct momus_error *err)
{
	if (d->n != n)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: has %zu critiques, and train.json says "
				  "%zu; remove the checkpoint's folder, and "
				  "the one before it is taken",
				  path, d->n, n);
	momus_drawings_find(d, MOMUS_TEXT(""), 0); /* in order now */
	for (size_t i = 1; i < n; i++)
		if (compare(&d->list[i - 1], &d->list[i]) == 0)
			return momus_fail(err, MOMUS_EPARSE,
					  "%s: has a critique of \"%.*s\" "
					  "twice; remove the checkpoint's "
					  "folder, and the one before it is "
					  "taken",
					  path, (int)d->list[i].problem.len,
					  d->list[i].problem.ptr);
	return MOMUS_OK;
}

int momus_drawings_load(struct momus_drawings *d, const char *path, size_t n,
			struct momus_error *err)
{
	struct momus_lines *lines = NULL;
	struct momus_text line;
	size_t number;
	char where[4200];
	int rc;

	if (access(path, F_OK) != 0)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: is not there, and train.json counts on "
				  "it; remove the checkpoint's folder, and the "
				  "one before it is taken",
				  path);
	rc = momus_lines_open(&lines, path, line_limit, err);
	while (rc == MOMUS_OK && (rc = momus_lines_next(lines, &line, &number,
							err)) == MOMUS_OK) {
		snprintf(where, sizeof where, "%s:%zu", path, number);
		rc = momus_drawings_parse(d, line, where, err);
	}
	momus_lines_close(lines);
	if (rc == MOMUS_END) /* of the lines */
		rc = check(d, path, n, err);
	d->whole = rc == MOMUS_OK;
	return rc;
}
