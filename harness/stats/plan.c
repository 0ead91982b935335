/* plan.c - see plan.h */
#include "config.h"

#include <math.h>

#include "stats/plan.h"

static const double most = 9007199254740992.0; /* 2^53 */

struct momus_plan momus_plan_of(double pass, double within, double across)
{
	double spread = 2.0 * pass * (1.0 - pass);

	return (struct momus_plan){
		.within = spread * (1.0 - within),
		.between = fmax(0.0, spread * (within - across)),
	};
}

double momus_plan_sd(const struct momus_plan *p, double drop, double samples)
{
	double size = fabs(drop);

	return sqrt(p->within / samples + fmax(p->between, size - size * size));
}

double momus_plan_drift(const struct momus_plan *p, double problems,
			double samples, double drop)
{
	double sd = momus_plan_sd(p, drop, samples);

	if (drop == 0)
		return 0;
	return sd > 0 ? fabs(drop) * sqrt(problems) / sd : INFINITY;
}

/* The drift grows with the drop: its square is n d^2 / (a + d - d^2), whose
 * derivative has the sign of 2 a d + d^2. */
double momus_plan_drop(const struct momus_plan *p, double problems,
		       double samples, double drift, double pass)
{
	double low = 0, high = pass;

	if (!(momus_plan_drift(p, problems, samples, pass) >= drift))
		return NAN;
	for (int i = 0; i < 100; i++) {
		double middle = 0.5 * (low + high);

		if (momus_plan_drift(p, problems, samples, middle) < drift)
			low = middle;
		else
			high = middle;
	}
	return high;
}

/* (drift sd / drop)^2, rounded up. */
uint64_t momus_plan_problems(const struct momus_plan *p, double samples,
			     double drop, double drift)
{
	double n = drift * momus_plan_sd(p, drop, samples) / fabs(drop);

	n = ceil(n * n * (1 - 1e-12));
	return n < 2 ? 2 : n < most ? (uint64_t)n : (uint64_t)most;
}

double momus_plan_margin_drift(const struct momus_plan *p, double problems,
			       double samples, double margin)
{
	double sd = momus_plan_sd(p, 0, samples);

	return margin * (problems + 2.0) / sqrt(problems * sd * sd + 1.0);
}

double momus_plan_margin(const struct momus_plan *p, double problems,
			 double samples, double drift)
{
	return drift / momus_plan_margin_drift(p, problems, samples, 1.0);
}

uint64_t momus_plan_margin_problems(const struct momus_plan *p, double samples,
				    double margin, double drift)
{
	uint64_t low = 1, high = 2, middle;

	while (momus_plan_margin_drift(p, (double)high, samples, margin) <
		       drift &&
	       high < (uint64_t)most) {
		low = high;
		high *= 2;
	}
	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (momus_plan_margin_drift(p, (double)middle, samples,
					    margin) < drift)
			low = middle;
		else
			high = middle;
	}
	return high;
}
