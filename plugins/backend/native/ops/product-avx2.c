/* product-avx2.c - see product.h: 12 registers are a tile of 6 by 16 */
#include "product.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define WITH   __attribute__((target("avx2,fma")))
#define VECTOR __m256
#define LANES  8
#define ROWS   6
#define WIDE   2
#define LOAD   _mm256_loadu_ps
#define STORE  _mm256_storeu_ps
#define ZERO   _mm256_setzero_ps
#define ALL    _mm256_set1_ps
#define SUM    _mm256_add_ps
#define FUSED  _mm256_fmadd_ps

#include "product-tile.h"

static bool have(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

const struct product_kernel product_avx2 = {
	{ "avx2", have }, ROWS, LANES *WIDE, tile
};

#else

static bool have(void)
{
	return false;
}

const struct product_kernel product_avx2 = { { "avx2", have }, 1, 1, NULL };

#endif
