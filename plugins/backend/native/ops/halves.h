/* halves.h - a few rows times a matrix, both rounded to bf16, with sums in fp32
 *
 *	y[r,o] = sum_i half(x[r,i]) half(w[o,i])
 *
 * Products of two bf16 are exact in fp32.  All variants but amx have one order
 * of sums, that of vdpbf16ps: lane l of sixteen adds, fused, the products of
 * i = 2l + 1, then of 2l, then of those 32 further on, with zeros behind the end;
 * then lanes are added as in rows.h.  Numbers below 2^-126 are zero.  So they give
 * the same bits.  amx has the order of its tiles: over 32 products at a time odd
 * and even ones have a sum each.  Both are within in 2^-24 sum_i |x w| of
 * the exact sum, and with any of them a row's result depends on that row alone.
 */
#ifndef NATIVE_HALVES_H
#define NATIVE_HALVES_H

#include <stdint.h>
#include <string.h>

#include "variant.h"

struct halves { /* one way to compute it; constant */
	struct variant variant;
	/* Rounds X (n,in) to OUT, halves_room() numbers, in this variant's
	 * order. */
	void (*pack)(uint16_t *out, const float *x, int64_t n, int64_t in);
	/* Y (n,outs), LDY floats a row, = what was packed to X times W'; IN is a
	 * row of W's.  Rows from 64 K on are at X + 64 K halves_padded(IN). */
	void (*dots)(float *y, int64_t ldy, const uint16_t *x, int64_t n,
		     int64_t in, const uint16_t *w, int64_t ldw, int64_t outs);
};

extern const struct halves halves_plain, halves_avx2, halves_avx512,
	halves_avx512bf16, halves_amx;

/* The variant called NAME, or for "auto" the best that this processor has.
 * MOMUS_ENOTSUP where it lacks the instructions. */
int halves_find(const struct halves **out, const char *name,
		struct momus_error *err);

/* Number I of all variants, whether or not this processor has it; NULL behind
 * the last. */
const struct halves *halves_at(int i);

/* .pack of all variants but amx: row by row, with zeros behind the end. */
void halves_pack(uint16_t *out, const float *x, int64_t n, int64_t in);

enum { HALVES_STEP = 32, HALVES_GROUP = 16 };

/* Numbers of a packed row of IN. */
static inline int64_t halves_padded(int64_t in)
{
	return (in + HALVES_STEP - 1) / HALVES_STEP * HALVES_STEP;
}

/* Numbers that N packed rows of IN take. */
static inline int64_t halves_room(int64_t n, int64_t in)
{
	return (n + HALVES_GROUP - 1) / HALVES_GROUP * HALVES_GROUP *
	       halves_padded(in);
}

/* A finite X to the nearest bf16, of two the even one. */
static inline uint16_t halves_round(float x)
{
	uint32_t bits;

	memcpy(&bits, &x, sizeof bits);
	return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

static inline float halves_wide(uint16_t h)
{
	uint32_t bits = (uint32_t)h << 16;
	float x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

#endif /* NATIVE_HALVES_H */
