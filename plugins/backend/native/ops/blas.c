/* blas.c - see blas.h */
#include "blas.h"

#include <dlfcn.h>

enum { ROW_MAJOR = 101, PLAIN = 111, TRANSPOSED = 112 }; /* of CBLAS */

int blas_load(struct blas *out, int threads, struct momus_error *err)
{
	void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
	void (*set_threads)(int);

	if (!library)
		return momus_fail(
			err, MOMUS_ENOTFOUND,
			"native: OpenBLAS cannot be loaded: %s; on "
			"Debian: apt-get install libopenblas0-pthread",
			dlerror());
	/* POSIX promises that functions fit a void pointer. */
	*(void **)&out->sgemm = dlsym(library, "cblas_sgemm");
	*(void **)&out->sgemv = dlsym(library, "cblas_sgemv");
	*(void **)&set_threads = dlsym(library, "openblas_set_num_threads");
	if (!out->sgemm || !out->sgemv || !set_threads)
		return momus_fail(err, MOMUS_ENOTFOUND,
				  "native: libopenblas.so.0 lacks cblas_sgemm, "
				  "cblas_sgemv or openblas_set_num_threads; "
				  "expected OpenBLAS 0.3.20 or later");
	set_threads(threads);
	return MOMUS_OK;
}

void blas_ab(const struct blas *b, int64_t m, int64_t n, int64_t k, float alpha,
	     const float *a, int64_t lda, const float *bb, int64_t ldb,
	     float beta, float *c, int64_t ldc)
{
	b->sgemm(ROW_MAJOR, PLAIN, PLAIN, (int)m, (int)n, (int)k, alpha, a,
		 (int)lda, bb, (int)ldb, beta, c, (int)ldc);
}

void blas_abt(const struct blas *b, int64_t m, int64_t n, int64_t k,
	      float alpha, const float *a, int64_t lda, const float *bt,
	      int64_t ldb, float beta, float *c, int64_t ldc)
{
	if (m == 1) /* reads the matrix once, packs nothing */
		b->sgemv(ROW_MAJOR, PLAIN, (int)n, (int)k, alpha, bt, (int)ldb,
			 a, 1, beta, c, 1);
	else
		b->sgemm(ROW_MAJOR, PLAIN, TRANSPOSED, (int)m, (int)n, (int)k,
			 alpha, a, (int)lda, bt, (int)ldb, beta, c, (int)ldc);
}

void blas_atb(const struct blas *b, int64_t m, int64_t n, int64_t k,
	      float alpha, const float *at, int64_t lda, const float *bb,
	      int64_t ldb, float beta, float *c, int64_t ldc)
{
	b->sgemm(ROW_MAJOR, TRANSPOSED, PLAIN, (int)m, (int)n, (int)k, alpha,
		 at, (int)lda, bb, (int)ldb, beta, c, (int)ldc);
}
