/* crc32c.c - CRC-32C of hash.h: the processor's instruction, or tables
 *
 * A CRC is linear over XOR, so the table of a byte follows from its eight single
 * bits.  Row K: what bit 0, 1, ... 7 of a byte leaves behind after K more bytes,
 * for the reflected polynomial 0x82f63b78.
 */
#include "config.h"

#include <string.h>

#include "core/hash.h"

#define BYTE0(b)                                                   \
	(((b)&1 ? 0xf26b8303u : 0) ^ ((b)&2 ? 0xe13b70f7u : 0) ^   \
	 ((b)&4 ? 0xc79a971fu : 0) ^ ((b)&8 ? 0x8ad958cfu : 0) ^   \
	 ((b)&16 ? 0x105ec76fu : 0) ^ ((b)&32 ? 0x20bd8edeu : 0) ^ \
	 ((b)&64 ? 0x417b1dbcu : 0) ^ ((b)&128 ? 0x82f63b78u : 0))
#define BYTE1(b)                                                   \
	(((b)&1 ? 0x13a29877u : 0) ^ ((b)&2 ? 0x274530eeu : 0) ^   \
	 ((b)&4 ? 0x4e8a61dcu : 0) ^ ((b)&8 ? 0x9d14c3b8u : 0) ^   \
	 ((b)&16 ? 0x3fc5f181u : 0) ^ ((b)&32 ? 0x7f8be302u : 0) ^ \
	 ((b)&64 ? 0xff17c604u : 0) ^ ((b)&128 ? 0xfbc3faf9u : 0))
#define BYTE2(b)                                                   \
	(((b)&1 ? 0xa541927eu : 0) ^ ((b)&2 ? 0x4f6f520du : 0) ^   \
	 ((b)&4 ? 0x9edea41au : 0) ^ ((b)&8 ? 0x38513ec5u : 0) ^   \
	 ((b)&16 ? 0x70a27d8au : 0) ^ ((b)&32 ? 0xe144fb14u : 0) ^ \
	 ((b)&64 ? 0xc76580d9u : 0) ^ ((b)&128 ? 0x8b277743u : 0))
#define BYTE3(b)                                                   \
	(((b)&1 ? 0xdd45aab8u : 0) ^ ((b)&2 ? 0xbf672381u : 0) ^   \
	 ((b)&4 ? 0x7b2231f3u : 0) ^ ((b)&8 ? 0xf64463e6u : 0) ^   \
	 ((b)&16 ? 0xe964b13du : 0) ^ ((b)&32 ? 0xd725148bu : 0) ^ \
	 ((b)&64 ? 0xaba65fe7u : 0) ^ ((b)&128 ? 0x52a0c93fu : 0))
#define BYTE4(b)                                                   \
	(((b)&1 ? 0x38116facu : 0) ^ ((b)&2 ? 0x7022df58u : 0) ^   \
	 ((b)&4 ? 0xe045beb0u : 0) ^ ((b)&8 ? 0xc5670b91u : 0) ^   \
	 ((b)&16 ? 0x8f2261d3u : 0) ^ ((b)&32 ? 0x1ba8b557u : 0) ^ \
	 ((b)&64 ? 0x37516aaeu : 0) ^ ((b)&128 ? 0x6ea2d55cu : 0))
#define BYTE5(b)                                                   \
	(((b)&1 ? 0xef306b19u : 0) ^ ((b)&2 ? 0xdb8ca0c3u : 0) ^   \
	 ((b)&4 ? 0xb2f53777u : 0) ^ ((b)&8 ? 0x6006181fu : 0) ^   \
	 ((b)&16 ? 0xc00c303eu : 0) ^ ((b)&32 ? 0x85f4168du : 0) ^ \
	 ((b)&64 ? 0x0e045bebu : 0) ^ ((b)&128 ? 0x1c08b7d6u : 0))
