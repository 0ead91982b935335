/* lanes.h - the sum of sixteen lanes, in the order of rows.h */
#ifndef NATIVE_LANES_H
#define NATIVE_LANES_H

#if defined(__x86_64__)

#include <immintrin.h>

__attribute__((target("avx2,fma"), always_inline)) static inline float
lanes_sum(__m256 low, __m256 high)
{
	__m256 a = _mm256_add_ps(low, high);
	__m128 b = _mm_add_ps(_mm256_castps256_ps128(a),
			      _mm256_extractf128_ps(a, 1));

	b = _mm_add_ps(b, _mm_movehl_ps(b, b));
	return _mm_cvtss_f32(_mm_add_ss(b, _mm_movehdup_ps(b)));
}

__attribute__((target("avx2,fma,avx512f"), always_inline)) static inline float
lanes_sum_wide(__m512 s)
{
	return lanes_sum(_mm512_castps512_ps256(s),
			 _mm256_castpd_ps(_mm512_extractf64x4_pd(
				 _mm512_castps_pd(s), 1)));
}

#endif

#endif /* NATIVE_LANES_H */
