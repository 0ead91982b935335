/* pipeline.c - whole runs in virtual time: who waits for whom, what is saved */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/files.h"
#include "store/reader.h"
#include "tap.h"
#include "unit/fake-run.h"
#include "unit/made-run.h"

#define CRITIC ",\"critic\":{\"plugin\":\"fake-model\"}"

static struct fake_world w;
static struct fake_place place;
static double heard[4][64]; /* [kind][problem]: when last */

static void hear(const struct fake_request *r, double now)
{
	heard[r->kind][r->problem] = now - 1000;
}

static void begin(unsigned problems)
{
	fake_world_release(&w);
	fake_world_init(&w);
	fake_place_make(&place, problems);
	memset(heard, 0, sizeof heard);
	w.hear = hear;
}

static char *export(void)
{
	struct momus_error err = { "" };
	char *text = made_export(place.run, &err);

	CHECK_STR(err.text, "");
	CHECK(text != NULL);
	return text;
}

/* The run of RECIPE as it is when nothing happens to it. */
static char *undisturbed(const char *recipe)
{
	struct fake_result r;
	char *text;

	fake_world_release(&w);
	fake_world_init(&w);
	fake_place_clear(&place);
	r = fake_run(&w, &place, recipe, false);
	CHECK_STR(r.err.text, "");
	CHECK_INT(r.end, MOMUS_PIPELINE_COMPLETE);
	text = export();
	fake_place_clear(&place);
	fake_world_init(&w);
	return text;
}

static double first_is_slow(const struct fake_request *r)
{
	return r->problem == 0 && r->kind == FAKE_GENERATE ? 1000 : 1;
}

TEST(a_slow_problem_holds_up_no_other)
{
	begin(8);
	w.latency = first_is_slow;
	CHECK_INT(
		fake_run(&w, &place, CRITIC ",\"widths\":[1,1,1,1]", false).end,
		MOMUS_PIPELINE_COMPLETE);
	for (int i = 1; i < 8; i++)
		CHECK(heard[FAKE_REVISE][i] < 20);
	CHECK(heard[FAKE_REVISE][0] > 1000);
	fake_place_remove(&place);
}

static double programs_are_slow(const struct fake_request *r)
{
	return r->kind == FAKE_PROGRAM ? 500 : 1;
}

TEST(a_plain_critic_does_not_wait_for_the_grade)
{
	begin(1);
	w.latency = programs_are_slow;
	fake_run(&w, &place, CRITIC, false);
	CHECK(heard[FAKE_CRITIQUE][0] < 10);
	CHECK(heard[FAKE_REVISE][0] < 10);
	fake_place_remove(&place);
}

TEST(a_critic_with_hints_waits_for_the_grade)
{
	begin(1);
	w.latency = programs_are_slow;
	fake_run(&w, &place, CRITIC ",\"feedback\":\"critic+hint\"", false);
	CHECK(heard[FAKE_CRITIQUE][0] > 500);
	fake_place_remove(&place);
}

