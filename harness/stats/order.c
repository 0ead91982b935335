/* order.c - see order.h */
#include "config.h"

#include <stdint.h>
#include <string.h>

#include "stats/order.h"

enum { SHORT = 48, DIGITS = 8, VALUES = 256 };

/* A whole number for each value, in the same order. */
static uint64_t key_of(double value)
{
	const uint64_t sign = UINT64_C(1) << 63;
	uint64_t bits;

	value += 0.0; /* -0 is 0 */
	memcpy(&bits, &value, sizeof(bits));
	return bits & sign ? ~bits : bits | sign;
}

static void insert(struct momus_place *list, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const struct momus_place one = list[i];
		size_t k = i;

		for (; k && list[k - 1].value > one.value; k--)
			list[k] = list[k - 1];
		list[k] = one;
	}
}

/* Moves FROM (N) to TO by one digit of the key; COUNT: how many have each value of
 * it, which becomes where those behind them go. */
static void deal(const struct momus_place *from, size_t n, int shift,
		 size_t *count, struct momus_place *to)
{
	size_t at = 0, size;

	for (size_t v = 0; v < VALUES; v++, at += size) {
		size = count[v];
		count[v] = at;
	}
	for (size_t i = 0; i < n; i++)
		to[count[key_of(from[i].value) >> shift & (VALUES - 1)]++] =
			from[i];
}

void momus_order(struct momus_place *list, size_t n,
		 struct momus_place *scratch)
{
	struct momus_place *from = list, *to = scratch, *swap;
	size_t count[DIGITS][VALUES];

	if (n <= SHORT) {
		insert(list, n);
		return;
	}
	memset(count, 0, sizeof(count));
	for (size_t i = 0; i < n; i++)
		for (uint64_t d = 0, key = key_of(list[i].value); d < DIGITS;
		     d++, key >>= 8)
			count[d][key & (VALUES - 1)]++;
	for (int d = 0; d < DIGITS; d++) {
		uint64_t first = key_of(from[0].value) >> 8 * d;

		if (count[d][first & (VALUES - 1)] == n) /* all the same */
			continue;
		deal(from, n, 8 * d, count[d], to);
		swap = from;
		from = to;
		to = swap;
	}
	if (from != list)
		memcpy(list, from, n * sizeof(*list));
}
