/* skinny-job.h - what a product of few rows is of, and what becomes of its sums; CUDA C
 * only, for skinny-cuda.cu
 */
#ifndef NATIVE_SKINNY_JOB_H
#define NATIVE_SKINNY_JOB_H

#include "ops/follow.h"
#include "ops/skinny.h"

#define HIGH 8 /* rows of W of a half, and of X of a tile */

enum what { ADD, SWIGLU, LOGITS, HEADS, TURNED_HEADS };

struct matrix {
	const bf16 *w, *bias;
	int out, tiles;
};

struct job {
	enum what what;
	const bf16 *x, *norm;
	const int *row;
	float eps;
	int n, k;
	matrix m[3]; /* of SWIGLU: gate, up */
	void *y[3];
	const float *cosine, *sine;
	const int *at, *page;
	int pages, half;
	const float *scale; /* (n): of rows whose norm is made */
};

struct tile { /* of columns: the matrix, and where the halves begin in it */
	int m, low, high;
};

template <int HALVES>
static __device__ __forceinline__ tile tile_of(const job &j, int at)
{
	int m = 0;

	if (HALVES == 1)
		return { 0, at * HIGH, j.m[0].out };
	if (j.what == SWIGLU)
		return { 0, at * HIGH, at * HIGH };
	while (m < 2 && at >= j.m[m].tiles)
		at -= j.m[m++].tiles;
	if (j.what != TURNED_HEADS)
		return { m, 2 * at * HIGH, 2 * at * HIGH + HIGH };
	at *= HIGH; /* pairs */
	at += at / j.half * j.half;
	return { m, at, at + j.half };
}

/* What makes a row's scale of its squares' sum. */
static __device__ __forceinline__ float scale_of(const job &j, float square)
{
	return 1.0f / sqrtf(square / (float)j.k + j.eps);
}

static __device__ __forceinline__ void put(const job &j, int m, int row,
					   int col, float y)
{
	const int64_t at = (int64_t)row * j.m[m].out + col;

	if (j.what == LOGITS)
		((float *)j.y[m])[at] = y;
	else if (j.what == ADD)
		narrow(widen(((bf16 *)j.y[m])[at]) + y, (bf16 *)j.y[m] + at);
	else
		narrow(y, (bf16 *)j.y[m] + at);
}

/* A pair of a head, turned; where its row goes. */
static __device__ void put_turned(const job &j, const tile &t, int row, int col,
				  float a, float b)
{
	const int pair = (t.low + col) % j.half, at = j.at[row];
	const float c = j.cosine[(int64_t)at * j.half + pair];
	const float s = j.sine[(int64_t)at * j.half + pair];
	bf16 *y = (bf16 *)j.y[t.m] + t.low + col;

	if (t.m == 0)
		y += (int64_t)row * j.m[0].out;
	else
		y += ((int64_t)j.page[(int64_t)row * j.pages +
				      at / DECODE_PAGE] *
			      DECODE_PAGE +
		      at % DECODE_PAGE) *
		     j.m[t.m].out;
	narrow(t.m < 2 ? a * c - b * s : a, &y[0]);
	narrow(t.m < 2 ? b * c + a * s : b, &y[j.half]);
}

/* What becomes of a low and a high number of a row, COL of its half. */
static __device__ __forceinline__ void finish(const job &j, const tile &t,
					      int row, int col, float a,
					      float b)
{
	const matrix &m = j.m[t.m];
	const bool has_low = t.low + col < m.out,
		   has_high = t.high + col < m.out;

	if (!has_low)
		return;
	if (j.what == SWIGLU) {
		put(j, 0, row, t.low + col, a / (1.0f + expf(-a)) * b);
		return;
	}
	if (m.bias) {
		a += widen(m.bias[t.low + col]);
		b += has_high ? widen(m.bias[t.high + col]) : 0.0f;
	}
	if (j.what == TURNED_HEADS) {
		put_turned(j, t, row, col, a, b);
		return;
	}
	put(j, t.m, row, t.low + col, a);
	if (has_high)
		put(j, t.m, row, t.high + col, b);
}

/* Asks for what does not change and finish() needs. */
template <int HALVES>
static __device__ __forceinline__ void expect(const job &j)
{
	const int lane = (int)threadIdx.x % WARP,
		  warp = (int)threadIdx.x / WARP;
	const tile t = tile_of<HALVES>(j, (int)blockIdx.x);
	const matrix &m = j.m[t.m];

	if (lane >= HIGH)
		return;
	if (m.bias && warp == 0) {
		if (t.low + lane < m.out)
			touch(m.bias + t.low + lane);
		if (t.high + lane < m.out)
			touch(m.bias + t.high + lane);
	}
	for (int i = warp; j.what == TURNED_HEADS && i < j.n;
	     i += (int)blockDim.x / WARP) {
		const int64_t angle =
			(int64_t)j.at[i] * j.half + (t.low + lane) % j.half;

		touch(j.cosine + angle);
		touch(j.sine + angle);
		touch(j.page + (int64_t)i * j.pages + j.at[i] / DECODE_PAGE);
	}
}

#endif /* NATIVE_SKINNY_JOB_H */
