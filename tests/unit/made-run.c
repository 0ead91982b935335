/* made-run.c - see made-run.h */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/made-run.h"
#include "store/export.h"

struct momus_store_head made_head(uint32_t shard, uint32_t shards)
{
	return (struct momus_store_head){
		.run_id = "made",
		.recipe = "{\"name\":\"made\",\"seed\":7}",
		.recipe_key = "7e57",
		.seed = 7,
		.task = "jsonl",
		.grader = "exact",
		.generator = "invented-1",
		.critic = "invented-2",
		.feedback = "critic",
		.plugins = "{\"task/jsonl\":\"1\"}",
		.dataset_sha256 = "da7a",
		.host = "nowhere",
		.revision = "none",
		.shard = shard,
		.shards = shards,
		.turns = 2,
		.votes = 1,
		.widths = { 3, 1, 2 },
		.samples_note = "invented",
		.rewards = "[\"execution\",\"likelihood\"]",
		.noise = "flip=0.25",
	};
}

size_t made_problems(uint32_t shard, uint32_t shards,
		     struct momus_store_problem out[MADE_PROBLEMS])
{
	static char ids[MADE_PROBLEMS][16], statements[MADE_PROBLEMS][40];
	size_t n = 0;

	for (uint32_t p = 0; p < MADE_PROBLEMS; p++) {
		snprintf(ids[p], sizeof ids[p], "Made/%u", p);
		snprintf(statements[p], sizeof statements[p],
			 "Return the number %u.", p);
		if (p % shards == shard)
			out[n++] = (struct momus_store_problem){
				.id = momus_text_of(ids[p]),
				.statement = momus_text_of(statements[p]),
				.position = p,
				.category = p % 3 ? MOMUS_TEXT("hard")
						  : MOMUS_TEXT("easy"),
				.group = p % 3 ? MOMUS_TEXT("rest")
					       : MOMUS_TEXT("")
			};
	}
	return n;
}

uint32_t made_problem_of(size_t i)
{
	return (uint32_t)(i / MADE_NODES_EACH);
}

/* Turn, kind and branch of node I. */
static void place(size_t i, struct momus_node *n)
{
	static const struct {
		uint16_t turn;
		uint8_t kind;
		size_t count;
	} rows[] = { { 0, MOMUS_NODE_SOLUTION, 3 },
		     { 1, MOMUS_NODE_CRITIQUE, 3 },
		     { 1, MOMUS_NODE_REVISION, 3 },
		     { 2, MOMUS_NODE_CRITIQUE, 6 },
		     { 2, MOMUS_NODE_REVISION, 6 } };
	size_t at = i % MADE_NODES_EACH;

	n->problem = made_problem_of(i);
	for (int r = 0; r < 5; at -= rows[r++].count)
		if (at < rows[r].count) {
			n->turn = rows[r].turn;
			n->kind = rows[r].kind;
			n->branch = (uint32_t)at;
			return;
		}
}

static void fill_texts(size_t i, struct momus_node *n)
{
	static char prompt[600], response[3000], answer[64];
	size_t len;

	snprintf(prompt, sizeof prompt,
		 "{\"messages\":[{\"role\":\"user\",\"content\":\"%zu\"}]}",
		 i % 7);
	snprintf(answer, sizeof answer, "def f():\n    return %zu", i % 5);
	len = (size_t)snprintf(response, sizeof response,
			       "Here is \xc3\xa9 \x1b[31m:\n%s\nfor %zu. ",
			       answer, i % 11);
	for (size_t k = 0; k < (i * 37) % 2000; k++)
		response[len++] = (char)('a' + (k * k + i) % 26);
	n->prompt = momus_text_of(prompt);
	n->response = (struct momus_text){ response, len };
	if (n->kind == MOMUS_NODE_CRITIQUE) {
		n->judgment = (uint8_t)(MOMUS_JUDGMENT_CORRECT + i % 3);
		return;
	}
	n->answer = momus_text_of(answer);
	n->parts = MOMUS_TEXT("{\"base\":true}");
	n->note = i % 2 ? MOMUS_TEXT("line 1: off by one") : MOMUS_TEXT("");
}

static void fill_grade(size_t i, struct momus_node *n)
{
	static struct momus_node_test tests[3];

	for (int t = 0; t < 3; t++)
		tests[t] = (struct momus_node_test){
			(uint8_t)((i + (size_t)t) % 2), (uint8_t)(i % 3),
			(uint16_t)t, i % 4 ? NAN : 0.25f
		};
	n->tests = tests;
	n->n_tests = i % 4;
	n->shown_passed = i % 4 == 0;
	n->tests_hidden = i % 3;
	n->parity = (struct momus_node_verdict){ (uint8_t)(i % 2),
						 (int8_t)(i % 2 == 0),
						 i % 2 ? 0.0 : 1.0 };
	n->strict =
		(struct momus_node_verdict){ MOMUS_RUN_WRONG_ANSWER, 0, 0.5 };
	n->grade_cpu_s = 0.001 * (double)i;
	n->grade_wall_s = 0.002;
	n->peak_bytes = 1 << 20;
}

