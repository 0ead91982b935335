/* rowsum.c - tests of harness/stats/rowsum.c */
#include <math.h>
#include <string.h>

#include "momus/random.h"
#include "stats/rowsum.h"
#include "tap.h"

enum { ROWS = 50, WIDTH = 24, PICKED = 45 };

/* The order of additions that rowsum.h states. */
static double tree(const double *rows, const uint32_t *at, size_t n,
		   size_t width, size_t column, double sum)
{
	double x[8];
	size_t i = 0;

	for (; i + 8 <= n; i += 8) {
		for (size_t k = 0; k < 8; k++)
			x[k] = rows[at[i + k] * width + column];
		sum += ((x[0] + x[1]) + (x[2] + x[3])) +
		       ((x[4] + x[5]) + (x[6] + x[7]));
	}
	for (; i < n; i++)
		sum += rows[at[i] * width + column];
	return sum;
}

TEST(rows_are_added_in_the_stated_order)
{
	double rows[ROWS * WIDTH], sums[WIDTH];
	uint32_t at[PICKED];
	struct momus_stream s;

	momus_stream_init(&s, 1, MOMUS_TEXT(""), 0, 0, "test");
	for (size_t i = 0; i < ROWS * WIDTH; i++)
		rows[i] = ldexp(momus_stream_real(&s) - 0.5,
				(int)momus_stream_below(&s, 60));
	for (size_t i = 0; i < PICKED; i++)
		at[i] = (uint32_t)momus_stream_below(&s, ROWS);
	for (size_t k = 1; k <= WIDTH; k++) {
		size_t width = momus_rowsum_width(k);

		CHECK(width >= k && width < k + 4);
		for (size_t n = 0; n <= PICKED; n++) {
			for (size_t c = 0; c < width; c++)
				sums[c] = (double)c;
			momus_rowsum(sums, rows, at, n, width);
			for (size_t c = 0; c < width; c++)
				CHECK(sums[c] ==
				      tree(rows, at, n, width, c, (double)c));
		}
	}
}

TAP_MAIN
