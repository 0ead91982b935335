/* evalue.c - see evalue.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "stats/elementary.h"
#include "stats/evalue.h"
#include "stats/groups.h"
#include "stats/wide.h"

enum { STAKES = 256, OPEN = 64 };

static const double most_gain = 256;

/* ln of the mean of e^X (N). */
static double log_mean(const double *x, size_t n)
{
	double most = x[0], sum = 0;

	for (size_t i = 1; i < n; i++)
		most = fmax(most, x[i]);
	for (size_t i = 0; i < n; i++)
		sum += exp(x[i] - most);
	return most + log(sum / (double)n);
}

struct bets { /* one stake each */
	double stake[STAKES], product[STAKES], wealth[STAKES];
};

/* Multiplies the products by what a bet on GAIN comes to. */
MOMUS_LANE void all_bets(struct bets *b, double gain)
{
#pragma omp simd
	for (int s = 0; s < STAKES; s++)
		b->product[s] *= 1 + b->stake[s] * gain;
}

MOMUS_WIDE(bet, (struct bets * b, double gain), all_bets, (b, gain))

/* Moves ln of the products, TIMES over, to the wealth. */
MOMUS_LANE void all_settled(struct bets *b, double times)
{
#pragma omp simd
	for (int s = 0; s < STAKES; s++) {
		b->wealth[s] += times * momus_lane_log(b->product[s]);
		b->product[s] = 1;
	}
}

MOMUS_WIDE(settle, (struct bets * b, double times), all_settled, (b, times))

/* What a stake of one unit gains by GROUP. */
static double gain_of(const struct momus_group *group, double null_mean)
{
	return (group->value - null_mean) / (1 + null_mean);
}

/* Of gains that are alike one is bet on; of those that occur once so many that no
 * product leaves the range of doubles, then ln is taken: a factor is above 2^-9. */
static void bet_all(struct bets *b, const struct momus_group *groups, size_t m,
		    double null_mean)
{
	size_t open = 0;

	for (size_t i = 0; i < m; i++) {
		double gain = gain_of(&groups[i], null_mean);

		if (groups[i].n > 1 || gain > most_gain)
			continue;
		bet(b, gain);
		if (++open % OPEN == 0)
			settle(b, 1);
	}
	if (open % OPEN)
		settle(b, 1);
	for (size_t i = 0; i < m; i++) {
		double gain = gain_of(&groups[i], null_mean);

		if (groups[i].n == 1 && gain <= most_gain)
			continue;
		bet(b, gain);
		settle(b, (double)groups[i].n);
	}
}

int momus_evalue(const double *differences, size_t n, double sign,
		 double null_mean, double *out, struct momus_error *err)
{
	double *values = malloc((n + 1) * sizeof(*values));
	struct momus_group *groups = NULL;
	struct bets b;
	size_t m;

	*out = 0;
	for (size_t i = 0; values && i < n; i++)
		values[i] = sign * differences[i];
	if (values)
		groups = momus_groups(values, n, &m);
	free(values);
	if (!groups)
		return momus_fail(err, MOMUS_ENOMEM, "e-value: out of memory");
	for (int s = 0; s < STAKES; s++) {
		b.stake[s] = (s + 0.5) / STAKES;
		b.product[s] = 1;
		b.wealth[s] = 0;
	}
	bet_all(&b, groups, m, null_mean);
	*out = log_mean(b.wealth, STAKES);
	free(groups);
	return MOMUS_OK;
}

double momus_evalue_p(double log_e)
{
	return fmin(1.0, exp(-log_e));
}

double momus_evalue_mean(double log_a, double log_b)
{
	const double both[] = { log_a, log_b };

	return log_mean(both, 2);
}
