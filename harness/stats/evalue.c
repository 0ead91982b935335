/* evalue.c - see evalue.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "stats/evalue.h"
#include "stats/groups.h"

enum { STAKES = 256 };

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

int momus_evalue(const double *differences, size_t n, double sign,
		 double null_mean, double *out, struct momus_error *err)
{
	double *values = malloc((n + 1) * sizeof(*values)), wealth[STAKES];
	struct momus_group *groups = malloc((n + 1) * sizeof(*groups));
	size_t m;

	*out = 0;
	if (!values || !groups) {
		free(values);
		free(groups);
		return momus_fail(err, MOMUS_ENOMEM, "e-value: out of memory");
	}
	for (size_t i = 0; i < n; i++)
		values[i] = sign * differences[i];
	m = momus_groups(values, n, groups);
	for (int s = 0; s < STAKES; s++) {
		double stake = (s + 0.5) / STAKES;

		wealth[s] = 0;
		for (size_t i = 0; i < m; i++)
			wealth[s] +=
				(double)groups[i].n *
				log1p(stake * (groups[i].value - null_mean) /
				      (1.0 + null_mean));
	}
	*out = log_mean(wealth, STAKES);
	free(values);
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
