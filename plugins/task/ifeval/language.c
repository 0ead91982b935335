/* language.c - see language.h */
#include "language.h"

#include <stdlib.h>
#include <string.h>

#include "profiles.h"
#include "twister.h"

enum { TEXT_MOST = 10000, TRIALS = 7, STEPS = 1000 };

static const double alpha_mean = 0.5, alpha_width = 0.05, base = 10000,
		    converged = 0.99999, least = 0.1;

struct language {
	struct momus_arena *arena;  /* owned */
	struct profiles *profiles;  /* in .arena */
	struct pattern *url, *mail; /* owned */
	struct pytext *text;	    /* borrowed */
	struct twister seeded;	    /* as each detection begins */
};

int language_create(struct language **out, struct pytext *text,
		    struct momus_error *err)
{
	struct language *l = calloc(1, sizeof *l);
	int rc;

	*out = NULL;
	if (!l || !(l->arena = momus_arena_create((size_t)64 << 20)))
		rc = momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	else
		rc = profiles_load(&l->profiles, l->arena, err);
	if (rc == MOMUS_OK)
		rc = pattern_create(
			&l->url,
			MOMUS_TEXT("https?://[-_.?&~;+=/#0-9A-Za-z]{1,2076}"),
			0, err);
	if (rc == MOMUS_OK)
		rc = pattern_create(
			&l->mail,
			MOMUS_TEXT("[-_.0-9A-Za-z]{1,64}@[-_0-9A-Za-z]{1,255}"
				   "[-_.0-9A-Za-z]{1,255}"),
			0, err);
	if (rc == MOMUS_OK) {
		l->text = text;
		twister_seed(&l->seeded, 0);
		*out = l;
		l = NULL;
	}
	language_free(l);
	return rc;
}

void language_free(struct language *l)
{
	if (!l)
		return;
	pattern_free(l->url);
	pattern_free(l->mail);
	momus_arena_free(l->arena);
	free(l);
}

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

static bool is_upper(const struct language *l, uint32_t c)
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
	return pytext_is_upper(l->text, (struct momus_text){ bytes, n });
}

struct window { /* the last signs of a word, oldest first */
	uint32_t sign[3];
	size_t n;
	bool capitals; /* two capitals stand together */
};

static void window_add(const struct language *l, struct window *w, uint32_t c)
{
	uint32_t last = w->sign[w->n - 1];

	c = fold(l->profiles, c);
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
	if (!is_upper(l, c))
		w->capitals = false;
	else if (is_upper(l, last))
		w->capitals = true;
}

/* The n-grams of SIGNS (N) that some language has, as indexes; their number. */
static size_t take_grams(const struct language *l, const uint32_t *signs,
			 size_t n, uint32_t *out)
{
	struct window w = { { ' ' }, 1, false };
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		window_add(l, &w, signs[i]);
		if (w.capitals)
			continue;
		for (size_t k = 1; k <= w.n; k++) {
			const uint32_t *s = w.sign + w.n - k;
			uint64_t gram = profiles_pack(s[0], k > 1 ? s[1] : 0,
						      k > 2 ? s[2] : 0);
			int64_t at;

			if (k == 1 && s[0] == ' ')
				continue;
			at = profiles_find(l->profiles, gram);
			if (at >= 0)
				out[found++] = (uint32_t)at;
		}
	}
	return found;
}

static void update(const struct profiles *p, uint32_t gram, double weight,
		   double *prob)
{
	const struct profile_share *s = p->shares + p->first[gram];
	const struct profile_share *end = p->shares + p->first[gram + 1];
	double own[PROFILES_MAX];
	size_t n = (size_t)(end - s);

	/* A product of prob and (weight + p), not a sum of two: rounding is to
	 * be langdetect's.  The long loop has a fixed end so that it is
	 * unrolled. */
	for (size_t i = 0; i < n; i++)
		own[i] = prob[s[i].language] * (weight + s[i].p);
	for (size_t i = 0; i < PROFILES_MAX; i++)
		prob[i] *= weight;
	for (size_t i = 0; i < n; i++)
		prob[s[i].language] = own[i];
}

/* Makes PROB sum to 1; the largest. */
static double normalise(const struct profiles *p, double *prob)
{
	double sum = 0, most = 0;

	for (size_t i = 0; i < p->n; i++)
		sum += prob[i];
	for (size_t i = 0; i < p->n; i++) {
		prob[i] /= sum;
		if (most < prob[i])
			most = prob[i];
	}
	return most;
}

static void estimate(const struct language *l, const uint32_t *grams, size_t n,
		     double *mean)
{
	const struct profiles *p = l->profiles;
	struct twister random = l->seeded;
	double prob[PROFILES_MAX] = { 0 };

	for (int trial = 0; trial < TRIALS; trial++) {
		double alpha =
			alpha_mean + twister_gauss(&random) * alpha_width;

		for (size_t i = 0; i < p->n; i++)
			prob[i] = 1.0 / (double)p->n;
		for (int step = 0;; step++) {
			update(p, grams[twister_choice(&random, (uint32_t)n)],
			       alpha / base, prob);
			if (step % 5 == 0 &&
			    (normalise(p, prob) > converged || step >= STEPS))
				break;
		}
		for (size_t i = 0; i < p->n; i++)
			mean[i] += prob[i] / TRIALS;
	}
}

int language_detect(struct language *l, struct momus_text t,
		    struct momus_arena *arena, struct language_guess *out,
		    struct momus_error *err)
{
	const struct profiles *p = l->profiles;
	double mean[PROFILES_MAX] = { 0 };
	uint32_t *signs, *grams;
	size_t n;
	int rc = MOMUS_OK;

	*out = (struct language_guess){ { NULL, 0 }, 0 };
	/* Looking for addresses everywhere takes longer than all the rest. */
	if (momus_text_find(t, MOMUS_TEXT("://"), 0) != (size_t)-1)
		rc = pattern_replace(l->url, t, " ", arena, &t, err);
	if (rc == MOMUS_OK && t.len && memchr(t.ptr, '@', t.len))
		rc = pattern_replace(l->mail, t, " ", arena, &t, err);
	if (rc < 0)
		return rc;
	n = t.len < TEXT_MOST ? t.len : TEXT_MOST;
	signs = momus_arena_alloc(arena, (n + 1) * sizeof *signs);
	grams = momus_arena_alloc(arena, (3 * n + 1) * sizeof *grams);
	if (!signs || !grams)
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	n = drop_latin(signs, take_signs(p, t, signs));
	n = take_grams(l, signs, n, grams);
	if (!n)
		return MOMUS_OK;
	estimate(l, grams, n, mean);
	out->code = MOMUS_TEXT("unknown");
	for (size_t i = 0; i < p->n; i++) {
		if (mean[i] > least && mean[i] > out->p)
			*out = (struct language_guess){ p->names[i], mean[i] };
	}
	return MOMUS_OK;
}
