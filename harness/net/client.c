/* client.c - see client.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/bucket.h"
#include "net/client.h"
#include "net/requests.h"
#include "net/secret.h"
#include "net/servers.h"

/* A server that asks for a longer pause than this (a daily quota) is not
 * waited for: the requests fail, and a resumed run takes them up again. */
#define PAUSE_MAX_S 600

#define URL_MAX 4096

struct momus_client {
	struct momus_client_world world;
	struct momus_servers servers;
	struct momus_bucket requests, tokens;
	char *name, *secret, *proxy, *ca_file; /* owned */
	double deadline_s, connect_s, backoff_s, backoff_max_s;
	uint32_t tries_max;
	size_t reply_limit, in_flight_max;
	double window, narrowed_at; /* in flight that the servers bear */
	struct momus_requests held;
	uint64_t wake;
	double wake_at;
	struct momus_client_counts counts;
};

static void pump(struct momus_client *c, bool may_finish);

static void finish(struct momus_request *r, enum momus_client_end end)
{
	struct momus_client *c = r->client;
	struct momus_client_request ask = r->ask;
	struct momus_client_outcome out = {
		.end = end,
		.attempts = r->attempts,
		.latency_s = r->latency_s,
		.waited_s = c->world.now(c->world.self) - r->since,
		.status = r->status,
	};

	if (end == MOMUS_CLIENT_FAILED) {
		snprintf(out.reason, sizeof out.reason,
			 "%s (%u request%s made)", r->last, r->attempts,
			 r->attempts == 1 ? "" : "s");
		momus_secret_blot(out.reason, strlen(out.reason), c->secret);
	}
	momus_requests_give(&c->held, r);
	c->counts.waiting--;
	ask.done(ask.arg, &out);
}

/* Trying again. */

static void on_ready(void *arg)
{
	struct momus_request *r = arg;

	momus_requests_queue(&r->client->held, r, true);
	pump(r->client, true);
}

/* Full jitter (Brooker 2015, "Exponential Backoff And Jitter"): uniform between
 * nothing and the back-off of this try. */
static void back_off(struct momus_request *r)
{
	struct momus_client *c = r->client;
	int doublings = r->tries > 60 ? 60 : (int)r->tries - 1;
	double wait = fmin(c->backoff_max_s, ldexp(c->backoff_s, doublings));

	wait *= momus_stream_real(&r->ask.jitter);
	r->state = MOMUS_REQUEST_WAITING;
	r->handle = c->world.timer(
		c->world.self, c->world.now(c->world.self) + wait, on_ready, r);
	if (!r->handle) /* out of memory: without the wait, then */
		momus_requests_queue(&c->held, r, false);
}

static void again(struct momus_request *r)
{
	struct momus_client *c = r->client;

	if (r->tries >= c->tries_max ||
	    momus_servers_dead(&c->servers, c->tries_max))
		finish(r, MOMUS_CLIENT_FAILED);
	else
		back_off(r);
}

/* A server that says 429 bears less than it gets: half, at most once a second.
 * Each reply widens the window again, by one for each windowful. */
static void narrow(struct momus_client *c, double now)
{
	c->counts.throttled++;
	if (now < c->narrowed_at + 1)
		return;
	c->narrowed_at = now;
	c->window = fmax(1, c->window / 2);
}

static void widen(struct momus_client *c)
{
	c->window = fmin((double)c->in_flight_max, c->window + 1 / c->window);
}

static bool passing(long status)
{
	return status == 408 || status == 425 || status == 429 ||
	       (status >= 500 && status != 501 && status != 505);
}

/* The reply says to come again later. */
static void refused(struct momus_request *r,
		    const struct momus_http_result *result, double now)
{
	struct momus_client *c = r->client;

	if (!isnan(result->retry_after_s))
		momus_servers_rest(r->server, now + result->retry_after_s);
	if (result->status == 429)
		narrow(c, now);
	else if (isnan(result->retry_after_s))
		momus_servers_bad(&c->servers, r->server, false, now,
				  momus_stream_real(&r->ask.jitter));
	momus_request_blame(r, r->server->url, result);
	again(r);
}

static void read_reply(struct momus_request *r,
		       const struct momus_http_result *result)
{
	struct momus_client_reading reading = { .tokens = -1 };
	struct momus_client *c = r->client;

	momus_servers_good(r->server);
	widen(c);
	r->ask.read(r->ask.arg, result, &reading);
	if (reading.tokens >= 0) /* what was expected has been taken */
		momus_bucket_take(&c->tokens,
				  (double)(reading.tokens - r->ask.tokens));
	if (!reading.again) {
		finish(r, MOMUS_CLIENT_REPLIED);
		return;
	}
	snprintf(r->last, sizeof r->last, "%.80s: %.*s", r->server->url,
		 (int)(reading.why.len < 110 ? reading.why.len : 110),
		 reading.why.ptr ? reading.why.ptr : "");
	again(r);
}

