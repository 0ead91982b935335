/* swiglu-test.c - the reference against a closed form, the kernels against it */
#include "swiglu.h"

#include <math.h>
#include <stdlib.h>

#include "kernel-test.h"

TEST(swiglu_of_a_large_gate_lets_all_or_nothing_through)
{
	const float g[3] = { 100, -100, 0 }, u[3] = { 3, 3, 3 };
	float y[3];

	swiglu_forward(y, g, u, 3);
	CHECK_NEAR(y[0], 300, 0);
	CHECK_NEAR(y[1], 0, 1e-6);
	CHECK_NEAR(y[2], 0, 0);
}

static void check_swiglu(enum launch_type type, size_t n)
{
	struct bench b = bench_open(type, 0);
	float *g = bench_random(&b, n, -6, 6), *u = bench_random(&b, n, -2, 2);
	float *dy = bench_random(&b, n, -1, 1);
	float *want = malloc(2 * n * sizeof *want), *got;

	CHECK(want);
	for (int way = 0; way < b.ways; way++) {
		void *dg = bench_put(&b, g, n), *du = bench_put(&b, u, n);
		void *y = bench_put(&b, dy, n), *out = bench_room(&b, n);

		bench_way(&b, way);
		bench_ok(&b, swiglu_forward_cuda(&b.launch, out, dg, du,
						 (int64_t)n, &b.err));
		swiglu_forward(want, g, u, (int64_t)n);
		bench_near(&b, "y", got = bench_get(&b, out, n), want, n, 1e-6);
		free(got);
		/* one derivative goes where dy was */
		bench_ok(&b, swiglu_backward_cuda(&b.launch, y, out, y, dg, du,
						  (int64_t)n, &b.err));
		swiglu_backward(want, want + n, dy, g, u, (int64_t)n);
		bench_near(&b, "dg", got = bench_get(&b, y, n), want, n, 1e-6);
		free(got);
		bench_near(&b, "du", got = bench_get(&b, out, n), want + n, n,
			   1e-6);
		free(got);
	}
	free(g);
	free(u);
	free(dy);
	free(want);
	bench_close(&b);
}

TEST(swiglu_kernels_agree_with_the_reference)
{
	check_swiglu(LAUNCH_F32, 4096);
	check_swiglu(LAUNCH_F32, 333); /* no pack fits */
}

TEST(swiglu_kernels_in_bf16_agree_with_the_reference)
{
	check_swiglu(LAUNCH_BF16, 4096);
	check_swiglu(LAUNCH_BF16, 333);
}
