/* labels-read.c - see labels.h: a file of labels, whole or being written */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/row.h"
#include "host/lines.h"
#include "momus/json.h"
#include "run/labels.h"
#include "stats/remarks.h"

enum { TURNS = 15, LINE_LIMIT = 16 << 20 };

static const size_t texts_limit = (size_t)4 << 30;
static const double many = 4294967295.0;

struct reading {
	struct momus_labels *to;
	bool partial, ended;
	int64_t end; /* what the last line says */
	struct momus_error *err;
};

static int no_memory(const struct momus_row *row, struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
			  momus_row_origin(row));
}

/* The first line. */

/* The labels that the file has must be those that are known here. */
static int check_strategies(const struct momus_row *row,
			    struct momus_error *err)
{
	struct momus_text name;
	size_t i = 0;
	int rc;

	while ((rc = momus_row_item(row, "strategies", i, &name, err)) ==
	       MOMUS_OK) {
		if (i >= MOMUS_STRATEGIES ||
		    !momus_text_equal(
			    name, momus_text_of(momus_strategy_name((int)i))))
			return momus_row_fail(
				row, err,
				"strategies: entry %zu is \"%.*s\", expected "
				"%s; label the run again",
				i + 1, name.len > 60 ? 60 : (int)name.len,
				name.ptr,
				i < MOMUS_STRATEGIES
					? momus_strategy_name((int)i)
					: "none");
		i++;
	}
	if (rc != MOMUS_END)
		return rc;
	return i == MOMUS_STRATEGIES
		       ? MOMUS_OK
		       : momus_row_fail(row, err,
					"strategies: %zu entries, expected "
					"%d; label the run again",
					i, MOMUS_STRATEGIES);
}

/* The string under KEY of the object RAW, in the arena. */
static int take_member(const struct reading *r, const struct momus_row *row,
		       struct momus_text raw, const char *key,
		       struct momus_text *out)
{
	struct momus_text value;

	if (!momus_json_find(raw, key, &value) || value.ptr[0] != '"')
		return momus_row_fail(row, r->err,
				      "judge.%s is no string; is this a file "
				      "that `momus label` wrote?",
				      key);
	*out = momus_json_copy(value, r->to->arena);
	return out->ptr ? MOMUS_OK : no_memory(row, r->err);
}

static int read_judge(const struct reading *r, const struct momus_row *row)
{
	struct momus_labels_head *h = &r->to->head;
	struct momus_text raw;
	int rc = momus_row_raw(row, "judge", &raw, r->err);

	if (rc == MOMUS_OK)
		rc = take_member(r, row, raw, "plugin", &h->plugin);
	if (rc == MOMUS_OK)
		rc = take_member(r, row, raw, "model", &h->model);
	if (rc == MOMUS_OK)
		rc = momus_row_raw(row, "template", &raw, r->err);
	if (rc < 0)
		return rc;
	h->template = momus_arena_copy(r->to->arena, raw);
	return h->template.ptr ? MOMUS_OK : no_memory(row, r->err);
}

static int read_head(struct reading *r, const struct momus_row *row)
{
	struct momus_labels_head *h = &r->to->head;
	struct momus_arena *arena = r->to->arena;
	struct momus_text format = { "", 0 };
	double version = 0;
	int rc;

	if (!momus_row_has(row, "format") ||
	    momus_row_str(row, "format", &format, NULL) < 0 ||
	    !momus_text_equal(format, MOMUS_TEXT("momus-labels")))
		return momus_row_fail(row, r->err,
				      "these are no labels: \"format\" is not "
				      "\"momus-labels\"; give a file that "
				      "`momus label` wrote");
	rc = momus_row_real(row, "version", &version, r->err);
	if (rc == MOMUS_OK && version != MOMUS_LABELS_VERSION)
		return momus_row_fail(row, r->err,
				      "labels of version %g, expected %d; "
				      "label the run again",
				      version, MOMUS_LABELS_VERSION);
	if (rc == MOMUS_OK)
		rc = momus_row_copy(row, "run", arena, &h->run, r->err);
	if (rc == MOMUS_OK)
		rc = read_judge(r, row);
	if (rc == MOMUS_OK)
		rc = check_strategies(row, r->err);
	if (rc == MOMUS_OK)
		rc = momus_row_copy(row, "key", arena, &h->key, r->err);
	if (rc == MOMUS_OK)
		rc = momus_row_copy(row, "momus", arena, &h->revision, r->err);
	return rc;
}

/* Critiques. */

