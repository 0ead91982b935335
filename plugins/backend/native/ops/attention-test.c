/* attention-test.c - the reference against a closed form, the kernels against it */
#include "attention.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kernel-test.h"
#include "oneproduct.h"

TEST(attention_to_equal_keys_is_the_mean_of_their_values)
{
	struct attention a = { .product = one_product(),
			       .heads = 1,
			       .kv_heads = 1,
			       .head_dim = 1 };
	const struct attention_text text = { .n = 3 };
	const float q[3] = { 5, 5, 5 }, k[3] = { 1, 1, 1 }, v[3] = { 3, 6, 0 };
	float o[3], lse[3];

	CHECK_INT(attention_forward(&a, o, lse, q, k, v, &text, 1, NULL), 0);
	CHECK_NEAR(o[0], 3, 1e-6);
	CHECK_NEAR(o[1], 4.5, 1e-6);
	CHECK_NEAR(o[2], 3, 1e-6);
	CHECK_NEAR(lse[2], 5 + log(3), 1e-6);
	attention_release(&a);
}

struct heads { /* one case */
	int64_t heads, kv_heads, d, window;
	int start[6];
	int sequences;
	const char *what;
};

/* Of the widths that flash.h has kernels for: lengths about its tiles' edges,
 * windows, groups, sequences that begin anywhere. */
static const struct heads wide[] = {
	{ 1, 1, 64, 0, { 0, 1, 3 }, 2, "one token, and two" },
	{ 2, 1, 64, 0, { 0, 63, 127, 192 }, 3, "63, 64 and 65 tokens" },
	{ 7, 1, 64, 0, { 0, 3, 3, 132 }, 3, "a group of seven, 129 tokens" },
	{ 8, 1, 64, 5, { 0, 40, 67 }, 2, "a group of eight, a small window" },
	{ 2, 2, 64, 64, { 0, 191 }, 1, "a window of a tile" },
	{ 1, 1, 64, 100, { 0, 257 }, 1, "a window across tiles" },
	{ 34, 1, 64, 0, { 0, 9 }, 1, "more heads than a block's part" },
	{ 1, 1, 128, 0, { 0, 1, 3 }, 2, "one token of 128 numbers" },
	{ 2, 1, 128, 0, { 0, 31, 64, 97 }, 3, "33 tokens of 128 numbers" },
	{ 1, 1, 128, 0, { 0, 127, 256 }, 2, "127 and 129 of 128 numbers" },
	{ 2, 2, 128, 33, { 0, 131 }, 1, "a window of 128 numbers" },
	{ 17, 17, 128, 0, { 0, 5, 14 }, 2, "a head a group of 128 numbers" },
};

static const struct heads cases[] = {
	{ 2, 2, 16, 0, { 0, 5 }, 1, "one short sequence" },
	{ 4,
	  2,
	  16,
	  0,
	  { 0, 70, 71, 71, 100 },
	  4,
	  "several, one of them empty" },
	{ 3, 1, 20, 0, { 0, 33, 66 }, 2, "a width that no tile fits" },
	{ 2, 1, 16, 7, { 0, 100, 103 }, 2, "a window of few keys" },
	{ 2, 1, 8, 34, { 0, 130 }, 1, "a window of more than a tile" },
	{ 1, 1, 128, 0, { 0, 66 }, 1, "the greatest width" },
};

struct tensors6 {
	float *q, *k, *v, *g, *o, *lse, *dq, *dk, *dv;
	void *on_q, *on_k, *on_v, *on_g, *on_o, *on_lse, *on_dq, *on_dk, *on_dv;
	size_t nq, nk, n;
};

static struct tensors6 make(struct bench *b, const struct heads *h)
{
	const size_t n = (size_t)h->start[h->sequences];
	const size_t nq = n * (size_t)(h->heads * h->d);
	const size_t nk = n * (size_t)(h->kv_heads * h->d);
	struct tensors6 t = {
		.q = bench_random(b, nq, -2, 2),
		.k = bench_random(b, nk, -2, 2),
		.v = bench_random(b, nk, -1, 1),
		.g = bench_random(b, nq, -1, 1),
		.o = calloc(nq, 4),
		.lse = calloc(n * (size_t)h->heads, 4),
		.dq = calloc(nq, 4),
		.dk = calloc(nk, 4),
		.dv = calloc(nk, 4),
		.nq = nq,
		.nk = nk,
		.n = n,
	};

