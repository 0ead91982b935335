/* heterogeneity.c - see heterogeneity.h */
#include "config.h"

#include <math.h>

#include "stats/distributions.h"
#include "stats/heterogeneity.h"

struct score {
	double numerator, variance;
};

/* Of one state: columns S apart. */
static struct score score(const double *right, const double *all, size_t n,
			  size_t s)
{
	double sum = 0, count = 0, p, d, m;
	struct score out = { 0, 0 };

	for (size_t i = 0; i < n; i++) {
		sum += right[i * s];
		count += all[i * s];
	}
	p = sum / count;
	if (!(p > 0 && p < 1))
		return out;
	for (size_t i = 0; i < n; i++) {
		m = all[i * s];
		d = right[i * s] - m * p;
		out.numerator += d * d / (p * (1.0 - p)) - m;
		out.variance += 2.0 * m * (m - 1.0);
	}
	return out;
}

struct momus_tarone momus_tarone(const double *right, const double *all,
				 size_t n, size_t s)
{
	struct momus_tarone out = { NAN, NAN, 0 };
	struct score sum = { 0, 0 }, one;

	for (size_t c = 0; c < s; c++) {
		one = score(right + c, all + c, n, s);
		sum.numerator += one.numerator;
		sum.variance += one.variance;
	}
	for (size_t i = 0; i < n; i++)
		for (size_t c = 0; c < s; c++)
			if (all[i * s + c] > 1) {
				out.groups++;
				break;
			}
	if (!(sum.variance > 0) || out.groups < 2)
		return out;
	out.z = sum.numerator / sqrt(sum.variance);
	out.p = momus_normal_cdf(-out.z);
	return out;
}

struct momus_stratified momus_stratified(const double *tables, size_t n)
{
	struct momus_stratified out = { 0, NAN, NAN, 0 };
	double excess = 0, variance = 0, with = 0, against = 0;

	for (size_t i = 0; i < n; i++) {
		const double *t = tables + 4 * i; /* wrong before first */
		double rows[2] = { t[0] + t[1], t[2] + t[3] };
		double columns[2] = { t[0] + t[2], t[1] + t[3] };
		double all = rows[0] + rows[1];
		double v = rows[0] * rows[1] * columns[0] * columns[1];

		if (!(v > 0))
			continue;
		out.tables++;
		excess += t[3] - rows[1] * columns[1] / all;
		variance += v / (all * all * (all - 1.0));
		with += t[0] * t[3] / all;
		against += t[1] * t[2] / all;
	}
	if (!out.tables)
		return out;
	out.statistic = excess * excess / variance;
	out.p = momus_chi2_tail(out.statistic, 1.0);
	out.odds = against > 0 ? with / against : with > 0 ? INFINITY : NAN;
	return out;
}
