/* nodes.c - rows of the store, parents before children */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/leaking.h"
#include "run/rewarding.h"
#include "run/running.h"

static uint8_t kind_at(uint16_t turn)
{
	return turn ? MOMUS_NODE_REVISION : MOMUS_NODE_SOLUTION;
}

static uint32_t critiques_at(const struct momus_running *run, uint16_t turn)
{
	return turn ? momus_setup_votes(run->setup) : 0;
}

/* As momus_store_find(); a store that cannot be read ends the run, since what
 * is not found would be asked for, and paid, again. */
static bool find(struct momus_running *run, uint32_t problem, uint16_t turn,
		 uint8_t kind, uint32_t branch, uint32_t vote,
		 struct momus_node *out)
{
	struct momus_error err = { "" };
	int rc;

	if (momus_store_find(run->store, problem, turn, kind, branch, vote,
			     out))
		return true;
	rc = momus_store_status(run->store, &err);
	if (rc < 0)
		momus_running_fail(run, rc, &err);
	return false;
}

bool momus_nodes_have(struct momus_running *run, const struct momus_branch *b,
		      uint8_t kind, uint32_t vote, struct momus_node *out)
{
	return run->order->resume &&
	       find(run, b->problem, b->turn, kind, b->branch, vote, out);
}

/* How many nodes of that branch alone are there for good. */
static uint32_t present(struct momus_running *run, uint32_t problem,
			uint16_t turn, uint32_t branch)
{
	uint32_t n = 0;

	for (uint32_t v = 0; v < critiques_at(run, turn); v++)
		n += find(run, problem, turn, MOMUS_NODE_CRITIQUE, branch, v,
			  NULL);
	return n + find(run, problem, turn, kind_at(turn), branch, 0, NULL);
}

/* Whether a revision that is there lacks no reward; one that was not asked for
 * earns none. */
static bool is_rewarded(struct momus_running *run, uint32_t problem,
			uint16_t turn, uint32_t branch)
{
	size_t n = turn ? momus_rewards_n(run->setup->rewards) : 0;
	struct momus_node revision;

	for (uint32_t i = 0; i < n; i++)
		if (!find(run, problem, turn, MOMUS_NODE_REWARD, branch, i,
			  NULL))
			return !find(run, problem, turn, MOMUS_NODE_REVISION,
				     branch, 0, &revision) ||
			       revision.state != MOMUS_NODE_DONE;
	return true;
}

bool momus_nodes_settled(struct momus_running *run, uint32_t problem,
			 uint16_t turn, uint32_t branch)
{
	uint32_t width;

	if (!run->order->resume ||
	    present(run, problem, turn, branch) <= critiques_at(run, turn) ||
	    !is_rewarded(run, problem, turn, branch))
		return false;
	if (turn == run->recipe->turns)
		return true;
	width = run->recipe->widths[turn + 1];
	for (uint32_t i = 0; i < width; i++)
		if (!momus_nodes_settled(run, problem, (uint16_t)(turn + 1),
					 branch * width + i))
			return false;
	return true;
}

static void count_branches(struct momus_running *run, uint32_t problem,
			   uint16_t turn)
{
	uint64_t branches = momus_setup_branches(run->recipe, turn);
	bool part = run->order->part != NULL, resume = run->order->resume;

	if (!part)
		run->now.nodes += branches * (critiques_at(run, turn) + 1);
	for (uint32_t b = 0; (part || resume) && b < branches; b++) {
		if (!momus_running_has(run, problem, turn, b))
			continue;
		if (part)
			run->now.nodes += critiques_at(run, turn) + 1;
		if (resume)
			run->now.nodes_before += present(run, problem, turn, b);
	}
}

void momus_nodes_count(struct momus_running *run)
{
	for (uint16_t turn = 0; turn <= run->recipe->turns; turn++)
		for (uint32_t p = 0; p < run->dataset->n; p++)
			count_branches(run, p, turn);
	run->told = run->now;
}

