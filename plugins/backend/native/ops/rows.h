/* rows.h - a few rows times a matrix, each row as if it were alone
 *
 *	y[r,o] = sum_i x[r,i] w[o,i]  (+ bias[o]) (+ what y[r,o] was)
 *
 * The sum has one order, whatever shares the call and whoever computes it: lane
 * l of sixteen adds, fused, the products of i = l, l + 16, l + 32, …, with zeros
 * behind the end; then lanes l and l + 8 are added, l and l + 4, l and l + 2, the
 * last two.  So a row's result depends on that row alone, bit for bit, and all
 * variants give the same bits.  BLAS promises neither.  Of a matrix of bf16 the
 * numbers are widened, which is exact: the same bits again, and half the memory to
 * read.  With both sides rounded to bf16 it is another product, halves.h's.
 */
#ifndef NATIVE_ROWS_H
#define NATIVE_ROWS_H

#include <stdbool.h>

#include "crew.h"
#include "halves.h"
#include "variant.h"

struct rows { /* one way to compute it; constant */
	struct variant variant;
	/* Y (n,outs), LDY floats a row, = X (n,in) W' without bias. */
	void (*dots)(float *y, int64_t ldy, const float *x, int64_t ldx,
		     int64_t n, int64_t in, const float *w, int64_t ldw,
		     int64_t outs);
	/* The same of a W of bf16. */
	void (*dots_half)(float *y, int64_t ldy, const float *x, int64_t ldx,
			  int64_t n, int64_t in, const uint16_t *w, int64_t ldw,
			  int64_t outs);
	/* Adds to O (n,d) the values V (keys,d) by the weights P (n,keys), key
	 * by key, fused. */
	void (*mix)(float *o, int64_t ldo, const float *p, int64_t ldp,
		    int64_t n, const float *v, int64_t ldv, int64_t keys,
		    int64_t d);
};

extern const struct rows rows_plain, rows_avx2, rows_avx512;

/* The variant called NAME (plain, avx2, avx512), or for "auto" the best that
 * this processor has.  MOMUS_ENOTSUP where it lacks the instructions. */
int rows_find(const struct rows **out, const char *name,
	      struct momus_error *err);

/* Number I of all variants, whether or not this processor has it; NULL behind
 * the last. */
const struct rows *rows_at(int i);

struct rows_matrix {	/* one of those that are multiplied by the same rows */
	float *y;	/* (n,out) */
	const float *w; /* (out,in); not looked at where there is .half */
	const uint16_t *half; /* the same in bf16; NULL: there is none */
	const float *b;	      /* (out); NULL: none */
	int64_t out;
	bool add; /* to what Y holds */
};

struct rows_way { /* how it is done */
	const struct rows *rows;
	const struct halves
		*halves; /* NULL: with X as it is; otherwise both are
				      * rounded, and all matrices have .half */
	uint16_t *room;	 /* borrowed: of .halves, halves_room() of what comes */
};

/* Multiplies X (N,IN) by the COUNT matrices of LIST. */
void rows_multiply(const struct rows_way *way, struct crew *crew,
		   const struct rows_matrix *list, int count, const float *x,
		   int64_t n, int64_t in);

#endif /* NATIVE_ROWS_H */
