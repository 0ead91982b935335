/* replay-test.c - tests of the replay backend, through its entry point */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include <momus/plugin.h>

#include "tap.h"
#include "unit/made-run.h"

struct options { /* as in replay.c */
	const char *file, *run, *match, *model;
};

static char path[64];
static struct momus_arena *arena;

static const struct momus_backend_ops *ops(void)
{
	return momus_plugin_entry()->ops.backend;
}

static void write_file(const char *text)
{
	FILE *f;

	snprintf(path, sizeof path, "replay-%d.jsonl", (int)getpid());
	f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
}

static int try_open(struct options o, void **self, struct momus_error *err)
{
	if (!o.match)
		o.match = "id";
	err->text[0] = '\0';
	return ops()->open(self, &o, err);
}

/* The backend of a file that holds TEXT. */
static void *replay(const char *text)
{
	struct momus_error err;
	void *self = NULL;
	int rc;

	write_file(text);
	rc = try_open((struct options){ .file = path }, &self, &err);
	remove(path);
	if (rc < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	return self;
}

/* What reading TEXT fails with. */
static const char *refusal(const char *text)
{
	static struct momus_error err;
	void *self = NULL;
	int rc;

	write_file(text);
	rc = try_open((struct options){ .file = path }, &self, &err);
	remove(path);
	if (rc == MOMUS_OK)
		ops()->close(self);
	return rc == MOMUS_EPARSE ? err.text : "not refused";
}

static struct momus_completion ask(void *self, struct momus_call call)
{
	struct momus_completion out;

	if (!arena)
		arena = momus_arena_create(1 << 20);
	memset(&out, 0, sizeof out);
	out.arena = arena;
	CHECK_INT(ops()->complete(self, &call, &out, NULL), MOMUS_OK);
	return out;
}

static bool says(struct momus_completion c, const char *text)
{
	return c.finish != MOMUS_FINISH_FAILED &&
	       momus_text_equal(c.text, momus_text_of(text));
}

#define CALL(what, id, t, b, v)                                \
	((struct momus_call){ .purpose = MOMUS_PURPOSE_##what, \
			      .problem_id = MOMUS_TEXT(id),    \
			      .turn = t,                       \
			      .branch = b,                     \
			      .vote = v })

TEST(rows_of_one_problem_are_its_samples)
{
	void *self = replay("{\"id\":\"a/1\",\"response\":\"one\"}\n"
			    "{\"id\":\"a/2\",\"response\":\"other\"}\n"
			    "{\"id\":\"a/1\",\"response\":\"two\"}\n"
			    "{\"id\":\"a/3\",\"response\":[\"x\",\"y\"]}\n");

	CHECK(says(ask(self, CALL(GENERATE, "a/1", 0, 0, 0)), "one"));
	CHECK(says(ask(self, CALL(GENERATE, "a/1", 0, 1, 0)), "two"));
	CHECK(says(ask(self, CALL(GENERATE, "a/2", 0, 0, 0)), "other"));
	CHECK(says(ask(self, CALL(GENERATE, "a/3", 0, 0, 0)), "x"));
	CHECK(says(ask(self, CALL(GENERATE, "a/3", 0, 1, 0)), "y"));
	ops()->close(self);
}

TEST(a_row_names_its_turn_branch_and_vote)
{
	void *self =
		replay("{\"id\":\"p\",\"purpose\":\"critique\",\"branch\":1,"
		       "\"response\":\"v0\"}\n"
		       "{\"id\":\"p\",\"purpose\":\"critique\",\"branch\":1,"
		       "\"response\":\"v1\"}\n"
		       "{\"id\":\"p\",\"purpose\":\"critique\",\"turn\":2,"
		       "\"response\":\"later\"}\n"
		       "{\"id\":\"p\",\"purpose\":\"revise\",\"branch\":1,"
		       "\"vote\":1,\"response\":\"after v1\"}\n"
		       "{\"id\":\"p\",\"purpose\":\"revise\",\"branch\":0,"
		       "\"response\":\"after any\"}\n");

	CHECK(says(ask(self, CALL(CRITIQUE, "p", 1, 1, 0)), "v0"));
	CHECK(says(ask(self, CALL(CRITIQUE, "p", 1, 1, 1)), "v1"));
	CHECK(says(ask(self, CALL(CRITIQUE, "p", 2, 0, 0)), "later"));
	CHECK(says(ask(self, CALL(REVISE, "p", 1, 1, 1)), "after v1"));
	CHECK(says(ask(self, CALL(REVISE, "p", 1, 0, 7)), "after any"));
	CHECK_INT(ask(self, CALL(REVISE, "p", 1, 1, 0)).finish,
		  MOMUS_FINISH_FAILED);
	ops()->close(self);
}

TEST(what_was_not_recorded_is_a_failure_with_its_reason)
{
	void *self = replay("{\"id\":\"p\",\"response\":\"\"}\n");
	struct momus_completion c = ask(self, CALL(GENERATE, "p", 0, 0, 0));

	CHECK(says(c, ""));
	c = ask(self, CALL(CRITIQUE, "p", 3, 4, 5));
	CHECK_INT(c.finish, MOMUS_FINISH_FAILED);
	CHECK(!c.retry);
	CHECK(strstr(c.reason.ptr, "no answer is recorded in replay-"));
	CHECK(strstr(c.reason.ptr,
		     "for critique turn 3, branch 4, vote 5 of p"));
	ops()->close(self);
}

TEST(an_end_is_recorded_with_the_answer)
{
	void *self = replay(
		"{\"id\":\"p\",\"response\":\"cut\",\"finish\":\"length\","
		"\"prompt_tokens\":7,\"completion_tokens\":1024}\n"
		"{\"id\":\"p\",\"reason\":\"HTTP 503 five times\"}\n"
		"{\"id\":\"p\",\"finish\":\"filter\",\"reason\":\"refused\"}"
		"\n");
	struct momus_completion c = ask(self, CALL(GENERATE, "p", 0, 0, 0));

	CHECK_INT(c.finish, MOMUS_FINISH_LENGTH);
	CHECK_INT(c.prompt_tokens, 7);
	CHECK_INT(c.completion_tokens, 1024);
	CHECK(isnan(c.logprob));
	c = ask(self, CALL(GENERATE, "p", 0, 1, 0));
	CHECK_INT(c.finish, MOMUS_FINISH_FAILED);
	CHECK_STR(c.reason.ptr, "HTTP 503 five times");
	CHECK_INT(c.prompt_tokens, -1);
	c = ask(self, CALL(GENERATE, "p", 0, 2, 0));
	CHECK_INT(c.finish, MOMUS_FINISH_FILTER);
	CHECK_STR(c.reason.ptr, "refused");
	ops()->close(self);
}

#define KEY "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

TEST(a_row_may_be_known_by_the_key_of_its_request)
{
	struct momus_call call = CALL(REVISE, "q", 9, 9, 9);
	struct options o = { .file = path, .match = "key" };
	struct momus_error err;
	void *self = replay("{\"key\":\"" KEY "\",\"response\":\"keyed\"}\n");

	call.key = KEY;
	CHECK(says(ask(self, call), "keyed"));
	call.key = "00";
	CHECK_INT(ask(self, call).finish, MOMUS_FINISH_FAILED);
	ops()->close(self);

	write_file("{\"id\":\"q\",\"key\":\"" KEY "\",\"response\":\"k\"}\n");
	CHECK_INT(try_open(o, &self, &err), MOMUS_OK);
	remove(path);
	call.key = KEY;
	CHECK(says(ask(self, call), "k"));
	CHECK_INT(ask(self, CALL(GENERATE, "q", 0, 0, 0)).finish,
		  MOMUS_FINISH_FAILED);
	ops()->close(self);
}

TEST(a_file_may_be_packed)
{
	char name[80];
	struct momus_error err;
	void *self;
	gzFile f;

	snprintf(name, sizeof name, "replay-%d.jsonl.gz", (int)getpid());
	f = gzopen(name, "wb");
	gzputs(f, "\n{\"id\":\"p\",\"response\":\"packed\"}\n");
	gzclose(f);
	CHECK_INT(try_open((struct options){ .file = name }, &self, &err),
		  MOMUS_OK);
	remove(name);
	CHECK(says(ask(self, CALL(GENERATE, "p", 0, 0, 0)), "packed"));
	ops()->close(self);
}

static const struct {
	const char *file, *says;
} refused[] = {
	{ "", "there is no answer in this file" },
	{ "\n[1]\n", ".jsonl:2: expected one JSON object" },
	{ "{\"response\":\"x\"}", ":1: neither \"id\" nor \"key\"" },
	{ "{\"id\":3,\"response\":\"x\"}", "field \"id\": expected a string" },
	{ "{\"id\":\"\",\"response\":\"x\"}", "field \"id\" is empty" },
	{ "{\"id\":\"p\"}", ":1: neither a response nor a reason" },
	{ "{\"id\":\"p\",\"response\":4}", "\"response\": expected a string" },
	{ "{\"id\":\"p\",\"response\":[]}", "list of responses is empty" },
	{ "{\"id\":\"p\",\"branch\":0,\"response\":[\"a\",\"b\"]}",
	  "one branch or key has one response" },
	{ "{\"id\":\"p\",\"purpose\":\"revize\",\"response\":\"\"}",
	  "expected generate, critique, revise or attempt, found \"revize\"" },
	{ "{\"id\":\"p\",\"turn\":1,\"response\":\"\"}", "belongs to turn 0" },
	{ "{\"id\":\"p\",\"purpose\":\"critique\",\"turn\":0,\"response\":"
	  "\"\"}",
	  "to a later one; found turn 0 and purpose critique" },
	{ "{\"id\":\"p\",\"branch\":1.5,\"response\":\"\"}",
	  "field \"branch\": expected a whole number" },
	{ "{\"id\":\"p\",\"vote\":-1,\"response\":\"\"}",
	  "field \"vote\": expected a whole number" },
	{ "{\"id\":\"p\",\"finish\":\"end\",\"response\":\"\"}",
	  "expected stop, length, filter, other or failed, found \"end\"" },
	{ "{\"id\":\"p\",\"finish\":\"failed\",\"response\":\"x\"}",
	  "a failed answer has a reason and no response" },
	{ "{\"key\":\"12\",\"response\":\"x\"}",
	  "field \"key\": expected 64 hex digits" },
	{ "{\"id\":\"p\",\"branch\":0,\"response\":\"a\"}\n\n"
	  "{\"id\":\"p\",\"branch\":0,\"response\":\"b\"}\n",
	  ":3: this answer for p is there already, in line 1" },
};

TEST(a_bad_row_is_named_with_its_line)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		if (!strstr(refusal(refused[i].file), refused[i].says))
			tap_fail(__FILE__, __LINE__, "%s gives \"%s\"",
				 refused[i].file, refusal(refused[i].file));
}

