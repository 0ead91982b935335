/* bias-cuda.cu - the kernels; see bias.h.  Backward sums CHUNK rows a block into the
 * workspace, and adds the chunks in their order. */
#include "ops/bias.h"
#include "ops/kernel.h"

#define BLOCK 256 /* not tuned */
#define CHUNK 512 /* rows that one block sums; not tuned */
#define DEEP  8	  /* rows of threads there */

/* grid (n * d / BLOCK), block (BLOCK).  y (n,d), b (d,) */
template <class T>
static __global__ void forward(T *__restrict__ y, const T *__restrict__ b,
			       int64_t all, int d)
{
	const int64_t i = (int64_t)blockIdx.x * BLOCK + threadIdx.x;

	if (i < all)
		narrow(widen(y[i]) + widen(b[i % d]), &y[i]);
}

/* grid (d / WARP, n / CHUNK), block (WARP, DEEP).  part (n / CHUNK, d) */
template <class T>
static __global__ void sum_rows(float *__restrict__ part,
				const T *__restrict__ dy, int n, int d)
{
	__shared__ float sums[DEEP][WARP];
	const int col = (int)(blockIdx.x * WARP + threadIdx.x);
	const int first = (int)blockIdx.y * CHUNK;
	const int last = n - first < CHUNK ? n : first + CHUNK;
	float sum = 0;

	for (int row = first + (int)threadIdx.y; col < d && row < last;
	     row += DEEP)
		sum += widen(dy[(size_t)row * d + col]);
	sums[threadIdx.y][threadIdx.x] = sum;
	__syncthreads();
	if (threadIdx.y || col >= d)
		return;
	for (int i = 1; i < DEEP; i++)
		sum += sums[i][threadIdx.x];
	part[(size_t)blockIdx.y * d + col] = sum;
}

/* grid (d / BLOCK), block (BLOCK).  db (d,) += sum over part's rows */
static __global__ void add_parts(float *db, const float *__restrict__ part,
				 int parts, int d)
{
	const int col = (int)(blockIdx.x * BLOCK + threadIdx.x);
	float sum = 0;

	if (col >= d)
		return;
	for (int i = 0; i < parts; i++)
		sum += part[(size_t)i * d + col];
	db[col] += sum;
}

extern "C" int bias_forward_cuda(const struct launch *l, void *y, const void *b,
				 int64_t n, int64_t d, struct momus_error *err)
{
	const int64_t all = n * d;
	int rc = kernel_rows("bias", n, d, err);

	if (rc == MOMUS_OK)
		rc = kernel_rows("bias", (all + BLOCK - 1) / BLOCK, 1, err);
	if (rc < 0)
		return rc;
	if (l->type == LAUNCH_BF16)
		KERNEL_START(forward<bf16>, kernel_blocks(all, BLOCK), BLOCK, 0,
			     l, (bf16 *)y, (const bf16 *)b, all, (int)d);
	else
		KERNEL_START(forward<float>, kernel_blocks(all, BLOCK), BLOCK,
			     0, l, (float *)y, (const float *)b, all, (int)d);
	return kernel_check("bias", err);
}

extern "C" size_t bias_backward_bytes(int64_t n, int64_t d)
{
	return (size_t)((n + CHUNK - 1) / CHUNK * d) * sizeof(float);
}

extern "C" int bias_backward_cuda(const struct launch *l, float *db,
				  const void *dy, int64_t n, int64_t d,
				  struct momus_error *err)
{
	const unsigned parts = kernel_blocks(n, CHUNK);
	const dim3 blocks(kernel_blocks(d, WARP), parts), threads(WARP, DEEP);
	float *part = (float *)l->workspace;
	int rc = kernel_rows("bias", n, d, err);

	if (rc == MOMUS_OK && parts > GRID_YZ)
		rc = momus_fail(err, MOMUS_EINVAL,
				"native: bias backward of %lld rows: at most "
				"%d",
				(long long)n, GRID_YZ * CHUNK);
	if (rc == MOMUS_OK)
		rc = kernel_room("bias", l, bias_backward_bytes(n, d), err);
	if (rc < 0)
		return rc;
	if (l->type == LAUNCH_BF16)
		KERNEL_START(sum_rows<bf16>, blocks, threads, 0, l, part,
			     (const bf16 *)dy, (int)n, (int)d);
	else
		KERNEL_START(sum_rows<float>, blocks, threads, 0, l, part,
			     (const float *)dy, (int)n, (int)d);
	KERNEL_START(add_parts, kernel_blocks(d, BLOCK), BLOCK, 0, l, db, part,
		     (int)parts, (int)d);
	return kernel_check("bias backward", err);
}
