/* probe.cu - see probe.h */
#include "probe.h"

#include <cuda_runtime.h>
#include <mma.h>

#include "ops/fragment.h"

#define ALL 0xffffffffu

static __global__ void sum(float *out, const float *x, bool fence)
{
	__shared__ float part[1024];
	const unsigned i = threadIdx.x;

	part[i] = x[blockIdx.x * blockDim.x + i];
	for (unsigned half = blockDim.x / 2; half; half /= 2) {
		if (fence)
			__syncthreads();
		if (i < half)
			part[i] += part[i + half];
	}
	if (i == 0)
		out[blockIdx.x] = part[0];
}

extern "C" void probe_sum(float *out, const float *x, unsigned blocks,
			  unsigned threads, int fence)
{
	shim_start(blocks, threads, 0, NULL, [&]() { sum(out, x, fence); });
}

static __global__ void shuffle(float *out, const float *x)
{
	const int lane = (int)threadIdx.x;

	out[lane] = 0;
	for (int turn = 1; turn <= 5; turn++) {
		float a = x[lane] * (float)turn;

		for (int other = 16; other; other /= 2)
			a += __shfl_xor_sync(ALL, a, other);
		out[lane] += a;
	}
}

extern "C" void probe_shuffle(float *out, const float *x)
{
	shim_start(1, 32, 0, NULL, [&]() { shuffle(out, x); });
}

static __global__ void half(float *out, const float *x)
{
	const int lane = (int)threadIdx.x;

	out[lane] = x[lane];
	if (lane < 16)
		out[lane] = __shfl_sync(0xffffu, x[lane], (lane + 1) % 16);
}

extern "C" void probe_half(float *out, const float *x)
{
	shim_start(1, 32, 0, NULL, [&]() { half(out, x); });
}

static __global__ void places(int *out)
{
	const unsigned block =
		(blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
	const unsigned thread =
		(threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x +
		threadIdx.x;
	const unsigned all = blockDim.x * blockDim.y * blockDim.z;

	out[block * all + thread]++;
}

extern "C" void probe_places(int *out)
{
	shim_start(dim3(2, 3, 4), dim3(4, 4, 2), 0, NULL,
		   [&]() { places(out); });
}

extern "C" void probe_deadlock(void)
{
	shim_start(1, 64, 0, NULL, [&]() {
		if (threadIdx.x == 0)
			__syncthreads();
		else
			__syncwarp(threadIdx.x < 32 ? 0xffffffffu : ALL);
	});
}

extern "C" void probe_gone(void)
{
	shim_start(1, 32, 0, NULL, [&]() {
		if (threadIdx.x == 0)
			__shfl_sync(ALL, 1.0f, 3);
	});
}

extern "C" void probe_beyond(void)
{
	shim_start(1, 32, 256, NULL,
		   [&]() { ((float *)shim_shared())[64 + threadIdx.x] = 1; });
}

extern "C" void probe_stale(float *out)
{
	shim_start(2, 32, 128, NULL, [&]() {
		__shared__ float own[32];
		float *shared = (float *)shim_shared();

		out[2 * (32 * blockIdx.x + threadIdx.x)] = own[threadIdx.x];
		out[2 * (32 * blockIdx.x + threadIdx.x) + 1] =
			shared[threadIdx.x];
		own[threadIdx.x] = shared[threadIdx.x] = 1;
	});
}

extern "C" void probe_tile(float *c, const unsigned short *a,
			   const unsigned short *b)
{
	using namespace nvcuda::wmma;

	shim_start(1, 32, 0, NULL, [&]() {
		fragment<matrix_a, 16, 16, 16, __nv_bfloat16, row_major> fa;
		fragment<matrix_b, 16, 16, 16, __nv_bfloat16, col_major> fb;
		fragment<accumulator, 16, 16, 16, float> sums;

		fill_fragment(sums, 1.0f);
		load_matrix_sync(fa, (const __nv_bfloat16 *)a, 16);
		load_matrix_sync(fb, (const __nv_bfloat16 *)b, 16);
		mma_sync(sums, fa, fb, sums);
		store_matrix_sync(c, sums, 16, mem_row_major);
	});
}

extern "C" void probe_fragment(float *c, const unsigned short *a,
			       const unsigned short *b, int turned)
{
	shim_start(1, 32, 1024, NULL, [&]() {
		bf16 *sa = (bf16 *)shim_shared(), *sb = sa + 256;
		const int lane = (int)threadIdx.x, r = lane % 8;
		float sums[2][4] = { { 1, 1, 1, 1 }, { 1, 1, 1, 1 } };
		unsigned fa[4], fb[4];

		copy_begin(sa + 8 * lane, a + 8 * lane, true);
		copy_group();
		copy_begin(sb + 8 * lane, b + 8 * lane, true);
		copy_group();
		copy_wait<0>();
		__syncwarp();
		/* tiles by rows of A: (0, 0), (8, 0), (0, 8), (8, 8) */
		fragment_load(fa,
			      sa + (r + lane / 8 % 2 * 8) * 16 + lane / 16 * 8);
		if (turned) /* B by rows */
			fragment_load_turned(fb,
					     sb + (r + lane / 8 % 2 * 8) * 16 +
						     lane / 16 * 8);
		else /* B by columns */
			fragment_load(fb, sb + (r + lane / 16 * 8) * 16 +
						  lane / 8 % 2 * 8);
		fragment_multiply(sums[0], fa, fb);
		fragment_multiply(sums[1], fa, fb + 2);
		for (int i = 0; i < 8; i++)
			c[(lane / 4 + i % 4 / 2 * 8) * 16 + i / 4 * 8 +
			  lane % 4 * 2 + i % 2] = sums[i / 4][i % 4];
	});
}

extern "C" void probe_copy(float *out, const float *x)
{
	shim_start(1, 32, 32 * 16, NULL, [&]() {
		float *shared = (float *)shim_shared() + 4 * threadIdx.x;

		copy_begin(shared, x + 4 * threadIdx.x, threadIdx.x % 2);
		copy_group();
		out[2 * threadIdx.x] = shared[3];
		copy_wait<0>();
		out[2 * threadIdx.x + 1] = shared[3];
	});
}
