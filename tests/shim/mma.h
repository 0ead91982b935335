/* mma.h - a warp's products of 16 x 16 tiles, as the shim computes them
 *
 * The part of nvcuda::wmma that kernels use: bf16 times bf16 to fp32.  Lane L has
 * the elements 8 L to 8 L + 7 of each tile, row by row; which lane has which is
 * the device's secret, so a kernel cannot rely on it.  What a device demands of
 * addresses and leading dimensions is checked.
 */
#ifndef SHIM_MMA_H
#define SHIM_MMA_H

#include "cuda_runtime.h"

struct __nv_bfloat16 {
	unsigned short bits;
};

namespace nvcuda
{
namespace wmma
{
struct matrix_a;
struct matrix_b;
struct accumulator;
struct row_major;
struct col_major;
enum layout_t { mem_row_major, mem_col_major };

template <class T> struct element {
	typedef float type;
};
template <> struct element<__nv_bfloat16> {
	typedef __nv_bfloat16 type;
};

template <class Use, int M, int N, int K, class T, class Layout = void>
struct fragment {
	static_assert(M == 16 && N == 16 && K == 16, "tiles are of 16 x 16");
	enum { num_elements = 8 };
	typename element<T>::type x[num_elements];
};

static inline void check(const void *p, unsigned ld, unsigned size)
{
	if ((uintptr_t)p % 32)
		shim_fail("a tile that is not at a multiple of 32 bytes");
	if (ld * size % 16)
		shim_fail("a tile whose rows are not at multiples of 16 bytes");
}

static inline unsigned lane()
{
	return threadIdx.x % SHIM_WARP;
}

template <class Use>
static inline void load_matrix_sync(
	fragment<Use, 16, 16, 16, __nv_bfloat16, row_major> &f,
	const __nv_bfloat16 *p, unsigned ld)
{
	check(p, ld, 2);
	shim_warp_barrier(0xffffffffu);
	for (unsigned i = 0; i < 8; i++)
		f.x[i] = p[(8 * lane() + i) / 16 * ld + (8 * lane() + i) % 16];
}

template <class Use>
static inline void load_matrix_sync(
	fragment<Use, 16, 16, 16, __nv_bfloat16, col_major> &f,
	const __nv_bfloat16 *p, unsigned ld)
{
	check(p, ld, 2);
	shim_warp_barrier(0xffffffffu);
	for (unsigned i = 0; i < 8; i++)
		f.x[i] = p[(8 * lane() + i) % 16 * ld + (8 * lane() + i) / 16];
}

typedef fragment<accumulator, 16, 16, 16, float> sums;

static inline void load_matrix_sync(sums &f, const float *p, unsigned ld,
				    layout_t layout)
{
	check(p, ld, 4);
	if (layout != mem_row_major)
		shim_fail("sums are loaded row by row");
	shim_warp_barrier(0xffffffffu);
	for (unsigned i = 0; i < 8; i++)
		f.x[i] = p[(8 * lane() + i) / 16 * ld + (8 * lane() + i) % 16];
}

static inline void store_matrix_sync(float *p, const sums &f, unsigned ld,
				     layout_t layout)
{
	check(p, ld, 4);
	if (layout != mem_row_major)
		shim_fail("sums are stored row by row");
	shim_warp_barrier(0xffffffffu);
	for (unsigned i = 0; i < 8; i++)
		p[(8 * lane() + i) / 16 * ld + (8 * lane() + i) % 16] = f.x[i];
	shim_warp_barrier(0xffffffffu);
}

static inline void fill_fragment(sums &f, float x)
{
	for (int i = 0; i < 8; i++)
		f.x[i] = x;
}

static inline float widen(__nv_bfloat16 x)
{
	const uint32_t bits = (uint32_t)x.bits << 16;
	float out;

	memcpy(&out, &bits, sizeof out);
	return out;
}

/* D = A B + C; each lane sees what all have. */
template <class LayoutA, class LayoutB>
static inline void mma_sync(
	sums &d,
	const fragment<matrix_a, 16, 16, 16, __nv_bfloat16, LayoutA> &a,
	const fragment<matrix_b, 16, 16, 16, __nv_bfloat16, LayoutB> &b,
	const sums &c)
{
	struct part {
		__nv_bfloat16 a[8], b[8];
		unsigned char rest[SHIM_GIVEN - 32];
	} mine;
	const part *all;

	memcpy(mine.a, a.x, sizeof mine.a);
	memcpy(mine.b, b.x, sizeof mine.b);
	all = (const part *)shim_share(0xffffffffu, &mine, 32);
	for (unsigned i = 0; i < 8; i++) {
		const unsigned row = (8 * lane() + i) / 16;
		const unsigned col = (8 * lane() + i) % 16;
		float sum = c.x[i];

		for (unsigned k = 0; k < 16; k++) {
			const unsigned at = 16 * row + k, bt = 16 * k + col;

			sum += widen(all[at / 8].a[at % 8]) *
			       widen(all[bt / 8].b[bt % 8]);
		}
		d.x[i] = sum;
	}
}
} // namespace wmma
} // namespace nvcuda

#endif /* SHIM_MMA_H */
