/* random.c - see momus/random.h */
#include "config.h"

#include <string.h>

#include "core/hash.h"
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

/* Ten rounds of Philox4x32; constants from the paper's table 2. */
static void philox(const uint32_t key[2], const uint32_t in[4], uint32_t out[4])
{
	uint32_t k0 = key[0], k1 = key[1], c[4];

	memcpy(c, in, sizeof c);
	for (int round = 0; round < 10; round++) {
		uint64_t a = (uint64_t)0xd2511f53u * c[0];
		uint64_t b = (uint64_t)0xcd9e8d57u * c[2];

		c[0] = (uint32_t)(b >> 32) ^ c[1] ^ k0;
		c[1] = (uint32_t)b;
		c[2] = (uint32_t)(a >> 32) ^ c[3] ^ k1;
		c[3] = (uint32_t)a;
		k0 += 0x9e3779b9u;
		k1 += 0xbb67ae85u;
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

uint64_t momus_stream_u64(struct momus_stream *s)
{
	uint64_t low = next_word(s);

	return low | (uint64_t)next_word(s) << 32;
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
