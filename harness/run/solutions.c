/* solutions.c - see solutions.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/row.h"
#include "host/lines.h"
#include "run/solutions.h"
#include "sandbox/language.h"

/* All answers of one file; a limit against files without end. */
static const size_t arena_limit = (size_t)1 << 38;

struct reader {
	struct momus_solutions *all;
	const struct momus_benchmark *b;
	uint32_t *samples; /* owned, (problems): read so far */
	uint32_t shard, shards;
	struct momus_text example; /* an id that is unknown; in the arena */
};

static int no_memory(const struct momus_row *row, struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "%s:%zu: out of memory",
			  momus_row_origin(row), momus_row_line(row));
}

static struct momus_solution *append(struct momus_solutions *s)
{
	if (s->n == s->room) {
		size_t room = s->room ? 2 * s->room : 512;
		struct momus_solution *p = realloc(s->items, room * sizeof *p);

		if (!p)
			return NULL;
		s->items = p;
		s->room = room;
	}
	s->items[s->n] = (struct momus_solution){ .sample = 0 };
	return &s->items[s->n++];
}

static int keep(struct momus_solutions *s, struct momus_text *t,
		const struct momus_row *row, struct momus_error *err)
{
	*t = momus_arena_copy(s->arena, *t);
	return t->ptr ? MOMUS_OK : no_memory(row, err);
}

static int unknown(struct reader *r, struct momus_text id,
		   const struct momus_row *row, struct momus_error *err)
{
	if (r->all->unknown++)
		return MOMUS_OK;
	r->example = id;
	return keep(r->all, &r->example, row, err);
}

/* ANSWER's id and text may be the row's: they are copied. */
static int take(struct reader *r, const struct momus_row *row,
		const struct momus_answer *answer, struct momus_error *err)
{
	size_t at = momus_dataset_find(r->b->dataset, answer->id);
	struct momus_solutions *s = r->all;
	struct momus_solution *item;
	uint32_t sample;
	int rc;

	if (at == (size_t)-1)
		return unknown(r, answer->id, row, err);
	if (answer->language && !momus_language_find(answer->language))
		return momus_row_fail(row, err,
				      "field \"language\": the sandbox runs no "
				      "programs in \"%.100s\"; leave such rows "
				      "out",
				      answer->language);
	sample = r->samples[at]++;
	if (sample >= s->samples)
		s->samples = sample + 1;
	if (r->shards > 1 &&
	    momus_dataset_shard_of(&r->b->dataset->problems[at], r->shards) !=
		    r->shard) {
		s->elsewhere++;
		return MOMUS_OK;
	}
	item = append(s);
	if (!item)
		return no_memory(row, err);
	s->problems += !sample;
	item->problem = (uint32_t)at;
	item->sample = sample;
	item->answer = answer->text;
	item->language = answer->language;
	rc = keep(s, &item->answer, row, err);
	if (rc < 0 || answer->extracted)
		return rc;
	item->response = item->answer;
	rc = momus_benchmark_extract(r->b, &r->b->dataset->problems[at],
				     item->language, item->response, s->arena,
				     &item->answer, err);
	if (rc == MOMUS_OK && !item->answer.ptr)
		item->answer = (struct momus_text){ "", 0 };
	return rc;
}

/* The answers under KEY: a string, or a list of strings. */
static int own_field(struct reader *r, const struct momus_row *row,
		     const char *key, struct momus_answer *answer,
		     struct momus_error *err)
{
	struct momus_text raw;
	int rc = momus_row_raw(row, key, &raw, err);

	if (rc < 0)
		return rc;
	if (raw.ptr[0] != '[') {
		rc = momus_row_str(row, key, &answer->text, err);
		return rc < 0 ? rc : take(r, row, answer, err);
	}
	for (size_t i = 0;; i++) {
		rc = momus_row_item(row, key, i, &answer->text, err);
		if (rc < 0)
			return rc == MOMUS_END ? MOMUS_OK : rc;
		rc = take(r, row, answer, err);
		if (rc < 0)
			return rc;
	}
}

static int own_language(const struct reader *r, const struct momus_row *row,
			const char **out, struct momus_error *err)
{
	struct momus_text t;
	int rc;

	if (!momus_row_has(row, "language"))
		return MOMUS_OK;
	rc = momus_row_copy(row, "language", r->all->arena, &t, err);
	*out = t.ptr;
	return rc;
}

static int own_row(struct reader *r, const struct momus_row *row,
		   struct momus_error *err)
{
	struct momus_answer answer = { .extracted = true };
	bool solution = momus_row_has(row, "solution");
	int rc = momus_row_str(row, "id", &answer.id, err);

