/* follow.h - kernels that begin while the one before them still runs; CUDA C only
 *
 * On devices of compute capability 9.0 and later a kernel that KERNEL_FOLLOW starts may
 * begin as soon as every block of the kernel before it called follow_begin() or
 * ended.  What it reads before follow_wait() must have been there when that kernel
 * began; behind it, all that the kernel before wrote is there (CUDA C++ Programming
 * Guide, "Programmatic Dependent Launch").  Each thread of such a kernel calls both,
 * so that the end of one kernel is the end of all before it.  Elsewhere kernels
 * follow each other as ever.
 */
#ifndef NATIVE_FOLLOW_H
#define NATIVE_FOLLOW_H

#include "ops/kernel.h"

static __device__ __forceinline__ void follow_begin()
{
#if defined __CUDA_ARCH__ && __CUDA_ARCH__ >= 900
	asm volatile("griddepcontrol.launch_dependents;" ::: "memory");
#endif
}

static __device__ __forceinline__ void follow_wait()
{
#if defined __CUDA_ARCH__ && __CUDA_ARCH__ >= 900
	asm volatile("griddepcontrol.wait;" ::: "memory");
#endif
}

/* Brings what is at P, which does not change while this kernel runs, nearer. */
template <class T> static __device__ __forceinline__ void touch(const T *p)
{
#ifdef __CUDACC__
	unsigned out;

	asm volatile("ld.global.nc.u8 %0, [%1];" : "=r"(out) : "l"(p));
#else
	(void)*(const volatile unsigned char *)p;
#endif
}

/* Brings what is at P, which may change still, to where all of the device find it. */
static __device__ __forceinline__ void fetch(const void *p)
{
#ifdef __CUDACC__
	asm volatile("prefetch.global.L2 [%0];" : : "l"(p));
#else
	(void)p;
#endif
}

#ifdef __CUDACC__
static inline int follow_allowed()
{
	int device = 0, major = 0;

	cudaGetDevice(&device);
	cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor,
			       device);
	return major >= 9;
}

template <class... P, class... A>
static inline void follow_start(void (*kernel)(P...), dim3 blocks, dim3 threads,
				size_t shared, const struct launch *l,
				A... args)
{
	cudaLaunchAttribute early = {};
	cudaLaunchConfig_t how = {};

	early.id = cudaLaunchAttributeProgrammaticStreamSerialization;
	early.val.programmaticStreamSerializationAllowed = follow_allowed();
	how.gridDim = blocks;
	how.blockDim = threads;
	how.dynamicSmemBytes = shared;
	how.stream = (cudaStream_t)l->stream;
	how.attrs = &early;
	how.numAttrs = early.val.programmaticStreamSerializationAllowed ? 1 : 0;
	cudaLaunchKernelEx(&how, kernel, P(args)...);
}
#define KERNEL_FOLLOW(kernel, blocks, threads, shared, l, ...) \
	follow_start(kernel, blocks, threads, shared, l, __VA_ARGS__)
#else
#define KERNEL_FOLLOW KERNEL_START
#endif

#endif /* NATIVE_FOLLOW_H */
