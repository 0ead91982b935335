/* store.c - tests of writing, resuming and reading a run */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/reader.h"
#include "store/store.h"
#include "tap.h"

static const struct momus_store_problem problems[] = {
	{ .id = MOMUS_TEXT("Demo/1"),
	  .statement = MOMUS_TEXT("Add two numbers."),
	  .position = 0,
	  .category = MOMUS_TEXT("easy"),
	  .group = MOMUS_TEXT("Demo") },
	{ .id = MOMUS_TEXT("Demo/2"),
	  .statement = MOMUS_TEXT("Sort a list."),
	  .position = 1 },
};

static struct momus_store_head head(void)
{
	return (struct momus_store_head){ .run_id = "test-1",
					  .recipe = "{\"seed\":1}",
					  .recipe_key = "00ff",
					  .seed = 1,
					  .task = "jsonl",
					  .grader = "strict",
					  .generator = "g",
					  .critic = "c",
					  .feedback = "critic",
					  .plugins = "{}",
					  .dataset_sha256 = "aa",
					  .host = "h",
					  .revision = "r",
					  .shard = 0,
					  .shards = 1,
					  .turns = 1,
					  .votes = 1,
					  .widths = { 2, 1 },
					  .samples_note = "" };
}

/* A path in a fresh folder. */
static const char *fresh(void)
{
	static char path[300];
	char folder[] = "/tmp/momus-store-XXXXXX";

	CHECK(mkdtemp(folder) != NULL);
	snprintf(path, sizeof path, "%s/run.h5", folder);
	return path;
}

static bool exists(const char *path, const char *suffix)
{
	char name[320];
	struct stat st;

	snprintf(name, sizeof name, "%s%s", path, suffix);
	return stat(name, &st) == 0;
}

static void sweep(const char *path)
{
	static const char *const suffixes[] = { "", ".journal", ".lock", ".tmp",
						".journal.tmp" };
	char name[320];

	for (int i = 0; i < 5; i++) {
		snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
		unlink(name);
	}
	snprintf(name, sizeof name, "%s", path);
	*strrchr(name, '/') = '\0';
	rmdir(name);
}

static struct momus_node node(uint32_t problem, uint16_t turn, uint8_t kind,
			      uint32_t branch)
{
	static const struct momus_node_test tests[] = {
		{ MOMUS_RUN_ACCEPTED, MOMUS_RUN_ACCEPTED, 0, 0.5f },
		{ MOMUS_RUN_ACCEPTED, MOMUS_RUN_WRONG_ANSWER, 1, 0.25f },
	};

	return (struct momus_node){
		.problem = problem,
		.turn = turn,
		.kind = kind,
		.branch = branch,
		.attempts = 1,
		.prompt_tokens = 10,
		.completion_tokens = -1,
		.latency_s = 0.5,
		.logprob = NAN,
		.cost = NAN,
		.started_s = 1,
		.key = { 7 },
		.prompt = MOMUS_TEXT("{\"messages\":[]}"),
		.response = MOMUS_TEXT("Here: ```def f(): pass```"),
		.answer = MOMUS_TEXT("def f(): pass"),
		.parity = { MOMUS_RUN_ACCEPTED, 1, 1.0 },
		.strict = { MOMUS_RUN_WRONG_ANSWER, 0, 0.5 },
		.grade_cpu_s = 0.1,
		.grade_wall_s = 0.2,
		.peak_bytes = 1 << 20,
		.parts = MOMUS_TEXT("{\"base\":true}"),
		.tests = tests,
		.n_tests = 2
	};
}

static struct momus_store *create(const char *path)
{
	struct momus_store_head h = head();
	struct momus_error err = { "" };
	struct momus_store *s;

	momus_store_create(&s, path, &h, problems, 2, NULL, &err);
	CHECK_STR(err.text, "");
	return s;
}

static struct momus_store *resume(const char *path)
{
	struct momus_store_head h = head();
	struct momus_error err = { "" };
	struct momus_store *s;

	momus_store_resume(&s, path, &h, NULL, &err);
	CHECK_STR(err.text, "");
	return s;
}

static void put(struct momus_store *s, struct momus_node n)
{
	struct momus_error err = { "" };

	momus_store_put(s, &n, &err);
	CHECK_STR(err.text, "");
}

static void check_text(struct momus_text got, const char *want)
{
	CHECK(momus_text_equal(got, momus_text_of(want)));
}

