/* split.c - see split.h */
#include "split.h"

#include <stdlib.h>
#include <string.h>

struct length {
	size_t tokens, at;
};

static size_t tokens_of(const struct momus_sequences *s, size_t i)
{
	return s->start[i + 1] - s->start[i];
}

static size_t scored_of(const struct momus_sequences *s, size_t i)
{
	size_t n = tokens_of(s, i);

	return n > s->first[i] ? n - s->first[i] : 0;
}

/* Longer ones first, and of equal ones the earlier. */
static int compare(const void *x, const void *y)
{
	const struct length *a = x, *b = y;

	if (a->tokens != b->tokens)
		return a->tokens > b->tokens ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

/* Sets RANK (n); ORDER (n) and LOAD (size), which is 0, are scratch. */
static void choose(const struct momus_sequences *s, uint32_t size,
		   struct length *order, size_t *load, uint32_t *rank)
{
	for (size_t i = 0; i < s->n; i++)
		order[i] = (struct length){ tokens_of(s, i), i };
	if (s->n)
		qsort(order, s->n, sizeof *order, compare);
	for (size_t i = 0; i < s->n; i++) {
		uint32_t least = 0;

		for (uint32_t k = 1; k < size; k++)
			if (load[k] < load[least])
				least = k;
		rank[order[i].at] = least;
		load[least] += order[i].tokens;
	}
}

/* Makes OUT of those of S that are RANK's, by OF. */
static bool collect(const struct momus_sequences *s, const uint32_t *of,
		    uint32_t rank, size_t tokens, struct part *out)
{
	size_t place = 0, at = 0;

	out->tokens = malloc((tokens + 1) * sizeof *out->tokens);
	out->start = calloc(s->n + 1, sizeof *out->start);
	out->first = calloc(s->n + 1, sizeof *out->first);
	out->place = calloc(s->n + 1, sizeof *out->place);
	if (!out->tokens || !out->start || !out->first || !out->place)
		return false;
	for (size_t i = 0; i < s->n; place += scored_of(s, i++)) {
		if (of[i] != rank)
			continue;
		memcpy(out->tokens + at, s->tokens + s->start[i],
		       tokens_of(s, i) * sizeof *out->tokens);
		at += tokens_of(s, i);
		out->first[out->n] = s->first[i];
		out->place[out->n] = place;
		out->scored += scored_of(s, i);
		out->start[++out->n] = at;
	}
	return true;
}

int split_make(const struct momus_sequences *s, uint32_t size, struct part *out,
	       struct momus_error *err)
{
	struct length *order = calloc(s->n + 1, sizeof *order);
	uint32_t *rank = calloc(s->n + 1, sizeof *rank);
	size_t *load = calloc(size, sizeof *load);
	bool made = order && rank && load;

	memset(out, 0, size * sizeof *out);
	if (made)
		choose(s, size, order, load, rank);
	for (uint32_t k = 0; made && k < size; k++)
		made = collect(s, rank, k, load[k], &out[k]);
	free(order);
	free(rank);
	free(load);
	if (made)
		return MOMUS_OK;
	split_release(out, size);
	return momus_fail(err, MOMUS_ENOMEM,
			  "native: out of memory for %zu sequences", s->n);
}

void split_release(struct part *parts, uint32_t size)
{
	for (uint32_t k = 0; parts && k < size; k++) {
		free(parts[k].tokens);
		free(parts[k].start);
		free(parts[k].first);
		free(parts[k].place);
		memset(&parts[k], 0, sizeof parts[k]);
	}
}

struct momus_sequences part_sequences(const struct part *p)
{
	return (struct momus_sequences){ p->tokens, p->start, p->first, p->n };
}

static size_t scored_in(const struct part *p, size_t i)
{
	size_t n = p->start[i + 1] - p->start[i];

	return n > p->first[i] ? n - p->first[i] : 0;
}

void part_take(const struct part *p, const float *all, float *own)
{
	for (size_t i = 0; i < p->n; i++) {
		size_t n = scored_in(p, i);

		memcpy(own, all + p->place[i], n * sizeof *own);
		own += n;
	}
}

void part_put(const struct part *p, const float *own, float *all)
{
	for (size_t i = 0; i < p->n; i++) {
		size_t n = scored_in(p, i);

		memcpy(all + p->place[i], own, n * sizeof *own);
		own += n;
	}
}
