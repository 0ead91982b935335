/* product.c - see product.h: the reference, and what all kernels share */
#include "product.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* Of k at a time, a multiple of a run: a tile's parts of A and B are 66
	 * kB. */
	DEEP = 384,
	BROAD = 512, /* most columns of a piece: their B stays in the second
		      * cache */
	BLOCK = 96,  /* rows that pass by a tile's part of B, a multiple of
		      * every kernel's */
	TALL = 1536, /* most rows of a piece */
	TILE = 32,   /* most columns of a tile, and rows of one */
	/* Sums worth waking a thread for: some ten microseconds. */
	WORTH = 1 << 20,
	/* Floats of a hand: B, A where it is turned, and a tile at an edge. */
	SCRATCH = DEEP * BROAD + BLOCK * DEEP + TILE * TILE,
};

#define WITH
#define VECTOR	       float
#define LANES	       1
#define ROWS	       3
#define WIDE	       8
#define LOAD(p)	       (*(p))
#define STORE(p, x)    (*(p) = (x))
#define ZERO()	       0.0f
#define ALL(x)	       (x)
#define SUM(a, b)      ((a) + (b))
#define FUSED(a, b, c) fmaf(a, b, c)

#include "product-tile.h"

static bool always(void)
{
	return true;
}

const struct product_kernel product_plain = {
	{ "plain", always }, ROWS, LANES *WIDE, tile
};

static const struct variant *const kernels[] = {
	&product_plain.variant,
	&product_avx2.variant,
	&product_avx512.variant,
};

enum { KERNELS = sizeof kernels / sizeof *kernels };

const struct product_kernel *product_at(int i)
{
	return i < KERNELS ? (const struct product_kernel *)kernels[i] : NULL;
}

int product_init(struct product *out, struct crew *crew,
		 struct momus_error *err)
{
	size_t floats = (size_t)crew_hands(crew) * SCRATCH;

	*out = (struct product){ .crew = crew };
	out->kernel = product_at(variant_find(kernels, KERNELS, "auto", err));
	out->scratch = aligned_alloc(64, floats * sizeof(float));
	if (out->scratch)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_ENOMEM,
			  "native: out of memory for the products of %d "
			  "threads",
			  crew_hands(crew));
}

void product_release(struct product *p)
{
	free(p->scratch);
	memset(p, 0, sizeof *p);
}

struct work {
	const struct product *p;
	float *c;
	int64_t ldc, m, n, k;
	float factor;
	struct matrix a, b;
	bool add;
	int64_t tall, broad; /* of a piece */
};

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

typedef float four __attribute__((vector_size(16), aligned(4), may_alias));

static void copy(float *to, const float *from, int64_t n, float factor)
{
	int64_t i = 0;

	for (; i + 4 <= n; i += 4)
		*(four *)(to + i) = factor * *(const four *)(from + i);
	for (; i < n; i++)
		to[i] = factor * from[i];
}

/* TO (K, COLUMNS) = FACTOR B, of whose columns N are there, the others zero. */
static void pack_panel(float *to, int columns, struct matrix b, int64_t n,
		       int64_t k, float factor)
{
	if (n < columns)
		memset(to, 0, (size_t)(k * columns) * sizeof *to);
	if (b.column == 1) {
		for (int64_t i = 0; i < k; i++)
			copy(to + i * columns, b.at + i * b.row, n, factor);
		return;
	}
	for (int64_t from = 0; from < k; from += 16)
		for (int64_t j = 0; j < n; j++) {
			const float *x = b.at + j * b.column + from;
			float *y = to + from * columns + j;
			int64_t many = least(16, k - from);

			for (int64_t i = 0; i < many; i++)
				y[i * columns] = factor * x[i];
		}
}

/* B's columns, N of them, in panels as wide as a tile. */
static void pack_b(const struct work *w, float *to, int64_t column, int64_t n,
		   int64_t from, int64_t k)
{
	int wide = w->p->kernel->columns;

	for (int64_t j = 0; j < n; j += wide) {
		struct matrix b = w->b;

		b.at += from * b.row + (column + j) * b.column;
		pack_panel(to + j * k, wide, b, least(wide, n - j), k,
			   w->factor);
	}
}

/* A's rows, N of them, in panels as tall as a tile. */
static void pack_a(const struct work *w, float *to, int64_t row, int64_t n,
		   int64_t from, int64_t k)
{
	int tall = w->p->kernel->rows;

	for (int64_t i = 0; i < n; i += tall) {
		/* panels of A are those of its transpose */
		struct matrix a = { w->a.at + (row + i) * w->a.row +
					    from * w->a.column,
				    w->a.column, w->a.row };

		pack_panel(to + i * k, tall, a, least(tall, n - i), k, 1.0f);
	}
}

