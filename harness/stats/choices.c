/* choices.c - see choices.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/philox.h"
#include "stats/choices.h"
#include "stats/wide.h"

enum {
	TABLE = 16,	     /* choices of four bits */
	HALF = 8 * TABLE,    /* tables of half a word of bits, a sum */
	SIDE = 32,	     /* draws in registers */
	QUARTERS = SIDE / 8, /* whose blocks are side by side */
	LINE = 64,	     /* of a cache */
};

static uint64_t words(const struct momus_choices *c)
{
	return (c->n + 63) / 64;
}

static size_t halves(const struct momus_choices *c)
{
	return (c->n + 31) / 32;
}

bool momus_choices_init(struct momus_choices *c, size_t n, size_t k)
{
	size_t size;

	*c = (struct momus_choices){ .n = n, .k = k, .width = 1 };
#if defined(__x86_64__)
	if (!__builtin_cpu_supports("avx512f"))
		return false;
#else
	return false;
#endif
	while (c->width < k)
		c->width *= 2;
	size = halves(c) * HALF * c->width * sizeof(*c->tables);
	c->tables = aligned_alloc(LINE, size);
	if (c->tables)
		memset(c->tables, 0, size);
	return c->tables != NULL;
}

void momus_choices_release(struct momus_choices *c)
{
	free(c->tables);
	c->tables = NULL;
}

void momus_choices_add(struct momus_choices *c, size_t i, size_t j,
		       int32_t clear, int32_t set)
{
	int32_t *table = c->tables + (i / 4 * c->width + j) * TABLE;

	for (size_t bits = 0; bits < TABLE; bits++)
		table[bits] += bits >> i % 4 & 1 ? set : clear;
}

struct momus_stream momus_choices_stream(const struct momus_choices *c,
					 const struct momus_stream *stream,
					 uint64_t draw)
{
	struct momus_stream s = *stream;
	uint64_t word = draw * words(c), carry = word / 2;

	for (int i = 0; i < 4; i++) {
		carry += s.counter[i];
		s.counter[i] = (uint32_t)carry;
		carry >>= 32;
	}
	if (word % 2)
		momus_stream_u64(&s);
	return s;
}

#if defined(__x86_64__)
#define AVX512	    __attribute__((target("avx512f")))
#define AVX512_LANE __attribute__((target("avx512f"), always_inline))

struct side { /* draws whose words lie alike in their blocks */
	const struct momus_choices *c;
	const struct momus_stream *stream;
	uint64_t blocks[SIDE]; /* each draw's first, as c's registers have it */
	size_t skip;	       /* halves of words before a draw's first */
};

/* Fills C with the blocks AT from the first of each draw. */
AVX512_LANE static inline void blocks(const struct side *s, uint64_t at,
				      __m512i (*c)[4])
{
	MOMUS_UNROLL
	for (int q = 0; q < QUARTERS; q++) {
		c[q][0] =
			_mm512_add_epi64(_mm512_loadu_si512(s->blocks + 8 * q),
					 _mm512_set1_epi64((int64_t)at));
		c[q][1] = _mm512_srli_epi64(c[q][0], 32);
		c[q][2] = _mm512_set1_epi64(s->stream->counter[2]);
		c[q][3] = _mm512_set1_epi64(s->stream->counter[3]);
	}
	momus_philox_wide(s->stream->key, c, QUARTERS);
}

/* Adds to the K SUMS what BITS, half a word of each draw, choose from TABLES. */
AVX512_LANE static inline void choose(const int32_t *tables, const size_t k,
				      __m512i bits[2], __m512i (*sums)[2])
{
	MOMUS_UNROLL
	for (int four = 0; four < 8; four++) {
		MOMUS_UNROLL
		for (size_t j = 0; j < k; j++, tables += TABLE) {
			__m512i table = _mm512_load_si512(tables);

			for (int h = 0; h < 2; h++)
				sums[j][h] = _mm512_add_epi32(
					sums[j][h], _mm512_permutexvar_epi32(
							    bits[h], table));
		}
		for (int h = 0; h < 2; h++)
			bits[h] = _mm512_srli_epi32(bits[h], 4);
	}
}

/* Into OUT (K,SIDE) the sums of all draws of S. */
AVX512_LANE static inline void draw(const struct side *s, const size_t k,
				    int32_t *out)
{
	const size_t n = halves(s->c);
	__m512i sums[MOMUS_CHOICES_MOST][2], c[QUARTERS][4], bits[2];

	MOMUS_UNROLL
	for (size_t j = 0; j < k; j++)
		sums[j][0] = sums[j][1] = _mm512_setzero_si512();
	for (size_t at = 0; 4 * at < n + s->skip; at++) {
		blocks(s, at, c);
		MOMUS_UNROLL
		for (size_t w = 0; w < 4; w++) {
			size_t half = 4 * at + w - s->skip;

			if (half >= n) /* or before the first */
				continue;
			bits[0] = momus_philox_pair8(c[0][w], c[1][w]);
			bits[1] = momus_philox_pair8(c[2][w], c[3][w]);
			choose(s->c->tables + half * HALF * k, k, bits, sums);
		}
	}
	MOMUS_UNROLL
	for (size_t j = 0; j < k; j++) {
		_mm512_storeu_si512(out + j * SIDE, sums[j][0]);
		_mm512_storeu_si512(out + j * SIDE + SIDE / 2, sums[j][1]);
	}
}

AVX512 static void draw_each(const struct side *s, int32_t *out)
{
	if (s->c->width == 1)
		draw(s, 1, out);
	else if (s->c->width == 2)
		draw(s, 2, out);
	else if (s->c->width == 4)
		draw(s, 4, out);
	else
		draw(s, 8, out);
}

/* Every other draw, since those with an odd number of words begin by turns at a
 * block and within one. */
bool momus_choices_draw(const struct momus_choices *c,
			const struct momus_stream *stream, uint64_t first,
			int32_t *sums)
{
	const uint64_t each = words(c);
	const uint64_t start = stream->counter[0] | (uint64_t)stream->counter[1]
							    << 32;
	struct side s = { .c = c, .stream = stream };
	int32_t out[MOMUS_CHOICES_MOST * SIDE];

	if (start > UINT64_MAX - (first + MOMUS_CHOICES_DRAWS) * each)
		return false;
	for (uint64_t odd = 0; odd < 2; odd++) {
		s.skip = 2 * (odd * each % 2);
		for (uint64_t q = 0; q < QUARTERS; q++)
			for (uint64_t i = 0; i < 8; i++) {
				uint64_t d = q / 2 * 16 + 2 * i + q % 2;

				s.blocks[8 * q + i] =
					start +
					(first + 2 * d + odd) * each / 2;
			}
		draw_each(&s, out);
		for (size_t j = 0; j < c->k; j++)
			for (size_t d = 0; d < SIDE; d++)
				sums[j * MOMUS_CHOICES_DRAWS + 2 * d + odd] =
					out[j * SIDE + d];
	}
	return true;
}
#else
bool momus_choices_draw(const struct momus_choices *c,
			const struct momus_stream *stream, uint64_t first,
			int32_t *sums)
{
	(void)c;
	(void)stream;
	(void)first;
	(void)sums;
	return false;
}
#endif
