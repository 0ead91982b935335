/* product-test.c - every kernel that this processor has, against the reference, and
 * exponentials against the C library's */
#include "ops/product.h"

#include <math.h>
#include <momus/random.h>
#include <stdlib.h>
#include <string.h>

#include "ops/exps.h"
#include "tap.h"

enum { M = 205, N = 530, K = 401 };

static float a[M * K], b[K * N], was[M * N], c[M * N], d[M * N];

static void fill(float *x, size_t n, uint64_t seed)
{
	struct momus_stream s;

	momus_stream_init(&s, seed, MOMUS_TEXT("product"), 0, 0, "test");
	for (size_t i = 0; i < n; i++)
		x[i] = (float)(momus_stream_real(&s) - 0.5);
}

static void fill_all(void)
{
	fill(a, M * K, 1);
	fill(b, (size_t)K * N, 2);
	fill(was, (size_t)M * N, 3);
}

static struct matrix lie(const float *x, int64_t rows, int64_t columns,
			 bool turned)
{
	return turned ? matrix_turned(x, rows) : matrix_plain(x, columns);
}

static float at(struct matrix x, int64_t i, int64_t j)
{
	return x.at[i * x.row + j * x.column];
}

/* Each sum by itself, in the order that the header promises. */
static void one_by_one(float *out, int64_t m, int64_t n, int64_t k,
		       float factor, struct matrix x, struct matrix y, bool add)
{
	for (int64_t i = 0; i < m; i++)
		for (int64_t j = 0; j < n; j++) {
			float all = add ? was[i * n + j] : 0.0f, s = 0;

			for (int64_t l = 0; l < k; l++) {
				s = fmaf(at(x, i, l), factor * at(y, l, j), s);
				if (l + 1 < k && (l + 1) % PRODUCT_RUN)
					continue;
				all += s;
				s = 0;
			}
			out[i * n + j] = all;
		}
}

static void check(const struct product_kernel *kernel, int hands, int64_t m,
		  int64_t n, int64_t k, int how)
{
	struct matrix x = lie(a, m, k, how & 1), y = lie(b, k, n, how & 2);
	bool add = how & 4;
	float factor = how & 8 ? 0.3f : 1.0f;
	struct crew *crew;
	struct product p;

	CHECK_INT(crew_create(&crew, hands, NULL), MOMUS_OK);
	CHECK_INT(product_init(&p, crew, NULL), MOMUS_OK);
	p.kernel = kernel;
	one_by_one(d, m, n, k, factor, x, y, add);
	memcpy(c, was, (size_t)(m * n) * sizeof *c);
	product_make(&p, c, n, m, n, k, factor, x, y, add);
	if (memcmp(c, d, (size_t)(m * n) * sizeof *c) != 0)
		tap_fail(__FILE__, __LINE__, "%s, %d hands: %d by %d by %d, %d",
			 kernel->variant.name, hands, (int)m, (int)n, (int)k,
			 how);
	memcpy(c, was, (size_t)(m * n) * sizeof *c);
	product_alone(&p, hands - 1, c, n, m, n, k, factor, x, y, add);
	CHECK(memcmp(c, d, (size_t)(m * n) * sizeof *c) == 0);
	product_release(&p);
	crew_free(crew);
}

TEST(every_kernel_adds_in_the_promised_order_for_every_shape)
{
	static const int64_t shapes[][3] = {
		{ 1, 1, 1 },	{ 5, 7, 3 },   { 12, 32, 16 },
		{ 13, 33, 17 }, { 3, 8, 0 },   { 96, 16, 33 },
		{ 97, 65, 2 },	{ M, 31, 40 }, { 40, 530, 9 },
	};

	fill_all();
	for (int v = 0; product_at(v); v++)
		for (int i = 0; product_at(v)->variant.have() && i < 9 * 16;
		     i++)
			check(product_at(v), 1 + i % 3, shapes[i / 16][0],
			      shapes[i / 16][1], shapes[i / 16][2], i % 16);
}

TEST(products_that_many_threads_divide_are_the_same)
{
	fill_all();
	for (int v = 0; product_at(v); v++)
		for (int how = 0; product_at(v)->variant.have() && how < 8;
		     how++)
			check(product_at(v), 3, M, N, how < 4 ? K : 64, how);
}

