/* ask.c - requests to models: queued, sent or answered at once, ended */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "momus/batch.h"
#include "run/running.h"

enum {
	MESSAGES_LIMIT = 256 << 20, /* bytes of one request's messages */
	BODY_LIMIT = 256 << 20,
};

static void enlist(struct momus_ask **first, struct momus_ask *ask)
{
	ask->prev = NULL;
	ask->next = *first;
	if (*first)
		(*first)->prev = ask;
	*first = ask;
}

static void delist(struct momus_ask **first, struct momus_ask *ask)
{
	if (ask->next)
		ask->next->prev = ask->prev;
	if (ask->prev)
		ask->prev->next = ask->next;
	else
		*first = ask->next;
}

static void enter(struct momus_ask *ask)
{
	enlist(&ask->desk->asked, ask);
	ask->desk->n_asked++;
	if (ask->desk->line)
		ask->desk->line->n_asked++;
}

static void leave(struct momus_ask *ask)
{
	delist(&ask->desk->asked, ask);
	ask->desk->n_asked--;
	if (ask->desk->line)
		ask->desk->line->n_asked--;
}

bool momus_desk_has_room(const struct momus_desk *desk, size_t count)
{
	if (desk->line)
		return count + desk->line->n_asked < desk->line->limit;
	return count + desk->n_asked < desk->limit;
}

/* Frees ASK and the other nodes of its request. */
static void free_ask(struct momus_ask *ask)
{
	struct momus_ask *next;

	for (; ask; ask = next) {
		next = ask->more;
		momus_buffer_release(&ask->body);
		momus_arena_free(ask->arena);
		free(ask);
	}
}

void momus_ask_queue(struct momus_branch *b, enum momus_purpose purpose,
		     uint32_t vote)
{
	struct momus_running *run = b->run;
	bool critic = purpose == MOMUS_PURPOSE_CRITIQUE &&
		      run->setup->critic != &run->setup->generator;
	struct momus_desk *desk = &run->desks[critic];
	struct momus_ask *ask;
	struct momus_error err = { "" };

	if (run->rc < 0 || run->draining)
		return;
	ask = calloc(1, sizeof *ask);
	if (!ask) {
		momus_running_fail(
			run, momus_fail(&err, MOMUS_ENOMEM, "out of memory"),
			&err);
		return;
	}
	ask->desk = desk;
	ask->branch = b;
	ask->purpose = purpose;
	ask->vote = vote;
	ask->family =
		momus_family_of(run->setup, purpose, b->turn, b->branch, vote);
	if (b->n_attempts) /* a dialogue that went on is like no other */
		ask->family = (struct momus_family){ b->branch, vote, 0 };
	ask->latency_s = NAN;
	momus_buffer_init(&ask->body, BODY_LIMIT);
	ask->prev = desk->last;
	if (desk->last)
		desk->last->next = ask;
	else
		desk->first = ask;
	desk->last = ask;
	desk->n_waiting++;
}

static struct momus_ask *dequeue(struct momus_desk *desk)
{
	struct momus_ask *ask = desk->first;

	desk->first = ask->next;
	if (desk->first)
		desk->first->prev = NULL;
	else
		desk->last = NULL;
	desk->n_waiting--;
	return ask;
}

/* The first that waits, and those that may go along with it. */
static struct momus_ask *dequeue_request(struct momus_desk *desk)
{
	struct momus_ask *ask = dequeue(desk), *last = ask;

	while (desk->first && momus_samples_follow(last, desk->first))
		last = last->more = dequeue(desk);
	return ask;
}

static void clear(const struct momus_ask *ask, struct momus_completion *c)
{
	*c = (struct momus_completion){
		.arena = ask->branch->arena,
		.prompt_tokens = -1,
		.completion_tokens = -1,
		.logprob = NAN,
	};
}

/* No completion of the whole request, for REASON. */
static void fail(struct momus_ask *ask, const char *reason)
{
	struct momus_completion *c = ask->replied;

	for (; ask; ask = ask->more, c++) {
		clear(ask, c);
		c->finish = MOMUS_FINISH_FAILED;
		c->reason = momus_arena_copy(c->arena, momus_text_of(reason));
		if (!c->reason.ptr)
			c->reason = MOMUS_TEXT("the reply does not fit into "
					       "memory");
	}
}

/* Queues again what the reply to ASK lacks, all of it before anything else, so
 * that it stays together; there is always something that the reply has. */
