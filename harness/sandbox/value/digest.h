/* digest.h - how the scanner's digests take in words; internal to wire.c */
#ifndef MOMUS_SANDBOX_VALUE_DIGEST_H
#define MOMUS_SANDBOX_VALUE_DIGEST_H

#include <stdint.h>
#include <string.h>

#include "sandbox/value/wire.h"

static inline uint64_t rotl(uint64_t x, unsigned n)
{
	return x << n | x >> (64 - n);
}

/* One block into the state.  A bijection of the state for each block and of the
 * block for each state, so two inputs that differ in one block never meet
 * there; the constants are odd 64-bit fractions of sqrt(2) and sqrt(3). */
static inline void absorb(struct momus_wire_digest *d, uint64_t x, uint64_t y)
{
	d->a ^= x;
	d->b += y;
	d->a = rotl(d->a, 25) * 0x6a09e667f3bcc909u ^ d->b;
	d->b = rotl(d->b, 37) * 0xbb67ae8584caa73bu + d->a;
}

static inline struct momus_wire_digest finish(struct momus_wire_digest d)
{
	for (int i = 0; i < 3; i++) {
		absorb(&d, d.b >> 29, d.a >> 31);
		d.a ^= d.a >> 32;
		d.b ^= d.b >> 32;
	}
	return d;
}

static inline struct momus_wire_digest seed(uint8_t kind, uint64_t n)
{
	struct momus_wire_digest d = { 0x3c6ef372fe94f82bu, kind };

	absorb(&d, n, kind);
	return d;
}

/* Of two digests in their order: the first absorb() into a bare digest would
 * take them in either. */
static inline struct momus_wire_digest pair(struct momus_wire_digest first,
					    struct momus_wire_digest second)
{
	struct momus_wire_digest d = seed('p', 2);

	absorb(&d, first.a, first.b);
	absorb(&d, second.a, second.b);
	return finish(d);
}

static inline uint64_t word64(const uint8_t *p)
{
	uint64_t x;

	memcpy(&x, p, 8); /* x86-64 and arm64 Linux: little-endian */
	return x;
}

#endif /* MOMUS_SANDBOX_VALUE_DIGEST_H */
