/* rope-cuda.cu - the kernel; see rope.h: each thread has a pack of pairs */
#include "ops/kernel.h"
#include "ops/rope.h"

#define BLOCK 256 /* not tuned */

/* grid (n * heads * half / N / BLOCK), block (BLOCK).  x (n, heads, 2 * half),
 * at (n,), cosine and sine (…, half) */
template <class T, int N>
static __global__ void turn(T *__restrict__ x, const int *__restrict__ at,
			    const float *__restrict__ cosine,
			    const float *__restrict__ sine, unsigned all,
			    unsigned heads, unsigned half, float sign)
{
	const unsigned i = blockIdx.x * BLOCK + threadIdx.x;
	const unsigned head = i / (half / N); /* of all rows */
	const unsigned pair = i % (half / N) * N;
	float a[N], b[N], c[N], s[N], to[N];
	int64_t row;

	if (i >= all)
		return;
	row = (int64_t)at[head / heads] * half + pair;
	load<float, N>(cosine + row, c);
	load<float, N>(sine + row, s);
	x += (int64_t)head * 2 * half + pair;
	load<T, N>(x, a);
	load<T, N>(x + half, b);
	for (int k = 0; k < N; k++)
		to[k] = a[k] * c[k] - sign * s[k] * b[k];
	store<T, N>(x, to);
	for (int k = 0; k < N; k++)
		to[k] = b[k] * c[k] + sign * s[k] * a[k];
	store<T, N>(x + half, to);
}

template <class T, int N>
static void start(const struct launch *l, void *x, const int *at,
		  const float *cosine, const float *sine, int64_t n,
		  int64_t heads, int64_t half, float sign)
{
	const int64_t all = n * heads * half / N;

	KERNEL_START((turn<T, N>), kernel_blocks(all, BLOCK), BLOCK, 0, l,
		     (T *)x, at, cosine, sine, (unsigned)all, (unsigned)heads,
		     (unsigned)half, sign);
}

extern "C" int rope_turn_cuda(const struct launch *l, void *x, const int *at,
			      const float *cosine, const float *sine, int64_t n,
			      int64_t heads, int64_t half, bool back,
			      struct momus_error *err)
{
	int rc = kernel_rows("rope", n, heads * half, err);

	if (rc == MOMUS_OK)
		rc = kernel_rows("rope", n * heads * half, 1, err);
	if (rc < 0)
		return rc;
	KERNEL_PICK(l, half, start, l, x, at, cosine, sine, n, heads, half,
		    back ? -1.0f : 1.0f);
	return kernel_check("rope", err);
}
