/* hash.h - SHA-256 for names of things, CRC-32C for records on disk */
#ifndef MOMUS_CORE_HASH_H
#define MOMUS_CORE_HASH_H

#include <stdint.h>

#include "momus/text.h"

struct momus_sha256 {
	uint32_t h[8];
	uint64_t bytes;
	char block[64];
	bool plain; /* without the processor's instructions, for tests */
};

/* FIPS 180-4.  init, any number of adds, then finish once. */
MOMUS_API void momus_sha256_init(struct momus_sha256 *s);
MOMUS_API void momus_sha256_add(struct momus_sha256 *s, struct momus_text t);
MOMUS_API void momus_sha256_finish(struct momus_sha256 *s, uint8_t out[32]);

/* SHA-256 of T. */
MOMUS_API void momus_sha256(struct momus_text t, uint8_t out[32]);

/* The same whatever the processor can do: for tests. */
MOMUS_API void momus_sha256_plain(struct momus_text t, uint8_t out[32]);

/* DIGEST as 64 lower-case hex digits and a NUL. */
MOMUS_API void momus_hex(const uint8_t digest[32], char out[65]);

/* CRC-32C (Castagnoli, RFC 3720) of T, going on from CRC (0 to start). */
MOMUS_API uint32_t momus_crc32c(uint32_t crc, struct momus_text t);

/* The same by tables alone, whatever the processor can do: for tests. */
MOMUS_API uint32_t momus_crc32c_plain(uint32_t crc, struct momus_text t);

#endif /* MOMUS_CORE_HASH_H */
