/* learner.c - see learner.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/loop.h"
#include "momus/batch.h"
#include "momus/json.h"
#include "run/drawings.h"
#include "run/learner.h"
#include "run/trainplan.h"

enum { MESSAGES = 256 };

static const size_t prompt_limit = (size_t)256 << 20;

struct drawing { /* one that is drawn beside others; owned */
	struct drawing *next;
	struct momus_learner *learner;
	struct momus_batch_order order;
	struct momus_tokens prompt;
	struct momus_sampling how;
	struct momus_sampled answer;
	uint64_t ticket, inner; /* to the pipeline; to the engine, 0: not in */
	struct momus_error why;
	int rc;
	bool ended, there; /* there: it was drawn already */
};

struct momus_learner {
	const struct momus_train_plan *plan;
	struct drawing *drawing; /* owned, in the order of their coming */
	uint64_t tickets;
	struct momus_plugin plugin;
	struct momus_drawings *to; /* borrowed: where what is drawn goes */
	double seconds;
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM,
			  "train: out of memory for what was drawn");
}

/* The backend's face. */

static const char *name(const void *self)
{
	const struct momus_learner *l = self;

	return l->plan->backend->model(l->plan->model);
}

static void close_nothing(void *self)
{
	(void)self;
}

static struct momus_sampling sampling(const struct momus_training *t)
{
	return (struct momus_sampling){ .temperature = t->temperature,
					.top_p = NAN,
					.min_p = NAN,
					.repetition_penalty = NAN,
					.top_k = -1,
					.max_tokens = t->max_answer,
					.logprobs = -1 };
}

static int read_prompt(struct momus_learner *l,
		       const struct momus_message *messages, size_t n,
		       struct momus_tokens *out, struct momus_error *err)
{
	const struct momus_trainable_ops *engine = l->plan->engine;
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, prompt_limit);
	rc = engine->render(l->plan->model, messages, n, true, &b, err);
	if (rc == MOMUS_OK)
		rc = momus_buffer_check(&b, "the prompt", err);
	if (rc == MOMUS_OK)
		rc = engine->tokenise(l->plan->model, momus_buffer_text(&b), 0,
				      l->to->arena, out, err);
	momus_buffer_release(&b);
	return rc;
}

/* Keeps ANSWER to PROMPT; *OUT until the next one is kept. */
static int keep(struct momus_learner *l, struct momus_text problem,
		uint32_t branch, struct momus_tokens prompt,
		const struct momus_sampled *answer,
		const struct momus_drawn **out, struct momus_error *err)
{
	struct momus_arena *arena = l->to->arena;
	int32_t *tokens = momus_arena_alloc(arena, (prompt.n + answer->n + 1) *
							   sizeof *tokens);
	struct momus_drawn d = {
		.problem = momus_arena_copy(arena, problem),
		.branch = branch,
		.tokens = tokens,
		.n = (uint32_t)(prompt.n + answer->n),
		.first = (uint32_t)prompt.n,
		.logprobs = answer->logprobs,
		.text = answer->text,
		.finish = answer->finish,
	};

	if (!tokens || !d.problem.ptr)
		return no_memory(err);
	memcpy(tokens, prompt.list, prompt.n * sizeof *tokens);
	if (answer->n)
		memcpy(tokens + prompt.n, answer->tokens,
		       answer->n * sizeof *tokens);
	*out = momus_drawings_add(l->to, &d);
	return *out ? MOMUS_OK : no_memory(err);
}

/* MOMUS_EINVAL: the prompt does not fit. */
static int read_fitting(struct momus_learner *l,
			const struct momus_message *messages, size_t n,
			struct momus_tokens *out, struct momus_error *err)
{
	uint32_t most = l->plan->training.max_prompt;
	int rc = read_prompt(l, messages, n, out, err);

	if (rc < 0 || out->n <= most)
		return rc;
	l->to->too_long++;
	return momus_fail(err, MOMUS_EINVAL,
			  "the critic's prompt has %zu tokens, "
			  "trainer.max_prompt is %u",
			  out->n, most);
}

/* What weights that are gone have drawn cannot be drawn again. */
static int lacks(const struct momus_learner *l, struct momus_text problem,
		 struct momus_error *err)
{
	return momus_fail(err, MOMUS_EPARSE,
			  "%s: the newest checkpoint lacks a critique of "
			  "\"%.*s\"; remove its folder, and the one before it "
			  "is taken",
			  l->plan->options->output, (int)problem.len,
			  problem.ptr);
}

/* Draws an answer to MESSAGES (N), or takes the one that is there.  MOMUS_EINVAL:
 * the prompt does not fit. */