	CHECK(t.o && t.lse && t.dq && t.dk && t.dv);
	t.on_q = bench_put(b, t.q, nq);
	t.on_k = bench_put(b, t.k, nk);
	t.on_v = bench_put(b, t.v, nk);
	t.on_g = bench_put(b, t.g, nq);
	t.on_o = bench_room(b, nq);
	t.on_dq = bench_room(b, nq);
	t.on_dk = bench_room(b, nk);
	t.on_dv = bench_room(b, nk);
	t.on_lse = bench_put_f32(b, t.lse, n * (size_t)h->heads);
	return t;
}

static void unmake(struct tensors6 *t)
{
	free(t->q);
	free(t->k);
	free(t->v);
	free(t->g);
	free(t->o);
	free(t->lse);
	free(t->dq);
	free(t->dk);
	free(t->dv);
}

static void reference(const struct heads *h, struct tensors6 *t)
{
	struct attention a = { .product = one_product(),
			       .heads = h->heads,
			       .kv_heads = h->kv_heads,
			       .head_dim = h->d,
			       .window = h->window };
	struct attention_text list[6];

	for (int i = 0; i < h->sequences; i++)
		list[i] = (struct attention_text){
			.at = h->start[i], .n = h->start[i + 1] - h->start[i]
		};
	CHECK_INT(attention_forward(&a, t->o, t->lse, t->q, t->k, t->v, list,
				    (size_t)h->sequences, NULL),
		  MOMUS_OK);
	CHECK_INT(attention_backward(&a, t->dq, t->dk, t->dv, t->g, t->o,
				     t->lse, t->q, t->k, t->v, list,
				     (size_t)h->sequences, NULL),
		  MOMUS_OK);
	attention_release(&a);
}

static struct attention_rows rows_of(struct bench *b, const struct heads *h)
{
	struct attention_rows r = { .sequences = h->sequences,
				    .tokens = h->start[h->sequences],
				    .heads = h->heads,
				    .kv_heads = h->kv_heads,
				    .head_dim = h->d,
				    .window = h->window };

	for (int i = 0; i < h->sequences; i++)
		if (h->start[i + 1] - h->start[i] > r.longest)
			r.longest = h->start[i + 1] - h->start[i];
	r.start = bench_put_bytes(b, h->start, sizeof h->start);
	return r;
}

static void compare(struct bench *b, const char *what, const void *on,
		    const float *want, size_t n)
{
	const double tolerance = b->launch.type == LAUNCH_F32 ? 1e-5 : 1.0 / 64;
	float *got = bench_get(b, on, n);

	bench_near(b, what, got, want, n, tolerance);
	free(got);
}

static void check_attention(struct bench *b, const struct heads *h)
{
	struct tensors6 t = make(b, h);
	struct attention_rows r = rows_of(b, h);
	float *lse;

	bench_ok(b, attention_forward_cuda(&b->launch, &r, t.on_o, t.on_lse,
					   t.on_q, t.on_k, t.on_v, &b->err));
	bench_ok(b, attention_backward_cuda(&b->launch, &r, t.on_dq, t.on_dk,
					    t.on_dv, t.on_g, t.on_o, t.on_lse,
					    t.on_q, t.on_k, t.on_v, &b->err));
	reference(h, &t);
	compare(b, "o", t.on_o, t.o, t.nq);
	lse = bench_get_f32(b, t.on_lse, t.n * (size_t)h->heads);
	bench_near(b, "lse", lse, t.lse, t.n * (size_t)h->heads, 1e-5);
	free(lse);
	compare(b, "dq", t.on_dq, t.dq, t.nq);
	compare(b, "dk", t.on_dk, t.dk, t.nk);
	compare(b, "dv", t.on_dv, t.dv, t.nk);
	unmake(&t);
}

static void check_cases(enum launch_type type, const struct heads *list,
			size_t n)
{
	struct bench b = bench_open(type, 1 << 20);

	for (size_t i = 0; i < n; i++) {
		bench_way(&b, (int)i % b.ways);
		check_attention(&b, &list[i]);
	}
	bench_close(&b);
}

TEST(attention_kernels_agree_with_the_reference)
{
	check_cases(LAUNCH_F32, cases, sizeof cases / sizeof *cases);
}

