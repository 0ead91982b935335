/* adamw-test.c - the reference against a closed form, the kernels against it */
#include "adamw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kernel-test.h"

static const struct adamw how = { 1e-2, 0.9, 0.999, 1e-8, 0.1 };

TEST(a_step_that_threads_divide_is_the_same)
{
	enum { N = 100000 };
	float *x = calloc(7 * N, sizeof *x), *g = x + 6 * N;
	struct crew *crew;

	CHECK(x);
	CHECK_INT(crew_create(&crew, 3, NULL), MOMUS_OK);
	for (int i = 0; i < N; i++) {
		x[i] = x[3 * N + i] = (float)(i % 97) / 50 - 1;
		g[i] = (float)(i % 89) / 40 - 1;
	}
	for (int t = 1; t < 3; t++) {
		adamw_step(&how, t, 0.5, x, x + N, x + 2 * N, g, N);
		adamw_run(crew, &how, t, 0.5, x + 3 * N, x + 4 * N, x + 5 * N,
			  g, N);
	}
	CHECK(memcmp(x, x + 3 * N, 3 * N * sizeof *x) == 0);
	CHECK(x[1] != (float)(1 % 97) / 50 - 1);
	crew_free(crew);
	free(x);
}

TEST(a_first_step_is_of_the_rate_whatever_the_gradient)
{
	float w[2] = { 1, -1 }, m[2] = { 0 }, v[2] = { 0 };
	const float g[2] = { 1e-3f, -5 };

	adamw_step(&how, 1, 1, w, m, v, g, 2);
	CHECK_NEAR(w[0], 1 - 1e-3 - 1e-2, 1e-6);
	CHECK_NEAR(w[1], -1 + 1e-3 + 1e-2, 1e-6);
}

struct weights {
	float *w, *m, *v, *g;
	void *on_w, *on_m, *on_v, *on_g, *copy;
};

static void steps(struct bench *b, struct weights *a, size_t n)
{
	for (int t = 1; t <= 3; t++) {
		bench_ok(b, adamw_step_cuda(&b->launch, &how, t, 0.5, a->on_w,
					    a->on_m, a->on_v, a->on_g, a->copy,
					    (int64_t)n, &b->err));
		adamw_step(&how, t, 0.5, a->w, a->m, a->v, a->g, (int64_t)n);
	}
}

static void check_adamw(enum launch_type type, size_t n)
{
	struct bench b = bench_open(type, 0);
	struct bench f32 = { .launch = { .type = LAUNCH_F32 } };
	struct weights a = { bench_random(&f32, n, -1, 1),
			     calloc(n, 4),
			     calloc(n, 4),
			     bench_random(&f32, n, -1, 1),
			     NULL,
			     NULL,
			     NULL,
			     NULL,
			     NULL };
	float *got, *w;

	CHECK(a.m && a.v);
	a.on_w = bench_put_f32(&b, a.w, n);
	a.on_m = bench_put_f32(&b, a.m, n);
	a.on_v = bench_put_f32(&b, a.v, n);
	a.on_g = bench_put_f32(&b, a.g, n);
	a.copy = type == LAUNCH_BF16 ? bench_room(&b, n) : NULL;
	steps(&b, &a, n);
	bench_near(&f32, "w", w = bench_get_f32(&b, a.on_w, n), a.w, n, 3e-7);
	bench_near(&f32, "m", got = bench_get_f32(&b, a.on_m, n), a.m, n, 3e-7);
	free(got);
	bench_near(&f32, "v", got = bench_get_f32(&b, a.on_v, n), a.v, n, 3e-7);
	free(got);
	if (a.copy) {
		bench_near(&b, "copy", got = bench_get(&b, a.copy, n), w, n, 0);
		free(got);
	}
	free(w);
	free(a.w);
	free(a.m);
	free(a.v);
	free(a.g);
	bench_close(&b);
}

TEST(adamw_kernel_agrees_with_the_reference)
{
	check_adamw(LAUNCH_F32, 1000);
	check_adamw(LAUNCH_F32, 777);
}

TEST(adamw_kernel_keeps_a_copy_in_bf16)
{
	check_adamw(LAUNCH_BF16, 1000);
	check_adamw(LAUNCH_BF16, 777);
}

TEST(a_norm_is_the_same_in_every_order_of_threads)
{
	struct bench b = bench_open(LAUNCH_F32, ADAMW_NORM_BYTES);
	const size_t n = 300000;
	float *g = bench_random(&b, n, -1, 1);
	void *on = bench_put_f32(&b, g, n), *square;
	double got, first = 0;

	bench_ok(&b, device_alloc(b.device, "a test", 8, &square, &b.err));
	for (int way = 0; way < b.ways; way++) {
		bench_way(&b, way);
		bench_ok(&b, adamw_norm_cuda(&b.launch, square, on, (int64_t)n,
					     &b.err));
		bench_ok(&b, device_read(b.device, &got, square, 8, &b.err));
		CHECK_NEAR(sqrt(got), adamw_norm(g, (int64_t)n), 1e-9);
		if (way == 0)
			first = got;
		CHECK(memcmp(&got, &first, sizeof got) == 0);
	}
	free(g);
	bench_close(&b);
}

TEST(weights_are_copied_to_the_nearest_bf16)
{
	const float w[4] = { 1, 1.00390625f, 1.01171875f, -3.14159265f };
	const float want[4] = { 1, 1, 1.015625f, -3.140625f };
	struct bench b = bench_open(LAUNCH_BF16, 0);
	void *on = bench_put_f32(&b, w, 4), *copy = bench_room(&b, 4);
	float *got;

	bench_ok(&b, adamw_copy_cuda(&b.launch, copy, on, 4, &b.err));
	got = bench_get(&b, copy, 4);
	for (int i = 0; i < 4; i++)
		CHECK_NEAR(got[i], want[i], 0);
	free(got);
	bench_close(&b);
}
