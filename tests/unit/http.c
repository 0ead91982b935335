/* http.c - tests of harness/net/http.c against a real server on loopback */
#include <arpa/inet.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/http.h"
#include "tap.h"

#define BODY                                                 \
	"{\"model\":\"m\",\"messages\":[{\"role\":\"user\"," \
	"\"content\":\"hi\"}]}"

static struct momus_loop *loop;
static struct momus_http *http;
static int server_in = -1, port;
static pid_t server;

static void start_server(void)
{
	const char *top = getenv("top_srcdir"), *python = getenv("PYTHON");
	char path[512], line[32] = "";
	int in[2], out[2];

	snprintf(path, sizeof path, "%s/tests/run/server.py", top ? top : ".");
	CHECK(pipe(in) == 0 && pipe(out) == 0);
	server = fork();
	if (!server) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		for (int fd = 3; fd < 20; fd++)
			close(fd);
		execlp(python && *python ? python : "python3", "python3", path,
		       (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	server_in = in[1];
	CHECK(read(out[0], line, sizeof line - 1) > 5);
	close(out[0]);
	port = (int)strtol(line + 5, NULL, 10);
	CHECK(port > 0);
}

/* What the server counted under NAME. */
static long counted(const char *name)
{
	static const char ask[] = "GET /stats HTTP/1.1\r\n\r\n";
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	char reply[4096] = "", key[64];
	size_t n = 0;
	ssize_t got;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	CHECK_INT(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
	CHECK(write(fd, ask, sizeof ask - 1) > 0);
	while (!strstr(reply, "\r\n\r\n{") || !strchr(reply, '}')) {
		got = read(fd, reply + n, sizeof reply - 1 - n);
		CHECK(got > 0);
		n += (size_t)got;
	}
	close(fd);
	snprintf(key, sizeof key, "\"%s\": ", name);
	return strstr(reply, key)
		       ? strtol(strstr(reply, key) + strlen(key), NULL, 10)
		       : 0;
}

static void begin(void)
{
	if (!server)
		start_server();
	momus_http_free(http);
	momus_loop_free(loop);
	CHECK_INT(momus_loop_create(&loop, NULL), MOMUS_OK);
	CHECK_INT(momus_http_create(&http, loop, 8, NULL), MOMUS_OK);
}

struct answer {
	struct momus_http_result r;
	char body[4096];
	int calls;
};

static void on_done(void *arg, const struct momus_http_result *r)
{
	struct answer *a = arg;
	size_t n =
		r->body.len < sizeof a->body ? r->body.len : sizeof a->body - 1;

	a->r = *r;
	memcpy(a->body, r->body.ptr, n);
	a->body[n] = '\0';
	a->calls++;
}

static void post(const char *fault, const char *bearer, double deadline_s,
		 struct answer *a)
{
	char url[200];
	struct momus_http_post p = { .url = url,
				     .bearer = bearer,
				     .proxy = "",
				     .body = MOMUS_TEXT(BODY),
				     .deadline_s = deadline_s,
				     .connect_s = 5,
				     .reply_limit = 1 << 20 };
	struct momus_error err = { "" };
	uint64_t ticket;

	snprintf(url, sizeof url, "http://127.0.0.1:%d/%s/chat/completions",
		 port, fault);
	*a = (struct answer){ .calls = 0 };
	if (momus_http_start(http, &p, on_done, a, &ticket, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
}

static void wait_for(const struct answer *a, int n)
{
	double end = momus_loop_now() + 20;

	for (int i = 0; i < n; i++)
		while (!a[i].calls && momus_loop_now() < end)
			momus_loop_run(loop, momus_loop_now() + 0.5);
	for (int i = 0; i < n; i++)
		CHECK_INT(a[i].calls, 1);
}

static struct answer ask(const char *fault, double deadline_s)
{
	struct answer a;

	post(fault, NULL, deadline_s, &a);
	wait_for(&a, 1);
	return a;
}

TEST(a_reply_comes_with_status_and_body)
{
	struct answer a;

	begin();
	a = ask("v1", 10);
	CHECK_INT(a.r.error, MOMUS_HTTP_OK);
	CHECK_INT(a.r.status, 200);
	CHECK(a.r.sent && a.r.latency_s > 0 && isnan(a.r.retry_after_s));
	CHECK(strstr(a.body, "\"choices\""));
	CHECK_STR(a.r.message, "");
}

static const struct {
	const char *fault;
	enum momus_http_error error;
	long status;
	const char *message; /* how it starts */
} faults[] = {
	{ "reset", MOMUS_HTTP_RESET, 0, "the connection broke" },
	{ "close", MOMUS_HTTP_RESET, 0, "the connection broke" },
	{ "truncated", MOMUS_HTTP_TRUNCATED, 200,
	  "the reply ends before its announced length" },
	{ "chunk-cut", MOMUS_HTTP_TRUNCATED, 200,
	  "the reply ends before its announced length" },
	{ "huge", MOMUS_HTTP_TOO_LARGE, 200,
	  "the reply is larger than its limit" },
	{ "endless", MOMUS_HTTP_TOO_LARGE, 200,
	  "the reply is larger than its limit" },
	{ "nonsense", MOMUS_HTTP_OTHER, 0, "HTTP" },
	{ "stall", MOMUS_HTTP_DEADLINE, 0,
	  "no whole reply within the deadline" },
	{ "slow", MOMUS_HTTP_DEADLINE, 200,
	  "no whole reply within the deadline" },
	{ "redirect", MOMUS_HTTP_OK, 302, "" },
	{ "500", MOMUS_HTTP_OK, 500, "" },
	{ "empty", MOMUS_HTTP_OK, 200, "" },
	{ "garbage", MOMUS_HTTP_OK, 200, "" },
};

TEST(each_fault_has_its_name_and_was_one_request)
{
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct answer a;
		long before;

		begin();
		before = counted("requests");
		a = ask(faults[i].fault, 1);
		if (a.r.error != faults[i].error ||
		    a.r.status != faults[i].status || !a.r.sent ||
		    strncmp(a.r.message, faults[i].message,
			    strlen(faults[i].message)) != 0)
			tap_fail(__FILE__, __LINE__,
				 "%s: error %d, status %ld, sent %d, \"%s\"",
				 faults[i].fault, a.r.error, a.r.status,
				 a.r.sent, a.r.message);
		CHECK_INT(counted("requests") - before, 1);
	}
}

/* libcurl would send the second request again, on a new connection. */
TEST(a_kept_connection_that_breaks_costs_one_request_and_is_told)
{
	struct answer a;
	long before;

	begin();
	a = ask("reset-reused", 10);
	CHECK_INT(a.r.error, MOMUS_HTTP_OK);
	before = counted("requests");
	a = ask("reset-reused", 10);
	CHECK_INT(a.r.error, MOMUS_HTTP_RESET);
	CHECK(a.r.sent);
	CHECK_INT(counted("requests") - before, 1);
	a = ask("v1", 10); /* and the next one works */
	CHECK_INT(a.r.error, MOMUS_HTTP_OK);
}

TEST(where_nobody_listens_nothing_was_sent)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof at;
	struct answer a;
	int fd = socket(AF_INET, SOCK_STREAM, 0), real = port;

	begin();
	real = port;
	CHECK_INT(bind(fd, (struct sockaddr *)&at, n), 0);
	CHECK_INT(getsockname(fd, (struct sockaddr *)&at, &n), 0);
	port = ntohs(at.sin_port); /* bound, but not listening */
	a = ask("v1", 10);
	port = real;
	close(fd);
	CHECK_INT(a.r.error, MOMUS_HTTP_CONNECT);
	CHECK(!a.r.sent && a.r.status == 0);
}

TEST(a_wish_for_a_pause_is_read)
{
	struct answer a;

	begin();
	a = ask("429-after", 10);
	CHECK_INT(a.r.status, 429);
	CHECK_NEAR(a.r.retry_after_s, 0.1, 1);
	a = ask("429-date", 10);
	CHECK(a.r.retry_after_s >= 0 && a.r.retry_after_s <= 2);
	a = ask("429-long", 10);
	CHECK_NEAR(a.r.retry_after_s, 86400, 1);
}

TEST(a_cancelled_attempt_has_no_callback_and_leaves_the_others_alone)
{
	struct momus_http_post p = { .proxy = "",
				     .body = MOMUS_TEXT(BODY),
				     .deadline_s = 30,
				     .connect_s = 5,
				     .reply_limit = 4096 };
	struct answer gone = { .calls = 0 }, a;
	char url[100];
	uint64_t ticket;

	begin();
	snprintf(url, sizeof url, "http://127.0.0.1:%d/stall/x", port);
	p.url = url;
	CHECK_INT(momus_http_start(http, &p, on_done, &gone, &ticket, NULL), 0);
	momus_loop_run(loop, momus_loop_now() + 0.05);
	momus_http_cancel(http, ticket);
	momus_http_cancel(http, ticket);
	momus_http_cancel(http, 12345);
	a = ask("v1", 10);
	CHECK_INT(a.r.error, MOMUS_HTTP_OK);
	CHECK_INT(gone.calls, 0);
}

TEST(more_attempts_than_connections_wait_for_their_place)
{
	static struct answer answers[100];
	long before;

	begin();
	before = counted("requests");
	for (int i = 0; i < 100; i++)
		post("v1", NULL, 10, &answers[i]);
	wait_for(answers, 100);
	for (int i = 0; i < 100; i++)
		CHECK_INT(answers[i].r.error, MOMUS_HTTP_OK);
	CHECK_INT(counted("requests") - before, 100);
	CHECK(counted("most") <= 9); /* one is ours, for the numbers */
}

TEST(many_attempts_at_once_share_several_pools)
{
	enum { MANY = 600 };
	struct answer *answers = calloc(MANY, sizeof *answers);
	long before;

	begin();
	momus_http_free(http);
	CHECK_INT(momus_http_create(&http, loop, MANY, NULL), MOMUS_OK);
	before = counted("requests");
	for (int i = 0; i < MANY; i++)
		post("v1", NULL, 20, &answers[i]);
	for (int i = 1; i < MANY; i += 2)
		momus_http_cancel(http, (uint64_t)i + 1);
	for (int i = 0; i < MANY; i += 2) {
		wait_for(&answers[i], 1);
		CHECK_INT(answers[i].r.error, MOMUS_HTTP_OK);
	}
	for (int i = 1; i < MANY; i += 2)
		CHECK_INT(answers[i].calls, 0);
	CHECK(counted("requests") - before >= MANY / 2);
	free(answers);
}

TEST(a_free_with_attempts_in_flight_is_clean)
{
	static struct answer answers[20];

	begin();
	for (int i = 0; i < 20; i++)
		post(i & 1 ? "stall" : "slow", "secret", 10, &answers[i]);
	momus_loop_run(loop, momus_loop_now() + 0.1);
	momus_http_free(http);
	momus_loop_free(loop);
	http = NULL;
	loop = NULL;
	for (int i = 0; i < 20; i++)
		CHECK_INT(answers[i].calls, 0);
}

TEST(an_address_that_is_none_is_refused_at_once)
{
	struct momus_http_post p = { .url = "gopher://127.0.0.1/",
				     .proxy = "",
				     .deadline_s = 5,
				     .connect_s = 5,
				     .reply_limit = 4096 };
	struct momus_error err = { "" };
	struct answer a = { .calls = 0 };
	uint64_t ticket;

	begin();
	if (momus_http_start(http, &p, on_done, &a, &ticket, &err) == 0) {
		wait_for(&a, 1);
		CHECK(a.r.error != MOMUS_HTTP_OK && !a.r.sent);
	}
}

TEST(the_server_ends_with_its_input)
{
	int status;

	momus_http_free(http);
	momus_loop_free(loop);
	close(server_in);
	CHECK(waitpid(server, &status, 0) == server);
}

TAP_MAIN
