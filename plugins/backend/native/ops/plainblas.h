/* plainblas.h - OpenBLAS's functions in a few lines, for tests of the references */
#ifndef NATIVE_PLAINBLAS_H
#define NATIVE_PLAINBLAS_H

#include "ops/blas.h"

extern const struct blas plain_blas;

#endif /* NATIVE_PLAINBLAS_H */