TEST(what_was_put_is_read_back)
{
	const char *path = fresh();
	struct momus_store *s = create(path);
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct momus_run *run;
	struct momus_node n;
	struct momus_error err = { "" };

	put(s, node(1, 0, MOMUS_NODE_SOLUTION, 1));
	put(s, node(0, 0, MOMUS_NODE_SOLUTION, 0));
	CHECK_INT(momus_store_close(s, true, &err), 0);
	CHECK(!exists(path, ".journal") && !exists(path, ".lock") &&
	      !exists(path, ".tmp"));
	CHECK_INT(momus_run_open(&run, path, &err), 0);
	CHECK(momus_run_complete(run));
	CHECK_STR(momus_run_head(run)->recipe, "{\"seed\":1}");
	CHECK_INT(momus_run_head(run)->widths[0], 2);
	CHECK_INT(momus_run_n_problems(run), 2);
	check_text(momus_run_problem(run, 1).id, "Demo/2");
	check_text(momus_run_problem(run, 0).statement, "Add two numbers.");
	check_text(momus_run_problem(run, 0).category, "easy");
	check_text(momus_run_problem(run, 0).group, "Demo");
	check_text(momus_run_problem(run, 1).category, "");
	CHECK_INT(momus_run_n_nodes(run), 2);
	CHECK_INT(momus_run_nodes(run)[0].problem, 0);
	CHECK_INT(momus_run_nodes(run)[1].branch, 1);
	CHECK_INT(momus_run_node(run, 1, arena, &n, &err), 0);
	check_text(n.prompt, "{\"messages\":[]}");
	check_text(n.answer, "def f(): pass");
	check_text(n.parts, "{\"base\":true}");
	check_text(n.reason, "");
	CHECK_INT(n.n_tests, 2);
	CHECK_INT(n.tests[1].strict, MOMUS_RUN_WRONG_ANSWER);
	CHECK_NEAR(n.strict.score, 0.5, 0);
	CHECK_INT(n.key[0], 7);
	CHECK_INT(n.completion_tokens, -1);
	momus_run_close(run);
	momus_arena_free(arena);
	sweep(path);
}

TEST(a_crash_loses_nothing_that_was_synced)
{
	const char *path = fresh();
	struct momus_store *s = create(path);
	struct momus_node n;
	struct momus_run *run;
	struct momus_error err = { "" };

	put(s, node(0, 0, MOMUS_NODE_SOLUTION, 0));
	CHECK_INT(momus_store_sync(s, &err), 0);
	put(s, node(0, 0, MOMUS_NODE_SOLUTION, 1));
	momus_store_abandon(s);
	CHECK_INT(momus_run_open(&run, path, &err), 0);
	CHECK_INT(momus_run_n_nodes(run), 1);
	CHECK(!momus_run_complete(run));
	momus_run_close(run);
	s = resume(path);
	CHECK(momus_store_find(s, 0, 0, MOMUS_NODE_SOLUTION, 0, 0, &n));
	check_text(n.answer, "def f(): pass");
	CHECK(!momus_store_find(s, 0, 0, MOMUS_NODE_SOLUTION, 1, 0, &n));
	put(s, node(0, 0, MOMUS_NODE_SOLUTION, 1));
	CHECK(momus_store_find(s, 0, 0, MOMUS_NODE_SOLUTION, 1, 0, &n));
	CHECK_INT(n.n_tests, 2);
	CHECK_INT(momus_store_close(s, true, &err), 0);
	s = resume(path);
	CHECK(momus_store_complete(s));
	CHECK(momus_store_find(s, 0, 0, MOMUS_NODE_SOLUTION, 1, 0, &n));
	check_text(n.response, "Here: ```def f(): pass```");
	CHECK_INT(momus_store_close(s, true, &err), 0);
	sweep(path);
}

TEST(a_failed_node_is_tried_again_and_replaced)
{
	const char *path = fresh();
	struct momus_store *s = create(path);
	struct momus_node n = node(0, 0, MOMUS_NODE_SOLUTION, 0);
	struct momus_run *run;
	struct momus_error err = { "" };

	n.state = MOMUS_NODE_FAILED;
	n.finish = MOMUS_FINISH_FAILED;
	n.reason = MOMUS_TEXT("HTTP 500");
	put(s, n);
	CHECK_INT(momus_store_close(s, false, &err), 0);
	s = resume(path);
	CHECK(!momus_store_find(s, 0, 0, MOMUS_NODE_SOLUTION, 0, 0, NULL));
	put(s, node(0, 0, MOMUS_NODE_SOLUTION, 0));
	CHECK(momus_store_find(s, 0, 0, MOMUS_NODE_SOLUTION, 0, 0, NULL));
	CHECK_INT(momus_store_close(s, true, &err), 0);
	CHECK_INT(momus_run_open(&run, path, &err), 0);
	CHECK_INT(momus_run_n_nodes(run), 1);
	CHECK_INT(momus_run_nodes(run)[0].state, MOMUS_NODE_DONE);
	momus_run_close(run);
	sweep(path);
}

