/* skinny-test.c - products of few rows against plain sums, alone and together */
#include "skinny.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kernel-test.h"

enum { PAGES = 3, LONGEST = 60 };

struct skinny_case {
	int64_t n, k, out;
};

/* One row and many; k of less than a piece, of no whole pieces, of several a warp;
 * columns enough for wide blocks. */
static const struct skinny_case cases[] = {
	{ 1, 8, 16 },	   { 3, 40, 24 },    { 8, 896, 20 },
	{ 9, 264, 8 },	   { 17, 72, 40 },   { 33, 520, 16 },
	{ 128, 2312, 24 }, { 20, 40, 4248 }, { 40, 16, 4232 },
};

struct skinny_data {
	float *x, *norm, *w[3], *bias[3], *y;
	void *far_w[3], *far_bias[3];
	struct skinny s;
};

static struct skinny_data make(struct bench *b, const struct skinny_case *c,
			       bool norm)
{
	struct skinny_data d = { .s = { .n = c->n, .k = c->k, .eps = 1e-6 } };

	d.x = bench_random(b, (size_t)(c->n * c->k), -1, 1);
	d.norm = bench_random(b, (size_t)c->k, 0.5f, 1.5f);
	d.y = bench_random(b, (size_t)(c->n * c->out), -1, 1);
	for (int i = 0; i < 3; i++) {
		d.w[i] = bench_random(b, (size_t)(c->out * c->k), -1, 1);
		d.bias[i] = bench_random(b, (size_t)c->out, -1, 1);
		d.far_w[i] = bench_put(b, d.w[i], (size_t)(c->out * c->k));
		d.far_bias[i] = bench_put(b, d.bias[i], (size_t)c->out);
	}
	d.s.x = bench_put(b, d.x, (size_t)(c->n * c->k));
	d.s.norm = norm ? bench_put(b, d.norm, (size_t)c->k) : NULL;
	return d;
}

static void release(struct skinny_data *d)
{
	for (int i = 0; i < 3; i++) {
		free(d->w[i]);
		free(d->bias[i]);
	}
	free(d->x);
	free(d->norm);
	free(d->y);
}

/* Row ROW of X with column COL of matrix I, as the header has it. */
static double product(const struct skinny_data *d, int i, int64_t row,
		      int64_t col)
{
	const float *x = d->x + row * d->s.k, *w = d->w[i] + col * d->s.k;
	double sum = 0, square = 0;

	for (int64_t k = 0; k < d->s.k; k++) {
		sum += (double)x[k] * (double)w[k] *
		       (d->s.norm ? (double)d->norm[k] : 1.0);
		square += (double)x[k] * (double)x[k];
	}
	return d->s.norm ? sum / sqrt(square / (double)d->s.k + d->s.eps) : sum;
}

/* Row 0 alone is what it is among all. */
static void check_alone(const struct skinny_data *d, const float *all,
			const float *alone, int64_t out)
{
	(void)d;
	CHECK(memcmp(all, alone, (size_t)out * sizeof *all) == 0);
}

static void check_add(struct bench *b, const struct skinny_case *c, bool norm)
{
	struct skinny_data d = make(b, c, norm);
	const size_t all = (size_t)(c->n * c->out);
	const struct skinny_matrix m = { d.far_w[0], d.far_bias[0], c->out };
	void *y = bench_put(b, d.y, all), *one = bench_put(b, d.y, all);
	float *got, *alone, *want = malloc(all * sizeof *want);

	CHECK(want);
	for (int64_t i = 0; i < c->n; i++)
		for (int64_t k = 0; k < c->out; k++)
			want[i * c->out + k] =
				(float)(product(&d, 0, i, k) +
					(double)d.bias[0][k] +
					(double)d.y[i * c->out + k]);
	bench_ok(b, skinny_add_cuda(&b->launch, &d.s, y, &m, &b->err));
	d.s.n = 1;
	bench_ok(b, skinny_add_cuda(&b->launch, &d.s, one, &m, &b->err));
	got = bench_get(b, y, all);
	alone = bench_get(b, one, all);
	bench_near(b, "y", got, want, all, norm ? 1.0 / 256 : 1e-4);
	check_alone(&d, got, alone, c->out);
	free(got);
	free(alone);
	free(want);
	release(&d);
}

