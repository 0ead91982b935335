/* decode-test.c - the kernels against attention.c, a row at a time */
#include "decode.h"

#include <stdlib.h>
#include <string.h>

#include "attention.h"
#include "kernel-test.h"
#include "oneproduct.h"

enum { SEQUENCES = 3, PAGES = 20, POOL = 64 };

struct decode_case { /* sequences of so many positions, all in the pool */
	int64_t heads, kv_heads, d, window;
	int64_t n[SEQUENCES];
};

/* Less than a page; pages and chunks more than one. */
static const struct decode_case cases[] = {
	{ 4, 2, 16, 0, { 5, 65, 1 } },
	{ 3, 1, 20, 0, { 300, 33, 513 } },
	{ 2, 2, 128, 0, { 31, 257, 32 } },
	{ 7, 1, 8, 40, { 20, 270, 600 } },
};

struct sequences {
	float *q[SEQUENCES], *k[SEQUENCES], *v[SEQUENCES];
	int32_t page[SEQUENCES][PAGES];
	void *pool_k, *pool_v;
};

/* Pages here and there in the pool; the keys before the last position in them. */
static void fill(struct bench *b, const struct decode_case *c,
		 struct sequences *s)
{
	const size_t width = (size_t)(c->kv_heads * c->d);
	float *k = calloc(POOL * DECODE_PAGE * width, sizeof *k);
	float *v = calloc(POOL * DECODE_PAGE * width, sizeof *v);
	int32_t next = 0;

	CHECK(k && v);
	for (int i = 0; i < SEQUENCES; i++) {
		const size_t n = (size_t)c->n[i];

		s->q[i] = bench_random(b, n * (size_t)(c->heads * c->d), -2, 2);
		s->k[i] = bench_random(b, n * width, -2, 2);
		s->v[i] = bench_random(b, n * width, -1, 1);
		for (size_t p = 0; p < PAGES; p++)
			s->page[i][p] =
				p * DECODE_PAGE < n ? (next += 11) % POOL : 0;
		for (size_t at = 0; at + 1 < n; at++) {
			const size_t to =
				((size_t)s->page[i][at / DECODE_PAGE] *
					 DECODE_PAGE +
				 at % DECODE_PAGE) *
				width;

			memcpy(k + to, s->k[i] + at * width, width * 4);
			memcpy(v + to, s->v[i] + at * width, width * 4);
		}
	}
	s->pool_k = bench_put(b, k, POOL * DECODE_PAGE * width);
	s->pool_v = bench_put(b, v, POOL * DECODE_PAGE * width);
	free(k);
	free(v);
}

/* The last positions of sequences FIRST … FIRST + N - 1. */
static float *decode(struct bench *b, const struct decode_case *c,
		     const struct sequences *s, int first, int n)
{
	const size_t q = (size_t)(c->heads * c->d);
	const size_t width = (size_t)(c->kv_heads * c->d);
	float *queries = calloc((size_t)n * q, 4), *o;
	float *k = calloc((size_t)n * width, 4);
	float *v = calloc((size_t)n * width, 4);
	int32_t at[SEQUENCES] = { 0 };
	struct decode_rows r = { .n = n,
				 .pages = PAGES,
				 .heads = c->heads,
				 .kv_heads = c->kv_heads,
				 .head_dim = c->d,
				 .window = c->window };
	void *out = bench_room(b, (size_t)n * q);

	CHECK(queries && k && v);
	for (int i = 0; i < n; i++) {
		const size_t last = (size_t)c->n[first + i] - 1;

		at[i] = (int32_t)last;
		r.last = r.last > at[i] ? r.last : at[i];
		memcpy(queries + (size_t)i * q, s->q[first + i] + last * q,
		       q * 4);
		memcpy(k + (size_t)i * width, s->k[first + i] + last * width,
		       width * 4);
		memcpy(v + (size_t)i * width, s->v[first + i] + last * width,
		       width * 4);
	}
	r.page = bench_put_bytes(b, s->page[first],
				 sizeof s->page[0] * (size_t)n);
	r.at = bench_put_bytes(b, at, sizeof at);
	bench_ok(b, decode_attention_cuda(&b->launch, &r, out,
					  bench_put(b, queries, (size_t)n * q),
					  bench_put(b, k, (size_t)n * width),
					  bench_put(b, v, (size_t)n * width),
					  s->pool_k, s->pool_v, &b->err));
	o = bench_get(b, out, (size_t)n * q);
	free(queries);
	free(k);
	free(v);
	return o;
}

static void release(struct sequences *s)
{
	for (int i = 0; i < SEQUENCES; i++) {
		free(s->q[i]);
		free(s->k[i]);
		free(s->v[i]);
	}
}

static void check_decode(struct bench *b, const struct decode_case *c)
{
	const int64_t q = c->heads * c->d;
	struct attention a = { .product = one_product(),
			       .heads = c->heads,
			       .kv_heads = c->kv_heads,
			       .head_dim = c->d,
			       .window = c->window };
	float *got, *alone, *want;
	struct sequences s;

	fill(b, c, &s);
	got = decode(b, c, &s, 0, SEQUENCES);
	for (int i = 0; i < SEQUENCES; i++) {
		const struct attention_text last = { .at = c->n[i] - 1,
						     .n = 1,
						     .past = c->n[i] - 1 };

		want = malloc((size_t)(c->n[i] * q) * sizeof *want);
		CHECK(want);
		CHECK_INT(attention_forward(&a, want, NULL, s.q[i], s.k[i],
					    s.v[i], &last, 1, NULL),
			  MOMUS_OK);
		bench_near(b, "o", got + i * q, want + last.at * q, (size_t)q,
			   1e-5);
		free(want);
		alone = decode(b, c, &s, i, 1);
		CHECK(memcmp(alone, got + i * q, (size_t)q * 4) == 0);
		free(alone);
	}
	attention_release(&a);
	release(&s);
	free(got);
}

static void check_all(enum launch_type type)
{
	struct bench b = bench_open(type, 1 << 20);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		bench_way(&b, (int)i % b.ways);
		check_decode(&b, &cases[i]);
	}
	bench_close(&b);
}

TEST(decoding_rows_agree_with_the_reference_alone_and_together)
{
	check_all(LAUNCH_F32);
}

TEST(decoding_rows_in_bf16_agree_with_the_reference_alone_and_together)
{
	check_all(LAUNCH_BF16);
}

TEST(decoding_beyond_the_pages_is_refused)
{
	struct bench b = bench_open(LAUNCH_F32, 1 << 20);
	struct decode_rows r = { NULL, NULL, 1, 2, 64, 2, 1, 16, 0 };

	CHECK_INT(decode_attention_cuda(&b.launch, &r, NULL, NULL, NULL, NULL,
					NULL, NULL, NULL),
		  MOMUS_EINVAL);
	bench_close(&b);
}
