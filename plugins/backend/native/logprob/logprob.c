/* logprob.c - the reference; see logprob.h */
#include <math.h>

#include "logprob.h"

void momus_logprob_cpu(float *out, const float *x, const int *y, size_t rows,
		       size_t cols)
{
	for (size_t b = 0; b < rows; b++) {
		const float *xb = x + b * cols; /* (V,) */
		double m = xb[0], s = 0.0;

		for (size_t v = 1; v < cols; v++)
			m = fmax(m, xb[v]);
		for (size_t v = 0; v < cols; v++)
			s += exp(xb[v] - m);
		out[b] = (float)(xb[y[b]] - m - log(s));
	}
}