static int draw(struct momus_learner *l, struct momus_text problem,
		uint32_t branch, const struct momus_message *messages, size_t n,
		struct momus_stream *stream, const struct momus_drawn **out,
		struct momus_error *err)
{
	const struct momus_training *t = &l->plan->training;
	const struct momus_sampling how = sampling(t);
	double begin = momus_loop_now();
	struct momus_sampled answer;
	struct momus_tokens prompt;
	int rc;

	*out = l->to->whole ? momus_drawings_find(l->to, problem, branch)
			    : NULL;
	if (*out)
		return MOMUS_OK;
	rc = read_fitting(l, messages, n, &prompt, err);
	if (rc == MOMUS_OK && l->to->whole)
		rc = lacks(l, problem, err);
	if (rc == MOMUS_OK)
		rc = l->plan->engine->sample(l->plan->model, prompt, &how,
					     stream, l->to->arena, &answer,
					     err);
	if (rc == MOMUS_OK)
		rc = keep(l, problem, branch, prompt, &answer, out, err);
	l->seconds += momus_loop_now() - begin;
	return rc;
}

/* A completion from D, or, for RC and WHY, none. */
static int write_answer(struct momus_learner *l, struct momus_completion *out,
			const struct momus_drawn *d, int rc,
			const struct momus_error *why, struct momus_error *err)
{
	out->prompt_tokens = out->completion_tokens = -1;
	out->logprob = NAN;
	if (rc == MOMUS_EINVAL) {
		l->to->lost++;
		out->finish = MOMUS_FINISH_FAILED;
		out->reason =
			momus_arena_copy(out->arena, momus_text_of(why->text));
		return out->reason.ptr ? MOMUS_OK : no_memory(err);
	}
	if (rc < 0)
		return momus_fail(err, rc, "%s", why->text);
	out->finish = d->finish;
	out->text = d->text;
	out->prompt_tokens = d->first;
	out->completion_tokens = d->n - d->first;
	out->logprob = 0;
	for (uint32_t i = 0; i < d->n - d->first; i++)
		out->logprob += (double)d->logprobs[i];
	return MOMUS_OK;
}

static int complete(void *self, const struct momus_call *call,
		    struct momus_completion *out, struct momus_error *err)
{
	struct momus_learner *l = self;
	const struct momus_drawn *d = NULL;
	struct momus_error why = { "" };
	int rc = draw(l, call->problem_id, call->branch, call->messages,
		      call->n_messages, call->stream, &d, &why);

	return write_answer(l, out, d, rc, &why, err);
}

/* Many side by side, where the engine does that. */

static void on_sampled(void *arg, int rc, const struct momus_error *err)
{
	struct drawing *d = arg;

	d->inner = 0;
	d->ended = true;
	d->rc = rc;
	d->why = *err;
}

static int begin(void *self, const struct momus_batch_order *order,
		 uint64_t *ticket, struct momus_error *err)
{
	struct momus_learner *l = self;
	const struct momus_call *call = order->call;
	struct drawing *d = calloc(1, sizeof *d), **at = &l->drawing;
	struct momus_sample_order how;

	if (!d)
		return no_memory(err);
	d->learner = l;
	d->order = *order;
	d->how = sampling(&l->plan->training);
	*ticket = d->ticket = ++l->tickets;
	d->there = l->to->whole &&
		   momus_drawings_find(l->to, call->problem_id, call->branch);
	if (!d->there)
		d->rc = read_fitting(l, call->messages, call->n_messages,
				     &d->prompt, &d->why);
	if (d->rc == MOMUS_OK && !d->there && l->to->whole)
		d->rc = lacks(l, call->problem_id, &d->why);
	how = (struct momus_sample_order){ .prompt = d->prompt,
					   .sampling = &d->how,
					   .stream = call->stream,
					   .arena = l->to->arena,
					   .out = &d->answer,
					   .done = on_sampled,
					   .arg = d };
	if (d->rc == MOMUS_OK && !d->there)
		d->rc = l->plan->engine->begin(l->plan->model, &how, &d->inner,
					       &d->why);
	d->ended = d->there || d->rc < 0;
	while (*at)
		at = &(*at)->next;
	*at = d;
	return MOMUS_OK;
}

