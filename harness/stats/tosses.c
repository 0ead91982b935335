/* tosses.c - see tosses.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/tosses.h"

static const double nothing = 1e-18; /* beside the mode */

struct bench {		  /* where a table is made */
	double *mass;	  /* owned, (ROOM): of the counts from .least on */
	uint32_t *narrow; /* owned, (ROOM): columns with room; from the other */
	uint32_t *wide;	  /* end those with too much (the same array) */
	size_t room, n;
	uint64_t least;
};

/* Fills B with the binomial distribution of N trials of chance P, times a constant;
 * false if it takes more than B's room. */
static bool weigh(struct bench *b, uint64_t n, double p)
{
	const double odds = p / (1.0 - p), all = (double)n;
	const uint64_t mode = (uint64_t)fmin(all, floor((all + 1.0) * p));
	double mass = 1;
	size_t below = 0;

	/* down from the mode, which is put in order afterwards */
	for (uint64_t x = mode; mass > nothing; x--) {
		if (below == b->room)
			return false;
		b->mass[below++] = mass;
		if (!x)
			break;
		mass *= (double)x / ((all - (double)x + 1.0) * odds);
	}
	for (size_t i = 0; i < below / 2; i++) {
		mass = b->mass[i];
		b->mass[i] = b->mass[below - 1 - i];
		b->mass[below - 1 - i] = mass;
	}
	b->least = mode + 1 - below;
	b->n = below;
	mass = 1;
	for (uint64_t x = mode; x < n; x++) {
		mass *= (all - (double)x) / ((double)x + 1.0) * odds;
		if (mass <= nothing)
			break;
		if (b->n == b->room)
			return false;
		b->mass[b->n++] = mass;
	}
	return true;
}

/* Makes columns OUT (B->N) of B's distribution: each has the same chance, and is
 * shared by two counts at most. */
static void share_out(struct bench *b, struct momus_toss *out)
{
	size_t narrow = 0, wide = b->n;
	double sum = 0;

	for (size_t i = 0; i < b->n; i++)
		sum += b->mass[i];
	for (size_t i = 0; i < b->n; i++) {
		b->mass[i] *= (double)b->n / sum;
		out[i].keep = UINT64_MAX;
		out[i].own = out[i].other = (uint32_t)(b->least + i);
		if (b->mass[i] < 1)
			b->narrow[narrow++] = (uint32_t)i;
		else
			b->narrow[--wide] = (uint32_t)i;
	}
	while (narrow && wide < b->n) {
		uint32_t i = b->narrow[--narrow], from = b->narrow[wide];

		out[i].keep = (uint64_t)(b->mass[i] * 0x1p64);
		out[i].other = (uint32_t)(b->least + from);
		b->mass[from] -= 1 - b->mass[i];
		if (b->mass[from] >= 1)
			continue;
		wide++;
		b->narrow[narrow++] = from;
	}
}

static bool make(struct momus_tosses *t, struct bench *b, double p,
		 uint64_t most)
{
	uint64_t unit = 1;

	t->all[t->n++] = (struct momus_toss){ UINT64_MAX, 0, 0 };
	for (int level = 0; level < MOMUS_TOSSES_LEVELS; level++, unit *= 8) {
		if (unit > most)
			return true;
		t->levels = level + 1;
		t->of[level][0].size = 1;
		for (uint64_t digit = 1; digit < 8; digit++) {
			if (digit * unit > most)
				return true;
			b->room = t->room - t->n;
			if (!weigh(b, digit * unit, p))
				return false;
			share_out(b, t->all + t->n);
			t->of[level][digit].first = (uint32_t)t->n;
			t->of[level][digit].size = (uint32_t)b->n;
			t->n += b->n;
		}
	}
	return most < unit;
}

/* Columns that tables of up to MOST trials of chance P take, rather more. */
static double columns(double p, uint64_t most)
{
	double sum = 1, n;

	for (uint64_t unit = 1; unit <= most; unit *= 8)
		for (uint64_t digit = 1; digit < 8 && digit * unit <= most;
		     digit++) {
			n = (double)(digit * unit);
			sum += fmin(n + 1, 19 * sqrt(n * p * (1 - p)) + 30);
		}
	return sum;
}

bool momus_tosses_init(struct momus_tosses *t, double p, uint64_t most,
		       size_t room)
{
	struct bench b = { .mass = NULL };
	bool good;

	memset(t, 0, sizeof(*t));
	if (columns(p, most) > (double)room)
		return false;
	t->room = (size_t)columns(p, most);
	b.mass = malloc((t->room + 1) * sizeof(*b.mass));
	b.narrow = malloc((t->room + 1) * sizeof(*b.narrow));
	t->all = malloc((t->room + 1) * sizeof(*t->all));
	good = b.mass && b.narrow && t->all && make(t, &b, p, most);
	free(b.mass);
	free(b.narrow);
	if (!good)
		momus_tosses_release(t);
	return good;
}

/* Digit by digit of all trials, so that no look at a table waits for another; and
 * without branches, so that zeros take a word, too. */
void momus_tosses_draw(const struct momus_tosses *t, struct momus_draws *d,
		       const uint64_t *trials, uint64_t *sums, size_t count)
{
	memset(sums, 0, count * sizeof(*sums));
	for (int level = 0; level < t->levels; level++)
		for (size_t i = 0; i < count; i++) {
			uint64_t digit = trials[i] >> 3 * level & 7;
			unsigned __int128 x =
				(unsigned __int128)momus_draws_word(d) *
				t->of[level][digit].size;
			const struct momus_toss *at =
				t->all + t->of[level][digit].first +
				(size_t)(x >> 64);

			uint32_t swap = -(uint32_t)((uint64_t)x >= at->keep);

			sums[i] += at->own ^ (swap & (at->own ^ at->other));
		}
}

void momus_tosses_release(struct momus_tosses *t)
{
	free(t->all);
	memset(t, 0, sizeof(*t));
}
