/* rolled.c - what a step's run says of its critiques; see rollouts.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/ask.h"
#include "run/rollouts.h"

static const size_t node_limit = (size_t)1 << 30;
static const uint32_t none = UINT32_MAX;

struct reading {
	const struct momus_rollouts_order *o;
	struct momus_rolled *out;
	struct momus_run *run;	   /* owned */
	struct momus_arena *arena; /* owned: of one node */
	uint32_t width, group;
	uint32_t *pair;	    /* owned, (rows, width): which pair, or none */
	uint32_t *revision; /* owned, (n): its node, or none */
	int8_t *before;	    /* owned, (pairs): whether the solution passed */
	bool *rewarded;	    /* owned, (n) */
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
}

static void release(struct reading *r)
{
	momus_run_close(r->run);
	momus_arena_free(r->arena);
	free(r->pair);
	free(r->revision);
	free(r->before);
	free(r->rewarded);
}

static int init(struct reading *r, const char *path, const uint32_t *row,
		struct momus_error *err)
{
	const struct momus_rollouts_order *o = r->o;
	size_t rows, n = r->out->n;
	int rc = momus_run_open(&r->run, path, err);

	if (rc < 0)
		return rc;
	rows = momus_run_n_problems(r->run);
	r->arena = momus_arena_create(node_limit);
	r->pair = calloc(rows * r->width + 1, sizeof *r->pair);
	r->revision = calloc(n + 1, sizeof *r->revision);
	r->before = calloc(o->n + 1, sizeof *r->before);
	r->rewarded = calloc(n + 1, sizeof *r->rewarded);
	if (!r->arena || !r->pair || !r->revision || !r->before || !r->rewarded)
		return no_memory(err);
	memset(r->pair, 0xff, rows * r->width * sizeof *r->pair);
	memset(r->revision, 0xff, n * sizeof *r->revision);
	for (size_t i = 0; i < o->n; i++)
		r->pair[(size_t)row[i] * r->width +
			o->firsts->pairs[o->pairs[i]].branch] = (uint32_t)i;
	return MOMUS_OK;
}

/* Which answer N is of; (size_t)-1: none. */
static size_t place_of(const struct reading *r, const struct momus_node *n)
{
	uint32_t branch = n->turn ? n->branch / r->group : n->branch;
	uint32_t pair = r->pair[(size_t)n->problem * r->width + branch];

	if (pair == none)
		return (size_t)-1;
	return (size_t)pair * r->group + (n->turn ? n->branch % r->group : 0);
}

static int not_ours(const struct momus_rollouts_order *o,
		    struct momus_error *err)
{
	return momus_fail(err, MOMUS_EINVAL,
			  "%s/rollouts: step %llu was drawn by other weights; "
			  "remove the folder, and what was asked for is asked "
			  "for again",
			  o->plan->options->output,
			  (unsigned long long)o->step);
}

/* Takes the tokens of critique NODE, which is answer AT. */
static int take_critique(struct reading *r, size_t node, size_t at,
			 struct momus_error *err)
{
	const struct momus_node *row = &momus_run_nodes(r->run)[node];
	struct momus_text id = momus_run_problem(r->run, row->problem).id;
	const struct momus_drawn *d =
		momus_drawings_find(r->o->drawn, id, row->branch);
	struct momus_node n;
	int rc;

	if (!d)
		return not_ours(r->o, err);
	momus_arena_reset(r->arena);
	rc = momus_run_node(r->run, node, r->arena, &n, err);
	if (rc == MOMUS_OK && !momus_text_equal(n.response, d->text))
		rc = not_ours(r->o, err);
	if (rc < 0)
		return rc;
	r->out->list[at] = (struct momus_example){ d->tokens, d->n, d->first };
	r->out->sampled[at] = d->logprobs;
	r->out->old[at] = d->old;
	r->out->sum.tokens += d->n - d->first;
	return MOMUS_OK;
}

static int take_node(struct reading *r, size_t i, struct momus_error *err)
{
	const struct momus_node *n = &momus_run_nodes(r->run)[i];
	struct momus_train_rollout *sum = &r->out->sum;
	size_t at = place_of(r, n);

	if (at == (size_t)-1)
		return MOMUS_OK;
	if (!n->turn) {
		r->before[at / r->group] = n->parity.passed;
		return MOMUS_OK;
	}
	if (n->kind == MOMUS_NODE_REVISION) {
		if (n->state == MOMUS_NODE_DONE)
			r->revision[at] = (uint32_t)i;
		return MOMUS_OK;
	}
	if (n->kind != MOMUS_NODE_CRITIQUE)
		return MOMUS_OK;
	if (n->state != MOMUS_NODE_DONE) {
		sum->failed++;
		return MOMUS_OK;
	}
	sum->cut += n->finish == MOMUS_FINISH_LENGTH;
	sum->unparsed += n->judgment == MOMUS_JUDGMENT_UNPARSED;
	return take_critique(r, i, at, err);
}

