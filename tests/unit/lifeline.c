/* lifeline.c - ranks hear of each other's end */
#include "host/lifeline.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tap.h"
#include "threadranks.h"

struct scene {
	uint32_t ends; /* the rank that ends before the others; SIZE: none */
	const char *words;
	int rc[THREADRANKS_MOST];
	uint32_t here[THREADRANKS_MOST];
	bool mute[THREADRANKS_MOST];
	struct momus_error err[THREADRANKS_MOST];
};

/* Waits, ten seconds at most, until L says that one has ended. */
static int watch(struct momus_lifeline *l, struct momus_error *err)
{
	const struct timespec pause = { 0, 5000000 };
	int rc = MOMUS_OK;

	for (int i = 0; rc == MOMUS_OK && i < 2000; i++) {
		rc = momus_lifeline_check(l, err);
		nanosleep(&pause, NULL);
	}
	return rc;
}

/* Rank 0 hears of all, the others of rank 0. */
static void live(const struct momus_ranks *r, void *arg)
{
	struct scene *s = arg;
	struct momus_lifeline *l;
	struct momus_error *err = &s->err[r->rank];
	bool hears = s->ends < r->size && (r->rank == 0 || s->ends == 0);
	char all = 0;
	int rc = momus_lifeline_open(&l, r, &s->here[r->rank], err);

	if (rc == MOMUS_OK)
		rc = momus_lifeline_check(l, err);
	if (rc == MOMUS_OK && r->rank == s->ends) {
		momus_lifeline_close(l, s->words);
		l = NULL;
	} else if (rc == MOMUS_OK && hears && s->words) {
		rc = watch(l, err);
	}
	s->mute[r->rank] = l && momus_lifeline_mute(l);
	s->rc[r->rank] = rc;
	/* All have seen what they were to see. */
	momus_ranks_agree(r, 0, NULL);
	momus_ranks_spread(r, &all, 1, NULL);
	momus_lifeline_close(l, NULL);
}

static void run(struct scene *s, uint32_t size)
{
	threadranks_run(&(struct threadranks){ size, size, 0, 1 }, live, s);
}

TEST(all_live_and_know_how_many_are_here)
{
	struct scene s = { .ends = 4 };

	run(&s, 4);
	for (int k = 0; k < 4; k++) {
		CHECK_STR(s.err[k].text, "");
		CHECK_INT(s.here[k], 4);
	}
}

TEST(the_last_words_of_one_are_heard)
{
	struct scene s = { .ends = 2, .words = "no memory for this" };

	run(&s, 4);
	CHECK_INT(s.rc[0], MOMUS_EIO);
	CHECK_STR(s.err[0].text, "rank 2: no memory for this");
	CHECK(!s.mute[0]);
	CHECK_INT(s.rc[1], MOMUS_OK);
	CHECK_INT(s.rc[3], MOMUS_OK);
}

TEST(those_of_rank_0_by_all)
{
	struct scene s = { .ends = 0, .words = "enough" };

	run(&s, 3);
	for (int k = 1; k < 3; k++) {
		CHECK_INT(s.rc[k], MOMUS_EIO);
		CHECK_STR(s.err[k].text, "rank 0: enough");
	}
}

TEST(an_end_without_a_word_is_told_as_such)
{
	struct scene s = { .ends = 1, .words = "" };

	run(&s, 2);
	CHECK_INT(s.rc[0], MOMUS_EIO);
	CHECK(strstr(s.err[0].text, "rank 1 (process "));
	CHECK(strstr(s.err[0].text, " has ended without a word"));
	CHECK(s.mute[0]);
}

TEST(a_good_bye_is_no_end)
{
	struct scene s = { .ends = 1, .words = NULL };

	run(&s, 3);
	for (int k = 0; k < 3; k++)
		CHECK_INT(s.rc[k], MOMUS_OK);
}
TAP_MAIN
