/* ptx.h - what fragment.h has no CUDA C for, as the shim computes it
 *
 * A copy is made when it is waited for, so that a kernel that does not wait reads what
 * was there before.
 */
#ifndef SHIM_PTX_H
#define SHIM_PTX_H

#include "cuda_runtime.h"

static inline float ptx_widen(unsigned pair, bool high)
{
	const uint32_t bits = high ? pair & 0xffff0000u : pair << 16;
	float out;

	memcpy(&out, &bits, sizeof out);
	return out;
}

struct ptx_part {
	unsigned a[4], b[2];
	unsigned char rest[SHIM_GIVEN - 24];
};

/* Element (ROW, COL) of what all lanes gave as A, and as B. */
static inline float ptx_a(const struct ptx_part *all, unsigned row,
			  unsigned col)
{
	return ptx_widen(
		all[row % 8 * 4 + col % 8 / 2].a[row / 8 + col / 8 * 2],
		col % 2);
}

static inline float ptx_b(const struct ptx_part *all, unsigned row,
			  unsigned col)
{
	return ptx_widen(all[col * 4 + row % 8 / 2].b[row / 8], row % 2);
}

static inline void ptx_multiply(float sums[4], const unsigned a[4],
				const unsigned b[2])
{
	const unsigned lane = threadIdx.x % SHIM_WARP;
	struct ptx_part mine;
	const struct ptx_part *all;

	memcpy(mine.a, a, sizeof mine.a);
	memcpy(mine.b, b, sizeof mine.b);
	all = (const struct ptx_part *)shim_share(0xffffffffu, &mine, 24);
	for (unsigned i = 0; i < 4; i++)
		for (unsigned k = 0; k < 16; k++)
			sums[i] += ptx_a(all, lane / 4 + i / 2 * 8, k) *
				   ptx_b(all, k, lane % 4 * 2 + i % 2);
}

static inline void ptx_load(unsigned out[4], const void *row, bool turned)
{
	const unsigned lane = threadIdx.x % SHIM_WARP;
	const unsigned r = lane / 4, c = lane % 4 * 2;
	const unsigned char *all;

	if ((uintptr_t)row % 16)
		shim_fail("a tile's row that is not at a multiple of 16 bytes");
	all = shim_share(0xffffffffu, &row, sizeof row);
	for (unsigned i = 0; i < 4; i++) {
		out[i] = 0;
		for (unsigned half = 0; half < 2; half++) {
			const unsigned from = turned ? c + half : r;
			const unsigned at = turned ? r : c + half;
			const unsigned short *p;

			memcpy(&p, all + (8 * i + from) * SHIM_GIVEN, sizeof p);
			out[i] |= (unsigned)p[at] << 16 * half;
		}
	}
}

/* Copies that a thread began. */
enum { PTX_COPIES = 128, PTX_GROUPS = 8 };

struct ptx_copies {
	struct {
		void *to;
		const void *from;
		bool there;
		unsigned group;
	} list[PTX_COPIES];
	unsigned n, group;
};

static inline struct ptx_copies *ptx_mine()
{
	static struct ptx_copies all[SHIM_THREADS];

	return &all[threadIdx.x +
		    blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z)];
}

static inline void ptx_copy(void *to, const void *from, bool there)
{
	struct ptx_copies *c = ptx_mine();

	if ((uintptr_t)to % 16 || (uintptr_t)from % 16)
		shim_fail("a copy that is not at multiples of 16 bytes");
	if (c->n == PTX_COPIES)
		shim_fail("more copies at once than the shim has");
	c->list[c->n++] = { to, from, there, c->group };
}

static inline void ptx_group()
{
	ptx_mine()->group++;
}

static inline void ptx_wait(unsigned last)
{
	struct ptx_copies *c = ptx_mine();
	unsigned left = 0;

	for (unsigned i = 0; i < c->n; i++) {
		if (c->list[i].group + last >= c->group) {
			c->list[left++] = c->list[i];
			continue;
		}
		if (c->list[i].there)
			memcpy(c->list[i].to, c->list[i].from, 16);
		else
			memset(c->list[i].to, 0, 16);
	}
	c->n = left;
}

#endif /* SHIM_PTX_H */
