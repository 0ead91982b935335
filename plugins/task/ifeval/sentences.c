/* sentences.c - see sentences.h */
#include "sentences.h"

#include <stdlib.h>
#include <string.h>

#include "model.h"

/* What may stand right behind the end of a sentence, and inside a word ends
 * it. */
#define CLOSERS	  "[)\";}\\]*:@'({\\[!?]"
#define MANY	  "(?:-{2,}|\\.{2,}|(?:\\." PY_SPACE "){2,}\\.)"
#define WORD_HEAD "[^(\"`{\\[:;&#*@)}\\]\\-,]"

static const struct {
	const char *source;
	unsigned flags;
} sources[] = {
	{ "[.?!](?=(" CLOSERS "|" PY_SPACE "+(" PY_NONSPACE "+)))", 0 },
	{ MANY "|(?=" WORD_HEAD ")" PY_NONSPACE "+?(?=" PY_SPACE "|$|" CLOSERS
	       "|" MANY "|,(?=$|" PY_SPACE "|" CLOSERS "|" MANY
	       "))|" PY_NONSPACE,
	  0 },
	{ "\\A[\"')\\]}]+?(?:" PY_SPACE "+|(?=--)|$)", PATTERN_LINES },
	{ "^-?[.,]?" PY_DIGIT "[\\p{Nd},.\\-]*\\.?$", 0 },
	{ "^(?!" PY_DIGIT ")" PY_WORD "\\.$", 0 },
	{ "^\\.\\.+$", 0 },
};

enum { END, TOKEN, TAIL, NUMBER, INITIAL, ELLIPSIS, N_PATTERNS };

struct sentences {
	struct momus_arena *arena; /* owned: the model */
	struct model model;
	struct pattern *pattern[N_PATTERNS]; /* owned */
	struct pytext *text;		     /* borrowed */
};

struct token {
	struct momus_text text, type; /* TYPE: as the model knows it */
	bool period;		      /* ends with one */
	bool ends, abbreviation, ellipsis;
};

int sentences_create(struct sentences **out, struct pytext *text,
		     struct momus_error *err)
{
	struct sentences *s = calloc(1, sizeof *s);
	int rc;

	*out = NULL;
	if (!s || !(s->arena = momus_arena_create((size_t)8 << 20)))
		rc = momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	else
		rc = model_load(&s->model, s->arena, err);
	for (int i = 0; i < N_PATTERNS && rc == MOMUS_OK; i++)
		rc = pattern_create(&s->pattern[i],
				    momus_text_of(sources[i].source),
				    sources[i].flags, err);
	if (rc == MOMUS_OK) {
		s->text = text;
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
	momus_arena_free(s->arena);
	free(s);
}

static struct momus_text without_period(struct momus_text type)
{
	if (type.len > 1 && type.ptr[type.len - 1] == '.')
		type.len--;
	return type;
}

static struct momus_text type_of(const struct token *t)
{
	return t->ends ? without_period(t->type) : t->type;
}

/* Step 1: what the token says by itself. */
static int look_alone(struct sentences *s, struct momus_text text,
		      struct momus_arena *arena, struct token *out,
		      struct momus_error *err)
{
	struct momus_text stem;
	int rc = pytext_lower(s->text, text, arena, &out->type, err);

	if (rc < 0)
		return rc;
	out->text = text;
	out->period = text.ptr[text.len - 1] == '.';
	out->ellipsis =
		text.ptr[0] == '.' && pattern_found(s->pattern[ELLIPSIS], text);
	stem = out->type;
	stem.len -= out->period;
	if (text.len == 1 && strchr(".?!", text.ptr[0])) {
		out->ends = true;
	} else if (!out->ellipsis && out->period &&
		   !pytext_ends(text, MOMUS_TEXT(".."))) {
		size_t dash = stem.len;

		while (dash && stem.ptr[dash - 1] != '-')
			dash--;
		out->abbreviation =
			model_find(&s->model.abbreviations, stem) ||
			model_find(&s->model.abbreviations,
				   (struct momus_text){ stem.ptr + dash,
							stem.len - dash });
		out->ends = !out->abbreviation;
	}
	/* A number has no ASCII letter at its beginning. */
	if (!(text.ptr[0] >= 'A' && text.ptr[0] <= 'z') &&
	    pattern_found(s->pattern[NUMBER], out->type))
		out->type = MOMUS_TEXT("##number##");
	return MOMUS_OK;
}

static struct momus_text first_sign(struct momus_text t)
{
	size_t at = 0;

