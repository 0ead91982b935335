/* drawn.h - numbers for a device's benchmarks: zeros are multiplied faster than others */
#ifndef PERF_DRAWN_H
#define PERF_DRAWN_H

#include "device/device.h"

/* Sets X (n) to numbers evenly drawn from (-MOST, MOST), the same ones every time and,
 * beyond a million, again and again. */
void drawn_numbers(float *x, size_t n, float most);

/* Fills P (BYTES, a multiple of 4) with bf16 of (-1, 1); read as fp32 they are as much. */
int drawn_fill(struct device *d, void *p, size_t bytes,
	       struct momus_error *err);

#endif /* PERF_DRAWN_H */