static void ask_again(const struct momus_ask *ask)
{
	for (; ask; ask = ask->more)
		if (ask->left_out)
			momus_ask_queue(ask->branch, ask->purpose, ask->vote);
}

static void spend(struct momus_running *run, const struct momus_completion *c)
{
	if (c->prompt_tokens > 0)
		run->now.prompt_tokens += c->prompt_tokens;
	if (c->completion_tokens > 0)
		run->now.completion_tokens += c->completion_tokens;
}

static void end(struct momus_ask *ask)
{
	struct momus_running *run = ask->branch->run;
	struct momus_completion *c = ask->replied;

	leave(ask);
	run->now.requests++;
	spend(run, c);
	for (struct momus_ask *a = ask; a; a = a->more)
		a->completion = *c++;
	momus_samples_book(ask);
	ask_again(ask);
	for (struct momus_ask *a = ask; a; a = a->more)
		if (!a->left_out)
			momus_branch_answered(a->branch, a);
	free_ask(ask);
}

/* A remote model. */

static bool is_wanting(const struct momus_completion *c)
{
	return c->finish == MOMUS_FINISH_FAILED && c->retry;
}

/* A reply that is no node's was paid for all the same. */
static void spend_in_vain(const struct momus_ask *ask)
{
	struct momus_running *run = ask->branch->run;
	const struct momus_completion *c = ask->replied;
	double cost = momus_model_cost(ask->desk->model, c->prompt_tokens,
				       c->completion_tokens);

	spend(run, c);
	if (!isnan(cost))
		run->now.cost += cost;
}

/* A reply in which nothing is good is wanted again as it is; what is good of
 * another stays, and the rest becomes a request of its own. */
static void on_read(void *arg, const struct momus_http_result *reply,
		    struct momus_client_reading *out)
{
	struct momus_ask *ask = arg;
	const struct momus_http_reply in = { reply->status, reply->body };
	struct momus_completion *c = ask->replied;
	struct momus_error err = { "" };

	for (struct momus_ask *a = ask; a; a = a->more)
		clear(a, c++);
	c = ask->replied;
	if (ask->desk->model->ops->reply(ask->desk->model->self, &ask->call,
					 &in, c, &err) < 0)
		fail(ask, err.text);
	if (c->prompt_tokens >= 0 && c->completion_tokens >= 0)
		out->tokens = c->prompt_tokens + c->completion_tokens;
	out->why = c->reason;
	out->again = true;
	for (uint32_t i = 0; i < ask->call.samples; i++)
		out->again &= is_wanting(&c[i]);
	if (out->again)
		spend_in_vain(ask);
}

static void on_done(void *arg, const struct momus_client_outcome *outcome)
{
	struct momus_ask *ask = arg;
	const struct momus_completion *c = ask->replied;

	if (outcome->end == MOMUS_CLIENT_FAILED)
		fail(ask, outcome->reason);
	for (struct momus_ask *a = ask; a; a = a->more) {
		a->attempts = outcome->attempts;
		a->latency_s = outcome->latency_s;
		a->left_out = is_wanting(c++);
	}
	end(ask);
}

/* Tokens that the request may use: a token is taken for four bytes. */
static int64_t expected(const struct momus_ask *ask)
{
	int64_t most = ask->call.sampling.max_tokens;

	return (int64_t)(ask->body.len / 4) +
	       (most > 0 ? most : 0) * ask->call.samples;
}

static int send(struct momus_ask *ask, struct momus_error *err)
{
	struct momus_http_request request = { .path = "", .body = ask->body };
	struct momus_client_request out;
	int rc = ask->desk->model->ops->request(ask->desk->model->self,
						&ask->call, &request, err);

	ask->body = request.body;
	if (rc < 0)
		return rc;
	out = (struct momus_client_request){
		.path = request.path,
		.body = momus_buffer_text(&ask->body),
		.tokens = expected(ask),
		.read = on_read,
		.done = on_done,
		.arg = ask,
	};
	momus_stream_init(&out.jitter, (uint64_t)ask->branch->run->recipe->seed,
			  ask->call.problem_id,
			  (uint64_t)ask->vote << 32 | ask->branch->branch,
			  ask->branch->turn, "jitter");
	return momus_client_send(ask->desk->line->client, &out, &ask->ticket,
				 err);
}

/* A local one that answers many side by side. */

