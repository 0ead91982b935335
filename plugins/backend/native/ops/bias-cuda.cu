/* bias-cuda.cu - the kernels; see bias.h */
#include "ops/bias.h"
#include "ops/columns.h"

/* A row's own numbers. */
template <class T, int N> struct of_row {
	const T *dy;
	int d;

	__device__ void operator()(int row, int col, float x[N]) const
	{
		load<T, N>(dy + (size_t)row * d + col, x);
	}
};

template <class T, int N>
static void start_backward(const struct launch *l, float *db, const void *dy,
			   int n, int d)
{
	const of_row<T, N> term = { (const T *)dy, d };

	columns_start<N>(l, db, term, n, d);
}

extern "C" size_t bias_backward_bytes(int64_t n, int64_t d)
{
	return columns_bytes(n, d);
}

extern "C" int bias_backward_cuda(const struct launch *l, float *db,
				  const void *dy, int64_t n, int64_t d,
				  struct momus_error *err)
{
	int rc = kernel_rows("bias", n, d, err);

	if (rc == MOMUS_OK)
		rc = kernel_room("bias", l, bias_backward_bytes(n, d), err);
	if (rc < 0)
		return rc;
	KERNEL_PICK(l, d, start_backward, l, db, dy, (int)n, (int)d);
	return kernel_check("bias backward", err);
}