TEST(attention_kernels_in_bf16_agree_with_the_reference)
{
	check_cases(LAUNCH_BF16, cases, sizeof cases / sizeof *cases);
}

TEST(attention_kernels_of_wide_heads_agree_with_the_reference)
{
	check_cases(LAUNCH_BF16, wide, sizeof wide / sizeof *wide);
}

/* What is at ON (N), in every order of threads so far. */
static void check_same(struct bench *b, float **first, const void *on, size_t n)
{
	float *got = bench_get(b, on, n);

	if (*first)
		CHECK(memcmp(got, *first, n * sizeof *got) == 0);
	free(*first);
	*first = got;
}

static void check_orders(const struct heads *h)
{
	struct bench b = bench_open(LAUNCH_BF16, 1 << 20);
	struct tensors6 t = make(&b, h);
	struct attention_rows r = rows_of(&b, h);
	float *o = NULL, *dq = NULL, *dk = NULL, *dv = NULL;

	for (int way = 0; way < b.ways; way++) {
		bench_way(&b, way);
		bench_ok(&b, attention_forward_cuda(&b.launch, &r, t.on_o,
						    t.on_lse, t.on_q, t.on_k,
						    t.on_v, &b.err));
		bench_ok(&b, attention_backward_cuda(&b.launch, &r, t.on_dq,
						     t.on_dk, t.on_dv, t.on_g,
						     t.on_o, t.on_lse, t.on_q,
						     t.on_k, t.on_v, &b.err));
		check_same(&b, &o, t.on_o, t.nq);
		check_same(&b, &dq, t.on_dq, t.nq);
		check_same(&b, &dk, t.on_dk, t.nk);
		check_same(&b, &dv, t.on_dv, t.nk);
	}
	free(o);
	free(dq);
	free(dk);
	free(dv);
	unmake(&t);
	bench_close(&b);
}

TEST(attention_kernels_give_the_same_in_every_order_of_threads)
{
	check_orders(&cases[1]);
	check_orders(&wide[1]);
	check_orders(&wide[8]);
}

/* The last sequence of ALL alone, and behind the others. */
static void check_alone(const struct heads *all)
{
	const int at = all->start[all->sequences - 1];
	const struct heads one = { all->heads,
				   all->kv_heads,
				   all->d,
				   all->window,
				   { 0, all->start[all->sequences] - at },
				   1,
				   "" };
	struct bench b = bench_open(LAUNCH_BF16, 64 << 10);
	struct tensors6 t = make(&b, all), u = make(&b, &one);
	struct attention_rows r = rows_of(&b, all), s = rows_of(&b, &one);
	const size_t q = (size_t)(at * all->heads * all->d);
	const size_t k = (size_t)(at * all->kv_heads * all->d);
	float *whole, *alone;

	u.on_q = bench_put(&b, t.q + q, u.nq);
	u.on_k = bench_put(&b, t.k + k, u.nk);
	u.on_v = bench_put(&b, t.v + k, u.nk);
	bench_ok(&b, attention_forward_cuda(&b.launch, &r, t.on_o, NULL, t.on_q,
					    t.on_k, t.on_v, &b.err));
	bench_ok(&b, attention_forward_cuda(&b.launch, &s, u.on_o, NULL, u.on_q,
					    u.on_k, u.on_v, &b.err));
	whole = bench_get(&b, t.on_o, t.nq);
	alone = bench_get(&b, u.on_o, u.nq);
	CHECK(memcmp(whole + q, alone, u.nq * sizeof *alone) == 0);
	free(whole);
	free(alone);
	unmake(&t);
	unmake(&u);
	bench_close(&b);
}

TEST(attention_of_a_sequence_does_not_depend_on_its_batch_bit_for_bit)
{
	check_alone(&cases[1]);
	check_alone(&wide[3]);
	check_alone(&wide[8]);
}

TEST(attention_of_too_wide_heads_is_refused)
{
	struct bench b = bench_open(LAUNCH_F32, 0);
	struct attention_rows r = { NULL, 1, 4, 4, 2, 1, 136, 0 };

	CHECK_INT(attention_forward_cuda(&b.launch, &r, NULL, NULL, NULL, NULL,
					 NULL, &b.err),
		  MOMUS_EINVAL);
	CHECK(strstr(b.err.text, "at most 128 numbers"));
	bench_close(&b);
}
