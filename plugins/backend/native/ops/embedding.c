/* embedding.c - the reference, and the plan for a device; see embedding.h */
#include "embedding.h"

#include <stdlib.h>
#include <string.h>

void embedding_forward(float *x, const float *w, const int32_t *id, int64_t n,
		       int64_t d)
{
	for (int64_t t = 0; t < n; t++)
		memcpy(x + t * d, w + (int64_t)id[t] * d,
		       (size_t)d * sizeof *x);
}

void embedding_backward(float *dw, const float *dx, const int32_t *id,
			int64_t n, int64_t d)
{
	for (int64_t t = 0; t < n; t++) {
		float *row = dw + (int64_t)id[t] * d;

		for (int64_t i = 0; i < d; i++)
			row[i] += dx[t * d + i];
	}
}

static int by_token(const void *a, const void *b)
{
	const int32_t *x = a, *y = b; /* token, place */

	if (x[0] != y[0])
		return x[0] < y[0] ? -1 : 1;
	return x[1] < y[1] ? -1 : 1;
}

int embedding_plan_init(struct embedding_plan *out, const int32_t *id,
			int64_t n, struct momus_error *err)
{
	int32_t *pairs = malloc(((size_t)n + 1) * 2 * sizeof *pairs);

	*out = (struct embedding_plan){ .n = n };
	out->order = malloc((2 * (size_t)n + 1) * sizeof *out->order);
	if (!pairs || !out->order) {
		free(pairs);
		embedding_plan_release(out);
		return momus_fail(err, MOMUS_ENOMEM,
				  "native: out of memory for the places of "
				  "%lld tokens",
				  (long long)n);
	}
	out->begin = out->order + n;
	for (int64_t t = 0; t < n; t++) {
		pairs[2 * t] = id[t];
		pairs[2 * t + 1] = (int32_t)t;
	}
	qsort(pairs, (size_t)n, 2 * sizeof *pairs, by_token);
	for (int64_t i = 0; i < n; i++) {
		out->order[i] = pairs[2 * i + 1];
		if (i == 0 || pairs[2 * i] != pairs[2 * i - 2])
			out->begin[out->kinds++] = (int32_t)i;
	}
	out->begin[out->kinds] = (int32_t)n;
	free(pairs);
	return MOMUS_OK;
}

void embedding_plan_release(struct embedding_plan *p)
{
	free(p->order);
	*p = (struct embedding_plan){ .n = 0 };
}
