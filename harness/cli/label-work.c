/* label-work.c - momus label: from a run's critiques to their labels */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/interrupt.h"
#include "cli/label.h"
#include "cli/progress.h"
#include "core/loop.h"
#include "core/revision.h"
#include "run/label-answer.h"
#include "run/live.h"

static const double sync_s = 1;
static const size_t text_limit = (size_t)256 << 20;

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "label: out of memory");
}

/* Which critiques. */

static bool is_critique(const struct momus_node *n)
{
	return n->kind == MOMUS_NODE_CRITIQUE && n->state == MOMUS_NODE_DONE &&
	       n->finish != MOMUS_FINISH_FILTER && n->turn;
}

struct drawn { /* one critique, and its place in a random order */
	uint64_t rank;
	size_t node;
};

static int by_rank(const void *a, const void *b)
{
	const struct drawn *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->node < y->node ? -1 : x->node > y->node;
}

static int by_node(const void *a, const void *b)
{
	const struct drawn *x = a, *y = b;

	return x->node < y->node ? -1 : x->node > y->node;
}

/* A critique's rank is its own, so that others which join a run move none. */
static uint64_t rank_of(const struct label *l, const struct momus_node *n)
{
	struct momus_stream s;

	momus_stream_init(&s, (uint64_t)l->plan.options->seed,
			  momus_run_problem(l->run, n->problem).id,
			  (uint64_t)n->vote << 32 | n->branch, n->turn,
			  "label sample");
	return momus_stream_u64(&s);
}

static int draw(struct label *l, struct drawn **out, struct momus_error *err)
{
	const struct momus_node *nodes = momus_run_nodes(l->run);
	size_t n = momus_run_n_nodes(l->run);
	size_t sample = (size_t)l->plan.options->sample;
	struct drawn *list = calloc(n + 1, sizeof *list);

	*out = list;
	if (!list)
		return no_memory(err);
	for (size_t i = 0; i < n; i++)
		if (is_critique(&nodes[i]))
			list[l->all++] = (struct drawn){
				sample ? rank_of(l, &nodes[i]) : 0, i
			};
	l->chosen = l->all;
	if (!sample || sample >= l->all)
		return MOMUS_OK;
	qsort(list, l->all, sizeof *list, by_rank);
	l->chosen = sample;
	qsort(list, l->chosen, sizeof *list, by_node);
	return MOMUS_OK;
}

static bool is_labelled(const struct label *l, const struct momus_labels *had,
			const struct momus_node *n)
{
	const struct momus_label *x =
		momus_labels_find(had, momus_run_problem(l->run, n->problem).id,
				  n->turn, n->branch, n->vote);

	return x && x->state != MOMUS_LABEL_FAILED;
}

static int open_file(struct label *l, const struct momus_labels **had,
		     struct momus_error *err)
{
	const struct momus_labels_head head = {
		.run = momus_text_of(momus_run_head(l->run)->run_id),
		.plugin = momus_text_of(l->plan.judge.plugin->name),
		.model = momus_text_of(l->plan.judge.name),
		.template = momus_buffer_text(&l->plan.described),
		.key = momus_text_of(l->plan.key),
		.revision = momus_text_of(momus_revision()),
	};

	return momus_label_file_open(&l->file, l->out, &head, l->resume, had,
				     err);
}

int momus_label_choose(struct label *l, struct momus_error *err)
{
	static const struct momus_labels none = { .list = NULL };
	const struct momus_node *nodes = momus_run_nodes(l->run);
	const struct momus_labels *had = &none;
	struct drawn *list = NULL;
	int rc = draw(l, &list, err);

	if (rc == MOMUS_OK && !l->all)
		rc = momus_fail(err, MOMUS_EINVAL,
				"%s: has no critiques; label a run whose "
				"feedback is critic, critic+hint or self",
				l->path);
	l->nodes = calloc(l->chosen + 1, sizeof *l->nodes);
	if (rc == MOMUS_OK && !l->nodes)
		rc = no_memory(err);
	if (rc == MOMUS_OK && !l->dry)
		rc = open_file(l, &had, err);
	for (size_t i = 0; rc == MOMUS_OK && i < l->chosen; i++)
		if (!is_labelled(l, had, &nodes[list[i].node]))
			l->nodes[l->n++] = list[i].node;
	free(list);
	return rc;
}