TEST(no_more_is_asked_of_a_model_at_once_than_its_limit)
{
	struct fake_result r;

	begin(30);
	r = fake_run(&w, &place,
		     CRITIC ",\"widths\":[1,2,3],\"limits\":{\"requests\":7}",
		     false);
	CHECK_INT(r.end, MOMUS_PIPELINE_COMPLETE);
	CHECK_INT(w.most[0], 7);
	CHECK_INT(w.most[1], 7);
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

TEST(the_order_of_answers_changes_nothing)
{
	static const char recipe[] = CRITIC ",\"widths\":[1,2,2,2],"
					    "\"votes\":3,\"stop\":"
					    "\"when-judged-correct\","
					    "\"limits\":{\"requests\":9}";
	char *want, *got;

	begin(5);
	want = undisturbed(recipe);
	for (shuffle = 1; shuffle <= 10; shuffle++) {
		w.latency = at_random;
		fake_run(&w, &place, recipe, false);
		got = export();
		CHECK_STR(got, want);
		free(got);
		fake_place_clear(&place);
	}
	free(want);
	fake_place_remove(&place);
}

/* Stops a run at its Nth turn in the way HOW, resumes it to the end and compares
 * it with WANT; false when the run ended before. */
static bool stop_and_resume(const char *recipe, unsigned n, int how,
			    const char *want)
{
	struct fake_result r;
	bool stopped;
	char *got;

	fake_world_release(&w);
	fake_world_init(&w);
	w.latency = at_random;
	w.stop_at = n;
	w.stop_how = how;
	r = fake_run(&w, &place, recipe, false);
	CHECK_STR(r.err.text, "");
	stopped = r.end == MOMUS_PIPELINE_STOPPED;
	w.stop = MOMUS_PIPELINE_GO;
	if (stopped) {
		r = fake_run(&w, &place, recipe, true);
		CHECK_STR(r.err.text, "");
		CHECK_INT(r.end, MOMUS_PIPELINE_COMPLETE);
	}
	got = export();
	CHECK_STR(got, want);
	free(got);
	fake_place_clear(&place);
	return stopped;
}

static void cut_everywhere(const char *recipe, int how)
{
	unsigned stopped = 0;
	char *want;

	begin(3);
	shuffle = 4;
	want = undisturbed(recipe);
	for (unsigned n = 1; stop_and_resume(recipe, n, how, want); n += 3)
		stopped++;
	CHECK(stopped > 10);
	free(want);
	fake_place_remove(&place);
}

TEST(a_run_stopped_at_any_moment_resumes_to_the_same_end)
{
	cut_everywhere(CRITIC ",\"widths\":[1,2,2,1],\"votes\":2",
		       MOMUS_PIPELINE_NOW);
}

TEST(a_run_drained_at_any_moment_resumes_to_the_same_end)
{
	cut_everywhere(CRITIC ",\"widths\":[1,2,2,1],\"stop\":"
			      "\"when-judged-correct\"",
		       MOMUS_PIPELINE_DRAIN);
}

TEST(hints_are_the_same_after_a_resume)
{
	cut_everywhere(CRITIC ",\"widths\":[1,2,2,1],\"feedback\":"
			      "\"critic+hint\"",
		       MOMUS_PIPELINE_NOW);
}

TEST(feedback_from_execution_is_the_same_after_a_resume)
{
	cut_everywhere(",\"feedback\":\"execution\",\"widths\":[1,2,2,1]",
		       MOMUS_PIPELINE_NOW);
}

/* Whether NODE's prompt holds what PART of the run said, which ends with eight
 * digits of its own. */
static bool shows(struct momus_run *run, const struct momus_node *node,
		  uint8_t kind, uint16_t turn, uint32_t branch, uint32_t vote)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct momus_error err = { "" };
	struct momus_node part;
	bool found = false;

	for (size_t i = 0; i < momus_run_n_nodes(run); i++) {
		const struct momus_node *n = &momus_run_nodes(run)[i];

		if (n->problem != node->problem || n->kind != kind ||
		    n->turn != turn || n->branch != branch ||
		    (kind == MOMUS_NODE_CRITIQUE && n->vote != vote))
			continue;
		CHECK_INT(momus_run_node(run, i, arena, &part, &err), 0);
		part.response.ptr += kind == MOMUS_NODE_CRITIQUE ? 0 : 16;
		part.response.len = 8;
		found = momus_text_find(node->prompt, part.response, 0) !=
			(size_t)-1;
	}
	momus_arena_free(arena);
	return found;
}

/* Each critique is of the solution that is stored, each revision of it and of a
 * critique that is. */
