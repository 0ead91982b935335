/* heads-test.c - the kernel against rmsnorm.c and rope.c */
#include "heads.h"

#include <stdlib.h>
#include <string.h>

#include "kernel-test.h"
#include "rmsnorm.h"
#include "rope.h"

enum { N = 5, HEADS = 3, KV = 2, PAGES = 2, LONGEST = 40 };

struct heads_parts { /* queries, keys and values, and what they are to be */
	int64_t d, heads[3];
	float *x[3], *norm[2];
	int32_t at[N], page[N * PAGES];
	struct rope rope;
};

static struct heads_parts make(struct bench *b, int64_t d)
{
	struct heads_parts p = { .d = d, .heads = { HEADS, KV, KV } };
	const struct config config = { .head_dim = d, .theta = 1e4 };

	for (int i = 0; i < 3; i++)
		p.x[i] = bench_random(b, (size_t)(N * p.heads[i] * d), -2, 2);
	for (int i = 0; i < 2; i++)
		p.norm[i] = bench_random(b, (size_t)d, 0.5f, 1.5f);
	for (int i = 0; i < N; i++)
		p.at[i] = 9 * i;
	for (int i = 0; i < N * PAGES; i++)
		p.page[i] = N * PAGES - 1 - i;
	bench_ok(b, rope_init(&p.rope, &config, &b->err));
	bench_ok(b, rope_reserve(&p.rope, LONGEST, &b->err));
	return p;
}

static void release(struct heads_parts *p)
{
	for (int i = 0; i < 3; i++)
		free(p->x[i]);
	free(p->norm[0]);
	free(p->norm[1]);
	rope_release(&p->rope);
}

/* Part I's heads of ROW as the references have them. */
static void want_of(const struct heads_parts *p, int i, int row, bool norm,
		    float *y)
{
	const int64_t n = p->heads[i] * p->d;
	const float *x = p->x[i] + row * n;
	float r[HEADS];

	memcpy(y, x, (size_t)n * sizeof *y);
	if (i < 2 && norm)
		rmsnorm_forward(y, r, x, p->norm[i], p->heads[i], p->d, 1e-6);
	if (i < 2)
		rope_turn(&p->rope, y, 1, p->heads[i], p->at[row], false);
}

static int64_t place(const struct heads_parts *p, int i, int row)
{
	const int at = p->at[row];

	return i == 0 ? row
		      : p->page[row * PAGES + at / DECODE_PAGE] * DECODE_PAGE +
				at % DECODE_PAGE;
}

static void check_place(struct bench *b, int64_t d, bool norm)
{
	struct heads_parts p = make(b, d);
	const size_t pool = N * PAGES * DECODE_PAGE;
	const size_t angles = (size_t)(LONGEST * d / 2);
	const struct decode_rows rows = {
		.page = bench_put_bytes(b, p.page, sizeof p.page),
		.at = bench_put_bytes(b, p.at, sizeof p.at),
		.n = N,
		.pages = PAGES,
		.last = LONGEST - 1,
		.heads = HEADS,
		.kv_heads = KV,
		.head_dim = d,
	};
	struct heads h = {
		.q = bench_put(b, p.x[0], (size_t)(N * HEADS * d)),
		.k = bench_put(b, p.x[1], (size_t)(N * KV * d)),
		.v = bench_put(b, p.x[2], (size_t)(N * KV * d)),
		.q_norm = norm ? bench_put(b, p.norm[0], (size_t)d) : NULL,
		.k_norm = norm ? bench_put(b, p.norm[1], (size_t)d) : NULL,
		.eps = 1e-6,
		.cosine = bench_put_f32(b, p.rope.cosine, angles),
		.sine = bench_put_f32(b, p.rope.sine, angles),
		.to = bench_room(b, (size_t)(N * HEADS * d)),
		.pool_k = bench_room(b, pool * (size_t)(KV * d)),
		.pool_v = bench_room(b, pool * (size_t)(KV * d)),
	};
	void *const to[] = { h.to, h.pool_k, h.pool_v };

	bench_ok(b, heads_place_cuda(&b->launch, &rows, &h, &b->err));
	for (int i = 0; i < 3; i++) {
		const size_t n = (size_t)(p.heads[i] * d);
		float *got = bench_get(b, to[i], (i ? pool : N) * n);
		float *want = malloc(n * sizeof *want);

		CHECK(want);
		for (int row = 0; row < N; row++) {
			want_of(&p, i, row, norm, want);
			bench_near(b, "heads",
				   got + (size_t)place(&p, i, row) * n, want, n,
				   1e-5);
		}
		free(got);
		free(want);
	}
	release(&p);
}

static void check_all(enum launch_type type)
{
	struct bench b = bench_open(type, 0);

	for (int way = 0; way < b.ways; way++) {
		bench_way(&b, way);
		check_place(&b, 128, true);
		check_place(&b, 20, true);
		check_place(&b, 8, false);
	}
	bench_close(&b);
}

TEST(heads_go_to_their_places_normalised_and_turned)
{
	check_all(LAUNCH_F32);
}

TEST(heads_in_bf16_go_to_their_places_normalised_and_turned)
{
	check_all(LAUNCH_BF16);
}

TEST(heads_of_an_odd_number_are_refused)
{
	struct bench b = bench_open(LAUNCH_F32, 0);
	const struct decode_rows rows = {
		.n = 1, .heads = 1, .kv_heads = 1, .head_dim = 7
	};

	CHECK_INT(
		heads_place_cuda(&b.launch, &rows, &(struct heads){ 0 }, NULL),
		MOMUS_EINVAL);
	bench_close(&b);
}
