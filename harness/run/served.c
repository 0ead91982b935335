/* served.c - see served.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "momus/batch.h"
#include "momus/plugin.h"
#include "run/served.h"
#include "run/wish-reply.h"

struct part {			 /* one sample of a request */
	struct request *request; /* borrowed */
	struct momus_call call;
	struct momus_stream stream;
	uint64_t ticket; /* 0: it is not in the backend */
};

struct request {
	struct momus_work work; /* the first: what others see of it */
	struct request *next;
	struct momus_served *served; /* borrowed */
	struct momus_arena *arena;   /* owned: the wish, and all below */
	struct momus_wish wish;
	struct momus_wish_head head;
	struct momus_wish_sample *samples; /* (wish.samples) */
	struct part *parts;		   /* likewise */
	uint32_t done;
};

struct momus_served {
	struct momus_served_setup setup;
	const struct momus_batch_ops *batch; /* NULL: one after another */
	struct request *list;		     /* the oldest first */
	uint64_t requests;
};

int momus_served_create(struct momus_served **out,
			const struct momus_served_setup *setup,
			struct momus_error *err)
{
	struct momus_served *s;

	*out = NULL;
	if (!setup->ops->complete)
		return momus_fail(err, MOMUS_ENOTSUP,
				  "the backend asks a server of its own; give "
				  "one whose model is in this process, like "
				  "native");
	s = calloc(1, sizeof *s);
	if (!s)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	s->setup = *setup;
	if (MOMUS_HAS(setup->ops, batch))
		s->batch = setup->ops->batch;
	*out = s;
	return MOMUS_OK;
}

void momus_served_free(struct momus_served *s)
{
	if (!s)
		return;
	while (s->list)
		momus_work_free(&s->list->work);
	free(s);
}

static void take_back(struct request *r)
{
	for (uint32_t i = 0; r->parts && i < r->wish.samples; i++) {
		if (r->parts[i].ticket)
			r->served->batch->cancel(r->served->setup.self,
						 r->parts[i].ticket);
		r->parts[i].ticket = 0;
	}
}

void momus_work_free(struct momus_work *w)
{
	struct request *r = (struct request *)w;
	struct request **at;

	if (!w)
		return;
	take_back(r);
	for (at = &r->served->list; *at && *at != r; at = &(*at)->next)
		;
	if (*at)
		*at = r->next;
	for (uint32_t i = 0; r->samples && i < r->wish.samples; i++) {
		momus_buffer_release(&r->samples[i].tokens);
		momus_buffer_release(&r->samples[i].values);
		momus_buffer_release(&r->samples[i].likely);
	}
	momus_buffer_release(&r->work.out);
	momus_arena_free(r->arena);
	free(r);
}

/* Replies. */

static void refuse(struct request *r, int status, const char *message,
		   const char *type, const char *field, const char *code)
{
	take_back(r);
	r->work.ended = true;
	if (r->work.stream && r->work.status) { /* it has begun to be told */
		momus_buffer_puts(&r->work.out, "data: ");
		momus_served_refuse(&r->work.out, message, type, field, code);
		momus_buffer_puts(&r->work.out, "\n\ndata: [DONE]\n\n");
		return;
	}
	r->work.stream = false;
	r->work.status = status;
	momus_buffer_reset(&r->work.out);
	momus_served_refuse(&r->work.out, message, type, field, code);
}

void momus_served_refuse(struct momus_buffer *out, const char *message,
			 const char *type, const char *field, const char *code)
{
	momus_buffer_puts(out, "{\"error\":{\"message\":");
	momus_buffer_json(out, momus_text_of(message));
	momus_buffer_puts(out, ",\"type\":");
	momus_buffer_json(out, momus_text_of(type));
	momus_buffer_puts(out, ",\"param\":");
	if (field)
		momus_buffer_json(out, momus_text_of(field));
	else
		momus_buffer_puts(out, "null");
	momus_buffer_puts(out, ",\"code\":");
	if (code)
		momus_buffer_json(out, momus_text_of(code));
	else
		momus_buffer_puts(out, "null");
	momus_buffer_puts(out, "}}");
}

void momus_work_stop(struct momus_work *w)
{
	refuse((struct request *)w, 499, "the client has gone", "server_error",
	       NULL, NULL);
}

