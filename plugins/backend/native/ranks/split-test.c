/* split-test.c - the sequences of a pass, divided among ranks */
#include <string.h>

#include "ranks/split.h"
#include "tap.h"
#include "threadranks.h"

static void check_split(const size_t *lengths, size_t n, uint32_t size)
{
	size_t start[40] = { 0 }, first[40], seen[400] = { 0 }, least;
	float all[400], own[400], back[400];
	struct part parts[THREADRANKS_MOST];
	struct momus_sequences s = { NULL, start, first, n };
	int32_t tokens[400];
	size_t scored = 0;

	for (size_t i = 0; i < n; i++) {
		start[i + 1] = start[i] + lengths[i];
		first[i] = 1;
		scored += lengths[i] > 1 ? lengths[i] - 1 : 0;
	}
	for (size_t i = 0; i < start[n]; i++)
		tokens[i] = (int32_t)i;
	for (size_t i = 0; i < scored; i++) {
		all[i] = (float)i;
		back[i] = -1;
	}
	s.tokens = tokens;
	CHECK_INT(split_make(&s, size, parts, NULL), MOMUS_OK);
	CHECK(!n || parts[0].n > 0);
	least = parts[0].start[parts[0].n];
	for (uint32_t k = 0; k < size; k++) {
		size_t here = parts[k].start[parts[k].n];

		least = here < least ? here : least;
		for (size_t i = 0; i < here; i++)
			seen[parts[k].tokens[i]]++;
		part_take(&parts[k], all, own);
		part_put(&parts[k], own, back);
	}
	for (size_t i = 0; i < start[n]; i++)
		CHECK_INT((long long)seen[i], 1);
	CHECK(memcmp(all, back, scored * sizeof *all) == 0);
	/* Who got the last one had the fewest before. */
	for (uint32_t k = 0; k < size; k++) {
		size_t shortest = 0;

		for (size_t i = 0; i < parts[k].n; i++) {
			size_t n_i = parts[k].start[i + 1] - parts[k].start[i];

			shortest = !i || n_i < shortest ? n_i : shortest;
		}
		CHECK(parts[k].start[parts[k].n] <= least + shortest);
	}
	split_release(parts, size);
}

TEST(each_sequence_is_one_ranks_and_all_have_about_as_many_tokens)
{
	const size_t lengths[] = { 9, 3, 30, 12, 7, 7, 7, 22, 18, 5, 4, 16 };
	const size_t odd[] = { 1, 0, 5, 1 };

	for (uint32_t size = 1; size <= THREADRANKS_MOST; size++) {
		for (size_t n = 0; n <= 12; n++)
			check_split(lengths, n, size);
		check_split(odd, 4, size);
	}
}