#define BYTE6(b)                                                   \
	(((b)&1 ? 0x68032cc8u : 0) ^ ((b)&2 ? 0xd0065990u : 0) ^   \
	 ((b)&4 ? 0xa5e0c5d1u : 0) ^ ((b)&8 ? 0x4e2dfd53u : 0) ^   \
	 ((b)&16 ? 0x9c5bfaa6u : 0) ^ ((b)&32 ? 0x3d5b83bdu : 0) ^ \
	 ((b)&64 ? 0x7ab7077au : 0) ^ ((b)&128 ? 0xf56e0ef4u : 0))
#define BYTE7(b)                                                   \
	(((b)&1 ? 0x493c7d27u : 0) ^ ((b)&2 ? 0x9278fa4eu : 0) ^   \
	 ((b)&4 ? 0x211d826du : 0) ^ ((b)&8 ? 0x423b04dau : 0) ^   \
	 ((b)&16 ? 0x847609b4u : 0) ^ ((b)&32 ? 0x0d006599u : 0) ^ \
	 ((b)&64 ? 0x1a00cb32u : 0) ^ ((b)&128 ? 0x34019664u : 0))

#define FOUR(f, b) f(b), f((b) + 1), f((b) + 2), f((b) + 3)
#define SIXTEEN(f, b) \
	FOUR(f, b), FOUR(f, (b) + 4), FOUR(f, (b) + 8), FOUR(f, (b) + 12)
#define SIXTYFOUR(f, b)                                            \
	SIXTEEN(f, b), SIXTEEN(f, (b) + 16), SIXTEEN(f, (b) + 32), \
		SIXTEEN(f, (b) + 48)
#define ROW(f)                                                        \
	{                                                             \
		SIXTYFOUR(f, 0), SIXTYFOUR(f, 64), SIXTYFOUR(f, 128), \
			SIXTYFOUR(f, 192)                             \
	}

static const uint32_t table[8][256] = {
	ROW(BYTE0), ROW(BYTE1), ROW(BYTE2), ROW(BYTE3),
	ROW(BYTE4), ROW(BYTE5), ROW(BYTE6), ROW(BYTE7),
};

/* Eight bytes a step through eight tables. */
static uint32_t by_tables(uint32_t crc, const uint8_t *p, size_t n)
{
	for (; n >= 8; n -= 8, p += 8)
		crc = table[7][p[0] ^ (crc & 255)] ^
		      table[6][p[1] ^ (crc >> 8 & 255)] ^
		      table[5][p[2] ^ (crc >> 16 & 255)] ^
		      table[4][p[3] ^ crc >> 24] ^ table[3][p[4]] ^
		      table[2][p[5]] ^ table[1][p[6]] ^ table[0][p[7]];
	for (; n; n--, p++)
		crc = crc >> 8 ^ table[0][*p ^ (crc & 255)];
	return crc;
}

#ifdef __x86_64__
#include <nmmintrin.h>

__attribute__((target("sse4.2"))) static uint32_t by_instruction(
	uint32_t crc, const uint8_t *p, size_t n)
{
	uint64_t c = crc, word;

	for (; n >= 8; n -= 8, p += 8) {
		memcpy(&word, p, 8);
		c = _mm_crc32_u64(c, word);
	}
	for (; n; n--, p++)
		c = _mm_crc32_u8((uint32_t)c, *p);
	return (uint32_t)c;
}

static bool has_instruction(void)
{
	return __builtin_cpu_supports("sse4.2");
}
#else
static bool has_instruction(void)
{
	return false;
}
#define by_instruction by_tables
#endif

uint32_t momus_crc32c(uint32_t crc, struct momus_text t)
{
	const uint8_t *p = (const uint8_t *)t.ptr;

	return has_instruction() ? ~by_instruction(~crc, p, t.len)
				 : ~by_tables(~crc, p, t.len);
}

uint32_t momus_crc32c_plain(uint32_t crc, struct momus_text t)
{
	return ~by_tables(~crc, (const uint8_t *)t.ptr, t.len);
}
