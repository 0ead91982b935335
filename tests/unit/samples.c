/* samples.c - requests for several samples: who shares them, what comes of it */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/reader.h"
#include "tap.h"
#include "unit/fake-run.h"
#include "unit/made-run.h"

static struct fake_world w;
static struct fake_place place;
static unsigned asked[4], samples[4]; /* requests by kind, and their samples */

static void hear(const struct fake_request *r, double now)
{
	(void)now;
	asked[r->kind]++;
	samples[r->kind] += r->samples;
}

static void again(void)
{
	fake_world_release(&w);
	fake_world_init(&w);
	memset(asked, 0, sizeof asked);
	memset(samples, 0, sizeof samples);
	w.hear = hear;
}

static void begin(unsigned problems)
{
	again();
	fake_place_make(&place, problems);
}

static char *export(void)
{
	struct momus_error err = { "" };
	char *text = made_export(place.run, &err);

	CHECK_STR(err.text, "");
	CHECK(text != NULL);
	return text;
}

/* Runs RECIPE from the start, N samples a request; its forecast must come true. */
static struct fake_result run(const char *recipe, unsigned n)
{
	struct fake_result r;

	again();
	fake_place_clear(&place);
	r = fake_run_shared(&w, &place, recipe, n, false);
	CHECK_STR(r.err.text, "");
	CHECK_INT(r.forecast.requests, asked[FAKE_GENERATE] +
					       asked[FAKE_CRITIQUE] +
					       asked[FAKE_REVISE]);
	return r;
}

static const struct {
	const char *recipe;
	unsigned n, generate, critique, revise; /* requests of one problem */
} shared[] = {
	{ "\"widths\":[1,5]", 1, 5, 0, 0 },
	{ "\"widths\":[1,5]", 2, 3, 0, 0 },
	{ "\"widths\":[1,5]", 16, 1, 0, 0 },
	/* One solution's critiques, whoever's they are; a revision for each. */
	{ "\"feedback\":\"self\",\"widths\":[1,2,3],\"votes\":2", 4, 1, 4, 6 },
	{ "\"feedback\":\"self\",\"widths\":[1,2,3],\"votes\":2", 6, 1, 2, 6 },
	{ "\"feedback\":\"execution\",\"widths\":[1,2,3]", 3, 1, 0, 2 },
	{ "\"feedback\":\"execution\",\"widths\":[1,2,3]", 2, 1, 0, 4 },
	/* A critic that says the same to all. */
	{ "\"critic\":{\"plugin\":\"empty\"},\"widths\":[1,2,3]", 3, 1, 0, 2 },
	{ "\"critic\":{\"plugin\":\"empty\"},\"widths\":[1,2,3],\"votes\":3", 2,
	  1, 0, 4 },
	{ "\"critic\":{\"plugin\":\"oracle\"},\"widths\":[1,1,4]", 4, 1, 0, 1 },
	/* A model of its own that takes one at a time. */
	{ "\"critic\":{\"plugin\":\"fake-model\"},\"widths\":[1,2,3]", 4, 1, 6,
	  6 },
	{ "\"critic\":{\"plugin\":\"fake-model\",\"samples\":3},"
	  "\"feedback\":\"critic+hint\",\"widths\":[1,2,2],\"votes\":3",
	  1, 2, 4, 4 },
};

TEST(nodes_that_ask_the_same_share_requests)
{
	char recipe[200];

	begin(3);
	for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
		snprintf(recipe, sizeof recipe, ",%s", shared[i].recipe);
		CHECK_INT(run(recipe, shared[i].n).end,
			  MOMUS_PIPELINE_COMPLETE);
		CHECK_INT(asked[FAKE_GENERATE], 3 * shared[i].generate);
		CHECK_INT(asked[FAKE_CRITIQUE], 3 * shared[i].critique);
		CHECK_INT(asked[FAKE_REVISE], 3 * shared[i].revise);
	}
	fake_place_remove(&place);
}

static uint64_t shuffle;

