/* rope.c - the reference; see rope.h */
#include "rope.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double scaled(double f, const struct config *c)
{
	double wavelength = 2.0 * M_PI / f, smooth;

	if (c->rope == CONFIG_ROPE_LINEAR)
		return f / c->rope_factor;
	if (c->rope != CONFIG_ROPE_LLAMA3 ||
	    wavelength < c->rope_original / c->rope_high)
		return f;
	if (wavelength > c->rope_original / c->rope_low)
		return f / c->rope_factor;
	smooth = (c->rope_original / wavelength - c->rope_low) /
		 (c->rope_high - c->rope_low);
	return (1.0 - smooth) * f / c->rope_factor + smooth * f;
}

int rope_init(struct rope *out, const struct config *c, struct momus_error *err)
{
	memset(out, 0, sizeof *out);
	out->half = c->head_dim / 2;
	out->frequency = calloc((size_t)out->half, sizeof *out->frequency);
	if (!out->frequency)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	for (int64_t i = 0; i < out->half; i++)
		out->frequency[i] = scaled(
			pow(c->theta, -2.0 * (double)i / (double)c->head_dim),
			c);
	return MOMUS_OK;
}

void rope_release(struct rope *r)
{
	free(r->frequency);
	free(r->cosine);
	free(r->sine);
	memset(r, 0, sizeof *r);
}

int rope_reserve(struct rope *r, int64_t n, struct momus_error *err)
{
	size_t bytes;
	float *grown;

	if (n <= r->n)
		return MOMUS_OK;
	n = n < 2 * r->n ? 2 * r->n : n;
	bytes = (size_t)n * (size_t)r->half * sizeof(float);
	grown = realloc(r->cosine, bytes);
	if (grown) {
		r->cosine = grown;
		grown = realloc(r->sine, bytes);
	}
	if (!grown)
		return momus_fail(err, MOMUS_ENOMEM,
				  "native: out of memory for %lld positions",
				  (long long)n);
	r->sine = grown;
	for (int64_t p = r->n; p < n; p++)
		for (int64_t i = 0; i < r->half; i++) {
			double angle = (double)p * r->frequency[i];

			r->cosine[p * r->half + i] = (float)cos(angle);
			r->sine[p * r->half + i] = (float)sin(angle);
		}
	r->n = n;
	return MOMUS_OK;
}

void rope_turn(const struct rope *r, float *x, int64_t n, int64_t heads,
	       int64_t from, bool back)
{
	int64_t half = r->half;
	float sign = back ? -1.0f : 1.0f;

	for (int64_t row = 0; row < n; row++) {
		const float *c = r->cosine + (from + row) * half; /* (half,) */
		const float *s = r->sine + (from + row) * half;

		for (int64_t head = 0; head < heads; head++) {
			float *lo = x + (row * heads + head) * 2 * half;
			float *hi = lo + half;

			for (int64_t i = 0; i < half; i++) {
				float a = lo[i], b = hi[i], t = sign * s[i];

				lo[i] = a * c[i] - b * t;
				hi[i] = b * c[i] + a * t;
			}
		}
	}
}
