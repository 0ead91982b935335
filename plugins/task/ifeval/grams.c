/* grams.c - see grams.h */
#include "grams.h"

enum { TEXT_MOST = 10000 };

struct reader {
	const struct profiles *profiles;
	struct pytext *text;
};

static bool within(uint32_t c, uint32_t first, uint32_t last)
{
	return c >= first && c <= last;
}

static bool listed(uint32_t c, const uint32_t *list, size_t n, size_t *at)
{
	for (*at = 0; *at < n; ++*at)
		if (list[*at] == c)
			return true;
	return false;
}

/* The sign that C counts as (langdetect, utils/ngram.py, normalize). */
static uint32_t fold(const struct profiles *p, uint32_t c)
{
	size_t at;

	if (c < 0x80)
		return within(c, 'A', 'Z') || within(c, 'a', 'z') ? c : ' ';
	if (c < 0x100)
		return listed(c, p->latin1, 8, &at) ? ' ' : c;
	if (c < 0x250)
		return c == 0x219 ? 0x15f : c == 0x21b ? 0x163 : c;
	if (within(c, 0x2000, 0x206f))
		return ' ';
	if (within(c, 0x600, 0x6ff))
		return c == 0x6cc ? 0x64a : c;
	if (within(c, 0x1e00, 0x1eff))
		return c >= 0x1ea0 ? 0x1ec3 : c;
	if (within(c, 0x3040, 0x309f))
		return 0x3042;
	if (within(c, 0x30a0, 0x30ff))
		return 0x30a2;
	if (within(c, 0x3100, 0x312f) || within(c, 0x31a0, 0x31bf))
		return 0x3105;
	if (within(c, 0x4e00, 0x9fff))
		return p->kanji[c - 0x4e00] ? p->kanji[c - 0x4e00] : c;
	return within(c, 0xac00, 0xd7af) ? 0xac00 : c;
}

/* Signs of T in OUT: Vietnamese letters and their marks joined, runs of spaces
 * made one; their number. */
static size_t take_signs(const struct profiles *p, struct momus_text t,
			 uint32_t *out)
{
	size_t n = 0, taken = 0, at = 0, letter, mark;
	uint32_t before = 0;

	while (at < t.len && taken < TEXT_MOST) {
		uint32_t c = momus_text_next(t, &at);
		size_t ahead = at;

		if (at < t.len && (t.ptr[at] & 0x80) &&
		    listed(c, p->vi_from, VI_LETTERS, &letter) &&
		    listed(momus_text_next(t, &ahead), p->vi_marks, VI_MARKS,
			   &mark)) {
			c = p->vi_to[mark][letter];
			at = ahead;
		}
		taken++;
		if (c != ' ' || before != ' ')
			out[n++] = c;
		before = c;
	}
	return n;
}

/* Drops A..z where other scripts prevail; the new number of SIGNS. */
static size_t drop_latin(uint32_t *signs, size_t n)
{
	size_t latin = 0, other = 0, kept = 0;

	for (size_t i = 0; i < n; i++) {
		latin += within(signs[i], 'A', 'z');
		other += signs[i] >= 0x300 && !within(signs[i], 0x1e00, 0x1eff);
	}
	if (latin * 2 >= other)
		return n;
	for (size_t i = 0; i < n; i++)
		if (!within(signs[i], 'A', 'z'))
			signs[kept++] = signs[i];
	return kept;
}

static bool is_upper(const struct reader *from, uint32_t c)
{
	char bytes[4];
	size_t n = 2;

	if (c < 0x80)
		return within(c, 'A', 'Z');
	if (c < 0x800) {
		bytes[0] = (char)(0xc0 | c >> 6);
	} else if (c < 0x10000) {
		bytes[0] = (char)(0xe0 | c >> 12);
		bytes[1] = (char)(0x80 | (c >> 6 & 0x3f));
		n = 3;
	} else {
		bytes[0] = (char)(0xf0 | c >> 18);
		bytes[1] = (char)(0x80 | (c >> 12 & 0x3f));
		bytes[2] = (char)(0x80 | (c >> 6 & 0x3f));
		n = 4;
	}
	bytes[n - 1] = (char)(0x80 | (c & 0x3f));
	return pytext_is_upper(from->text, (struct momus_text){ bytes, n });
}

struct window { /* the last signs of a word, oldest first */
	uint32_t sign[3];
	size_t n;
	bool capitals; /* two capitals stand together */
};

static void window_add(const struct reader *from, struct window *w, uint32_t c)
{
	uint32_t last = w->sign[w->n - 1];

	c = fold(from->profiles, c);
	if (last == ' ') {
		w->sign[0] = ' ';
		w->n = 1;
		w->capitals = false;
		if (c == ' ')
			return;
	} else if (w->n == 3) {
		w->sign[0] = w->sign[1];
		w->sign[1] = w->sign[2];
		w->n = 2;
	}
	w->sign[w->n++] = c;
	if (!is_upper(from, c))
		w->capitals = false;
	else if (is_upper(from, last))
		w->capitals = true;
}

/* The n-grams of SIGNS (N) that some language has, as indexes; their number. */
static size_t take_grams(const struct reader *from, const uint32_t *signs,
			 size_t n, uint32_t *out)
{
	struct window w = { { ' ' }, 1, false };
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		window_add(from, &w, signs[i]);
		if (w.capitals)
			continue;
		for (size_t k = 1; k <= w.n; k++) {
			const uint32_t *s = w.sign + w.n - k;
			uint64_t gram = profiles_pack(s[0], k > 1 ? s[1] : 0,
						      k > 2 ? s[2] : 0);
			int64_t at;

			if (k == 1 && s[0] == ' ')
				continue;
			at = profiles_find(from->profiles, gram);
			if (at >= 0)
				out[found++] = (uint32_t)at;
		}
	}
	return found;
}

int grams_take(const struct profiles *p, struct pytext *text,
	       struct momus_text t, struct momus_arena *arena, uint32_t **out,
	       size_t *n, struct momus_error *err)
{
	const struct reader from = { p, text };
	size_t most = t.len < TEXT_MOST ? t.len : TEXT_MOST;
	uint32_t *signs = momus_arena_alloc(arena, (most + 1) * sizeof *signs);

	*out = momus_arena_alloc(arena, (3 * most + 1) * sizeof **out);
	if (!signs || !*out)
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	*n = drop_latin(signs, take_signs(p, t, signs));
	*n = take_grams(&from, signs, *n, *out);
	return MOMUS_OK;
}