TEST(one_source_is_asked_for_and_two_are_refused)
{
	struct momus_error err;
	void *self;

	CHECK_INT(try_open((struct options){ .file = NULL }, &self, &err),
		  MOMUS_EINVAL);
	CHECK(strstr(err.text, "no recorded answers are named"));
	CHECK_INT(try_open((struct options){ .file = "a", .run = "b" }, &self,
			   &err),
		  MOMUS_EINVAL);
	CHECK(strstr(err.text, "both file and run"));
	CHECK_INT(try_open((struct options){ .file = "no-such" }, &self, &err),
		  MOMUS_ENOTFOUND);
	CHECK_INT(try_open((struct options){ .run = "no-such" }, &self, &err),
		  MOMUS_ENOTFOUND);
	CHECK(strstr(err.text, "no-such"));
}

TEST(the_model_is_named_after_its_file_or_as_told)
{
	struct momus_error err;
	void *self = replay("{\"id\":\"p\",\"response\":\"\"}\n");

	CHECK_STR(ops()->model(self), path);
	ops()->close(self);
	write_file("{\"id\":\"p\",\"response\":\"\"}\n");
	CHECK_INT(try_open((struct options){ .file = path, .model = "lark" },
			   &self, &err),
		  MOMUS_OK);
	CHECK_STR(ops()->model(self), "lark");
	ops()->close(self);
	remove(path);
}