static void broken(struct momus_request *r,
		   const struct momus_http_result *result, double now)
{
	struct momus_client *c = r->client;

	momus_request_blame(r, r->server->url, result);
	if (result->error == MOMUS_HTTP_TOO_LARGE) { /* and so would the next */
		momus_servers_good(r->server);
		finish(r, MOMUS_CLIENT_FAILED);
		return;
	}
	momus_servers_bad(&c->servers, r->server,
			  result->error == MOMUS_HTTP_CONNECT ||
				  result->error == MOMUS_HTTP_TLS,
			  now, momus_stream_real(&r->ask.jitter));
	again(r);
}

static void on_attempt(void *arg, const struct momus_http_result *result)
{
	struct momus_request *r = arg;
	struct momus_client *c = r->client;
	double now = c->world.now(c->world.self);

	c->counts.in_flight--;
	c->counts.waiting++;
	r->server->in_flight--;
	r->latency_s = result->latency_s;
	r->status = result->status;
	if (result->sent) {
		c->counts.attempts++;
		c->counts.retries += r->attempts++ > 0;
	}
	if (result->error != MOMUS_HTTP_OK)
		broken(r, result, now);
	else if (passing(result->status))
		refused(r, result, now);
	else
		read_reply(r, result);
	pump(c, true);
}

/* Sending. */

static void on_hopeless(void *arg)
{
	struct momus_request *r = arg;

	finish(r, MOMUS_CLIENT_FAILED);
}

static void launch(struct momus_request *r, struct momus_server *server)
{
	struct momus_client *c = r->client;
	struct momus_error err = { "" };
	char url[URL_MAX];
	struct momus_http_post post = {
		.url = url,
		.bearer = c->secret,
		.proxy = c->proxy,
		.ca_file = c->ca_file,
		.body = r->ask.body,
		.deadline_s = c->deadline_s,
		.connect_s = c->connect_s,
		.reply_limit = c->reply_limit,
	};

	momus_requests_unqueue(&c->held, r);
	snprintf(url, sizeof url, "%s%s", server->url, r->path);
	r->tries++;
	r->server = server;
	r->state = MOMUS_REQUEST_FLYING;
	if (!c->world.start(c->world.self, &post, on_attempt, r, &r->handle,
			    &err)) {
		momus_bucket_take(&c->requests, 1);
		momus_bucket_take(&c->tokens, (double)r->ask.tokens);
		server->in_flight++;
		c->counts.in_flight++;
		c->counts.waiting--;
		return;
	}
	/* Not from here: this may be within send(). */
	snprintf(r->last, sizeof r->last, "%.190s", err.text);
	r->state = MOMUS_REQUEST_WAITING;
	r->handle = c->world.timer(c->world.self, c->world.now(c->world.self),
				   on_hopeless, r);
	if (!r->handle)
		momus_requests_queue(&c->held, r, false);
}

static void on_wake(void *arg)
{
	struct momus_client *c = arg;

	c->wake = 0;
	pump(c, true);
}

static void wake_at(struct momus_client *c, double at)
{
	if (c->wake && c->wake_at <= at)
		return;
	if (c->wake)
		c->world.timer_cancel(c->world.self, c->wake);
	c->wake_at = at;
	c->wake = c->world.timer(c->world.self, at, on_wake, c);
}

/* Nobody is there: what is queued fails, unless this is within send(). */
static bool give_up(struct momus_client *c, double now, double ready_at,
		    bool may_finish)
{
	struct momus_request *r = c->held.first;

	if (!momus_servers_dead(&c->servers, c->tries_max) &&
	    ready_at - now <= PAUSE_MAX_S)
		return false;
	if (!may_finish) {
		wake_at(c, now);
		return false;
	}
	momus_requests_unqueue(&c->held, r);
	if (!r->last[0])
		snprintf(r->last, sizeof r->last, "%.80s: %s",
			 c->servers.all->url,
			 ready_at - now > PAUSE_MAX_S
				 ? "asks for a pause of more than ten minutes"
				 : "does not answer");
	finish(r, MOMUS_CLIENT_FAILED);
	return true;
}

/* Starts what may be started now, and sets the alarm for the next. */
static void pump(struct momus_client *c, bool may_finish)
{
	while (c->held.first &&
	       (double)c->counts.in_flight < floor(c->window)) {
		double now = c->world.now(c->world.self), ready_at;
		struct momus_request *r = c->held.first;
		struct momus_server *server;
		double wait;

		wait = fmax(momus_bucket_wait(&c->requests, 1, now),
			    momus_bucket_wait(&c->tokens, (double)r->ask.tokens,
					      now));
		if (wait > 0) {
			wake_at(c, now + wait);
			return;
		}
		server = momus_servers_pick(&c->servers, r->server, now,
					    &ready_at);
		if (server) {
			launch(r, server);
		} else if (!give_up(c, now, ready_at, may_finish)) {
			wake_at(c, ready_at);
			return;
		}
	}
}

