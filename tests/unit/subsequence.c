/* subsequence.c - tests of harness/stats/subsequence.c */
#include <string.h>

#include "momus/random.h"
#include "stats/subsequence.h"
#include "tap.h"

enum { MOST = 200 };

/* The table, step by step. */
static size_t plainly(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
	static size_t length[MOST + 1][MOST + 1];

	for (size_t i = 1; i <= n; i++)
		for (size_t k = 1; k <= m; k++) {
			size_t more = length[i - 1][k], less = length[i][k - 1];

			length[i][k] = a[i - 1] == b[k - 1]
					       ? length[i - 1][k - 1] + 1
				       : more > less ? more
						     : less;
		}
	return length[n][m];
}

TEST(lengths_are_those_of_the_table)
{
	uint32_t a[MOST], b[MOST];
	struct momus_stream s;
	size_t n, m, length;

	momus_stream_init(&s, 1, MOMUS_TEXT(""), 0, 0, "test");
	for (uint32_t kinds = 1; kinds < 200; kinds += 1 + kinds / 2)
		for (int i = 0; i < 40; i++) {
			n = momus_stream_below(&s, MOST + 1);
			m = momus_stream_below(&s, MOST + 1);
			for (size_t k = 0; k < n; k++)
				a[k] = (uint32_t)momus_stream_below(&s, kinds);
			for (size_t k = 0; k < m; k++)
				b[k] = (uint32_t)momus_stream_below(&s, kinds);
			CHECK(momus_subsequence(a, n, b, m, kinds, &length));
			CHECK_INT(length, plainly(a, n, b, m));
		}
}

TEST(what_is_equal_is_common_as_a_whole)
{
	uint32_t a[MOST];
	size_t length;

	for (uint32_t i = 0; i < MOST; i++)
		a[i] = i;
	for (size_t n = 0; n <= MOST; n++) {
		CHECK(momus_subsequence(a, n, a, n, MOST, &length));
		CHECK_INT(length, n);
	}
	CHECK(momus_subsequence(a, 100, a + 100, 100, MOST, &length));
	CHECK_INT(length, 0);
}

TAP_MAIN
