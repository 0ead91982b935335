/* signflip-interval.c - see paired.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "momus/random.h"
#include "stats/paired.h"
#include "stats/quantile.h"

enum { EVERY_MOST = 20 }; /* differences of which every subset is looked at */

struct means {
	double *list; /* owned; of subsets that are not empty */
	size_t n;
	double empty; /* subsets without a mean, and a drawn value itself */
};

/* The mean of each of the 2^N subsets of D. */
static void every(struct means *m, const double *d, size_t n)
{
	size_t all = (size_t)1 << n;

	m->list[0] = 0;
	for (size_t set = 1; set < all; set++)
		m->list[set] =
			m->list[set & (set - 1)] + d[__builtin_ctzll(set)];
	for (size_t set = 1; set < all; set++)
		m->list[set - 1] = m->list[set] / __builtin_popcountll(set);
	m->n = all - 1;
	m->empty = 1;
}

/* The means of N drawn subsets of D. */
static void some(struct means *m, const double *d, size_t n, uint64_t seed)
{
	struct momus_stream s;

	momus_stream_init(&s, seed, MOMUS_TEXT(""), 0, 0, "subsets");
	m->n = 0;
	m->empty = 1;
	for (size_t t = 0; t < MOMUS_SIGNFLIP_TRIES; t++) {
		uint64_t bits = 0;
		double sum = 0, taken = 0;

		for (size_t i = 0; i < n; i++, bits >>= 1) {
			if (i % 64 == 0)
				bits = momus_stream_u64(&s);
			if (!(bits & 1))
				continue;
			sum += d[i];
			taken++;
		}
		if (taken > 0)
			m->list[m->n++] = sum / taken;
		else
			m->empty++;
	}
}

/* Element PLACE from 1 of the sorted list; 0 where only rounding keeps it away, so
 * that no end is written as -0.00. */
static double element(struct means *m, double place)
{
	double x = momus_quantile(
		m->list, m->n, m->n > 1 ? (place - 1) / (double)(m->n - 1) : 0);

	return fabs(x) < 1e-12 ? 0 : x;
}

int momus_signflip_interval(const double *differences, size_t n, double level,
			    bool mid, uint64_t seed, double *low, double *high,
			    struct momus_error *err)
{
	size_t room = n > EVERY_MOST ? MOMUS_SIGNFLIP_TRIES : (size_t)1 << n;
	struct means m = { .list = malloc(room * sizeof(*m.list)) };
	double place;

	*low = *high = NAN;
	if (!m.list)
		return momus_fail(err, MOMUS_ENOMEM,
				  "sign-flip interval: out of memory");
	if (n > EVERY_MOST)
		some(&m, differences, n, seed);
	else
		every(&m, differences, n);
	/* so many means, and the empty sets, have half the level or less */
	place = level / 2 * ((double)m.n + m.empty);
	place = floor(place - (mid ? m.empty / 2 : m.empty)) + 1;
	if (n && place >= 1 && place <= (double)m.n) {
		*low = element(&m, place);
		*high = element(&m, (double)m.n + 1 - place);
	} else if (n) {
		*low = -INFINITY;
		*high = INFINITY;
	}
	free(m.list);
	return MOMUS_OK;
}
