/* cublas.h - products by cuBLASLt, loaded when a device is opened
 *
 * Not linked: the library has hundreds of megabytes, which nobody wants who has no
 * device, and a plugin that needs it would not load there.
 */
#ifndef NATIVE_CUBLAS_H
#define NATIVE_CUBLAS_H

#include <stdbool.h>

#include <cublasLt.h>

#include "device/device.h"

/* What decides which algorithm computes a product. */
struct cublas_shape {
	/* The batch's rows, .k where TURN_A and .m elsewhere, as if they were CUBLAS_ROWS, or
	 * where .loose to the next multiple of CUBLAS_STEP. */
	int64_t m, n, k, lda, ldb, ldc;
	uint32_t align; /* bytes that all arrays begin at multiples of */
	bool turn_a, turn_b, bias, loose;
	enum launch_type type, result;
};

enum { CUBLAS_ROWS = 8192, CUBLAS_STEP = 256, CUBLAS_SHAPES = 128 };

struct cublas {
	cublasLtHandle_t handle;
	void *workspace; /* borrowed */
	size_t room;
	struct { /* what was chosen, by shape */
		struct cublas_shape shape;
		cublasLtMatmulAlgo_t algorithm;
	} known[CUBLAS_SHAPES];
	size_t n;
	/* functions of the library, which stays mapped */
	__typeof__(&cublasLtCreate) create;
	__typeof__(&cublasLtDestroy) destroy;
	__typeof__(&cublasLtMatmul) multiply;
	__typeof__(&cublasLtMatmulDescCreate) desc_create;
	__typeof__(&cublasLtMatmulDescDestroy) desc_destroy;
	__typeof__(&cublasLtMatmulDescSetAttribute) desc_set;
	__typeof__(&cublasLtMatrixLayoutCreate) layout_create;
	__typeof__(&cublasLtMatrixLayoutDestroy) layout_destroy;
	__typeof__(&cublasLtMatmulPreferenceCreate) prefer_create;
	__typeof__(&cublasLtMatmulPreferenceDestroy) prefer_destroy;
	__typeof__(&cublasLtMatmulPreferenceSetAttribute) prefer_set;
	__typeof__(&cublasLtMatmulAlgoGetHeuristic) choose;
};

/* MOMUS_ENOTFOUND where the library cannot be loaded; starts no device. */
int cublas_there(struct momus_error *err);

/* Loads the library.  MOMUS_ENOTFOUND says what was looked for. */
int cublas_open(struct cublas *out, struct momus_error *err);
void cublas_close(struct cublas *c); /* zeroed allowed */

/* Starts P on STREAM; see device_multiply(). */
int cublas_multiply(struct cublas *c, const struct device_product *p,
		    cudaStream_t stream, struct momus_error *err);

#endif /* NATIVE_CUBLAS_H */
