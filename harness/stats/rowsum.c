/* rowsum.c - see rowsum.h */
#include "config.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "stats/rowsum.h"

enum { EIGHT = 8 }; /* rows added as one tree */

size_t momus_rowsum_width(size_t k)
{
	return k <= 2 ? 2 : (k + 3) / 4 * 4;
}

/* Adds the rows AT (EIGHT) of ROWS, W columns each.  As a tree, since one addition
 * need not wait for another's end then. */
static void add_eight(double *sums, const double *rows, const uint32_t *at,
		      size_t w)
{
	const double *r[EIGHT];

	for (size_t i = 0; i < EIGHT; i++)
		r[i] = rows + at[i] * w;
	for (size_t c = 0; c < w; c++)
		sums[c] += ((r[0][c] + r[1][c]) + (r[2][c] + r[3][c])) +
			   ((r[4][c] + r[5][c]) + (r[6][c] + r[7][c]));
}

#if defined(__x86_64__)
/* The same for N times eight rows of two columns, which every such processor adds
 * at once. */
static void add_twos(double *sums, const double *rows, const uint32_t *at,
		     size_t n)
{
	__m128d all = _mm_loadu_pd(sums);

	for (; n; n--, at += EIGHT) {
		__m128d r[EIGHT];

		for (size_t i = 0; i < EIGHT; i++)
			r[i] = _mm_loadu_pd(rows + 2 * (size_t)at[i]);
		for (size_t step = 1; step < EIGHT; step *= 2)
			for (size_t i = 0; i < EIGHT; i += 2 * step)
				r[i] = _mm_add_pd(r[i], r[i + step]);
		all = _mm_add_pd(all, r[0]);
	}
	_mm_storeu_pd(sums, all);
}

/* The same for columns by the four. */
__attribute__((target("avx2"))) static void add_fours(double *sums,
						      const double *rows,
						      const uint32_t *at,
						      size_t w)
{
	const double *from[EIGHT];

	for (size_t i = 0; i < EIGHT; i++)
		from[i] = rows + at[i] * w;
	for (size_t c = 0; c < w; c += 4) {
		__m256d r[EIGHT];

		for (size_t i = 0; i < EIGHT; i++)
			r[i] = _mm256_loadu_pd(from[i] + c);
		for (size_t step = 1; step < EIGHT; step *= 2)
			for (size_t i = 0; i < EIGHT; i += 2 * step)
				r[i] = _mm256_add_pd(r[i], r[i + step]);
		r[0] = _mm256_add_pd(_mm256_loadu_pd(sums + c), r[0]);
		_mm256_storeu_pd(sums + c, r[0]);
	}
}
#endif

void momus_rowsum(double *sums, const double *rows, const uint32_t *at,
		  size_t n, size_t w)
{
	size_t i = 0;

#if defined(__x86_64__)
	if (w == 2) {
		add_twos(sums, rows, at, n / EIGHT);
		i = n / EIGHT * EIGHT;
	} else if (__builtin_cpu_supports("avx2")) {
		for (; i + EIGHT <= n; i += EIGHT)
			add_fours(sums, rows, at + i, w);
	}
#endif
	for (; i + EIGHT <= n; i += EIGHT)
		add_eight(sums, rows, at + i, w);
	for (; i < n; i++)
		for (size_t c = 0; c < w; c++)
			sums[c] += rows[at[i] * w + c];
}
