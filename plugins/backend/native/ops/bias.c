/* bias.c - the reference; see bias.h */
#include "bias.h"

void bias_backward(float *db, const float *dy, int64_t n, int64_t d)
{
	for (int64_t row = 0; row < n; row++)
		for (int64_t i = 0; i < d; i++)
			db[i] += dy[row * d + i];
}
