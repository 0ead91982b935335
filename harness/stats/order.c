/* order.c - see order.h
 *
 * Numbers are dealt by the two leading digits of where they lie between the least and
 * the largest, as radix sorts do; then hardly one is out of its place, and few places
 * away from it.  Where that is not so, those with equal digits are dealt again.
 */
#include "config.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/order.h"
#include "stats/wide.h"

enum {
	SHORT = 32, /* inserted one by one */
	FEW = 4096, /* digits of NARROW bits, else of WIDE ones */
	NARROW = 8,
	WIDE = 11,
	INDEX = 32, /* bits of a place in the list, behind the digits of its number */
};

/* A whole number for each value, in the same order. */
MOMUS_LANE uint64_t key_of(double value)
{
	const uint64_t sign = UINT64_C(1) << 63;
	uint64_t bits;

	value += 0.0; /* -0 is 0 */
	memcpy(&bits, &value, sizeof(bits));
	bits = bits & sign ? ~bits : bits | sign;
	return isnan(value) ? UINT64_MAX : bits;
}

/* The keys of VALUES (N) and their indices. */
MOMUS_LANE void all_keys(const double *restrict values, size_t n,
			 uint64_t *restrict list, uint64_t *restrict keys)
{
#pragma omp simd
	for (size_t i = 0; i < n; i++) {
		keys[i] = key_of(values[i]);
		list[i] = i;
	}
}

MOMUS_WIDE(set_keys,
	   (const double *values, size_t n, uint64_t *list, uint64_t *keys),
	   all_keys, (values, n, list, keys))

MOMUS_LANE void all_ends(const uint64_t *keys, size_t n, uint64_t *low,
			 uint64_t *high)
{
	uint64_t least = UINT64_MAX, most = 0;

#pragma omp simd reduction(min : least) reduction(max : most)
	for (size_t i = 0; i < n; i++) {
		least = keys[i] < least ? keys[i] : least;
		most = keys[i] > most ? keys[i] : most;
	}
	*low = least;
	*high = most;
}

MOMUS_WIDE(find_ends,
	   (const uint64_t *keys, size_t n, uint64_t *low, uint64_t *high),
	   all_ends, (keys, n, low, high))

/* Writes before each index of LIST (N) where its key lies above LOW, LEAD bits further
 * left. */
MOMUS_LANE void all_places(const uint64_t *restrict keys, size_t n,
			   uint64_t low, int lead, uint64_t *restrict list)
{
#pragma omp simd
	for (size_t i = 0; i < n; i++)
		list[i] = ((keys[i] - low) << lead) >> INDEX << INDEX |
			  (list[i] & UINT32_MAX);
}

MOMUS_WIDE(set_places,
	   (const uint64_t *keys, size_t n, uint64_t low, int lead,
	    uint64_t *list),
	   all_places, (keys, n, low, lead, list))

/* Whether X comes behind Y, of one list. */
static inline bool behind(const double *values, uint64_t x, uint64_t y)
{
	if (x >> INDEX != y >> INDEX)
		return x > y;
	return key_of(values[(uint32_t)x]) > key_of(values[(uint32_t)y]);
}

/* Moves each of LIST (N, not 0) up to where it belongs; false if one would have to go
 * further than SHORT, in the midst of that. */
static bool settle(const double *values, uint64_t *list, size_t n)
{
	uint64_t last = list[0];

	for (size_t i = 1; i < n; i++) {
		const uint64_t one = list[i];
		size_t k = i;

		if (!behind(values, last, one)) {
			last = one;
			continue;
		}
		do {
			list[k] = list[k - 1];
			k--;
		} while (k && i - k < SHORT &&
			 behind(values, list[k - 1], one));
		list[k] = one;
		if (k && behind(values, list[k - 1], one))
			return false;
	}
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

/* Sorts LIST (N), which has keys SCRATCH (N), by two digits of BITS bits. */
static bool deal_twice(uint64_t *list, size_t n, int bits, uint64_t *scratch)
{
	const int second = 64 - 2 * bits, first = 64 - bits;
	uint32_t count[2][1 << WIDE];
	uint64_t low, high;

	find_ends(scratch, n, &low, &high);
	if (low == high)
		return false;
	set_places(scratch, n, low, __builtin_clzll(high - low), list);
	for (int i = 0; i < 2; i++)
		memset(count[i], 0, sizeof(count[i][0]) << bits);
	for (size_t i = 0; i < n; i++) {
		count[0][list[i] >> second & ((UINT64_C(1) << bits) - 1)]++;
		count[1][list[i] >> first]++;
	}
	deal(list, n, second, bits, count[0], scratch);
	deal(scratch, n, first, bits, count[1], list);
	return true;
}

/* Orders LIST (N), which has keys SCRATCH (N). */
static void order(const double *values, uint64_t *list, size_t n,
		  uint64_t *scratch)
{
	const int bits = n < FEW ? NARROW : WIDE, rest = 64 - 2 * bits;

	if (n > SHORT && !deal_twice(list, n, bits, scratch))
		return;
	if (!n || settle(values, list, n))
		return;
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i; end < n; end++) {
			if (list[end] >> rest != list[i] >> rest)
				break;
			scratch[end - i] = key_of(values[(uint32_t)list[end]]);
		}
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
	set_keys(values, n, list, list + n);
	order(values, list, n, list + n);
	for (size_t i = 0; i < n; i++)
		out[i] = (uint32_t)list[i];
	if (list != few)
		free(list);
	return true;
}
