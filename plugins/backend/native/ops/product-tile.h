/* product-tile.h - the tile of product.h, for a register of LANES floats
 *
 * Whoever includes it has defined WITH (the instructions), VECTOR, LANES, ROWS (a
 * multiple of 3), WIDE (registers a row), LOAD, STORE, ZERO, ALL (of one number), SUM
 * and FUSED (a b + c).  Rows of A are three to a pointer: more pointers than registers
 * would be reloaded for every step.
 */
#define TRIPLES (ROWS / 3)

/* S, from 0 on, of K steps. */
WITH __attribute__((always_inline)) static inline void steps(
	VECTOR *s, const float *a, int64_t row, int64_t step, const float *b,
	int64_t k)
{
	const float *at[TRIPLES];
	VECTOR w[WIDE];

#pragma GCC unroll 16
	for (int t = 0; t < TRIPLES; t++)
		at[t] = a + 3 * t * row;
#pragma GCC unroll 32
	for (int r = 0; r < ROWS * WIDE; r++)
		s[r] = ZERO();
	for (int64_t i = 0; i < k; i++) {
#pragma GCC unroll 4
		for (int j = 0; j < WIDE; j++)
			w[j] = LOAD(b + LANES * j);
		b += LANES * WIDE;
#pragma GCC unroll 16
		for (int t = 0; t < TRIPLES; t++) {
#pragma GCC unroll 3
			for (int r = 0; r < 3; r++) {
				VECTOR x = ALL(at[t][r * row]);
#pragma GCC unroll 4
				for (int j = 0; j < WIDE; j++)
					s[(3 * t + r) * WIDE + j] = FUSED(
						x, w[j],
						s[(3 * t + r) * WIDE + j]);
			}
			at[t] += step;
		}
	}
}

WITH static void tile(float *c, int64_t ldc, const float *a, int64_t row,
		      int64_t step, const float *b, int64_t k, bool add)
{
	for (int64_t i = 0; i < k; i += PRODUCT_RUN) {
		VECTOR s[ROWS * WIDE];

		steps(s, a + i * step, row, step, b + i * LANES * WIDE,
		      k - i < PRODUCT_RUN ? k - i : PRODUCT_RUN);
#pragma GCC unroll 16
		for (int r = 0; r < ROWS; r++)
#pragma GCC unroll 4
			for (int j = 0; j < WIDE; j++) {
				float *to = c + r * ldc + LANES * j;
				VECTOR x = s[r * WIDE + j];

				STORE(to, add || i > 0 ? SUM(LOAD(to), x) : x);
			}
	}
}
