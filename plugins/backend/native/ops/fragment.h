/* fragment.h - tiles in the registers of a warp, and their way there; CUDA C only
 *
 * A 16 x 16 tile of bf16 is four numbers a lane, of two elements each, a 16 x 8 tile
 * two, and a 16 x 8 tile of fp32 sums four. Lane L has of them (PTX ISA, "Matrix
 * fragments for mma.m16n8k16"), with r = L / 4 and c = 2 (L % 4):
 *
 *	A (16 x 16)	(r, c), (r + 8, c), (r, c + 8), (r + 8, c + 8)
 *	B (16 x 8)	(c, r), (c + 8, r)			 the pair goes down
 *	sums (16 x 8)	(r, c), (r, c + 1), (r + 8, c), (r + 8, c + 1)
 *
 * where (i, j) of A is the pair (i, j), (i, j + 1), and of B (i, j), (i + 1, j).
 */
#ifndef NATIVE_FRAGMENT_H
#define NATIVE_FRAGMENT_H

#include "ops/kernel.h"

#ifndef __CUDACC__
#include "ptx.h"
#endif

/* SUMS += A B */
static __device__ __forceinline__ void fragment_multiply(float sums[4],
							 const unsigned a[4],
							 const unsigned b[2])
{
#ifdef __CUDACC__
	asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 "
	    "{%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
	    : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
	    : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#else
	ptx_multiply(sums, a, b);
#endif
}

/* Four 8 x 8 tiles from shared memory: lane L says where row L % 8 of tile L / 8
 * begins, at a multiple of 16 bytes, and gets of tile I in OUT[I] the pair (L / 4, 2
 * (L % 4)). */
static __device__ __forceinline__ void fragment_load(unsigned out[4],
						     const bf16 *row)
{
#ifdef __CUDACC__
	asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 "
		     "{%0,%1,%2,%3}, [%4];"
		     : "=r"(out[0]), "=r"(out[1]), "=r"(out[2]), "=r"(out[3])
		     : "r"((unsigned)__cvta_generic_to_shared(row))
		     : "memory");
#else
	ptx_load(out, row, false);
#endif
}

/* The same of the tiles' transposes. */
static __device__ __forceinline__ void fragment_load_turned(unsigned out[4],
							    const bf16 *row)
{
#ifdef __CUDACC__
	asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 "
		     "{%0,%1,%2,%3}, [%4];"
		     : "=r"(out[0]), "=r"(out[1]), "=r"(out[2]), "=r"(out[3])
		     : "r"((unsigned)__cvta_generic_to_shared(row))
		     : "memory");
#else
	ptx_load(out, row, true);
#endif
}

/* Two numbers as a pair of bf16, LOW first. */
static __device__ __forceinline__ unsigned fragment_pair(float low, float high)
{
#ifdef __CUDACC__
	unsigned out;

	asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(out) : "f"(high), "f"(low));
	return out;
#else
	bf16 a, b;

	narrow(low, &a);
	narrow(high, &b);
	return (unsigned)a.bits | (unsigned)b.bits << 16;
#endif
}

/* What fragment_pair() was of, as bf16 holds it. */
static __device__ __forceinline__ void fragment_two(unsigned pair, float *low,
						    float *high)
{
	union {
		unsigned bits;
		float x;
	} a, b;

	a.bits = pair << 16;
	b.bits = pair & 0xffff0000u;
	*low = a.x;
	*high = b.x;
}

/* Begins to copy 16 bytes to shared memory, zeros unless THERE; both at multiples of
 * 16 bytes. FROM is a valid address in either case. */
static __device__ __forceinline__ void copy_begin(void *to, const void *from,
						  bool there)
{
#ifdef __CUDACC__
	asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
		     :
		     : "r"((unsigned)__cvta_generic_to_shared(to)), "l"(from),
		       "r"(there ? 16 : 0)
		     : "memory");
#else
	ptx_copy(to, from, there);
#endif
}

/* What this thread began since the last call is a group of copies … */
static __device__ __forceinline__ void copy_group()
{
#ifdef __CUDACC__
	asm volatile("cp.async.commit_group;" ::: "memory");
#else
	ptx_group();
#endif
}

/* … of which all but the last N have ended when this returns. Other threads' need a
 * barrier, too. */
template <int N> static __device__ __forceinline__ void copy_wait()
{
#ifdef __CUDACC__
	asm volatile("cp.async.wait_group %0;" ::"n"(N) : "memory");
#else
	ptx_wait(N);
#endif
}

#endif /* NATIVE_FRAGMENT_H */
