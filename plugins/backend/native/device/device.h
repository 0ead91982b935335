/* device.h - the thin layer between the engine and a device
 *
 * Memory, copies and products; kernels are started by the launchers of ops/ on
 * device_stream().  One stream: what is asked for happens in its order, and only
 * device_write(), device_read() and device_wait() wait for it.  There are two of this layer, chosen
 * when a program is linked: device-cuda.c is the real one, and device-host.c lets
 * tests run the engine and the kernels in the processor's memory.
 */
#ifndef NATIVE_DEVICE_H
#define NATIVE_DEVICE_H

#include <stdbool.h>

#include <momus/backend.h>
#include <momus/ranks.h>

#include "ops/launch.h"

struct device;

/* MOMUS_ENOTFOUND, with a remedy, where there is no device NUMBER, from 0. */
int device_find(int number, struct momus_error *err);

/* Opens device NUMBER, from 0.  MOMUS_ENOTFOUND where there is none, or where the
 * library of products cannot be loaded.  LIMIT: bytes that may be allocated on it;
 * 0: what it has. */
int device_open(struct device **out, int number, size_t limit,
		struct momus_error *err);
void device_close(struct device *d); /* NULL allowed; frees what it has */

/* What options call a device of this kind, before its number: "cuda". */
const char *device_word(void);

/* Sets LIST (ROOM) to the devices that there are, and why one cannot be had; how
 * many rows there are, at least 1.  Nothing is opened for long. */
size_t device_list(struct momus_device *list, size_t room);

/* What it calls itself, e.g. "NVIDIA H100 80GB HBM3"; borrowed. */
const char *device_name(const struct device *d);

/* Bytes that it has, or may be allocated on it. */
size_t device_memory(const struct device *d);

void *device_stream(const struct device *d);

/* What this thread starts from now on, launchers included, is for D: to be called
 * first by what is called from outside, since a program may have several open. */
int device_use(struct device *d, struct momus_error *err);

/* Memory of BYTES at a multiple of 256; *OUT is NULL on failure.  MOMUS_ENOMEM names
 * WHAT it was for, what was asked for and what is left. */
int device_alloc(struct device *d, const char *what, size_t bytes, void **out,
		 struct momus_error *err);
void device_free(struct device *d, void *p); /* NULL allowed */

/* TO the device and FROM it; host memory may be used again when they return. */
int device_write(struct device *d, void *to, const void *from, size_t bytes,
		 struct momus_error *err);
int device_read(struct device *d, void *to, const void *from, size_t bytes,
		struct momus_error *err);

/* device_write() that does not wait, for what is small and often sent. */
int device_send(struct device *d, void *to, const void *from, size_t bytes,
		struct momus_error *err);

/* On the device. */
int device_copy(struct device *d, void *to, const void *from, size_t bytes,
		struct momus_error *err);
int device_zero(struct device *d, void *p, size_t bytes,
		struct momus_error *err);

/* Until all is done; MOMUS_EIO if something of it failed. */
int device_wait(struct device *d, struct momus_error *err);

/* Asks of D what RUN (ARG) asks of it, kernels and nothing else: with *KEPT NULL by
 * calling it, which *KEPT may remember, else by that memory, at less cost.  What the
 * kernels were given must be the same then, and where it is.  Owned by the caller;
 * device_kept_free() accepts NULL. */
struct device_kept;
int device_again(struct device *d, struct device_kept **kept,
		 int (*run)(void *arg, struct momus_error *err), void *arg,
		 struct momus_error *err);
void device_kept_free(struct device_kept *kept);

/* C (m,n) = ALPHA A B + BETA ADD + BIAS, all row-major: A (m,k), or A' of an A (k,m)
 * where TURN_A; B (k,n), or B' of a B (n,k) where TURN_B.  ADD (m,n), NULL for C itself, is
 * as C is; BIAS (n), NULL for none, goes to every row, and only where RESULT is TYPE and it
 * begins at a multiple of 16 bytes.  A and B are of TYPE and C of RESULT; products are summed in
 * fp32.  A row of C does not depend on m, bit for bit, on one device, unless LOOSE or
 * TURN_A. */
struct device_product {
	void *c;
	const void *a, *b, *add, *bias;
	int64_t m, n, k, lda, ldb, ldc; /* leading dimensions in numbers */
	bool turn_a, turn_b;
	bool loose; /* in whatever order is fastest for so many rows */
	enum launch_type type, result;
	float alpha, beta;
};

int device_multiply(struct device *d, const struct device_product *p,
		    struct momus_error *err);

/* Ranks that exchange memory of D and of the other HOST ranks' devices (borrowed),
 * who all call it; they last as long as D.  What fails on one rank fails on all, and
 * then memory goes by way of the processor's.  MOMUS_ENOTSUP: not in this build. */
int device_ranks(struct device *d, const struct momus_ranks *host,
		 struct momus_ranks *out, struct momus_error *err);

#endif /* NATIVE_DEVICE_H */
