/* rows-avx512.c - see rows.h: sixteen lanes are one register */
#include "rows.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define WITH   __attribute__((target("avx512f")))
#define INLINE WITH __attribute__((always_inline)) static inline

static bool have(void)
{
	return __builtin_cpu_supports("avx512f");
}

INLINE float sum_up(__m512 s)
{
	__m256 a = _mm256_add_ps(_mm512_castps512_ps256(s),
				 _mm256_castpd_ps(_mm512_extractf64x4_pd(
					 _mm512_castps_pd(s), 1)));
	__m128 b = _mm_add_ps(_mm256_castps256_ps128(a),
			      _mm256_extractf128_ps(a, 1));

	b = _mm_add_ps(b, _mm_movehl_ps(b, b));
	return _mm_cvtss_f32(_mm_add_ss(b, _mm_movehdup_ps(b)));
}

/* R rows by O columns, both constants, of one tile of Y; MASK: the floats that
 * are left of a row, at the end. */
INLINE void tile(float *y, int64_t ldy, const float *x, int64_t ldx,
		 const float *w, int64_t ldw, int64_t in, const int R,
		 const int O)
{
	__m512 s[24], a[8], b;
	int64_t i = 0;
	__mmask16 mask = (__mmask16)((1u << (in & 15)) - 1);

#pragma GCC unroll 24
	for (int k = 0; k < R * O; k++)
		s[k] = _mm512_setzero_ps();
	for (; i + 16 <= in; i += 16) {
#pragma GCC unroll 8
		for (int o = 0; o < O; o++)
			a[o] = _mm512_loadu_ps(w + o * ldw + i);
#pragma GCC unroll 8
		for (int r = 0; r < R; r++) {
			b = _mm512_loadu_ps(x + r * ldx + i);
#pragma GCC unroll 8
			for (int o = 0; o < O; o++)
				s[r * O + o] =
					_mm512_fmadd_ps(b, a[o], s[r * O + o]);
		}
	}
	for (; i < in; i += 16) {
#pragma GCC unroll 8
		for (int o = 0; o < O; o++)
			a[o] = _mm512_maskz_loadu_ps(mask, w + o * ldw + i);
#pragma GCC unroll 8
		for (int r = 0; r < R; r++) {
			b = _mm512_maskz_loadu_ps(mask, x + r * ldx + i);
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
			y[r * ldy + o] = sum_up(s[r * O + o]);
}

/* R rows by all columns, O at a time: few rows, many streams of weights. */
INLINE void strip(float *y, int64_t ldy, const float *x, int64_t ldx,
		  const float *w, int64_t ldw, int64_t in, int64_t outs,
		  const int R, const int O)
{
	int64_t o = 0;

	for (; o + O <= outs; o += O)
		tile(y + o, ldy, x, ldx, w + o * ldw, ldw, in, R, O);
	for (; o < outs; o++)
		tile(y + o, ldy, x, ldx, w + o * ldw, ldw, in, R, 1);
}

WITH static void dots(float *y, int64_t ldy, const float *x, int64_t ldx,
		      int64_t n, int64_t in, const float *w, int64_t ldw,
		      int64_t outs)
{
	for (; n >= 6; n -= 6, y += 6 * ldy, x += 6 * ldx)
		strip(y, ldy, x, ldx, w, ldw, in, outs, 6, 4);
	if (n == 5)
		strip(y, ldy, x, ldx, w, ldw, in, outs, 5, 4);
	else if (n == 4)
		strip(y, ldy, x, ldx, w, ldw, in, outs, 4, 4);
	else if (n == 3)
		strip(y, ldy, x, ldx, w, ldw, in, outs, 3, 8);
	else if (n == 2)
		strip(y, ldy, x, ldx, w, ldw, in, outs, 2, 8);
	else if (n == 1)
		strip(y, ldy, x, ldx, w, ldw, in, outs, 1, 8);
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

#define dots NULL
#define mix  NULL

#endif

const struct rows rows_avx512 = { "avx512", have, dots, mix };