/* Questions and answers. */

/* The place of what critique I is of, among the run's nodes; none: SIZE_MAX. */
static size_t parent_of(const struct momus_run *run, size_t i)
{
	const struct momus_node *all = momus_run_nodes(run), *c = &all[i];
	uint32_t width = momus_run_head(run)->widths[c->turn];
	uint16_t turn = (uint16_t)(c->turn - 1);
	uint8_t kind = turn ? MOMUS_NODE_REVISION : MOMUS_NODE_SOLUTION;
	uint32_t branch = c->branch / (width ? width : 1);

	/* Before it: turns of a problem come in order. */
	for (size_t k = i; k-- > 0 && all[k].problem == c->problem;)
		if (all[k].turn == turn && all[k].kind == kind &&
		    all[k].branch == branch)
			return k;
	return SIZE_MAX;
}

static int read_fields(const struct label *l, size_t i,
		       struct momus_arena *arena,
		       struct momus_label_fields *out, struct momus_error *err)
{
	size_t parent = parent_of(l->run, i);
	struct momus_node n;
	int rc = momus_run_node(l->run, i, arena, &n, err);

	*out = (struct momus_label_fields){
		.critique = n.response,
		.solution = { "", 0 },
		.statement = momus_run_problem(l->run, n.problem).statement
	};
	if (rc == MOMUS_OK && parent != SIZE_MAX) {
		rc = momus_run_node(l->run, parent, arena, &n, err);
		out->solution = n.response.len ? n.response : n.answer;
	}
	return rc;
}

static int question(void *self, size_t i, struct momus_arena *arena,
		    struct momus_judging_question *out, struct momus_error *err)
{
	struct label *l = self;
	const struct momus_node *n = &momus_run_nodes(l->run)[l->nodes[i]];
	struct momus_label_fields fields;
	struct momus_buffer text;
	int rc = read_fields(l, l->nodes[i], arena, &fields, err);

	if (rc < 0)
		return rc;
	momus_buffer_init(&text, text_limit);
	momus_label_plan_expand(&l->plan, &fields, &text);
	out->problem = momus_run_problem(l->run, n->problem).id;
	out->turn = n->turn;
	out->branch = n->branch;
	out->vote = n->vote;
	return momus_buffer_keep(&text, "a prompt", arena, &out->message, err);
}

/* What a completion is worth; .strategies are set where it is DONE. */
static uint8_t read_state(const struct momus_completion *c,
			  unsigned *strategies)
{
	if (c->finish == MOMUS_FINISH_FAILED)
		return MOMUS_LABEL_FAILED;
	if (c->finish == MOMUS_FINISH_FILTER)
		return MOMUS_LABEL_REFUSED;
	if (c->finish == MOMUS_FINISH_LENGTH)
		return MOMUS_LABEL_CUT;
	return momus_label_answer(c->text, strategies) ? MOMUS_LABEL_DONE
						       : MOMUS_LABEL_UNPARSED;
}

static int answered(void *self, size_t i,
		    const struct momus_judging_answer *answer,
		    struct momus_error *err)
{
	struct label *l = self;
	const struct momus_completion *c = answer->completion;
	const struct momus_node *n = &momus_run_nodes(l->run)[l->nodes[i]];
	struct momus_label out = {
		.problem = momus_run_problem(l->run, n->problem).id,
		.turn = n->turn,
		.branch = n->branch,
		.vote = n->vote,
		.answer = c->text,
		.reason = c->reason,
		.prompt_tokens = c->prompt_tokens,
		.completion_tokens = c->completion_tokens,
	};
	struct momus_node text;
	int rc = momus_run_node(l->run, l->nodes[i], c->arena, &text, err);

