/* rows-strip.h - rows by all columns, from tiles: for both widths of registers
 *
 * Included by a source that has defined WITH, the instructions it may use, INLINE and
 * tile(); all() is the source's, which knows how many rows and columns its registers
 * hold.
 */

INLINE void all(float *y, int64_t ldy, const float *x, int64_t ldx, int64_t n,
		int64_t in, const void *w, int64_t ldw, int64_t outs,
		const bool half);

/* R rows by all columns, O at a time: few rows, many streams of weights. */
INLINE void strip(float *y, int64_t ldy, const float *x, int64_t ldx,
		  const void *w, int64_t ldw, int64_t in, int64_t outs,
		  const bool half, const int R, const int O)
{
	int64_t o = 0;

	for (; o + O <= outs; o += O)
		tile(y + o, ldy, x, ldx, w, o * ldw, ldw, in, half, R, O);
	for (; o < outs; o++)
		tile(y + o, ldy, x, ldx, w, o * ldw, ldw, in, half, R, 1);
}

WITH static void dots(float *y, int64_t ldy, const float *x, int64_t ldx,
		      int64_t n, int64_t in, const float *w, int64_t ldw,
		      int64_t outs)
{
	all(y, ldy, x, ldx, n, in, w, ldw, outs, false);
}

WITH static void dots_half(float *y, int64_t ldy, const float *x, int64_t ldx,
			   int64_t n, int64_t in, const uint16_t *w,
			   int64_t ldw, int64_t outs)
{
	all(y, ldy, x, ldx, n, in, w, ldw, outs, true);
}