int momus_client_send(struct momus_client *c,
		      const struct momus_client_request *request,
		      uint64_t *ticket, struct momus_error *err)
{
	struct momus_request *r = momus_requests_take(&c->held, request);

	if (!r)
		return momus_fail(err, MOMUS_ENOMEM, "client: out of memory");
	r->client = c;
	r->since = c->world.now(c->world.self);
	*ticket = momus_requests_ticket(r);
	c->counts.waiting++;
	momus_requests_queue(&c->held, r, false);
	pump(c, false);
	return MOMUS_OK;
}

/* Takes back what is under way for R, whatever its state. */
static void stop(struct momus_request *r)
{
	struct momus_client *c = r->client;

	if (r->state == MOMUS_REQUEST_QUEUED) {
		momus_requests_unqueue(&c->held, r);
	} else if (r->state == MOMUS_REQUEST_WAITING) {
		c->world.timer_cancel(c->world.self, r->handle);
	} else if (r->state == MOMUS_REQUEST_FLYING) {
		c->world.cancel(c->world.self, r->handle);
		r->server->in_flight--;
		c->counts.in_flight--;
		c->counts.waiting++;
		c->counts.attempts++;
		c->counts.retries += r->attempts++ > 0;
	}
}

uint32_t momus_client_cancel(struct momus_client *c, uint64_t ticket)
{
	struct momus_request *r = momus_requests_find(&c->held, ticket);
	uint32_t attempts;

	if (!r)
		return 0;
	stop(r);
	attempts = r->attempts;
	momus_requests_give(&c->held, r);
	c->counts.waiting--;
	pump(c, false);
	return attempts;
}

bool momus_client_is_flying(const struct momus_client *c, uint64_t ticket)
{
	const struct momus_request *r = momus_requests_find(&c->held, ticket);

	return r && r->state == MOMUS_REQUEST_FLYING;
}

void momus_client_count(const struct momus_client *c,
			struct momus_client_counts *out)
{
	*out = c->counts;
	out->resting =
		momus_servers_resting(&c->servers, c->world.now(c->world.self));
}

/* Life and death. */

void momus_client_free(struct momus_client *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->held.n; i++)
		stop(c->held.all[i]);
	momus_requests_release(&c->held);
	if (c->wake)
		c->world.timer_cancel(c->world.self, c->wake);
	momus_servers_release(&c->servers);
	if (c->secret)
		explicit_bzero(c->secret, strlen(c->secret));
	free(c->secret);
	free(c->name);
	free(c->proxy);
	free(c->ca_file);
	free(c);
}

static int read_secret(struct momus_client *c, const char *variable,
		       struct momus_error *err)
{
	const char *value = variable ? getenv(variable) : NULL;

	if (!variable)
		return MOMUS_OK;
	if (!value || !*value)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: the environment variable %s, which "
				  "api_key_env names, is %s; export it first",
				  c->name, variable,
				  value ? "empty" : "not set");
	for (const char *p = value; *p; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 127)
			return momus_fail(
				err, MOMUS_EINVAL,
				"%s: the environment variable %s, which "
				"api_key_env names, holds a blank, a line "
				"break or a letter outside ASCII: no HTTP "
				"header can carry it",
				c->name, variable);
	c->secret = strdup(value);
	return c->secret
		       ? MOMUS_OK
		       : momus_fail(err, MOMUS_ENOMEM, "client: out of memory");
}

static bool copy(char **out, const char *s)
{
	*out = s ? strdup(s) : NULL;
	return *out || !s;
}

int momus_client_create(struct momus_client **out,
			const struct momus_client_setup *setup,
			struct momus_error *err)
{
	const struct momus_endpoint *e = setup->endpoint;
	struct momus_client *c = calloc(1, sizeof *c);
	int rc = MOMUS_ENOMEM;
	double now;

	if (!c || !copy(&c->name, setup->name) || !copy(&c->proxy, e->proxy) ||
	    !copy(&c->ca_file, e->ca_file)) {
		momus_fail(err, rc, "client: out of memory");
		goto out;
	}
	c->world = *setup->world;
	now = c->world.now(c->world.self);
	momus_bucket_init(&c->requests, e->requests_per_minute, now);
	momus_bucket_init(&c->tokens, e->tokens_per_minute, now);
	c->deadline_s = e->deadline_s;
	c->connect_s = e->connect_s;
	c->backoff_s = e->backoff_s;
	c->backoff_max_s = e->backoff_max_s;
	c->reply_limit = e->reply_limit;
	c->tries_max = (uint32_t)(e->attempts > 0 ? e->attempts : 1);
	c->in_flight_max =
		(size_t)(e->in_flight > 0 ? e->in_flight : setup->in_flight);
	c->window = (double)c->in_flight_max;
	c->narrowed_at = -INFINITY;
	rc = momus_servers_init(&c->servers, e->base_urls, e->backoff_s,
				e->backoff_max_s, err);
	if (!rc)
		rc = read_secret(c, e->api_key_env, err);
	if (rc)
		goto out;
	*out = c;
	c = NULL;
out:
	momus_client_free(c);
	return rc;
}
