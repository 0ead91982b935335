/* cells.c - several runs on one loop, in virtual time: what they share */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "run/minder.h"
#include "store/reader.h"
#include "tap.h"
#include "unit/fake-run.h"
#include "unit/made-run.h"

enum { N = 4, PROBLEMS = 6 };

#define LIMITED ",\"limits\":{\"requests\":5}"
#define CRITIC	",\"critic\":{\"plugin\":\"fake-model\"}"

/* Zero-shot, a critic, one with hints, and the outcome alone. */
static const char *const recipes[N] = {
	(",\"widths\":[1,2]" LIMITED),
	(CRITIC ",\"widths\":[1,2,1,1]" LIMITED),
	(CRITIC ",\"feedback\":\"critic+hint\",\"widths\":[1,2,2]" LIMITED),
	(",\"feedback\":\"execution\",\"widths\":[1,2,1]" LIMITED),
};

static struct fake_world w;
static struct fake_place place;
static struct momus_cell_result results[N];
static unsigned generated;
static uint64_t shuffle;

static void hear(const struct fake_request *r, double now)
{
	(void)now;
	generated += r->kind == FAKE_GENERATE;
}

static double at_random(const struct fake_request *r)
{
	struct momus_stream s;

	momus_stream_init(&s, shuffle, MOMUS_TEXT("latency"), r->nth, 0,
			  "test");
	return 0.01 + 10 * momus_stream_real(&s) * momus_stream_real(&s);
}

static void again(void)
{
	fake_world_release(&w);
	fake_world_init(&w);
	w.hear = hear;
	w.latency = at_random;
	generated = 0;
}

static void begin(void)
{
	again();
	fake_place_make(&place, PROBLEMS);
}

static void end(void)
{
	fake_cells_clear(&place, N);
	fake_place_remove(&place);
}

static char *export_cell(size_t i)
{
	struct momus_error err = { "" };
	char path[128], *text;

	fake_cell_path(&place, i, path);
	text = made_export(path, &err);
	CHECK_STR(err.text, "");
	CHECK(text != NULL);
	return text;
}

/* The first solutions of cell I, one text after another. */
static void first_solutions(size_t i, struct momus_buffer *out)
{
	struct momus_arena *arena = momus_arena_create(1 << 24);
	struct momus_error err = { "" };
	struct momus_run *run;
	struct momus_node n;
	char path[128];

	fake_cell_path(&place, i, path);
	momus_buffer_init(out, 1 << 20);
	CHECK_INT(momus_run_open(&run, path, &err), MOMUS_OK);
	for (size_t k = 0; k < momus_run_n_nodes(run); k++) {
		if (momus_run_nodes(run)[k].turn)
			continue;
		CHECK_INT(momus_run_node(run, k, arena, &n, &err), MOMUS_OK);
		momus_buffer_printf(out, "%u.%u %.*s %d\n", n.problem, n.branch,
				    (int)n.response.len, n.response.ptr,
				    n.parity.passed);
	}
	momus_run_close(run);
	momus_arena_free(arena);
}

/* Whether all cells have the same first solutions, with the same verdicts. */
static void check_pairs(void)
{
	struct momus_buffer first, other;

	first_solutions(0, &first);
	CHECK(first.len > 0);
	for (size_t i = 1; i < N; i++) {
		first_solutions(i, &other);
		CHECK_STR(other.ptr, first.ptr);
		momus_buffer_release(&other);
	}
	momus_buffer_release(&first);
}

TEST(first_solutions_are_asked_for_once_and_shared_by_all)
{
	struct fake_result r;

	begin();
	for (shuffle = 1; shuffle < 12; shuffle++) {
		again();
		w.fickle = true; /* asked twice, it would say another thing */
		r = fake_run_cells(&w, &place, recipes, N, results, false);
		CHECK_STR(r.err.text, "");
		for (int i = 0; i < N; i++)
			CHECK_INT(results[i].end, MOMUS_PIPELINE_COMPLETE);
		CHECK_INT(generated, 2 * PROBLEMS);
		CHECK_INT(r.totals.nodes_shared, (N - 1) * 2 * PROBLEMS);
		CHECK_INT(r.totals.requests, r.forecast.requests);
		check_pairs();
		fake_cells_clear(&place, N);
	}
	end();
}

