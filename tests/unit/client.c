/* client.c - the policy above attempts, in a world of virtual time
 *
 * The world answers each attempt after a second with what the test's script
 * says of (server, number of the attempt).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/client.h"
#include "tap.h"

enum { EVENTS_MAX = 4096 };

/* What the script answers. */
struct answer {
	enum momus_http_error error;
	long status;
	double retry_after_s, latency_s;
};

struct event {
	double at;
	uint64_t id; /* 0: none */
	momus_loop_timer_fn *fn;
	momus_http_done_fn *done; /* of an attempt, or NULL */
	void *arg;
	struct answer answer;
};

static struct {
	double now;
	uint64_t last_id;
	struct event events[EVENTS_MAX];
	struct answer (*script)(const char *url, unsigned nth);
	unsigned started, flying, most;
	double starts[EVENTS_MAX];
	char order[64]; /* first letter of each body started */
} world;

static double now(void *self)
{
	(void)self;
	return world.now;
}

static struct event *new_event(double at)
{
	struct event *e = world.events;

	while (e->id)
		CHECK(++e < world.events + EVENTS_MAX);
	*e = (struct event){ .at = at, .id = ++world.last_id };
	return e;
}

static void drop(void *self, uint64_t id)
{
	(void)self;
	for (struct event *e = world.events;
	     id && e < world.events + EVENTS_MAX; e++)
		if (e->id == id) {
			world.flying -= e->done != NULL;
			e->id = 0;
		}
}

static uint64_t timer(void *self, double at, momus_loop_timer_fn *fn, void *arg)
{
	struct event *e = new_event(at);

	(void)self;
	e->fn = fn;
	e->arg = arg;
	return e->id;
}

static int start(void *self, const struct momus_http_post *post,
		 momus_http_done_fn *done, void *arg, uint64_t *ticket,
		 struct momus_error *err)
{
	struct event *e;

	(void)self;
	if (strstr(post->url, "refused"))
		return momus_fail(err, MOMUS_EINVAL, "%s: no such scheme",
				  post->url);
	e = new_event(INFINITY);
	e->done = done;
	e->arg = arg;
	world.starts[world.started] = world.now;
	if (world.started < sizeof world.order - 1 && post->body.len)
		world.order[world.started] = post->body.ptr[0];
	e->answer = world.script(post->url, world.started);
	e->at = world.now + e->answer.latency_s;
	*ticket = e->id;
	world.started++;
	if (++world.flying > world.most)
		world.most = world.flying;
	return MOMUS_OK;
}

static void land(struct event e)
{
	struct momus_http_result r = {
		.error = e.answer.error,
		.status = e.answer.status,
		.sent = e.answer.error != MOMUS_HTTP_CONNECT,
		.retry_after_s = e.answer.retry_after_s,
		.latency_s = e.answer.latency_s,
		.body = MOMUS_TEXT("{\"a\":\n 1}"),
		.message = "it broke",
	};

	world.flying--;
	e.done(e.arg, &r);
}

/* Runs until nothing is left to happen. */
static void run(void)
{
	for (;;) {
		struct event *next = NULL, e;

		for (struct event *x = world.events;
		     x < world.events + EVENTS_MAX; x++)
			if (x->id && (!next || x->at < next->at ||
				      (x->at == next->at && x->id < next->id)))
				next = x;
		if (!next || isinf(next->at))
			return;
		e = *next;
		next->id = 0;
		world.now = fmax(world.now, e.at);
		if (e.done)
			land(e);
		else
			e.fn(e.arg);
	}
}

static struct momus_client *client;
static struct momus_endpoint endpoint;
static struct momus_client_outcome outcomes[1024];
static unsigned n_done;
static bool dislike; /* read() wants another attempt */

static const char *const one[] = { "http://a/v1", NULL };
static const char *const two[] = { "http://a/v1", "http://b/v1", NULL };
static const char *const bad[] = { "refused://a", NULL };

static struct answer fine(const char *url, unsigned nth)
{
	(void)url, (void)nth;
	return (struct answer){ MOMUS_HTTP_OK, 200, NAN, 1 };
}

static void begin(struct answer (*script)(const char *, unsigned))
{
	momus_client_free(client);
	client = NULL;
	memset(&world, 0, sizeof world);
	memset(outcomes, 0, sizeof outcomes);
	world.script = script;
	world.now = 1000;
	n_done = 0;
	dislike = false;
	endpoint = (struct momus_endpoint){
		.base_urls = one,
		.attempts = 6,
		.deadline_s = 60,
		.connect_s = 10,
		.backoff_s = 0.5,
		.backoff_max_s = 60,
		.reply_limit = 1000,
	};
}

