/* backend-test.h - the backend on the processor and on a device, beside each other
 *
 * In `make check` the device is the processor and the kernels run by the shim; in
 * `make check-gpu` it is real.
 */
#ifndef NATIVE_BACKEND_TEST_H
#define NATIVE_BACKEND_TEST_H

#include <momus/plugin.h>

#include "native.h"
#include "tap.h"

enum { WHERE_HERE, WHERE_THERE }; /* the processor, a device */

/* Options of a model of two layers with biases, drawn by a seed; its folder is
 * removed when the program ends. */
struct native_options bench_options(int where);

/* A folder for a checkpoint called NAME, removed likewise; until the next call. */
const char *bench_folder(const char *name);

/* Opens the backend by O, which must outlive it; skips the test where there is no
 * device. */
struct native *bench_backend(const struct native_options *o);
void bench_backend_close(struct native *n);

/* Opens it, which fails with RC in the sentence TEXT. */
void bench_refused(const struct native_options *o, int rc, const char *text);

#endif /* NATIVE_BACKEND_TEST_H */
