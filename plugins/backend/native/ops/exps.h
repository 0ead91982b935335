/* exps.h - exponentials of many numbers, several at a time
 *
 * Elements are computed alike wherever they stand, and sums are those of a
 * register's lanes in double, in one order: a row's numbers depend on that row
 * alone, bit for bit.  Variants agree with exp() within 2e-7 of the result; below
 * exp(-87) it is 0.
 */
#ifndef NATIVE_EXPS_H
#define NATIVE_EXPS_H

#include <stdint.h>

#include "variant.h"

struct exps { /* one way to compute it; constant */
	struct variant variant;
	/* The greatest of X (n, at least 1). */
	float (*most)(const float *x, int64_t n);
	/* y[i] = exp(x[i] - MINUS), and their sum; Y may be X.  *WEIGHTED, if not
	 * NULL, receives the sum of y[i] (x[i] - MINUS); Y may be NULL: nobody
	 * wants them. */
	double (*raise)(float *y, const float *x, float minus, int64_t n,
			double *weighted);
	/* X becomes X times BY. */
	void (*scale)(float *x, float by, int64_t n);
	/* As swiglu.h. */
	void (*swiglu)(float *y, const float *g, const float *u, int64_t n);
	void (*swiglu_back)(float *dg, float *du, const float *dy,
			    const float *g, const float *u, int64_t n);
};

extern const struct exps exps_plain, exps_avx2, exps_avx512;

/* The best that this processor has. */
const struct exps *exps_best(void);

/* Number I of all variants, the best one last; NULL behind the last. */
const struct exps *exps_at(int i);

#endif /* NATIVE_EXPS_H */