/* The made run, but for a failed node, and two equal requests of one problem. */
static struct momus_node run_node(size_t i)
{
	struct momus_node n = made_node(i, 1);

	if (i == 1)
		n.key[0] = 0; /* as node 0 */
	if (i == 20) {
		n.state = MOMUS_NODE_FAILED;
		n.response = n.answer = (struct momus_text){ "", 0 };
		n.reason = MOMUS_TEXT("HTTP 503");
		n.tests = NULL;
		n.n_tests = 0;
	}
	return n;
}

static void write_run(const char *name)
{
	struct momus_store_problem problems[MADE_PROBLEMS];
	struct momus_store_head head = made_head(0, 1);
	struct momus_store *store;

	CHECK_INT(momus_store_create(&store, name, &head, problems,
				     made_problems(0, 1, problems), NULL, NULL),
		  MOMUS_OK);
	for (size_t i = 0; i < MADE_NODES; i++) {
		struct momus_node n = run_node(i);

		CHECK_INT(momus_store_put(store, &n, NULL), MOMUS_OK);
	}
	CHECK_INT(momus_store_close(store, true, NULL), MOMUS_OK);
}

/* Asks for node I by its key alone and compares. */
static void check_node(void *self, size_t i)
{
	struct momus_node n = run_node(i);
	struct momus_call call = CALL(GENERATE, "x", n.turn, n.branch, n.vote);
	struct momus_completion c;
	char hex[65];

	for (size_t k = 0; k < 32; k++)
		snprintf(hex + 2 * k, 3, "%02x", n.key[k]);
	call.key = hex;
	c = ask(self, call);
	if (n.state == MOMUS_NODE_SKIPPED) {
		CHECK(strstr(c.reason.ptr, "no answer is recorded"));
		CHECK(strstr(c.reason.ptr, "\"invented-1\" and "
					   "\"invented-2\""));
	} else if (n.state == MOMUS_NODE_FAILED) {
		CHECK_INT(c.finish, MOMUS_FINISH_FAILED);
		CHECK(momus_text_equal(c.reason, n.reason));
	} else {
		CHECK_INT(c.finish, n.finish);
		CHECK(momus_text_equal(c.text, n.response));
		CHECK_INT(c.completion_tokens, n.completion_tokens);
		CHECK_NEAR(c.logprob, n.logprob, 0);
	}
}

TEST(a_run_answers_equal_requests)
{
	char name[64];
	struct momus_error err;
	void *self;

	snprintf(name, sizeof name, "replay-%d.h5", (int)getpid());
	remove(name);
	write_run(name);
	CHECK_INT(try_open((struct options){ .run = name }, &self, &err),
		  MOMUS_OK);
	CHECK_STR(ops()->model(self), "invented-1");
	CHECK_INT(run_node(5).state, MOMUS_NODE_SKIPPED);
	for (size_t i = 0; i < MADE_NODES; i++)
		check_node(self, i);
	ops()->close(self);
	remove(name);
}

TEST(what_is_no_run_is_refused)
{
	struct momus_error err;
	void *self;

	write_file("{\"id\":\"p\",\"response\":\"\"}\n");
	CHECK_INT(try_open((struct options){ .run = path }, &self, &err),
		  MOMUS_EPARSE);
	CHECK(strstr(err.text, path));
	remove(path);
}

TAP_MAIN
