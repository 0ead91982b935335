/* blas.h - fp32 products by OpenBLAS, loaded when a model is
 *
 * Not linked: the library starts threads as soon as it is mapped, which nobody
 * wants who only lists plugins.
 */
#ifndef NATIVE_BLAS_H
#define NATIVE_BLAS_H

#include <stdint.h>

#include <momus/error.h>

struct blas { /* functions of the loaded library; it stays mapped */
	void (*sgemm)(int order, int ta, int tb, int m, int n, int k,
		      float alpha, const float *a, int lda, const float *b,
		      int ldb, float beta, float *c, int ldc);
	void (*sgemv)(int order, int ta, int m, int n, float alpha,
		      const float *a, int lda, const float *x, int incx,
		      float beta, float *y, int incy);
};

/* Loads OpenBLAS and lets it use THREADS (at least 1; process-wide).
 * MOMUS_ENOTFOUND says which package has it. */
int blas_load(struct blas *out, int threads, struct momus_error *err);

/* Row-major; leading dimensions in floats.  Each sets C = A B + BETA C with the
 * operands as named: A (m,k), B (k,n), their transposes At (k,m), Bt (n,k). */
void blas_ab(const struct blas *b, int64_t m, int64_t n, int64_t k, float alpha,
	     const float *a, int64_t lda, const float *bb, int64_t ldb,
	     float beta, float *c, int64_t ldc);
void blas_abt(const struct blas *b, int64_t m, int64_t n, int64_t k,
	      float alpha, const float *a, int64_t lda, const float *bt,
	      int64_t ldb, float beta, float *c, int64_t ldc);
void blas_atb(const struct blas *b, int64_t m, int64_t n, int64_t k,
	      float alpha, const float *at, int64_t lda, const float *bb,
	      int64_t ldb, float beta, float *c, int64_t ldc);

#endif /* NATIVE_BLAS_H */