struct momus_node momus_nodes_blank(const struct momus_branch *b, uint8_t kind,
				    uint32_t vote)
{
	return (struct momus_node){
		.problem = b->problem,
		.turn = b->turn,
		.kind = kind,
		.branch = b->branch,
		.vote = vote,
		.prompt_tokens = -1,
		.completion_tokens = -1,
		.latency_s = NAN,
		.logprob = NAN,
		.reward = NAN,
		.shown_passed = -1,
		.cost = NAN,
		.started_s = momus_running_now(b->run) - b->run->started,
		.parity = { MOMUS_RUN_NOT_RUN, -1, NAN },
		.strict = { MOMUS_RUN_NOT_RUN, -1, NAN },
		.grade_cpu_s = NAN,
		.grade_wall_s = NAN,
	};
}

static struct momus_text no_reason(enum momus_finish finish)
{
	return finish == MOMUS_FINISH_FILTER
		       ? MOMUS_TEXT("refused by a content filter")
		       : MOMUS_TEXT(
				 "the model gave no completion and no reason");
}

struct momus_node momus_nodes_of(const struct momus_ask *ask)
{
	const struct momus_completion *c = &ask->completion;
	const struct momus_branch *b = ask->branch;
	uint8_t kind = ask->purpose == MOMUS_PURPOSE_CRITIQUE
			       ? MOMUS_NODE_CRITIQUE
			       : kind_at(b->turn);
	struct momus_node n = momus_nodes_blank(b, kind, ask->vote);
	/* What a filter refused is no answer, but how it ended is told. */
	bool failed = c->finish == MOMUS_FINISH_FAILED ||
		      c->finish == MOMUS_FINISH_FILTER;

	n.state = failed ? MOMUS_NODE_FAILED : MOMUS_NODE_DONE;
	n.finish = (uint8_t)c->finish;
	n.attempts = (uint16_t)(ask->attempts < UINT16_MAX ? ask->attempts
							   : UINT16_MAX);
	n.prompt_tokens = c->prompt_tokens;
	n.completion_tokens = c->completion_tokens;
	n.latency_s = ask->latency_s;
	n.logprob = c->logprob;
	n.cost = momus_model_cost(ask->desk->model, c->prompt_tokens,
				  c->completion_tokens);
	n.started_s = ask->started - b->run->started;
	memcpy(n.key, ask->digest, sizeof n.key);
	n.prompt = ask->prompt;
	n.response = c->text;
	if (failed)
		n.reason = c->reason.len ? c->reason : no_reason(c->finish);
	return n;
}

static void count(struct momus_branch *b, const struct momus_node *n)
{
	struct momus_pipeline_progress *p = &b->run->now;
	bool shared = b->borrowed && n->turn == 0;

	if (n->kind == MOMUS_NODE_REWARD) {
		p->rewards++;
		p->rewards_unjudged += isnan(n->reward);
		if (n->state == MOMUS_NODE_FAILED && !p->rewards_failed++ &&
		    !p->first_failure[0])
			snprintf(p->first_failure, sizeof p->first_failure,
				 "%.*s", (int)n->reason.len, n->reason.ptr);
		return;
	}
	p->nodes_done +=
		n->state == MOMUS_NODE_DONE && n->kind != MOMUS_NODE_ATTEMPT;
	if (n->state == MOMUS_NODE_FAILED && !p->nodes_failed++)
		snprintf(p->first_failure, sizeof p->first_failure, "%.*s",
			 (int)n->reason.len, n->reason.ptr);
	p->nodes_skipped += n->state == MOMUS_NODE_SKIPPED;
	p->nodes_stopped += n->state == MOMUS_NODE_SKIPPED &&
			    n->reason.len == strlen(MOMUS_SKIPPED_STOPPED);
	p->cut +=
		n->state == MOMUS_NODE_DONE && n->finish == MOMUS_FINISH_LENGTH;
	p->refused += n->finish == MOMUS_FINISH_FILTER;
	p->unparsed += n->state == MOMUS_NODE_DONE &&
		       n->judgment == MOMUS_JUDGMENT_UNPARSED;
	if (!isnan(n->cost) && !shared)
		p->cost += n->cost;
	p->nodes_shared += shared && n->kind == MOMUS_NODE_SOLUTION;
	if (n->kind == MOMUS_NODE_CRITIQUE || n->kind == MOMUS_NODE_ATTEMPT ||
	    n->state != MOMUS_NODE_DONE)
		return;
	p->answers_graded++;
	p->answers_passed += n->parity.passed == 1;
	p->answers_unjudged += n->parity.passed < 0;
}