static double at_random(const struct fake_request *r)
{
	struct momus_stream s;

	momus_stream_init(&s, shuffle, MOMUS_TEXT("latency"), r->nth, 0,
			  "test");
	return 0.01 + 10 * momus_stream_real(&s) * momus_stream_real(&s);
}

static const char everything[] = ",\"feedback\":\"self\",\"votes\":3,"
				 "\"widths\":[1,5,2,2]";

/* Runs RECIPE with N samples a request, and one by one: WANT. */
static void check_same(const char *recipe, unsigned n, const char *want)
{
	char *got;

	run(recipe, n);
	got = export();
	CHECK_STR(got, want);
	free(got);
}

TEST(what_is_stored_does_not_depend_on_how_many_share_a_request)
{
	char recipe[200], *want;

	begin(3);
	for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
		snprintf(recipe, sizeof recipe, ",%s", shared[i].recipe);
		run(recipe, 1);
		want = export();
		check_same(recipe, shared[i].n, want);
		free(want);
	}
	run(everything, 1);
	want = export();
	for (unsigned n = 2; n < 8; n++) {
		check_same(everything, n, want);
		CHECK(samples[FAKE_GENERATE] == 15 &&
		      asked[FAKE_GENERATE] < 15);
	}
	free(want);
	fake_place_remove(&place);
}

TEST(neither_the_limit_nor_the_order_of_answers_changes_who_shares)
{
	static const char *const limits[] = { "1", "2", "7", "1000" };
	char recipe[200], *want, *got;
	unsigned requests[4];

	begin(4);
	run(everything, 3);
	memcpy(requests, asked, sizeof requests);
	want = export();
	for (shuffle = 0; shuffle < 8; shuffle++) {
		snprintf(recipe, sizeof recipe,
			 "%s,\"limits\":{\"requests\":%s}", everything,
			 limits[shuffle % 4]);
		again();
		fake_place_clear(&place);
		w.latency = at_random;
		fake_run_shared(&w, &place, recipe, 3, false);
		CHECK(memcmp(asked, requests, 3 * sizeof *asked) == 0);
		got = export();
		CHECK_STR(got, want);
		free(got);
	}
	free(want);
	fake_place_remove(&place);
}

/* Some samples of each request are missing, but never all of them. */
static uint32_t some_missing(const struct fake_request *r)
{
	uint32_t all = (1u << r->samples) - 1;
	uint32_t lost = (uint32_t)(r->nth * 2654435761u >> 20) & all;

	return lost == all ? lost >> 1 : lost;
}

TEST(what_a_reply_lacks_is_asked_for_at_once)
{
	struct fake_result r;
	char *want, *got;

	begin(3);
	run(everything, 1);
	want = export();
	again();
	fake_place_clear(&place);
	w.spoil = some_missing;
	r = fake_run_shared(&w, &place, everything, 4, false);
	CHECK_INT(r.end, MOMUS_PIPELINE_COMPLETE);
	CHECK(r.totals.requests > r.forecast.requests + 10);
	got = export();
	CHECK_STR(got, want);
	free(got);
	free(want);
	fake_place_remove(&place);
}

static uint32_t second_withheld(const struct fake_request *r)
{
	return r->kind == FAKE_GENERATE && r->samples > 1 ? 2u << 16 : 0;
}

TEST(a_choice_that_is_withheld_fails_its_own_node_alone)
{
	static const char recipe[] = ",\"widths\":[1,4]";
	struct fake_result r;
	char *want, *got;

	begin(2);
	run(recipe, 1);
	want = export();
	again();
	fake_place_clear(&place);
	w.spoil = second_withheld;
	r = fake_run_shared(&w, &place, recipe, 4, false);
	CHECK_INT(r.end, MOMUS_PIPELINE_PARTIAL);
	CHECK_INT(r.totals.nodes_failed, 2);
	CHECK_INT(r.totals.refused, 2);
	CHECK_INT(r.totals.nodes_done, 6);
	CHECK_STR(r.totals.first_failure, "choice 1 is withheld");
	again();
	r = fake_run_shared(&w, &place, recipe, 4, true);
	CHECK_INT(r.end, MOMUS_PIPELINE_COMPLETE);
	CHECK_INT(r.forecast.requests, 2);
	CHECK_INT(samples[FAKE_GENERATE], 2);
	got = export();
	CHECK_STR(got, want);
	free(got);
	free(want);
	fake_place_remove(&place);
}

