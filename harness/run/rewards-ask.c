/* rewards-ask.c - see rewards.h: one reward of one revision */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run/rewards-parts.h"

enum {
	BODY_LIMIT = 256 << 20,	 /* bytes of one request */
	ANSWER_LIMIT = 16 << 20, /* bytes of all reasons */
	REASON_MAX = 400,	 /* bytes that are stored of one */
};

struct question {
	struct rewards_asked *asked;
	size_t q;
	struct momus_buffer body;
	uint64_t ticket; /* 0: not sent, or done */
	struct momus_reward_reading reading;
};

struct rewards_asked {
	struct rewards_asked *prev, *next;
	struct momus_rewards *rewards;
	struct reward *reward;
	struct momus_reward_input in;
	struct momus_arena *arena;    /* owned: reasons */
	struct question *questions;   /* owned, (n_questions) */
	struct momus_reward *answers; /* owned, (n_questions) */
	size_t open;		      /* questions without an answer */
	bool starting;		      /* submit() has not returned */
	struct momus_rewarded result;
	momus_rewarded_fn *done;
	void *arg;
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "rewards: out of memory");
}

static void leave(struct rewards_asked *a)
{
	if (a->next)
		a->next->prev = a->prev;
	if (a->prev)
		a->prev->next = a->next;
	else
		a->rewards->asked = a->next;
	a->rewards->pending--;
	for (size_t q = 0; q < a->reward->n_questions; q++) {
		struct question *x = &a->questions[q];

		if (x->ticket)
			momus_client_cancel(a->reward->clients[q], x->ticket);
		momus_buffer_release(&x->body);
	}
	momus_arena_free(a->arena);
	free(a->questions);
	free(a->answers);
	free(a);
}

void rewards_forget(struct momus_rewards *r)
{
	while (r->asked)
		leave(r->asked);
}

static struct momus_text cut(const char *reason)
{
	struct momus_text t = momus_text_of(reason ? reason : "");

	if (t.len > REASON_MAX)
		t.len = REASON_MAX;
	return t;
}

/* Tells the caller of A, which ends here. */
static void tell(struct rewards_asked *a)
{
	struct momus_rewarded result = a->result;

	a->done(a->arg, &result);
	leave(a);
}

/* Every answer is there: the reward, or why there is none. */
static int finish(struct rewards_asked *a, struct momus_error *err)
{
	struct momus_reward reward = { .value = NAN, .reason = "" };
	struct momus_error why = { "" };
	struct momus_text id = a->in.problem->id;
	int rc;

	a->in.answers = a->answers;
	rc = momus_reward_part_score(a->reward->part, &a->in, &reward, &why);
	if (rc < 0)
		return momus_fail(
			err, rc,
			"reward %s: its plugin %s failed at problem %.*s: "
			"%.600s; mend the plugin or its options and go on, "
			"what is saved is whole",
			a->reward->name,
			momus_reward_part_plugin(a->reward->part)->name,
			id.len > 100 ? 100 : (int)id.len, id.ptr,
			why.text[0] ? why.text : momus_status_name(rc));
	a->result.value = isfinite(reward.value) ? reward.value : NAN;
	a->result.reason = cut(reward.reason);
	if (!isfinite(reward.value) && !isnan(reward.value))
		a->result.reason = MOMUS_TEXT("not finite");
	a->result.failed = isnan(a->result.value) && reward.failed;
	return MOMUS_OK;
}

static void add_tokens(int64_t *sum, int64_t more)
{
	if (more >= 0)
		*sum = (*sum < 0 ? 0 : *sum) + more;
}

/* Takes R as the answer to X. */
static void settle(struct question *x, const struct momus_reward_reading *r)
{
	struct rewards_asked *a = x->asked;

	a->answers[x->q] = (struct momus_reward){
		.value = r->value,
		.reason = r->reason ? r->reason : "no answer",
		.failed = isnan(r->value) && r->failed,
	};
	add_tokens(&a->result.prompt_tokens, r->prompt_tokens);
	add_tokens(&a->result.completion_tokens, r->completion_tokens);
	a->open--;
}

static void clear(struct question *x)
{
	x->reading = (struct momus_reward_reading){
		.arena = x->asked->arena,
		.value = NAN,
		.prompt_tokens = -1,
		.completion_tokens = -1,
	};
}

/* No answer to X, and resume asks again: REASON. */
static void fail(struct question *x, const char *reason)
{
	struct momus_text copy =
		momus_arena_copy(x->asked->arena, momus_text_of(reason));

	clear(x);
	x->reading.failed = true;
	x->reading.reason =
		copy.ptr ? copy.ptr : "the reply does not fit into memory";
}

static void on_read(void *arg, const struct momus_http_result *reply,
		    struct momus_client_reading *out)
{
	struct question *x = arg;
	const struct momus_http_reply in = { reply->status, reply->body };
	struct momus_reward_reading *r = &x->reading;
	struct momus_error err = { "" };