/* The last rows first, as .row has them. */
static void check_logits(struct bench *b, const struct skinny_case *c)
{
	struct skinny_data d = make(b, c, true);
	const size_t all = (size_t)(c->n * c->out);
	const struct skinny_matrix m = { d.far_w[0], NULL, c->out };
	float *z = bench_put_f32(b, d.y, all), *got;
	float *want = malloc(all * sizeof *want);
	int32_t row[SKINNY_ROWS];

	CHECK(want);
	for (int64_t i = 0; i < c->n; i++) {
		row[i] = (int32_t)(c->n - 1 - i);
		for (int64_t k = 0; k < c->out; k++)
			want[i * c->out + k] = (float)product(&d, 0, row[i], k);
	}
	d.s.row = bench_put_bytes(b, row, sizeof row);
	bench_ok(b, skinny_logits_cuda(&b->launch, &d.s, z, &m, &b->err));
	got = bench_get_f32(b, z, all);
	bench_near(b, "z", got, want, all, 1.0 / 256);
	free(got);
	free(want);
	release(&d);
}

static void check_swiglu(struct bench *b, const struct skinny_case *c)
{
	struct skinny_data d = make(b, c, true);
	const size_t all = (size_t)(c->n * c->out);
	void *y = bench_room(b, all), *one = bench_room(b, all);
	float *got, *alone, *want = malloc(all * sizeof *want);

	CHECK(want);
	for (int64_t i = 0; i < c->n; i++)
		for (int64_t k = 0; k < c->out; k++) {
			const double g = product(&d, 0, i, k);

			want[i * c->out + k] = (float)(g / (1 + exp(-g)) *
						       product(&d, 1, i, k));
		}
	bench_ok(b, skinny_swiglu_cuda(&b->launch, &d.s, y, d.far_w[0],
				       d.far_w[1], c->out, &b->err));
	d.s.n = 1;
	bench_ok(b, skinny_swiglu_cuda(&b->launch, &d.s, one, d.far_w[0],
				       d.far_w[1], c->out, &b->err));
	got = bench_get(b, y, all);
	alone = bench_get(b, one, all);
	bench_near(b, "y", got, want, all, 1.0 / 128);
	check_alone(&d, got, alone, c->out);
	free(got);
	free(alone);
	free(want);
	release(&d);
}

TEST(products_of_few_rows_agree_with_sums_alone_and_together)
{
	struct bench b = bench_open(LAUNCH_BF16, 1 << 20);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		bench_way(&b, (int)i % b.ways);
		check_add(&b, &cases[i], false);
		check_add(&b, &cases[i], true);
		check_logits(&b, &cases[i]);
		check_swiglu(&b, &cases[i]);
	}
	bench_close(&b);
}

/* Heads. */

struct skinny_turn { /* positions, places and angles of rows */
	int32_t at[SKINNY_ROWS], page[SKINNY_ROWS * PAGES];
	float *cosine, *sine;
	struct decode_rows rows;
	struct skinny_heads h;
	int64_t width[3], pool;
};

