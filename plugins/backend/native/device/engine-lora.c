/* engine-lora.c - adapters on a device; see engine.h, and lora.h for the formulas
 *
 * Where T is fp32 a matrix is folded in its place, else by way of fp32.
 */
#include "device/engine-parts.h"

static size_t size_of(const struct lora_site *s)
{
	return (size_t)s->weight->rows * (size_t)s->weight->cols;
}

static int make(struct engine *e, const char *what, size_t n, float **out,
		struct momus_error *err)
{
	void *p;
	int rc = device_alloc(e->device, what, n * sizeof(float), &p, err);

	*out = p;
	return rc;
}

/* Numbers of all matrices that have adapters, and of the largest. */
static size_t sizes(const struct lora *l, size_t *largest)
{
	size_t all = 0;

	*largest = 0;
	for (size_t i = 0; i < l->n; i++) {
		const size_t one = size_of(&l->sites[i]);

		all += one;
		*largest = one > *largest ? one : *largest;
	}
	return all;
}

int engine_adapters_make(struct engine *e, struct momus_error *err)
{
	struct engine_adapters *a = &e->adapters;
	size_t largest, all = sizes(e->lora, &largest);
	int rc = make(e, "adapters", e->lora->total, &a->w, err);

	if (rc == MOMUS_OK)
		rc = make(e, "the adapters' gradient", e->lora->total,
			  &a->gradient, err);
	if (rc == MOMUS_OK)
		rc = make(e, "the weights below adapters", all, &a->base, err);
	if (rc == MOMUS_OK && e->launch.type != LAUNCH_F32)
		rc = make(e, "a matrix with its adapter", largest, &a->whole,
			  err);
	return rc;
}

int engine_adapters_take(struct engine *e, struct momus_error *err)
{
	size_t largest, all = sizes(e->lora, &largest);
	int rc = device_write(e->device, e->adapters.base, e->lora->base,
			      all * sizeof(float), err);

	if (rc == MOMUS_OK)
		rc = device_write(e->device, e->adapters.w, e->lora->w,
				  e->lora->total * sizeof(float), err);
	return rc < 0 ? rc : engine_adapters_fold(e, err);
}

/* W + s B A of one site, in fp32 at TO. */
static int fold(struct engine *e, const struct lora_site *s, float *to,
		struct momus_error *err)
{
	const struct engine_adapters *a = &e->adapters;
	const int64_t out = s->weight->rows, in = s->weight->cols;
	const struct device_product p = {
		.c = to,
		.a = a->w + s->b,
		.b = a->w + s->a,
		.m = out,
		.n = in,
		.k = e->lora->rank,
		.lda = e->lora->rank,
		.ldb = in,
		.ldc = in,
		.type = LAUNCH_F32,
		.result = LAUNCH_F32,
		.alpha = (float)e->lora->scale,
		.beta = 1,
	};
	int rc = device_copy(e->device, to, a->base + s->base,
			     size_of(s) * sizeof *to, err);

	return rc < 0 ? rc : device_multiply(e->device, &p, err);
}

int engine_adapters_fold(struct engine *e, struct momus_error *err)
{
	const bool narrow = e->launch.type != LAUNCH_F32;
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < e->lora->n; i++) {
		const struct lora_site *s = &e->lora->sites[i];
		void *w = engine_weights(e, (int64_t)s->weight->offset);

		rc = fold(e, s, narrow ? e->adapters.whole : w, err);
		if (rc == MOMUS_OK && narrow)
			rc = adamw_copy_cuda(&e->launch, w, e->adapters.whole,
					     (int64_t)size_of(s), err);
	}
	return rc;
}

/* dA = s B' G and dB = s G A' of one site, from the gradient G of its matrix. */
static int project(struct engine *e, const struct lora_site *s,
		   struct momus_error *err)
{
	const struct engine_adapters *a = &e->adapters;
	const int64_t out = s->weight->rows, in = s->weight->cols;
	const int64_t rank = e->lora->rank;
	const float *g = e->gradient + s->weight->offset;
	const struct device_product to_a = {
		.c = a->gradient + s->a,
		.a = a->w + s->b,
		.b = g,
		.m = rank,
		.n = in,
		.k = out,
		.lda = rank,
		.ldb = in,
		.ldc = in,
		.turn_a = true,
		.loose = true,
		.type = LAUNCH_F32,
		.result = LAUNCH_F32,
		.alpha = (float)e->lora->scale,
	};
	const struct device_product to_b = {
		.c = a->gradient + s->b,
		.a = g,
		.b = a->w + s->a,
		.m = out,
		.n = rank,
		.k = in,
		.lda = in,
		.ldb = in,
		.ldc = rank,
		.turn_b = true,
		.loose = true,
		.type = LAUNCH_F32,
		.result = LAUNCH_F32,
		.alpha = (float)e->lora->scale,
	};
	int rc = device_multiply(e->device, &to_a, err);

	return rc < 0 ? rc : device_multiply(e->device, &to_b, err);
}

int engine_adapters_project(struct engine *e, struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < e->lora->n; i++)
		rc = project(e, &e->lora->sites[i], err);
	return rc;
}
