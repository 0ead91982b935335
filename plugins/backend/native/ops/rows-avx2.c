/* rows-avx2.c - see rows.h: sixteen lanes are two registers */
#include "rows.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define WITH   __attribute__((target("avx2,fma")))
#define INLINE WITH __attribute__((always_inline)) static inline

static bool have(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

INLINE float sum_up(__m256 low, __m256 high)
{
	__m256 a = _mm256_add_ps(low, high);
	__m128 b = _mm_add_ps(_mm256_castps256_ps128(a),
			      _mm256_extractf128_ps(a, 1));

	b = _mm_add_ps(b, _mm_movehl_ps(b, b));
	return _mm_cvtss_f32(_mm_add_ss(b, _mm_movehdup_ps(b)));
}

/* Sixteen products of each of R rows and O columns, into lanes S. */
INLINE void add(__m256 *s, const float *x, int64_t ldx, const float *w,
		int64_t ldw, const int R, const int O)
{
	__m256 a[4], b;

#pragma GCC unroll 2
	for (int half = 0; half < 2; half++) {
#pragma GCC unroll 4
		for (int o = 0; o < O; o++)
			a[o] = _mm256_loadu_ps(w + o * ldw + 8 * half);
#pragma GCC unroll 4
		for (int r = 0; r < R; r++) {
			b = _mm256_loadu_ps(x + r * ldx + 8 * half);
#pragma GCC unroll 4
			for (int o = 0; o < O; o++)
				s[2 * (r * O + o) + half] = _mm256_fmadd_ps(
					b, a[o], s[2 * (r * O + o) + half]);
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

INLINE void tile(float *y, int64_t ldy, const float *x, int64_t ldx,
		 const float *w, int64_t ldw, int64_t in, const int R,
		 const int O)
{
	float xs[4 * 16], ws[4 * 16];
	__m256 s[12];
	int64_t i = 0;

#pragma GCC unroll 12
	for (int k = 0; k < 2 * R * O; k++)
		s[k] = _mm256_setzero_ps();
	for (; i + 16 <= in; i += 16)
		add(s, x + i, ldx, w + i, ldw, R, O);
	if (i < in) {
		pad(xs, x + i, ldx, in - i, R);
		pad(ws, w + i, ldw, in - i, O);
		add(s, xs, 16, ws, 16, R, O);
	}
#pragma GCC unroll 4
	for (int r = 0; r < R; r++)
#pragma GCC unroll 4
		for (int o = 0; o < O; o++)
			y[r * ldy + o] = sum_up(s[2 * (r * O + o)],
						s[2 * (r * O + o) + 1]);
}

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
	for (; n >= 3; n -= 3, y += 3 * ldy, x += 3 * ldx)
		strip(y, ldy, x, ldx, w, ldw, in, outs, 3, 2);
	if (n == 2)
		strip(y, ldy, x, ldx, w, ldw, in, outs, 2, 2);
	else if (n == 1)
		strip(y, ldy, x, ldx, w, ldw, in, outs, 1, 4);
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

#define dots NULL
#define mix  NULL

#endif

const struct rows rows_avx2 = { "avx2", have, dots, mix };
