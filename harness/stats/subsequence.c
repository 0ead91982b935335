/* subsequence.c - see subsequence.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "stats/subsequence.h"

struct places { /* of each kind in B */
	uint32_t *first,
		*next;	/* owned, (KINDS) and (M): 1 + a place, 0: none */
	uint64_t *same; /* owned, (WORDS): those of one kind, as bits */
	uint64_t *open; /* owned, (WORDS): a place is 0 where the sequence
				 * grows */
	size_t words;
};

static bool places_init(struct places *p, const uint32_t *b, size_t m,
			uint32_t kinds)
{
	p->words = (m + 63) / 64;
	p->first = calloc((size_t)kinds + 1, sizeof(*p->first));
	p->next = calloc(m + 1, sizeof(*p->next));
	p->same = calloc(p->words + 1, sizeof(*p->same));
	p->open = malloc((p->words + 1) * sizeof(*p->open));
	if (!p->first || !p->next || !p->same || !p->open)
		return false;
	memset(p->open, 0xff, p->words * sizeof(*p->open));
	for (size_t i = 0; i < m; i++) {
		p->next[i] = p->first[b[i]];
		p->first[b[i]] = (uint32_t)i + 1;
	}
	return true;
}

static void places_release(struct places *p)
{
	free(p->first);
	free(p->next);
	free(p->same);
	free(p->open);
}

/* One more item of A, of a kind that B has. */
static void step(struct places *p, uint32_t kind)
{
	unsigned char carry = 0;

	for (uint32_t i = p->first[kind]; i; i = p->next[i - 1])
		p->same[(i - 1) / 64] |= UINT64_C(1) << (i - 1) % 64;
	for (size_t w = 0; w < p->words; w++) {
		uint64_t open = p->open[w], hit = open & p->same[w], sum;
		bool over = __builtin_add_overflow(open, hit, &sum);

		over |= __builtin_add_overflow(sum, (uint64_t)carry, &sum);
		carry = over;
		p->open[w] = sum | (open & ~p->same[w]);
	}
	for (uint32_t i = p->first[kind]; i; i = p->next[i - 1])
		p->same[(i - 1) / 64] = 0;
}

bool momus_subsequence(const uint32_t *a, size_t n, const uint32_t *b, size_t m,
		       uint32_t kinds, size_t *length)
{
	struct places p;
	bool good = places_init(&p, b, m, kinds);

	*length = 0;
	for (size_t i = 0; good && i < n; i++)
		if (p.first[a[i]])
			step(&p, a[i]);
	for (size_t i = 0; good && i < m; i++)
		*length += !(p.open[i / 64] >> i % 64 & 1);
	places_release(&p);
	return good;
}
