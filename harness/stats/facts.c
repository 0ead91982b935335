/* facts.c - see facts.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "stats/facts.h"
#include "stats/outcome.h"

struct count {
	double n, right;
};

static struct count count(const int8_t *row, size_t k)
{
	struct count c = { 0, 0 };

	for (size_t i = 0; i < k; i++) {
		c.n += row[i] != MOMUS_UNKNOWN;
		c.right += row[i] == MOMUS_RIGHT;
	}
	return c;
}

/* p (1 - p) of one problem, unbiased; from two answers on. */
static double spread(struct count c)
{
	return c.right * (c.n - c.right) / (c.n * (c.n - 1.0));
}

void momus_facts_of(const int8_t *answers, size_t n, size_t k,
		    struct momus_facts *f)
{
	double pass = 0, within = 0, whole;

	*f = (struct momus_facts){ .pass = NAN,
				   .within = NAN,
				   .correlation = NAN };
	for (size_t i = 0; i < n; i++) {
		struct count c = count(answers + i * k, k);

		if (c.n < 1)
			continue;
		f->problems++;
		pass += c.right / c.n;
		if (c.n < 2)
			continue;
		f->repeated++;
		within += spread(c);
	}
	if (f->problems)
		f->pass = pass / (double)f->problems;
	if (f->repeated)
		f->within = within / (double)f->repeated;
	whole = f->pass * (1.0 - f->pass);
	if (whole > 0)
		f->correlation = 1.0 - f->within / whole;
}

/* The noise in the problems' differences, given both versions' spread. */
static void split(struct momus_facts_pair *f, const struct momus_facts *a,
		  const struct momus_facts *b, double per_base, double per_next)
{
	double x = isnan(a->within) ? b->within : a->within;
	double y = isnan(b->within) ? a->within : b->within;

	f->within = x + y;
	f->noise = (x * per_base + y * per_next) / (double)f->problems;
	f->between = isnan(f->noise) ? f->variance
				     : fmax(0.0, f->variance - f->noise);
}

void momus_facts_of_pair(const int8_t *base, size_t k, const int8_t *next,
			 size_t l, size_t n, struct momus_facts_pair *f)
{
	double sum = 0, squares = 0, differ = 0, both = 0, p = 0, q = 0;
	double per_base = 0, per_next = 0, m, scale;
	struct momus_facts a, b;

	*f = (struct momus_facts_pair){ 0 };
	for (size_t i = 0; i < n; i++) {
		struct count x = count(base + i * k, k);
		struct count y = count(next + i * l, l);
		double u = x.right / x.n, v = y.right / y.n;

		if (x.n < 1 || y.n < 1)
			continue;
		f->problems++;
		sum += v - u;
		squares += (v - u) * (v - u);
		differ += u * (1 - v) + v * (1 - u);
		both += u * v;
		p += u;
		q += v;
		per_base += 1 / x.n;
		per_next += 1 / y.n;
	}
	m = (double)f->problems;
	f->difference = m > 0 ? sum / m : NAN;
	f->discordance = m > 0 ? differ / m : NAN;
	f->variance =
		m > 1 ? fmax(0.0, squares - sum * sum / m) / (m - 1) : NAN;
	p /= m;
	q /= m;
	scale = sqrt(p * (1 - p) * q * (1 - q));
	f->correlation = scale > 0 ? (both / m - p * q) / scale : NAN;
	momus_facts_of(base, n, k, &a);
	momus_facts_of(next, n, l, &b);
	split(f, &a, &b, per_base, per_next);
}

enum { /* what a problem adds */
       JUDGED,
       RIGHT,
       REPEATED,
       SPREAD,
       PAIRS,
       BASE,
       NEXT,
       BOTH,
       DIFFER,
       COLUMNS
};

static void figures(const void *arg, const double *s, double *out)
{
	double p = s[RIGHT] / s[JUDGED], q = s[BASE] / s[PAIRS],
	       r = s[NEXT] / s[PAIRS];
	double whole = p * (1 - p), scale = sqrt(q * (1 - q) * r * (1 - r));

	(void)arg;
	out[MOMUS_FACTS_PASS] = p;
	out[MOMUS_FACTS_CORRELATION] =
		whole > 0 ? 1 - s[SPREAD] / s[REPEATED] / whole : NAN;
	out[MOMUS_FACTS_ACROSS] =
		scale > 0 ? (s[BOTH] / s[PAIRS] - q * r) / scale : NAN;
	out[MOMUS_FACTS_DISCORDANCE] = s[DIFFER] / s[PAIRS];
}

static void fill(double *row, struct count x, struct count y)
{
	double u = x.right / x.n, v = y.right / y.n;

	if (x.n < 1)
		return;
	row[JUDGED] = 1;
	row[RIGHT] = u;
	if (x.n > 1) {
		row[REPEATED] = 1;
		row[SPREAD] = spread(x);
	}
	if (y.n < 1)
		return;
	row[PAIRS] = 1;
	row[BASE] = u;
	row[NEXT] = v;
	row[BOTH] = u * v;
	row[DIFFER] = u * (1 - v) + v * (1 - u);
}

int momus_facts_intervals(const int8_t *base, size_t k, const int8_t *next,
			  size_t l, size_t n, uint64_t seed,
			  struct momus_interval *out, struct momus_error *err)
{
	double *rows = calloc(n * COLUMNS + 1, sizeof(*rows));
	struct momus_bootstrap b = { .rows = rows,
				     .n = n,
				     .k = COLUMNS,
				     .figures = figures,
				     .m = MOMUS_FACTS_INTERVALS,
				     .seed = seed,
				     .purpose = "facts" };
	const struct count none = { 0, 0 };
	int rc;

	if (!rows)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < n; i++)
		fill(rows + i * COLUMNS, count(base + i * k, k),
		     next ? count(next + i * l, l) : none);
	rc = momus_bootstrap(&b, out, err);
	free(rows);
	return rc;
}
