/* lessons.c - see lessons.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "momus/json.h"
#include "momus/rowfile.h"
#include "run/feed.h"
#include "run/lessons.h"

enum { MESSAGES = 256 };

static const size_t row_bytes = (size_t)256 << 20;

struct reader {
	struct momus_lessons *out;
	const struct momus_trainable_ops *ops;
	void *self;
	size_t max_prompt, max_answer;
	struct momus_arena *arena;  /* owned: of one row */
	struct momus_buffer prompt; /* of one row */
	struct momus_message messages[MESSAGES];
	struct momus_error *err;
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
}

static int add_tokens(struct momus_lessons *l, const int32_t *ids, size_t n,
		      struct momus_error *err)
{
	size_t room = l->room_tokens ? l->room_tokens : 65536;
	int32_t *grown;

	while (room < l->n_tokens + n)
		room *= 2;
	if (room != l->room_tokens) {
		grown = realloc(l->tokens, room * sizeof *grown);
		if (!grown)
			return no_memory(err);
		l->tokens = grown;
		l->room_tokens = room;
	}
	if (n)
		memcpy(l->tokens + l->n_tokens, ids, n * sizeof *ids);
	l->n_tokens += n;
	return MOMUS_OK;
}

static int add_lesson(struct momus_lessons *l, struct momus_lesson lesson,
		      struct momus_error *err)
{
	size_t room = l->room ? 2 * l->room : 1024;
	struct momus_lesson *grown;

	if (l->n == l->room) {
		grown = realloc(l->list, room * sizeof *grown);
		if (!grown)
			return no_memory(err);
		l->list = grown;
		l->room = room;
	}
	l->list[l->n++] = lesson;
	return MOMUS_OK;
}

/* The text of the dialogue RAW, up to where the answer begins. */
static int read_dialogue(struct reader *r, const struct momus_row *row,
			 struct momus_text raw)
{
	struct momus_text key, value, role, content;
	struct momus_error why = { "" };
	size_t at = 0, n = 0;
	int rc;

	while (momus_json_next(raw, &at, &key, &value)) {
		role = momus_json_member(value, "role");
		content = momus_json_member(value, "content");
		if (n == MESSAGES || !role.len || role.ptr[0] != '"' ||
		    !content.len || content.ptr[0] != '"')
			return momus_row_fail(row, r->err,
					      "messages: number %zu has no "
					      "role and content, or is one of "
					      "more than %d",
					      n, MESSAGES);
		r->messages[n].role = momus_json_copy(role, r->arena).ptr;
		r->messages[n].content = momus_json_copy(content, r->arena);
		if (!r->messages[n].role || !r->messages[n++].content.ptr)
			return no_memory(r->err);
	}
	if (!n)
		return momus_row_fail(row, r->err,
				      "messages is no list of messages");
	rc = r->ops->render(r->self, r->messages, n, true, &r->prompt, &why);
	if (rc == MOMUS_EINVAL)
		return momus_row_fail(row, r->err, "messages: %s", why.text);
	return rc < 0 ? momus_fail(r->err, rc, "%s", why.text) : rc;
}

static int read_prompt(struct reader *r, const struct momus_row *row,
		       struct momus_tokens *out)
{
	struct momus_text text;
	bool dialogue = momus_row_has(row, "messages");
	int rc;

	momus_buffer_reset(&r->prompt);
	if (dialogue) {
		rc = momus_row_raw(row, "messages", &text, r->err);
		if (rc == MOMUS_OK)
			rc = read_dialogue(r, row, text);
		text = momus_buffer_text(&r->prompt);
	} else {
		rc = momus_row_str(row, "prompt", &text, r->err);
	}
	return rc < 0 ? rc
		      : r->ops->tokenise(r->self, text,
					 dialogue ? 0 : MOMUS_TOKENISE_FRAME,
					 r->arena, out, r->err);
}

static int read_row(struct reader *r, const struct momus_row *row)
{
	struct momus_lessons *l = r->out;
	struct momus_tokens prompt, answer;
	struct momus_text completion;
	int32_t end = r->ops->end(r->self);
	struct momus_lesson lesson;
	int rc;

	momus_arena_reset(r->arena);
	rc = momus_row_str(row, "completion", &completion, r->err);
	if (rc == MOMUS_OK)
		rc = read_prompt(r, row, &prompt);
	if (rc == MOMUS_OK)
		rc = r->ops->tokenise(r->self, completion, MOMUS_TOKENISE_PLAIN,
				      r->arena, &answer, r->err);
	if (rc < 0)
		return rc;
	if (prompt.n > r->max_prompt || answer.n + 1 > r->max_answer) {
		l->too_long++;
		return MOMUS_OK;
	}
	if (!prompt.n || !answer.n) {
		l->empty++;
		return MOMUS_OK;
	}
	lesson = (struct momus_lesson){
		.at = l->n_tokens,
		.n = (uint32_t)(prompt.n + answer.n + (end >= 0)),
		.first = (uint32_t)prompt.n,
		.judgment = (uint8_t)momus_judgment_parse(completion),
	};
	rc = add_tokens(l, prompt.list, prompt.n, r->err);
	if (rc == MOMUS_OK)
		rc = add_tokens(l, answer.list, answer.n, r->err);
	if (rc == MOMUS_OK && end >= 0)
		rc = add_tokens(l, &end, 1, r->err);
	return rc < 0 ? rc : add_lesson(l, lesson, r->err);
}

int momus_lessons_read(struct momus_lessons *out, const char *path,
		       const struct momus_trainable_ops *ops, void *self,
		       size_t max_prompt, size_t max_answer,
		       struct momus_error *err)
{
	struct reader *r = calloc(1, sizeof *r);
	struct momus_row_file *rows = NULL;
	const struct momus_row *row;
	int rc;

	memset(out, 0, sizeof *out);
	if (!r || !(r->arena = momus_arena_create(row_bytes))) {
		free(r);
		return no_memory(err);
	}
	r->out = out;
	r->ops = ops;
	r->self = self;
	r->max_prompt = max_prompt;
	r->max_answer = max_answer;
	r->err = err;
	momus_buffer_init(&r->prompt, row_bytes);
	rc = momus_row_file_open(&rows, path, err);
	while (rc == MOMUS_OK &&
	       (rc = momus_row_file_next(rows, &row, err)) == MOMUS_OK)
		rc = read_row(r, row);
	rc = rc == MOMUS_END ? MOMUS_OK : rc;
	if (rc == MOMUS_OK && !out->n)
		rc = momus_fail(err, MOMUS_EINVAL,
				"%s: no row is left to learn from: %zu are "
				"longer than %zu and %zu tokens, %zu empty",
				path, out->too_long, max_prompt, max_answer,
				out->empty);
	momus_row_file_close(rows);
	momus_buffer_release(&r->prompt);
	momus_arena_free(r->arena);
	free(r);
	if (rc < 0)
		momus_lessons_release(out);
	return rc;
}

void momus_lessons_release(struct momus_lessons *l)
{
	free(l->tokens);
	free(l->list);
	memset(l, 0, sizeof *l);
}

void momus_lessons_order(size_t n, uint64_t seed, uint64_t epoch,
			 uint32_t *order)
{
	struct momus_stream s;
	uint32_t other;
	size_t j;

	momus_stream_init(&s, seed, MOMUS_TEXT(""), 0, epoch, "lessons");
	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	for (size_t i = n; i > 1; i--) {
		j = (size_t)momus_stream_below(&s, i);
		other = order[i - 1];
		order[i - 1] = order[j];
		order[j] = other;
	}
}
