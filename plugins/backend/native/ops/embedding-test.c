/* embedding-test.c - the kernels against the reference */
#include "embedding.h"

#include <stdlib.h>
#include <string.h>

#include "kernel-test.h"

enum { N = 11, VOCAB = 9 };

static const int32_t id[N] = { 3, 0, 8, 3, 3, 7, 0, 1, 8, 3, 2 };

TEST(a_plan_has_each_tokens_places_in_their_order)
{
	static const int32_t order[N] = { 1, 6, 7, 10, 0, 3, 4, 9, 5, 2, 8 };
	static const int32_t begin[] = { 0, 2, 3, 4, 8, 9, 11 };
	struct embedding_plan p;

	CHECK_INT(embedding_plan_init(&p, id, N, NULL), MOMUS_OK);
	CHECK_INT(p.kinds, 6);
	CHECK(memcmp(p.order, order, sizeof order) == 0);
	CHECK(memcmp(p.begin, begin, sizeof begin) == 0);
	embedding_plan_release(&p);
}

static void check_embedding(struct bench *b, size_t d)
{
	float *w = bench_random(b, VOCAB * d, -1, 1);
	float *dx = bench_random(b, N * d, -1, 1), *got;
	float *x = malloc(N * d * sizeof *x), *dw = calloc(VOCAB * d, 4);
	void *on_w = bench_put(b, w, VOCAB * d), *on_x = bench_room(b, N * d);
	void *on_dx = bench_put(b, dx, N * d), *on_id, *order, *begin, *on_dw;
	struct embedding_plan p;

	CHECK(x && dw);
	bench_ok(b, embedding_plan_init(&p, id, N, &b->err));
	on_id = bench_put_bytes(b, id, sizeof id);
	order = bench_put_bytes(b, p.order, N * 4);
	begin = bench_put_bytes(b, p.begin, (size_t)(p.kinds + 1) * 4);
	on_dw = bench_put_f32(b, dw, VOCAB * d);
	bench_ok(b, embedding_forward_cuda(&b->launch, on_x, on_w, on_id, N,
					   (int64_t)d, &b->err));
	embedding_forward(x, w, id, N, (int64_t)d);
	got = bench_get(b, on_x, N * d);
	CHECK(memcmp(got, x, N * d * sizeof *x) == 0);
	free(got);
	bench_ok(b,
		 embedding_backward_cuda(&b->launch, on_dw, on_dx, on_id, order,
					 begin, p.kinds, (int64_t)d, &b->err));
	embedding_backward(dw, dx, id, N, (int64_t)d);
	got = bench_get_f32(b, on_dw, VOCAB * d);
	CHECK(memcmp(got, dw, VOCAB * d * sizeof *x) == 0);
	free(got);
	embedding_plan_release(&p);
	free(w);
	free(x);
	free(dw);
	free(dx);
}

static void check_widths(enum launch_type type)
{
	static const size_t widths[] = { 6, 64, 300 };
	struct bench b = bench_open(type, 0);

	for (int i = 0; i < 3 * b.ways; i++) {
		bench_way(&b, i % b.ways);
		check_embedding(&b, widths[i / b.ways]);
	}
	bench_close(&b);
}

TEST(embedding_kernels_equal_the_reference)
{
	check_widths(LAUNCH_F32);
}

TEST(embedding_kernels_in_bf16_equal_the_reference)
{
	check_widths(LAUNCH_BF16);
}
