/* matching.c - see matching.h */
#include "config.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/matching.h"

struct range { /* of both sequences, to before the end */
	uint32_t a, a_end, b, b_end;
};

struct match {
	const uint32_t *a, *b;
	uint32_t *next;	 /* owned: place in B of the next equal item, or N_B */
	uint32_t *first; /* owned, (N_A): first place in B of A's item */
	uint32_t
		*run[2]; /* owned, (N_B + 1): 1 + j: length of what ends at j */
	struct range *stack; /* owned, (N_A + 1) */
	uint64_t work;
};

struct place { /* of an item */
	uint32_t item, at;
};

static int by_item(const void *x, const void *y)
{
	const struct place *a = x, *b = y;

	if (a->item != b->item)
		return a->item < b->item ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

static uint32_t first_of(const struct place *places, size_t n, uint32_t item)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (places[middle].item < item)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && places[low].item == item ? places[low].at
						   : (uint32_t)n;
}

/* Chains equal items of B, and finds for each item of A where its chain begins. */
static bool link_items(struct match *m, size_t n_a, size_t n_b)
{
	struct place *places = malloc((n_b + 1) * sizeof *places);

	if (!places)
		return false;
	for (size_t j = 0; j < n_b; j++)
		places[j] = (struct place){ m->b[j], (uint32_t)j };
	qsort(places, n_b, sizeof *places, by_item);
	for (size_t i = 0; i < n_b; i++)
		m->next[places[i].at] =
			i + 1 < n_b && places[i + 1].item == places[i].item
				? places[i + 1].at
				: (uint32_t)n_b;
	for (size_t i = 0; i < n_a; i++)
		m->first[i] = first_of(places, n_b, m->a[i]);
	free(places);
	return true;
}

/* Puts the run lengths of one row back to 0. */
static void wipe(const struct match *m, uint32_t *run, uint32_t i,
		 const struct range *r)
{
	for (uint32_t j = m->first[i]; j < r->b_end; j = m->next[j])
		run[1 + j] = 0;
}

/* The longest common run within R, which is moved there: its length.  (size_t)-1
 * once the work is done. */
static size_t longest(struct match *m, const struct range *r, uint32_t *at_a,
		      uint32_t *at_b)
{
	uint32_t *old = m->run[0], *now = m->run[1], *swap, best = 0;

	for (uint32_t i = r->a; i < r->a_end; i++) {
		for (uint32_t j = m->first[i]; j < r->b_end; j = m->next[j]) {
			if (!m->work--)
				return (size_t)-1;
			if (j < r->b)
				continue;
			now[1 + j] = j > r->b ? old[j] + 1 : 1;
			if (now[1 + j] > best) {
				best = now[1 + j];
				*at_a = i + 1 - best;
				*at_b = j + 1 - best;
			}
		}
		if (i > r->a)
			wipe(m, old, i - 1, r);
		swap = old;
		old = now;
		now = swap;
	}
	if (r->a_end > r->a)
		wipe(m, old, r->a_end - 1, r);
	return best;
}

static bool count(struct match *m, size_t n_a, size_t n_b, size_t *same)
{
	size_t depth = 1, length;
	uint32_t a = 0, b = 0;

	m->stack[0] = (struct range){ 0, (uint32_t)n_a, 0, (uint32_t)n_b };
	while (depth) {
		struct range r = m->stack[--depth];

		length = longest(m, &r, &a, &b);
		if (length == (size_t)-1)
			return false;
		if (!length)
			continue;
		*same += length;
		if (a > r.a && b > r.b)
			m->stack[depth++] = (struct range){ r.a, a, r.b, b };
		a += (uint32_t)length;
		b += (uint32_t)length;
		if (a < r.a_end && b < r.b_end)
			m->stack[depth++] =
				(struct range){ a, r.a_end, b, r.b_end };
	}
	return true;
}

int momus_matching_ratio(const uint32_t *a, size_t n_a, const uint32_t *b,
			 size_t n_b, uint64_t work, double *out,
			 struct momus_error *err)
{
	struct match m = { .a = a, .b = b, .work = work };
	size_t same = 0;
	int rc = MOMUS_OK;

	*out = 1.0;
	if (!(n_a + n_b))
		return MOMUS_OK;
	m.next = malloc((n_b + 1) * sizeof *m.next);
	m.first = malloc((n_a + 1) * sizeof *m.first);
	m.run[0] = calloc(n_b + 2, sizeof *m.run[0]);
	m.run[1] = calloc(n_b + 2, sizeof *m.run[1]);
	m.stack = malloc((n_a + 2) * sizeof *m.stack);
	if (!m.next || !m.first || !m.run[0] || !m.run[1] || !m.stack ||
	    !link_items(&m, n_a, n_b))
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	else if (!count(&m, n_a, n_b, &same))
		rc = MOMUS_END;
	*out = rc == MOMUS_OK ? 2.0 * (double)same / (double)(n_a + n_b) : NAN;
	free(m.next);
	free(m.first);
	free(m.run[0]);
	free(m.run[1]);
	free(m.stack);
	return rc;
}
