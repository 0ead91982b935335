/* rows-avx2.c - see rows.h: sixteen lanes are two registers */
#include "rows.h"

#if defined(__x86_64__)

#include <string.h>

#include "halves.h"
#include "lanes.h"

#define WITH   __attribute__((target("avx2,fma")))
#define INLINE WITH __attribute__((always_inline)) static inline

static bool have(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

/* Eight weights of W's, fp32 or, with HALF, bf16, from number AT on. */
INLINE __m256 weights(const void *w, int64_t at, const bool half)
{
	const uint16_t *h = w;
	const float *f = w;

	if (!half)
		return _mm256_loadu_ps(f + at);
	return _mm256_castsi256_ps(_mm256_slli_epi32(
		_mm256_cvtepu16_epi32(_mm_loadu_si128(
			(const __m128i *)(const void *)(h + at))),
		16));
}

/* Sixteen products of each of R rows and O columns, into lanes S. */
INLINE void add(__m256 *s, const float *x, int64_t ldx, const void *w,
		int64_t at, int64_t ldw, const bool half, const int R,
		const int O)
{
	__m256 a[4], b;

#pragma GCC unroll 2
	for (int part = 0; part < 2; part++) {
#pragma GCC unroll 4
		for (int o = 0; o < O; o++)
			a[o] = weights(w, at + o * ldw + 8 * part, half);
#pragma GCC unroll 4
		for (int r = 0; r < R; r++) {
			b = _mm256_loadu_ps(x + r * ldx + 8 * part);
#pragma GCC unroll 4
			for (int o = 0; o < O; o++)
				s[2 * (r * O + o) + part] = _mm256_fmadd_ps(
					b, a[o], s[2 * (r * O + o) + part]);
		}
	}
}

/* Copies N floats of each of ROWS rows, with zeros behind them. */
INLINE void pad(float *out, const float *x, int64_t ldx, int64_t n,
		const int rows)
{
	memset(out, 0, (size_t)rows * 16 * sizeof *out);
	for (int r = 0; r < rows; r++)
		memcpy(out + 16 * r, x + r * ldx, (size_t)n * sizeof *out);
}

INLINE void pad_half(float *out, const uint16_t *w, int64_t ldw, int64_t n,
		     const int rows)
{
	memset(out, 0, (size_t)rows * 16 * sizeof *out);
	for (int r = 0; r < rows; r++)
		for (int64_t i = 0; i < n; i++)
			out[16 * r + i] = halves_wide(w[r * ldw + i]);
}

INLINE void tile(float *y, int64_t ldy, const float *x, int64_t ldx,
		 const void *w, int64_t at, int64_t ldw, int64_t in,
		 const bool half, const int R, const int O)
{
	float xs[4 * 16], ws[4 * 16];
	__m256 s[12];
	int64_t i = 0;

#pragma GCC unroll 12
	for (int k = 0; k < 2 * R * O; k++)
		s[k] = _mm256_setzero_ps();
	for (; i + 16 <= in; i += 16)
		add(s, x + i, ldx, w, at + i, ldw, half, R, O);
	if (i < in) {
		pad(xs, x + i, ldx, in - i, R);
		if (half)
			pad_half(ws, (const uint16_t *)w + at + i, ldw, in - i,
				 O);
		else
			pad(ws, (const float *)w + at + i, ldw, in - i, O);
		add(s, xs, 16, ws, 0, 16, false, R, O);
	}
#pragma GCC unroll 4
	for (int r = 0; r < R; r++)
#pragma GCC unroll 4
		for (int o = 0; o < O; o++)
			y[r * ldy + o] = lanes_sum(s[2 * (r * O + o)],
						   s[2 * (r * O + o) + 1]);
}

#include "rows-strip.h"

INLINE void all(float *y, int64_t ldy, const float *x, int64_t ldx, int64_t n,
		int64_t in, const void *w, int64_t ldw, int64_t outs,
		const bool half)
{
	for (; n >= 3; n -= 3, y += 3 * ldy, x += 3 * ldx)
		strip(y, ldy, x, ldx, w, ldw, in, outs, half, 3, 2);
	if (n == 2)
		strip(y, ldy, x, ldx, w, ldw, in, outs, half, 2, 2);
	else if (n == 1)
		strip(y, ldy, x, ldx, w, ldw, in, outs, half, 1, 4);
}

WITH static void mix(float *o, int64_t ldo, const float *p, int64_t ldp,
		     int64_t n, const float *v, int64_t ldv, int64_t keys,
		     int64_t d)
{
	int64_t i = 0;

	for (; i + 8 <= d; i += 8)
		for (int64_t r = 0; r < n; r++) {
			__m256 s = _mm256_loadu_ps(o + r * ldo + i);

			for (int64_t k = 0; k < keys; k++)
				s = _mm256_fmadd_ps(
					_mm256_set1_ps(p[r * ldp + k]),
					_mm256_loadu_ps(v + k * ldv + i), s);
			_mm256_storeu_ps(o + r * ldo + i, s);
		}
	for (; i < d; i++)
		for (int64_t r = 0; r < n; r++) {
			__m128 s = _mm_set_ss(o[r * ldo + i]);

			for (int64_t k = 0; k < keys; k++)
				s = _mm_fmadd_ss(_mm_set_ss(p[r * ldp + k]),
						 _mm_set_ss(v[k * ldv + i]), s);
			o[r * ldo + i] = _mm_cvtss_f32(s);
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

const struct rows rows_avx2 = { { "avx2", have }, dots, dots_half, mix };
