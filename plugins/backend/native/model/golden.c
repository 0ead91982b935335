/* golden.c - see golden.h */
#include "model/golden.h"

#include <math.h>
#include <momus/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"
#include "weights/mapped.h"

/* The shared data's file of the engine; skips the test where it is absent. */
static const char *data(char out[1024], const char *fmt, const char *name,
			const char *part)
{
	const char *folder = getenv("MOMUS_DATA");
	char end[256];

	snprintf(end, sizeof end, fmt, name, part);
	snprintf(out, 1024, "%s/engine/%s", folder ? folder : "../shared/data",
		 end);
	if (access(out, R_OK) != 0)
		SKIP("no %s", out);
	return out;
}

struct golden golden_open(const char *name, const char *part)
{
	struct golden g = { .json = NULL };
	struct momus_error err = { "" };
	struct mapped index;
	char path[1024];

	if (model_open(&g.model, data(path, "models/%s%.0s", name, part), -1, 1,
		       &err) < 0 ||
	    mapped_open(&index, data(path, "golden/%s%.0s.json", name, part),
			&err) < 0 ||
	    tensors_open(&g.tensors,
			 data(path, "golden/%s.%s.safetensors", name, part),
			 &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	model_widen(g.model);
	g.json = malloc(index.len);
	CHECK(g.json);
	memcpy(g.json, index.ptr, index.len);
	g.part = momus_json_member(
		(struct momus_text){ g.json, g.len = index.len }, part);
	mapped_close(&index);
	return g;
}

void golden_close(struct golden *g)
{
	model_close(g->model);
	tensors_close(g->tensors);
	free(g->json);
}

static const struct tensor *find(const struct golden *g, const char *name)
{
	const struct tensor *t = tensors_find(g->tensors, name);

	if (!t)
		tap_fail(__FILE__, __LINE__, "no array %s", name);
	return t;
}

const float *golden_floats(const struct golden *g, const char *name, size_t *n)
{
	const struct tensor *t = find(g, name);

	CHECK_INT(t->type, TENSOR_F32);
	*n = t->n;
	return t->data;
}

const int64_t *golden_ids(const struct golden *g, const char *name, size_t *n)
{
	const struct tensor *t = find(g, name);

	CHECK_INT(t->type, TENSOR_I64);
	*n = t->n;
	return t->data;
}

bool golden_has(const struct golden *g, const char *name)
{
	return tensors_find(g->tensors, name) != NULL;
}

double golden_tolerance(const struct golden *g, const char *name)
{
	struct momus_text one =
		momus_json_member(momus_json_member(g->part, "arrays"), name);
	struct momus_text err = momus_json_member(one, "err64");
	struct momus_text scale = momus_json_member(one, "scale");

	if (!err.len || !scale.len)
		tap_fail(__FILE__, __LINE__, "no tolerance of %s", name);
	return 8 * strtod(err.ptr, NULL) + 1e-6 * strtod(scale.ptr, NULL);
}

/* Whether number I of the array NAME is what is expected. */
static void check_number(const char *name, size_t i, float got, float want,
			 double tolerance)
{
	double off = fabs((double)got - (double)want);

	if (!(off <= tolerance))
		tap_fail(__FILE__, __LINE__,
			 "%s[%zu] is %.9g, expected %.9g within %.2g", name, i,
			 (double)got, (double)want, tolerance);
}

void golden_check(const struct golden *g, const char *name, const float *got,
		  size_t n)
{
	size_t have;
	const float *want = golden_floats(g, name, &have);
	double tolerance = golden_tolerance(g, name);

	CHECK_INT((long long)n, (long long)have);
	for (size_t i = 0; i < n; i++)
		check_number(name, i, got[i], want[i], tolerance);
}

const struct adamw golden_adamw = { 1e-3, 0.9, 0.999, 1e-8, 0.01 };

/* Where a step of AdamW takes a weight whose first gradient is G. */
static double first_step(double g)
{
	return golden_adamw.rate * g / (fabs(g) + golden_adamw.eps);
}

/* How far apart a step may take element K.  Where the gradient D is hardly more than the
 * rounding in it, which OFF is the limit of, that is far: the gradient of a key's bias is zero
 * but for rounding, and its sign decides a whole step. */
static double untold(const float *d, size_t k, double off, double scale)
{
	double g = (double)d[k] * scale;

	off *= scale;
	return first_step(g + off) - first_step(g - off);
}

/* Whether the reference tells where a step takes an element to within 1e-6. */
static bool is_told(double apart)
{
	return apart <= 1e-6;
}

void golden_check_step(const struct golden *g, int t, const float *x,
		       double scale)
{
	const struct parameters *p = &g->model->parameters;
	size_t near = 0, told = 0, all = 0, n;
	double tolerance, rounding;
	char name[128], gradient[128];

	for (size_t i = 0; i < p->n; i++) {
		const float *mine = x + p->list[i].offset, *want, *d;

		snprintf(name, sizeof name, "sft.param.step%d.%s", t,
			 p->list[i].name);
		snprintf(gradient, sizeof gradient, "sft.grad.%s",
			 p->list[i].name);
		if (!golden_has(g, name))
			continue;
		want = golden_floats(g, name, &n);
		d = golden_floats(g, gradient, &n);
		tolerance = golden_tolerance(g, name);
		rounding = golden_tolerance(g, gradient);
		for (size_t k = 0; k < n; k++) {
			const double apart = untold(d, k, rounding, scale);

			check_number(name, k, mine[k], want[k],
				     tolerance + t * apart);
			if (!is_told(apart))
				continue;
			near += fabsf(mine[k] - want[k]) <= 1e-6f;
			told++;
		}
		all += n;
	}
	CHECK(all > 0 && (double)told >= 0.98 * (double)all);
	CHECK((double)near >= 0.999 * (double)told);
}
