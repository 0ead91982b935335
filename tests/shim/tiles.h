/* tiles.h - AMX's tiles in plain C, for a test of what uses them
 *
 * Of the instructions what Intel's manual (volume 2, TDPBF16PS) says of them, with
 * checks that the processor makes by a fault.
 */
#ifndef TESTS_SHIM_TILES_H
#define TESTS_SHIM_TILES_H

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct tiles {
	bool configured;
	uint16_t bytes[8];
	uint8_t rows[8];
	unsigned char data[8][16][64];
};

static _Thread_local struct tiles tiles;

static inline void tiles_check(bool good)
{
	if (!good)
		abort();
}

static inline bool have(void)
{
	return true;
}

static inline void tiles_configure(const void *config)
{
	const unsigned char *c = config;

	memset(&tiles, 0, sizeof tiles);
	tiles_check(c[0] == 1 && c[1] == 0);
	for (int i = 2; i < 16; i++)
		tiles_check(c[i] == 0);
	memcpy(tiles.bytes, c + 16, sizeof tiles.bytes);
	memcpy(tiles.rows, c + 48, sizeof tiles.rows);
	for (int i = 0; i < 8; i++)
		tiles_check(tiles.rows[i] <= 16 && tiles.bytes[i] <= 64);
	for (int i = 8; i < 16; i++)
		tiles_check(c[16 + 2 * i] == 0 && c[17 + 2 * i] == 0 &&
			    c[48 + i] == 0);
	tiles.configured = true;
}

static inline void tiles_zero(int t)
{
	tiles_check(tiles.configured);
	memset(tiles.data[t], 0, sizeof tiles.data[t]);
}

static inline void tiles_load(int t, const void *from, int64_t stride)
{
	tiles_zero(t);
	for (int r = 0; r < tiles.rows[t]; r++)
		memcpy(tiles.data[t][r], (const char *)from + r * stride,
		       tiles.bytes[t]);
}

static inline void tiles_store(int t, void *to, int64_t stride)
{
	tiles_check(tiles.configured);
	for (int r = 0; r < tiles.rows[t]; r++)
		memcpy((char *)to + r * stride, tiles.data[t][r],
		       tiles.bytes[t]);
}

static inline float tiles_flush(float x)
{
	return fabsf(x) < FLT_MIN ? copysignf(0.0f, x) : x;
}

/* Number K of row R of tile T, a bf16. */
static inline float tiles_half(int t, int r, int k)
{
	uint32_t bits = (uint32_t)tiles.data[t][r][2 * k + 1] << 24 |
			(uint32_t)tiles.data[t][r][2 * k] << 16;
	float x;

	memcpy(&x, &bits, sizeof x);
	return tiles_flush(x);
}

static inline void tiles_multiply(int c, int a, int b)
{
	float sum, two[2];

	tiles_check(tiles.configured && c != a && c != b && a != b);
	tiles_check(tiles.rows[c] == tiles.rows[a] &&
		    tiles.bytes[c] == tiles.bytes[b] &&
		    tiles.bytes[a] == 4 * tiles.rows[b]);
	for (int m = 0; m < tiles.rows[c]; m++)
		for (int n = 0; n < tiles.bytes[c] / 4; n++) {
			two[0] = two[1] = 0;
			for (int k = 0; k < tiles.bytes[a] / 4; k++)
				for (int i = 0; i < 2; i++)
					two[i] = tiles_flush(fmaf(
						tiles_half(a, m, 2 * k + i),
						tiles_half(b, k, 2 * n + i),
						two[i]));
			memcpy(&sum, &tiles.data[c][m][4 * n], sizeof sum);
			sum = tiles_flush(sum + tiles_flush(two[0] + two[1]));
			memcpy(&tiles.data[c][m][4 * n], &sum, sizeof sum);
		}
}

#define _tile_loadconfig(config)     tiles_configure(config)
#define _tile_release()		     (tiles.configured = false)
#define _tile_zero(t)		     tiles_zero(t)
#define _tile_loadd(t, from, stride) tiles_load(t, from, stride)
#define _tile_stored(t, to, stride)  tiles_store(t, to, stride)
#define _tile_dpbf16ps(c, a, b)	     tiles_multiply(c, a, b)

#endif /* TESTS_SHIM_TILES_H */
