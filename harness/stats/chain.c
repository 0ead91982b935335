/* chain.c - see chain.h */
#include "config.h"

#include <assert.h>
#include <math.h>

#include "stats/chain.h"
#include "stats/distributions.h"
#include "stats/elementary.h"
#include "stats/wide.h"

enum { LANES = 8, CELLS = 2 * MOMUS_CHAIN_STATES };

struct momus_two_state momus_two_state(double p_cc, double p_cw)
{
	struct momus_two_state s = { NAN, NAN, NAN };
	double leave = 1.0 - p_cc + p_cw;

	if (!(p_cc >= 0 && p_cc <= 1 && p_cw >= 0 && p_cw <= 1))
		return s;
	s.second = p_cc - p_cw;
	if (leave <= 0)
		return s;
	s.stationary = p_cw / leave;
	s.half_life = s.second == 0	    ? 0.0
		      : fabs(s.second) == 1 ? INFINITY
					    : -M_LN2 / log(fabs(s.second));
	return s;
}

double momus_two_state_after(double p_init, double p_cc, double p_cw,
			     uint32_t turns)
{
	struct momus_two_state s = momus_two_state(p_cc, p_cw);

	if (isnan(s.second))
		return NAN;
	if (isnan(s.stationary))
		return p_init;
	return s.stationary + pow(s.second, turns) * (p_init - s.stationary);
}

/* n ln(n / expected) of COUNT counts N, where EXPECTED is still to be divided by TOTAL. */
MOMUS_LANE void all_terms(const double *restrict n,
			  const double *restrict expected, size_t count,
			  double total, double *restrict out)
{
#pragma omp simd
	for (size_t i = 0; i < count; i++) {
		const double term =
			n[i] * momus_lane_log(n[i] * total / expected[i]);

		out[i] = n[i] > 0.0 ? term : 0.0;
	}
}

MOMUS_WIDE(terms,
	   (const double *n, const double *expected, size_t count, double total,
	    double *out),
	   all_terms, (n, expected, count, total, out))

/* Cells of a table. */
struct cells {
	double n[CELLS], expected[CELLS];
	size_t count;
};

/* Their terms' sum; none are left. */
static double add_up(struct cells *c, double total)
{
	double sums[4] = { 0 }, out[CELLS];

	while (c->count % LANES) { /* whole registers are faster */
		c->n[c->count] = 0;
		c->expected[c->count++] = 1;
	}
	terms(c->n, c->expected, c->count, total, out);
	for (size_t i = 0; i < c->count; i += 4)
		for (size_t j = 0; j < 4; j++)
			sums[j] += out[i + j];
	c->count = 0;
	return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/* Sum over a table (ROWS,COLUMNS) of n ln(n / expected), the expected counts
 * being those of independent rows and columns; doubles it into *G2 and adds the
 * table's degrees of freedom, of rows and columns that are not empty. */
static void add_table(const double *n, size_t rows, size_t columns,
		      size_t stride, struct momus_chain_test *out)
{
	double total = 0, used_rows = 0, used_columns = 0;
	double sums[MOMUS_CHAIN_STATES] = { 0 };
	struct cells cells;

	assert(columns <= MOMUS_CHAIN_STATES);
	cells.count = 0;
	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < columns; j++)
			sums[j] += n[i * stride + j];
	for (size_t j = 0; j < columns; j++) {
		total += sums[j];
		used_columns += sums[j] > 0;
	}
	for (size_t i = 0; i < rows; i++) {
		double row = 0;

		for (size_t j = 0; j < columns; j++)
			row += n[i * stride + j];
		used_rows += row > 0;
		for (size_t j = 0; j < columns; j++) {
			cells.n[cells.count] = n[i * stride + j];
			cells.expected[cells.count++] = row * sums[j];
		}
		if (cells.count + columns > CELLS)
			out->statistic += 2.0 * add_up(&cells, total);
	}
	out->statistic += 2.0 * add_up(&cells, total);
	if (used_rows > 1 && used_columns > 1)
		out->df += (used_rows - 1) * (used_columns - 1);
}

static struct momus_chain_test conclude(struct momus_chain_test t)
{
	t.statistic = fmax(0.0, t.statistic); /* rounding of a perfect fit */
	t.p = t.df > 0 ? momus_chi2_tail(t.statistic, t.df) : NAN;
	return t;
}

/* For each state a separate table: turns against next states. */
struct momus_chain_test momus_chain_homogeneous(const double *counts, size_t t,
						size_t s)
{
	struct momus_chain_test out = { 0, 0, NAN };

	for (size_t a = 0; a < s; a++)
		add_table(counts + a * s, t, s, s * s, &out);
	return conclude(out);
}

struct momus_chain_test momus_chain_order1(const double *counts, size_t s)
{
	struct momus_chain_test out = { 0, 0, NAN };

	add_table(counts, s, s, s, &out);
	return conclude(out);
}

/* For each present state a table: the state before against the next. */
struct momus_chain_test momus_chain_order2(const double *counts, size_t s)
{
	struct momus_chain_test out = { 0, 0, NAN };

	for (size_t b = 0; b < s; b++)
		add_table(counts + b * s, s, s, s * s, &out);
	return conclude(out);
}
