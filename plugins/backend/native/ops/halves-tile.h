/* halves-tile.h - bf16 by registers of 32: for the two ways to add pairs
 *
 * Included by a source that has defined WITH, the instructions it may use, and
 * ADD(s, x, w), which adds the products of 32 numbers to sixteen lanes.
 */
#include "halves.h"
#include "lanes.h"

#define INLINE WITH __attribute__((always_inline)) static inline

/* LEFT: the numbers that are there of the registers A and B. */
INLINE void add(__m512 *s, const uint16_t *x, int64_t ldx, const uint16_t *w,
		int64_t ldw, __mmask32 left, const int R, const int O)
{
	__m512i a[8], b;

#pragma GCC unroll 8
	for (int o = 0; o < O; o++)
		a[o] = _mm512_maskz_loadu_epi16(left, w + o * ldw);
#pragma GCC unroll 8
	for (int r = 0; r < R; r++) {
		b = _mm512_loadu_si512(x + r * ldx);
#pragma GCC unroll 8
		for (int o = 0; o < O; o++)
			s[r * O + o] = ADD(s[r * O + o], b, a[o]);
	}
}

/* R rows by O columns, both constants, of one tile of Y. */
INLINE void tile(float *y, int64_t ldy, const uint16_t *x, int64_t ldx,
		 const uint16_t *w, int64_t ldw, int64_t in, const int R,
		 const int O)
{
	__m512 s[24];
	int64_t i = 0;

#pragma GCC unroll 24
	for (int k = 0; k < R * O; k++)
		s[k] = _mm512_setzero_ps();
	for (; i + HALVES_STEP <= in; i += HALVES_STEP)
		add(s, x + i, ldx, w + i, ldw, 0xffffffff, R, O);
	if (i < in)
		add(s, x + i, ldx, w + i, ldw, (1u << (in - i)) - 1, R, O);
#pragma GCC unroll 8
	for (int r = 0; r < R; r++)
#pragma GCC unroll 8
		for (int o = 0; o < O; o++)
			y[r * ldy + o] = lanes_sum_wide(s[r * O + o]);
}

#include "halves-strip.h"

WITH static void dots(float *y, int64_t ldy, const uint16_t *x, int64_t n,
		      int64_t in, const uint16_t *w, int64_t ldw, int64_t outs)
{
	const unsigned before = _mm_getcsr();
	const int64_t six = 6 * halves_padded(in);

	_mm_setcsr(before | FLUSH);
	for (; n >= 6; n -= 6, y += 6 * ldy, x += six)
		strip(y, ldy, x, w, ldw, in, outs, 6, 4);
	if (n == 5)
		strip(y, ldy, x, w, ldw, in, outs, 5, 4);
	else if (n == 4)
		strip(y, ldy, x, w, ldw, in, outs, 4, 4);
	else if (n == 3)
		strip(y, ldy, x, w, ldw, in, outs, 3, 8);
	else if (n == 2)
		strip(y, ldy, x, w, ldw, in, outs, 2, 8);
	else if (n == 1)
		strip(y, ldy, x, w, ldw, in, outs, 1, 8);
	_mm_setcsr(before);
}
