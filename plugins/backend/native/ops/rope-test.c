/* rope-test.c - the kernel against the reference */
#include "rope.h"

#include <stdlib.h>
#include <string.h>

#include "kernel-test.h"

enum { N = 7, HEADS = 3, HALF = 10, ALL = N * HEADS * 2 * HALF };

/* Two sequences behind each other: positions 0 to 3 and 0 to 2. */
static void reference(const struct rope *r, float *x, bool back)
{
	rope_turn(r, x, 4, HEADS, 0, back);
	rope_turn(r, x + 4 * HEADS * 2 * HALF, 3, HEADS, 0, back);
}

static void check_rope(enum launch_type type)
{
	static const int at[N] = { 0, 1, 2, 3, 0, 1, 2 };
	struct config config = { .head_dim = 2 * HALF, .theta = 1e4 };
	struct bench b = bench_open(type, 0);
	float *x = bench_random(&b, ALL, -3, 3), want[ALL], *got;
	void *places = bench_put_bytes(&b, at, sizeof at), *cosine, *sine, *p;
	struct rope r;

	bench_ok(&b, rope_init(&r, &config, &b.err));
	bench_ok(&b, rope_reserve(&r, 4, &b.err));
	cosine = bench_put_f32(&b, r.cosine, 4 * HALF);
	sine = bench_put_f32(&b, r.sine, 4 * HALF);
	for (int i = 0; i < 2 * b.ways; i++) {
		bench_way(&b, i / 2);
		p = bench_put(&b, x, ALL);
		memcpy(want, x, sizeof want);
		reference(&r, want, i % 2);
		bench_ok(&b, rope_turn_cuda(&b.launch, p, places, cosine, sine,
					    N, HEADS, HALF, i % 2, &b.err));
		bench_near(&b, "x", got = bench_get(&b, p, ALL), want, ALL,
			   1e-6);
		free(got);
	}
	rope_release(&r);
	free(x);
	bench_close(&b);
}

TEST(rope_kernel_agrees_with_the_reference_both_ways)
{
	check_rope(LAUNCH_F32);
}

TEST(rope_kernel_in_bf16_agrees_with_the_reference_both_ways)
{
	check_rope(LAUNCH_BF16);
}
