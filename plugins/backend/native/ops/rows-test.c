/* rows-test.c - every variant that this processor has, against the reference */
#include <math.h>
#include <momus/random.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "ops/rows.h"
#include "tap.h"

enum { MOST = 70, IN = 131, OUT = 77 };

static void fill(float *x, size_t n, uint64_t seed)
{
	struct momus_stream s;

	momus_stream_init(&s, seed, MOMUS_TEXT("rows"), 0, 0, "test");
	for (size_t i = 0; i < n; i++)
		x[i] = (float)(momus_stream_real(&s) - 0.5);
}

static float x[MOST * IN], w[OUT * IN], b[OUT], y[MOST * OUT], z[MOST * OUT];

static void product(const struct rows *r, int hands, float *out, int64_t n,
		    int64_t in, int64_t outs, bool add)
{
	struct rows_matrix list[2] = {
		{ out, w, NULL, b, outs, add },
		{ out + n * outs, w + outs * in, NULL, NULL, 1, false },
	};
	struct crew *crew;

	CHECK_INT(crew_create(&crew, hands, NULL), MOMUS_OK);
	for (int64_t i = 0; i < n * outs; i++)
		out[i] = (float)i;
	rows_multiply(&(struct rows_way){ .rows = r }, crew, list, 2, x, n, in);
	crew_free(crew);
}

TEST(every_variant_gives_the_references_bits_for_every_shape)
{
	static const int64_t ins[] = { 1, 15, 16, 17, 48, IN };
	static const int64_t outs[] = { 1, 3, 8, 31, 33, OUT - 1 };

	fill(x, MOST * IN, 1);
	fill(w, (size_t)OUT * IN, 2);
	fill(b, OUT, 3);
	for (int v = 0; rows_at(v); v++)
		for (int k = 0; rows_at(v)->variant.have() && k < 36; k++)
			for (int64_t n = 1; n < MOST - 2; n += n < 9 ? 1 : 19) {
				int64_t in = ins[k % 6], out = outs[k / 6];

				product(&rows_plain, 1, y, n, in, out, k % 2);
				product(rows_at(v), 1 + k % 3, z, n, in, out,
					k % 2);
				if (memcmp(y, z, (size_t)(n * (out + 1)) * 4))
					tap_fail(__FILE__, __LINE__,
						 "%s: %lld rows, %lld by %lld",
						 rows_at(v)->variant.name,
						 (long long)n, (long long)out,
						 (long long)in);
			}
}

TEST(a_rows_result_is_the_same_alone)
{
	for (int v = 0; rows_at(v); v++) {
		if (!rows_at(v)->variant.have())
			continue;
		rows_at(v)->dots(y, OUT, x, IN, MOST, IN, w, IN, OUT);
		for (int64_t r = 0; r < MOST; r++) {
			rows_at(v)->dots(z, OUT, x + r * IN, IN, 1, IN, w, IN,
					 OUT);
			CHECK(memcmp(z, y + r * OUT, OUT * 4) == 0);
		}
	}
}

TEST(the_reference_is_the_sum_of_products)
{
	rows_plain.dots(y, OUT, x, IN, MOST, IN, w, IN, OUT);
	for (int64_t r = 0; r < MOST; r++)
		for (int64_t o = 0; o < OUT; o++) {
			double sum = 0;

			for (int64_t i = 0; i < IN; i++)
				sum += (double)x[r * IN + i] *
				       (double)w[o * IN + i];
			CHECK(fabs(sum - (double)y[r * OUT + o]) < 1e-5);
		}
}

TEST(values_are_mixed_alike_by_every_variant)
{
	enum { KEYS = 19, HEADS = 3 };

	for (int v = 0; rows_at(v); v++)
		for (int64_t d = 1; rows_at(v)->variant.have() && d < 70; d++) {
			fill(y, HEADS * OUT, 4);
			memcpy(z, y, HEADS * OUT * 4);
			rows_plain.mix(y, OUT, x, KEYS, HEADS, w, IN, KEYS, d);
			rows_at(v)->mix(z, OUT, x, KEYS, HEADS, w, IN, KEYS, d);
			CHECK(memcmp(y, z, HEADS * OUT * 4) == 0);
		}
}

TEST(a_variant_is_found_by_name_and_a_lacking_one_refused)
{
	struct momus_error err = { "" };
	const struct rows *r;

	CHECK_INT(rows_find(&r, "plain", NULL), MOMUS_OK);
	CHECK_STR(r->variant.name, "plain");
	CHECK_INT(rows_find(&r, "auto", NULL), MOMUS_OK);
	CHECK(r->variant.have());
	CHECK_INT(rows_find(&r, "amx", &err), MOMUS_ENOTSUP);
	CHECK(strstr(err.text, "\"amx\""));
}

static atomic_int done[1000];

static void count(void *arg, int64_t from, int64_t to, int hand)
{
	const int *hands = arg;

	CHECK(hand >= 0 && hand < *hands);
	for (int64_t i = from; i < to; i++)
		atomic_fetch_add(&done[i], 1);
}

TEST(a_crew_does_every_piece_once)
{
	for (int hands = 1; hands < 6; hands++) {
		struct crew *c;

		CHECK_INT(crew_create(&c, hands, NULL), MOMUS_OK);
		for (int64_t run = 0; run < 400; run++) {
			int64_t n = run * 5 % 1001;

			for (int64_t i = 0; i < n; i++)
				atomic_store(&done[i], 0);
			crew_run(c, count, &hands, n, 1 + run % 7);
			for (int64_t i = 0; i < n; i++)
				CHECK_INT(atomic_load(&done[i]), 1);
		}
		crew_free(c);
	}
}

TAP_MAIN
