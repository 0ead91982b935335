/* halves-avx512.c - see halves.h: pairs are widened and added as vdpbf16ps does */
#include "halves.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define WITH __attribute__((target("avx2,fma,avx512f,avx512bw")))

static bool have(void)
{
	return __builtin_cpu_supports("avx512f") &&
	       __builtin_cpu_supports("avx512bw");
}

WITH __attribute__((always_inline)) static inline __m512 add_pairs(__m512 s,
								   __m512i x,
								   __m512i w)
{
	const __m512i upper = _mm512_set1_epi32((int)0xffff0000);

	s = _mm512_fmadd_ps(_mm512_castsi512_ps(_mm512_and_si512(x, upper)),
			    _mm512_castsi512_ps(_mm512_and_si512(w, upper)), s);
	return _mm512_fmadd_ps(_mm512_castsi512_ps(_mm512_slli_epi32(x, 16)),
			       _mm512_castsi512_ps(_mm512_slli_epi32(w, 16)),
			       s);
}

#define ADD add_pairs
#include "halves-tile.h"

#else

static bool have(void)
{
	return false;
}

#define dots NULL

#endif

const struct halves halves_avx512 = { { "avx512", have }, halves_pack, dots };
