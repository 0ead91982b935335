/* servers.c - see servers.h */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"
#include "sim/servers.h"

enum { REPLY_LIMIT = 4 << 20, FEW = 48 };

struct sim_attempt {
	struct sim_attempt *prev, *next;
	struct sim_servers *servers;
	uint64_t ticket;	/* the clock's id */
	struct momus_text body; /* borrowed until done */
	double started, deadline_s;
	unsigned model, server;
	enum sim_fate fate;
	momus_http_done_fn *done;
	void *arg;
};

void sim_servers_init(struct sim_servers *s, struct sim_clock *clock,
		      struct sim_trace *trace)
{
	memset(s, 0, sizeof *s);
	s->clock = clock;
	s->trace = trace;
}

void sim_servers_session(struct sim_servers *s,
			 const struct sim_weather *weather,
			 struct momus_stream stream)
{
	s->weather = weather;
	s->stream = stream;
	s->begun = s->clock->now;
	s->started = s->answered = s->shared = s->most = s->billed = 0;
	s->told = (struct sim_usage){ .told = true };
}

static void unlink_attempt(struct sim_attempt *a)
{
	struct sim_servers *s = a->servers;

	if (a->prev)
		a->prev->next = a->next;
	else
		s->flying = a->next;
	if (a->next)
		a->next->prev = a->prev;
	s->in_flight[a->model][a->server]--;
}

static bool is_down(const struct sim_servers *s, unsigned server)
{
	double at = s->clock->now - s->begun;

	for (size_t i = 0; i < SIM_OUTAGES; i++) {
		const struct sim_outage *o = &s->weather->outages[server][i];

		if (at >= o->from && at < o->to)
			return true;
	}
	return false;
}

static enum sim_fate draw_fate(struct sim_servers *s, unsigned model,
			       unsigned server)
{
	const struct sim_weather *w = s->weather;
	double u = momus_stream_real(&s->stream);

	if (is_down(s, server))
		return SIM_FATE_UNREACHABLE;
	if (w->bears && s->in_flight[model][server] >= w->bears)
		return SIM_FATE_THROTTLED;
	for (enum sim_fate f = 1; f < SIM_N_FATES; f++) {
		if (u < w->fates[f])
			return f;
		u -= w->fates[f];
	}
	return SIM_FATE_FINE;
}

static double draw_latency(struct sim_servers *s, enum sim_fate fate,
			   double deadline_s)
{
	double wait =
		sim_weather_wait(s->weather, s->weather->latency_s, &s->stream);

	switch (fate) {
	case SIM_FATE_SILENT:
		return deadline_s;
	case SIM_FATE_SLOW:
		return fmin(deadline_s, wait * 30);
	case SIM_FATE_UNREACHABLE:
	case SIM_FATE_THROTTLED:
	case SIM_FATE_TLS:
		return wait / 20;
	default:
		return fmin(deadline_s, wait);
	}
}

/* What the fate makes of the whole reply R, whose body is BODY. */

static void replied(struct momus_http_result *r, struct momus_buffer *body,
		    long status, const char *text)
{
	r->status = status;
	momus_buffer_reset(body);
	momus_buffer_puts(body, text);
}

static void broken(struct momus_http_result *r, enum momus_http_error error,
		   const char *message)
{
	r->error = error;
	r->status = 0;
	r->body.len = 0;
	snprintf(r->message, sizeof r->message, "%s", message);
}

static void misreply(enum sim_fate fate, struct momus_http_result *r,
		     struct momus_buffer *body)
{
	static const char error[] = "{\"error\":{\"message\":\"as drawn\"}}";