static void on_batched(void *arg, int rc, const struct momus_error *err)
{
	struct momus_ask *ask = arg;
	struct momus_running *run = ask->branch->run;

	ask->ticket = 0;
	ask->latency_s = momus_running_now(run) - ask->started;
	if (rc < 0)
		momus_running_fail(run, rc, err);
	else
		end(ask);
}

static int put_in(struct momus_ask *ask, struct momus_error *err)
{
	struct momus_model *m = ask->desk->model;
	const struct momus_batch_order order = { .call = &ask->call,
						 .out = ask->replied,
						 .done = on_batched,
						 .arg = ask };

	clear(ask, ask->replied);
	return m->batch->begin(m->self, &order, &ask->ticket, err);
}

bool momus_desk_is_batching(const struct momus_desk *desk)
{
	return desk->model && desk->model->batch && desk->n_asked;
}

void momus_desk_advance(struct momus_running *run, struct momus_desk *desk)
{
	struct momus_error err = { "" };
	size_t left;
	int rc;

	if (run->rc < 0 || !momus_desk_is_batching(desk))
		return;
	rc = desk->model->batch->advance(desk->model->self, &left, &err);
	if (rc < 0)
		momus_running_fail(run, rc, &err);
}

/* One that answers at once. */

static int answer(struct momus_ask *ask, struct momus_error *err)
{
	struct momus_model *m = ask->desk->model;
	int rc;

	clear(ask, ask->replied);
	rc = m->ops->complete(m->self, &ask->call, ask->replied, err);
	ask->latency_s = momus_running_now(ask->branch->run) - ask->started;
	return rc;
}

/* Room for the request of ASK and for what comes of it. */
static int prepare(struct momus_ask *ask, struct momus_error *err)
{
	uint32_t n = 0;
	int rc;

	ask->arena = momus_arena_create(MESSAGES_LIMIT);
	if (!ask->arena)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	rc = momus_messages_build(ask, err);
	if (rc < 0)
		return rc;
	for (struct momus_ask *a = ask; a; a = a->more, n++)
		a->started = ask->started;
	ask->call.samples = n;
	ask->replied = n == 1 ? &ask->completion
			      : momus_arena_alloc(ask->arena,
						  n * sizeof *ask->replied);
	return ask->replied ? MOMUS_OK
			    : momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

static void begin(struct momus_running *run, struct momus_ask *ask)
{
	struct momus_error err = { "" };
	int rc;

	enter(ask);
	ask->started = momus_running_now(run);
	rc = prepare(ask, &err);
	if (rc == MOMUS_OK && ask->desk->model->batch) {
		rc = put_in(ask, &err);
	} else if (rc == MOMUS_OK && ask->desk->model->local) {
		rc = answer(ask, &err);
		if (rc == MOMUS_OK)
			end(ask);
	} else if (rc == MOMUS_OK) {
		rc = send(ask, &err);
	}
	if (rc < 0)
		momus_running_fail(run, rc, &err);
}

/* Critics that answer at once answer all children of a solution in one go, so
 * that the revisions which follow can share requests. */
void momus_desk_work(struct momus_running *run, struct momus_desk *desk,
		     unsigned most)
{
	const struct momus_branch *parent = NULL;

	while (desk->first && momus_desk_has_room(desk, 0) && run->rc == 0) {
		if (desk->model->local && !most &&
		    (!parent || desk->first->branch->parent != parent))
			return;
		parent = desk->first->branch->parent;
		most -= most > 0;
		begin(run, dequeue_request(desk));
	}
}

void momus_desk_drain(struct momus_desk *desk)
{
	struct momus_ask *ask, *next;

	while (desk->first)
		free_ask(dequeue(desk));
	for (ask = desk->asked; ask; ask = next) {
		next = ask->next;
		if (!desk->line ||
		    momus_client_is_flying(desk->line->client, ask->ticket))
			continue;
		momus_client_cancel(desk->line->client, ask->ticket);
		leave(ask);
		free_ask(ask);
	}
}

/* What waits goes first, lest it is sent into the places that become free. */
void momus_desk_release(struct momus_desk *desk)
{
	momus_desk_drain(desk);
	while (desk->asked) {
		struct momus_ask *ask = desk->asked;

		if (desk->line)
			momus_client_cancel(desk->line->client, ask->ticket);
		else if (ask->ticket)
			desk->model->batch->cancel(desk->model->self,
						   ask->ticket);
		leave(ask);
		free_ask(ask);
	}
}