/* What each cell holds when it runs alone. */
static void run_alone(char *want[N])
{
	for (size_t i = 0; i < N; i++) {
		struct fake_result r;
		struct momus_error err = { "" };

		again();
		fake_place_clear(&place);
		r = fake_run(&w, &place, recipes[i], false);
		CHECK_STR(r.err.text, "");
		want[i] = made_export(place.run, &err);
		CHECK(want[i] != NULL);
	}
	fake_place_clear(&place);
	again();
}

static void check_alone(char *want[N])
{
	for (size_t i = 0; i < N; i++) {
		char *got = export_cell(i);

		CHECK_STR(got, want[i]);
		free(got);
	}
}

static void wake(void *self) /* time is virtual: no turn waits */
{
	(void)self;
}

/* By turns of this thread and of another. */
static int run_minded(const struct momus_cells_order *order,
		      struct momus_cell_result *all,
		      struct momus_pipeline_progress *totals,
		      struct momus_error *err)
{
	const struct timespec moment = { 0, 200000 };
	struct momus_cells *cells;
	struct momus_minder m;
	bool more = momus_cells_begin(&cells, order, all, err) == MOMUS_OK;

	for (int i = 0; more; i++) {
		more = momus_cells_turn(cells);
		if (i % 16)
			continue;
		momus_minder_begin(&m, cells, order->world);
		nanosleep(&moment, NULL);
		more = !isfinite(momus_minder_end(&m)) && more;
	}
	return momus_cells_end(cells, totals, err);
}

static void check_cells(bool minded, uint64_t times)
{
	struct fake_result r;
	char *want[N];

	begin();
	run_alone(want);
	for (shuffle = 1; shuffle <= times; shuffle++) {
		again();
		w.run = minded ? run_minded : NULL;
		w.world.wake = minded ? wake : NULL;
		r = fake_run_cells(&w, &place, recipes, N, results, false);
		CHECK_STR(r.err.text, "");
		check_alone(want);
		fake_cells_clear(&place, N);
	}
	for (int i = 0; i < N; i++)
		free(want[i]);
	end();
}

TEST(a_cell_holds_what_its_run_alone_holds)
{
	check_cells(false, 11);
}

TEST(it_does_so_whichever_threads_turn_it)
{
	check_cells(true, 3);
}

TEST(a_server_is_asked_no_more_at_once_than_its_limit_by_all_together)
{
	begin();
	fake_run_cells(&w, &place, recipes, N, results, false);
	CHECK_INT(w.most[0], 5);
	CHECK(w.most[1] <= 5);
	end();
}

/* Stops all at turn AT in the way HOW and resumes to the end; false when they
 * had ended before. */
static bool stop_and_resume(unsigned at, int how, bool fickle)
{
	struct fake_result r;
	bool stopped = false;

	again();
	w.fickle = fickle;
	w.stop_at = at;
	w.stop_how = how;
	r = fake_run_cells(&w, &place, recipes, N, results, false);
	CHECK_STR(r.err.text, "");
	for (int i = 0; i < N; i++)
		stopped |= results[i].end == MOMUS_PIPELINE_STOPPED;
	w.stop = MOMUS_PIPELINE_GO;
	w.stop_at = 0;
	if (stopped) {
		r = fake_run_cells(&w, &place, recipes, N, results, true);
		CHECK_STR(r.err.text, "");
	}
	for (int i = 0; i < N; i++)
		CHECK_INT(results[i].end, MOMUS_PIPELINE_COMPLETE);
	return stopped;
}

static void cut_everywhere(int how)
{
	unsigned stopped = 0;
	char *want[N];

	begin();
	shuffle = 3;
	run_alone(want);
	for (unsigned n = 1; stop_and_resume(n, how, false); n += 4) {
		stopped++;
		check_alone(want);
		fake_cells_clear(&place, N);
	}
	CHECK(stopped > 10);
	for (int i = 0; i < N; i++)
		free(want[i]);
	end();
}

TEST(cells_stopped_at_any_moment_resume_to_the_same_end)
{
	cut_everywhere(MOMUS_PIPELINE_NOW);
}

TEST(cells_drained_at_any_moment_resume_to_the_same_end)
{
	cut_everywhere(MOMUS_PIPELINE_DRAIN);
}

