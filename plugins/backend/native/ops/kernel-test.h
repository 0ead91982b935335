/* kernel-test.h - arrays of a test, on the host and on the device
 *
 * One program of these tests runs the kernels by the shim, in every order of
 * threads that it has; the other, on a device, once.
 */
#ifndef NATIVE_KERNEL_TEST_H
#define NATIVE_KERNEL_TEST_H

#include "device/device.h"
#include "tap.h"

struct bench {
	struct device *device;
	struct launch launch;
	struct momus_error err;
	int ways; /* to take turns in */
};

/* Opens the device, with WORKSPACE bytes, for launches of TYPE; skips the test where
 * there is none. */
struct bench bench_open(enum launch_type type, size_t workspace);
void bench_close(struct bench *b);

/* From now on threads take turns in WAY (0 … ways - 1). */
void bench_way(struct bench *b, int way);

/* N numbers between LOW and HIGH, the same in each run, to be freed; what bf16 can
 * hold where the launches are of bf16. */
float *bench_random(const struct bench *b, size_t n, float low, float high);

/* X (N) on the device, of the launches' type T or as it is. */
void *bench_put(struct bench *b, const float *x, size_t n);
void *bench_put_f32(struct bench *b, const float *x, size_t n);
void *bench_put_bytes(struct bench *b, const void *x, size_t bytes);
/* Room for N numbers of type T there. */
void *bench_room(struct bench *b, size_t n);

/* What is there, to be freed. */
float *bench_get(struct bench *b, const void *p, size_t n);
float *bench_get_f32(struct bench *b, const void *p, size_t n);

/* Fails the test unless RC is MOMUS_OK. */
void bench_ok(const struct bench *b, int rc);

/* Fails the test unless GOT (N) is WANT within TOLERANCE of the greatest number of
 * WANT, and 2^-8 of each number more where T is bf16. */
void bench_near(const struct bench *b, const char *what, const float *got,
		const float *want, size_t n, double tolerance);

#endif /* NATIVE_KERNEL_TEST_H */
