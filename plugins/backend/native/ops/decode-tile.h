/* decode-tile.h - a chunk of keys by the tensor cores; CUDA C only, for decode-cuda.cu
 *
 * A block has DECODE_CHUNK keys of one row and eight heads of one group, a warp 16 of
 * the keys, which are of one page.  Scores: the keys are a tile's 16 rows, the heads
 * another's 8 columns.  Values: the heads' weights are a tile's rows, the upper 16
 * bits of each in the first eight and what is left of it in the others, so that only
 * values are of 8 bits.  As in skinny-cuda.cu a lane has eight numbers of a head and
 * which of them meet is both tiles' choice.
 */
#ifndef NATIVE_DECODE_TILE_H
#define NATIVE_DECODE_TILE_H

#include "ops/decode.h"
#include "ops/follow.h"
#include "ops/fragment.h"

#define DECODE_CHUNK 128 /* keys of a block; not tuned */
#define DECODE_EIGHT 8
#define DECODE_KEYS  16 /* of a warp */
#define DECODE_WARPS (DECODE_CHUNK / DECODE_KEYS)

struct decode_shape {
	const int *page, *at; /* (n, pages), (n) */
	int pages, heads, kv_heads, d, window, chunks;
	float scale;
};

static __device__ __forceinline__ int64_t decode_key(const decode_shape &s,
						     int row, int key)
{
	return (int64_t)s.page[(int64_t)row * s.pages + key / DECODE_PAGE] *
		       DECODE_PAGE +
	       key % DECODE_PAGE;
}

/* Eight numbers at P + AT, zeros unless THERE and below D. */
static __device__ __forceinline__ uint4 decode_eight(const bf16 *p, int at,
						     int d, bool there)
{
	if (there && at < d)
		return *(const uint4 *)(p + at);
	return { 0, 0, 0, 0 };
}

/* Asks for what a lane reads of its warp's keys, LEFT of which there are, at K and V of
 * the first. */
template <int SPAN>
static __device__ __forceinline__ void decode_fetch(const bf16 *k,
						    const bf16 *v, int left,
						    int64_t width, int d)
{
	const int lane = (int)threadIdx.x % WARP, r = lane / 4, c = lane % 4;

	for (int i = 0; i < 2 * SPAN; i++)
		for (int key = r; key < DECODE_KEYS; key += 8)
			if (key < left && c * 8 + 32 * i < d)
				fetch(k + key * width + c * 8 + 32 * i);
	for (int i = 0; i < 4 * SPAN; i++)
		if (4 * c + i % 4 < left && 8 * r + i / 4 * 64 < d)
			fetch(v + (4 * c + i % 4) * width + 8 * r + i / 4 * 64);
}

/* Scores of 16 keys, (key r, head c), … of fragment.h: Q at the lane's head, K at its
 * first key, the other being 8 rows of WIDTH further. */
template <int SPAN>
static __device__ __forceinline__ void decode_score(float sums[4],
						    const bf16 *q, bool has_q,
						    const bf16 *k, int left,
						    int width, int d)
{
	const int at = (int)threadIdx.x % 4 * 8;
	uint4 low[2 * SPAN], high[2 * SPAN], heads[2 * SPAN];

	for (int i = 0; i < 2 * SPAN; i++) {
		low[i] = decode_eight(k, at + 32 * i, d, left > 0);
		high[i] = decode_eight(k + (int64_t)8 * width, at + 32 * i, d,
				       left > 8);
		heads[i] = decode_eight(q, at + 32 * i, d, has_q);
	}
	for (int i = 0; i < 2 * SPAN; i++) {
		const unsigned a[2][4] = {
			{ low[i].x, high[i].x, low[i].y, high[i].y },
			{ low[i].z, high[i].z, low[i].w, high[i].w }
		};
		const unsigned b[2][2] = { { heads[i].x, heads[i].y },
					   { heads[i].z, heads[i].w } };

		fragment_multiply(sums, a[0], b[0]);
		fragment_multiply(sums, a[1], b[1]);
	}
}

/* The softmax of N scores, unnormalised, by one warp; TO: its greatest and sum. */
static __device__ void decode_soften(float *scores, int n, float *to)
{
	const int lane = (int)(threadIdx.x % WARP);
	float most = -INFINITY, sum = 0;

	for (int j = lane; j < n; j += WARP)
		most = fmaxf(most, scores[j]);
	most = warp_most(most);
	for (int j = lane; j < n; j += WARP) {
		scores[j] = most == -INFINITY ? 0.0f : expf(scores[j] - most);
		sum += scores[j];
	}
	sum = warp_sum(sum);
	if (lane == 0) {
		to[0] = most;
		to[1] = sum;
	}
}

/* The upper 16 bits of two numbers, and of what is left of them. */
static __device__ __forceinline__ void decode_split(float x, float y,
						    unsigned *upper,
						    unsigned *rest)
{
	bf16 a, b;

	*upper = fragment_pair(x, y);
	a.bits = (unsigned short)(*upper & 0xffff);
	b.bits = (unsigned short)(*upper >> 16);
	*rest = fragment_pair(x - widen(a), y - widen(b));
}

/* TO (8, 64 * SPAN) of 16 keys: P (heads, DECODE_CHUNK) at the lane's head and first
 * key of four, V their values' numbers. */
template <int SPAN>
static __device__ __forceinline__ void decode_values(float *to, const float *p,
						     const uint4 v[4 * SPAN])
{
	const int lane = (int)threadIdx.x % WARP, r = lane / 4, q = lane % 4;
	unsigned a[4];

	decode_split(p[0], p[1], &a[0], &a[1]);
	decode_split(p[2], p[3], &a[2], &a[3]);
	for (int i = 0; i < SPAN; i++)
		for (int word = 0; word < 4; word++)
			for (int odd = 0; odd < 2; odd++) {
				const int col =
					64 * i + 16 * q + 2 * word + odd;
				float sums[4] = { 0, 0, 0, 0 };
				unsigned b[2];

				for (int k = 0; k < 2; k++) {
					const unsigned x =
						(&v[4 * i + 2 * k].x)[word];
					const unsigned y =
						(&v[4 * i + 2 * k + 1].x)[word];

					b[k] = odd ? x >> 16 | (y & 0xffff0000u)
						   : (x & 0xffffu) | y << 16;
				}
				fragment_multiply(sums, a, b);
				to[r * 64 * SPAN + col] = sums[0] + sums[2];
				to[r * 64 * SPAN + col + 8] = sums[1] + sums[3];
			}
}

#endif /* NATIVE_DECODE_TILE_H */
