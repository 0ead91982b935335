/* bias-test.c - the kernels against the reference */
#include "bias.h"

#include <stdlib.h>

#include "kernel-test.h"

static void check_bias(enum launch_type type, size_t n, size_t d)
{
	struct bench b = bench_open(type, 64 << 10);
	float *y = bench_random(&b, n * d, -1, 1), *got;
	float *db = calloc(d, 4);

	CHECK(db);
	for (int way = 0; way < b.ways; way++) {
		void *on = bench_put(&b, y, n * d), *sum;

		for (size_t i = 0; i < d; i++)
			db[i] = (float)i;
		sum = bench_put_f32(&b, db, d);
		bench_way(&b, way);
		bench_ok(&b, bias_backward_cuda(&b.launch, sum, on, (int64_t)n,
						(int64_t)d, &b.err));
		bias_backward(db, y, (int64_t)n, (int64_t)d);
		bench_near(&b, "db", got = bench_get_f32(&b, sum, d), db, d,
			   1e-5);
		free(got);
	}
	free(y);
	free(db);
	bench_close(&b);
}

TEST(bias_kernels_agree_with_the_reference)
{
	check_bias(LAUNCH_F32, 1, 8);
	check_bias(LAUNCH_F32, 1030, 50);
	check_bias(LAUNCH_F32, 20000, 8); /* in the most chunks */
}

TEST(bias_kernels_in_bf16_agree_with_the_reference)
{
	check_bias(LAUNCH_BF16, 77, 300);
}
