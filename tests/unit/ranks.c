/* ranks.c - what processes do together: sums, shares, agreement */
#include <math.h>
#include <momus/ranks.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"
#include "threadranks.h"

enum { TOTAL = 200003, WORD = 64 }; /* several pieces, of unequal shares */

struct scene {
	size_t total;
	float *sum[THREADRANKS_MOST]; /* what each rank has in the end */
	int rc[THREADRANKS_MOST];
	struct momus_error err[THREADRANKS_MOST];
	int other; /* a rank that differs; -1: none */
};

/* A number that follows from rank and place, with rounding to lose. */
static float value(uint32_t rank, size_t i)
{
	uint32_t x = (uint32_t)(i * 2654435761u) ^ (rank * 40503u);

	x ^= x >> 13;
	x *= 2246822519u;
	return (float)((double)(x >> 8) / 16777216.0 - 0.5) *
	       (i % 7 ? 1.0f : 1e6f);
}

static void sum_and_join(const struct momus_ranks *r, void *arg)
{
	struct scene *s = arg;
	float *x = calloc(s->total + 1, sizeof *x);
	float *room = calloc(momus_ranks_room(r, s->total) + 1, sizeof *room);
	struct momus_error *err = &s->err[r->rank];
	int rc = x && room ? MOMUS_OK : MOMUS_ENOMEM;

	for (size_t i = 0; rc == MOMUS_OK && i < s->total; i++)
		x[i] = value(r->rank, i);
	if (rc == MOMUS_OK)
		rc = momus_ranks_sum(r, x, s->total, room, err);
	if (rc == MOMUS_OK)
		rc = momus_ranks_join(r, x, s->total, err);
	s->rc[r->rank] = rc;
	s->sum[r->rank] = x;
	free(room);
}

static void check_sum(uint32_t size, size_t total, unsigned seed)
{
	const struct threadranks how = { size, size, 0, seed };
	struct scene s = { .total = total };

	threadranks_run(&how, sum_and_join, &s);
	for (uint32_t k = 0; k < size; k++)
		CHECK_INT(s.rc[k], MOMUS_OK);
	for (size_t i = 0; i < total; i++) {
		double want = 0;

		for (uint32_t k = 0; k < size; k++)
			want += (double)value(k, i);
		CHECK(s.sum[0][i] == (float)want);
	}
	for (uint32_t k = 0; k < size; k++) {
		CHECK(memcmp(s.sum[k], s.sum[0], total * sizeof(float)) == 0);
		if (k)
			free(s.sum[k]);
	}
	free(s.sum[0]);
}

TEST(sums_follow_the_order_of_the_ranks_whoever_is_first)
{
	for (unsigned seed = 0; seed < 3; seed++)
		for (uint32_t size = 1; size <= 5; size++)
			check_sum(size, TOTAL, seed);
}

TEST(fewer_numbers_than_ranks_are_summed_as_well)
{
	for (size_t total = 0; total < 40; total += 13)
		check_sum(4, total, 1);
}

TEST(shares_cover_an_array_once)
{
	for (uint32_t size = 1; size <= 8; size++)
		for (size_t total = 0; total < 300; total += 7) {
			struct momus_ranks r = { .size = size };
			size_t at = 0;

			for (uint32_t k = 0; k < size; k++) {
				struct momus_share s =
					momus_ranks_share(&r, k, total);

				CHECK_INT((long long)s.from, (long long)at);
				at += s.n;
			}
			CHECK_INT((long long)at, (long long)total);
		}
}

