/* oneproduct.h - products of one thread, for tests of the references */
#ifndef NATIVE_ONEPRODUCT_H
#define NATIVE_ONEPRODUCT_H

#include "ops/product.h"

/* The same ones for all tests of a program. */
const struct product *one_product(void);

#endif /* NATIVE_ONEPRODUCT_H */
