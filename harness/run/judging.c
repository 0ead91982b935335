/* judging.c - see judging.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "core/hash.h"
#include "momus/batch.h"
#include "run/canonical.h"
#include "run/judging.h"

static const double turn_s = 0.5; /* between looks at stop and progress */
static const size_t texts_limit = (size_t)256 << 20;

struct work;

struct question { /* one under way */
	struct question *prev, *next;
	struct work *work;
	size_t i;
	struct momus_arena *arena; /* owned: all texts */
	struct momus_message message;
	struct momus_call call;
	struct momus_stream stream;
	char key[65];
	struct momus_completion completion;
	struct momus_buffer body; /* of a remote one */
	uint64_t ticket;
};

struct work {
	const struct momus_judging *j;
	struct momus_judging_counts *counts;
	struct momus_client *client; /* owned; NULL: the model is local */
	struct question *open;	     /* a list of .n_open */
	size_t n_open, begun;
	int rc; /* the first failure of ours */
	struct momus_error why;
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "judge: out of memory");
}

static void leave(struct question *q)
{
	struct work *w = q->work;

	if (q->next)
		q->next->prev = q->prev;
	if (q->prev)
		q->prev->next = q->next;
	else
		w->open = q->next;
	w->n_open--;
	momus_buffer_release(&q->body);
	momus_arena_free(q->arena);
	free(q);
}

static void clear(struct question *q)
{
	q->completion = (struct momus_completion){ .arena = q->arena,
						   .prompt_tokens = -1,
						   .completion_tokens = -1,
						   .logprob = NAN };
}

static void fail(struct question *q, const char *reason)
{
	clear(q);
	q->completion.finish = MOMUS_FINISH_FAILED;
	q->completion.reason =
		momus_arena_copy(q->arena, momus_text_of(reason));
	if (!q->completion.reason.ptr)
		q->completion.reason =
			MOMUS_TEXT("the reply does not fit into memory");
}

/* Hands Q's answer on; Q is no more. */
static void end(struct question *q)
{
	struct work *w = q->work;
	const struct momus_judging_answer answer = { &q->completion, q->key };
	int rc = MOMUS_OK;

	w->counts->asked++;
	if (w->rc == MOMUS_OK)
		rc = w->j->answered(w->j->self, q->i, &answer, &w->why);
	if (rc < 0)
		w->rc = rc;
	leave(q);
}

/* A server's. */

static void on_read(void *arg, const struct momus_http_result *reply,
		    struct momus_client_reading *out)
{
	struct question *q = arg;
	const struct momus_model *m = q->work->j->model;
	const struct momus_http_reply in = { reply->status, reply->body };
	struct momus_completion *c = &q->completion;
	struct momus_error err = { "" };

	clear(q);
	if (m->ops->reply(m->self, &q->call, &in, c, &err) < 0)
		fail(q, err.text);
	if (c->prompt_tokens >= 0 && c->completion_tokens >= 0)
		out->tokens = c->prompt_tokens + c->completion_tokens;
	out->again = c->finish == MOMUS_FINISH_FAILED && c->retry;
	out->why = c->reason;
}

static void on_done(void *arg, const struct momus_client_outcome *outcome)
{
	struct question *q = arg;

	if (outcome->end == MOMUS_CLIENT_FAILED)
		fail(q, outcome->reason);
	end(q);
}

static int send(struct question *q, struct momus_error *err)
{
	const struct momus_model *m = q->work->j->model;
	struct momus_http_request request = { .path = "", .body = q->body };
	struct momus_client_request out;
	int64_t most = q->call.sampling.max_tokens;
	int rc = m->ops->request(m->self, &q->call, &request, err);

	q->body = request.body;
	if (rc < 0)
		return rc;
	out = (struct momus_client_request){
		.path = request.path,
		.body = momus_buffer_text(&q->body),
		.tokens = (int64_t)(q->body.len / 4) + (most > 0 ? most : 0),
		.read = on_read,
		.done = on_done,
		.arg = q,
	};
	momus_stream_init(&out.jitter, q->work->j->seed, q->call.problem_id,
			  (uint64_t)q->call.vote << 32 | q->call.branch,
			  q->call.turn, "judge jitter");
	return momus_client_send(q->work->client, &out, &q->ticket, err);
}

static void on_batched(void *arg, int rc, const struct momus_error *err)
{
	struct question *q = arg;

	if (rc < 0)
		fail(q, err->text);
	end(q);
}

/* Questions of a model in this process that answers at once end in here. */
static int put(struct question *q, struct momus_error *err)
{
	const struct momus_model *m = q->work->j->model;
	const struct momus_batch_order order = { .call = &q->call,
						 .out = &q->completion,
						 .done = on_batched,
						 .arg = q };
	int rc;

	if (!m->local)
		return send(q, err);
	if (m->batch)
		return m->batch->begin(m->self, &order, &q->ticket, err);
	rc = m->ops->complete(m->self, &q->call, &q->completion, err);
	if (rc == MOMUS_OK)
		end(q);
	return rc;
}

