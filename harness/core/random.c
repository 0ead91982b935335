/* random.c - see momus/random.h */
#include "config.h"

#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "core/hash.h"
#include "core/philox.h"
#include "momus/random.h"

void momus_stream_init(struct momus_stream *s, uint64_t seed,
		       struct momus_text problem, uint64_t sample,
		       uint64_t turn, const char *purpose)
{
	const uint64_t numbers[] = { seed, sample, turn, problem.len };
	struct momus_sha256 sha;
	uint8_t d[32];

	momus_sha256_init(&sha);
	for (size_t i = 0; i < 4; i++) {
		char le[8];

		for (int k = 0; k < 8; k++)
			le[k] = (char)(numbers[i] >> (8 * k));
		momus_sha256_add(&sha, (struct momus_text){ le, 8 });
	}
	momus_sha256_add(&sha, problem);
	momus_sha256_add(&sha, momus_text_of(purpose));
	momus_sha256_finish(&sha, d);
	memset(s, 0, sizeof *s);
	for (size_t i = 0; i < 16; i++) {
		uint32_t *word = i < 8 ? &s->key[i / 4] : &s->counter[i / 4];

		*word |= (uint32_t)d[i] << (8 * (i % 4));
	}
	s->used = 4;
}

/* The rounds of Philox4x32. */
static void philox(const uint32_t key[2], const uint32_t in[4], uint32_t out[4])
{
	uint32_t k0 = key[0], k1 = key[1], c[4];

	memcpy(c, in, sizeof c);
	for (int round = 0; round < MOMUS_PHILOX_ROUNDS; round++) {
		uint64_t a = (uint64_t)momus_philox_factors[0] * c[0];
		uint64_t b = (uint64_t)momus_philox_factors[1] * c[2];

		c[0] = (uint32_t)(b >> 32) ^ c[1] ^ k0;
		c[1] = (uint32_t)b;
		c[2] = (uint32_t)(a >> 32) ^ c[3] ^ k1;
		c[3] = (uint32_t)a;
		k0 += momus_philox_steps[0];
		k1 += momus_philox_steps[1];
	}
	memcpy(out, c, sizeof c);
}

static uint32_t next_word(struct momus_stream *s)
{
	if (s->used == 4) {
		philox(s->key, s->counter, s->block);
		s->used = 0;
		for (int i = 0; i < 4 && ++s->counter[i] == 0; i++)
			;
	}
	return s->block[s->used++];
}

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2")))

enum { LANES = 8 }; /* blocks at once: what latency leaves free */

/* One round of four generators side by side, each word in the lower half of a
 * lane; what stands in the upper halves is never looked at. */
AVX2 static inline void round4(__m256i c[4], __m256i k0, __m256i k1)
{
	__m256i a = _mm256_mul_epu32(
		c[0], _mm256_set1_epi64x(momus_philox_factors[0]));
	__m256i b = _mm256_mul_epu32(
		c[2], _mm256_set1_epi64x(momus_philox_factors[1]));
	__m256i x = _mm256_xor_si256(_mm256_srli_epi64(b, 32), c[1]);
	__m256i y = _mm256_xor_si256(_mm256_srli_epi64(a, 32), c[3]);

	c[0] = _mm256_xor_si256(x, k0);
	c[1] = b;
	c[2] = _mm256_xor_si256(y, k1);
	c[3] = a;
}

/* The lower halves of LOW's and HIGH's lanes as one number each. */
AVX2 static inline __m256i pair4(__m256i low, __m256i high)
{
	return _mm256_blend_epi32(low, _mm256_slli_epi64(high, 32), 0xaa);
}

/* The four blocks whose words are C's lanes, one after the other. */
AVX2 static inline void store4(const __m256i c[4], uint64_t *out)
{
	__m256i *to = (__m256i *)(void *)out;
	__m256i first = pair4(c[0], c[1]), second = pair4(c[2], c[3]);
	__m256i even = _mm256_unpacklo_epi64(first, second); /* blocks 0, 2 */
	__m256i odd = _mm256_unpackhi_epi64(first, second);  /* 1, 3 */

	_mm256_storeu_si256(to, _mm256_permute2x128_si256(even, odd, 0x20));
	_mm256_storeu_si256(to + 1, _mm256_permute2x128_si256(even, odd, 0x31));
}

