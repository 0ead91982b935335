/* overlap.c - see overlap.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "stats/minhash.h"
#include "stats/overlap.h"
#include "stats/postings.h"
#include "stats/wordset.h"

enum { GRAM_MAX = 64 };

enum { BY_GRAM = 1, BY_BAND = 2 }; /* why a text is looked at; or both */

struct entry {			      /* a text that was added */
	uint8_t exact[32];	      /* SHA-256 of its bytes */
	uint64_t same;		      /* of its words; 0 words: not used */
	size_t words, gram;	      /* gram: words of each of its grams */
	size_t n_grams;		      /* different ones */
	struct momus_hashes shingles; /* owned */
};

/* What is known of a text by looking at it alone. */
struct look {
	uint8_t exact[32];
	struct momus_hashes words, runs, shingles;
};

struct momus_overlap {
	struct momus_overlap_rule rule;
	size_t bands, rows;
	struct entry *all; /* owned, (n of room) */
	size_t n, room;
	struct momus_postings exact, same, grams, band;
	bool lengths[GRAM_MAX + 1]; /* words of a gram, where there are any */
	struct look look;
	/* One search: */
	uint32_t *hits;	 /* owned, (n): shared grams */
	uint8_t *wanted; /* owned, (n): in .found, and why */
	uint32_t *found; /* owned, (n_found of n) */
	size_t n_found;
	struct momus_overlap_match *matches; /* owned, (n) */
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "overlap: out of memory");
}

int momus_overlap_create(struct momus_overlap **out,
			 const struct momus_overlap_rule *rule,
			 struct momus_error *err)
{
	struct momus_overlap *o;

	if (rule->gram < MOMUS_OVERLAP_WORDS || rule->gram > GRAM_MAX ||
	    rule->shingle < 1 || rule->shingle > MOMUS_OVERLAP_WORDS)
		return momus_fail(err, MOMUS_EINVAL,
				  "overlap: grams of %zu and shingles of %zu "
				  "words; expected %d to %d, and 1 to %d",
				  rule->gram, rule->shingle,
				  MOMUS_OVERLAP_WORDS, GRAM_MAX,
				  MOMUS_OVERLAP_WORDS);
	if (!(rule->share > 0 && rule->share <= 1) ||
	    !(rule->jaccard > 0 && rule->jaccard <= 1))
		return momus_fail(err, MOMUS_EINVAL,
				  "overlap: thresholds %g and %g; expected "
				  "above 0, and at most 1",
				  rule->share, rule->jaccard);
	o = calloc(1, sizeof *o);
	if (!o)
		return no_memory(err);
	o->rule = *rule;
	momus_minhash_bands(rule->jaccard, rule->chance, &o->bands, &o->rows);
	*out = o;
	return MOMUS_OK;
}

void momus_overlap_free(struct momus_overlap *o)
{
	if (!o)
		return;
	for (size_t i = 0; i < o->n; i++)
		momus_hashes_release(&o->all[i].shingles);
	free(o->all);
	momus_postings_release(&o->exact);
	momus_postings_release(&o->same);
	momus_postings_release(&o->grams);
	momus_postings_release(&o->band);
	momus_hashes_release(&o->look.words);
	momus_hashes_release(&o->look.runs);
	momus_hashes_release(&o->look.shingles);
	free(o->hits);
	free(o->wanted);
	free(o->found);
	free(o->matches);
	free(o);
}

void momus_overlap_bands(const struct momus_overlap *o, size_t *bands,
			 size_t *rows, double *chance)
{
	*bands = o->bands;
	*rows = o->rows;
	*chance = momus_minhash_chance(o->rule.jaccard, o->bands, o->rows);
}

static uint64_t key_of(const uint8_t digest[32])
{
	uint64_t key;

	memcpy(&key, digest, sizeof key);
	return key;
}

/* Fills O->look but for .runs. */
static bool look_at(struct momus_overlap *o, struct momus_text text)
{
	momus_sha256(momus_text_strip(text), o->look.exact);
	if (!momus_words_of(text, &o->look.words))
		return false;
	o->look.shingles.n = 0;
	return o->look.words.n < MOMUS_OVERLAP_WORDS ||
	       momus_runs_of(&o->look.words, o->rule.shingle,
			     &o->look.shingles);
}

static bool add_grams(struct momus_overlap *o, struct entry *e, uint32_t place)
{
	const struct momus_hashes *runs = &o->look.runs;

	e->gram = e->words < o->rule.gram ? e->words : o->rule.gram;
	o->lengths[e->gram] = true;
	if (!momus_runs_of(&o->look.words, e->gram, &o->look.runs))
		return false;
	e->n_grams = runs->n;
	for (size_t i = 0; i < runs->n; i++)
		if (!momus_postings_add(&o->grams, runs->at[i], place))
			return false;
	return true;
}

static bool add_bands(struct momus_overlap *o, uint32_t place)
{
	uint32_t signature[MOMUS_MINHASH_K];

	momus_minhash(o->look.shingles.at, o->look.shingles.n, signature);
	for (size_t b = 0; b < o->bands; b++)
		if (!momus_postings_add(
			    &o->band, momus_minhash_band(signature, b, o->rows),
			    place))
			return false;
	return true;
}

static bool widen(struct momus_overlap *o)
{
	size_t room = o->room ? 2 * o->room : 256;
	struct entry *all;

	if (o->n < o->room)
		return true;
	all = realloc(o->all, room * sizeof *all);
	if (!all)
		return false;
	o->all = all;
	o->room = room;
	return true;
}

int momus_overlap_add(struct momus_overlap *o, struct momus_text text,
		      struct momus_error *err)
{
	uint32_t place = (uint32_t)o->n;
	struct entry *e;