struct momus_node made_node(size_t i, uint32_t shards)
{
	struct momus_node n = { .attempts = 1,
				.prompt_tokens = (int64_t)i,
				.completion_tokens = i % 3 ? (int64_t)i : -1,
				.latency_s = 0.25,
				.logprob = -1.5,
				.cost = NAN,
				.started_s = (double)i,
				.key = { (uint8_t)i, 1 },
				.reward = NAN,
				.parity = { MOMUS_RUN_NOT_RUN, -1, NAN },
				.strict = { MOMUS_RUN_NOT_RUN, -1, NAN },
				.grade_cpu_s = NAN,
				.grade_wall_s = NAN };

	place(i, &n);
	n.problem /= shards;
	if (i % 29 == 5) {
		n.state = MOMUS_NODE_SKIPPED;
		n.reason = MOMUS_TEXT("its parent failed");
		return n;
	}
	fill_texts(i, &n);
	if (n.kind != MOMUS_NODE_CRITIQUE)
		fill_grade(i, &n);
	return n;
}

struct momus_node made_reward(const struct momus_node *node, uint32_t which)
{
	bool bad = which && node->branch % 2;

	return (struct momus_node){
		.problem = node->problem,
		.turn = node->turn,
		.kind = MOMUS_NODE_REWARD,
		.branch = node->branch,
		.vote = which,
		.attempts = (uint16_t)which,
		.reward = bad ? NAN : 0.5 * node->branch - which,
		.reason = bad ? MOMUS_TEXT("the server gave no \"logprobs\"")
			      : MOMUS_TEXT("passed"),
		.prompt_tokens = -1,
		.completion_tokens = -1,
		.latency_s = which ? 0.125 : NAN,
		.logprob = NAN,
		.cost = NAN,
		.parity = { MOMUS_RUN_NOT_RUN, -1, NAN },
		.strict = { MOMUS_RUN_NOT_RUN, -1, NAN },
		.grade_cpu_s = NAN,
		.grade_wall_s = NAN,
	};
}

static bool stored(struct momus_store *store, const struct momus_node *n)
{
	return momus_store_find(store, n->problem, n->turn, n->kind, n->branch,
				n->vote, NULL);
}

/* Puts the rewards of N that STORE lacks. */
static int put_rewards(struct momus_store *store, const struct momus_node *n,
		       struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (n->kind != MOMUS_NODE_REVISION || n->state != MOMUS_NODE_DONE)
		return MOMUS_OK;
	for (uint32_t i = 0; rc == MOMUS_OK && i < 2; i++) {
		struct momus_node reward = made_reward(n, i);

		if (!stored(store, &reward))
			rc = momus_store_put(store, &reward, err);
	}
	return rc;
}

int made_put(struct momus_store *store, uint32_t shard, uint32_t shards,
	     uint64_t seed, size_t sync, void (*acked)(void *arg, size_t i),
	     void *arg, struct momus_error *err)
{
	/* 5 and 126 share no factor: every node once, in a changing order */
	size_t start = (size_t)(seed * 2654435761u % MADE_NODES), i, put = 0;
	size_t waiting[64], n_waiting = 0;
	struct momus_node n;
	int rc = MOMUS_OK;

	for (size_t k = 0; rc == MOMUS_OK && k <= MADE_NODES; k++) {
		i = (start + k * 5) % MADE_NODES;
		if (k < MADE_NODES && made_problem_of(i) % shards == shard) {
			n = made_node(i, shards);
			if (!stored(store, &n)) {
				rc = momus_store_put(store, &n, err);
				waiting[n_waiting++] = i;
				put++;
			}
			if (rc == MOMUS_OK)
				rc = put_rewards(store, &n, err);
		}
		if (rc == MOMUS_OK && n_waiting &&
		    (n_waiting == sync || k == MADE_NODES)) {
			rc = momus_store_sync(store, err);
			while (rc == MOMUS_OK && n_waiting)
				if (acked)
					acked(arg, waiting[--n_waiting]);
				else
					n_waiting = 0;
		}
	}
	return rc;
}

static int append(void *arg, struct momus_text line, struct momus_error *err)
{
	(void)err;
	momus_buffer_add(arg, line);
	return MOMUS_OK;
}

char *made_export(const char *path, struct momus_error *err)
{
	struct momus_buffer all;
	struct momus_run *run;

	if (momus_run_open(&run, path, err) < 0)
		return NULL;
	momus_buffer_init(&all, 64 << 20);
	if (momus_export_run(run, false, append, &all, err) < 0)
		momus_buffer_release(&all);
	momus_run_close(run);
	return momus_buffer_take(&all, NULL);
}
