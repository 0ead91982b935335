/* rope-cuda.cu - the kernel; see rope.h: each thread has a pair */
#include "ops/kernel.h"
#include "ops/rope.h"

#define BLOCK 256 /* not tuned */

/* grid (n * heads * half / BLOCK), block (BLOCK).  x (n, heads, 2 * half),
 * at (n,), cosine and sine (…, half) */
template <class T>
static __global__ void turn(T *__restrict__ x, const int *__restrict__ at,
			    const float *__restrict__ cosine,
			    const float *__restrict__ sine, int64_t all,
			    int heads, int half, float sign)
{
	const int64_t i = (int64_t)blockIdx.x * BLOCK + threadIdx.x;
	const int64_t head = i / half; /* of all rows */
	const int pair = (int)(i % half);
	float a, b, c, s;

	if (i >= all)
		return;
	c = cosine[(int64_t)at[head / heads] * half + pair];
	s = sign * sine[(int64_t)at[head / heads] * half + pair];
	x += head * 2 * half + pair;
	a = widen(x[0]);
	b = widen(x[half]);
	narrow(a * c - b * s, &x[0]);
	narrow(b * c + a * s, &x[half]);
}

extern "C" int rope_turn_cuda(const struct launch *l, void *x, const int *at,
			      const float *cosine, const float *sine, int64_t n,
			      int64_t heads, int64_t half, bool back,
			      struct momus_error *err)
{
	const int64_t all = n * heads * half;
	const float sign = back ? -1.0f : 1.0f;
	int rc = kernel_rows("rope", n, heads * half, err);

	if (rc == MOMUS_OK)
		rc = kernel_rows("rope", (all + BLOCK - 1) / BLOCK, 1, err);
	if (rc < 0)
		return rc;
	if (l->type == LAUNCH_BF16)
		KERNEL_START(turn<bf16>, kernel_blocks(all, BLOCK), BLOCK, 0, l,
			     (bf16 *)x, at, cosine, sine, all, (int)heads,
			     (int)half, sign);
	else
		KERNEL_START(turn<float>, kernel_blocks(all, BLOCK), BLOCK, 0,
			     l, (float *)x, at, cosine, sine, all, (int)heads,
			     (int)half, sign);
	return kernel_check("rope", err);
}
