/* chain.c - see chain.h */
#include "config.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "stats/chain.h"
#include "stats/distributions.h"
#include "stats/elementary.h"
#include "stats/wide.h"

enum { LANES = 8 }; /* tables side by side */

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

/* Of LANES tables at OF (ROWS,COLUMNS), rows STRIDE apart: the sums of n ln(n /
 * expected), the expected counts being those of independent rows and columns, doubled,
 * into G; the degrees of freedom of rows and columns that are not empty into DF. */
MOMUS_LANE void all_tables(const double *const *of, size_t rows, size_t columns,
			   size_t stride, double *restrict g,
			   double *restrict df)
{
	double column[MOMUS_CHAIN_STATES][LANES], total[LANES], row[LANES];
	double used_rows[LANES] = { 0 }, used_columns[LANES] = { 0 };

	memset(total, 0, sizeof(total));
	for (size_t j = 0; j < columns; j++) {
		memset(column[j], 0, sizeof(column[j]));
		for (size_t i = 0; i < rows; i++)
			for (size_t t = 0; t < LANES; t++)
				column[j][t] += of[t][i * stride + j];
#pragma omp simd
		for (size_t t = 0; t < LANES; t++) {
			total[t] += column[j][t];
			used_columns[t] += column[j][t] > 0.0 ? 1.0 : 0.0;
		}
	}
	memset(g, 0, LANES * sizeof(*g));
	for (size_t i = 0; i < rows; i++) {
		memset(row, 0, sizeof(row));
		for (size_t j = 0; j < columns; j++)
			for (size_t t = 0; t < LANES; t++)
				row[t] += of[t][i * stride + j];
#pragma omp simd
		for (size_t t = 0; t < LANES; t++)
			used_rows[t] += row[t] > 0.0 ? 1.0 : 0.0;
		for (size_t j = 0; j < columns; j++)
#pragma omp simd
			for (size_t t = 0; t < LANES; t++) {
				const double n = of[t][i * stride + j];
				const double over =
					n * total[t] / (row[t] * column[j][t]);
				const double term =
					2.0 * n * momus_lane_log(over);

				g[t] += n > 0.0 ? term : 0.0;
			}
	}
#pragma omp simd
	for (size_t t = 0; t < LANES; t++)
		df[t] = used_rows[t] > 1.0 && used_columns[t] > 1.0
				? (used_rows[t] - 1.0) * (used_columns[t] - 1.0)
				: 0.0;
}

MOMUS_WIDE(measure,
	   (const double *const *of, size_t rows, size_t columns, size_t stride,
	    double *g, double *df),
	   all_tables, (of, rows, columns, stride, g, df))

/* N tables (ROWS,COLUMNS) of COUNTS, APART from each other. */
struct tables {
	const double *counts; /* borrowed */
	size_t n, apart, rows, columns, stride;
};

/* Of those from FIRST on, up to LANES; their number. */
static size_t measure_some(const struct tables *all, size_t first, double *g,
			   double *df)
{
	const size_t n = all->n - first < LANES ? all->n - first : LANES;
	const double *of[LANES];

	assert(all->columns <= MOMUS_CHAIN_STATES);
	for (size_t t = 0; t < LANES; t++) /* one again, rather than none */
		of[t] = all->counts + (first + (t < n ? t : 0)) * all->apart;
	measure(of, all->rows, all->columns, all->stride, g, df);
	return n;
}

/* One test of all tables together. */
static struct momus_chain_test test_together(const struct tables *all)
{
	struct momus_chain_test out = { 0, 0, NAN };
	double g[LANES], df[LANES];

	for (size_t i = 0; i < all->n; i += LANES)
		for (size_t t = measure_some(all, i, g, df); t-- > 0;) {
			out.statistic += g[t];
			out.df += df[t];
		}
	out.statistic =
		fmax(0.0, out.statistic); /* rounding of a perfect fit */
	out.p = out.df > 0 ? momus_chi2_tail(out.statistic, out.df) : NAN;
	return out;
}

/* For each state a separate table: turns against next states. */
struct momus_chain_test momus_chain_homogeneous(const double *counts, size_t t,
						size_t s)
{
	return test_together(&(struct tables){ counts, s, s, t, s, s * s });
}

struct momus_chain_test momus_chain_order1(const double *counts, size_t s)
{
	return test_together(&(struct tables){ counts, 1, 0, s, s, s });
}

void momus_chain_order1_each(const double *counts, size_t m, size_t s,
			     struct momus_chain_test *out)
{
	const struct tables all = { counts, m, s * s, s, s, s };
	double g[LANES], df[LANES], p[LANES];
	size_t n;

	for (size_t i = 0; i < m; i += n) {
		n = measure_some(&all, i, g, df);
		for (size_t t = 0; t < n; t++)
			g[t] = fmax(0.0, g[t]);
		momus_chi2_tails(g, df, n, p); /* NAN without freedom */
		for (size_t t = 0; t < n; t++)
			out[i + t] =
				(struct momus_chain_test){ g[t], df[t], p[t] };
	}
}

/* For each present state a table: the state before against the next. */
struct momus_chain_test momus_chain_order2(const double *counts, size_t s)
{
	return test_together(&(struct tables){ counts, s, s, s, s, s * s });
}