static int create(int64_t in_flight, struct momus_error *err)
{
	struct momus_client_world w = { NULL, now, timer, drop, start, drop };
	struct momus_client_setup setup = { "generator", &endpoint, &w,
					    in_flight };

	return momus_client_create(&client, &setup, err);
}

static void read_reply(void *arg, const struct momus_http_result *reply,
		       struct momus_client_reading *out)
{
	(void)arg, (void)reply;
	out->again = dislike;
	out->why = MOMUS_TEXT("not to our liking");
}

static void done(void *arg, const struct momus_client_outcome *outcome)
{
	(void)arg;
	outcomes[n_done++] = *outcome;
}

static uint64_t send_one(const char *body)
{
	struct momus_client_request r = {
		.path = "/chat/completions",
		.body = momus_text_of(body),
		.tokens = 100,
		.read = read_reply,
		.done = done,
	};
	uint64_t ticket = 0;

	momus_stream_init(&r.jitter, 7, r.body, world.last_id, 0, "jitter");
	CHECK_INT(momus_client_send(client, &r, &ticket, NULL), MOMUS_OK);
	CHECK(ticket > 0);
	return ticket;
}

static struct momus_client_counts counts(void)
{
	struct momus_client_counts c;

	momus_client_count(client, &c);
	return c;
}

TEST(requests_start_in_order_and_no_more_than_allowed_fly)
{
	begin(fine);
	CHECK_INT(create(3, NULL), MOMUS_OK);
	for (const char *p = "abcdefgh"; *p; p++)
		send_one(p);
	CHECK_INT(counts().in_flight, 3);
	CHECK_INT(counts().waiting, 5);
	CHECK_INT(n_done, 0);
	run();
	CHECK_INT(n_done, 8);
	CHECK_INT(world.most, 3);
	CHECK_STR(world.order, "abcdefgh");
	CHECK_NEAR(world.now, 1003, 1e-6);
	for (unsigned i = 0; i < n_done; i++) {
		CHECK_INT(outcomes[i].end, MOMUS_CLIENT_REPLIED);
		CHECK_INT(outcomes[i].attempts, 1);
		CHECK_INT(outcomes[i].status, 200);
		CHECK_NEAR(outcomes[i].latency_s, 1, 1e-9);
	}
	CHECK_INT(counts().in_flight + counts().waiting, 0);
}

static struct answer broken_twice(const char *url, unsigned nth)
{
	struct answer a = fine(url, nth);

	if (nth < 2)
		a.error = MOMUS_HTTP_RESET;
	return a;
}

TEST(a_broken_connection_is_tried_again_and_each_attempt_counted)
{
	begin(broken_twice);
	CHECK_INT(create(1, NULL), MOMUS_OK);
	send_one("x");
	run();
	CHECK_INT(n_done, 1);
	CHECK_INT(outcomes[0].end, MOMUS_CLIENT_REPLIED);
	CHECK_INT(outcomes[0].attempts, 3);
	CHECK_INT(counts().attempts, 3);
	CHECK_INT(counts().retries, 2);
	CHECK(outcomes[0].waited_s > 3 && outcomes[0].waited_s < 3 + 0.5 + 1);
}

static struct answer always_500(const char *url, unsigned nth)
{
	(void)url, (void)nth;
	return (struct answer){ MOMUS_HTTP_OK, 500, NAN, 1 };
}

TEST(after_the_last_try_the_failure_names_server_status_and_body)
{
	begin(always_500);
	CHECK_INT(create(1, NULL), MOMUS_OK);
	send_one("x");
	run();
	CHECK_INT(n_done, 1);
	CHECK_INT(outcomes[0].end, MOMUS_CLIENT_FAILED);
	CHECK_STR(outcomes[0].reason, "http://a/v1: HTTP status 500: "
				      "{\"a\": 1} (6 requests made)");
	CHECK_INT(world.started, 6);
}

TEST(backing_off_doubles_with_full_jitter_up_to_its_limit)
{
	double sum[8] = { 0 };

	for (int k = 0; k < 200; k++) {
		begin(always_500);
		endpoint.attempts = 9;
		endpoint.backoff_max_s = 8;
		/* Rests would hide the back-offs. */
		world.last_id = (uint64_t)k;
		CHECK_INT(create(1, NULL), MOMUS_OK);
		dislike = true;
		world.script = fine; /* whole replies, which we dislike */
		send_one("x");
		run();
		CHECK_INT(world.started, 9);
		for (int i = 0; i < 8; i++) {
			double wait = world.starts[i + 1] - world.starts[i] - 1;

			CHECK(wait >= -1e-9);
			CHECK(wait <= fmin(8, ldexp(0.5, i)) + 1e-9);
			sum[i] += wait;
		}
	}
	for (int i = 0; i < 8; i++) /* the mean of uniform draws */
		CHECK_NEAR(sum[i] / 200, fmin(8, ldexp(0.5, i)) / 2,
			   fmin(8, ldexp(0.5, i)) * 0.1);
}

