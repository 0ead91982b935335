/* minhash.c - see minhash.h */
#include "config.h"

#include <math.h>

#include "stats/minhash.h"
#include "stats/wordset.h"

/* Place i is the least of the upper halves of (a x + b) over the set, a odd:
 * multiply-shift hashing (Dietzfelbinger et al. 1997) of members that are
 * scattered already. */
void momus_minhash(const uint64_t *set, size_t n, uint32_t *signature)
{
	uint64_t a[MOMUS_MINHASH_K], b[MOMUS_MINHASH_K];

	for (size_t k = 0; k < MOMUS_MINHASH_K; k++) {
		a[k] = momus_scatter(2 * k) | 1;
		b[k] = momus_scatter(2 * k + 1);
		signature[k] = UINT32_MAX;
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < MOMUS_MINHASH_K; k++) {
			uint32_t h = (uint32_t)((a[k] * set[i] + b[k]) >> 32);

			signature[k] = h < signature[k] ? h : signature[k];
		}
}

double momus_minhash_alike(const uint32_t *a, const uint32_t *b)
{
	size_t n = 0;

	for (size_t k = 0; k < MOMUS_MINHASH_K; k++)
		n += a[k] == b[k];
	return (double)n / MOMUS_MINHASH_K;
}

uint64_t momus_minhash_band(const uint32_t *signature, size_t band, size_t rows)
{
	uint64_t key = momus_scatter(band);

	for (size_t i = 0; i < rows; i++)
		key = momus_scatter(key ^ signature[band * rows + i]);
	return key;
}

double momus_minhash_chance(double j, size_t bands, size_t rows)
{
	return 1 - pow(1 - pow(j, (double)rows), (double)bands);
}

void momus_minhash_bands(double j, double chance, size_t *bands, size_t *rows)
{
	for (*rows = 16; *rows > 1; --*rows) {
		*bands = MOMUS_MINHASH_K / *rows;
		if (momus_minhash_chance(j, *bands, *rows) >= chance)
			return;
	}
	*bands = MOMUS_MINHASH_K;
}
