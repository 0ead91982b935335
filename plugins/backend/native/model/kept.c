/* kept.c - the memory of a forward pass; see forward.h */
#include <stdlib.h>
#include <string.h>

#include "model/forward.h"

/* Gives the next N floats of *AT; only counts where *AT is NULL. */
static float *take(float **at, size_t *count, int64_t n)
{
	float *mine = *at;

	*count += (size_t)n;
	if (*at)
		*at += n;
	return mine;
}

/* Places the arrays of one layer for N tokens. */
static void place(struct layer_kept *a, const struct config *c, int64_t n,
		  float **at, size_t *count)
{
	int64_t q = c->heads * c->head_dim, k = c->kv_heads * c->head_dim;

	a->r1 = take(at, count, n);
	a->r2 = take(at, count, n);
	a->h1 = take(at, count, n * c->hidden);
	a->h2 = take(at, count, n * c->hidden);
	a->q = take(at, count, n * q);
	a->k = take(at, count, n * k);
	a->v = take(at, count, n * k);
	if (c->qk_norm) {
		a->q0 = take(at, count, n * q);
		a->k0 = take(at, count, n * k);
		a->rq = take(at, count, n * c->heads);
		a->rk = take(at, count, n * c->kv_heads);
	}
	a->o = take(at, count, n * q);
	a->lse = take(at, count, n * c->heads);
	a->middle = take(at, count, n * c->hidden);
	a->gate = take(at, count, n * c->intermediate);
	a->up = take(at, count, n * c->intermediate);
	a->product = take(at, count, n * c->intermediate);
}

/* Places everything from AT on; how many floats that is. */
static size_t place_all(struct kept *k, const struct config *c, int64_t n,
			float *at)
{
	size_t count = 0;

	k->x = take(&at, &count, n * c->hidden);
	k->hidden = take(&at, &count, n * c->hidden);
	k->r = take(&at, &count, n);
	for (int64_t l = 0; l < c->layers; l++) {
		if (l > 0 && !k->all) {
			k->layers[l] = k->layers[0];
			continue;
		}
		k->layers[l].x =
			k->all ? take(&at, &count, n * c->hidden) : k->x;
		place(&k->layers[l], c, n, &at, &count);
	}
	return count;
}

int kept_init(struct kept *out, struct model *m, int64_t tokens, bool all,
	      struct momus_error *err)
{
	const struct config *c = &m->parameters.config;
	size_t floats;

	memset(out, 0, sizeof *out);
	out->model = m;
	out->tokens = tokens;
	out->all = all;
	out->layers = calloc((size_t)c->layers, sizeof *out->layers);
	if (!out->layers)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	floats = place_all(out, c, tokens, NULL);
	out->memory = model_take(m, floats, &out->floats);
	if (!out->memory) {
		kept_release(out);
		return momus_fail(err, MOMUS_ENOMEM,
				  "native: out of memory for %zu bytes of "
				  "activations of %lld tokens; fewer at once, "
				  "\"chunk\" of a training, take less",
				  floats * sizeof(float), (long long)tokens);
	}
	place_all(out, c, tokens, out->memory);
	return MOMUS_OK;
}

void kept_release(struct kept *k)
{
	free(k->layers);
	free(k->texts);
	free(k->row);
	free(k->ids);
	if (k->model)
		model_leave(k->model, k->memory, k->floats);
	memset(k, 0, sizeof *k);
}
