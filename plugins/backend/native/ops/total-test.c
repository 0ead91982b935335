/* total-test.c - the kernel against the reference */
#include "total.h"

#include <stdlib.h>
#include <string.h>

#include "kernel-test.h"

static void check_total(size_t n, int rank, int size)
{
	struct bench b = bench_open(LAUNCH_F32, 64 << 10);
	float *own = bench_random(&b, n, -1, 1), *got;
	float *room = bench_random(&b, n * (size_t)size, -1e3, 1e3);
	float *want = malloc(n * sizeof *want);

	CHECK(want);
	memcpy(want, own, n * sizeof *want);
	total_add(want, room, (int64_t)n, rank, size);
	for (int way = 0; way < b.ways; way++) {
		void *on = bench_put_f32(&b, own, n);
		void *rest = bench_put_f32(&b, room, n * (size_t)size);

		bench_way(&b, way);
		bench_ok(&b, total_add_cuda(&b.launch, on, rest, (int64_t)n,
					    rank, size, &b.err));
		got = bench_get_f32(&b, on, n);
		CHECK(memcmp(got, want, n * sizeof *want) == 0);
		free(got);
	}
	free(own);
	free(room);
	free(want);
	bench_close(&b);
}

TEST(ranks_parts_are_summed_in_their_order_to_the_bit)
{
	check_total(1, 0, 2);
	check_total(1000, 1, 3);
	check_total(257, 4, 5);
}
