/* random.c - tests of harness/core/random.c */
#include <string.h>

#include "momus/random.h"
#include "tap.h"

/* One block of Philox4x32-10 for the given counter and key. */
static void block_is(const uint32_t counter[4], const uint32_t key[2],
		     const uint32_t want[4])
{
	struct momus_stream s = { .used = 4 };

	memcpy(s.counter, counter, sizeof s.counter);
	memcpy(s.key, key, sizeof s.key);
	CHECK(momus_stream_u64(&s) == ((uint64_t)want[1] << 32 | want[0]));
	CHECK(momus_stream_u64(&s) == ((uint64_t)want[3] << 32 | want[2]));
}

/* Known answers of Random123 1.14, tests/kat_vectors, philox4x32 10. */
TEST(philox_gives_the_published_answers)
{
	static const uint32_t zero[4], ones[4] = { -1u, -1u, -1u, -1u };

	block_is(
		zero, zero,
		(uint32_t[]){ 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 });
	block_is(
		ones, ones,
		(uint32_t[]){ 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd });
	block_is(
		(uint32_t[]){ 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
		(uint32_t[]){ 0xa4093822, 0x299f31d0 },
		(uint32_t[]){ 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 });
}

TEST(the_counter_carries_into_its_next_word)
{
	struct momus_stream a = { .used = 4, .counter = { -1u, 0, 0, 0 } };
	struct momus_stream b = { .used = 4, .counter = { 0, 1, 0, 0 } };

	momus_stream_u64(&a);
	momus_stream_u64(&a);
	CHECK(momus_stream_u64(&a) == momus_stream_u64(&b));
}

static uint64_t first(uint64_t seed, struct momus_text problem, uint64_t sample,
		      uint64_t turn, const char *purpose)
{
	struct momus_stream s;

	momus_stream_init(&s, seed, problem, sample, turn, purpose);
	return momus_stream_u64(&s);
}

TEST(a_stream_is_named_by_all_that_it_is_for)
{
	struct momus_text p = MOMUS_TEXT("Mbpp/2");
	uint64_t x = first(1, p, 2, 3, "critique");

	CHECK(x == first(1, p, 2, 3, "critique"));
	CHECK(x != first(2, p, 2, 3, "critique"));
	CHECK(x != first(1, MOMUS_TEXT("Mbpp/3"), 2, 3, "critique"));
	CHECK(x != first(1, p, 3, 3, "critique"));
	CHECK(x != first(1, p, 2, 4, "critique"));
	CHECK(x != first(1, p, 2, 3, "revise"));
	/* the border between problem and purpose counts */
	CHECK(first(1, MOMUS_TEXT("ab"), 0, 0, "c") !=
	      first(1, MOMUS_TEXT("a"), 0, 0, "bc"));
}

TEST(a_copy_repeats_the_original)
{
	struct momus_stream a, b;

	momus_stream_init(&a, 1, MOMUS_TEXT("p"), 0, 0, "x");
	momus_stream_u64(&a);
	b = a;
	for (int i = 0; i < 10; i++)
		CHECK(momus_stream_u64(&a) == momus_stream_u64(&b));
}

TEST(reals_lie_in_the_unit_interval_around_a_half)
{
	struct momus_stream s;
	double sum = 0, x;

	momus_stream_init(&s, 7, MOMUS_TEXT("p"), 0, 0, "x");
	for (int i = 0; i < 100000; i++) {
		x = momus_stream_real(&s);
		CHECK(x >= 0.0 && x < 1.0);
		sum += x;
	}
	/* five standard errors of the mean: 5 / sqrt(12 * 1e5) */
	CHECK_NEAR(sum / 1e5, 0.5, 0.0046);
}

TEST(many_numbers_at_once_are_those_drawn_one_by_one)
{
	struct momus_stream s, one, all;
	uint64_t x[100];

	momus_stream_init(&s, 7, MOMUS_TEXT("p"), 0, 0, "x");
	for (uint32_t first = 0; first < 2; first++)
		for (uint32_t used = 0; used < 5; used++)
			for (size_t n = 0; n <= 100; n += 25) {
				one = s;
				if (first) /* soon the first word overflows */
					one.counter[0] = UINT32_MAX - 20;
				for (uint32_t i = 0; i < used; i++)
					momus_stream_u64(&one);
				all = one;
				momus_stream_fill(&all, x, n);
				for (size_t i = 0; i < n; i++)
					CHECK(x[i] == momus_stream_u64(&one));
				CHECK(momus_stream_u64(&all) ==
				      momus_stream_u64(&one));
			}
}

TEST(draws_below_n_are_even)
{
	struct momus_stream s;
	int count[7] = { 0 };

	momus_stream_init(&s, 7, MOMUS_TEXT("p"), 0, 0, "x");
	for (int i = 0; i < 70000; i++) {
		uint64_t x = momus_stream_below(&s, 7);

		CHECK(x < 7);
		count[x]++;
	}
	/* five standard deviations: 5 * sqrt(70000 * 1/7 * 6/7) */
	for (int i = 0; i < 7; i++)
		CHECK_NEAR(count[i], 10000, 463);
	CHECK_INT(momus_stream_below(&s, 1), 0);
}

TAP_MAIN