	clear(x);
	if (momus_reward_part_reply(x->asked->reward->part, x->q, &x->asked->in,
				    &in, r, &err) < 0)
		fail(x, err.text);
	if (r->prompt_tokens >= 0 && r->completion_tokens >= 0)
		out->tokens = r->prompt_tokens + r->completion_tokens;
	out->again = isnan(r->value) && r->failed && r->retry;
	out->why = momus_text_of(r->reason ? r->reason : "no answer");
}

static void on_done(void *arg, const struct momus_client_outcome *outcome)
{
	struct question *x = arg;
	struct rewards_asked *a = x->asked;
	struct momus_error err = { "" };

	x->ticket = 0;
	a->result.attempts += outcome->attempts;
	if (!isnan(outcome->latency_s))
		a->result.latency_s = fmax(
			outcome->latency_s,
			isnan(a->result.latency_s) ? 0 : a->result.latency_s);
	if (outcome->end == MOMUS_CLIENT_FAILED)
		fail(x, outcome->reason);
	settle(x, &x->reading);
	if (a->open || a->starting)
		return;
	if (finish(a, &err) < 0) { /* the plugin's own failure is told as one */
		a->result.value = NAN;
		a->result.failed = true;
		a->result.reason = momus_arena_copy(a->arena, cut(err.text));
	}
	tell(a);
}

/* Sends question X, or takes what is known without sending. */
static int ask(struct question *x, const struct momus_stream *jitter,
	       struct momus_error *err)
{
	struct rewards_asked *a = x->asked;
	struct momus_http_request request = { .path = NULL };
	struct momus_reward known = { .value = NAN, .reason = "" };
	struct momus_client_request out = {
		.read = on_read, .done = on_done, .arg = x, .jitter = *jitter
	};
	int rc;

	request.body = x->body;
	rc = momus_reward_part_request(a->reward->part, x->q, &a->in, &request,
				       &known, err);
	x->body = request.body;
	if (rc < 0)
		return rc;
	clear(x);
	if (!request.path) {
		x->reading.value = known.value;
		x->reading.reason = known.reason;
		x->reading.failed = known.failed;
		settle(x, &x->reading);
		return MOMUS_OK;
	}
	rc = momus_buffer_check(&x->body, "the request of a reward", err);
	if (rc < 0)
		return rc;
	out.path = request.path;
	out.body = momus_buffer_text(&x->body);
	out.tokens = (int64_t)(x->body.len / 4);
	return momus_client_send(a->reward->clients[x->q], &out, &x->ticket,
				 err);
}

static struct rewards_asked *enter(struct momus_rewards *r, size_t i)
{
	struct rewards_asked *a = calloc(1, sizeof *a);
	size_t n = r->list[i].n_questions;

	if (!a)
		return NULL;
	*a = (struct rewards_asked){
		.rewards = r,
		.reward = &r->list[i],
		.open = n,
		.result = { .value = NAN,
			    .latency_s = NAN,
			    .prompt_tokens = -1,
			    .completion_tokens = -1 },
	};
	a->questions = calloc(n + 1, sizeof *a->questions);
	a->answers = calloc(n + 1, sizeof *a->answers);
	a->arena = momus_arena_create(ANSWER_LIMIT);
	if (!a->questions || !a->answers || !a->arena) {
		momus_arena_free(a->arena);
		free(a->questions);
		free(a->answers);
		free(a);
		return NULL;
	}
	for (size_t q = 0; q < n; q++) {
		a->questions[q].asked = a;
		a->questions[q].q = q;
		momus_buffer_init(&a->questions[q].body, BODY_LIMIT);
	}
	a->next = r->asked;
	if (a->next)
		a->next->prev = a;
	r->asked = a;
	r->pending++;
	return a;
}

int momus_rewards_submit(struct momus_rewards *r, size_t i,
			 const struct momus_reward_input *in,
			 const struct momus_stream *jitter,
			 momus_rewarded_fn *done, void *arg,
			 struct momus_error *err)
{
	struct rewards_asked *a = enter(r, i);
	int rc = MOMUS_OK;

	if (!a)
		return no_memory(err);
	a->in = *in;
	a->done = done;
	a->arg = arg;
	a->starting = true;
	for (size_t q = 0; rc == MOMUS_OK && q < a->reward->n_questions; q++)
		rc = ask(&a->questions[q], jitter, err);
	a->starting = false;
	if (rc == MOMUS_OK && !a->open)
		rc = finish(a, err);
	if (rc < 0)
		leave(a);
	else if (!a->open)
		tell(a);
	return rc;
}

/* Whether every question of A that has no answer is on the wire. */
static bool is_flying(const struct rewards_asked *a)
{
	for (size_t q = 0; q < a->reward->n_questions; q++)
		if (a->questions[q].ticket &&
		    !momus_client_is_flying(a->reward->clients[q],
					    a->questions[q].ticket))
			return false;
	return true;
}

void momus_rewards_drain(struct momus_rewards *r, bool all)
{
	struct rewards_asked *a, *next;

	for (a = r->asked; a; a = next) {
		next = a->next;
		if (!all && is_flying(a))
			continue;
		a->result.dropped = true;
		tell(a);
	}
}

size_t momus_rewards_pending(const struct momus_rewards *r)
{
	return r->pending;
}
