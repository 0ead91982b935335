/* rewarding.c - see rewarding.h
 *
 * A revision's rewards begin once it is stored, so that its solution before it is
 * too, with its grade.  Nothing waits for them but the end of the run.
 */
#include "config.h"

#include <stdlib.h>

#include "run/rewarding.h"
#include "run/running.h"

struct rewarding { /* one reward of one revision */
	struct momus_branch *b;
	uint32_t which;
	struct momus_arena *arena; /* owned: grades */
	struct momus_grade before, after;
};

static const size_t grades_limit = (size_t)256 << 20;

static const struct momus_problem *problem_of(const struct momus_branch *b)
{
	return &b->run->dataset->problems[b->problem];
}

static void fail(struct momus_branch *b, int rc, const struct momus_error *err)
{
	momus_running_fail(b->run, rc, err);
}

static void end(struct rewarding *w)
{
	struct momus_branch *b = w->b;

	b->run->rewarding--;
	momus_arena_free(w->arena);
	free(w);
	momus_branch_drop(b);
}

static void on_rewarded(void *arg, const struct momus_rewarded *result)
{
	struct rewarding *w = arg;
	struct momus_node n =
		momus_nodes_blank(w->b, MOMUS_NODE_REWARD, w->which);

	if (result->dropped) {
		w->b->run->unrewarded = true;
	} else {
		n.state = result->failed ? MOMUS_NODE_FAILED : MOMUS_NODE_DONE;
		n.reward = result->value;
		n.reason = result->reason;
		n.attempts = (uint16_t)(result->attempts < UINT16_MAX
						? result->attempts
						: UINT16_MAX);
		n.latency_s = result->latency_s;
		n.prompt_tokens = result->prompt_tokens;
		n.completion_tokens = result->completion_tokens;
		momus_nodes_put(w->b, &n);
	}
	end(w);
}

/* The critique that B's revision was given, if any. */
static void add_critique(const struct momus_branch *b,
			 struct momus_reward_input *in)
{
	if (!b->critiques)
		return;
	in->critique = b->critiques[b->picked].text;
	in->judgment = b->critiques[b->picked].judgment;
}

static int fill(struct rewarding *w, struct momus_reward_input *in,
		struct momus_error *err)
{
	struct momus_branch *b = w->b;
	const struct momus_noise *noise = &b->run->setup->noise;
	struct momus_text id = problem_of(b)->id;
	int rc = momus_noise_node(noise, id, &b->parent->node, w->arena,
				  &w->before, err);

	if (rc == MOMUS_OK)
		rc = momus_noise_node(noise, id, &b->node, w->arena, &w->after,
				      err);
	*in = (struct momus_reward_input){
		.problem = problem_of(b),
		.solution = b->parent->answer,
		.revision = b->answer,
		.before = &w->before,
		.after = &w->after,
	};
	add_critique(b, in);
	return rc;
}

static void begin(struct momus_branch *b, uint32_t which)
{
	struct momus_running *run = b->run;
	struct rewarding *w = calloc(1, sizeof *w);
	struct momus_reward_input in;
	struct momus_stream jitter;
	struct momus_error err = { "" };
	int rc;

	if (w)
		w->arena = momus_arena_create(grades_limit);
	if (!w || !w->arena) {
		free(w);
		fail(b, momus_fail(&err, MOMUS_ENOMEM, "out of memory"), &err);
		return;
	}
	w->b = b;
	w->which = which;
	momus_branch_hold(b);
	run->rewarding++;
	momus_stream_init(&jitter, (uint64_t)run->recipe->seed,
			  problem_of(b)->id, (uint64_t)which << 32 | b->branch,
			  b->turn, "reward jitter");
	rc = fill(w, &in, &err);
	if (rc == MOMUS_OK)
		rc = momus_rewards_submit(run->setup->rewards, which, &in,
					  &jitter, on_rewarded, w, &err);
	if (rc < 0) {
		fail(b, rc, &err);
		end(w);
	}
}

void momus_rewarding_begin(struct momus_branch *b)
{
	struct momus_running *run = b->run;
	size_t n = b->turn ? momus_rewards_n(run->setup->rewards) : 0;

	for (uint32_t i = 0; i < n && run->rc == 0; i++) {
		if (momus_nodes_have(run, b, MOMUS_NODE_REWARD, i, NULL))
			continue;
		if (run->draining && momus_rewards_asks(run->setup->rewards, i))
			run->unrewarded = true;
		else
			begin(b, i);
	}
}
