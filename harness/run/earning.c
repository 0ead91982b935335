/* earning.c - see earning.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "run/earning.h"
#include "store/record.h"

enum { AT_ONCE = 256 }; /* revisions under way */

static const double turn_s = 0.5; /* between looks at stop and progress */
static const size_t texts_limit = (size_t)1 << 30;

struct work {
	const struct momus_earning *e;
	struct momus_earned_counts *counts;
	size_t n, done, open; /* revisions; begun and not done */
	int rc;
	struct momus_error why;
};

struct revision { /* one under way */
	struct work *work;
	struct momus_arena *arena; /* owned: all below */
	struct momus_node node, parent;
	struct momus_grade before, after;
	struct momus_reward_input in;
	size_t left; /* rewards that are not there */
};

struct earning { /* one of its rewards */
	struct revision *of;
	uint32_t which;
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "rewards: out of memory");
}

/* Copies what rewards look at of the node of that name into V's arena. */
static int take(struct revision *v, uint16_t turn, uint8_t kind,
		uint32_t branch, uint32_t vote, struct momus_node *out,
		struct momus_error *err)
{
	struct momus_store *store = v->work->e->store;
	struct momus_node_test *tests;
	bool bad;

	if (!momus_store_find(store, v->node.problem, turn, kind, branch, vote,
			      out)) {
		int rc = momus_store_status(store, err);

		return rc < 0 ? rc
			      : momus_fail(err, MOMUS_EPARSE,
					   "turn %u, branch %u of problem row "
					   "%u: what the revision was made "
					   "from is not in the run",
					   turn, branch, v->node.problem);
	}
	out->prompt = out->reason = (struct momus_text){ "", 0 };
	out->response = momus_arena_copy(v->arena, out->response);
	out->answer = momus_arena_copy(v->arena, out->answer);
	out->parts = momus_arena_copy(v->arena, out->parts);
	out->note = momus_arena_copy(v->arena, out->note);
	tests = momus_arena_alloc(v->arena, out->n_tests * sizeof *tests + 1);
	bad = !out->response.ptr || !out->answer.ptr || !out->parts.ptr ||
	      !out->note.ptr || !tests;
	for (size_t i = 0; !bad && i < out->n_tests; i++)
		tests[i] = out->tests[i];
	out->tests = tests;
	return bad ? no_memory(err) : MOMUS_OK;
}

/* Whether the run has critiques of that turn at all. */
static bool has_critic(const struct momus_store_head *head)
{
	return head->critic && *head->critic;
}

static int fill(struct revision *v, struct momus_error *err)
{
	const struct momus_earning *e = v->work->e;
	const struct momus_store_head *head = momus_run_head(e->run);
	const struct momus_problem *problem =
		&e->dataset->problems[e->place[v->node.problem]];
	uint16_t turn = v->node.turn;
	uint32_t width = head->widths[turn] ? head->widths[turn] : 1;
	struct momus_node critique = { .judgment = MOMUS_JUDGMENT_NONE };
	int rc = take(v, (uint16_t)(turn - 1),
		      turn > 1 ? MOMUS_NODE_REVISION : MOMUS_NODE_SOLUTION,
		      v->node.branch / width, 0, &v->parent, err);

	if (rc == MOMUS_OK && has_critic(head))
		rc = take(v, turn, MOMUS_NODE_CRITIQUE, v->node.branch,
			  v->node.vote, &critique, err);
	if (rc == MOMUS_OK)
		rc = take(v, turn, MOMUS_NODE_REVISION, v->node.branch, 0,
			  &v->node, err);
	if (rc == MOMUS_OK)
		rc = momus_noise_node(e->noise, problem->id, &v->parent,
				      v->arena, &v->before, err);
	if (rc == MOMUS_OK)
		rc = momus_noise_node(e->noise, problem->id, &v->node, v->arena,
				      &v->after, err);
	v->in = (struct momus_reward_input){
		.problem = problem,
		.solution = v->parent.answer,
		.critique = critique.response,
		.revision = v->node.answer,
		.judgment = critique.judgment,
		.before = &v->before,
		.after = &v->after,
	};
	return rc;
}

static void leave(struct revision *v)
{
	if (--v->left)
		return;
	v->work->open--;
	v->work->done++;
	momus_arena_free(v->arena);
	free(v);
}

static void fail(struct work *w, int rc, const struct momus_error *err)
{
	if (w->rc < 0)
		return;
	w->rc = rc;
	w->why = *err;
}

