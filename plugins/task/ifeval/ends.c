/* ends.c - see ends.h */
#include "ends.h"

#include <stdlib.h>
#include <string.h>

#include "model.h"

#define MANY	  "(?:-{2,}|\\.{2,}|(?:\\." PY_SPACE "){2,}\\.)"
#define WORD_HEAD "[^(\"`{\\[:;&#*@)}\\]\\-,]"

static const char *const sources[] = {
	MANY "|(?=" WORD_HEAD ")" PY_NONSPACE "+?(?=" PY_SPACE
	     "|$|" ENDS_CLOSERS "|" MANY "|,(?=$|" PY_SPACE "|" ENDS_CLOSERS
	     "|" MANY "))|" PY_NONSPACE,
	"^-?[.,]?" PY_DIGIT "[\\p{Nd},.\\-]*\\.?$",
	"^(?!" PY_DIGIT ")" PY_WORD "\\.$",
	"^\\.\\.+$",
};

enum { TOKEN, NUMBER, INITIAL, ELLIPSIS, N_PATTERNS };

struct ends {
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

int ends_create(struct ends **out, struct pytext *text, struct momus_error *err)
{
	struct ends *e = calloc(1, sizeof *e);
	int rc;

	*out = NULL;
	if (!e || !(e->arena = momus_arena_create((size_t)8 << 20)))
		rc = momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	else
		rc = model_load(&e->model, e->arena, err);
	for (int i = 0; i < N_PATTERNS && rc == MOMUS_OK; i++)
		rc = pattern_create(&e->pattern[i], momus_text_of(sources[i]),
				    0, err);
	if (rc == MOMUS_OK) {
		e->text = text;
		*out = e;
		e = NULL;
	}
	ends_free(e);
	return rc;
}

void ends_free(struct ends *e)
{
	if (!e)
		return;
	for (int i = 0; i < N_PATTERNS; i++)
		pattern_free(e->pattern[i]);
	momus_arena_free(e->arena);
	free(e);
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
static int look_alone(struct ends *s, struct momus_text text,
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
static enum starts starts_by_case(struct ends *s, const struct token *t)
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

static bool stand_together(const struct ends *s, struct momus_text a,
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
static void look_ahead(struct ends *s, struct token *t,
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

int ends_inside(struct ends *s, struct momus_text context,
		struct momus_arena *arena, bool *out, struct momus_error *err)
{
	struct token before = { .ends = false }, t;
	struct momus_text line, found;
	bool any = false;
	size_t place = 0;

	*out = false;
	/* A token ends with its line. */
	while (pytext_split(context, MOMUS_TEXT("\n"), &place, &line)) {
		size_t at = 0;

		if (momus_space_only(line))
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
