/* logprob-test.c - the reference against closed forms, the kernels against it */
#include "logprob.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kernel-test.h"

TEST(equal_logits_give_minus_log_of_their_number_and_its_entropy)
{
	const float z[4] = { 7, 7, 7, 7 };
	const int32_t token = 2;
	float p, e;

	logprob_forward(&p, &e, z, &token, 1, 4);
	CHECK_NEAR(p, -log(4.0), 1e-7);
	CHECK_NEAR(e, log(4.0), 1e-7);
}

TEST(large_logits_do_not_overflow)
{
	const float z[2] = { 1e4f, 1e4f - 1.0f };
	const int32_t token = 1;
	float p;

	logprob_forward(&p, NULL, z, &token, 1, 2);
	CHECK_NEAR(p, -1.0 - log1p(exp(-1.0)), 1e-6);
}

TEST(logits_derivatives_are_those_of_differences)
{
	float z[5] = { 0.3f, -1, 2, 0.5f, 1 }, d[5], p[2], e[2];
	const float a = 0.7f, b = -0.4f, h = 1e-2f;
	const int32_t token = 3;

	memcpy(d, z, sizeof d);
	logprob_backward(d, &token, &a, &b, 1, 5, 1.0);
	for (int v = 0; v < 5; v++) {
		const float was = z[v];

		for (int side = 0; side < 2; side++) {
			z[v] = was + (side ? h : -h);
			logprob_forward(&p[side], &e[side], z, &token, 1, 5);
		}
		z[v] = was;
		CHECK_NEAR(d[v],
			   (a * (p[1] - p[0]) + b * (e[1] - e[0])) / (2 * h),
			   1e-4);
	}
}

struct rows { /* of one case */
	float *z, *a, *b, *p, *e;
	int32_t *token;
	void *dz, *dtoken, *da, *db, *dp, *de, *kept;
};

static struct rows rows_make(struct bench *b, size_t n, size_t vocab)
{
	struct rows r = { bench_random(b, n * vocab, -9, 9),
			  bench_random(b, n, -1, 1),
			  bench_random(b, n, -1, 1),
			  calloc(n, sizeof(float)),
			  calloc(n, sizeof(float)),
			  calloc(n, sizeof(int32_t)),
			  NULL,
			  NULL,
			  NULL,
			  NULL,
			  NULL,
			  NULL,
			  NULL };

	CHECK(r.p && r.e && r.token);
	for (size_t i = 0; i < n; i++)
		r.token[i] = (int32_t)(i * 7919 % vocab);
	r.a[0] = r.b[0] = 0; /* this row is masked */
	r.dz = bench_put_f32(b, r.z, n * vocab);
	r.dtoken = bench_put_bytes(b, r.token, n * sizeof *r.token);
	r.da = bench_put_f32(b, r.a, n);
	r.db = bench_put_f32(b, r.b, n);
	r.dp = bench_put_f32(b, r.p, n);
	r.de = bench_put_f32(b, r.e, n);
	r.kept = bench_room(b, n * sizeof(struct logprob_row));
	return r;
}

static void rows_free(struct rows *r)
{
	free(r->z);
	free(r->a);
	free(r->b);
	free(r->p);
	free(r->e);
	free(r->token);
}

static void check_logprob(struct bench *b, size_t n, size_t vocab, bool kept)
{
	const int64_t rows = (int64_t)n, cols = (int64_t)vocab;
	struct rows r = rows_make(b, n, vocab);
	void *out =
		b->launch.type == LAUNCH_F32 ? r.dz : bench_room(b, n * vocab);
	float *got;

	bench_ok(b, logprob_forward_cuda(&b->launch, r.dp, r.de, r.kept, r.dz,
					 r.dtoken, rows, cols, &b->err));
	logprob_forward(r.p, r.e, r.z, r.token, rows, cols);
	bench_near(b, "logprob", got = bench_get_f32(b, r.dp, n), r.p, n, 2e-6);
	free(got);
	bench_near(b, "entropy", got = bench_get_f32(b, r.de, n), r.e, n, 2e-6);
	free(got);
	bench_ok(b, logprob_backward_cuda(&b->launch, out, r.dz, r.dtoken,
					  kept ? r.kept : NULL, r.da, r.db,
					  rows, cols, 0.7, &b->err));
	logprob_backward(r.z, r.token, r.a, r.b, rows, cols, 0.7);
	bench_near(b, "dz", got = bench_get(b, out, n * vocab), r.z, n * vocab,
		   2e-6);
	for (size_t v = 0; v < vocab; v++)
		CHECK(got[v] == 0);
	free(got);
	rows_free(&r);
}

static void check_shapes(enum launch_type type)
{
	static const size_t shapes[][2] = { { 3, 5 }, { 4, 512 }, { 3, 5003 } };

	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		struct bench b = bench_open(type, 0);

		for (int way = 0; way < b.ways; way++) {
			bench_way(&b, way);
			check_logprob(&b, shapes[i][0], shapes[i][1], false);
			check_logprob(&b, shapes[i][0], shapes[i][1], true);
		}
		bench_close(&b);
	}
}

TEST(logprob_kernels_agree_with_the_reference)
{
	check_shapes(LAUNCH_F32);
}

TEST(logprob_kernels_in_bf16_agree_with_the_reference)
{
	check_shapes(LAUNCH_BF16);
}

TEST(logits_of_minus_infinity_are_of_no_weight)
{
	struct bench b = bench_open(LAUNCH_F32, 0);
	struct rows r = rows_make(&b, 1, 40);
	float *got;

	for (int v = 0; v < 40; v++)
		r.z[v] = v == 3 || v == 33 ? 1 : -INFINITY;
	r.token[0] = 3;
	bench_ok(&b, device_write(b.device, r.dz, r.z, 160, &b.err));
	bench_ok(&b, device_write(b.device, r.dtoken, r.token, 4, &b.err));
	bench_ok(&b, logprob_forward_cuda(&b.launch, r.dp, NULL, NULL, r.dz,
					  r.dtoken, 1, 40, &b.err));
	got = bench_get_f32(&b, r.dp, 1);
	CHECK_NEAR(got[0], -log(2.0), 1e-6);
	free(got);
	rows_free(&r);
	bench_close(&b);
}