static void there_and_back(const struct momus_ranks *r, void *arg)
{
	struct scene *s = arg;
	struct momus_share mine = momus_ranks_share(r, r->rank, s->total);
	float *all = calloc(s->total + 1, sizeof *all);
	float *own = calloc(mine.n + 1, sizeof *own);
	char word[WORD] = "";
	double x = 1.5 * (r->rank + 1);
	int rc = all && own ? MOMUS_OK : MOMUS_ENOMEM;

	for (size_t i = 0; all && r->rank == 0 && i < s->total; i++)
		all[i] = value(9, i);
	if (!r->rank)
		strncpy(word, "from the first", WORD - 1);
	if (rc == MOMUS_OK)
		rc = momus_ranks_scatter(r, all, own, s->total, NULL);
	for (size_t i = 0; rc == MOMUS_OK && i < mine.n; i++) {
		if (own[i] != value(9, mine.from + i))
			rc = MOMUS_EPARSE;
		own[i] *= 2;
	}
	if (rc == MOMUS_OK)
		rc = momus_ranks_gather(r, own, r->rank ? NULL : all, s->total,
					NULL);
	for (size_t i = 0; rc == MOMUS_OK && !r->rank && i < s->total; i++)
		if (all[i] != 2 * value(9, i))
			rc = MOMUS_EPARSE;
	if (rc == MOMUS_OK)
		rc = momus_ranks_spread(r, word, sizeof word, NULL);
	if (rc == MOMUS_OK && strcmp(word, "from the first") != 0)
		rc = MOMUS_EPARSE;
	if (rc == MOMUS_OK)
		rc = momus_ranks_total(r, &x, NULL);
	if (rc == MOMUS_OK && x != 0.75 * r->size * (r->size + 1))
		rc = MOMUS_EPARSE;
	s->rc[r->rank] = rc;
	free(all);
	free(own);
}

TEST(what_is_scattered_is_gathered_and_what_one_says_all_hear)
{
	for (uint32_t size = 1; size <= 6; size++) {
		struct scene s = { .total = 1001 };

		threadranks_run(&(struct threadranks){ size, size, 0, 2 },
				there_and_back, &s);
		for (uint32_t k = 0; k < size; k++)
			CHECK_INT(s.rc[k], MOMUS_OK);
	}
}

static void agree(const struct momus_ranks *r, void *arg)
{
	struct scene *s = arg;
	struct momus_error *err = &s->err[r->rank];
	int rc = r->rank ? MOMUS_OK : 1;

	if (s->other >= 0 && r->rank >= (uint32_t)s->other)
		rc = momus_fail(err, MOMUS_ENOTFOUND, "no file of mine %u",
				r->rank);
	s->rc[r->rank] = momus_ranks_agree(r, rc, err);
}

TEST(the_first_failure_is_everybodys)
{
	const struct threadranks how = { 4, 4, 0, 5 };

	for (int other = -1; other < 4; other++) {
		struct scene s = { .other = other };

		threadranks_run(&how, agree, &s);
		for (int k = 0; k < 4; k++) {
			CHECK_INT(s.rc[k], other < 0 ? 1 : MOMUS_ENOTFOUND);
			CHECK_STR(s.err[k].text,
				  other == 0   ? "no file of mine 0"
				  : other == 1 ? "rank 1: no file of mine 1"
				  : other == 2 ? "rank 2: no file of mine 2"
				  : other == 3 ? "rank 3: no file of mine 3"
					       : "");
		}
	}
}

static void same(const struct momus_ranks *r, void *arg)
{
	struct scene *s = arg;
	struct momus_text bytes = (int)r->rank == s->other
					  ? MOMUS_TEXT("others")
					  : MOMUS_TEXT("bytes");

	s->rc[r->rank] = momus_ranks_same(r, bytes, "the weights", "copy them",
					  &s->err[r->rank]);
}

TEST(another_ranks_bytes_are_refused_by_name)
{
	const struct threadranks how = { 3, 3, 0, 6 };

	for (int other = -1; other < 3; other++) {
		struct scene s = { .other = other };

		threadranks_run(&how, same, &s);
		for (int k = 0; k < 3; k++)
			CHECK_INT(s.rc[k], other < 0 ? MOMUS_OK : MOMUS_EINVAL);
		if (other >= 1)
			CHECK(strstr(s.err[0].text, "the weights are not those "
						    "of rank 0"));
	}
}

TEST(nobody_waits_for_a_rank_that_is_gone)
{
	for (uint32_t gone = 0; gone < 3; gone++)
		for (unsigned after = 0; after < 4; after++) {
			const struct threadranks how = { 3, gone, after, 3 };
			struct scene s = { .total = TOTAL };

			threadranks_run(&how, sum_and_join, &s);
			for (uint32_t k = 0; k < 3; k++) {
				CHECK_INT(s.rc[k], MOMUS_EIO);
				CHECK(strstr(s.err[k].text, "has ended"));
				free(s.sum[k]);
			}
		}
}
TAP_MAIN
