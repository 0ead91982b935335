/* hash.c - tests of harness/core/hash.c and crc32c.c */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/hash.h"
#include "tap.h"

TEST(crc32c_gives_the_values_of_rfc_3720)
{
	char zeros[32] = { 0 }, ones[32], count[32];

	memset(ones, 0xff, sizeof ones);
	for (int i = 0; i < 32; i++)
		count[i] = (char)i;
	CHECK_INT(momus_crc32c(0, MOMUS_TEXT("123456789")), 0xe3069283);
	CHECK_INT(momus_crc32c(0, (struct momus_text){ zeros, 32 }),
		  0x8a9136aa);
	CHECK_INT(momus_crc32c(0, (struct momus_text){ ones, 32 }), 0x62a8ab43);
	CHECK_INT(momus_crc32c(0, (struct momus_text){ count, 32 }),
		  0x46dd794e);
}

TEST(crc32c_by_tables_equals_crc32c_by_the_instruction)
{
	char bytes[300];
	struct momus_text t;

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 167 + (i >> 3));
	for (size_t n = 0; n < 290; n++) {
		t = (struct momus_text){ bytes + n % 9, n };
		CHECK_INT(momus_crc32c(7, t), momus_crc32c_plain(7, t));
	}
}

TEST(crc32c_of_two_parts_is_that_of_the_whole)
{
	struct momus_text all = MOMUS_TEXT("a critique and its revision");
	uint32_t crc = momus_crc32c(0, (struct momus_text){ all.ptr, 11 });

	crc = momus_crc32c(crc,
			   (struct momus_text){ all.ptr + 11, all.len - 11 });
	CHECK_INT(crc, momus_crc32c(0, all));
}

TEST(sha256_gives_the_values_of_fips_180)
{
	uint8_t digest[32];
	char hex[65];

	momus_sha256(MOMUS_TEXT("abc"), digest);
	momus_hex(digest, hex);
	CHECK_STR(hex, "ba7816bf8f01cfea414140de5dae2223"
		       "b00361a396177a9cb410ff61f20015ad");
}

TEST(sha256_by_words_equals_sha256_by_the_instructions)
{
	uint8_t fast[32], plain[32];
	char bytes[400];
	struct momus_text t;

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 167 + (i >> 3));
	for (size_t n = 0; n < 390; n++) {
		t = (struct momus_text){ bytes + n % 9, n };
		momus_sha256(t, fast);
		momus_sha256_plain(t, plain);
		CHECK(memcmp(fast, plain, sizeof fast) == 0);
	}
}

TAP_MAIN