/* The LANES blocks from S's counter on, whose first word does not overflow. */
AVX2 static void blocks_avx2(const struct momus_stream *s, uint64_t *out)
{
	__m256i c[2][4];
	uint32_t k0 = s->key[0], k1 = s->key[1];
	uint64_t first = s->counter[0];

	for (uint64_t h = 0; h < 2; h++) {
		c[h][0] = _mm256_add_epi64(
			_mm256_set1_epi64x((int64_t)(first + 4 * h)),
			_mm256_set_epi64x(3, 2, 1, 0));
		for (int i = 1; i < 4; i++)
			c[h][i] = _mm256_set1_epi64x(s->counter[i]);
	}
	for (int round = 0; round < MOMUS_PHILOX_ROUNDS; round++) {
		__m256i x = _mm256_set1_epi64x(k0), y = _mm256_set1_epi64x(k1);

		round4(c[0], x, y);
		round4(c[1], x, y);
		k0 += momus_philox_steps[0];
		k1 += momus_philox_steps[1];
	}
	store4(c[0], out);
	store4(c[1], out + 8);
}

#define AVX512 __attribute__((target("avx512f")))

enum { WIDE = 16 }; /* blocks at once, eight a register */

AVX512 static inline void store8(const __m512i c[4], uint64_t *out)
{
	const __m512i first = _mm512_set_epi64(11, 3, 10, 2, 9, 1, 8, 0);
	const __m512i last = _mm512_set_epi64(15, 7, 14, 6, 13, 5, 12, 4);
	__m512i x = momus_philox_pair8(c[0], c[1]);
	__m512i y = momus_philox_pair8(c[2], c[3]);

	_mm512_storeu_si512(out, _mm512_permutex2var_epi64(x, first, y));
	_mm512_storeu_si512(out + 8, _mm512_permutex2var_epi64(x, last, y));
}

/* As blocks_avx2(), WIDE of them. */
AVX512 static void blocks_avx512(const struct momus_stream *s, uint64_t *out)
{
	const __m512i steps = _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0);
	__m512i c[2][4];

	for (int h = 0; h < 2; h++) {
		c[h][0] = _mm512_add_epi64(
			_mm512_set1_epi64((int64_t)s->counter[0] + 8 * h),
			steps);
		for (int i = 1; i < 4; i++)
			c[h][i] = _mm512_set1_epi64(s->counter[i]);
	}
	momus_philox_wide(s->key, c, 2);
	store8(c[0], out);
	store8(c[1], out + WIDE);
}

/* Fills OUT with numbers of whole blocks, BY at once, of at most N. */
static size_t fill_by(struct momus_stream *s, uint64_t *out, size_t n,
		      uint32_t by,
		      void (*blocks)(const struct momus_stream *s,
				     uint64_t *out))
{
	size_t done = 0;

	while (n - done >= 2 * by && s->counter[0] < UINT32_MAX - by) {
		blocks(s, out + done);
		s->counter[0] += by;
		done += 2 * by;
	}
	return done;
}

/* Numbers of whole blocks, of at most N; 0 where it cannot be done so. */
static size_t fill_wide(struct momus_stream *s, uint64_t *out, size_t n)
{
	size_t done = 0;

	if (s->used != 4)
		return 0;
	if (__builtin_cpu_supports("avx512f"))
		done = fill_by(s, out, n, WIDE, blocks_avx512);
	if (__builtin_cpu_supports("avx2"))
		done += fill_by(s, out + done, n - done, LANES, blocks_avx2);
	return done;
}
#else
static size_t fill_wide(struct momus_stream *s, uint64_t *out, size_t n)
{
	(void)s;
	(void)out;
	(void)n;
	return 0;
}
#endif

uint64_t momus_stream_u64(struct momus_stream *s)
{
	uint64_t low = next_word(s);

	return low | (uint64_t)next_word(s) << 32;
}

void momus_stream_fill(struct momus_stream *s, uint64_t *out, size_t n)
{
	for (size_t i = fill_wide(s, out, n); i < n; i++)
		out[i] = momus_stream_u64(s);
}

double momus_stream_real(struct momus_stream *s)
{
	return (double)(momus_stream_u64(s) >> 11) * 0x1p-53;
}

uint64_t momus_stream_below(struct momus_stream *s, uint64_t n)
{
	uint64_t reject = -n % n, x; /* 2^64 mod n values to refuse */

	do
		x = momus_stream_u64(s);
	while (x < reject);
	return x % n;
}