TEST(a_row_does_not_depend_on_the_others)
{
	struct crew *crew;
	struct product p;

	fill_all();
	CHECK_INT(crew_create(&crew, 2, NULL), MOMUS_OK);
	CHECK_INT(product_init(&p, crew, NULL), MOMUS_OK);
	product_make(&p, c, N, M, N, K, 1.0f, matrix_plain(a, K),
		     matrix_turned(b, K), false);
	for (int64_t i = 0; i < M; i += 17) {
		product_make(&p, d, N, 1, N, K, 1.0f,
			     matrix_plain(a + i * K, K), matrix_turned(b, K),
			     false);
		CHECK(memcmp(c + i * N, d, N * sizeof *c) == 0);
	}
	product_release(&p);
	crew_free(crew);
}

static void check_exps(const struct exps *l, int64_t n)
{
	double sum = 0, other = 0, got, weighted, e;
	float x[100] = { 0 }, y[100], most = -1e9f;

	for (int64_t i = 0; i < n; i++) {
		x[i] = -80.0f + 160.0f * (float)((i * 37) % 101) / 101;
		most = fmaxf(most, x[i]);
	}
	CHECK_NEAR(l->most(x, n), most, 0);
	got = l->raise(y, x, 3.0f, n, &weighted);
	for (int64_t i = 0; i < n; i++) {
		e = exp((double)x[i] - 3);
		sum += e;
		other += e * ((double)x[i] - 3);
		CHECK_NEAR(y[i], e, 2e-7 * e);
	}
	CHECK_NEAR(got, sum, 2e-7 * sum);
	CHECK_NEAR(weighted, other, 4e-7 * fabs(other) + 1e-5 * sum);
	l->scale(y, 0.5f, n);
	CHECK_NEAR(y[n - 1], 0.5 * exp((double)x[n - 1] - 3),
		   2e-7 * exp((double)x[n - 1] - 3));
}

TEST(exponentials_are_those_of_the_c_library_for_every_length)
{
	for (int v = 0; exps_at(v); v++)
		for (int64_t n = 1; exps_at(v)->variant.have() && n < 100; n++)
			check_exps(exps_at(v), n);
}

TEST(exponentials_far_below_are_zero_and_what_is_no_number_stays_so)
{
	const float x[4] = { -88.0f, -INFINITY, NAN, 0 };
	float y[4];

	for (int v = 0; exps_at(v); v++) {
		if (!exps_at(v)->variant.have())
			continue;
		exps_at(v)->raise(y, x, 0, 4, NULL);
		CHECK_NEAR(y[0], 0, 0);
		CHECK_NEAR(y[1], 0, 0);
		CHECK(isnan(y[2]));
		CHECK_NEAR(y[3], 1, 0);
	}
}

TEST(gates_and_their_derivatives_are_those_of_the_formula_wherever_they_stand)
{
	float g[40], u[40], y[40], dg[40], du[40], one, other;

	for (int i = 0; i < 40; i++) {
		g[i] = (float)i / 2 - 10;
		u[i] = 1.5f - (float)i / 20;
	}
	for (int v = 0; exps_at(v); v++) {
		const struct exps *l = exps_at(v);

		if (!l->variant.have())
			continue;
		l->swiglu(y, g, u, 40);
		l->swiglu_back(dg, du, u, g, u, 40);
		for (int i = 0; i < 40; i++) {
			double x = (double)g[i], s = 1 / (1 + exp(-x));
			double up = (double)u[i];

			CHECK_NEAR(y[i], x * s * up, 1e-6);
			CHECK_NEAR(du[i], up * x * s, 1e-6);
			CHECK_NEAR(dg[i], up * up * s * (1 + x * (1 - s)),
				   1e-5);
			l->swiglu(&one, g + i, u + i, 1);
			CHECK(memcmp(&one, y + i, sizeof one) == 0);
			l->swiglu_back(&one, &other, u + i, g + i, u + i, 1);
			CHECK(memcmp(&one, dg + i, sizeof one) == 0 &&
			      memcmp(&other, du + i, sizeof one) == 0);
		}
	}
}

TAP_MAIN
