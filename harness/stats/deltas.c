/* deltas.c - see deltas.h */
#include "config.h"

#include <math.h>

#include "stats/deltas.h"

void momus_deltas_add(struct momus_deltas *d, const int8_t *first,
		      const int8_t *now, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++) {
		d->total++;
		d->judged += now[i] != MOMUS_UNKNOWN;
		d->right += now[i] == MOMUS_RIGHT;
		d->could_up += first[i] != MOMUS_RIGHT && now[i] != MOMUS_WRONG;
		d->could_down +=
			first[i] != MOMUS_WRONG && now[i] != MOMUS_RIGHT;
		if (first[i] == MOMUS_UNKNOWN || now[i] == MOMUS_UNKNOWN)
			continue;
		d->both++;
		d->right0 += first[i] == MOMUS_RIGHT;
		d->right_now += now[i] == MOMUS_RIGHT;
		d->up += first[i] == MOMUS_WRONG && now[i] == MOMUS_RIGHT;
		d->down += first[i] == MOMUS_RIGHT && now[i] == MOMUS_WRONG;
	}
}

static double share(uint64_t part, uint64_t whole)
{
	return whole ? (double)part / (double)whole : NAN;
}

double momus_deltas_pass1(const struct momus_deltas *d)
{
	return share(d->right, d->judged);
}

double momus_deltas_up(const struct momus_deltas *d)
{
	return share(d->up, d->both);
}

double momus_deltas_down(const struct momus_deltas *d)
{
	return share(d->down, d->both);
}

bool momus_deltas_hold(const struct momus_deltas *d)
{
	return d->right_now + d->down == d->right0 + d->up;
}

struct momus_bounds momus_deltas_pass1_bounds(const struct momus_deltas *d)
{
	return (struct momus_bounds){ share(d->right, d->total),
				      share(d->right + d->total - d->judged,
					    d->total) };
}

struct momus_bounds momus_deltas_up_bounds(const struct momus_deltas *d)
{
	return (struct momus_bounds){ share(d->up, d->total),
				      share(d->could_up, d->total) };
}

struct momus_bounds momus_deltas_down_bounds(const struct momus_deltas *d)
{
	return (struct momus_bounds){ share(d->down, d->total),
				      share(d->could_down, d->total) };
}
