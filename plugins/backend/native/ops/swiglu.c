/* swiglu.c - the reference; see swiglu.h */
#include "swiglu.h"

#include <math.h>

void swiglu_forward(float *y, const float *g, const float *u, int64_t n)
{
	for (int64_t i = 0; i < n; i++)
		y[i] = g[i] / (1.0f + expf(-g[i])) * u[i];
}

void swiglu_backward(float *dg, float *du, const float *dy, const float *g,
		     const float *u, int64_t n)
{
	for (int64_t i = 0; i < n; i++) {
		float s = 1.0f / (1.0f + expf(-g[i])), d = dy[i];

		du[i] = d * g[i] * s;
		dg[i] = d * u[i] * s * (1.0f + g[i] * (1.0f - s));
	}
}