	if (!widen(o) || !look_at(o, text))
		return no_memory(err);
	e = &o->all[o->n++];
	*e = (struct entry){ .words = o->look.words.n };
	memcpy(e->exact, o->look.exact, sizeof e->exact);
	e->same = momus_words_hash(&o->look.words);
	if (momus_text_strip(text).len &&
	    !momus_postings_add(&o->exact, key_of(e->exact), place))
		return no_memory(err);
	if (e->words && !momus_postings_add(&o->same, e->same, place))
		return no_memory(err);
	if (e->words < MOMUS_OVERLAP_WORDS)
		return MOMUS_OK;
	if (!add_grams(o, e, place) || !add_bands(o, place))
		return no_memory(err);
	e->shingles = o->look.shingles; /* handed over */
	o->look.shingles = (struct momus_hashes){ .at = NULL };
	return MOMUS_OK;
}

int momus_overlap_seal(struct momus_overlap *o, struct momus_error *err)
{
	o->hits = calloc(o->n + 1, sizeof *o->hits);
	o->wanted = calloc(o->n + 1, sizeof *o->wanted);
	o->found = calloc(o->n + 1, sizeof *o->found);
	o->matches = calloc(o->n + 1, sizeof *o->matches);
	if (!o->hits || !o->wanted || !o->found || !o->matches ||
	    !momus_postings_seal(&o->exact) || !momus_postings_seal(&o->same) ||
	    !momus_postings_seal(&o->grams) || !momus_postings_seal(&o->band))
		return no_memory(err);
	return MOMUS_OK;
}

/* Each text is looked at once, however often it comes up. */
static void want(struct momus_overlap *o, uint32_t place, uint8_t why)
{
	if (!o->wanted[place])
		o->found[o->n_found++] = place;
	o->wanted[place] |= why;
}

static void want_all(struct momus_overlap *o, const struct momus_postings *p,
		     uint64_t key)
{
	size_t n = 0;
	const struct momus_posting *at = momus_postings_find(p, key, &n);

	for (size_t i = 0; i < n; i++)
		want(o, at[i].item, BY_BAND);
}

/* Counts shared grams; every text that has one is wanted. */
static bool find_grams(struct momus_overlap *o)
{
	const struct momus_hashes *runs = &o->look.runs;

	for (size_t len = MOMUS_OVERLAP_WORDS; len <= o->rule.gram; len++) {
		if (!o->lengths[len])
			continue;
		if (!momus_runs_of(&o->look.words, len, &o->look.runs))
			return false;
		for (size_t i = 0; i < runs->n; i++) {
			size_t n = 0;
			const struct momus_posting *at =
				momus_postings_find(&o->grams, runs->at[i], &n);

			for (size_t k = 0; k < n; k++) {
				o->hits[at[k].item]++;
				want(o, at[k].item, BY_GRAM);
			}
		}
	}
	return true;
}

static void find_bands(struct momus_overlap *o)
{
	uint32_t signature[MOMUS_MINHASH_K];

	momus_minhash(o->look.shingles.at, o->look.shingles.n, signature);
	for (size_t b = 0; b < o->bands; b++)
		want_all(o, &o->band,
			 momus_minhash_band(signature, b, o->rows));
}

/* Whether the text at PLACE is a match, and of which kind. */
static bool compare(const struct momus_overlap *o, uint32_t place,
		    size_t n_grams, struct momus_overlap_match *m)
{
	const struct entry *e = &o->all[place];
	size_t fewer = e->n_grams < n_grams ? e->n_grams : n_grams;
	bool equal = memcmp(e->exact, o->look.exact, sizeof e->exact) == 0;
	bool same = e->words && e->words == o->look.words.n &&
		    e->same == momus_words_hash(&o->look.words);

	*m = (struct momus_overlap_match){ .text = place };
	if (e->gram < o->rule.gram) /* the whole text is one gram */
		fewer = e->n_grams;
	m->share = fewer ? (double)o->hits[place] / (double)fewer : 0;
	if (same || equal)
		m->share = m->jaccard = 1;
	else if (m->share >= o->rule.share || o->wanted[place] & BY_BAND)
		m->jaccard =
			momus_hashes_jaccard(&e->shingles, &o->look.shingles);
	m->kind = equal	 ? MOMUS_OVERLAP_EXACT
		  : same ? MOMUS_OVERLAP_NORMALISED
			 : MOMUS_OVERLAP_NEAR;
	return same || equal || m->share >= o->rule.share ||
	       m->jaccard >= o->rule.jaccard;
}

static int by_place(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

int momus_overlap_find(struct momus_overlap *o, struct momus_text text,
		       const struct momus_overlap_match **matches, size_t *n,
		       bool *any, struct momus_error *err)
{
	size_t n_grams = 0;
	bool enough;

	*n = 0;
	*any = false;
	*matches = o->matches;
	if (!look_at(o, text))
		return no_memory(err);
	enough = o->look.words.n >= MOMUS_OVERLAP_WORDS;
	want_all(o, &o->exact, key_of(o->look.exact));
	if (o->look.words.n)
		want_all(o, &o->same, momus_words_hash(&o->look.words));
	if (enough) {
		find_bands(o);
		if (!find_grams(o) ||
		    !momus_runs_of(&o->look.words, o->rule.gram, &o->look.runs))
			return no_memory(err);
		n_grams = o->look.runs.n;
	}
	if (o->n_found)
		qsort(o->found, o->n_found, sizeof *o->found, by_place);
	for (size_t i = 0; i < o->n_found; i++) {
		uint32_t place = o->found[i];

		if (compare(o, place, n_grams, &o->matches[*n]))
			++*n;
		*any = *any || o->hits[place];
		o->hits[place] = 0;
		o->wanted[place] = 0;
	}
	o->n_found = 0;
	return MOMUS_OK;
}
