/* lora.c - see lora.h */
#include "lora.h"

#include <math.h>
#include <momus/random.h>
#include <stdlib.h>
#include <string.h>

static size_t size_of(const struct parameter *p)
{
	return (size_t)p->rows * (size_t)p->cols;
}

/* Lays out adapters for what is CHOSEN; the floats of their matrices. */
static size_t lay_out(struct lora *l, const struct parameters *p,
		      const bool *chosen)
{
	size_t base = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct parameter *one = &p->list[i];
		struct lora_site *s = &l->sites[l->n];

		if (!chosen[i] || one->vector)
			continue;
		*s = (struct lora_site){ .weight = one,
					 .a = l->total,
					 .base = base };
		s->b = s->a + (size_t)(l->rank * one->cols);
		l->total = s->b + (size_t)(one->rows * l->rank);
		base += size_of(one);
		l->n++;
	}
	return base;
}

int lora_create(struct lora **out, const struct parameters *p,
		const bool *chosen, int64_t rank, double scale, const float *w,
		struct momus_error *err)
{
	struct lora *l = calloc(1, sizeof *l);
	size_t base = 0;

	*out = NULL;
	if (l) {
		l->rank = rank;
		l->scale = scale;
		l->sites = calloc(p->n + 1, sizeof *l->sites);
	}
	if (l && l->sites) {
		base = lay_out(l, p, chosen);
		l->w = calloc(l->total + 1, sizeof *l->w);
		l->gradient = calloc(l->total + 1, sizeof *l->gradient);
		l->base = malloc((base + 1) * sizeof *l->base);
	}
	if (!l || !l->w || !l->gradient || !l->base) {
		lora_free(l);
		return momus_fail(err, MOMUS_ENOMEM,
				  "native: out of memory for adapters of rank "
				  "%lld",
				  (long long)rank);
	}
	for (size_t i = 0; i < l->n; i++)
		memcpy(l->base + l->sites[i].base,
		       w + l->sites[i].weight->offset,
		       size_of(l->sites[i].weight) * sizeof *w);
	*out = l;
	return MOMUS_OK;
}

void lora_free(struct lora *l)
{
	if (!l)
		return;
	free(l->sites);
	free(l->w);
	free(l->gradient);
	free(l->base);
	free(l);
}

void lora_draw(struct lora *l, uint64_t seed)
{
	struct momus_stream stream;

	memset(l->w, 0, l->total * sizeof *l->w);
	for (size_t i = 0; i < l->n; i++) {
		const struct lora_site *s = &l->sites[i];
		double most = 1 / sqrt((double)s->weight->cols);

		momus_stream_init(&stream, seed, momus_text_of(s->weight->name),
				  0, 0, "lora");
		for (size_t k = s->a; k < s->b; k++)
			l->w[k] = (float)(most *
					  (2 * momus_stream_real(&stream) - 1));
	}
}

void lora_fold(const struct lora *l, const struct product *p, float *w)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct lora_site *s = &l->sites[i];
		int64_t out = s->weight->rows, in = s->weight->cols;
		float *at = w + s->weight->offset;

		memcpy(at, l->base + s->base, size_of(s->weight) * sizeof *w);
		product_make(p, at, in, out, in, l->rank, (float)l->scale,
			     matrix_plain(l->w + s->b, l->rank),
			     matrix_plain(l->w + s->a, in), true);
	}
}

void lora_project(struct lora *l, const struct product *p, const float *g)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct lora_site *s = &l->sites[i];
		int64_t out = s->weight->rows, in = s->weight->cols;
		const float *at = g + s->weight->offset;
		float scale = (float)l->scale;

		product_make(p, l->gradient + s->a, in, l->rank, in, out, scale,
			     matrix_turned(l->w + s->b, l->rank),
			     matrix_plain(at, in), false);
		product_make(p, l->gradient + s->b, l->rank, out, l->rank, in,
			     scale, matrix_plain(at, in),
			     matrix_turned(l->w + s->a, in), false);
	}
}
