/* draws.c - see draws.h */
#include "config.h"

#include <stdbool.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "stats/draws.h"

enum { WORDS = MOMUS_DRAWS_WORDS, HALVES = 8 }; /* of four words */

/* Two numbers out of half a word up to here: few enough are not fair. */
static const uint32_t two_below = 2048;

void momus_draws_init(struct momus_draws *d, const struct momus_stream *stream,
		      uint32_t below)
{
	d->stream = *stream;
	d->below = below;
	d->at = WORDS;
	d->first = d->n = 0;
}

void momus_draws_more_words(struct momus_draws *d)
{
	momus_stream_fill(&d->stream, d->words, WORDS);
	d->at = 0;
}

/* How small a last lower part is too small, for EACH numbers a half. */
static uint32_t unfair_below(uint32_t below, int each)
{
	uint32_t ways = each == 2 ? below * below : below;

	return -ways % ways;
}

/* Fills OUT from BITS (WORDS), EACH numbers below N a half of a word; the first ones
 * of four words, then their second ones.  Returns how many. */
static size_t cut(const uint64_t *bits, uint32_t n, int each, uint32_t *out)
{
	const uint32_t unfair = unfair_below(n, each);
	uint32_t numbers[2][HALVES];
	bool fair[HALVES];
	size_t m = 0;

	for (size_t i = 0; i < WORDS; i += HALVES / 2) {
		for (size_t h = 0; h < HALVES; h++) {
			uint32_t rest =
				(uint32_t)(bits[i + h / 2] >> (h % 2 ? 32 : 0));

			for (int k = 0; k < each; k++) {
				uint64_t x = (uint64_t)rest * n;

				numbers[k][h] = (uint32_t)(x >> 32);
				rest = (uint32_t)x;
			}
			fair[h] = rest >= unfair;
		}
		for (int k = 0; k < each; k++)
			for (size_t h = 0; h < HALVES; h++) {
				out[m] = numbers[k][h];
				m += fair[h];
			}
	}
	return m;
}

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2")))

/* The numbers in the upper halves of LOW's and HIGH's lanes, side by side. */
AVX2 static inline __m256i uppers(__m256i low, __m256i high)
{
	return _mm256_blend_epi32(_mm256_srli_epi64(low, 32), high, 0xaa);
}

/* The same where all words are fair, which is the rule; else false. */
AVX2 static bool cut_avx2(const uint64_t *bits, uint32_t n, int each,
			  uint32_t *out)
{
	const __m256i by = _mm256_set1_epi64x(n);
	const __m256i least = _mm256_set1_epi32((int)unfair_below(n, each));
	__m256i fair = _mm256_set1_epi32(-1);

	for (size_t i = 0; i < WORDS; i += HALVES / 2) {
		__m256i x = _mm256_loadu_si256(
			(const __m256i *)(const void *)(bits + i));
		__m256i low = _mm256_mul_epu32(x, by), rest;
		__m256i high = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), by);

		_mm256_storeu_si256((__m256i *)(void *)out, uppers(low, high));
		out += HALVES;
		if (each == 2) {
			low = _mm256_mul_epu32(low, by);
			high = _mm256_mul_epu32(high, by);
			_mm256_storeu_si256((__m256i *)(void *)out,
					    uppers(low, high));
			out += HALVES;
		}
		rest = _mm256_blend_epi32(low, _mm256_slli_epi64(high, 32),
					  0xaa);
		fair = _mm256_and_si256(
			fair, _mm256_cmpeq_epi32(_mm256_max_epu32(rest, least),
						 rest));
	}
	return _mm256_movemask_epi8(fair) == -1;
}
#endif

static size_t cut_all(const uint64_t *bits, uint32_t n, uint32_t *out)
{
	const int each = n <= two_below ? 2 : 1;

#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx2") && cut_avx2(bits, n, each, out))
		return (size_t)(2 * each) * WORDS;
#endif
	return cut(bits, n, each, out);
}

size_t momus_draws_picks(struct momus_draws *d, size_t most,
			 const uint32_t **picks)
{
	uint64_t bits[WORDS];
	size_t n;

	while (d->first == d->n) {
		momus_stream_fill(&d->stream, bits, WORDS);
		d->first = 0;
		d->n = cut_all(bits, d->below, d->picks);
	}
	n = d->n - d->first < most ? d->n - d->first : most;
	*picks = d->picks + d->first;
	d->first += n;
	return n;
}
