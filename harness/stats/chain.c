/* chain.c - see chain.h */
#include "config.h"

#include <math.h>

#include "stats/chain.h"
#include "stats/distributions.h"

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

/* Sum over a table (ROWS,COLUMNS) of n ln(n / expected), the expected counts
 * being those of independent rows and columns; doubles it into *G2 and adds the
 * table's degrees of freedom, of rows and columns that are not empty. */
static void add_table(const double *n, size_t rows, size_t columns,
		      size_t stride, struct momus_chain_test *out)
{
	double total = 0, used_rows = 0, used_columns = 0, row, column;

	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < columns; j++)
			total += n[i * stride + j];
	for (size_t i = 0; i < rows; i++) {
		row = 0;
		for (size_t j = 0; j < columns; j++)
			row += n[i * stride + j];
		used_rows += row > 0;
		for (size_t j = 0; j < columns; j++) {
			column = 0;
			for (size_t k = 0; k < rows; k++)
				column += n[k * stride + j];
			used_columns += i == 0 && column > 0;
			if (n[i * stride + j] > 0)
				out->statistic += 2.0 * n[i * stride + j] *
						  log(n[i * stride + j] *
						      total / (row * column));
		}
	}
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
