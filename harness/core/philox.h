/* philox.h - rounds of the generator behind momus/random.h, many blocks side by side
 *
 * For those that keep what is drawn in registers.  A register has one word of eight
 * blocks, each in the lower half of a lane; what stands in the upper halves is never
 * looked at.
 */
#ifndef MOMUS_CORE_PHILOX_H
#define MOMUS_CORE_PHILOX_H

#include <stdint.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Constants of Philox4x32, from the paper's table 2. */
enum { MOMUS_PHILOX_ROUNDS = 10 };
static const uint32_t momus_philox_factors[2] = { 0xd2511f53, 0xcd9e8d57 };
static const uint32_t momus_philox_steps[2] = { 0x9e3779b9, 0xbb67ae85 };

#if defined(__x86_64__)
__attribute__((target("avx512f"))) static inline void momus_philox_round8(
	__m512i c[4], __m512i k0, __m512i k1)
{
	__m512i a = _mm512_mul_epu32(
		c[0], _mm512_set1_epi64(momus_philox_factors[0]));
	__m512i b = _mm512_mul_epu32(
		c[2], _mm512_set1_epi64(momus_philox_factors[1]));
	__m512i x = _mm512_xor_si512(_mm512_srli_epi64(b, 32), c[1]);
	__m512i y = _mm512_xor_si512(_mm512_srli_epi64(a, 32), c[3]);

	c[0] = _mm512_xor_si512(x, k0);
	c[1] = b;
	c[2] = _mm512_xor_si512(y, k1);
	c[3] = a;
}

/* From the counters C (N,4) the blocks; N small and known to the compiler. */
__attribute__((target("avx512f"), always_inline)) static inline void
momus_philox_wide(const uint32_t key[2], __m512i (*c)[4], int n)
{
	uint32_t k0 = key[0], k1 = key[1];

	for (int round = 0; round < MOMUS_PHILOX_ROUNDS; round++) {
		__m512i x = _mm512_set1_epi64(k0), y = _mm512_set1_epi64(k1);

		for (int i = 0; i < n; i++)
			momus_philox_round8(c[i], x, y);
		k0 += momus_philox_steps[0];
		k1 += momus_philox_steps[1];
	}
}

/* The lower halves of LOW's and HIGH's lanes as one number each. */
__attribute__((target("avx512f"))) static inline __m512i momus_philox_pair8(
	__m512i low, __m512i high)
{
	return _mm512_mask_shuffle_epi32(low, 0xaaaa, high, _MM_PERM_CCAA);
}
#endif

#endif /* MOMUS_CORE_PHILOX_H */