static void on_rewarded(void *arg, const struct momus_rewarded *r)
{
	struct earning *x = arg;
	struct revision *v = x->of;
	struct work *w = v->work;
	struct momus_node n = momus_node_reward();
	struct momus_error err = { "" };
	int rc;

	n.problem = v->node.problem;
	n.turn = v->node.turn;
	n.branch = v->node.branch;
	n.vote = x->which;
	n.state = r->failed ? MOMUS_NODE_FAILED : MOMUS_NODE_DONE;
	n.reward = r->value;
	n.reason = r->reason;
	n.attempts = (uint16_t)fmin(r->attempts, UINT16_MAX);
	n.latency_s = r->latency_s;
	n.prompt_tokens = r->prompt_tokens;
	n.completion_tokens = r->completion_tokens;
	if (!r->dropped) {
		rc = momus_store_put(w->e->store, &n, &err);
		if (rc < 0)
			fail(w, rc, &err);
		w->counts->rewards++;
		w->counts->unjudged += isnan(r->value);
		if (r->failed && !w->counts->failed++)
			momus_fail(&w->counts->first_failure, MOMUS_EIO, "%.*s",
				   (int)r->reason.len, r->reason.ptr);
	}
	leave(v);
}

/* Begins the rewards of revision NODE of the run. */
static int begin(struct work *w, const struct momus_node *node,
		 struct momus_error *err)
{
	const struct momus_earning *e = w->e;
	size_t n = momus_rewards_n(e->rewards);
	struct revision *v = calloc(1, sizeof *v);
	struct earning *list = NULL;
	struct momus_stream jitter;
	int rc = MOMUS_OK;

	if (v && (v->arena = momus_arena_create(texts_limit)))
		list = momus_arena_alloc(v->arena, n * sizeof *list + 1);
	if (!list) {
		momus_arena_free(v ? v->arena : NULL);
		free(v);
		return no_memory(err);
	}
	v->work = w;
	v->node = *node;
	v->left = 1; /* so that it outlives the loop */
	w->open++;
	rc = fill(v, err);
	for (uint32_t i = 0; rc == MOMUS_OK && i < n; i++) {
		list[i] = (struct earning){ v, i };
		v->left++;
		momus_stream_init(&jitter, e->noise->seed, v->in.problem->id,
				  (uint64_t)i << 32 | node->branch, node->turn,
				  "reward jitter");
		rc = momus_rewards_submit(e->rewards, i, &v->in, &jitter,
					  on_rewarded, &list[i], err);
		if (rc < 0)
			v->left--;
	}
	leave(v);
	return rc;
}

static int go(struct work *w, bool *stopped, struct momus_error *err)
{
	const struct momus_world *world = w->e->world;
	const struct momus_node *nodes = momus_run_nodes(w->e->run);
	size_t at = 0, n = momus_run_n_nodes(w->e->run);
	int rc;

	while (at < n || w->open) {
		for (; at < n && w->open < AT_ONCE; at++) {
			if (nodes[at].kind != MOMUS_NODE_REVISION ||
			    nodes[at].state != MOMUS_NODE_DONE)
				continue;
			rc = begin(w, &nodes[at], err);
			if (rc < 0)
				return rc;
		}
		if (w->open)
			world->turn(world->self,
				    world->net.now(world->net.self) + turn_s);
		if (w->rc < 0)
			return momus_fail(err, w->rc, "%s", w->why.text);
		if (w->e->progress)
			w->e->progress(w->e->arg, w->done, w->n);
		*stopped = w->e->stop && *w->e->stop && (at < n || w->open);
		if (*stopped)
			return MOMUS_OK;
	}
	return MOMUS_OK;
}

int momus_earning_run(const struct momus_earning *e, bool *stopped,
		      struct momus_earned_counts *counts,
		      struct momus_error *err)
{
	const struct momus_node *nodes = momus_run_nodes(e->run);
	struct work w = { .e = e, .counts = counts };
	int rc;

	*stopped = false;
	*counts = (struct momus_earned_counts){ .rewards = 0 };
	if (!momus_rewards_n(e->rewards))
		return MOMUS_OK;
	for (size_t i = 0; i < momus_run_n_nodes(e->run); i++)
		w.n += nodes[i].kind == MOMUS_NODE_REVISION &&
		       nodes[i].state == MOMUS_NODE_DONE;
	rc = go(&w, stopped, err);
	momus_rewards_drain(e->rewards, true);
	return rc;
}