	switch (fate) {
	case SIM_FATE_THROTTLED_AFTER:
		r->retry_after_s = 1.5;
		/* fallthrough */
	case SIM_FATE_THROTTLED:
		return replied(r, body, 429, error);
	case SIM_FATE_PAUSED:
		r->retry_after_s = 3600;
		return replied(r, body, 429, error);
	case SIM_FATE_ERROR:
		return replied(r, body, 500, error);
	case SIM_FATE_BUSY_AFTER:
		r->retry_after_s = 7;
		return replied(r, body, 503, error);
	case SIM_FATE_GATEWAY:
		return replied(r, body, 502, "<html>Bad gateway</html>");
	case SIM_FATE_REFUSED:
		return replied(r, body, 400, error);
	case SIM_FATE_GARBAGE:
		body->len -= body->len / 3;
		return;
	case SIM_FATE_BINARY:
		body->ptr[body->len / 2] = (char)0xff;
		return;
	case SIM_FATE_EMPTY:
		return replied(r, body, 200, "");
	case SIM_FATE_CHOICELESS:
		return replied(r, body, 200, "{\"choices\":[]}");
	case SIM_FATE_ERROR_INSIDE:
		return replied(r, body, 200, error);
	default:
		return;
	}
}

static void break_off(enum sim_fate fate, struct momus_http_result *r)
{
	switch (fate) {
	case SIM_FATE_UNREACHABLE:
		r->sent = false;
		return broken(r, MOMUS_HTTP_CONNECT, "connection refused");
	case SIM_FATE_RESET:
		return broken(r, MOMUS_HTTP_RESET, "the connection broke");
	case SIM_FATE_SILENT:
		return broken(r, MOMUS_HTTP_DEADLINE, "no answer in time");
	case SIM_FATE_TRUNCATED:
		return broken(r, MOMUS_HTTP_TRUNCATED, "the body was cut");
	case SIM_FATE_LARGE:
		return broken(r, MOMUS_HTTP_TOO_LARGE, "too much");
	case SIM_FATE_TLS:
		r->sent = false;
		return broken(r, MOMUS_HTTP_TLS, "certificate expired");
	default:
		return;
	}
}

static enum sim_twist twist_of(enum sim_fate fate)
{
	switch (fate) {
	case SIM_FATE_MORE:
		return SIM_TWIST_MORE;
	case SIM_FATE_SHUFFLED:
		return SIM_TWIST_SHUFFLED;
	case SIM_FATE_FEWER:
		return SIM_TWIST_FEWER;
	case SIM_FATE_FILTERED:
		return SIM_TWIST_WITHHELD;
	case SIM_FATE_NULLED:
		return SIM_TWIST_NULLED;
	default:
		return SIM_TWIST_NONE;
	}
}

/* Whether a reply of FATE can be read, and so what it says of its tokens. */
static bool is_read(enum sim_fate fate)
{
	return fate <= SIM_FATE_LAST_GOOD || fate == SIM_FATE_FEWER ||
	       fate == SIM_FATE_FILTERED || fate == SIM_FATE_NULLED;
}

/* The moment at which an attempt ends, one way or the other. */
static void land(void *arg)
{
	struct sim_attempt *a = arg;
	struct sim_servers *s = a->servers;
	struct momus_http_result r = { .status = 200,
				       .sent = true,
				       .retry_after_s = NAN };
	struct momus_buffer body;
	struct sim_usage used;

	/* The server may have gone down since. */
	if (a->fate != SIM_FATE_UNREACHABLE && is_down(s, a->server))
		a->fate = SIM_FATE_RESET;
	momus_buffer_init(&body, REPLY_LIMIT);
	sim_memory_pause();
	used = sim_answer_write(a->body, s->salt, twist_of(a->fate), &body);
	misreply(a->fate, &r, &body);
	r.body = momus_buffer_text(&body);
	break_off(a->fate, &r);
	r.latency_s = s->clock->now - a->started;
	sim_trace(s->trace, "%s %u: %016llx %s", a->model ? "critic" : "gen",
		  a->server, (unsigned long long)sim_answer_number(a->body, 0),
		  sim_fate_names[a->fate]);
	s->answered += a->fate <= SIM_FATE_LAST_GOOD;
	if (a->fate <= SIM_FATE_LAST_GOOD && used.told) {
		s->told.prompt += used.prompt;
		s->told.completion += used.completion;
	}
	if (is_read(a->fate) && used.told)
		s->billed += used.prompt + used.completion;
	unlink_attempt(a);
	sim_memory_resume();
	a->done(a->arg, &r);
	momus_buffer_release(&body);
	free(a);
}

