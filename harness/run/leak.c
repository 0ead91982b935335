/* leak.c - see leak.h */
#include "config.h"

#include <stdlib.h>

#include "run/leak.h"
#include "stats/wordset.h"

enum { CRITIQUE, HINT, SEEN, TEXTS = SEEN + 2 };

struct texts {
	struct momus_hashes words[TEXTS], runs[TEXTS], phrase;
};

static void release(struct texts *t)
{
	for (int i = 0; i < TEXTS; i++) {
		momus_hashes_release(&t->words[i]);
		momus_hashes_release(&t->runs[i]);
	}
	momus_hashes_release(&t->phrase);
}

/* Whether PHRASE, which is not empty, stands somewhere in WORDS. */
static bool holds(const struct momus_hashes *words,
		  const struct momus_hashes *phrase)
{
	for (size_t i = 0; i + phrase->n <= words->n; i++) {
		size_t k = 0;

		while (k < phrase->n && words->at[i + k] == phrase->at[k])
			k++;
		if (k == phrase->n)
			return true;
	}
	return false;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static bool is_in(const struct momus_hashes *set, const uint64_t *x)
{
	return set->n && bsearch(x, set->at, set->n, sizeof *set->at, by_value);
}

/* The first phrase that the critique has and nothing else accounts for. */
static bool find_phrase(struct texts *t, const struct momus_leak_rule *rule,
			const char **phrase)
{
	*phrase = NULL;
	for (const char *const *p = rule->phrases; p && *p && !*phrase; p++) {
		if (!momus_words_of(momus_text_of(*p), &t->phrase))
			return false;
		if (t->phrase.n && holds(&t->words[CRITIQUE], &t->phrase) &&
		    !holds(&t->words[SEEN], &t->phrase) &&
		    !holds(&t->words[SEEN + 1], &t->phrase))
			*phrase = *p;
	}
	return true;
}

static bool find_words(struct texts *t, size_t n, bool *found)
{
	*found = false;
	for (int i = 0; i < TEXTS; i++)
		if (!momus_runs_of(&t->words[i], n, &t->runs[i]))
			return false;
	for (size_t i = 0; i < t->runs[HINT].n && !*found; i++) {
		const uint64_t *run = &t->runs[HINT].at[i];

		*found = is_in(&t->runs[CRITIQUE], run) &&
			 !is_in(&t->runs[SEEN], run) &&
			 !is_in(&t->runs[SEEN + 1], run);
	}
	return true;
}

int momus_leak_find(const struct momus_leak_rule *rule,
		    struct momus_text critique, struct momus_text hint,
		    const struct momus_text seen[2], enum momus_leak *out,
		    const char **phrase, struct momus_error *err)
{
	const struct momus_text all[TEXTS] = { critique, hint, seen[0],
					       seen[1] };
	struct texts t = { .phrase = { .n = 0 } };
	bool good = true, found = false;

	*out = MOMUS_LEAK_NONE;
	for (int i = 0; i < TEXTS; i++)
		good = good && momus_words_of(all[i], &t.words[i]);
	good = good && find_phrase(&t, rule, phrase);
	if (good && !*phrase && rule->words)
		good = find_words(&t, rule->words, &found);
	if (good && (*phrase || found))
		*out = *phrase ? MOMUS_LEAK_PHRASE : MOMUS_LEAK_WORDS;
	release(&t);
	return good ? MOMUS_OK
		    : momus_fail(err, MOMUS_ENOMEM,
				 "synthesize: out of memory for the words of "
				 "a critique");
}
