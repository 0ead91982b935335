/* ask.c - requests to models: queued, sent or answered at once, ended */
#include "config.h"

#include <math.h>
#include <stdlib.h>

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

static void free_ask(struct momus_ask *ask)
{
	momus_buffer_release(&ask->body);
	momus_arena_free(ask->arena);
	free(ask);
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

static void clear(struct momus_ask *ask)
{
	ask->completion = (struct momus_completion){
		.arena = ask->branch->arena,
		.prompt_tokens = -1,
		.completion_tokens = -1,
		.logprob = NAN,
	};
}

/* No completion, for REASON. */
static void fail(struct momus_ask *ask, const char *reason)
{
	struct momus_completion *c = &ask->completion;

	clear(ask);
	c->finish = MOMUS_FINISH_FAILED;
	c->reason = momus_arena_copy(c->arena, momus_text_of(reason));
	if (!c->reason.ptr)
		c->reason = MOMUS_TEXT("the reply does not fit into memory");
}

static void end(struct momus_ask *ask)
{
	struct momus_running *run = ask->branch->run;
	struct momus_completion *c = &ask->completion;

	delist(&ask->desk->asked, ask);
	ask->desk->n_asked--;
	run->now.requests++;
	if (c->prompt_tokens > 0)
		run->now.prompt_tokens += c->prompt_tokens;
	if (c->completion_tokens > 0)
		run->now.completion_tokens += c->completion_tokens;
	momus_branch_answered(ask->branch, ask);
	free_ask(ask);
}

/* A remote model. */

static void on_read(void *arg, const struct momus_http_result *reply,
		    struct momus_client_reading *out)
{
	struct momus_ask *ask = arg;
	const struct momus_http_reply in = { reply->status, reply->body };
	struct momus_completion *c = &ask->completion;
	struct momus_error err = { "" };

	clear(ask);
	if (ask->desk->model->ops->reply(ask->desk->model->self, &ask->call,
					 &in, c, &err) < 0)
		fail(ask, err.text);
	if (c->prompt_tokens >= 0 && c->completion_tokens >= 0)
		out->tokens = c->prompt_tokens + c->completion_tokens;
	out->again = c->finish == MOMUS_FINISH_FAILED && c->retry;
	out->why = c->reason;
}

static void on_done(void *arg, const struct momus_client_outcome *outcome)
{
	struct momus_ask *ask = arg;

	ask->attempts = outcome->attempts;
	ask->latency_s = outcome->latency_s;
	if (outcome->end == MOMUS_CLIENT_FAILED)
		fail(ask, outcome->reason);
	end(ask);
}

/* Tokens that the request may use: a token is taken for four bytes. */
static int64_t expected(const struct momus_ask *ask)
{
	int64_t most = ask->call.sampling.max_tokens;

	return (int64_t)(ask->body.len / 4) + (most > 0 ? most : 0);
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
	return momus_client_send(ask->desk->client, &out, &ask->ticket, err);
}

/* A local one. */

static int answer(struct momus_ask *ask, struct momus_error *err)
{
	struct momus_model *m = ask->desk->model;
	int rc;

	clear(ask);
	rc = m->ops->complete(m->self, &ask->call, &ask->completion, err);
	ask->latency_s = momus_running_now(ask->branch->run) - ask->started;
	return rc;
}

static void begin(struct momus_running *run, struct momus_ask *ask)
{
	struct momus_error err = { "" };
	int rc = MOMUS_OK;

	enlist(&ask->desk->asked, ask);
	ask->desk->n_asked++;
	ask->started = momus_running_now(run);
	ask->arena = momus_arena_create(MESSAGES_LIMIT);
	if (!ask->arena)
		rc = momus_fail(&err, MOMUS_ENOMEM, "out of memory");
	if (rc == MOMUS_OK)
		rc = momus_messages_build(ask, &err);
	if (rc == MOMUS_OK && ask->desk->model->local) {
		rc = answer(ask, &err);
		if (rc == MOMUS_OK)
			end(ask);
	} else if (rc == MOMUS_OK) {
		rc = send(ask, &err);
	}
	if (rc < 0)
		momus_running_fail(run, rc, &err);
}

void momus_desk_work(struct momus_running *run, struct momus_desk *desk,
		     unsigned most)
{
	while (desk->first && desk->n_asked < desk->limit && run->rc == 0) {
		if (desk->model->local && !most--)
			return;
		begin(run, dequeue(desk));
	}
}

void momus_desk_drain(struct momus_desk *desk)
{
	struct momus_ask *ask, *next;

	while (desk->first)
		free_ask(dequeue(desk));
	for (ask = desk->asked; ask; ask = next) {
		next = ask->next;
		if (!desk->client ||
		    momus_client_is_flying(desk->client, ask->ticket))
			continue;
		momus_client_cancel(desk->client, ask->ticket);
		delist(&desk->asked, ask);
		desk->n_asked--;
		free_ask(ask);
	}
}

void momus_desk_release(struct momus_desk *desk)
{
	momus_client_free(desk->client);
	desk->client = NULL;
	while (desk->first)
		free_ask(dequeue(desk));
	while (desk->asked) {
		struct momus_ask *ask = desk->asked;

		delist(&desk->asked, ask);
		free_ask(ask);
	}
	desk->n_asked = 0;
}