TEST(a_reply_that_the_reader_dislikes_ends_with_its_reason)
{
	begin(fine);
	CHECK_INT(create(1, NULL), MOMUS_OK);
	dislike = true;
	send_one("x");
	run();
	CHECK_INT(outcomes[0].end, MOMUS_CLIENT_FAILED);
	CHECK_STR(outcomes[0].reason,
		  "http://a/v1: not to our liking (6 requests made)");
}

static struct answer wants_pause(const char *url, unsigned nth)
{
	struct answer a = fine(url, nth);

	if (nth == 0)
		a = (struct answer){ MOMUS_HTTP_OK, 429, 30, 1 };
	return a;
}

TEST(a_wish_for_a_pause_holds_for_all_requests_of_that_server)
{
	begin(wants_pause);
	CHECK_INT(create(1, NULL), MOMUS_OK);
	send_one("x");
	send_one("y");
	run();
	CHECK_INT(n_done, 2);
	CHECK_INT(counts().throttled, 1);
	for (unsigned i = 1; i < world.started; i++)
		CHECK(world.starts[i] >= 1031 && world.starts[i] < 1040);
}

static struct answer a_pauses(const char *url, unsigned nth)
{
	struct answer a = fine(url, nth);

	if (strstr(url, "//a/"))
		a = (struct answer){ MOMUS_HTTP_OK, 503, 500, 1 };
	return a;
}

TEST(another_server_takes_over_what_one_does_not_want)
{
	begin(a_pauses);
	endpoint.base_urls = two;
	CHECK_INT(create(8, NULL), MOMUS_OK);
	for (int i = 0; i < 20; i++)
		send_one("x");
	run();
	CHECK_INT(n_done, 20);
	for (unsigned i = 0; i < n_done; i++)
		CHECK_INT(outcomes[i].end, MOMUS_CLIENT_REPLIED);
	CHECK(world.now < 1030);
	CHECK_INT(world.started, 24); /* four had gone to a */
}

static struct answer pause_of_a_day(const char *url, unsigned nth)
{
	(void)url, (void)nth;
	return (struct answer){ MOMUS_HTTP_OK, 429, 86400, 1 };
}

TEST(a_pause_of_a_day_is_not_waited_for)
{
	begin(pause_of_a_day);
	CHECK_INT(create(2, NULL), MOMUS_OK);
	for (int i = 0; i < 5; i++)
		send_one("x");
	run();
	CHECK_INT(n_done, 5);
	CHECK_INT(world.started, 2);
	CHECK(world.now < 1010);
	CHECK_STR(outcomes[0].reason, "http://a/v1: asks for a pause of more "
				      "than ten minutes (0 requests made)");
}

static struct answer nobody(const char *url, unsigned nth)
{
	(void)url, (void)nth;
	return (struct answer){ MOMUS_HTTP_CONNECT, 0, NAN, 0.001 };
}

TEST(when_no_server_is_there_all_fails_in_a_bounded_time)
{
	begin(nobody);
	endpoint.base_urls = two;
	CHECK_INT(create(64, NULL), MOMUS_OK);
	for (int i = 0; i < 1000; i++)
		send_one("x");
	run();
	CHECK_INT(n_done, 1000);
	CHECK(world.now < 1000 + 2 * 31.5 + 1); /* 0.5 + 1 + … + 16 */
	for (unsigned i = 0; i < n_done; i++) {
		CHECK_INT(outcomes[i].end, MOMUS_CLIENT_FAILED);
		CHECK_INT(outcomes[i].attempts, 0); /* nothing was sent */
	}
	CHECK_INT(counts().attempts, 0);
}

static struct answer away_for_20_s(const char *url, unsigned nth)
{
	return world.now < 1020 ? nobody(url, nth) : fine(url, nth);
}

TEST(a_server_that_comes_back_soon_costs_no_request)
{
	begin(away_for_20_s);
	endpoint.attempts = 10;
	CHECK_INT(create(4, NULL), MOMUS_OK);
	for (int i = 0; i < 50; i++)
		send_one("x");
	run();
	CHECK_INT(n_done, 50);
	for (unsigned i = 0; i < n_done; i++)
		CHECK_INT(outcomes[i].end, MOMUS_CLIENT_REPLIED);
}

static struct answer overloaded(const char *url, unsigned nth)
{
	struct answer a = fine(url, nth);

	if (world.flying > 8)
		a = (struct answer){ MOMUS_HTTP_OK, 429, NAN, 0.1 };
	return a;
}