TEST(cells_stay_paired_over_a_resume_of_a_model_that_repeats_nothing)
{
	begin();
	shuffle = 5;
	for (unsigned n = 1; stop_and_resume(n, MOMUS_PIPELINE_NOW, true);
	     n += 4) {
		check_pairs();
		fake_cells_clear(&place, N);
	}
	end();
}

TEST(a_cell_that_comes_later_takes_the_first_solutions_that_are_there)
{
	struct fake_result r;

	begin();
	w.fickle = true;
	r = fake_run_cells(&w, &place, recipes, 1, results, false);
	CHECK_INT(results[0].end, MOMUS_PIPELINE_COMPLETE);
	generated = 0;
	r = fake_run_cells(&w, &place, recipes, N, results, true);
	CHECK_STR(r.err.text, "");
	CHECK(results[0].was_complete);
	CHECK_INT(generated, 0);
	CHECK_INT(r.totals.requests, r.forecast.requests);
	check_pairs();
	end();
}

static long one_fails(const struct fake_request *r)
{
	return r->kind == FAKE_GENERATE && r->problem == 2 ? 400 : 200;
}

TEST(a_first_solution_that_failed_failed_for_all_and_is_asked_for_again_once)
{
	struct fake_result r;

	begin();
	w.fickle = true;
	w.status = one_fails;
	r = fake_run_cells(&w, &place, recipes, N, results, false);
	for (int i = 0; i < N; i++)
		CHECK_INT(results[i].end, MOMUS_PIPELINE_PARTIAL);
	CHECK_INT(r.totals.nodes_failed, 2 * N);
	check_pairs();
	w.status = NULL;
	generated = 0;
	r = fake_run_cells(&w, &place, recipes, N, results, true);
	for (int i = 0; i < N; i++)
		CHECK_INT(results[i].end, MOMUS_PIPELINE_COMPLETE);
	CHECK_INT(generated, 2);
	check_pairs();
	end();
}

TEST(other_seeds_and_samplings_share_nothing)
{
	static const char *const apart[3] = {
		",\"widths\":[1,2]",
		",\"widths\":[1,2],\"seed\":2",
		(",\"widths\":[1,2],\"sampling\":{\"generate\":"
		 "{\"temperature\":0.1}}"),
	};
	struct fake_result r;

	begin();
	r = fake_run_cells(&w, &place, apart, 3, results, false);
	CHECK_STR(r.err.text, "");
	CHECK_INT(generated, 3 * 2 * PROBLEMS);
	CHECK_INT(r.totals.nodes_shared, 0);
	end();
}

TEST(a_model_of_many_cells_is_opened_once)
{
	static const char *const priced =
		",\"critic\":{\"plugin\":\"fake-model\",\"samples\":1,"
		"\"price_prompt\":3},\"widths\":[1,2,1]";
	const char *const many[4] = { recipes[1], recipes[2], recipes[1],
				      priced };
	unsigned before;

	begin();
	before = fake_models_opened;
	fake_run_cells(&w, &place, many, 4, results, false);
	/* Twice two: the forecast opens them, too.  The last cell's critic is
	 * its generator, and only paid for otherwise. */
	CHECK_INT(fake_models_opened - before, 4);
	CHECK_INT(results[3].end, MOMUS_PIPELINE_COMPLETE);
	end();
}

TEST(complete_cells_have_nothing_to_do)
{
	struct fake_result r;

	begin();
	fake_run_cells(&w, &place, recipes, N, results, false);
	w.started_n = 0;
	r = fake_run_cells(&w, &place, recipes, N, results, true);
	CHECK_INT(r.rc, MOMUS_OK);
	CHECK_INT(w.started_n, 0);
	CHECK_INT(r.totals.nodes, 0);
	for (int i = 0; i < N; i++)
		CHECK(results[i].was_complete);
	end();
}

TEST(one_cell_that_cannot_begin_ends_all_before_anything_is_asked)
{
	struct fake_result r;
	char *before, *after;

	begin();
	r = fake_run_cells(&w, &place, recipes, 2, results, false);
	before = export_cell(1);
	w.started_n = 0;
	r = fake_run_cells(&w, &place, recipes, N, results, false);
	CHECK_INT(r.rc, MOMUS_EBUSY);
	CHECK(strstr(r.err.text, "cell0.h5: exists already") != NULL);
	CHECK_INT(w.started_n, 0);
	after = export_cell(1);
	CHECK_STR(after, before);
	free(before);
	free(after);
	end();
}

TAP_MAIN