/* Reward WHICH of the revision of branch 0: VALUE, NAN for REASON. */
static struct momus_node reward(uint32_t which, double value,
				const char *reason)
{
	struct momus_node n = node(0, 1, MOMUS_NODE_REWARD, 0);

	n.vote = which;
	n.reward = value;
	n.reason = momus_text_of(reason);
	n.prompt = n.response = n.answer = n.parts = MOMUS_TEXT("");
	n.tests = NULL;
	n.n_tests = 0;
	return n;
}

/* Rewards are no nodes of the run, and stand beside their revision. */
static void check_rewards(const char *path, double first, double second)
{
	const struct momus_run_reward *w;
	struct momus_run *run;

	CHECK_INT(momus_run_open(&run, path, NULL), 0);
	CHECK_INT(momus_run_n_nodes(run), 2);
	CHECK_INT(momus_run_n_rewards(run), 2);
	w = momus_run_rewards(run);
	for (uint32_t i = 0; i < 2 && momus_run_n_rewards(run) == 2; i++) {
		CHECK_INT(w[i].node, 1);
		CHECK_INT(w[i].reward, i);
		if (isnan(i ? second : first))
			CHECK(isnan(w[i].value));
		else
			CHECK_NEAR(w[i].value, i ? second : first, 0);
	}
	momus_run_close(run);
}

TEST(rewards_are_kept_and_a_failed_one_is_tried_again)
{
	const char *path = fresh();
	struct momus_store *s = create(path);
	struct momus_node n = reward(1, NAN, "HTTP status 503"), found;
	struct momus_error err = { "" };

	put(s, node(0, 0, MOMUS_NODE_SOLUTION, 0));
	put(s, node(0, 1, MOMUS_NODE_REVISION, 0));
	put(s, reward(0, 0.25, "passed"));
	n.state = MOMUS_NODE_FAILED;
	put(s, n);
	CHECK_INT(momus_store_sync(s, &err), 0);
	check_rewards(path, 0.25, NAN);
	CHECK_INT(momus_store_close(s, false, &err), 0);
	check_rewards(path, 0.25, NAN);
	s = resume(path);
	CHECK(momus_store_find(s, 0, 1, MOMUS_NODE_REWARD, 0, 0, &found));
	CHECK_NEAR(found.reward, 0.25, 0);
	check_text(found.reason, "passed");
	CHECK(!momus_store_find(s, 0, 1, MOMUS_NODE_REWARD, 0, 1, NULL));
	put(s, reward(1, -2, "mixed"));
	CHECK(momus_store_find(s, 0, 1, MOMUS_NODE_REWARD, 0, 1, &found));
	CHECK_NEAR(found.reward, -2, 0);
	CHECK_INT(momus_store_close(s, true, &err), 0);
	check_rewards(path, 0.25, -2);
	sweep(path);
}

TEST(what_an_older_revision_earned_is_void)
{
	const char *path = fresh();
	struct momus_store *s = create(path);
	struct momus_run *run;
	struct momus_error err = { "" };

	put(s, node(0, 0, MOMUS_NODE_SOLUTION, 0));
	put(s, reward(0, 1, "passed")); /* as if its revision were lost */
	put(s, reward(1, 2, "mixed"));
	CHECK_INT(momus_store_close(s, false, &err), 0);
	CHECK_INT(momus_run_open(&run, path, &err), 0);
	CHECK_INT(momus_run_n_rewards(run), 0);
	momus_run_close(run);
	s = resume(path);
	put(s, node(0, 1, MOMUS_NODE_REVISION, 0));
	CHECK(!momus_store_find(s, 0, 1, MOMUS_NODE_REWARD, 0, 0, NULL));
	put(s, reward(0, 0, "failed"));
	put(s, reward(1, 3, "mixed"));
	CHECK_INT(momus_store_close(s, true, &err), 0);
	check_rewards(path, 0, 3);
	sweep(path);
}

TEST(a_node_is_stored_once)
{
	const char *path = fresh();
	struct momus_store *s = create(path);
	struct momus_node n = node(0, 0, MOMUS_NODE_SOLUTION, 0);
	struct momus_error err = { "" };

	put(s, n);
	CHECK_INT(momus_store_put(s, &n, &err), MOMUS_EINVAL);
	CHECK(strstr(err.text, "stored already"));
	momus_store_abandon(s);
	sweep(path);
}

