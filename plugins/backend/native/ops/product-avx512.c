/* product-avx512.c - see product.h: 24 registers are a tile of 12 by 32 */
#include "product.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define WITH   __attribute__((target("avx512f")))
#define VECTOR __m512
#define LANES  16
#define ROWS   12
#define WIDE   2
#define LOAD   _mm512_loadu_ps
#define STORE  _mm512_storeu_ps
#define ZERO   _mm512_setzero_ps
#define ALL    _mm512_set1_ps
#define SUM    _mm512_add_ps
#define FUSED  _mm512_fmadd_ps

#include "product-tile.h"

static bool have(void)
{
	return __builtin_cpu_supports("avx512f");
}

const struct product_kernel product_avx512 = {
	{ "avx512", have }, ROWS, LANES *WIDE, tile
};

#else

static bool have(void)
{
	return false;
}

const struct product_kernel product_avx512 = { { "avx512", have }, 1, 1, NULL };

#endif
