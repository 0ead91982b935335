/* kernel-test.c - see kernel-test.h */
#include "kernel-test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef SHIM
#include "shim.h"
#endif

struct bench bench_open(enum launch_type type, size_t workspace)
{
	struct bench b = { .ways = 1 };
	int rc = device_open(&b.device, 0, 0, &b.err);

	if (rc == MOMUS_ENOTFOUND)
		SKIP("%s", b.err.text);
	bench_ok(&b, rc);
	b.launch = (struct launch){ .stream = device_stream(b.device),
				    .type = type,
				    .room = workspace };
	bench_ok(&b, device_alloc(b.device, "a test", workspace,
				  &b.launch.workspace, &b.err));
#ifdef SHIM
	b.ways = SHIM_ORDERS;
#endif
	return b;
}

void bench_close(struct bench *b)
{
	bench_ok(b, device_wait(b->device, &b->err));
	device_close(b->device);
}

void bench_way(struct bench *b, int way)
{
#ifdef SHIM
	shim_set_order((enum shim_order)way);
#endif
	CHECK(way < b->ways);
}

static uint16_t to_bf16(float x)
{
	uint32_t bits;

	memcpy(&bits, &x, sizeof bits);
	return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

static float from_bf16(uint16_t half)
{
	uint32_t bits = (uint32_t)half << 16;
	float x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

float *bench_random(const struct bench *b, size_t n, float low, float high)
{
	static uint64_t state = 1;
	float *x = malloc((n + 1) * sizeof *x);

	CHECK(x);
	for (size_t i = 0; i < n; i++) {
		state = state * 6364136223846793005u + 1442695040888963407u;
		x[i] = low + (high - low) * (float)(state >> 40) / 16777216.0f;
		if (b->launch.type == LAUNCH_BF16)
			x[i] = from_bf16(to_bf16(x[i]));
	}
	return x;
}

void *bench_put_bytes(struct bench *b, const void *x, size_t bytes)
{
	void *p;

	bench_ok(b, device_alloc(b->device, "a test", bytes, &p, &b->err));
	bench_ok(b, device_write(b->device, p, x, bytes, &b->err));
	return p;
}

void *bench_put_f32(struct bench *b, const float *x, size_t n)
{
	return bench_put_bytes(b, x, n * sizeof *x);
}

void *bench_put(struct bench *b, const float *x, size_t n)
{
	uint16_t *half;
	void *p;

	if (b->launch.type == LAUNCH_F32)
		return bench_put_f32(b, x, n);
	half = malloc((n + 1) * sizeof *half);
	CHECK(half);
	for (size_t i = 0; i < n; i++)
		half[i] = to_bf16(x[i]);
	p = bench_put_bytes(b, half, n * sizeof *half);
	free(half);
	return p;
}

void *bench_room(struct bench *b, size_t n)
{
	void *p;

	bench_ok(b, device_alloc(b->device, "a test",
				 n * launch_size(b->launch.type), &p, &b->err));
	return p;
}

float *bench_get_f32(struct bench *b, const void *p, size_t n)
{
	float *x = malloc((n + 1) * sizeof *x);

	CHECK(x);
	bench_ok(b, device_read(b->device, x, p, n * sizeof *x, &b->err));
	return x;
}

float *bench_get(struct bench *b, const void *p, size_t n)
{
	uint16_t *half;
	float *x;

	if (b->launch.type == LAUNCH_F32)
		return bench_get_f32(b, p, n);
	half = malloc((n + 1) * sizeof *half);
	x = malloc((n + 1) * sizeof *x);
	CHECK(half && x);
	bench_ok(b, device_read(b->device, half, p, n * sizeof *half, &b->err));
	for (size_t i = 0; i < n; i++)
		x[i] = from_bf16(half[i]);
	free(half);
	return x;
}

void bench_ok(const struct bench *b, int rc)
{
	if (rc < 0)
		tap_fail(__FILE__, __LINE__, "%s", b->err.text);
}

void bench_near(const struct bench *b, const char *what, const float *got,
		const float *want, size_t n, double tolerance)
{
	double most = 0, off, allowed;

	for (size_t i = 0; i < n; i++)
		most = fmax(most, fabs((double)want[i]));
	for (size_t i = 0; i < n; i++) {
		off = fabs((double)got[i] - (double)want[i]);
		allowed = tolerance * most;
		if (b->launch.type == LAUNCH_BF16)
			allowed += fabs((double)want[i]) / 256;
		if (!(off <= allowed))
			tap_fail(__FILE__, __LINE__,
				 "%s[%zu] is %.9g, expected %.9g within %.2g",
				 what, i, (double)got[i], (double)want[i],
				 allowed);
	}
}