/* The N hex digits under KEY. */
static int read_hex(const struct reading *r, const struct momus_row *row,
		    const char *key, size_t n, char *out)
{
	struct momus_text t;
	int rc = momus_row_str(row, key, &t, r->err);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < t.len; i++)
		if (!memchr("0123456789abcdef", t.ptr[i], 16))
			t.len = 0;
	if (t.len != n)
		return momus_row_fail(row, r->err, "%s is not %zu hex digits",
				      key, n);
	memcpy(out, t.ptr, n);
	out[n] = '\0';
	return MOMUS_OK;
}

static int read_state(const struct reading *r, const struct momus_row *row,
		      struct momus_label *out)
{
	struct momus_text name;
	int rc = momus_row_str(row, "state", &name, r->err);

	if (rc < 0)
		return rc;
	for (out->state = 0; out->state < MOMUS_LABEL_STATES; out->state++)
		if (momus_text_equal(name, momus_text_of(momus_label_state_name(
						   out->state))))
			return MOMUS_OK;
	return momus_row_fail(row, r->err,
			      "state is \"%.*s\", expected labelled, unparsed, "
			      "cut, refused or failed",
			      name.len > 60 ? 60 : (int)name.len, name.ptr);
}

static int read_strategies(const struct reading *r, const struct momus_row *row,
			   struct momus_label *out)
{
	struct momus_text name;
	int rc = MOMUS_OK;

	if (out->state != MOMUS_LABEL_DONE)
		return !momus_row_has(row, "strategies")
			       ? MOMUS_OK
			       : momus_row_fail(
					 row, r->err,
					 "a critique that is %s has no "
					 "strategies",
					 momus_label_state_name(out->state));
	for (size_t k = 0; rc == MOMUS_OK; k++) {
		int i = 0;

		rc = momus_row_item(row, "strategies", k, &name, r->err);
		if (rc < 0)
			break;
		while (i < MOMUS_STRATEGIES &&
		       !momus_text_equal(name,
					 momus_text_of(momus_strategy_name(i))))
			i++;
		if (i == MOMUS_STRATEGIES || out->strategies >> i & 1)
			return momus_row_fail(
				row, r->err,
				"strategies: entry %zu is \"%.*s\", which %s",
				k + 1, name.len > 60 ? 60 : (int)name.len,
				name.ptr,
				i == MOMUS_STRATEGIES ? "is unknown"
						      : "is there already");
		out->strategies |= 1u << i;
	}
	return rc == MOMUS_END ? MOMUS_OK : rc;
}

static int read_texts(const struct reading *r, const struct momus_row *row,
		      struct momus_label *out)
{
	struct momus_arena *arena = r->to->arena;
	int rc = momus_row_copy(row, "problem", arena, &out->problem, r->err);

	if (rc == MOMUS_OK && out->state != MOMUS_LABEL_FAILED)
		rc = momus_row_copy(row, "answer", arena, &out->answer, r->err);
	if (rc == MOMUS_OK && momus_row_has(row, "reason"))
		rc = momus_row_copy(row, "reason", arena, &out->reason, r->err);
	return rc;
}

static int read_name(const struct reading *r, const struct momus_row *row,
		     struct momus_label *out)
{
	int64_t turn = 0, branch = -1, vote = -1;
	int rc = momus_row_count(row, "turn", 1, TURNS, &turn, r->err);

	if (rc == MOMUS_OK)
		rc = momus_row_count(row, "branch", 0, many, &branch, r->err);
	if (rc == MOMUS_OK)
		rc = momus_row_count(row, "vote", 0, many, &vote, r->err);
	if (rc < 0)
		return rc;
	if (!turn || branch < 0 || vote < 0)
		return momus_row_fail(row, r->err,
				      "%s is missing, which names the critique",
				      !turn	   ? "turn"
				      : branch < 0 ? "branch"
						   : "vote");
	out->turn = (uint16_t)turn;
	out->branch = (uint32_t)branch;
	out->vote = (uint32_t)vote;
	return MOMUS_OK;
}

static int read_label(const struct reading *r, const struct momus_row *row,
		      struct momus_label *out)
{
	int rc;

	*out = (struct momus_label){ .prompt_tokens = -1,
				     .completion_tokens = -1,
				     .answer = { "", 0 },
				     .reason = { "", 0 },
				     .line = momus_row_line(row) };
	rc = read_state(r, row, out);
	if (rc == MOMUS_OK)
		rc = read_name(r, row, out);
	if (rc == MOMUS_OK)
		rc = read_texts(r, row, out);
	if (rc == MOMUS_OK)
		rc = read_hex(r, row, "critique", 16, out->critique);
	if (rc == MOMUS_OK)
		rc = read_hex(r, row, "key", 64, out->key);
	if (rc == MOMUS_OK)
		rc = momus_row_count(row, "prompt_tokens", 0, 1e15,
				     &out->prompt_tokens, r->err);
	if (rc == MOMUS_OK)
		rc = momus_row_count(row, "completion_tokens", 0, 1e15,
				     &out->completion_tokens, r->err);
	return rc < 0 ? rc : read_strategies(r, row, out);
}

