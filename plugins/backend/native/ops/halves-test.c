/* halves-test.c - bf16 by every variant that this processor has */
#include <float.h>
#include <math.h>
#include <momus/random.h>
#include <string.h>

#include "ops/rows.h"
#include "tap.h"

enum { MOST = 70, IN = 131, OUT = 77 };

static float x[MOST * IN], y[MOST * OUT], z[MOST * OUT], wide[OUT * IN];
static uint16_t w[OUT * IN], packed[80 * 160];

static void fill(float *list, size_t n, uint64_t seed)
{
	struct momus_stream s;

	momus_stream_init(&s, seed, MOMUS_TEXT("halves"), 0, 0, "test");
	for (size_t i = 0; i < n; i++)
		list[i] = (float)(momus_stream_real(&s) - 0.5);
}

/* Fills X, and W with numbers of bf16, which WIDE has, too. */
static void fill_all(void)
{
	fill(x, MOST * IN, 1);
	fill(wide, (size_t)OUT * IN, 2);
	for (size_t i = 0; i < (size_t)OUT * IN; i++) {
		w[i] = halves_round(wide[i]);
		wide[i] = halves_wide(w[i]);
	}
}

TEST(a_number_becomes_the_nearest_bf16_of_two_the_even_one)
{
	CHECK_INT(halves_round(1.0f), 0x3f80);
	CHECK_INT(halves_round(-2.5f), 0xc020);
	CHECK_INT(halves_round(1.0f + 0x1p-8f), 0x3f80);
	CHECK_INT(halves_round(1.0f + 0x1p-8f + 0x1p-20f), 0x3f81);
	CHECK_INT(halves_round(1.0f + 3 * 0x1p-8f), 0x3f82);
	CHECK(halves_wide(0x3f81) == 1.0f + 0x1p-7f);
}

TEST(a_matrix_of_bf16_gives_the_bits_of_the_widened_one)
{
	static const int64_t ins[] = { 1, 15, 16, 17, 48, IN };

	fill_all();
	for (int v = 0; rows_at(v); v++)
		for (int k = 0; rows_at(v)->variant.have() && k < 6; k++)
			for (int64_t n = 1; n < 14; n++) {
				rows_plain.dots(y, OUT, x, IN, n, ins[k], wide,
						IN, OUT);
				rows_at(v)->dots_half(z, OUT, x, IN, n, ins[k],
						      w, IN, OUT);
				CHECK(memcmp(y, z, (size_t)n * OUT * 4) == 0);
			}
}

static void dots(const struct halves *h, float *out, int64_t n, int64_t in,
		 int64_t outs)
{
	h->pack(packed, x, n, in);
	h->dots(out, OUT, packed, n, in, w, IN, outs);
}

/* Whether Y is X W' within the tolerance that halves.h states. */
static void check_sums(const struct halves *h, int64_t n, int64_t in,
		       int64_t outs, const float *got)
{
	for (int64_t r = 0; r < n; r++)
		for (int64_t o = 0; o < outs; o++) {
			double sum = 0, all = 0, found = got[r * OUT + o];

			for (int64_t i = 0; i < in; i++) {
				float a = halves_wide(
					halves_round(x[r * in + i]));
				double p = (double)a * (double)wide[o * IN + i];

				sum += p;
				all += fabs(p);
			}
			if (!(fabs(found - sum) <= 0x1p-24 * (double)in * all))
				tap_fail(__FILE__, __LINE__,
					 "%s: %.9g, not %.9g, of %lld",
					 h->variant.name, found, sum,
					 (long long)in);
		}
}

TEST(every_variant_is_within_its_tolerance_and_all_but_one_give_the_same_bits)
{
	static const int64_t ins[] = { 1, 2, 31, 32, 33, 96, IN };
	static const int64_t outs[] = { 1, 8, 16, 31, 33, OUT };

	fill_all();
	for (int v = 0; halves_at(v); v++)
		for (int k = 0; halves_at(v)->variant.have() && k < 42; k++)
			for (int64_t n = 1; n < MOST; n += n < 9 ? 1 : 12) {
				const struct halves *h = halves_at(v);
				int64_t in = ins[k % 7], out = outs[k / 7];

				dots(&halves_plain, y, n, in, out);
				dots(h, z, n, in, out);
				check_sums(h, n, in, out, z);
				for (int64_t r = 0; h != &halves_amx && r < n;
				     r++)
					CHECK(memcmp(y + r * OUT, z + r * OUT,
						     (size_t)out * 4) == 0);
			}
}