	if (rc < 0)
		return rc;
	momus_label_of(text.response, out.critique);
	memcpy(out.key, answer->key, sizeof out.key);
	out.state = read_state(c, &out.strategies);
	if (out.state == MOMUS_LABEL_FAILED)
		momus_fail(&l->failure, MOMUS_EIO, "%.*s", (int)c->reason.len,
			   c->reason.ptr);
	return momus_label_file_put(l->file, &out, err);
}

static int progress(void *self, size_t done, struct momus_error *err)
{
	struct label *l = self;
	const struct momus_grading_progress now = { .n = l->n,
						    .done = done,
						    .work = (double)done };
	double seconds = momus_loop_now();

	momus_grade_line_show(&l->line, &now);
	if (seconds - l->synced < sync_s)
		return MOMUS_OK;
	l->synced = seconds;
	return momus_label_file_sync(l->file, err);
}

int momus_label_work(struct label *l, bool *stopped, struct momus_error *err)
{
	const struct momus_sandbox_config config = { .programs = 1 };
	struct momus_live *live = NULL;
	struct momus_judging j = {
		.model = &l->plan.judge,
		.sampling = momus_label_plan_sampling(&l->plan),
		.seed = (uint64_t)l->plan.options->seed,
		.at_once = l->plan.options->requests,
		.n = l->n,
		.self = l,
		.question = question,
		.answered = answered,
		.progress = progress,
		.stop = momus_interrupts(),
	};
	int rc = momus_live_create(&live, &config, err);

	l->line.what = "labelled";
	if (rc == MOMUS_OK && !l->plan.judge.local)
		rc = momus_live_connect(live, (size_t)j.at_once, err);
	if (rc == MOMUS_OK) {
		j.world = momus_live_world(live);
		momus_interrupt_catch();
		rc = momus_judging_run(&j, &l->counts, err);
		momus_grade_line_clear(&l->line);
		momus_interrupt_leave();
	}
	momus_live_free(live);
	*stopped = rc == MOMUS_OK && l->counts.asked < l->n;
	if (rc == MOMUS_OK && *stopped)
		rc = momus_label_file_sync(l->file, err);
	else if (rc == MOMUS_OK)
		rc = momus_label_file_finish(l->file, &l->labels, err);
	return rc;
}

int momus_label_foretell(struct label *l, struct momus_error *err)
{
	const struct momus_label_plan *p = &l->plan;
	struct momus_arena *arena = momus_arena_create(text_limit);
	struct momus_label_fields fields;
	struct momus_buffer text;
	double bytes = 0, completion, cost;
	char tokens[2][16];
	int rc = arena ? MOMUS_OK : no_memory(err);

	momus_buffer_init(&text, text_limit);
	for (size_t i = 0; rc == MOMUS_OK && i < l->n; i++) {
		momus_arena_reset(arena);
		momus_buffer_reset(&text);
		rc = read_fields(l, l->nodes[i], arena, &fields, err);
		if (rc == MOMUS_OK)
			momus_label_plan_expand(p, &fields, &text);
		bytes += (double)text.len;
	}
	momus_buffer_release(&text);
	momus_arena_free(arena);
	if (rc < 0)
		return rc;
	completion = (double)l->n * (double)p->options->max_tokens;
	cost = (bytes / 4 * p->judge.price_prompt +
		completion * p->judge.price_completion) /
	       1e6;
	momus_progress_count(bytes / 4, tokens[0]);
	momus_progress_count(completion, tokens[1]);
	printf("%zu of %zu critiques, %zu requests; about %s prompt tokens, at "
	       "most %s completion tokens",
	       l->chosen, l->all, l->n, tokens[0], tokens[1]);
	if (!isnan(cost))
		printf(", at most %.2f dollars", cost);
	putchar('\n');
	return MOMUS_OK;
}
