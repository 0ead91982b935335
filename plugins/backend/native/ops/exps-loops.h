/* exps-loops.h - the loops of exps.h; whoever includes it has defined WITH (the
 * instructions), LANES (floats of a register), VARIANT and NAME (its own), and have()
 *
 * exp(x) = 2^n exp(r) with n = round(x / ln 2), |r| <= ln 2 / 2, and exp(r) by its
 * series up to r^7 / 7!, whose rest is below 6e-9.
 */
#include <math.h>
#include <string.h>

typedef float floats __attribute__((vector_size(4 * LANES)));
typedef int32_t ints __attribute__((vector_size(4 * LANES)));
typedef double doubles __attribute__((vector_size(8 * LANES)));

#define INLINE WITH __attribute__((always_inline)) static inline

/* X becomes exp(X). */
INLINE void raise_each(floats *x)
{
	const float shift = 12582912.0f; /* 1.5 * 2^23: rounds to whole */
	const floats below = (floats){ 0 } - 87.0f, above = below + 175.0f;
	ints small = *x<below, large = *x> above;
	floats y = (floats)(((ints)*x & ~small & ~large) |
			    ((ints)below & small) | ((ints)above & large));
	floats n = y * 1.44269504f + shift;
	ints power = (ints)n - (ints)((floats){ 0 } + shift);
	floats whole = n - shift;
	/* ln 2 in two parts, of which the first has few bits */
	floats r = (y - whole * 0.693359375f) + whole * 2.12194440e-4f;
	floats e = r * (1.0f / 5040) + 1.0f / 720;

	e = e * r + 1.0f / 120;
	e = e * r + 1.0f / 24;
	e = e * r + 1.0f / 6;
	e = e * r + 0.5f;
	e = e * (r * r) + r + 1.0f;
	/* 2^n in two steps: n may be 127 and more of a bit */
	e = (floats)((ints)e + (power << 23));
	*x = (floats)((ints)e & ~small);
}

/* The next at most LANES of N numbers; the rest are 0. */
INLINE void take(floats *to, const float *from, int64_t n)
{
	if (n >= LANES) {
		memcpy(to, from, sizeof *to);
		return;
	}
	*to = (floats){ 0 };
	memcpy(to, from, (size_t)n * sizeof *from);
}

INLINE void give(float *to, const floats *from, int64_t n)
{
	memcpy(to, from, (size_t)(n >= LANES ? LANES : n) * sizeof *to);
}

WITH static float most(const float *x, int64_t n)
{
	floats best = (floats){ 0 } + x[0], at;
	float all = x[0];

	for (int64_t i = 0; i + LANES <= n; i += LANES) {
		ints more;

		take(&at, x + i, LANES);
		more = at > best;
		best = (floats)(((ints)at & more) | ((ints)best & ~more));
	}
	for (int64_t i = n - n % LANES; i < n; i++)
		all = x[i] > all ? x[i] : all;
	for (int i = 0; i < LANES; i++)
		all = best[i] > all ? best[i] : all;
	return all;
}

WITH static double raise(float *y, const float *x, float minus, int64_t n,
			 double *weighted)
{
	doubles sum = { 0 }, other = { 0 };
	double all = 0, rest = 0;

	for (int64_t i = 0; i < n; i += LANES) {
		floats at, e;

		take(&at, x + i, n - i);
		at -= minus;
		if (n - i < LANES) /* nothing of what is not there */
			for (int64_t j = n - i; j < LANES; j++)
				at[j] = -1000.0f;
		e = at;
		raise_each(&e);
		sum += __builtin_convertvector(e, doubles);
		if (weighted)
			other += __builtin_convertvector(e * at, doubles);
		if (y)
			give(y + i, &e, n - i);
	}
	for (int i = 0; i < LANES; i++) {
		all += sum[i];
		rest += other[i];
	}
	if (weighted)
		*weighted = rest;
	return all;
}

WITH static void scale(float *x, float by, int64_t n)
{
	for (int64_t i = 0; i < n; i += LANES) {
		floats at;

		take(&at, x + i, n - i);
		at *= by;
		give(x + i, &at, n - i);
	}
}

/* S becomes 1 / (1 + exp(-G)). */
INLINE void sigmoid(floats *s, const floats *g)
{
	*s = -*g;
	raise_each(s);
	*s = 1.0f / (1.0f + *s);
}

WITH static void swiglu(float *y, const float *g, const float *u, int64_t n)
{
	for (int64_t i = 0; i < n; i += LANES) {
		floats a, b, s;

		take(&a, g + i, n - i);
		take(&b, u + i, n - i);
		sigmoid(&s, &a);
		a = a * s * b;
		give(y + i, &a, n - i);
	}
}

WITH static void swiglu_back(float *dg, float *du, const float *dy,
			     const float *g, const float *u, int64_t n)
{
	for (int64_t i = 0; i < n; i += LANES) {
		floats a, b, d, s, up;

		take(&a, g + i, n - i);
		take(&b, u + i, n - i);
		take(&d, dy + i, n - i);
		sigmoid(&s, &a);
		up = d * a * s;
		d = d * b * s * (1.0f + a * (1.0f - s));
		give(du + i, &up, n - i);
		give(dg + i, &d, n - i);
	}
}

const struct exps VARIANT = { { NAME, have }, most,   raise,
			      scale,	      swiglu, swiglu_back };
