/* clean.c - which rows a training set takes
 *
 * The rules of critic-rl for TACO: inputs that are written as assignments or with
 * empty lists, texts with pictures or markup, too short or too long, or there
 * before.
 */
#include "taco.h"

#include <stdlib.h>

#include <momus/json.h>

struct mark { /* of a text: two hashes, never both 0 */
	uint64_t a, b;
};

struct taco_seen {
	struct mark *slots; /* owned, (room), a power of two */
	size_t n, room;
	size_t line; /* of the row that was read last */
};

void taco_seen_free(struct taco_seen *seen)
{
	if (seen)
		free(seen->slots);
	free(seen);
}

/* FNV-1a (Fowler, Noll, Vo) from two starts. */
static struct mark mark_of(struct momus_text t)
{
	struct mark m = { 0xcbf29ce484222325u, 0x84222325cbf29ce4u };

	for (size_t i = 0; i < t.len; i++) {
		m.a = (m.a ^ (unsigned char)t.ptr[i]) * 0x100000001b3u;
		m.b = (m.b ^ (unsigned char)t.ptr[i]) * 0x9e3779b97f4a7c15u;
	}
	m.b |= 1;
	return m;
}

static struct mark *slot_of(const struct taco_seen *s, struct mark m)
{
	size_t i = (size_t)(m.a ^ m.a >> 32) & (s->room - 1);

	while (s->slots[i].b && (s->slots[i].a != m.a || s->slots[i].b != m.b))
		i = (i + 1) & (s->room - 1);
	return &s->slots[i];
}

static bool widen(struct taco_seen *s)
{
	struct taco_seen old = *s;

	s->room = old.room ? 2 * old.room : 1024;
	s->slots = calloc(s->room, sizeof(*s->slots));
	if (!s->slots) {
		*s = old;
		return false;
	}
	for (size_t i = 0; i < old.room; i++)
		if (old.slots[i].b)
			*slot_of(s, old.slots[i]) = old.slots[i];
	free(old.slots);
	return true;
}

/* Whether TEXT, at LINE, was there before; a file may be read again. */
static int was_seen(struct taco *task, struct momus_text text, size_t line,
		    bool *seen, struct momus_error *err)
{
	struct taco_seen *s = task->seen;
	struct mark m = mark_of(momus_text_strip(text)), *slot;

	if (s && line <= s->line) {
		taco_seen_free(s);
		s = task->seen = NULL;
	}
	if (!s)
		s = task->seen = calloc(1, sizeof(*s));
	if (!s || (2 * s->n >= s->room && !widen(s)))
		return momus_fail(err, MOMUS_ENOMEM, "taco: out of memory");
	s->line = line;
	slot = slot_of(s, m);
	*seen = slot->b != 0;
	s->n += !*seen;
	*slot = m;
	return MOMUS_OK;
}

enum piece { LETTERS, DIGIT, LINES, SPACES, SIGNS };

static enum piece piece_of(uint32_t c)
{
	if (c >= '0' && c <= '9')
		return DIGIT;
	if ((c | 32) >= 'a' && (c | 32) <= 'z')
		return LETTERS;
	if (c == '\n' || c == '\r')
		return LINES;
	if (momus_text_is_space(c))
		return SPACES;
	return c < 0x80 ? SIGNS : LETTERS;
}

size_t taco_tokens(struct momus_text t)
{
	enum piece last = DIGIT;
	size_t n = 0, at = 0, run = 0; /* run: signs of the last piece */

	while (at < t.len) {
		enum piece p = piece_of(momus_text_next(t, &at));
		bool joins = p == last && p != DIGIT;

		/* One sign before letters is theirs, as is a space before
		 * signs; line ends behind signs, or spaces, are of one piece. */
		if (p == LETTERS && run == 1 &&
		    (last == SPACES || last == SIGNS))
			joins = true;
		if (p == SIGNS && run == 1 && last == SPACES)
			joins = true;
		if (p == LINES && (last == SIGNS || last == SPACES))
			joins = true;
		n += !joins;
		run = joins ? run + 1 : 1;
		last = p;
	}
	return n;
}

static bool has(struct momus_text t, const char *what)
{
	return momus_text_find(t, momus_text_of(what), 0) != (size_t)-1;
}

int taco_clean(const struct taco_reading *r, struct momus_text question,
	       struct momus_text io)
{
	const struct taco_options *o = r->task->options;
	struct momus_text inputs = momus_json_member(io, "inputs");
	size_t tokens = taco_tokens(question);
	bool seen = false;
	int rc;

	if (has(inputs, " = "))
		return momus_row_leave(r->row, "\" = \" in an input");
	if (has(inputs, "[]"))
		return momus_row_leave(r->row, "\"[]\" in an input");
	if (has(question, "<image>") || has(question, "<span"))
		return momus_row_leave(r->row,
				       "an image or markup in the text");
	if (o->min_tokens && tokens <= (size_t)o->min_tokens)
		return momus_row_leave(r->row, "a text that is too short");
	if (o->max_tokens && tokens >= (size_t)o->max_tokens)
		return momus_row_leave(r->row, "a text that is too long");
	rc = was_seen(r->task, question, momus_row_line(r->row), &seen, r->err);
	if (rc == MOMUS_OK && seen)
		return momus_row_leave(r->row, "a text that was there before");
	return rc;
}