TEST(a_second_writer_is_told_who_holds_the_run)
{
	const char *path = fresh();
	struct momus_store *s = create(path), *t;
	struct momus_store_head h = head();
	struct momus_error err = { "" };

	CHECK_INT(momus_store_resume(&t, path, &h, NULL, &err), MOMUS_EBUSY);
	CHECK(strstr(err.text, "another writer has it: process "));
	CHECK_INT(momus_store_close(s, true, NULL), 0);
	err.text[0] = '\0';
	CHECK_INT(momus_store_create(&t, path, &h, problems, 2, NULL, &err),
		  MOMUS_EBUSY);
	CHECK(strstr(err.text, "exists already"));
	CHECK(!exists(path, ".lock") && !exists(path, ".journal"));
	sweep(path);
}

TEST(another_recipe_is_refused_with_both_keys)
{
	const char *path = fresh();
	struct momus_store *s = create(path);
	struct momus_store_head h = head();
	struct momus_error err = { "" };

	CHECK_INT(momus_store_close(s, true, NULL), 0);
	h.recipe_key = "1234";
	CHECK_INT(momus_store_resume(&s, path, &h, NULL, &err), MOMUS_EINVAL);
	CHECK(strstr(err.text, "00ff") && strstr(err.text, "1234"));
	sweep(path);
}

/* A revision of the first branch, in STATE for REASON, made from VOTE. */
static struct momus_node revision(uint8_t state, const char *reason,
				  uint32_t vote)
{
	struct momus_node n = node(0, 1, MOMUS_NODE_REVISION, 0);

	n.state = state;
	n.reason = momus_text_of(reason);
	n.vote = vote;
	return n;
}

static void skip_and_close(const char *path, const char *reason,
			   bool checkpoint)
{
	struct momus_store_head h = head();
	struct momus_node n = revision(MOMUS_NODE_SKIPPED, reason, 0);
	struct momus_error err = { "" };
	struct momus_store *store;

	CHECK_INT(momus_store_create(&store, path, &h, problems, 2, NULL, &err),
		  0);
	CHECK_INT(momus_store_put(store, &n, &err), 0);
	CHECK_INT(momus_store_sync(store, &err), 0);
	if (checkpoint)
		CHECK_INT(momus_store_close(store, false, &err), 0);
	else
		momus_store_abandon(store);
}

TEST(what_was_skipped_because_of_a_failure_is_replaced_whatever_its_vote)
{
	for (int checkpoint = 0; checkpoint < 2; checkpoint++) {
		const char *path = fresh();
		struct momus_store_head h = head();
		struct momus_node n = revision(MOMUS_NODE_DONE, "", 3);
		struct momus_error err = { "" };
		struct momus_store *store;
		struct momus_run *run;

		skip_and_close(path, MOMUS_SKIPPED_PARENT, checkpoint);
		CHECK_INT(momus_store_resume(&store, path, &h, NULL, &err), 0);
		CHECK(!momus_store_find(store, 0, 1, MOMUS_NODE_REVISION, 0, 0,
					NULL));
		CHECK_INT(momus_store_put(store, &n, &err), 0);
		CHECK(momus_store_find(store, 0, 1, MOMUS_NODE_REVISION, 0, 0,
				       NULL));
		CHECK_INT(momus_store_sync(store, &err), 0);
		CHECK_INT(momus_run_open(&run, path, &err), 0);
		CHECK_INT((int)momus_run_n_nodes(run), 1);
		CHECK_INT(momus_run_nodes(run)->vote, 3);
		momus_run_close(run);
		CHECK_INT(momus_store_close(store, true, &err), 0);
		CHECK_INT(momus_run_open(&run, path, &err), 0);
		CHECK_INT((int)momus_run_n_nodes(run), 1);
		CHECK_INT(momus_run_nodes(run)->state, MOMUS_NODE_DONE);
		momus_run_close(run);
		sweep(path);
	}
}

TEST(what_was_skipped_by_the_stop_policy_stays)
{
	for (int checkpoint = 0; checkpoint < 2; checkpoint++) {
		const char *path = fresh();
		struct momus_store_head h = head();
		struct momus_node n = revision(MOMUS_NODE_DONE, "", 3);
		struct momus_error err = { "" };
		struct momus_store *store;

		skip_and_close(path, MOMUS_SKIPPED_STOPPED, checkpoint);
		CHECK_INT(momus_store_resume(&store, path, &h, NULL, &err), 0);
		CHECK(momus_store_find(store, 0, 1, MOMUS_NODE_REVISION, 0, 0,
				       NULL));
		CHECK_INT(momus_store_put(store, &n, &err), MOMUS_EINVAL);
		momus_store_abandon(store);
		sweep(path);
	}
}

TAP_MAIN
