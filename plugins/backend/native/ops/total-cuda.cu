/* total-cuda.cu - the kernel; see total.h */
#include "ops/kernel.h"
#include "ops/total.h"

#define BLOCK 256 /* not tuned */

/* grid (n / BLOCK), block (BLOCK).  own (n,), room (size,n) */
static __global__ void add(float *__restrict__ own,
			   const float *__restrict__ room, int64_t n, int rank,
			   int size)
{
	const int64_t i = (int64_t)blockIdx.x * BLOCK + threadIdx.x;
	double sum = 0;

	if (i >= n)
		return;
	for (int k = 0; k < size; k++)
		sum += k == rank ? (double)own[i] : (double)room[k * n + i];
	own[i] = (float)sum;
}

extern "C" int total_add_cuda(const struct launch *l, float *own,
			      const float *room, int64_t n, int rank, int size,
			      struct momus_error *err)
{
	int rc = kernel_rows("total", (n + BLOCK - 1) / BLOCK, 1, err);

	if (rc < 0)
		return rc;
	KERNEL_START(add, kernel_blocks(n, BLOCK), BLOCK, 0, l, own, room, n,
		     rank, size);
	return kernel_check("total", err);
}
