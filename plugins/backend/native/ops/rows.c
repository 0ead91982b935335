/* rows.c - see rows.h: the reference, and what all variants share */
#include "rows.h"

#include <math.h>
#include <string.h>

enum {
	OUTS = 32,  /* of a piece */
	PANEL = 64, /* rows at a time: they stay in the second cache */
	/* Products that are worth waking a thread for: some ten microseconds. */
	WORTH = 1 << 17,
};

static bool always(void)
{
	return true;
}

/* With a W of fp32, or of bf16 in HALF. */
static float dot(const float *x, const float *w, const uint16_t *half,
		 int64_t in)
{
	float s[16] = { 0 };

	for (int64_t i = 0; i < in; i += 16)
		for (int64_t l = 0; l < 16; l++) {
			bool there = i + l < in;
			float a = !there ? 0.0f
				  : half ? halves_wide(half[i + l])
					 : w[i + l];

			s[l] = fmaf(there ? x[i + l] : 0.0f, a, s[l]);
		}
	for (int fold = 8; fold > 0; fold /= 2)
		for (int l = 0; l < fold; l++)
			s[l] += s[l + fold];
	return s[0];
}

static void dots(float *y, int64_t ldy, const float *x, int64_t ldx, int64_t n,
		 int64_t in, const float *w, int64_t ldw, int64_t outs)
{
	for (int64_t r = 0; r < n; r++)
		for (int64_t o = 0; o < outs; o++)
			y[r * ldy + o] =
				dot(x + r * ldx, w + o * ldw, NULL, in);
}

static void dots_half(float *y, int64_t ldy, const float *x, int64_t ldx,
		      int64_t n, int64_t in, const uint16_t *w, int64_t ldw,
		      int64_t outs)
{
	for (int64_t r = 0; r < n; r++)
		for (int64_t o = 0; o < outs; o++)
			y[r * ldy + o] =
				dot(x + r * ldx, NULL, w + o * ldw, in);
}

static void mix(float *o, int64_t ldo, const float *p, int64_t ldp, int64_t n,
		const float *v, int64_t ldv, int64_t keys, int64_t d)
{
	for (int64_t r = 0; r < n; r++)
		for (int64_t i = 0; i < d; i++) {
			float s = o[r * ldo + i];

			for (int64_t k = 0; k < keys; k++)
				s = fmaf(p[r * ldp + k], v[k * ldv + i], s);
			o[r * ldo + i] = s;
		}
}

const struct rows rows_plain = { { "plain", always }, dots, dots_half, mix };

/* The best one last. */
static const struct variant *const variants[] = {
	&rows_plain.variant,
	&rows_avx2.variant,
	&rows_avx512.variant,
};

enum { VARIANTS = sizeof variants / sizeof *variants };

const struct rows *rows_at(int i)
{
	return i < VARIANTS ? (const struct rows *)variants[i] : NULL;
}

int rows_find(const struct rows **out, const char *name,
	      struct momus_error *err)
{
	int i = variant_find(variants, VARIANTS, name, err);

	if (i < 0)
		return i;
	*out = rows_at(i);
	return MOMUS_OK;
}

struct product {
	const struct rows_way *way;
	const struct rows_matrix *list;
	int count;
	const float *x;
	int64_t n, in;
};

/* Adds S (N,OUTS) with bias and what was there to M's columns from AT on. */
static void finish(const struct rows_matrix *m, int64_t at, int64_t outs,
		   int64_t row, int64_t n, const float *s)
{
	for (int64_t r = 0; r < n; r++) {
		float *y = m->y + (row + r) * m->out + at;

		for (int64_t o = 0; o < outs; o++) {
			float sum = s[r * OUTS + o];

			if (m->b)
				sum += m->b[at + o];
			y[o] = m->add ? y[o] + sum : sum;
		}
	}
}

static void piece(const struct product *p, const struct rows_matrix *m,
		  int64_t at, int64_t row, int64_t n)
{
	float s[PANEL * OUTS];
	int64_t in = p->in;
	int64_t outs = m->out - at < OUTS ? m->out - at : OUTS;

	if (p->way->halves)
		p->way->halves->dots(s, OUTS,
				     p->way->room + row * halves_padded(in), n,
				     in, m->half + at * in, in, outs);
	else if (m->half)
		p->way->rows->dots_half(s, OUTS, p->x + row * in, in, n, in,
					m->half + at * in, in, outs);
	else
		p->way->rows->dots(s, OUTS, p->x + row * in, in, n, in,
				   m->w + at * in, in, outs);
	finish(m, at, outs, row, n, s);
}

static int64_t pieces(const struct rows_matrix *m)
{
	return (m->out + OUTS - 1) / OUTS;
}

/* Pieces are counted through the matrices; all of one panel come first. */
static void some(void *arg, int64_t from, int64_t to, int hand)
{
	const struct product *p = arg;

	(void)hand;
	for (int64_t row = 0; row < p->n; row += PANEL) {
		const struct rows_matrix *m = p->list;
		int64_t first = 0, n = p->n - row < PANEL ? p->n - row : PANEL;

		for (int64_t i = from; i < to; i++) {
			while (i >= first + pieces(m))
				first += pieces(m++);
			piece(p, m, (i - first) * OUTS, row, n);
		}
	}
}

void rows_multiply(const struct rows_way *way, struct crew *crew,
		   const struct rows_matrix *list, int count, const float *x,
		   int64_t n, int64_t in)
{
	struct product p = { way, list, count, x, n, in };
	int64_t all = 0, each = n * in * OUTS;

	for (int i = 0; i < count; i++)
		all += pieces(&list[i]);
	if (way->halves)
		way->halves->pack(way->room, x, n, in);
	crew_run(crew, some, &p, all, each < WORTH ? WORTH / each + 1 : 1);
}
