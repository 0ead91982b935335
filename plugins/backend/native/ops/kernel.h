/* kernel.h - what kernels share: number types, sums, a launch; CUDA C only
 *
 * Compiled by nvcc, and as C++ for the processor by tests, whose cuda_runtime.h
 * has no <<<>>>: hence KERNEL_START.
 */
#ifndef NATIVE_KERNEL_H
#define NATIVE_KERNEL_H

#include <limits.h>
#include <math.h>

#include <cuda_runtime.h>
#ifdef __CUDACC__
#include <cuda_bf16.h>
#endif

#include "ops/launch.h"

#define WARP	   32
#define ALL_LANES  0xffffffffu
#define GRID_YZ	   65535
#define SHARED_OWN (48 << 10) /* bytes a block may have without asking */

#ifdef __CUDACC__
#define KERNEL_START(kernel, blocks, threads, shared, l, ...)           \
	kernel<<<blocks, threads, shared, (cudaStream_t)(l)->stream>>>( \
		__VA_ARGS__)
#define KERNEL_SHARED(name) \
	extern __shared__ __align__(128) unsigned char name[]
#else
#define KERNEL_START(kernel, blocks, threads, shared, l, ...) \
	shim_start(blocks, threads, shared, (l)->stream,      \
		   [&]() { kernel(__VA_ARGS__); })
#define KERNEL_SHARED(name) unsigned char *name = (unsigned char *)shim_shared()
#endif

struct bf16 { /* the upper half of an fp32 */
	unsigned short bits;
};

static __device__ __forceinline__ float widen(float x)
{
	return x;
}

static __device__ __forceinline__ float widen(bf16 x)
{
	union {
		unsigned bits;
		float x;
	} u;

	u.bits = (unsigned)x.bits << 16;
	return u.x;
}

static __device__ __forceinline__ void narrow(float x, float *out)
{
	*out = x;
}

/* To the nearest, ties to even. */
static __device__ __forceinline__ void narrow(float x, bf16 *out)
{
#ifdef __CUDACC__
	out->bits = __bfloat16_as_ushort(__float2bfloat16_rn(x));
#else
	union {
		unsigned bits;
		float x;
	} u;

	u.x = x;
	if (x != x)
		out->bits = 0x7fff;
	else
		out->bits = (unsigned short)((u.bits + 0x7fff +
					      (u.bits >> 16 & 1)) >>
					     16);
#endif
}

/* N numbers that are read and written at once. */
template <class T, int N> struct alignas(sizeof(T) * N) pack {
	T x[N];
};

template <class T, int N>
static __device__ __forceinline__ void load(const T *p, float out[N])
{
	const pack<T, N> all = *(const pack<T, N> *)p;

	for (int i = 0; i < N; i++)
		out[i] = widen(all.x[i]);
}

template <class T, int N>
static __device__ __forceinline__ void store(T *p, const float x[N])
{
	pack<T, N> all;

	for (int i = 0; i < N; i++)
		narrow(x[i], &all.x[i]);
	*(pack<T, N> *)p = all;
}

/* Every lane receives the sum, or the greatest, of what the 32 have. */
template <class X> static __device__ __forceinline__ X warp_sum(X x)
{
	for (int other = WARP / 2; other > 0; other /= 2)
		x += __shfl_xor_sync(ALL_LANES, x, other);
	return x;
}

static __device__ __forceinline__ float warp_most(float x)
{
	for (int other = WARP / 2; other > 0; other /= 2)
		x = fmaxf(x, __shfl_xor_sync(ALL_LANES, x, other));
	return x;
}

/* The same of all threads of a block of one dimension. */
template <class X> static __device__ X block_sum(X x)
{
	__shared__ X part[WARP];
	X sum = 0;

	x = warp_sum(x);
	__syncthreads(); /* the last sum's parts were read */
	if (threadIdx.x % WARP == 0)
		part[threadIdx.x / WARP] = x;
	__syncthreads();
	for (unsigned i = 0; i < blockDim.x / WARP; i++)
		sum += part[i];
	return sum;
}

/* RUN<T, N>(…) with the type of L and the greatest N that divides D. */
#define KERNEL_PICK(l, d, run, ...)                                       \
	((l)->type == LAUNCH_BF16 ? ((d) % 8 ? run<bf16, 1>(__VA_ARGS__)  \
					     : run<bf16, 8>(__VA_ARGS__)) \
				  : ((d) % 4 ? run<float, 1>(__VA_ARGS__) \
					     : run<float, 4>(__VA_ARGS__)))

/* How many blocks of PER have N; at least 1. */
static inline unsigned kernel_blocks(int64_t n, int64_t per)
{
	return (unsigned)((n + per - 1) / per);
}

/* What the launches since the last call came to. */
static inline int kernel_check(const char *what, struct momus_error *err)
{
	cudaError_t e = cudaGetLastError();

	if (e == cudaSuccess)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EIO, "native: %s on the device: %s", what,
			  cudaGetErrorString(e));
}

/* MOMUS_EINVAL unless 1 <= N and N * D < 2^31 blocks can be counted. */
static inline int kernel_rows(const char *what, int64_t n, int64_t d,
			      struct momus_error *err)
{
	if (n >= 1 && n <= INT_MAX && d >= 1 && d <= INT_MAX)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL,
			  "native: %s of %lld rows of %lld: expected from 1 to "
			  "%d of each",
			  what, (long long)n, (long long)d, INT_MAX);
}

static inline int kernel_room(const char *what, const struct launch *l,
			      size_t bytes, struct momus_error *err)
{
	if (l->room >= bytes)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL,
			  "native: %s needs a workspace of %zu bytes and has "
			  "%zu",
			  what, bytes, l->room);
}

#endif /* NATIVE_KERNEL_H */
