/* probe.c - see probe.h */
#include "config.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/client.h"
#include "run/probe.h"

enum {
	CROWD = 8,	  /* requests at once, in the other batch */
	SAMPLES = 3,	  /* of one request */
	QUESTIONS = 24,	  /* most requests of a probe */
	ANSWER = 1 << 20, /* bytes of one reply's texts */
	BODY = 16 << 20,
};

static const char prompt[] =
	"Write a Python function add(a, b) that returns their sum, and one "
	"sentence that explains it.";
static const char counting[] =
	"Count from 1 to 30 in digits, separated by commas. Begin with 1.";

struct question { /* one request */
	struct momus_message message;
	struct momus_call call;
	struct momus_stream stream;
	struct momus_arena *arena; /* owned */
	struct momus_completion got[SAMPLES];
	struct momus_buffer body; /* owned */
	double latency_s;
	bool done;
	struct asker *asker;
};

struct asker {
	const struct momus_model *model;
	const struct momus_world *world;
	struct momus_client *client; /* owned; NULL: the model is local */
	struct question list[QUESTIONS];
	size_t n, open;
	struct momus_error *err;
	int rc;
};

static void clear(struct question *q)
{
	for (uint32_t i = 0; i < SAMPLES; i++)
		q->got[i] = (struct momus_completion){ .arena = q->arena,
						       .prompt_tokens = -1,
						       .completion_tokens = -1,
						       .logprob = NAN };
}

static void fail(struct question *q, const char *reason)
{
	clear(q);
	for (uint32_t i = 0; i < SAMPLES; i++) {
		q->got[i].finish = MOMUS_FINISH_FAILED;
		q->got[i].reason =
			momus_arena_copy(q->arena, momus_text_of(reason));
	}
}

static void on_read(void *arg, const struct momus_http_result *reply,
		    struct momus_client_reading *out)
{
	struct question *q = arg;
	const struct momus_model *m = q->asker->model;
	const struct momus_http_reply in = { reply->status, reply->body };
	struct momus_error err = { "" };

	clear(q);
	if (m->ops->reply(m->self, &q->call, &in, q->got, &err) < 0)
		fail(q, err.text);
	out->again = q->got[0].finish == MOMUS_FINISH_FAILED && q->got[0].retry;
	out->why = q->got[0].reason;
}

static void on_done(void *arg, const struct momus_client_outcome *outcome)
{
	struct question *q = arg;

	if (outcome->end == MOMUS_CLIENT_FAILED)
		fail(q, outcome->reason);
	q->latency_s = outcome->latency_s;
	q->done = true;
	q->asker->open--;
}

/* Another question: TEXT, with SEED; the others as of one sample, greedy, 48
 * tokens.  NULL when out of memory. */
static struct question *ask(struct asker *a, const char *text, uint64_t seed)
{
	struct question *q;

	if (a->n == QUESTIONS || a->rc < 0)
		return NULL;
	q = &a->list[a->n];
	memset(q, 0, sizeof *q);
	q->arena = momus_arena_create(ANSWER);
	if (!q->arena) {
		a->rc = momus_fail(a->err, MOMUS_ENOMEM,
				   "probe: out of memory");
		return NULL;
	}
	a->n++;
	q->asker = a;
	q->latency_s = NAN;
	momus_buffer_init(&q->body, BODY);
	momus_stream_init(&q->stream, seed, MOMUS_TEXT("probe"), 0, 0, "probe");
	q->message = (struct momus_message){ "user", momus_text_of(text) };
	q->call = (struct momus_call){
		.purpose = MOMUS_PURPOSE_GENERATE,
		.problem_id = MOMUS_TEXT("probe"),
		.messages = &q->message,
		.n_messages = 1,
		.sampling = { .temperature = 0,
			      .top_p = NAN,
			      .min_p = NAN,
			      .repetition_penalty = NAN,
			      .top_k = -1,
			      .max_tokens = 48,
			      .logprobs = -1 },
		.seed = seed,
		.stream = &q->stream,
		.key = "probe",
		.truth = { .parent_passed = -1,
			   .right = MOMUS_TEXT("right"),
			   .wrong = MOMUS_TEXT("wrong") },
		.samples = 1,
	};
	clear(q);
	return q;
}