static int add(struct reading *r, const struct momus_row *row)
{
	struct momus_labels *l = r->to;

	if (l->n == l->room) {
		size_t room = l->room ? 2 * l->room : 256;
		void *list = realloc(l->list, room * sizeof *l->list);

		if (!list)
			return no_memory(row, r->err);
		l->list = list;
		l->room = room;
	}
	return read_label(r, row, &l->list[l->n]);
}

/* The file. */

static int take(struct reading *r, const struct momus_row *row)
{
	int rc;

	if (!r->to->head.run.ptr)
		return read_head(r, row);
	if (r->ended)
		return momus_row_fail(row, r->err,
				      "there is a line behind the end; two "
				      "files may have become one");
	if (momus_row_has(row, "end")) {
		r->ended = true;
		return momus_row_count(row, "end", 0, 1e15, &r->end, r->err);
	}
	rc = add(r, row);
	r->to->n += rc == MOMUS_OK;
	return rc;
}

/* A line that is no JSON may be the torn last one of a file that is written. */
static int read_lines(struct reading *r, struct momus_lines *lines,
		      const char *path)
{
	struct momus_error torn = { "" };
	struct momus_text line;
	struct momus_row *row;
	size_t number;
	int rc = MOMUS_OK, bad = MOMUS_OK;

	while (rc == MOMUS_OK) {
		rc = momus_lines_next(lines, &line, &number, r->err);
		if (rc < 0)
			break;
		if (bad < 0)
			return momus_fail(r->err, bad, "%s", torn.text);
		if (!momus_text_strip(line).len)
			continue;
		bad = momus_row_parse(&row, line, path, number, &torn);
		if (bad < 0 && (!r->partial || bad != MOMUS_EPARSE))
			return momus_fail(r->err, bad, "%s", torn.text);
		if (bad < 0)
			continue;
		rc = take(r, row);
		momus_row_free(row);
	}
	return rc == MOMUS_END ? MOMUS_OK : rc;
}

static int by_order(const void *a, const void *b)
{
	const struct momus_label *x = a, *y = b;
	int c = momus_label_order(x, y);

	return c ? c : (x->line > y->line) - (x->line < y->line);
}

/* Of two of one name the later counts, unless it is a failure. */
static int settle(struct reading *r, const char *path)
{
	struct momus_labels *l = r->to;
	size_t n = 0;

	if (l->n)
		qsort(l->list, l->n, sizeof *l->list, by_order);
	for (size_t i = 0; i < l->n; i++) {
		struct momus_label *last = n ? &l->list[n - 1] : NULL;

		if (!last || momus_label_order(last, &l->list[i]) != 0)
			l->list[n++] = l->list[i];
		else if (!r->partial)
			return momus_fail(r->err, MOMUS_EPARSE,
					  "%s:%zu: this critique is there "
					  "already, in line %zu; remove one of "
					  "them",
					  path, l->list[i].line, last->line);
		else if (l->list[i].state != MOMUS_LABEL_FAILED)
			*last = l->list[i];
	}
	l->n = n;
	return MOMUS_OK;
}

static int check_end(const struct reading *r, const char *path)
{
	if (!r->to->head.run.ptr)
		return momus_fail(r->err, MOMUS_EPARSE,
				  "%s: is empty; expected labels that `momus "
				  "label` wrote",
				  path);
	if (!r->partial && !r->ended)
		return momus_fail(r->err, MOMUS_EPARSE,
				  "%s: is cut off: its last line, which says "
				  "how many labels there are, is missing; "
				  "label the run again, or copy the file again",
				  path);
	if (r->ended && r->end != (int64_t)r->to->n)
		return momus_fail(r->err, MOMUS_EPARSE,
				  "%s: has %zu labels, and its last line says "
				  "%lld; label the run again, or copy the file "
				  "again",
				  path, r->to->n, (long long)r->end);
	return MOMUS_OK;
}

int momus_labels_read(struct momus_labels *out, const char *path, bool partial,
		      struct momus_error *err)
{
	struct reading r = { .to = out, .partial = partial, .err = err };
	struct momus_lines *lines;
	int rc;

	*out = (struct momus_labels){ .arena =
					      momus_arena_create(texts_limit) };
	if (!out->arena)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
	rc = momus_lines_open(&lines, path, LINE_LIMIT, err);
	if (rc < 0)
		return rc;
	rc = read_lines(&r, lines, path);
	momus_lines_close(lines);
	if (rc == MOMUS_OK)
		rc = check_end(&r, path);
	return rc < 0 ? rc : settle(&r, path);
}