	momus_text_next(t, &at);
	return (struct momus_text){ t.ptr, at };
}

enum starts { STARTS_NO, STARTS_YES, STARTS_UNKNOWN };

/* Whether T begins a sentence, by how its word was seen written. */
static enum starts starts_by_case(struct sentences *s, const struct token *t)
{
	const struct model_word *w;
	struct momus_text first = first_sign(t->text);
	unsigned seen;

	if (t->text.len == 1 && strchr(";:,.!?", t->text.ptr[0]))
		return STARTS_NO;
	w = model_find(&s->model.seen, type_of(t));
	seen = w ? w->seen : 0;
	if (pytext_is_upper(s->text, first) && (seen & SEEN_LOWER) &&
	    !(seen & SEEN_UPPER_INSIDE))
		return STARTS_YES;
	if (pytext_is_lower(s->text, first) &&
	    ((seen & SEEN_UPPER) || !(seen & SEEN_LOWER_FIRST)))
		return STARTS_NO;
	return STARTS_UNKNOWN;
}

static bool stand_together(const struct sentences *s, struct momus_text a,
			   struct momus_text b)
{
	char pair[256];
	size_t n = a.len + 1 + b.len;

	if (n > sizeof pair)
		return false;
	memcpy(pair, a.ptr, a.len);
	pair[a.len] = '\t';
	memcpy(pair + a.len + 1, b.ptr, b.len);
	return model_find(&s->model.collocations,
			  (struct momus_text){ pair, n }) != NULL;
}

/* Step 2: what the token behind it, NEXT, says of T. */
static void look_ahead(struct sentences *s, struct token *t,
		       const struct token *next)
{
	struct momus_text type = without_period(t->type);
	bool initial, upper;
	const struct model_word *w;
	enum starts starts;

	if (!t->period)
		return;
	if (stand_together(s, type, type_of(next))) {
		t->ends = false;
		return;
	}
	initial = pattern_found(s->pattern[INITIAL], t->text);
	upper = pytext_is_upper(s->text, first_sign(next->text));
	starts = starts_by_case(s, next);
	if ((t->abbreviation || t->ellipsis) && !initial &&
	    (starts == STARTS_YES ||
	     (upper && model_find(&s->model.starters, type_of(next))))) {
		t->ends = true;
		return;
	}
	if (!initial && !momus_text_equal(type, MOMUS_TEXT("##number##")))
		return;
	w = model_find(&s->model.seen, type_of(next));
	if (starts == STARTS_NO || (starts == STARTS_UNKNOWN && initial &&
				    upper && !(w && (w->seen & SEEN_LOWER))))
		t->ends = false;
}

/* Whether a token of CONTEXT other than the last ends a sentence. */
static int ends_inside(struct sentences *s, struct momus_text context,
		       struct momus_arena *arena, bool *out,
		       struct momus_error *err)
{
	struct token before = { .ends = false }, t;
	struct momus_text line, found;
	bool any = false;
	size_t place = 0;

	*out = false;
	/* A token ends with its line. */
	while (pytext_split(context, MOMUS_TEXT("\n"), &place, &line)) {
		size_t at = 0;

		if (pytext_blank(line))
			continue;
		while (pattern_next(s->pattern[TOKEN], line, &at, &found)) {
			int rc;

			memset(&t, 0, sizeof t);
			rc = look_alone(s, found, arena, &t, err);
			if (rc < 0)
				return rc;
			if (any)
				look_ahead(s, &before, &t);
			if (any && before.ends) {
				*out = true;
				return MOMUS_OK;
			}
			before = t;
			any = true;
		}
	}
	return MOMUS_OK;
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

static struct momus_text slice(struct momus_text t, size_t from, size_t to)
{
	return (struct momus_text){ t.ptr + from, to - from };
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
	l->all[l->n++] = to > from ? slice(c->text, from, to)
				   : slice(c->text, from, from);
	return MOMUS_OK;
}

static int decide(struct cutting *c, const struct candidate *at,
		  struct momus_error *err)
{
	struct momus_text context = slice(c->text, at->word, at->end);
	bool ends;
	int rc = ends_inside(c->s, context, c->work, &ends, err);

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
		rc = add(c, c->last, pytext_rstrip(c->text).len, err);
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
				    pytext_rstrip(tail).len;

			moved = tail.len;
			l->all[kept++] = slice(t, from, to);
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