/* Which server URL is of; false if it is none of ours. */
static bool place(const char *url, unsigned *model, unsigned *server)
{
	static const char *const models[2] = { "http://gen", "http://critic" };
	size_t len;

	for (*model = 0; *model < 2; ++*model) {
		len = strlen(models[*model]);
		if (strncmp(url, models[*model], len) != 0)
			continue;
		*server = (unsigned)(url[len] - '0');
		return *server < SIM_SERVERS_MAX &&
		       strncmp(url + len + 1, ".sim/v1/", 8) == 0;
	}
	return false;
}

static void count(struct sim_servers *s, unsigned model)
{
	uint32_t n = 0;

	s->started++;
	for (size_t i = 0; i < SIM_SERVERS_MAX; i++)
		n += s->in_flight[model][i];
	if (n > s->most)
		s->most = n;
}

static bool asks(struct momus_text body, const struct sim_limit *l)
{
	char member[48];

	snprintf(member, sizeof member, "\"model\":\"%s\"", l->model);
	return momus_text_find(body, momus_text_of(member), 0) != (size_t)-1;
}

/* Whether the model that BODY, which flies too, is for is asked too much. */
static void watch_limits(const struct sim_servers *s, struct momus_text body)
{
	for (size_t i = 0; i < s->n_limits; i++) {
		uint32_t n = 0;

		if (!asks(body, &s->limits[i]))
			continue;
		for (struct sim_attempt *a = s->flying; a; a = a->next)
			n += asks(a->body, &s->limits[i]);
		if (n > s->limits[i].most && s->crowded)
			s->crowded(s->arg, s->limits[i].model);
	}
}

int sim_servers_start(void *self, const struct momus_http_post *post,
		      momus_http_done_fn *done, void *arg, uint64_t *ticket,
		      struct momus_error *err)
{
	struct sim_servers *s = self;
	struct sim_attempt *a;
	unsigned model, server, samples;

	if (!place(post->url, &model, &server)) {
		fprintf(stderr, "sim: no server is at %s\n", post->url);
		abort();
	}
	if (s->key ? !post->bearer || strcmp(post->bearer, s->key) != 0
		   : post->bearer != NULL) {
		fprintf(stderr, "sim: the wrong key comes to %s\n", post->url);
		abort();
	}
	if (s->weather->start_refused &&
	    momus_stream_below(&s->stream, FEW) == 0)
		return momus_fail(err, MOMUS_EINVAL, "the attempt is refused");
	a = calloc(1, sizeof *a);
	if (!a)
		abort();
	a->servers = s;
	a->body = post->body;
	a->started = s->clock->now;
	a->deadline_s = post->deadline_s;
	a->model = model;
	a->server = server;
	a->fate = draw_fate(s, model, server);
	a->done = done;
	a->arg = arg;
	a->next = s->flying;
	if (a->next)
		a->next->prev = a;
	s->flying = a;
	s->in_flight[model][server]++;
	a->ticket = sim_clock_set(
		s->clock,
		s->clock->now + draw_latency(s, a->fate, a->deadline_s), land,
		a);
	*ticket = a->ticket;
	count(s, model);
	watch_limits(s, post->body);
	samples = sim_answer_samples(post->body);
	s->shared += samples > 1;
	for (unsigned i = 0; s->asked && i < samples; i++)
		s->asked(s->arg, sim_answer_number(post->body, i));
	return MOMUS_OK;
}

void sim_servers_cancel(void *self, uint64_t ticket)
{
	struct sim_servers *s = self;
	struct sim_attempt *a = s->flying;

	while (a && a->ticket != ticket)
		a = a->next;
	if (!a)
		return;
	sim_trace(s->trace, "%s %u: cancelled", a->model ? "critic" : "gen",
		  a->server);
	sim_clock_cancel(s->clock, ticket);
	unlink_attempt(a);
	free(a);
}