static void put(struct momus_branch *b, const struct momus_node *n)
{
	struct momus_running *run = b->run;
	struct momus_node node = *n;
	struct momus_error err = { "" };
	int rc;

	if (run->rc == 0 && n->kind == MOMUS_NODE_CRITIQUE &&
	    n->state == MOMUS_NODE_DONE)
		momus_leaking_look(b, &node);
	if (run->rc < 0)
		return;
	rc = momus_store_put(run->store, &node, &err);
	if (rc < 0) {
		momus_running_fail(run, rc, &err);
		return;
	}
	run->dirty = true;
	count(b, n);
	if (n->kind == kind_at(b->turn) && n->turn == b->turn &&
	    n->state == MOMUS_NODE_DONE)
		momus_nodes_stored(b);
}

static void hold(struct momus_branch *b, const struct momus_node *n)
{
	struct momus_held *held = momus_arena_alloc(b->arena, sizeof *held);
	struct momus_error err = { "" };

	if (!held) {
		momus_running_fail(b->run,
				   momus_fail(&err, MOMUS_ENOMEM,
					      "a trajectory is too large"),
				   &err);
		return;
	}
	held->node = *n;
	if (!b->held) {
		b->next_waiter = b->parent->waiters;
		b->parent->waiters = b;
		b->held_end = &b->held;
		momus_branch_hold(b);
	}
	*b->held_end = held;
	b->held_end = &held->next;
}

void momus_nodes_put(struct momus_branch *b, const struct momus_node *node)
{
	if (b->parent && !b->parent->stored)
		hold(b, node);
	else
		put(b, node);
}

void momus_nodes_stored(struct momus_branch *b)
{
	struct momus_branch *w;

	b->stored = true;
	while ((w = b->waiters) != NULL) {
		b->waiters = w->next_waiter;
		w->next_waiter = NULL;
		for (struct momus_held *h = w->held; h; h = h->next)
			put(w, &h->node);
		w->held = NULL;
		momus_branch_drop(w);
	}
	momus_rewarding_begin(b);
}

/* One SKIPPED node, unless there is one from before. */
static void skip(struct momus_branch *b, uint16_t turn, uint8_t kind,
		 uint32_t branch, uint32_t vote, const char *reason)
{
	struct momus_node n = momus_nodes_blank(b, kind, vote);

	if (b->run->order->resume &&
	    find(b->run, b->problem, turn, kind, branch, vote, NULL))
		return;
	n.turn = turn;
	n.branch = branch;
	n.state = MOMUS_NODE_SKIPPED;
	n.reason = momus_text_of(reason);
	momus_nodes_put(b, &n);
}

void momus_nodes_skip(struct momus_branch *b, bool own, const char *reason)
{
	const struct momus_recipe *r = b->run->recipe;
	uint64_t first = b->branch, n = 1;

	if (own)
		skip(b, b->turn, kind_at(b->turn), b->branch, 0, reason);
	for (uint16_t t = (uint16_t)(b->turn + 1); t <= r->turns; t++) {
		first *= r->widths[t];
		n *= r->widths[t];
		for (uint64_t i = first; i < first + n; i++) {
			for (uint32_t v = 0; v < critiques_at(b->run, t); v++)
				skip(b, t, MOMUS_NODE_CRITIQUE, (uint32_t)i, v,
				     reason);
			skip(b, t, MOMUS_NODE_REVISION, (uint32_t)i, 0, reason);
		}
	}
}