static void refuse_status(struct request *r, int rc, const char *message)
{
	bool theirs = rc == MOMUS_EINVAL || rc == MOMUS_EPARSE;

	refuse(r, theirs ? 400 : 500, message,
	       theirs ? "invalid_request_error" : "server_error", r->wish.field,
	       NULL);
}

void momus_served_models(const struct momus_served *s, struct momus_buffer *out)
{
	momus_buffer_puts(out, "{\"object\":\"list\",\"data\":[{\"id\":");
	momus_buffer_json(out,
			  momus_text_of(s->setup.ops->model(s->setup.self)));
	momus_buffer_puts(out, ",\"object\":\"model\",\"created\":0,"
			       "\"owned_by\":\"momus\"}]}");
}

/* All samples of R are there. */
static void end(struct request *r)
{
	struct momus_wish_sample *list = r->samples;

	r->work.status = 200;
	if (r->work.stream)
		momus_wish_end_all(&r->head, list, r->wish.samples,
				   &r->work.out);
	else
		momus_wish_reply(&r->head, list, r->wish.samples, &r->work.out);
	r->work.ended = true;
	if (r->work.out.failed)
		refuse(r, 500, "the reply does not fit into its memory",
		       "server_error", NULL, NULL);
}

/* Sample I of R has ended, with RC and why. */
static void end_part(struct request *r, uint32_t i, int rc, const char *why)
{
	struct momus_wish_sample *s = &r->samples[i];

	r->parts[i].ticket = 0;
	if (r->work.ended)
		return;
	if (rc < 0) {
		refuse_status(r, rc, why);
		return;
	}
	if (s->completion.finish == MOMUS_FINISH_FAILED) {
		struct momus_text reason =
			momus_arena_copy(r->arena, s->completion.reason);

		refuse_status(r, MOMUS_EINVAL,
			      reason.ptr ? reason.ptr : "the model failed");
		return;
	}
	s->done = true;
	r->done++;
	if (r->work.stream) {
		r->work.status = 200;
		momus_wish_piece(&r->head, s, i, s->completion.text,
				 &r->work.out);
		momus_wish_end(&r->head, s, i, &r->work.out);
	}
	if (r->done == r->wish.samples)
		end(r);
}

static void on_heard(void *arg, const struct momus_heard *heard)
{
	struct part *p = arg;
	struct request *r = p->request;
	uint32_t i = (uint32_t)(p - r->parts);

	if (r->work.ended)
		return;
	if (r->wish.sampling.logprobs >= 0)
		momus_wish_token(&r->samples[i], &r->wish, heard);
	if (!r->work.stream)
		return;
	r->work.status = 200;
	momus_wish_piece(&r->head, &r->samples[i], i, heard->text,
			 &r->work.out);
}

static void on_done(void *arg, int rc, const struct momus_error *err)
{
	struct part *p = arg;

	end_part(p->request, (uint32_t)(p - p->request->parts), rc, err->text);
}

/* Beginning. */

static void begin_part(struct request *r, uint32_t i)
{
	struct momus_served *s = r->served;
	struct part *p = &r->parts[i];
	struct momus_error err = { "" };
	bool listens = r->work.stream || r->wish.sampling.logprobs >= 0;
	const struct momus_batch_order order = {
		.call = &p->call,
		.out = &r->samples[i].completion,
		.heard = listens ? on_heard : NULL,
		.done = on_done,
		.arg = p,
	};
	int rc;

	p->request = r;
	p->call = (struct momus_call){
		.purpose = MOMUS_PURPOSE_GENERATE,
		.problem_id = MOMUS_TEXT("request"),
		.messages = r->wish.messages,
		.n_messages = r->wish.n_messages,
		.sampling = r->wish.sampling,
		.seed = r->wish.seed + i,
		.stream = &p->stream,
		.key = "",
		.truth.parent_passed = -1,
		.samples = 1,
	};
	momus_stream_init(&p->stream, p->call.seed, p->call.problem_id, 0, 0,
			  "serve");
	r->samples[i].completion.arena = r->arena;
	momus_buffer_init(&r->samples[i].tokens, MOMUS_SERVED_REPLY);
	momus_buffer_init(&r->samples[i].values, MOMUS_SERVED_REPLY);
	momus_buffer_init(&r->samples[i].likely, MOMUS_SERVED_REPLY);
	if (!s->batch)
		return;
	rc = s->batch->begin(s->setup.self, &order, &p->ticket, &err);
	if (rc < 0)
		refuse_status(r, rc, err.text);
}

