/* language.c - see language.h */
#include "language.h"

#include <stdlib.h>
#include <string.h>

#include "grams.h"
#include "twister.h"

enum { TRIALS = 7, STEPS = 1000, LANES = 4 };

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

/* The arithmetic of one step, the same for any processor: nothing is a sum of a
 * product, which some would round once. */
static inline __attribute__((always_inline)) void update(
	const struct profiles *p, uint32_t gram, double weight, double *prob)
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

/* Makes PROB sum to 1; the largest.  The sum is taken in langdetect's order; the
 * rest has a fixed end, and LANES largest so far, so that several go at once. */
static inline __attribute__((always_inline)) double normalise(
	const struct profiles *p, double *prob)
{
	double sum = 0, most[LANES] = { 0 };

	for (size_t i = 0; i < p->n; i++)
		sum += prob[i];
	for (size_t i = 0; i < PROFILES_MAX; i++)
		prob[i] /= sum;
	for (size_t i = 0; i < PROFILES_MAX; i += LANES)
		for (size_t k = 0; k < LANES; k++)
			most[k] = most[k] < prob[i + k] ? prob[i + k] : most[k];
	for (size_t k = 1; k < LANES; k++)
		most[0] = most[0] < most[k] ? most[k] : most[0];
	return most[0];
}

/* PROB after grams have been drawn from the N at GRAMS until one language is sure. */
static inline __attribute__((always_inline)) void draw(const struct profiles *p,
						       struct twister *random,
						       const uint32_t *grams,
						       size_t n, double weight,
						       double *prob)
{
	for (int step = 0;; step++) {
		update(p, grams[twister_choice(random, (uint32_t)n)], weight,
		       prob);
		if (step % 5 == 0 &&
		    (normalise(p, prob) > converged || step >= STEPS))
			return;
	}
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static void draw_by_four(
	const struct profiles *p, struct twister *random, const uint32_t *grams,
	size_t n, double weight, double *prob)
{
	draw(p, random, grams, n, weight, prob);
}
#endif

static void draw_by_any(const struct profiles *p, struct twister *random,
			const uint32_t *grams, size_t n, double weight,
			double *prob)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		draw_by_four(p, random, grams, n, weight, prob);
		return;
	}
#endif
	draw(p, random, grams, n, weight, prob);
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
		draw_by_any(p, &random, grams, n, alpha / base, prob);
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
	uint32_t *grams;
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
	rc = grams_take(p, l->text, t, arena, &grams, &n, err);
	if (rc < 0)
		return rc;
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
