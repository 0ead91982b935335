/* rows-avx512.c - see rows.h: sixteen lanes are one register */
#include "rows.h"

#if defined(__x86_64__)

#include "halves.h"
#include "lanes.h"

#define WITH   __attribute__((target("avx2,fma,avx512f")))
#define INLINE WITH __attribute__((always_inline)) static inline

static bool have(void)
{
	return __builtin_cpu_supports("avx512f");
}

/* Sixteen weights of W's, fp32 or, with HALF, bf16, from number AT on. */
INLINE __m512 weights(const void *w, int64_t at, const bool half)
{
	const uint16_t *h = w;
	const float *f = w;

	if (!half)
		return _mm512_loadu_ps(f + at);
	return _mm512_castsi512_ps(_mm512_slli_epi32(
		_mm512_cvtepu16_epi32(_mm256_loadu_si256(
			(const __m256i *)(const void *)(h + at))),
		16));
}

/* Those that are left at a row's end, N of them, and zeros. */
INLINE __m512 last(const void *w, int64_t at, int64_t n, const bool half)
{
	float f[16] = { 0 };

	for (int64_t i = 0; i < n; i++)
		f[i] = half ? halves_wide(((const uint16_t *)w)[at + i])
			    : ((const float *)w)[at + i];
	return _mm512_loadu_ps(f);
}

/* R rows by O columns, both constants, of one tile of Y. */
INLINE void tile(float *y, int64_t ldy, const float *x, int64_t ldx,
		 const void *w, int64_t at, int64_t ldw, int64_t in,
		 const bool half, const int R, const int O)
{
	__m512 s[24], a[8], b;
	int64_t i = 0;

#pragma GCC unroll 24
	for (int k = 0; k < R * O; k++)
		s[k] = _mm512_setzero_ps();
	for (; i + 16 <= in; i += 16) {
#pragma GCC unroll 8
		for (int o = 0; o < O; o++)
			a[o] = weights(w, at + o * ldw + i, half);
#pragma GCC unroll 8
		for (int r = 0; r < R; r++) {
			b = _mm512_loadu_ps(x + r * ldx + i);
#pragma GCC unroll 8
			for (int o = 0; o < O; o++)
				s[r * O + o] =
					_mm512_fmadd_ps(b, a[o], s[r * O + o]);
		}
	}
	if (i < in) {
#pragma GCC unroll 8
		for (int o = 0; o < O; o++)
			a[o] = last(w, at + o * ldw + i, in - i, half);
#pragma GCC unroll 8
		for (int r = 0; r < R; r++) {
			b = last(x, r * ldx + i, in - i, false);
#pragma GCC unroll 8
			for (int o = 0; o < O; o++)
				s[r * O + o] =
					_mm512_fmadd_ps(b, a[o], s[r * O + o]);
		}
	}
#pragma GCC unroll 8
	for (int r = 0; r < R; r++)
#pragma GCC unroll 8
		for (int o = 0; o < O; o++)
			y[r * ldy + o] = lanes_sum_wide(s[r * O + o]);
}

#include "rows-strip.h"

INLINE void all(float *y, int64_t ldy, const float *x, int64_t ldx, int64_t n,
		int64_t in, const void *w, int64_t ldw, int64_t outs,
		const bool half)
{
	for (; n >= 6; n -= 6, y += 6 * ldy, x += 6 * ldx)
		strip(y, ldy, x, ldx, w, ldw, in, outs, half, 6, 4);
	if (n == 5)
		strip(y, ldy, x, ldx, w, ldw, in, outs, half, 5, 4);
	else if (n == 4)
		strip(y, ldy, x, ldx, w, ldw, in, outs, half, 4, 4);
	else if (n == 3)
		strip(y, ldy, x, ldx, w, ldw, in, outs, half, 3, 8);
	else if (n == 2)
		strip(y, ldy, x, ldx, w, ldw, in, outs, half, 2, 8);
	else if (n == 1)
		strip(y, ldy, x, ldx, w, ldw, in, outs, half, 1, 8);
}

WITH static void mix(float *o, int64_t ldo, const float *p, int64_t ldp,
		     int64_t n, const float *v, int64_t ldv, int64_t keys,
		     int64_t d)
{
	for (int64_t i = 0; i < d; i += 16) {
		int64_t left = d - i;
		__mmask16 mask = left < 16 ? (__mmask16)((1u << left) - 1)
					   : (__mmask16)0xffff;

		for (int64_t r = 0; r < n; r++) {
			__m512 s = _mm512_maskz_loadu_ps(mask, o + r * ldo + i);

			for (int64_t k = 0; k < keys; k++)
				s = _mm512_fmadd_ps(
					_mm512_set1_ps(p[r * ldp + k]),
					_mm512_maskz_loadu_ps(mask,
							      v + k * ldv + i),
					s);
			_mm512_mask_storeu_ps(o + r * ldo + i, mask, s);
		}
	}
}

#else

static bool have(void)
{
	return false;
}

#define dots	  NULL
#define dots_half NULL
#define mix	  NULL

#endif

const struct rows rows_avx512 = { { "avx512", have }, dots, dots_half, mix };