TEST(replies_429_narrow_what_flies_until_the_server_bears_it)
{
	unsigned failed = 0;

	begin(overloaded);
	CHECK_INT(create(64, NULL), MOMUS_OK);
	for (int i = 0; i < 500; i++)
		send_one("x");
	run();
	CHECK_INT(n_done, 500);
	for (unsigned i = 0; i < n_done; i++)
		failed += outcomes[i].end == MOMUS_CLIENT_FAILED;
	CHECK(failed < 25);
	CHECK(counts().throttled < 500);
}

TEST(requests_a_minute_are_kept_to)
{
	begin(fine);
	endpoint.requests_per_minute = 30;
	CHECK_INT(create(64, NULL), MOMUS_OK);
	for (int i = 0; i < 90; i++)
		send_one("x");
	run();
	CHECK_INT(n_done, 90);
	for (unsigned i = 30; i < 90; i++)
		CHECK(world.starts[i] - world.starts[i - 30] >= 60 - 1e-6);
	CHECK_NEAR(world.now, 1000 + 89 * 2 + 1, 0.01);
}

TEST(tokens_a_minute_are_kept_to)
{
	begin(fine);
	endpoint.tokens_per_minute = 6000; /* 60 requests of 100 */
	CHECK_INT(create(64, NULL), MOMUS_OK);
	for (int i = 0; i < 180; i++)
		send_one("x");
	run();
	CHECK_INT(n_done, 180);
	for (unsigned i = 61; i < 180; i++)
		CHECK(world.starts[i] - world.starts[i - 61] >= 60 - 1e-6);
	CHECK_NEAR(world.now, 1180, 3);
}

TEST(a_cancelled_request_has_no_end_and_its_place_is_given_on)
{
	uint64_t flying, queued;

	begin(fine);
	CHECK_INT(create(1, NULL), MOMUS_OK);
	flying = send_one("a");
	queued = send_one("b");
	send_one("c");
	CHECK_INT(momus_client_cancel(client, queued), 0);
	CHECK_INT(momus_client_cancel(client, flying), 1);
	CHECK_INT(momus_client_cancel(client, flying), 0);
	CHECK_INT(momus_client_cancel(client, 0), 0);
	run();
	CHECK_INT(n_done, 1);
	CHECK_STR(world.order, "ac");
	CHECK_INT(momus_client_cancel(client, flying), 0);
}

TEST(what_cannot_be_started_fails_with_the_worlds_own_words)
{
	begin(fine);
	endpoint.base_urls = bad;
	CHECK_INT(create(1, NULL), MOMUS_OK);
	send_one("a");
	CHECK_INT(n_done, 0); /* never from within send() */
	run();
	CHECK_INT(n_done, 1);
	CHECK_STR(outcomes[0].reason, "refused://a/chat/completions: no such "
				      "scheme (0 requests made)");
}

static struct answer too_large(const char *url, unsigned nth)
{
	(void)url, (void)nth;
	return (struct answer){ MOMUS_HTTP_TOO_LARGE, 200, NAN, 1 };
}

TEST(a_reply_that_is_too_large_is_not_asked_for_again)
{
	begin(too_large);
	CHECK_INT(create(1, NULL), MOMUS_OK);
	send_one("a");
	run();
	CHECK_INT(world.started, 1);
	CHECK_INT(outcomes[0].end, MOMUS_CLIENT_FAILED);
}

TEST(two_runs_make_the_same_attempts_at_the_same_times)
{
	double first[64];
	unsigned n;

	for (int i = 0; i < 2; i++) {
		begin(broken_twice);
		CHECK_INT(create(2, NULL), MOMUS_OK);
		send_one("a");
		send_one("b");
		run();
		n = world.started;
		CHECK(n < 64);
		if (i == 0)
			memcpy(first, world.starts, sizeof first);
		else
			CHECK(memcmp(first, world.starts, n * sizeof *first) ==
			      0);
	}
}

TEST(a_key_that_is_not_there_is_an_error_before_anything_is_sent)
{
	struct momus_error err = { "" };

	begin(fine);
	endpoint.api_key_env = "MOMUS_TEST_KEY";
	unsetenv("MOMUS_TEST_KEY");
	CHECK_INT(create(1, &err), MOMUS_EINVAL);
	CHECK_STR(err.text, "generator: the environment variable "
			    "MOMUS_TEST_KEY, which api_key_env names, is not "
			    "set; export it first");
	err.text[0] = '\0';
	setenv("MOMUS_TEST_KEY", "", 1);
	CHECK_INT(create(1, &err), MOMUS_EINVAL);
	err.text[0] = '\0';
	setenv("MOMUS_TEST_KEY", "sk-abc\r\nX-Evil: 1", 1);
	CHECK_INT(create(1, &err), MOMUS_EINVAL);
	CHECK(!strstr(err.text, "sk-abc"));
	setenv("MOMUS_TEST_KEY", "sk-abc", 1);
	CHECK_INT(create(1, NULL), MOMUS_OK);
	momus_client_free(client);
	client = NULL;
}

TAP_MAIN
