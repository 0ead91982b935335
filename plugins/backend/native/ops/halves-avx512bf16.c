/* halves-avx512bf16.c - see halves.h: two products by one instruction
 *
 * vdpbf16ps adds, fused, the product of a pair's upper numbers and then that of
 * the lower ones, and knows no numbers below 2^-126.
 */
#include "halves.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define WITH __attribute__((target("avx2,fma,avx512f,avx512bw,avx512bf16")))

static bool have(void)
{
	return __builtin_cpu_supports("avx512bw") &&
	       __builtin_cpu_supports("avx512bf16");
}

#define ADD(s, x, w) _mm512_dpbf16_ps(s, (__m512bh)(x), (__m512bh)(w))
#include "halves-tile.h"

#else

static bool have(void)
{
	return false;
}

#define dots NULL

#endif

const struct halves halves_avx512bf16 = { { "avx512bf16", have },
					  halves_pack,
					  dots };
