/* hash.c - see hash.h; SHA-256 by the processor's instructions, or by words */
#include "config.h"

#include <string.h>

#include "core/hash.h"

static const uint32_t sha_k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t ror(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

static void one_block(uint32_t h[8], const uint8_t *p)
{
	uint32_t w[64], v[8], t1, t2;

	for (int i = 0; i < 16; i++, p += 4)
		w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		       (uint32_t)p[2] << 8 | p[3];
	for (int i = 16; i < 64; i++)
		w[i] = w[i - 16] + w[i - 7] +
		       (ror(w[i - 15], 7) ^ ror(w[i - 15], 18) ^
			w[i - 15] >> 3) +
		       (ror(w[i - 2], 17) ^ ror(w[i - 2], 19) ^ w[i - 2] >> 10);
	memcpy(v, h, sizeof v);
	for (int i = 0; i < 64; i++) {
		t1 = v[7] + (ror(v[4], 6) ^ ror(v[4], 11) ^ ror(v[4], 25)) +
		     ((v[4] & v[5]) ^ (~v[4] & v[6])) + sha_k[i] + w[i];
		t2 = (ror(v[0], 2) ^ ror(v[0], 13) ^ ror(v[0], 22)) +
		     ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
		memmove(v + 1, v, 7 * sizeof v[0]);
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (int i = 0; i < 8; i++)
		h[i] += v[i];
}

static void by_words(uint32_t h[8], const uint8_t *p, size_t blocks)
{
	for (; blocks; blocks--, p += 64)
		one_block(h, p);
}

#ifdef __x86_64__
#include <cpuid.h>
#include <immintrin.h>
#include <stdatomic.h>

/* Four rounds a step.  The instructions want the state as two quadruples, the
 * words named a, b, e, f and c, d, g, h, the first in the highest lane. */
__attribute__((target("sha,ssse3,sse4.1"))) static void by_instruction(
	uint32_t h[8], const uint8_t *p, size_t blocks)
{
	const __m128i big_endian =
		_mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	__m128i abef =
		_mm_set_epi32((int)h[0], (int)h[1], (int)h[4], (int)h[5]);
	__m128i cdgh =
		_mm_set_epi32((int)h[2], (int)h[3], (int)h[6], (int)h[7]);
	uint32_t out[8];

	for (; blocks; blocks--, p += 64) {
		const __m128i abef_before = abef, cdgh_before = cdgh;
		__m128i w[4], k;

#pragma GCC unroll 16
		for (int i = 0; i < 16; i++) {
			__m128i *now = &w[i % 4], next = w[(i + 1) % 4];
			__m128i last = w[(i + 3) % 4];

			if (i < 4) {
				*now = _mm_loadu_si128((const __m128i *)p + i);
				*now = _mm_shuffle_epi8(*now, big_endian);
			} else {
				*now = _mm_sha256msg1_epu32(*now, next);
				next = _mm_alignr_epi8(last, w[(i + 2) % 4], 4);
				*now = _mm_add_epi32(*now, next);
				*now = _mm_sha256msg2_epu32(*now, last);
			}
			k = _mm_loadu_si128((const __m128i *)sha_k + i);
			k = _mm_add_epi32(*now, k);
			cdgh = _mm_sha256rnds2_epu32(cdgh, abef, k);
			k = _mm_shuffle_epi32(k, 0x0e);
			abef = _mm_sha256rnds2_epu32(abef, cdgh, k);
		}
		abef = _mm_add_epi32(abef, abef_before);
		cdgh = _mm_add_epi32(cdgh, cdgh_before);
	}
	_mm_storeu_si128((__m128i *)out, abef);
	_mm_storeu_si128((__m128i *)(out + 4), cdgh);
	for (int i = 0; i < 2; i++) {
		h[i] = out[3 - i];
		h[4 + i] = out[1 - i];
		h[2 + i] = out[7 - i];
		h[6 + i] = out[5 - i];
	}
}

/* Leaf 7 of CPUID, bit 29 of EBX.  Virtual machines trap CPUID, so that asking
 * costs more than a block: what it says of this processor is remembered. */
static bool has_instruction(void)
{
	static atomic_int known; /* 0: not yet, 1: no, 2: yes */
	int says = atomic_load_explicit(&known, memory_order_relaxed);
	unsigned a, b = 0, c, d;

	if (!says) {
		says = 1 + (__get_cpuid_count(7, 0, &a, &b, &c, &d) &&
			    b >> 29 & 1 && __builtin_cpu_supports("sse4.1"));
		atomic_store_explicit(&known, says, memory_order_relaxed);
	}
	return says == 2;
}
#else
static bool has_instruction(void)
{
	return false;
}
#define by_instruction by_words
#endif

static void add_blocks(struct momus_sha256 *s, const char *p, size_t blocks)
{
	const uint8_t *bytes = (const uint8_t *)p;

	if (!s->plain && has_instruction())
		by_instruction(s->h, bytes, blocks);
	else
		by_words(s->h, bytes, blocks);
}

void momus_sha256_init(struct momus_sha256 *s)
{
	static const uint32_t start[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372,
					   0xa54ff53a, 0x510e527f, 0x9b05688c,
					   0x1f83d9ab, 0x5be0cd19 };

	memcpy(s->h, start, sizeof start);
	s->bytes = 0;
	s->plain = false;
}

void momus_sha256_add(struct momus_sha256 *s, struct momus_text t)
{
	size_t have = s->bytes % 64, n;

	s->bytes += t.len;
	if (have && t.len) {
		n = t.len < 64 - have ? t.len : 64 - have;
		memcpy(s->block + have, t.ptr, n);
		t.ptr += n;
		t.len -= n;
		if (have + n < 64)
			return;
		add_blocks(s, s->block, 1);
	}
	if (t.len >= 64)
		add_blocks(s, t.ptr, t.len / 64);
	if (t.len % 64)
		memcpy(s->block, t.ptr + t.len / 64 * 64, t.len % 64);
}

void momus_sha256_finish(struct momus_sha256 *s, uint8_t out[32])
{
	uint8_t tail[72] = { 0x80 };
	uint64_t bits = s->bytes * 8;
	size_t pad = (s->bytes % 64 < 56 ? 56 : 120) - s->bytes % 64;

	for (size_t i = 0; i < 8; i++)
		tail[pad + i] = (uint8_t)(bits >> (56 - 8 * i));
	momus_sha256_add(s, (struct momus_text){ (char *)tail, pad + 8 });
	for (size_t i = 0; i < 32; i++)
		out[i] = (uint8_t)(s->h[i / 4] >> (24 - 8 * (i % 4)));
}

void momus_sha256(struct momus_text t, uint8_t out[32])
{
	struct momus_sha256 s;

	momus_sha256_init(&s);
	momus_sha256_add(&s, t);
	momus_sha256_finish(&s, out);
}

void momus_sha256_plain(struct momus_text t, uint8_t out[32])
{
	struct momus_sha256 s;

	momus_sha256_init(&s);
	s.plain = true;
	momus_sha256_add(&s, t);
	momus_sha256_finish(&s, out);
}

void momus_hex(const uint8_t digest[32], char out[65])
{
	static const char digits[] = "0123456789abcdef";

	for (int i = 0; i < 32; i++) {
		out[2 * i] = digits[digest[i] >> 4];
		out[2 * i + 1] = digits[digest[i] & 15];
	}
	out[64] = '\0';
}