/* The first that has ended goes to who waits for it. */
static bool hand_over(struct momus_learner *l)
{
	struct momus_error err = { "" };
	struct drawing **at = &l->drawing, *d;
	const struct momus_drawn *drawn = NULL;
	struct momus_batch_order order;
	int rc;

	while (*at && !(*at)->ended)
		at = &(*at)->next;
	d = *at;
	if (!d)
		return false;
	*at = d->next;
	order = d->order;
	if (d->there)
		drawn = momus_drawings_find(l->to, order.call->problem_id,
					    order.call->branch);
	else if (d->rc == MOMUS_OK)
		d->rc = keep(l, order.call->problem_id, order.call->branch,
			     d->prompt, &d->answer, &drawn, &d->why);
	rc = write_answer(l, order.out, drawn, d->rc, &d->why, &err);
	free(d);
	order.done(order.arg, rc, &err);
	return true;
}

static int advance(void *self, size_t *left, struct momus_error *err)
{
	struct momus_learner *l = self;
	const double began = momus_loop_now();
	int rc = l->drawing ? l->plan->backend->batch->advance(l->plan->model,
							       left, err)
			    : MOMUS_OK;

	l->seconds += momus_loop_now() - began;
	while (rc == MOMUS_OK && hand_over(l))
		;
	*left = 0;
	for (const struct drawing *d = l->drawing; d; d = d->next)
		++*left;
	return rc;
}

static void cancel(void *self, uint64_t ticket)
{
	struct momus_learner *l = self;
	struct drawing **at = &l->drawing, *d;

	while (*at && (*at)->ticket != ticket)
		at = &(*at)->next;
	d = *at;
	if (!d)
		return;
	*at = d->next;
	if (d->inner)
		l->plan->backend->batch->cancel(l->plan->model, d->inner);
	free(d);
}

static const struct momus_batch_ops side_by_side = {
	.size = sizeof side_by_side,
	.begin = begin,
	.advance = advance,
	.cancel = cancel,
};

static const struct momus_backend_ops ops = {
	.size = sizeof ops,
	.close = close_nothing,
	.model = name,
	.complete = complete,
};

static const struct momus_backend_ops many_ops = {
	.size = sizeof many_ops,
	.close = close_nothing,
	.model = name,
	.complete = complete,
	.batch = &side_by_side,
};

/* Whether the model of P draws many answers side by side. */
static bool draws_many(const struct momus_train_plan *p)
{
	return MOMUS_HAS(p->engine, begin) && p->engine->begin &&
	       MOMUS_HAS(p->backend, batch) && p->backend->batch;
}

int momus_learner_create(struct momus_learner **out,
			 const struct momus_train_plan *p,
			 struct momus_error *err)
{
	struct momus_learner *l = calloc(1, sizeof *l);

	*out = l;
	if (!l)
		return no_memory(err);
	l->plan = p;
	l->plugin = *p->plugin;
	l->plugin.ops.backend = draws_many(p) ? &many_ops : &ops;
	if (p->engine->sample && p->engine->render && p->engine->tokenise)
		return MOMUS_OK;
	momus_learner_free(l);
	*out = NULL;
	return momus_fail(err, MOMUS_EINVAL,
			  "train: backend %s cannot draw answers; native can",
			  p->plugin->name);
}

void momus_learner_free(struct momus_learner *l)
{
	if (!l)
		return;
	while (l->drawing)
		cancel(l, l->drawing->ticket);
	free(l);
}

const struct momus_plugin *momus_learner_plugin(const struct momus_learner *l)
{
	return &l->plugin;
}

void momus_learner_direct(struct momus_learner *l, struct momus_drawings *d)
{
	l->to = d;
}

/* The messages of a canonical request, in the arena. */
static int read_messages(struct momus_learner *l, struct momus_text request,
			 struct momus_message *messages, size_t *n,
			 struct momus_error *err)
{
	struct momus_text all = momus_json_member(request, "messages");
	struct momus_text key, value;
	size_t at = 0;

	for (*n = 0; *n < MESSAGES && momus_json_next(all, &at, &key, &value);
	     ++*n) {
		struct momus_message *m = &messages[*n];

		m->role = momus_json_copy(momus_json_member(value, "role"),
					  l->to->arena)
				  .ptr;
		m->content = momus_json_copy(
			momus_json_member(value, "content"), l->to->arena);
		if (!m->role || !m->content.ptr)
			return no_memory(err);
	}
	return MOMUS_OK;
}

int momus_learner_redraw(struct momus_learner *l, struct momus_text problem,
			 uint32_t branch, struct momus_text request,
			 struct momus_stream *stream,
			 const struct momus_drawn **out,
			 struct momus_error *err)
{
	struct momus_message messages[MESSAGES];
	size_t n;
	int rc = read_messages(l, request, messages, &n, err);

	*out = NULL;
	return rc < 0 ? rc
		      : draw(l, problem, branch, messages, n, stream, out, err);
}

double momus_learner_seconds(const struct momus_learner *l)
{
	return l->seconds;
}