static struct skinny_turn make_turn(struct bench *b,
				    const struct skinny_data *d, int64_t heads,
				    int64_t kv_heads, int64_t head_dim)
{
	struct skinny_turn t = { .pool = d->s.n * PAGES * DECODE_PAGE };
	const size_t angles = (size_t)(LONGEST * head_dim / 2);

	t.width[0] = heads * head_dim;
	t.width[1] = t.width[2] = kv_heads * head_dim;
	for (int64_t i = 0; i < d->s.n; i++) {
		t.at[i] = (int32_t)(i * 7 % LONGEST);
		for (int p = 0; p < PAGES; p++)
			t.page[i * PAGES + p] =
				(int32_t)(d->s.n * PAGES - 1 - i * PAGES - p);
	}
	t.cosine = bench_random(b, angles, -1, 1);
	t.sine = bench_random(b, angles, -1, 1);
	t.h.cosine = bench_put_f32(b, t.cosine, angles);
	t.h.sine = bench_put_f32(b, t.sine, angles);
	t.rows = (struct decode_rows){
		.page = bench_put_bytes(b, t.page, sizeof t.page),
		.at = bench_put_bytes(b, t.at, sizeof t.at),
		.n = d->s.n,
		.pages = PAGES,
		.last = LONGEST,
		.heads = heads,
		.kv_heads = kv_heads,
		.head_dim = head_dim
	};
	for (int i = 0; i < 3; i++) {
		t.h.m[i] = (struct skinny_matrix){ d->far_w[i], d->far_bias[i],
						   t.width[i] };
		t.h.y[i] = bench_room(b, (size_t)(t.pool * t.width[0]));
	}
	return t;
}

static float turned(const struct skinny_data *d, const struct skinny_turn *t,
		    int i, int64_t row, int64_t col)
{
	const int64_t dim = t->rows.head_dim, half = dim / 2;
	const int64_t other = col % dim < half ? col + half : col - half;
	const int64_t angle = t->at[row] * half + col % half;
	const double x = product(d, i, row, col) + (double)d->bias[i][col];
	const double y = product(d, i, row, other) + (double)d->bias[i][other];

	if (i == 2)
		return (float)x;
	return (float)(x * (double)t->cosine[angle] +
		       (col < other ? -y : y) * (double)t->sine[angle]);
}

static int64_t place(const struct skinny_turn *t, int i, int64_t row)
{
	const int64_t at = t->at[row];

	return i == 0 ? row
		      : t->page[row * PAGES + at / DECODE_PAGE] * DECODE_PAGE +
				at % DECODE_PAGE;
}

static void check_heads(struct bench *b, const struct skinny_case *c,
			int64_t heads, int64_t kv_heads)
{
	struct skinny_data d = make(b, c, true);
	struct skinny_turn t =
		make_turn(b, &d, heads, kv_heads, c->out / heads);

	t.h.rows = &t.rows;
	bench_ok(b, skinny_heads_cuda(&b->launch, &d.s, &t.h, &b->err));
	for (int i = 0; i < 3; i++) {
		const size_t w = (size_t)t.width[i];
		float *got = bench_get(b, t.h.y[i], (size_t)t.pool * w);
		float *want = malloc(w * sizeof *want);

		CHECK(want);
		for (int64_t row = 0; row < c->n; row++) {
			for (int64_t k = 0; k < t.width[i]; k++)
				want[k] = turned(&d, &t, i, row, k);
			bench_near(b, "heads",
				   got + place(&t, i, row) * t.width[i], want,
				   w, 1.0 / 256);
		}
		free(got);
		free(want);
	}
	free(t.cosine);
	free(t.sine);
	release(&d);
}

TEST(heads_are_turned_and_put_as_they_are_made)
{
	struct bench b = bench_open(LAUNCH_BF16, 1 << 20);

	check_heads(&b, &(struct skinny_case){ 1, 32, 64 }, 4, 2);
	check_heads(&b, &(struct skinny_case){ 11, 64, 192 }, 3, 1);
	check_heads(&b, &(struct skinny_case){ 33, 40, 128 }, 2, 2);
	bench_close(&b);
}

TEST(a_product_of_too_many_rows_is_refused)
{
	struct bench b = bench_open(LAUNCH_BF16, 1 << 20);
	const struct skinny many = { .n = SKINNY_ROWS + 1, .k = 8 };
	const struct skinny odd = { .n = 1, .k = 12 };
	const struct skinny_matrix m = { NULL, NULL, 16 };

	CHECK_INT(skinny_add_cuda(&b.launch, &many, NULL, &m, NULL),
		  MOMUS_EINVAL);
	CHECK_INT(skinny_add_cuda(&b.launch, &odd, NULL, &m, NULL),
		  MOMUS_EINVAL);
	bench_close(&b);
}