static size_t open_requests(const struct momus_served *s)
{
	size_t n = 0;

	for (const struct request *r = s->list; r; r = r->next)
		n += !r->work.ended;
	return n;
}

/* Whether R may be begun: its model is the one that is served. */
static bool is_served(struct request *r)
{
	struct momus_served *s = r->served;
	struct momus_error why = { "" };

	if (open_requests(s) > MOMUS_SERVED_OPEN) {
		refuse(r, 503, "too many requests wait; try again later",
		       "server_error", NULL, "overloaded");
		return false;
	}
	if (!r->wish.model.ptr ||
	    momus_text_equal(r->wish.model, momus_text_of(r->head.model)))
		return true;
	momus_fail(&why, MOMUS_EINVAL,
		   "the model \"%.*s\" is not served here; \"%s\" is",
		   r->wish.model.len > 100 ? 100 : (int)r->wish.model.len,
		   r->wish.model.ptr, r->head.model);
	refuse(r, 404, why.text, "invalid_request_error", "model",
	       "model_not_found");
	return false;
}

static void begin_all(struct request *r)
{
	struct momus_wish *w = &r->wish;

	if (!w->seeded && getrandom(&w->seed, sizeof w->seed, 0) < 0)
		w->seed = r->head.number;
	r->samples =
		momus_arena_alloc(r->arena, w->samples * sizeof *r->samples);
	r->parts = momus_arena_alloc(r->arena, w->samples * sizeof *r->parts);
	if (!r->samples || !r->parts) {
		r->samples = NULL;
		r->parts = NULL;
		refuse(r, 500, "the request does not fit into memory",
		       "server_error", NULL, NULL);
		return;
	}
	r->work.stream = w->stream;
	for (uint32_t i = 0; i < w->samples && !r->work.ended; i++)
		begin_part(r, i);
	for (uint32_t i = 0; r->work.stream && i < w->samples; i++)
		momus_wish_begin(&r->head, i, &r->work.out);
}

static void append(struct request **list, struct request *r)
{
	while (*list)
		list = &(*list)->next;
	*list = r;
}

struct momus_work *momus_served_begin(struct momus_served *s, bool chat,
				      struct momus_text body)
{
	struct request *r = calloc(1, sizeof *r);
	struct momus_error err = { "" };
	int rc;

	if (!r)
		return NULL;
	r->served = s;
	momus_buffer_init(&r->work.out, MOMUS_SERVED_REPLY);
	r->arena = momus_arena_create(MOMUS_SERVED_REPLY);
	if (r->arena)
		body = momus_arena_copy(r->arena, body);
	if (!r->arena || !body.ptr) {
		momus_arena_free(r->arena);
		free(r);
		return NULL;
	}
	append(&s->list, r);
	r->head = (struct momus_wish_head){
		.wish = &r->wish,
		.model = s->setup.ops->model(s->setup.self),
		.number = ++s->requests,
		.created = s->setup.now(),
	};
	rc = momus_wish_read(&r->wish, body, chat, r->arena, &err);
	if (rc < 0)
		refuse_status(r, rc, err.text);
	else if (is_served(r))
		begin_all(r);
	return &r->work;
}

/* The backend answers one call at a time: the next sample of the oldest. */
static void answer_one(struct momus_served *s)
{
	struct request *r = s->list;
	struct momus_error err = { "" };
	uint32_t i = 0;
	int rc;

	while (r && r->work.ended)
		r = r->next;
	if (!r)
		return;
	while (r->samples[i].done)
		i++;
	rc = s->setup.ops->complete(s->setup.self, &r->parts[i].call,
				    &r->samples[i].completion, &err);
	end_part(r, i, rc, err.text);
}

int momus_served_advance(struct momus_served *s, size_t *left,
			 struct momus_error *err)
{
	size_t in;
	int rc = MOMUS_OK;

	if (s->batch)
		rc = s->batch->advance(s->setup.self, &in, err);
	else
		answer_one(s);
	*left = open_requests(s);
	return rc;
}