static void check_ancestry(void)
{
	struct momus_arena *arena = momus_arena_create(1 << 24);
	struct momus_error err = { "" };
	struct momus_run *run;
	struct momus_node n;

	CHECK_INT(momus_run_open(&run, place.run, &err), MOMUS_OK);
	for (size_t i = 0; i < momus_run_n_nodes(run); i++) {
		CHECK_INT(momus_run_node(run, i, arena, &n, &err), 0);
		if (n.turn)
			CHECK(shows(run, &n,
				    n.turn > 1 ? MOMUS_NODE_REVISION
					       : MOMUS_NODE_SOLUTION,
				    (uint16_t)(n.turn - 1), n.branch / 2, 0));
		if (n.kind == MOMUS_NODE_REVISION)
			CHECK(shows(run, &n, MOMUS_NODE_CRITIQUE, n.turn,
				    n.branch, n.vote));
	}
	momus_run_close(run);
	momus_arena_free(arena);
}

TEST(no_critique_outlives_the_solution_that_it_is_of)
{
	static const char recipe[] = CRITIC ",\"widths\":[1,2,2,2]";
	struct fake_result r = { .end = MOMUS_PIPELINE_STOPPED };

	begin(3);
	for (unsigned n = 2; r.end == MOMUS_PIPELINE_STOPPED; n += 3) {
		fake_world_release(&w);
		fake_world_init(&w);
		fake_place_clear(&place);
		w.fickle = true;
		w.latency = at_random;
		w.stop_at = n;
		w.stop_how = MOMUS_PIPELINE_NOW;
		r = fake_run(&w, &place, recipe, false);
		w.stop = MOMUS_PIPELINE_GO;
		CHECK_INT(fake_run(&w, &place, recipe, true).end,
			  MOMUS_PIPELINE_COMPLETE);
		check_ancestry();
	}
	fake_place_remove(&place);
}

/* Every third first attempt, and the critiques of one branch for good. */
static bool broken;

static long some_fail(const struct fake_request *r)
{
	if (!broken)
		return 200;
	if (r->kind == FAKE_CRITIQUE && r->problem == 1 && r->branch == 1)
		return 400;
	return r->nth % 3 == 0 && r->problem == 2 ? 400 : 200;
}

TEST(what_failed_is_asked_for_again_and_ends_the_same)
{
	static const char recipe[] = CRITIC ",\"widths\":[1,2,2,1],\"votes\":3";
	struct fake_result r;
	char *want, *got;

	begin(4);
	want = undisturbed(recipe);
	broken = true;
	w.status = some_fail;
	r = fake_run(&w, &place, recipe, false);
	CHECK_INT(r.end, MOMUS_PIPELINE_PARTIAL);
	CHECK(r.totals.nodes_failed > 3);
	CHECK(r.totals.nodes_skipped > 3);
	r = fake_run(&w, &place, recipe, true);
	CHECK_INT(r.end, MOMUS_PIPELINE_PARTIAL);
	broken = false;
	r = fake_run(&w, &place, recipe, true);
	CHECK_STR(r.err.text, "");
	CHECK_INT(r.end, MOMUS_PIPELINE_COMPLETE);
	got = export();
	CHECK_STR(got, want);
	free(got);
	free(want);
	fake_place_remove(&place);
}

static long busy(const struct fake_request *r)
{
	return r->problem ? 200 : 503;
}

TEST(draining_does_not_wait_for_another_attempt)
{
	struct fake_result r;

	begin(3);
	w.status = busy;
	w.latency = programs_are_slow; /* so that the run lasts */
	w.stop_at = 12;
	w.stop_how = MOMUS_PIPELINE_DRAIN;
	r = fake_run(&w, &place, "", false);
	CHECK_INT(r.end, MOMUS_PIPELINE_STOPPED);
	CHECK_INT(r.totals.nodes_failed, 0);
	CHECK_INT(r.totals.nodes_done, 2);
	fake_place_remove(&place);
}

/* Files that count, and fail on demand. */
static struct {
	struct momus_files files;
	unsigned syncs, writes, fail_at;
	double last;
	bool too_often;
} disk;

static int count_sync(void *self, int fd)
{
	disk.syncs++;
	return momus_files_real()->fsync(self, fd);
}

