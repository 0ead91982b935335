/* order.c - see order.h
 *
 * Numbers are dealt by their two leading digits, as radix sorts do, and what is still
 * alike then is ordered in the same way.  Digits are those of the place between the
 * least and the largest number, so that two are nearly always enough.
 */
#include "config.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "stats/order.h"

enum {
	SHORT = 32, /* inserted one by one */
	FEW = 4096, /* digits of NARROW bits, else of WIDE ones */
	NARROW = 8,
	WIDE = 11,
	INDEX = 32, /* bits of a place in the list, behind the digits of its number */
};

/* A whole number for each value, in the same order. */
static uint64_t key_of(double value)
{
	const uint64_t sign = UINT64_C(1) << 63;
	uint64_t bits;

	value += 0.0; /* -0 is 0 */
	memcpy(&bits, &value, sizeof(bits));
	return value != value ? UINT64_MAX : bits & sign ? ~bits : bits | sign;
}

static uint64_t key_at(const double *values, uint64_t one)
{
	return key_of(values[(uint32_t)one]);
}

static void insert(const double *values, uint64_t *list, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const uint64_t one = list[i], key = key_at(values, one);
		size_t k = i;

		for (; k && key_at(values, list[k - 1]) > key; k--)
			list[k] = list[k - 1];
		list[k] = one;
	}
}

/* Writes before each index of LIST (N) where its number lies between the least and
 * the largest, in the bits above INDEX; false if all are equal. */
static bool place(const double *values, uint64_t *list, size_t n,
		  uint64_t *keys)
{
	uint64_t low = UINT64_MAX, high = 0;
	int lead;

	for (size_t i = 0; i < n; i++) {
		keys[i] = key_at(values, list[i]);
		low = keys[i] < low ? keys[i] : low;
		high = keys[i] > high ? keys[i] : high;
	}
	if (low == high)
		return false;
	lead = __builtin_clzll(high - low);
	for (size_t i = 0; i < n; i++)
		list[i] = ((keys[i] - low) << lead) >> INDEX << INDEX |
			  (uint32_t)list[i];
	return true;
}

/* Moves FROM (N) to TO by the digit of BITS bits at SHIFT; COUNT: how many have each
 * digit, which becomes where those behind them go. */
static void deal(const uint64_t *from, size_t n, int shift, int bits,
		 uint32_t *count, uint64_t *to)
{
	const size_t digits = (size_t)1 << bits;
	uint32_t at = 0, size;

	for (size_t d = 0; d < digits; d++, at += size) {
		size = count[d];
		count[d] = at;
	}
	for (size_t i = 0; i < n; i++)
		to[count[from[i] >> shift & (digits - 1)]++] = from[i];
}

/* Moves each of LIST (N) up to where it belongs; false if one would have to go further
 * than SHORT, in the midst of that. */
static bool settle(uint64_t *list, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const uint64_t one = list[i];
		const size_t stop = i > SHORT ? i - SHORT : 0;
		size_t k = i;

		for (; k > stop && list[k - 1] > one; k--)
			list[k] = list[k - 1];
		list[k] = one;
		if (k && list[k - 1] > one)
			return false;
	}
	return true;
}

static void order(const double *values, uint64_t *list, size_t n,
		  uint64_t *scratch)
{
	const int bits = n < FEW ? NARROW : WIDE;
	const int second = 64 - 2 * bits, first = 64 - bits;
	uint32_t count[2][1 << WIDE];
	int alike; /* above it, equal bits */

	if (n <= SHORT) {
		insert(values, list, n);
		return;
	}
	if (!place(values, list, n, scratch))
		return;
	for (int i = 0; i < 2; i++)
		memset(count[i], 0, sizeof(count[i][0]) << bits);
	for (size_t i = 0; i < n; i++) {
		count[0][list[i] >> second & ((UINT64_C(1) << bits) - 1)]++;
		count[1][list[i] >> first]++;
	}
	deal(list, n, second, bits, count[0], scratch);
	deal(scratch, n, first, bits, count[1], list);
	alike = settle(list, n) ? INDEX : second;
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n; end++)
			if (list[end] >> alike != list[i] >> alike)
				break;
		if (end - i > 1)
			order(values, list + i, end - i, scratch);
	}
}

bool momus_order(const double *values, size_t n, uint32_t *out)
{
	uint64_t few[2 * SHORT], *list = few;

	assert(n <= UINT32_MAX);
	if (n > SHORT)
		list = malloc(2 * n * sizeof(*list));
	if (!list)
		return false;
	for (size_t i = 0; i < n; i++)
		list[i] = i;
	order(values, list, n, list + n);
	for (size_t i = 0; i < n; i++)
		out[i] = (uint32_t)list[i];
	if (list != few)
		free(list);
	return true;
}