static long refused_at_first(const struct fake_request *r)
{
	return r->nth < 2 ? 503 : 200;
}

TEST(a_request_that_failed_is_made_again_as_a_whole)
{
	struct fake_result r;

	begin(1);
	w.status = refused_at_first;
	r = fake_run_shared(&w, &place, ",\"widths\":[1,4]", 4, false);
	CHECK_INT(r.end, MOMUS_PIPELINE_COMPLETE);
	CHECK_INT(asked[FAKE_GENERATE], 3);
	CHECK_INT(samples[FAKE_GENERATE], 12);
	CHECK_INT(r.totals.requests, 1);
	CHECK_INT(r.totals.retries, 2);
	fake_place_remove(&place);
}

/* What is missing of a run that was stopped at turn N is asked for and no more:
 * with other numbers of samples too. */
static bool stop_and_resume(unsigned n, const char *want)
{
	struct fake_result r;
	unsigned first;
	bool stopped;
	char *got;

	again();
	fake_place_clear(&place);
	w.latency = at_random;
	w.stop_at = n;
	w.stop_how = MOMUS_PIPELINE_NOW;
	r = fake_run_shared(&w, &place, everything, 4, false);
	CHECK_STR(r.err.text, "");
	stopped = r.end == MOMUS_PIPELINE_STOPPED;
	first = (unsigned)r.totals.nodes_done;
	w.stop = MOMUS_PIPELINE_GO;
	if (stopped) {
		again();
		w.latency = at_random;
		r = fake_run_shared(&w, &place, everything, 1 + n % 5, true);
		CHECK_STR(r.err.text, "");
		CHECK_INT(r.end, MOMUS_PIPELINE_COMPLETE);
		CHECK_INT(r.totals.requests, r.forecast.requests);
		CHECK_INT(samples[FAKE_GENERATE] + samples[FAKE_CRITIQUE] +
				  samples[FAKE_REVISE],
			  r.totals.nodes - first);
	}
	got = export();
	CHECK_STR(got, want);
	free(got);
	return stopped;
}

TEST(a_run_stopped_at_any_moment_is_asked_for_what_it_lacks)
{
	unsigned stopped = 0;
	char *want;

	begin(2);
	shuffle = 5;
	run(everything, 1);
	want = export();
	for (unsigned n = 1; stop_and_resume(n, want); n += 7)
		stopped++;
	CHECK(stopped > 15);
	free(want);
	fake_place_remove(&place);
}

/* Sums over the run's nodes. */
struct sums {
	unsigned attempts, timed;
	int64_t prompt, completion;
};

static struct sums add_up(void)
{
	struct sums s = { 0, 0, 0, 0 };
	struct momus_error err = { "" };
	struct momus_run *run;

	CHECK_INT(momus_run_open(&run, place.run, &err), MOMUS_OK);
	for (size_t i = 0; i < momus_run_n_nodes(run); i++) {
		const struct momus_node *n = &momus_run_nodes(run)[i];

		s.attempts += n->attempts;
		s.timed += n->latency_s >= 0;
		s.prompt += n->prompt_tokens;
		s.completion += n->completion_tokens;
	}
	momus_run_close(run);
	return s;
}

TEST(attempts_latency_and_tokens_are_counted_once)
{
	struct fake_result r;
	struct sums s;

	begin(3);
	again();
	w.spoil = some_missing;
	r = fake_run_shared(&w, &place, everything, 5, false);
	s = add_up();
	CHECK_INT(s.attempts, r.totals.requests);
	CHECK_INT(s.attempts, asked[FAKE_GENERATE] + asked[FAKE_CRITIQUE] +
				      asked[FAKE_REVISE]);
	CHECK_INT(s.timed, r.totals.requests);
	CHECK_INT(s.prompt, r.totals.prompt_tokens);
	CHECK_INT(s.completion, r.totals.completion_tokens);
	fake_place_remove(&place);
}

TAP_MAIN
