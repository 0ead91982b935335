/* rmsnorm-test.c - the reference against a closed form, the kernels against it */
#include "rmsnorm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kernel-test.h"

TEST(rmsnorm_of_equal_numbers_is_their_sign)
{
	const float x[3] = { -4, -4, -4 }, w[3] = { 1, 2, 3 };
	float y[3], r;

	rmsnorm_forward(y, &r, x, w, 1, 3, 0);
	for (int i = 0; i < 3; i++)
		CHECK_NEAR(y[i], -w[i], 1e-6);
	CHECK_NEAR(r, 0.25, 1e-7);
}

struct norm { /* the arrays of one case */
	float *x, *w, *dy, *dx, *y, *r, *dw;
};

static struct norm norm_make(const struct bench *b, size_t n, size_t d)
{
	struct norm a = {
		bench_random(b, n * d, -2, 2), bench_random(b, d, -1, 1),
		bench_random(b, n * d, -1, 1), bench_random(b, n * d, -1, 1),
		calloc(n * d, sizeof(float)),  calloc(n, sizeof(float)),
		calloc(d, sizeof(float))
	};

	CHECK(a.y && a.r && a.dw);
	return a;
}

static void norm_free(struct norm *a)
{
	free(a->x);
	free(a->w);
	free(a->dy);
	free(a->dx);
	free(a->y);
	free(a->r);
	free(a->dw);
}

/* N rows of D in one order of turns: forward, and backward added to what is there. */
static void check_norm(struct bench *b, size_t n, size_t d)
{
	struct norm a = norm_make(b, n, d);
	const int64_t rows = (int64_t)n, cols = (int64_t)d;
	void *x = bench_put(b, a.x, n * d), *w = bench_put(b, a.w, d);
	void *dy = bench_put(b, a.dy, n * d), *dx = bench_put(b, a.dx, n * d);
	void *y = bench_room(b, n * d), *r = bench_put_f32(b, a.r, n);
	void *dw = bench_put_f32(b, a.dw, d);
	float *got;

	bench_ok(b, rmsnorm_forward_cuda(&b->launch, y, r, x, w, rows, cols,
					 1e-6, &b->err));
	rmsnorm_forward(a.y, a.r, a.x, a.w, rows, cols, 1e-6);
	bench_near(b, "y", got = bench_get(b, y, n * d), a.y, n * d, 1e-5);
	free(got);
	bench_ok(b, rmsnorm_backward_cuda(&b->launch, dx, dw, dy, x, w, r, rows,
					  cols, &b->err));
	rmsnorm_backward(a.dx, a.dw, a.dy, a.x, a.w, a.r, rows, cols);
	bench_near(b, "dx", got = bench_get(b, dx, n * d), a.dx, n * d, 1e-5);
	free(got);
	bench_near(b, "dw", got = bench_get_f32(b, dw, d), a.dw, d, 1e-5);
	free(got);
	norm_free(&a);
}

static void check_norms(enum launch_type type)
{
	/* one row; no pack fits; more rows than one block sums; a real width */
	static const size_t shapes[][2] = {
		{ 1, 8 }, { 7, 30 }, { 1100, 16 }, { 5, 896 }
	};

	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		struct bench b = bench_open(type, 64 << 10);

		for (int way = 0; way < b.ways; way++) {
			bench_way(&b, way);
			check_norm(&b, shapes[i][0], shapes[i][1]);
		}
		bench_close(&b);
	}
}

TEST(rmsnorm_kernels_agree_with_the_reference)
{
	check_norms(LAUNCH_F32);
}

TEST(rmsnorm_kernels_in_bf16_agree_with_the_reference)
{
	check_norms(LAUNCH_BF16);
}

TEST(rmsnorm_backward_in_place_sets_what_it_had_read)
{
	struct bench b = bench_open(LAUNCH_F32, 64 << 10);
	struct norm a = norm_make(&b, 6, 32);
	void *x = bench_put(&b, a.x, 192), *w = bench_put(&b, a.w, 32);
	void *g = bench_put(&b, a.dy, 192), *r = bench_put_f32(&b, a.r, 6);
	void *dw = bench_put_f32(&b, a.dw, 32), *y = bench_room(&b, 192);
	float *got;

	bench_ok(&b, rmsnorm_forward_cuda(&b.launch, y, r, x, w, 6, 32, 1e-6,
					  &b.err));
	bench_ok(&b, rmsnorm_backward_cuda(&b.launch, g, dw, g, x, w, r, 6, 32,
					   &b.err));
	rmsnorm_forward(a.y, a.r, a.x, a.w, 6, 32, 1e-6);
	rmsnorm_backward(a.dy, a.dw, a.dy, a.x, a.w, a.r, 6, 32);
	bench_near(&b, "dx", got = bench_get(&b, g, 192), a.dy, 192, 1e-5);
	free(got);
	norm_free(&a);
	bench_close(&b);
}

TEST(rmsnorm_rows_do_not_depend_on_other_rows_bit_for_bit)
{
	struct bench b = bench_open(LAUNCH_BF16, 0);
	float *x = bench_random(&b, 9 * 64, -1, 1), *all, *one;
	float *w = bench_random(&b, 64, -1, 1);
	void *dx = bench_put(&b, x, 9 * 64), *dw = bench_put(&b, w, 64);
	void *y = bench_room(&b, 9 * 64), *last = bench_put(&b, x + 512, 64);
	void *y1 = bench_room(&b, 64);

	bench_ok(&b, rmsnorm_forward_cuda(&b.launch, y, NULL, dx, dw, 9, 64,
					  1e-6, &b.err));
	bench_ok(&b, rmsnorm_forward_cuda(&b.launch, y1, NULL, last, dw, 1, 64,
					  1e-6, &b.err));
	all = bench_get(&b, y, 9 * 64);
	one = bench_get(&b, y1, 64);
	CHECK(memcmp(all + 512, one, 64 * sizeof *one) == 0);
	free(x);
	free(w);
	free(all);
	free(one);
	bench_close(&b);
}

TEST(rmsnorm_of_no_rows_or_without_a_workspace_is_refused)
{
	struct bench b = bench_open(LAUNCH_F32, 0);

	CHECK_INT(rmsnorm_forward_cuda(&b.launch, NULL, NULL, NULL, NULL, 0, 8,
				       1e-6, NULL),
		  MOMUS_EINVAL);
	CHECK_INT(rmsnorm_backward_cuda(&b.launch, NULL, NULL, NULL, NULL, NULL,
					NULL, 4, 8, &b.err),
		  MOMUS_EINVAL);
	CHECK_STR(b.err.text, "native: rmsnorm needs a workspace of 32 bytes "
			      "and has 0");
	bench_close(&b);
}
