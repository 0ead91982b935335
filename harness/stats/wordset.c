/* wordset.c - see wordset.h */
#include "config.h"

#include <stdlib.h>

#include "core/fold.h"
#include "stats/wordset.h"

static const uint64_t start = 0x9e3779b97f4a7c15u; /* 2^64 / golden ratio */

uint64_t momus_scatter(uint64_t x)
{
	x += start;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

void momus_hashes_release(struct momus_hashes *h)
{
	free(h->at);
	*h = (struct momus_hashes){ .at = NULL };
}

static bool add(struct momus_hashes *h, uint64_t x)
{
	if (h->n == h->room) {
		size_t room = h->room ? 2 * h->room : 256;
		uint64_t *at = realloc(h->at, room * sizeof *at);

		if (!at)
			return false;
		h->at = at;
		h->room = room;
	}
	h->at[h->n++] = x;
	return true;
}

bool momus_words_of(struct momus_text t, struct momus_hashes *out)
{
	struct momus_fold fold = MOMUS_FOLD(t);
	uint64_t word = start;
	uint32_t c;

	out->n = 0;
	while (momus_fold_next(&fold, &c)) {
		bool alone = c && momus_fold_is_word(c);

		if ((!c || alone) && word != start) {
			if (!add(out, momus_scatter(word)))
				return false;
			word = start;
		}
		if (c)
			word = (word ^ c) * 0x100000001b3u + (word >> 29);
		if (alone) {
			if (!add(out, momus_scatter(word)))
				return false;
			word = start;
		}
	}
	return word == start || add(out, momus_scatter(word));
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

bool momus_runs_of(const struct momus_hashes *words, size_t n,
		   struct momus_hashes *out)
{
	size_t kept = 0;

	out->n = 0;
	for (size_t i = 0; i + n <= words->n; i++) {
		uint64_t run = 0;

		for (size_t k = 0; k < n; k++)
			run = momus_scatter(run ^ words->at[i + k]);
		if (!add(out, run))
			return false;
	}
	if (out->n)
		qsort(out->at, out->n, sizeof *out->at, by_value);
	for (size_t i = 0; i < out->n; i++)
		if (!i || out->at[i] != out->at[kept - 1])
			out->at[kept++] = out->at[i];
	out->n = kept;
	return true;
}

uint64_t momus_words_hash(const struct momus_hashes *words)
{
	uint64_t all = words->n;

	for (size_t i = 0; i < words->n; i++)
		all = momus_scatter(all ^ words->at[i]);
	return all;
}

size_t momus_hashes_shared(const struct momus_hashes *a,
			   const struct momus_hashes *b)
{
	size_t i = 0, k = 0, n = 0;

	while (i < a->n && k < b->n) {
		uint64_t x = a->at[i], y = b->at[k];

		n += x == y;
		i += x <= y;
		k += y <= x;
	}
	return n;
}

double momus_hashes_jaccard(const struct momus_hashes *a,
			    const struct momus_hashes *b)
{
	size_t both = momus_hashes_shared(a, b);
	size_t any = a->n + b->n - both;

	return any ? (double)both / (double)any : 0;
}