TEST(a_rows_result_is_the_same_alone)
{
	fill_all();
	for (int v = 0; halves_at(v); v++) {
		const struct halves *h = halves_at(v);

		if (!h->variant.have())
			continue;
		dots(h, y, MOST, IN, OUT);
		for (int64_t r = 0; r < MOST; r++) {
			h->pack(packed, x + r * IN, 1, IN);
			h->dots(z, OUT, packed, 1, IN, w, IN, OUT);
			CHECK(memcmp(z, y + r * OUT, OUT * 4) == 0);
		}
	}
}

TEST(nothing_behind_the_rows_and_columns_asked_for_is_written)
{
	fill_all();
	for (int v = 0; halves_at(v); v++)
		for (int64_t n = 1; halves_at(v)->variant.have() && n < 40;
		     n += 3) {
			memset(z, 0xff, sizeof z);
			dots(halves_at(v), z, n, IN, 21);
			for (int64_t i = 0; i < MOST * OUT; i++)
				CHECK((i / OUT < n && i % OUT < 21) ==
				      !isnan(z[i]));
		}
}

TEST(numbers_that_are_too_small_are_zero_in_every_variant)
{
	fill_all();
	for (int64_t i = 0; i < MOST * IN; i++)
		x[i] *= i % 3 ? 0x1p-64f : FLT_MIN;
	for (int64_t i = 0; i < OUT * IN; i++)
		w[i] = halves_round(wide[i] * (i % 5 ? 0x1p-62f : FLT_MIN));
	dots(&halves_plain, y, MOST, IN, OUT);
	CHECK(y[0] == 0 || fabsf(y[0]) >= FLT_MIN);
	for (int v = 0; halves_at(v); v++)
		if (halves_at(v)->variant.have() &&
		    halves_at(v) != &halves_amx) {
			dots(halves_at(v), z, MOST, IN, OUT);
			CHECK(memcmp(z, y, sizeof y) == 0);
		}
}

static void multiply(const struct rows_way *way, int hands, int64_t n,
		     float *out)
{
	const struct rows_matrix list[2] = {
		{ out, NULL, w, x, OUT - 1, false },
		{ out + n * (OUT - 1), NULL, w + (OUT - 1) * IN, NULL, 1,
		  false },
	};
	struct crew *crew;

	CHECK_INT(crew_create(&crew, hands, NULL), MOMUS_OK);
	rows_multiply(way, crew, list, 2, x, n, IN);
	crew_free(crew);
}

TEST(panels_and_hands_change_no_bit)
{
	fill_all();
	for (int v = 0; halves_at(v); v++) {
		const struct rows_way way = { &rows_plain, halves_at(v),
					      packed };

		if (!halves_at(v)->variant.have())
			continue;
		multiply(&way, 1, MOST, y);
		for (int hands = 2; hands < 4; hands++) {
			multiply(&way, hands, MOST, z);
			CHECK(memcmp(y, z, sizeof y) == 0);
		}
		multiply(&way, 1, 1, z); /* the first row, by itself */
		CHECK(memcmp(y, z, (OUT - 1) * 4) == 0);
	}
}

TEST(a_variant_is_found_by_name_and_a_lacking_one_refused)
{
	struct momus_error err = { "" };
	const struct halves *h;

	CHECK_INT(halves_find(&h, "plain", NULL), MOMUS_OK);
	CHECK(h == &halves_plain);
	CHECK_INT(halves_find(&h, "auto", NULL), MOMUS_OK);
	CHECK(h->variant.have());
	CHECK_INT(halves_find(&h, "amx", &err),
		  halves_amx.variant.have() ? MOMUS_OK : MOMUS_ENOTSUP);
	CHECK(halves_amx.variant.have() || strstr(err.text, "\"amx\""));
	CHECK_INT(halves_find(&h, "mmx", NULL), MOMUS_ENOTSUP);
}

#ifdef NATIVE_TILES
TEST(the_tiles_of_a_model_are_there_and_chosen)
{
	const struct halves *h;

	CHECK_INT(halves_find(&h, "auto", NULL), MOMUS_OK);
	CHECK(h == &halves_amx);
}
#endif

TAP_MAIN
