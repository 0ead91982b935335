/* draws.c - tests of harness/stats/draws.c */
#include "stats/draws.h"
#include "tap.h"

static struct momus_draws draws(uint64_t seed, uint32_t below)
{
	struct momus_stream s;
	struct momus_draws d;

	momus_stream_init(&s, seed, MOMUS_TEXT(""), 0, 0, "test");
	momus_draws_init(&d, &s, below);
	return d;
}

TEST(words_are_those_of_the_stream)
{
	struct momus_draws d = draws(1, 10);
	struct momus_stream s;

	momus_stream_init(&s, 1, MOMUS_TEXT(""), 0, 0, "test");
	for (int i = 0; i < 1000; i++)
		CHECK(momus_draws_word(&d) == momus_stream_u64(&s));
}

/* The picks from four words BITS, as draws.h describes them, to OUT. */
static size_t cut(const uint64_t bits[4], uint32_t n, uint32_t *out)
{
	const int each = n <= 2048 ? 2 : 1;
	const uint64_t ways = each == 2 ? (uint64_t)n * n : n;
	size_t m = 0;

	for (int k = 0; k < each; k++)
		for (int h = 0; h < 8; h++) {
			uint64_t half = bits[h / 2] >> h % 2 * 32 & UINT32_MAX;
			uint64_t number = half * ways >> 32;

			if ((half * ways & UINT32_MAX) <
			    (UINT64_C(1) << 32) % ways)
				continue;
			out[m++] = (uint32_t)(each == 1 ? number
					      : k	? number % n
							: number / n);
		}
	return m;
}

/* Bounds with and without several picks a half, most and next to none unfair. */
TEST(picks_are_cut_out_of_the_stream_as_described)
{
	static const uint32_t bounds[] = { 1,	 2,    3,     1000,	  1999,
					   2048, 2049, 50000, 2863311530, -1u };

	for (size_t b = 0; b < sizeof bounds / sizeof *bounds; b++) {
		struct momus_draws d = draws(b, bounds[b]);
		size_t most = 1, n;
		const uint32_t *picks;
		struct momus_stream s;
		uint32_t want[16];
		uint64_t bits[4];
		size_t left = 0, at = 0;

		momus_stream_init(&s, b, MOMUS_TEXT(""), 0, 0, "test");
		for (size_t i = 0; i < 300; i++, most = most % 97 + 5) {
			n = momus_draws_picks(&d, most, &picks);
			CHECK(n && n <= most);
			for (size_t k = 0; k < n; k++) {
				while (at == left) {
					momus_stream_fill(&s, bits, 4);
					left = cut(bits, bounds[b], want);
					at = 0;
				}
				CHECK(picks[k] == want[at++]);
			}
		}
	}
}

TEST(picks_that_follow_each_other_are_independent_and_even)
{
	enum { N = 9, PAIRS = 810000 };
	static uint32_t seen[N * N];
	struct momus_draws d = draws(3, N);
	const uint32_t *one;
	double chi = 0, x;
	uint32_t first;

	for (size_t i = 0; i < PAIRS; i++) {
		momus_draws_picks(&d, 1, &one);
		first = *one;
		momus_draws_picks(&d, 1, &one);
		seen[first * N + *one]++;
	}
	for (size_t i = 0; i < N * N; i++) {
		x = seen[i] - (double)PAIRS / (N * N);
		chi += x * x / ((double)PAIRS / (N * N));
	}
	/* 80 degrees of freedom: the mean and five standard deviations */
	CHECK(chi < 80 + 5 * 12.65);
}

TAP_MAIN