	if (rc < 0)
		return rc;
	if (solution == momus_row_has(row, "response"))
		return momus_row_fail(
			row, err,
			"expected either \"solution\" (graded as it is) or "
			"\"response\" (the answer is cut out of it), found %s",
			solution ? "both" : "neither");
	answer.extracted = solution;
	rc = own_language(r, row, &answer.language, err);
	if (rc < 0)
		return rc;
	return own_field(r, row, solution ? "solution" : "response", &answer,
			 err);
}

/* The benchmark's customary form. */
static int task_row(struct reader *r, const struct momus_row *row,
		    struct momus_error *err)
{
	const struct momus_task_ops *ops = r->b->task->ops.task;
	int rc;

	if (!MOMUS_HAS(ops, answer) || !ops->answer)
		return momus_row_fail(row, err,
				      "no field \"id\": expected {\"id\", "
				      "\"solution\"} or {\"id\", "
				      "\"response\"}");
	for (size_t i = 0;; i++) {
		struct momus_answer answer = { .extracted = false };

		rc = ops->answer(r->b->self, row, i, r->all->arena, &answer,
				 err);
		if (rc == MOMUS_END)
			return MOMUS_OK;
		if (rc == MOMUS_OK)
			rc = take(r, row, &answer, err);
		if (rc < 0)
			return rc;
	}
}

static int read_all(struct reader *r, struct momus_lines *lines,
		    const char *path, struct momus_error *err)
{
	struct momus_text line;
	struct momus_row *row;
	size_t number;
	int rc;

	while ((rc = momus_lines_next(lines, &line, &number, err)) ==
	       MOMUS_OK) {
		if (number == 1 && line.len >= 3 &&
		    memcmp(line.ptr, "\xef\xbb\xbf", 3) == 0)
			line = (struct momus_text){ line.ptr + 3,
						    line.len - 3 };
		if (!momus_text_strip(line).len)
			continue;
		rc = momus_row_parse(&row, line, path, number, err);
		if (rc < 0)
			return rc;
		rc = momus_row_has(row, "id") ? own_row(r, row, err)
					      : task_row(r, row, err);
		momus_row_free(row);
		if (rc < 0)
			return rc;
	}
	if (rc != MOMUS_END)
		return rc;
	momus_lines_sha256(lines, r->all->sha256);
	return MOMUS_OK;
}

static int none_matches(const struct reader *r, const char *path,
			struct momus_error *err)
{
	struct momus_text known = { "nothing", 7 };

	if (!r->all->unknown)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: there is no solution in this file",
				  path);
	if (r->b->dataset->n)
		known = r->b->dataset->problems[0].id;
	return momus_fail(
		err, MOMUS_EINVAL,
		"%s: none of its %zu solutions is of a problem of the "
		"data: found e.g. \"%.*s\", expected e.g. \"%.*s\"; "
		"is --data the right file?",
		path, r->all->unknown,
		(int)(r->example.len > 100 ? 100 : r->example.len),
		r->example.ptr, (int)(known.len > 100 ? 100 : known.len),
		known.ptr);
}

static int by_problem(const void *a, const void *b)
{
	const struct momus_solution *x = a, *y = b;

	if (x->problem != y->problem)
		return x->problem < y->problem ? -1 : 1;
	return x->sample < y->sample ? -1 : x->sample > y->sample;
}

int momus_solutions_read(struct momus_solutions **out, const char *path,
			 const struct momus_benchmark *b, uint32_t shard,
			 uint32_t shards, struct momus_error *err)
{
	struct momus_solutions *s = calloc(1, sizeof *s);
	struct reader r = { s, b, NULL, shard, shards, { "", 0 } };
	struct momus_lines *lines = NULL;
	int rc = MOMUS_ENOMEM;

	r.samples = calloc(b->dataset->n + 1, sizeof *r.samples);
	if (s)
		s->arena = momus_arena_create(arena_limit);
	if (!s || !s->arena || !r.samples) {
		momus_fail(err, rc, "%s: out of memory", path);
		goto out;
	}
	rc = momus_lines_open(&lines, path, 0, err);
	if (rc == MOMUS_OK)
		rc = read_all(&r, lines, path, err);
	if (rc == MOMUS_OK && !s->n && !s->elsewhere)
		rc = none_matches(&r, path, err);
	if (rc < 0)
		goto out;
	if (s->n)
		qsort(s->items, s->n, sizeof *s->items, by_problem);
	*out = s;
	s = NULL;
out:
	momus_lines_close(lines);
	momus_solutions_free(s);
	free(r.samples);
	return rc;
}

void momus_solutions_free(struct momus_solutions *s)
{
	if (!s)
		return;
	momus_arena_free(s->arena);
	free(s->items);
	free(s);
}
