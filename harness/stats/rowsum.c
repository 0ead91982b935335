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
#define AVX2 __attribute__((target("avx2")))

static inline __m128d two(const double *rows, uint32_t x, uint32_t y)
{
	return _mm_add_pd(_mm_loadu_pd(rows + 2 * (size_t)x),
			  _mm_loadu_pd(rows + 2 * (size_t)y));
}

/* The same for N times eight rows of two columns, which every such processor adds
 * at once. */
static void add_twos(double *sums, const double *rows, const uint32_t *at,
		     size_t n)
{
	__m128d all = _mm_loadu_pd(sums), first, second;

	for (; n; n--, at += EIGHT) {
		first = _mm_add_pd(two(rows, at[0], at[1]),
				   two(rows, at[2], at[3]));
		second = _mm_add_pd(two(rows, at[4], at[5]),
				    two(rows, at[6], at[7]));
		all = _mm_add_pd(all, _mm_add_pd(first, second));
	}
	_mm_storeu_pd(sums, all);
}

AVX2 static inline __m256d four(const double *x, const double *y)
{
	return _mm256_add_pd(_mm256_loadu_pd(x), _mm256_loadu_pd(y));
}

/* The same for columns by the four. */
AVX2 static void add_fours(double *sums, const double *rows, const uint32_t *at,
			   size_t w)
{
	const double *r0 = rows + at[0] * w, *r1 = rows + at[1] * w;
	const double *r2 = rows + at[2] * w, *r3 = rows + at[3] * w;
	const double *r4 = rows + at[4] * w, *r5 = rows + at[5] * w;
	const double *r6 = rows + at[6] * w, *r7 = rows + at[7] * w;
	__m256d first, second;

	for (size_t c = 0; c < w; c += 4) {
		first = _mm256_add_pd(four(r0 + c, r1 + c),
				      four(r2 + c, r3 + c));
		second = _mm256_add_pd(four(r4 + c, r5 + c),
				       four(r6 + c, r7 + c));
		first = _mm256_add_pd(_mm256_loadu_pd(sums + c),
				      _mm256_add_pd(first, second));
		_mm256_storeu_pd(sums + c, first);
	}
}

#define AVX512 __attribute__((target("avx512f")))

AVX512 static inline __m512d eight(const double *x, const double *y)
{
	return _mm512_add_pd(_mm512_loadu_pd(x), _mm512_loadu_pd(y));
}

/* The same for N times eight rows of W columns, a multiple of eight, by the eight. */
AVX512 static void add_eights(double *sums, const double *rows,
			      const uint32_t *at, size_t n, size_t w)
{
	__m512d first, second;

	for (; n; n--, at += EIGHT) {
		const double *r0 = rows + at[0] * w, *r1 = rows + at[1] * w;
		const double *r2 = rows + at[2] * w, *r3 = rows + at[3] * w;
		const double *r4 = rows + at[4] * w, *r5 = rows + at[5] * w;
		const double *r6 = rows + at[6] * w, *r7 = rows + at[7] * w;

		for (size_t c = 0; c < w; c += 8) {
			first = _mm512_add_pd(eight(r0 + c, r1 + c),
					      eight(r2 + c, r3 + c));
			second = _mm512_add_pd(eight(r4 + c, r5 + c),
					       eight(r6 + c, r7 + c));
			first = _mm512_add_pd(_mm512_loadu_pd(sums + c),
					      _mm512_add_pd(first, second));
			_mm512_storeu_pd(sums + c, first);
		}
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
	} else if (w % 8 == 0 && __builtin_cpu_supports("avx512f")) {
		add_eights(sums, rows, at, n / EIGHT, w);
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