static ssize_t count_write(void *self, int fd, const void *bytes, size_t len)
{
	if (++disk.writes >= disk.fail_at && disk.fail_at) {
		errno = ENOSPC;
		return -1;
	}
	return momus_files_real()->write(self, fd, bytes, len);
}

static void count_files(void)
{
	memset(&disk, 0, sizeof disk);
	disk.files = *momus_files_real();
	disk.files.fsync = count_sync;
	disk.files.write = count_write;
	w.world.files = &disk.files;
}

TEST(nodes_are_made_durable_together_at_most_once_a_second)
{
	unsigned few;

	begin(1);
	count_files();
	fake_run(&w, &place, CRITIC, false);
	few = disk.syncs; /* what creating and closing takes, and a second */
	fake_place_remove(&place);
	begin(60);
	count_files();
	shuffle = 1;
	w.latency = at_random;
	CHECK_INT(fake_run(&w, &place, CRITIC ",\"widths\":[1,5,1]", false).end,
		  MOMUS_PIPELINE_COMPLETE);
	CHECK(disk.syncs <= few + (w.now - 1000) + 1);
	fake_place_remove(&place);
}

TEST(a_full_disk_ends_the_run_and_loses_nothing)
{
	static const char recipe[] = CRITIC ",\"widths\":[1,2,1]";
	char *want, *got;

	begin(4);
	want = undisturbed(recipe);
	for (unsigned n = 5; n < 40; n += 2) {
		struct fake_result r;

		fake_world_release(&w);
		fake_world_init(&w);
		count_files();
		disk.fail_at = n;
		r = fake_run(&w, &place, recipe, false);
		if (r.rc == MOMUS_OK)
			break;
		CHECK_INT(r.rc, MOMUS_EIO);
		CHECK(strstr(r.err.text, "No space left"));
		disk.fail_at = 0;
		r = fake_run(&w, &place, recipe, true);
		if (r.rc == MOMUS_ENOTFOUND)
			r = fake_run(&w, &place, recipe, false);
		CHECK_STR(r.err.text, "");
		got = export();
		CHECK_STR(got, want);
		free(got);
		fake_place_clear(&place);
	}
	free(want);
	fake_place_remove(&place);
}

TEST(a_run_of_other_data_is_not_resumed)
{
	struct fake_result r;
	FILE *f;

	begin(3);
	w.stop_at = 4;
	w.stop_how = MOMUS_PIPELINE_NOW;
	fake_run(&w, &place, "", false);
	w.stop = MOMUS_PIPELINE_GO;
	f = fopen(place.data, "a");
	CHECK(f != NULL);
	fputs("{\"id\":\"63\"}\n", f);
	fclose(f);
	r = fake_run(&w, &place, "", true);
	CHECK_INT(r.rc, MOMUS_EINVAL);
	CHECK(strstr(r.err.text, "was made with other data"));
	fake_place_remove(&place);
}

TEST(a_finished_run_has_nothing_to_do)
{
	struct fake_result r;
	unsigned asked;

	begin(3);
	fake_run(&w, &place, CRITIC, false);
	asked = w.started_n;
	r = fake_run(&w, &place, CRITIC, true);
	CHECK_INT(r.end, MOMUS_PIPELINE_COMPLETE);
	CHECK_INT(w.started_n, asked);
	CHECK_INT(r.totals.nodes, 0);
	fake_place_remove(&place);
}

static int not_ready(void *self, struct momus_error *err)
{
	(void)self;
	return momus_fail(err, MOMUS_ENOTSUP, "no walls here");
}

TEST(a_host_that_runs_no_programs_is_refused_before_anything_is_written)
{
	struct fake_result r;
	FILE *f;

	begin(2);
	w.world.ready = not_ready;
	r = fake_run(&w, &place, "", false);
	CHECK_INT(r.rc, MOMUS_ENOTSUP);
	CHECK_INT(w.started_n, 0);
	f = fopen(place.run, "r");
	CHECK(f == NULL);
	fake_place_remove(&place);
}

TAP_MAIN
