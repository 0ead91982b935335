/* advantage.c - see advantage.h */
#include "advantage.h"

#include <math.h>

struct moments {
	size_t n;
	double mean, least, most;
	double square; /* sum of squared differences from the mean */
};

/* Two passes: with a large common part the difference is all that counts. */
static struct moments moments_of(const double *x, const size_t *at, size_t n)
{
	struct moments m = { 0, 0, INFINITY, -INFINITY, 0 };

	for (size_t i = 0; i < n; i++) {
		if (isnan(x[at[i]]))
			continue;
		m.n++;
		m.mean += x[at[i]];
		m.least = fmin(m.least, x[at[i]]);
		m.most = fmax(m.most, x[at[i]]);
	}
	m.mean /= m.n ? (double)m.n : 1;
	for (size_t i = 0; i < n; i++)
		if (!isnan(x[at[i]]))
			m.square += (x[at[i]] - m.mean) * (x[at[i]] - m.mean);
	return m;
}

static double deviation(const struct advantage *how, const struct moments *m)
{
	double n = (double)m->n - (how->kind == ADVANTAGE_BIASED ? 0 : 1);

	return n > 0 ? sqrt(m->square / n) : 0;
}

static double one(const struct advantage *how, const struct moments *m,
		  double batch, double r)
{
	double s = how->batch_std ? batch : deviation(how, m);

	if (isnan(r))
		return 0;
	if (m->n == 1 && how->single_zero)
		return 0;
	if (m->n == 1) /* as with mean 0 and deviation 1 */
		return how->kind <= ADVANTAGE_BIASED ? r / (1 + how->eps) : r;
	if (how->kind == ADVANTAGE_CENTRED)
		return r - m->mean;
	if (how->kind == ADVANTAGE_LEAVE_ONE_OUT)
		return (r - m->mean) * (double)m->n / ((double)m->n - 1);
	return (r - m->mean) / (s + how->eps);
}

struct advantage_count advantage_compute(const struct advantage *how,
					 const double *reward,
					 const uint32_t *group, size_t n,
					 double *a, bool *flat, size_t *scratch)
{
	struct advantage_count count = { 0, 0 };
	double batch = 0;
	struct moments m;
	size_t members;

	for (size_t i = 0; i < n; i++)
		scratch[i] = i;
	if (how->batch_std) {
		m = moments_of(reward, scratch, n);
		batch = deviation(how, &m);
	}
	for (size_t i = 0; i < n; i++) {
		bool first = true, same;

		for (size_t j = 0; j < i && first; j++)
			first = group[j] != group[i];
		if (!first)
			continue;
		members = 0;
		for (size_t j = i; j < n; j++)
			if (group[j] == group[i])
				scratch[members++] = j;
		m = moments_of(reward, scratch, members);
		same = m.n > 1 && m.least == m.most;
		count.groups += m.n > 0;
		count.flat += same;
		for (size_t j = 0; j < members; j++) {
			double r = reward[scratch[j]];

			/* Equal rewards differ from their mean by rounding. */
			a[scratch[j]] =
				same && m.n > 1 ? 0 : one(how, &m, batch, r);
			if (flat)
				flat[scratch[j]] = same;
		}
	}
	return count;
}