/* What the revision of answer AT does to the counts. */
static void count_revision(struct reading *r, size_t at)
{
	struct momus_rolled *out = r->out;
	const struct momus_node *n;
	int before = r->before[at / r->group], after;

	if (r->revision[at] == none)
		return;
	n = &momus_run_nodes(r->run)[r->revision[at]];
	after = n->parity.passed;
	out->sum.forged += after == 1 && n->strict.passed == 0;
	if (after < 0)
		return;
	out->judged++;
	out->sum.before += before == 1;
	out->sum.after += after == 1;
	out->sum.up += before == 0 && after == 1;
	out->sum.down += before == 1 && after == 0;
}

/* What a revision is paid that only fools the official grader. */
static double pay(const struct reading *r, const struct momus_node *n,
		  double value)
{
	const char *forged = r->o->plan->options->forged;

	if (n->parity.passed != 1 || n->strict.passed != 0 ||
	    strcmp(forged, "as-is") == 0)
		return value;
	return strcmp(forged, "mask") == 0 ? NAN : fmin(value, 0);
}

static void take_rewards(struct reading *r)
{
	const struct momus_run_reward *all = momus_run_rewards(r->run);
	const struct momus_node *nodes = momus_run_nodes(r->run);
	struct momus_rolled *out = r->out;

	for (size_t i = 0; i < out->n; i++)
		out->reward[i] = NAN;
	for (size_t i = 0; i < momus_run_n_rewards(r->run); i++) {
		const struct momus_node *n = &nodes[all[i].node];
		size_t at = place_of(r, n);

		if (all[i].reward != r->o->plan->rollouts->reward ||
		    at == (size_t)-1 || r->revision[at] != all[i].node)
			continue;
		if (all[i].state != MOMUS_NODE_DONE)
			continue;
		out->reward[at] = pay(r, n, all[i].value);
		if (isnan(all[i].value) && !out->first_failure[0])
			snprintf(out->first_failure, sizeof out->first_failure,
				 "%.*s", (int)all[i].reason.len,
				 all[i].reason.ptr);
	}
	for (size_t i = 0; i < out->n; i++) {
		out->sum.unjudged += isnan(out->reward[i]);
		out->sum.reward += isnan(out->reward[i]) ? 0 : out->reward[i];
		if (isnan(out->reward[i])) /* nothing to learn from it */
			out->list[i].first = out->list[i].n;
	}
}

int momus_rolled_read(const struct momus_rollouts_order *o, const char *path,
		      const uint32_t *row, struct momus_rolled *out,
		      struct momus_error *err)
{
	struct reading r = { .o = o,
			     .out = out,
			     .width = o->plan->rollouts->step->widths[0],
			     .group = o->plan->training.group };
	int rc = init(&r, path, row, err);

	for (size_t i = 0; rc == MOMUS_OK && i < momus_run_n_nodes(r.run); i++)
		rc = take_node(&r, i, err);
	if (rc == MOMUS_OK) {
		take_rewards(&r);
		for (size_t i = 0; i < out->n; i++)
			count_revision(&r, i);
		out->sum.pairs = o->n;
		out->sum.answers = out->n;
		out->sum.long_prompts = o->drawn->too_long;
	}
	release(&r);
	return rc;
}

/* Critique NODE of RUN once more, as it was drawn. */
static int redraw(const struct momus_rollouts_order *o, struct momus_run *run,
		  size_t node, uint64_t seed, struct momus_arena *arena,
		  struct momus_error *err)
{
	const struct momus_node *row = &momus_run_nodes(run)[node];
	struct momus_text id = momus_run_problem(run, row->problem).id;
	struct momus_call call = { .purpose = MOMUS_PURPOSE_CRITIQUE,
				   .turn = row->turn,
				   .branch = row->branch,
				   .vote = row->vote };
	const struct momus_drawn *d;
	struct momus_stream stream;
	struct momus_node n;
	int rc;

	momus_arena_reset(arena);
	rc = momus_run_node(run, node, arena, &n, err);
	momus_messages_stream(&stream, seed, id, &call);
	if (rc == MOMUS_OK)
		rc = momus_learner_redraw(o->plan->rollouts->learner, id,
					  row->branch, n.prompt, &stream, &d,
					  err);
	if (rc == MOMUS_OK && !momus_text_equal(n.response, d->text))
		rc = not_ours(o, err);
	return rc;
}

int momus_rolled_redraw(const struct momus_rollouts_order *o, const char *path,
			uint64_t seed, struct momus_error *err)
{
	struct momus_arena *arena = momus_arena_create(node_limit);
	struct momus_run *run = NULL;
	struct momus_error untold;
	int rc = arena ? MOMUS_OK : no_memory(err);

	/* One that cannot be read is told of by who goes on with it. */
	if (rc == MOMUS_OK && momus_run_open(&run, path, &untold) < 0)
		run = NULL;
	for (size_t i = 0; run && rc == MOMUS_OK && i < momus_run_n_nodes(run);
	     i++) {
		const struct momus_node *n = &momus_run_nodes(run)[i];

		if (n->kind == MOMUS_NODE_CRITIQUE &&
		    n->state == MOMUS_NODE_DONE)
			rc = redraw(o, run, i, seed, arena, err);
	}
	momus_run_close(run);
	momus_arena_free(arena);
	return rc;
}
