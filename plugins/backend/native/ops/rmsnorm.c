/* rmsnorm.c - the reference; see rmsnorm.h */
#include "rmsnorm.h"

#include <math.h>
#include <stdbool.h>

/* sum_i a[i] b[i] c[i], or of squares; eight sums at once, so that the compiler
 * may use vectors. */
static double sum_of_squares(const float *x, int64_t d)
{
	double s[8] = { 0 }, all = 0;
	int64_t i = 0;

	for (; i + 8 <= d; i += 8)
		for (int j = 0; j < 8; j++)
			s[j] += (double)x[i + j] * (double)x[i + j];
	for (; i < d; i++)
		all += (double)x[i] * (double)x[i];
	for (int j = 0; j < 8; j++)
		all += s[j];
	return all;
}

static double sum_of_products(const float *a, const float *b, const float *c,
			      int64_t d)
{
	double s[8] = { 0 }, all = 0;
	int64_t i = 0;

	for (; i + 8 <= d; i += 8)
		for (int j = 0; j < 8; j++)
			s[j] += (double)a[i + j] * (double)b[i + j] *
				(double)c[i + j];
	for (; i < d; i++)
		all += (double)a[i] * (double)b[i] * (double)c[i];
	for (int j = 0; j < 8; j++)
		all += s[j];
	return all;
}

void rmsnorm_forward(float *y, float *r, const float *x, const float *w,
		     int64_t n, int64_t d, double eps)
{
	for (int64_t row = 0; row < n; row++) {
		const float *xr = x + row * d; /* (D,) */
		float *yr = y + row * d;
		double mean = sum_of_squares(xr, d) / (double)d;
		float scale = (float)(1.0 / sqrt(mean + eps));

		for (int64_t i = 0; i < d; i++)
			yr[i] = w[i] * (xr[i] * scale);
		r[row] = scale;
	}
}

void rmsnorm_backward(float *dx, float *dw, const float *dy, const float *x,
		      const float *w, const float *r, int64_t n, int64_t d)
{
	bool add = dx != dy;

	for (int64_t row = 0; row < n; row++) {
		const float *g = dy + row * d, *xr = x + row * d; /* (D,) */
		float *out = dx + row * d;
		double s = sum_of_products(w, g, xr, d);
		float scale = r[row];
		float back = (float)(s * (double)scale * (double)scale *
				     (double)scale / (double)d);

		for (int64_t i = 0; i < d; i++)
			dw[i] += g[i] * (xr[i] * scale);
		for (int64_t i = 0; i < d; i++)
			out[i] = (add ? out[i] : 0.0f) + scale * w[i] * g[i] -
				 xr[i] * back;
	}
}
