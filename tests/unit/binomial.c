/* binomial.c - tests of harness/stats/binomial.c */
#include <math.h>
#include <stdlib.h>

#include "stats/binomial.h"
#include "tap.h"
#include "unit/numbers.h"

enum { DRAWS = 200000 };

/* How far DRAWS draws lie from the N probabilities R ("n p x pmf" a row) of one
 * distribution: chi-square over its degrees of freedom, in their standard
 * deviations. */
static double misfit(const double *r, size_t n)
{
	uint64_t first = (uint64_t)r[2], x;
	double *seen = calloc(n, sizeof *seen), chi = 0.0, rest = 1.0, d;
	size_t others = DRAWS;
	struct momus_stream s;

	momus_stream_init(&s, 1, MOMUS_TEXT("x"), (uint64_t)r[0], 0, "test");
	for (size_t i = 0; i < DRAWS; i++) {
		x = momus_binomial(&s, (uint64_t)r[0], r[1]);
		CHECK(x <= (uint64_t)r[0]);
		if (x >= first && x - first < n) {
			seen[x - first]++;
			others--;
		}
	}
	for (size_t i = 0; i < n; i++) {
		d = seen[i] - DRAWS * r[4 * i + 3];
		chi += d * d / (DRAWS * r[4 * i + 3]);
		rest -= r[4 * i + 3];
	}
	d = (double)others - DRAWS * rest;
	if (DRAWS * rest > 5.0)
		chi += d * d / (DRAWS * rest);
	free(seen);
	return (chi - (double)n) / sqrt(2.0 * (double)n);
}

TEST(draws_follow_the_binomial_distribution)
{
	double *rows;
	size_t n = numbers_read("binomial.txt", 4, &rows), end;

	for (size_t i = 0; i < n; i = end) {
		for (end = i; end < n && rows[4 * end] == rows[4 * i]; end++)
			;
		CHECK(fabs(misfit(rows + 4 * i, end - i)) < 4.0);
	}
	free(rows);
}

TEST(certain_outcomes_are_certain)
{
	struct momus_stream s;

	momus_stream_init(&s, 1, MOMUS_TEXT("x"), 0, 0, "test");
	CHECK_INT((long long)momus_binomial(&s, 0, 0.5), 0);
	CHECK_INT((long long)momus_binomial(&s, 9, 0.0), 0);
	CHECK_INT((long long)momus_binomial(&s, 9, 1.0), 9);
	for (int i = 0; i < 1000; i++) {
		CHECK(momus_binomial(&s, 5, 1e-300) == 0);
		CHECK(momus_binomial(&s, 5, 1.0 - 0x1p-53) == 5);
	}
}

TAP_MAIN