static int send(struct asker *a, struct question *q)
{
	struct momus_http_request request = { .path = "", .body = q->body };
	struct momus_client_request out;
	uint64_t ticket;
	int rc = a->model->ops->request(a->model->self, &q->call, &request,
					a->err);

	q->body = request.body;
	if (rc < 0)
		return rc;
	out = (struct momus_client_request){
		.path = request.path,
		.body = momus_buffer_text(&q->body),
		.tokens = 100,
		.jitter = q->stream,
		.read = on_read,
		.done = on_done,
		.arg = q,
	};
	rc = momus_client_send(a->client, &out, &ticket, a->err);
	a->open += rc == MOMUS_OK;
	return rc;
}

/* Sends all that were not sent yet, at once, and waits for their ends. */
static void wait_for(struct asker *a, struct question *first, size_t n)
{
	for (size_t i = 0; a->rc == MOMUS_OK && i < n; i++) {
		struct question *q = first + i;
		double begin = a->world->net.now(a->world->net.self);

		if (a->client) {
			a->rc = send(a, q);
			continue;
		}
		a->rc = a->model->ops->complete(a->model->self, &q->call,
						q->got, a->err);
		q->latency_s = a->world->net.now(a->world->net.self) - begin;
		q->done = true;
	}
	while (a->rc == MOMUS_OK && a->open > 0)
		a->rc = a->world->turn(a->world->self, -1) < 0 ? MOMUS_EIO
							       : MOMUS_OK;
}

static bool failed(const struct question *q)
{
	return q->got[0].finish == MOMUS_FINISH_FAILED;
}

/* Adds a row to P; where one of the N questions from Q failed, it says so and is
 * UNKNOWN. */
__attribute__((format(printf, 7, 8))) static void conclude(
	struct momus_probe *p, const char *name, const char *question,
	enum momus_probe_answer answer, const struct question *q, size_t n,
	const char *fmt, ...)
{
	struct momus_probe_row *row = &p->rows[p->n++];
	va_list ap;

	row->name = name;
	row->question = question;
	row->answer = answer;
	va_start(ap, fmt);
	vsnprintf(row->found, sizeof row->found, fmt, ap);
	va_end(ap);
	for (size_t i = 0; i < n; i++)
		if (failed(&q[i])) {
			row->answer = MOMUS_PROBE_UNKNOWN;
			snprintf(row->found, sizeof row->found,
				 "the request failed: %.*s",
				 q[i].got[0].reason.len > 300
					 ? 300
					 : (int)q[i].got[0].reason.len,
				 q[i].got[0].reason.ptr ? q[i].got[0].reason.ptr
							: "");
			return;
		}
}

static size_t common(struct momus_text a, struct momus_text b)
{
	size_t i = 0;

	while (i < a.len && i < b.len && a.ptr[i] == b.ptr[i])
		i++;
	return i;
}

static bool same(const struct question *a, const struct question *b)
{
	return momus_text_equal(a->got[0].text, b->got[0].text);
}

/* The same prompt at temperature 0: twice alone, then beside seven others. */
static void probe_agreement(struct asker *a, struct momus_probe *p)
{
	struct question *first = ask(a, prompt, 1), *again, *crowd;
	char text[CROWD][96];
	size_t at;

	wait_for(a, first, 1);
	again = ask(a, prompt, 1);
	wait_for(a, again, 1);
	crowd = ask(a, prompt, 1);
	for (int i = 1; i < CROWD; i++) {
		snprintf(text[i], sizeof text[i],
			 "Name %d things that are %s than a house.", i + 1,
			 i % 2 ? "smaller" : "larger");
		ask(a, text[i], (uint64_t)i + 1);
	}
	wait_for(a, crowd, CROWD);
	if (a->rc < 0)
		return;
	at = common(first->got[0].text, again->got[0].text);
	conclude(p, "agrees_alone",
		 "does the same prompt get the same answer at temperature 0?",
		 same(first, again) ? MOMUS_PROBE_YES : MOMUS_PROBE_NO, first,
		 2,
		 same(first, again) ? "%zu bytes, all equal"
				    : "equal up to byte %zu",
		 at);
	at = common(first->got[0].text, crowd->got[0].text);
	conclude(p, "agrees_in_a_crowd",
		 "and the same one when it is asked beside seven others?",
		 same(first, crowd) ? MOMUS_PROBE_YES : MOMUS_PROBE_NO, first,
		 3,
		 same(first, crowd)
			 ? "%zu bytes, all equal"
			 : "equal up to byte %zu: what shares a batch "
			   "changes answers here, so a resumed run may "
			   "differ from one that was not interrupted",
		 at);
}