/* A tile of M by N elements at C, which may be less than a whole one. */
static void one_tile(const struct work *w, float *edge, float *c, int64_t m,
		     int64_t n, const float *a, int64_t row, int64_t step,
		     const float *b, int64_t k, bool add)
{
	const struct product_kernel *t = w->p->kernel;

	if (m == t->rows && n == t->columns) {
		t->tile(c, w->ldc, a, row, step, b, k, add);
		return;
	}
	for (int64_t i = 0; add && i < m; i++)
		memcpy(edge + i * TILE, c + i * w->ldc, (size_t)n * sizeof *c);
	t->tile(edge, TILE, a, row, step, b, k, add);
	for (int64_t i = 0; i < m; i++)
		memcpy(c + i * w->ldc, edge + i * TILE, (size_t)n * sizeof *c);
}

/* Rows [ROW, ROW + M) by columns [COLUMN, COLUMN + N), K of the sums' terms from
 * FROM on; B is packed. */
static void block(const struct work *w, float *scratch, int64_t row, int64_t m,
		  int64_t column, int64_t n, int64_t from, int64_t k, bool add)
{
	const struct product_kernel *t = w->p->kernel;
	float *packed = scratch + DEEP * BROAD, *edge = packed + BLOCK * DEEP;
	const float *a = w->a.at + row * w->a.row + from;
	int64_t whole = m - m % t->rows;
	bool turned = w->a.column != 1;

	/* rows that A has side by side are taken as they are, whole tiles */
	if (turned)
		pack_a(w, packed, row, m, from, k);
	else if (whole < m)
		pack_a(w, packed + whole * k, row + whole, m - whole, from, k);
	for (int64_t j = 0; j < n; j += t->columns)
		for (int64_t i = 0; i < m; i += t->rows) {
			float *c = w->c + (row + i) * w->ldc + column + j;
			bool there = !turned && i < whole;

			one_tile(w, edge, c, least(t->rows, m - i),
				 least(t->columns, n - j),
				 there ? a + i * w->a.row : packed + i * k,
				 there ? w->a.row : 1, there ? 1 : t->rows,
				 scratch + j * k, k, add);
		}
}

/* N in equal parts of at most MOST, each a multiple of STEP. */
static int64_t part(int64_t n, int64_t most, int64_t step)
{
	int64_t parts = (n + most - 1) / most;
	int64_t each = (n + parts - 1) / parts;

	return (each + step - 1) / step * step;
}

static void piece(const struct work *w, int64_t row, int64_t m, int64_t column,
		  int64_t n, float *scratch)
{
	int64_t deep = part(w->k, DEEP, PRODUCT_RUN);

	for (int64_t from = 0; from < w->k; from += deep) {
		int64_t k = least(deep, w->k - from);

		pack_b(w, scratch, column, n, from, k);
		for (int64_t i = 0; i < m; i += BLOCK)
			block(w, scratch, row + i, least(BLOCK, m - i), column,
			      n, from, k, w->add || from > 0);
	}
}

static void pieces(void *arg, int64_t from, int64_t to, int hand)
{
	const struct work *w = arg;
	int64_t across = (w->n + w->broad - 1) / w->broad;

	for (int64_t i = from; i < to; i++) {
		int64_t row = i / across * w->tall;
		int64_t column = i % across * w->broad;

		piece(w, row, least(w->tall, w->m - row), column,
		      least(w->broad, w->n - column),
		      w->p->scratch + (int64_t)hand * SCRATCH);
	}
}

static int64_t count(const struct work *w)
{
	return ((w->m + w->tall - 1) / w->tall) *
	       ((w->n + w->broad - 1) / w->broad);
}

static void nothing(const struct work *w)
{
	for (int64_t i = 0; !w->add && i < w->m; i++)
		memset(w->c + i * w->ldc, 0, (size_t)w->n * sizeof *w->c);
}

void product_make(const struct product *p, float *c, int64_t ldc, int64_t m,
		  int64_t n, int64_t k, float factor, struct matrix a,
		  struct matrix b, bool add)
{
	struct work w = { p, c, ldc, m, n, k, factor, a, b, add, 0, 0 };
	int hands = crew_hands(p->crew);
	int64_t all;

	if (m <= 0 || n <= 0)
		return;
	if (k <= 0) {
		nothing(&w);
		return;
	}
	w.broad = part(n, BROAD, p->kernel->columns);
	w.tall = part(m, TALL, BLOCK);
	if (hands > 1 && m * n * k >= WORTH)
		while (count(&w) < 4 * hands && w.tall > BLOCK)
			w.tall = part(w.tall, (w.tall + 1) / 2, BLOCK);
	all = count(&w);
	crew_run(p->crew, pieces, &w, all, m * n * k < WORTH ? all : 1);
}

void product_alone(const struct product *p, int hand, float *c, int64_t ldc,
		   int64_t m, int64_t n, int64_t k, float factor,
		   struct matrix a, struct matrix b, bool add)
{
	struct work w = { p, c, ldc, m, n, k, factor, a, b, add, 0, 0 };

	w.broad = BROAD;
	w.tall = TALL;
	if (k <= 0)
		nothing(&w);
	else if (m > 0 && n > 0)
		pieces(&w, 0, count(&w), hand);
}
