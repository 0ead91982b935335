/* cuda_runtime.h - CUDA C's words, as the shim understands them; see shim.h */
#ifndef SHIM_CUDA_RUNTIME_H
#define SHIM_CUDA_RUNTIME_H

#include <math.h>
#include <string.h>

#include "shim.h"

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __launch_bounds__(...)
#define __shared__ static __attribute__((section("shim_variables")))

#define threadIdx shim_place.thread
#define blockIdx  shim_place.block
#define blockDim  shim_place.threads
#define gridDim	  shim_place.blocks

struct dim3 : shim_dim {
	dim3(unsigned a = 1, unsigned b = 1, unsigned c = 1)
	    : shim_dim{ a, b, c }
	{
	}
};

/* what kernels read numbers of another type by */
struct __attribute__((aligned(16), may_alias)) uint4 {
	unsigned x, y, z, w;
};

enum cudaError_t { cudaSuccess, cudaErrorInvalidConfiguration };
enum cudaFuncAttribute { cudaFuncAttributeMaxDynamicSharedMemorySize };
typedef struct shim_stream *cudaStream_t;

static inline cudaError_t cudaGetLastError()
{
	return shim_last_error() ? cudaErrorInvalidConfiguration : cudaSuccess;
}

static inline const char *cudaGetErrorString(cudaError_t e)
{
	return e == cudaSuccess ? "no error" : "invalid configuration argument";
}

template <class K>
static inline cudaError_t cudaFuncSetAttribute(K, cudaFuncAttribute, int bytes)
{
	return bytes > SHIM_SHARED ? cudaErrorInvalidConfiguration
				   : cudaSuccess;
}

/* A launch: kernel<<<blocks, threads, shared, stream>>>(…) is no C++.  Streams are
 * all the same: what is started has run when this returns. */
template <class F> static void shim_call(void *f)
{
	(*(F *)f)();
}

template <class F>
static void shim_start(dim3 blocks, dim3 threads, size_t shared, const void *,
		       F f)
{
	shim_launch(blocks, threads, shared, shim_call<F>, &f);
}

static inline void __syncthreads()
{
	shim_barrier();
}

static inline void __syncwarp(unsigned mask = 0xffffffffu)
{
	shim_warp_barrier(mask);
}

template <class T> static inline T __shfl_sync(unsigned mask, T mine, int from)
{
	static_assert(!__is_class(T), "a shuffle is of one number");
	const unsigned char *all = shim_share(mask, &mine, sizeof mine);
	T out;

	if (from < 0 || from >= SHIM_WARP || !(mask >> from & 1))
		shim_fail("a shuffle from a lane that takes no part in it");
	memcpy(&out, all + from * SHIM_GIVEN, sizeof out);
	return out;
}

template <class T>
static inline T __shfl_xor_sync(unsigned mask, T mine, int other)
{
	return __shfl_sync(mask, mine, (int)(threadIdx.x % SHIM_WARP) ^ other);
}

static inline float rsqrtf(float x)
{
	return 1.0f / sqrtf(x);
}

#endif /* SHIM_CUDA_RUNTIME_H */