static void probe_seed(struct asker *a, struct momus_probe *p)
{
	static const uint64_t seeds[] = { 11, 11, 12 };
	struct question *q = NULL, *one;
	bool repeats, differs;

	for (int i = 0; i < 3; i++) {
		one = ask(a, prompt, seeds[i]);
		if (!one)
			return;
		q = i ? q : one;
		one->call.sampling.temperature = 1;
		wait_for(a, one, 1);
	}
	if (a->rc < 0)
		return;
	repeats = same(&q[0], &q[1]);
	differs = !same(&q[0], &q[2]);
	conclude(p, "seed",
		 "does a seed give the same sample, and another one another?",
		 repeats && differs ? MOMUS_PROBE_YES
		 : repeats	    ? MOMUS_PROBE_UNKNOWN
				    : MOMUS_PROBE_NO,
		 q, 3,
		 repeats && differs ? "at temperature 1 equal seeds gave equal "
				      "texts, and another seed another"
		 : repeats ? "at temperature 1 all three answers are equal: "
			     "the model may be sure, or ignore temperature"
			   : "at temperature 1 equal seeds gave different "
			     "texts: samples cannot be drawn again");
}

static void probe_samples(struct asker *a, struct momus_probe *p)
{
	struct question *q = ask(a, prompt, 21);
	uint32_t there = 0, distinct = 0;

	if (!q)
		return;
	q->call.sampling.temperature = 1;
	q->call.samples = a->client ? SAMPLES : 1;
	wait_for(a, q, 1);
	if (a->rc < 0)
		return;
	for (uint32_t i = 0; i < q->call.samples; i++) {
		bool new = q->got[i].finish != MOMUS_FINISH_FAILED;

		there += new;
		for (uint32_t j = 0; j < i && new; j++)
			new = !momus_text_equal(q->got[i].text, q->got[j].text);
		distinct += new;
	}
	conclude(p, "n", "does a request with n = 3 give three samples?",
		 !a->client	    ? MOMUS_PROBE_UNKNOWN
		 : there == SAMPLES ? MOMUS_PROBE_YES
				    : MOMUS_PROBE_NO,
		 q, 1,
		 a->client ? "%u of 3 came, %u of them different"
			   : "a model in this process is asked once a sample",
		 there, distinct);
}

static void probe_logprobs(struct asker *a, struct momus_probe *p)
{
	struct question *q = ask(a, prompt, 1);

	if (!q)
		return;
	q->call.sampling.logprobs = 1;
	wait_for(a, q, 1);
	if (a->rc < 0)
		return;
	conclude(p, "logprobs", "are log-probabilities told?",
		 isnan(q->got[0].logprob) ? MOMUS_PROBE_NO : MOMUS_PROBE_YES, q,
		 1,
		 isnan(q->got[0].logprob) ? "none came with the answer"
					  : "%.3f nats for the answer",
		 q->got[0].logprob);
}

