/* halves-avx2.c - see halves.h: sixteen lanes are two registers */
#include "halves.h"

#if defined(__x86_64__)

#include "lanes.h"

#define WITH   __attribute__((target("avx2,fma")))
#define INLINE WITH __attribute__((always_inline)) static inline

static bool have(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

INLINE __m256 upper(__m256i x)
{
	return _mm256_castsi256_ps(
		_mm256_and_si256(x, _mm256_set1_epi32((int)0xffff0000)));
}

INLINE __m256 lower(__m256i x)
{
	return _mm256_castsi256_ps(_mm256_slli_epi32(x, 16));
}

/* 32 products of each of R rows and O columns, into lanes S. */
INLINE void add(__m256 *s, const uint16_t *x, int64_t ldx, const uint16_t *w,
		int64_t ldw, const int R, const int O)
{
	__m256i a[4], b;

#pragma GCC unroll 2
	for (int half = 0; half < 2; half++) {
#pragma GCC unroll 4
		for (int o = 0; o < O; o++)
			a[o] = _mm256_loadu_si256(
				(const __m256i *)(const void *)(w + o * ldw +
								16 * half));
#pragma GCC unroll 4
		for (int r = 0; r < R; r++) {
			b = _mm256_loadu_si256(
				(const __m256i *)(const void *)(x + r * ldx +
								16 * half));
#pragma GCC unroll 4
			for (int o = 0; o < O; o++) {
				__m256 *sum = &s[2 * (r * O + o) + half];

				*sum = _mm256_fmadd_ps(upper(b), upper(a[o]),
						       *sum);
				*sum = _mm256_fmadd_ps(lower(b), lower(a[o]),
						       *sum);
			}
		}
	}
}

INLINE void tile(float *y, int64_t ldy, const uint16_t *x, int64_t ldx,
		 const uint16_t *w, int64_t ldw, int64_t in, const int R,
		 const int O)
{
	uint16_t ws[4 * HALVES_STEP] = { 0 };
	__m256 s[8];
	int64_t i = 0;

#pragma GCC unroll 8
	for (int k = 0; k < 2 * R * O; k++)
		s[k] = _mm256_setzero_ps();
	for (; i + HALVES_STEP <= in; i += HALVES_STEP)
		add(s, x + i, ldx, w + i, ldw, R, O);
	if (i < in) {
		for (int o = 0; o < O; o++)
			memcpy(ws + HALVES_STEP * o, w + o * ldw + i,
			       (size_t)(in - i) * sizeof *ws);
		add(s, x + i, ldx, ws, HALVES_STEP, R, O);
	}
#pragma GCC unroll 4
	for (int r = 0; r < R; r++)
#pragma GCC unroll 4
		for (int o = 0; o < O; o++)
			y[r * ldy + o] = lanes_sum(s[2 * (r * O + o)],
						   s[2 * (r * O + o) + 1]);
}

#include "halves-strip.h"

WITH static void dots(float *y, int64_t ldy, const uint16_t *x, int64_t n,
		      int64_t in, const uint16_t *w, int64_t ldw, int64_t outs)
{
	const unsigned before = _mm_getcsr();

	_mm_setcsr(before | FLUSH);
	for (; n >= 2; n -= 2, y += 2 * ldy, x += 2 * halves_padded(in))
		strip(y, ldy, x, w, ldw, in, outs, 2, 2);
	if (n)
		strip(y, ldy, x, w, ldw, in, outs, 1, 4);
	_mm_setcsr(before);
}

#else

static bool have(void)
{
	return false;
}

#define dots NULL

#endif

const struct halves halves_avx2 = { { "avx2", have }, halves_pack, dots };
