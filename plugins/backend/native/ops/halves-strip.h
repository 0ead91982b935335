/* halves-strip.h - bf16 rows by all columns, from tiles: for both widths of registers
 *
 * Included by a source that has defined INLINE and tile().
 */

enum { FLUSH = 0x8040 }; /* of MXCSR: what is denormal is zero, in and out */

/* R rows by all columns, O at a time: few rows, many streams of weights. */
INLINE void strip(float *y, int64_t ldy, const uint16_t *x, const uint16_t *w,
		  int64_t ldw, int64_t in, int64_t outs, const int R,
		  const int O)
{
	int64_t ldx = halves_padded(in), o = 0;

	for (; o + O <= outs; o += O)
		tile(y + o, ldy, x, ldx, w + o * ldw, ldw, in, R, O);
	for (; o < outs; o++)
		tile(y + o, ldy, x, ldx, w + o * ldw, ldw, in, R, 1);
}