static void probe_limits(struct asker *a, struct momus_probe *p)
{
	static const struct momus_text stop = { "7", 1 };
	struct question *plain = ask(a, counting, 1), *q, *cut;
	struct momus_text text;
	bool reached, held;

	wait_for(a, plain, 1);
	q = ask(a, counting, 1);
	if (q) {
		q->call.sampling.stop = &stop;
		q->call.sampling.n_stop = 1;
	}
	wait_for(a, q, 1);
	cut = ask(a, prompt, 1);
	if (cut)
		cut->call.sampling.max_tokens = 8;
	wait_for(a, cut, 1);
	if (a->rc < 0)
		return;
	text = plain->got[0].text;
	reached = momus_text_find(text, stop, 0) != (size_t)-1;
	held = momus_text_find(q->got[0].text, stop, 0) == (size_t)-1;
	conclude(p, "stop", "does an answer end before a stop text?",
		 !held	   ? MOMUS_PROBE_NO
		 : reached ? MOMUS_PROBE_YES
			   : MOMUS_PROBE_UNKNOWN,
		 plain, 2,
		 !held	   ? "the answer holds the stop text \"7\""
		 : reached ? "an answer that says \"7\" ends before it when "
			     "that is a stop text"
			   : "the model did not say \"7\" without a stop text "
			     "either");
	conclude(p, "truncation",
		 "is an answer cut at max_tokens, and said to be?",
		 cut->got[0].finish == MOMUS_FINISH_LENGTH ? MOMUS_PROBE_YES
							   : MOMUS_PROBE_NO,
		 cut, 1,
		 cut->got[0].finish == MOMUS_FINISH_LENGTH
			 ? "with max_tokens 8 the answer of %zu bytes is "
			   "marked as cut"
			 : "with max_tokens 8 an answer of %zu bytes is not "
			   "marked as cut: cut replies would be taken for "
			   "whole ones",
		 cut->got[0].text.len);
	conclude(p, "usage", "are tokens counted?",
		 cut->got[0].completion_tokens >= 0 &&
				 cut->got[0].prompt_tokens >= 0
			 ? MOMUS_PROBE_YES
			 : MOMUS_PROBE_NO,
		 cut, 1,
		 cut->got[0].completion_tokens >= 0
			 ? "%lld prompt and %lld completion tokens"
			 : "no counts came: costs will be unknown",
		 (long long)cut->got[0].prompt_tokens,
		 (long long)cut->got[0].completion_tokens);
}

static int by_size(const void *x, const void *y)
{
	const double *a = x, *b = y;

	return (*a > *b) - (*a < *b);
}

static void sum_up(const struct asker *a, struct momus_probe *p)
{
	double seconds[QUESTIONS];
	size_t n = 0;

	p->requests = a->n;
	for (size_t i = 0; i < a->n; i++) {
		p->failed += failed(&a->list[i]);
		if (!isnan(a->list[i].latency_s))
			seconds[n++] = a->list[i].latency_s;
	}
	qsort(seconds, n, sizeof *seconds, by_size);
	p->latency_s = n ? seconds[n / 2] : NAN;
}

static int create_client(struct asker *a)
{
	struct momus_endpoint endpoint = { .base_urls = NULL };
	struct momus_client_setup setup = { .name = a->model->where,
					    .endpoint = &endpoint,
					    .world = &a->world->net,
					    .in_flight = CROWD };
	int rc = a->model->ops->endpoint(a->model->self, &endpoint, a->err);

	return rc < 0 ? rc : momus_client_create(&a->client, &setup, a->err);
}

int momus_probe_ask(const struct momus_model *m,
		    const struct momus_world *world, struct momus_probe *out,
		    struct momus_error *err)
{
	struct asker *a = calloc(1, sizeof *a);
	int rc;

	memset(out, 0, sizeof *out);
	if (!a)
		return momus_fail(err, MOMUS_ENOMEM, "probe: out of memory");
	a->model = m;
	a->world = world;
	a->err = err;
	if (!m->local)
		a->rc = create_client(a);
	if (a->rc == MOMUS_OK) {
		probe_agreement(a, out);
		probe_seed(a, out);
		probe_samples(a, out);
		probe_logprobs(a, out);
		probe_limits(a, out);
		sum_up(a, out);
	}
	rc = a->rc;
	momus_client_free(a->client);
	for (size_t i = 0; i < a->n; i++) {
		momus_buffer_release(&a->list[i].body);
		momus_arena_free(a->list[i].arena);
	}
	free(a);
	return rc;
}
