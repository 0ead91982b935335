/* plainblas.c - see plainblas.h */
#include "plainblas.h"

#include "tap.h"

static void sgemm(int order, int ta, int tb, int m, int n, int k, float alpha,
		  const float *a, int lda, const float *b, int ldb, float beta,
		  float *c, int ldc)
{
	CHECK_INT(order, 101);
	for (int i = 0; i < m; i++)
		for (int j = 0; j < n; j++) {
			double sum = 0;

			for (int x = 0; x < k; x++)
				sum += (double)a[ta == 111 ? i * lda + x
							   : x * lda + i] *
				       (double)b[tb == 111 ? x * ldb + j
							   : j * ldb + x];
			c[i * ldc + j] =
				alpha * (float)sum +
				(beta != 0 ? beta * c[i * ldc + j] : 0.0f);
		}
}

static void sgemv(int order, int ta, int m, int n, float alpha, const float *a,
		  int lda, const float *x, int incx, float beta, float *y,
		  int incy)
{
	CHECK(incx == 1 && incy == 1 && ta == 111);
	sgemm(order, 111, 112, m, 1, n, alpha, a, lda, x, n, beta, y, 1);
}

const struct blas plain_blas = { sgemm, sgemv };
