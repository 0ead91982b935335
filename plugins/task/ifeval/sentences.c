/* sentences.c - see sentences.h; ends.c tells which marks end one */
#include "sentences.h"

#include <stdlib.h>
#include <string.h>

#include "ends.h"

static const struct {
	const char *source;
	unsigned flags;
} sources[] = {
	{ "[.?!](?=(" ENDS_CLOSERS "|" PY_SPACE "+(" PY_NONSPACE "+)))", 0 },
	{ "\\A[\"')\\]}]+?(?:" PY_SPACE "+|(?=--)|$)", PATTERN_LINES },
};

enum { END, TAIL, N_PATTERNS };

struct sentences {
	struct ends *ends;		     /* owned */
	struct pattern *pattern[N_PATTERNS]; /* owned */
};

int sentences_create(struct sentences **out, struct pytext *text,
		     struct momus_error *err)
{
	struct sentences *s = calloc(1, sizeof *s);
	int rc;

	*out = NULL;
	if (!s)
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	rc = ends_create(&s->ends, text, err);
	for (int i = 0; i < N_PATTERNS && rc == MOMUS_OK; i++)
		rc = pattern_create(&s->pattern[i],
				    momus_text_of(sources[i].source),
				    sources[i].flags, err);
	if (rc == MOMUS_OK) {
		*out = s;
		s = NULL;
	}
	sentences_free(s);
	return rc;
}

void sentences_free(struct sentences *s)
{
	if (!s)
		return;
	for (int i = 0; i < N_PATTERNS; i++)
		pattern_free(s->pattern[i]);
	ends_free(s->ends);
	free(s);
}

struct candidate {
	size_t word;   /* where the word before the mark begins */
	size_t mark;   /* of . ? or ! */
	size_t behind; /* the mark */
	size_t end;    /* of the text behind it that counts */
	size_t next;   /* of the next word, or SIZE_MAX */
};

static bool is_ascii_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Where the word before MARK begins; nothing before FROM is looked at.  NLTK
 * takes a space at FROM itself for none. */
static size_t word_before(struct momus_text t, size_t from, size_t from_none,
			  size_t mark)
{
	for (size_t i = mark; i > from + 1; i--)
		if (is_ascii_space(t.ptr[i - 1]))
			return i;
	return from_none;
}

struct cutting {
	struct sentences *s;
	struct momus_text text;
	struct momus_arena *arena, *work; /* WORK: forgotten at each mark */
	struct sentence_list *list;
	size_t room, last;
};

static int add(struct cutting *c, size_t from, size_t to,
	       struct momus_error *err)
{
	struct sentence_list *l = c->list;

	if (l->n == c->room) {
		size_t room = c->room ? 2 * c->room : 64;
		struct momus_text *all =
			momus_arena_alloc(c->arena, room * sizeof *all);

		if (!all)
			return momus_fail(err, MOMUS_ENOMEM,
					  "ifeval: out of memory");
		if (l->n)
			memcpy(all, l->all, l->n * sizeof *all);
		l->all = all;
		c->room = room;
	}
	l->all[l->n++] = to > from ? momus_text_cut(c->text, from, to)
				   : momus_text_cut(c->text, from, from);
	return MOMUS_OK;
}

static int decide(struct cutting *c, const struct candidate *at,
		  struct momus_error *err)
{
	struct momus_text context = momus_text_cut(c->text, at->word, at->end);
	bool ends;
	int rc = ends_inside(c->s->ends, context, c->work, &ends, err);

	momus_arena_reset(c->work);
	if (rc < 0 || !ends)
		return rc;
	rc = add(c, c->last, at->behind, err);
	c->last = at->next != SIZE_MAX ? at->next : at->behind;
	return rc;
}

/* Cuts behind every mark that ends a sentence.  Of marks in one word only the
 * last is a candidate. */
static int cut(struct cutting *c, struct momus_error *err)
{
	struct pattern *p = c->s->pattern[END];
	struct candidate before = { .word = 0 }, now;
	struct momus_text found, group;
	bool any = false;
	size_t at = 0, from = 0,
	       behind = 0; /* of the word before the last mark */
	int rc = MOMUS_OK;

	while (rc == MOMUS_OK && pattern_next(p, c->text, &at, &found)) {
		now.mark = (size_t)(found.ptr - c->text.ptr);
		now.behind = now.mark + found.len;
		group = pattern_group(p, c->text, 1);
		now.end = (size_t)(group.ptr - c->text.ptr) + group.len;
		group = pattern_group(p, c->text, 2);
		now.next = group.ptr ? (size_t)(group.ptr - c->text.ptr)
				     : SIZE_MAX;
		now.word = word_before(c->text, behind, from, now.mark);
		if (any && behind <= now.word)
			rc = decide(c, &before, err);
		before = now;
		from = now.word;
		behind = now.mark;
		any = true;
	}
	if (rc == MOMUS_OK && any)
		rc = decide(c, &before, err);
	if (rc == MOMUS_OK)
		rc = add(c, c->last, momus_space_strip_end(c->text).len, err);
	return rc;
}

/* Closing quotes and brackets at the beginning of a sentence belong to the one
 * before; what is empty is dropped. */
static void realign(struct sentences *s, struct momus_text t,
		    struct sentence_list *l)
{
	size_t kept = 0, moved = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct momus_text now = l->all[i], tail;
		size_t at = 0;

		now.ptr += moved;
		now.len = now.len > moved ? now.len - moved : 0;
		moved = 0;
		if (i + 1 < l->n &&
		    pattern_next(s->pattern[TAIL], l->all[i + 1], &at, &tail) &&
		    tail.ptr == l->all[i + 1].ptr) {
			size_t from = (size_t)(now.ptr - t.ptr);
			size_t to = (size_t)(tail.ptr - t.ptr) +
				    momus_space_strip_end(tail).len;

			moved = tail.len;
			l->all[kept++] = momus_text_cut(t, from, to);
		} else if (now.len) {
			l->all[kept++] = now;
		}
	}
	l->n = kept;
}

int sentences_split(struct sentences *s, struct momus_text t,
		    struct momus_arena *arena, struct sentence_list *out,
		    struct momus_error *err)
{
	struct cutting c = { .s = s, .text = t, .arena = arena, .list = out };
	int rc;

	*out = (struct sentence_list){ NULL, 0 };
	c.work = momus_arena_create((size_t)64 << 20);
	if (!c.work)
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	rc = cut(&c, err);
	if (rc == MOMUS_OK)
		realign(s, t, out);
	momus_arena_free(c.work);
	return rc;
}