/* Names the request: 53 bits of seed, as a JSON number holds no more. */
static int name(struct question *q, struct momus_error *err)
{
	const struct momus_judging *j = q->work->j;
	struct momus_buffer text;
	uint8_t digest[32];
	int rc;

	momus_stream_init(&q->stream, j->seed, q->call.problem_id,
			  (uint64_t)q->call.vote << 32 | q->call.branch,
			  q->call.turn, "judge");
	q->call.seed = momus_stream_u64(&q->stream) >> 11;
	momus_buffer_init(&text, texts_limit);
	momus_canonical_request(&q->call, j->model->name, q->call.seed, &text);
	rc = momus_buffer_check(&text, "the request", err);
	if (rc == MOMUS_OK) {
		momus_sha256(momus_buffer_text(&text), digest);
		momus_hex(digest, q->key);
	}
	momus_buffer_release(&text);
	return rc;
}

static struct question *enter(struct work *w, size_t i)
{
	struct question *q = calloc(1, sizeof *q);

	if (!q)
		return NULL;
	q->arena = momus_arena_create(texts_limit);
	if (!q->arena) {
		free(q);
		return NULL;
	}
	q->work = w;
	q->i = i;
	momus_buffer_init(&q->body, texts_limit);
	q->next = w->open;
	if (q->next)
		q->next->prev = q;
	w->open = q;
	w->n_open++;
	return q;
}

static int begin(struct work *w, size_t i, struct momus_error *err)
{
	struct momus_judging_question asked = { .turn = 0 };
	struct question *q = enter(w, i);
	int rc;

	if (!q)
		return no_memory(err);
	clear(q);
	rc = w->j->question(w->j->self, i, q->arena, &asked, err);
	if (rc < 0)
		return rc;
	q->message = (struct momus_message){ "user", asked.message };
	q->call = (struct momus_call){
		.purpose = MOMUS_PURPOSE_CRITIQUE,
		.problem_id = asked.problem,
		.turn = asked.turn,
		.branch = asked.branch,
		.vote = asked.vote,
		.messages = &q->message,
		.n_messages = 1,
		.sampling = w->j->sampling,
		.stream = &q->stream,
		.key = q->key,
		.truth.parent_passed = -1,
		.samples = 1,
	};
	rc = name(q, err);
	return rc < 0 ? rc : put(q, err);
}

/* Begins what may begin. */
static int fill(struct work *w, struct momus_error *err)
{
	const struct momus_judging *j = w->j;
	int rc = MOMUS_OK;

	while (rc == MOMUS_OK && w->rc == MOMUS_OK && w->begun < j->n &&
	       w->n_open < (size_t)j->at_once && !(j->stop && *j->stop)) {
		rc = begin(w, w->begun++, err);
		if (j->model->local && !j->model->batch)
			break;
	}
	return rc;
}

static int wait(struct work *w, struct momus_error *err)
{
	const struct momus_world *world = w->j->world;
	const struct momus_model *m = w->j->model;
	size_t left;

	if (!w->n_open)
		return MOMUS_OK;
	if (m->batch)
		return m->batch->advance(m->self, &left, err);
	world->turn(world->self, world->net.now(world->net.self) + turn_s);
	return MOMUS_OK;
}

/* Forgets what is not on the wire: it would only be tried again later. */
static void drain(struct work *w)
{
	struct question *q, *next;

	for (q = w->open; w->client && q; q = next) {
		next = q->next;
		if (momus_client_is_flying(w->client, q->ticket))
			continue;
		momus_client_cancel(w->client, q->ticket);
		leave(q);
	}
}

static int go(struct work *w, struct momus_error *err)
{
	const struct momus_judging *j = w->j;
	int rc = MOMUS_OK;

	while (rc == MOMUS_OK && (w->begun < j->n || w->n_open)) {
		rc = fill(w, err);
		if (rc == MOMUS_OK)
			rc = wait(w, err);
		if (rc == MOMUS_OK && w->rc < 0)
			return momus_fail(err, w->rc, "%s", w->why.text);
		if (rc == MOMUS_OK && j->progress)
			rc = j->progress(j->self, w->counts->asked, err);
		if (j->stop && *j->stop)
			drain(w);
		if (j->stop && *j->stop && (!w->n_open || *j->stop > 1))
			break;
	}
	return rc;
}

static int create_client(struct work *w, struct momus_error *err)
{
	const struct momus_judging *j = w->j;
	struct momus_endpoint endpoint = { .base_urls = NULL };
	struct momus_client_setup setup = { .name = j->model->where,
					    .endpoint = &endpoint,
					    .world = &j->world->net,
					    .in_flight = j->at_once };
	int rc = j->model->ops->endpoint(j->model->self, &endpoint, err);

	return rc < 0 ? rc : momus_client_create(&w->client, &setup, err);
}

/* Takes back what is under way, without answers. */
static void drop(struct work *w)
{
	const struct momus_model *m = w->j->model;

	while (w->open) {
		if (w->client)
			momus_client_cancel(w->client, w->open->ticket);
		else if (m->batch && w->open->ticket)
			m->batch->cancel(m->self, w->open->ticket);
		leave(w->open);
	}
}

int momus_judging_run(const struct momus_judging *j,
		      struct momus_judging_counts *counts,
		      struct momus_error *err)
{
	struct work w = { .j = j, .counts = counts };
	int rc = MOMUS_OK;

	*counts = (struct momus_judging_counts){ .asked = 0 };
	if (!j->model->local)
		rc = create_client(&w, err);
	if (rc == MOMUS_OK)
		rc = go(&w, err);
	drop(&w);
	if (w.client)
		momus_client_count(w.client, &counts->client);
	momus_client_free(w.client);
	return rc;
}
