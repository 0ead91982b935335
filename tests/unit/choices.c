/* choices.c - tests of harness/stats/choices.c */
#include <math.h>
#include <stdlib.h>

#include "stats/binomial.h"
#include "stats/choices.h"
#include "stats/paired.h"
#include "stats/swap.h"
#include "tap.h"

enum { DRAWS = MOMUS_CHOICES_DRAWS, MOST = MOMUS_CHOICES_MOST };

static int32_t value(size_t i, size_t j, bool set)
{
	return (int32_t)((i * 37 + j * 11 + set * 5) % 101) - 50;
}

/* What draw D of N bits and K sums is, by the words of STREAM from its start. */
static void check_draw(struct momus_stream stream, size_t n, size_t k,
		       uint64_t d, const int32_t *sums)
{
	const uint64_t words = (n + 63) / 64;
	int32_t expected[MOST] = { 0 };
	uint64_t bits = 0;

	for (uint64_t i = 0; i < d * words; i++)
		momus_stream_u64(&stream);
	for (size_t i = 0; i < n; i++, bits >>= 1) {
		if (i % 64 == 0)
			bits = momus_stream_u64(&stream);
		for (size_t j = 0; j < k; j++)
			expected[j] += value(i, j, bits & 1);
	}
	for (size_t j = 0; j < k; j++)
		CHECK_INT(sums[j * DRAWS + d % DRAWS], expected[j]);
}

/* CARRY: whether the counter's lowest word overflows on the way. */
static void check_all(size_t n, size_t k, bool carry)
{
	int32_t sums[MOST * DRAWS];
	struct momus_choices c;
	struct momus_stream s;

	momus_stream_init(&s, n, MOMUS_TEXT(""), k, 0, "test");
	if (carry)
		s.counter[0] = UINT32_MAX - 20;
	if (!momus_choices_init(&c, n, k))
		return; /* the processor is another */
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < k; j++)
			momus_choices_add(&c, i, j, value(i, j, false),
					  value(i, j, true));
	for (uint64_t first = 0; first < 2 * DRAWS; first += DRAWS) {
		CHECK(momus_choices_draw(&c, &s, first, sums));
		for (uint64_t d = first; d < first + DRAWS; d++)
			check_draw(s, n, k, d, sums);
	}
	for (uint64_t d = 0; d < 5; d++) {
		struct momus_stream there = momus_choices_stream(&c, &s, d);
		struct momus_stream along = s;

		for (uint64_t i = 0; i < d * ((n + 63) / 64); i++)
			momus_stream_u64(&along);
		CHECK(momus_stream_u64(&there) == momus_stream_u64(&along));
	}
	momus_choices_release(&c);
}

TEST(sums_are_those_of_the_streams_bits_one_by_one)
{
	static const size_t bits[] = { 1, 4, 31, 33, 64, 65, 128, 190, 321 };

	for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
		for (size_t k = 1; k <= MOST; k += 1 + k / 3)
			check_all(bits[i], k, i % 2);
}

TEST(a_counter_near_its_end_is_refused)
{
	int32_t sums[DRAWS];
	struct momus_choices c;
	struct momus_stream s;

	momus_stream_init(&s, 1, MOMUS_TEXT(""), 0, 0, "test");
	s.counter[0] = UINT32_MAX - 7;
	s.counter[1] = UINT32_MAX;
	if (!momus_choices_init(&c, 100, 1))
		return;
	CHECK(!momus_choices_draw(&c, &s, 0, sums));
	momus_choices_release(&c);
}

/* Of N sizes, of which no two are alike, in order; by their definition: a sum for
 * each eight, and the sum of those. */
static double flips(const double *sizes, size_t n, double limit, uint64_t tries)
{
	struct momus_stream s;
	uint64_t extreme = 0, bits = 0;

	momus_stream_init(&s, 3, MOMUS_TEXT(""), 0, 0, "sign-flip");
	for (uint64_t t = 0; t < tries; t++) {
		double sum = 0, eight = 0;

		for (size_t i = 0; i < n; i++, bits >>= 1) {
			if (i % 64 == 0)
				bits = momus_stream_u64(&s);
			eight += bits & 1 ? sizes[i] : -sizes[i];
			if (i % 8 < 7 && i + 1 < n)
				continue;
			sum += eight;
			eight = 0;
		}
		extreme += fabs(sum) >= limit;
	}
	return (1.0 + (double)extreme) / (1.0 + (double)tries);
}

/* Sizes of a power of two each but the first are what rounding leaves in doubt:
 * sums are close to the limit or just at it. */
static void check_flips(size_t n, double step, bool apart)
{
	double sizes[300], d[300], sum = 0, all = 0;
	struct momus_signflip out;

	for (size_t i = 0; i < n; i++) {
		sizes[i] =
			apart ? 1 + step * (double)i
			      : step * (double)(i + 1) * (i < n / 2 ? 1e-9 : 1);
		d[i] = i % 2 ? sizes[i] : -sizes[i];
		sum += d[i];
		all += sizes[i];
	}
	CHECK_INT(momus_signflip(d, n, 3, 2000, &out, NULL), MOMUS_OK);
	CHECK(!out.exact);
	CHECK(out.p == flips(sizes, n, fabs(sum) - 1e-12 * all, 2000));
}

TEST(drawn_signs_count_as_their_sums_in_double)
{
	check_flips(40, 0.00731251, true);
	check_flips(65, 0.00731251, true);
	check_flips(300, 1.0 / 4099, true);
	check_flips(129, 1.0 / 4099, true);
	check_flips(40, 1.0 / 4099, false);
	check_flips(300, 1.0 / 4099, false);
}

static void share(const void *arg, const double *sums, double *figure)
{
	const double *scale = arg;

	*figure = (sums[0] + 0.5 * sums[2]) / (sums[1] + sums[2] + *scale);
}

/* Rows of counts, and the same by SCALE, of which sums are exact, too, but no whole
 * numbers: they must be counted alike, whatever way they take. */
static double swapped(size_t n, double most, double scale)
{
	double *rows = malloc(n * 6 * sizeof(*rows)), p;
	const struct momus_swap in = { .rows = rows,
				       .n = n,
				       .k = 3,
				       .figure = share,
				       .arg = &scale,
				       .seed = 4,
				       .tries = 999 };

	if (!rows)
		exit(1);
	for (size_t i = 0; i < n * 6; i++)
		rows[i] =
			scale * floor(most * (0.5 + 0.5 * sin((double)i * i)));
	CHECK_INT(momus_swap_test(&in, &p, NULL), MOMUS_OK);
	free(rows);
	return p;
}

TEST(swaps_of_whole_numbers_count_as_those_of_others)
{
	static const double most[] = { 5, 1000, 1e6, 1e9 };

	for (size_t i = 0; i < sizeof most / sizeof *most; i++)
		for (size_t n = 7; n < 400; n += 61) {
			double p = swapped(n, most[i], 1);

			CHECK(p > 0.001 && p == swapped(n, most[i], 0x1p-40));
		}
}

TAP_MAIN
