/* client.c - processor time per request: the client beside a bare libcurl loop
 *
 * usage: client [REQUESTS [IN_FLIGHT [DELAY_S [PASSES]]]]
 *
 * A server in a process of its own answers at once (or after DELAY_S); the same
 * POST goes out through net/client.h and through a plain loop of
 * curl_multi_perform() and curl_multi_poll(), each in a process of its own, in
 * turns.  "client_and_store" also reads each reply and stores it as a node,
 * journal and a sync a second on.  Prints one JSON object.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apart.h"
#include "bare-curl.h"
#include "fast-server.h"
#include "made-nodes.h"
#include "net/client.h"

enum { PROMPT = 2000, REPLY = 1000 };

struct job {
	struct bare_curl_job post;
	const char *path;	 /* of the run to write, or NULL */
	const struct made *made; /* its problems */
};

/* Through the client. */

struct flight {
	const struct job *job;
	struct momus_client *client;
	struct momus_store *store;
	unsigned sent, done, good;
	double synced_at;
	size_t got;
	struct momus_text text; /* of the reply being read */
};

static void fly(struct flight *f);

/* Where the text of a chat completion lies; the server escapes nothing that
 * would have to be undone. */
static struct momus_text content(struct momus_text body)
{
	static const char key[] = "\"content\":\"";
	size_t at = momus_text_find(body, momus_text_of(key), 0), end;

	if (at == (size_t)-1)
		return (struct momus_text){ NULL, 0 };
	at += sizeof key - 1;
	end = momus_text_find(body, MOMUS_TEXT("\"}"), at);
	return (struct momus_text){ body.ptr + at, end - at };
}

static void read_reply(void *arg, const struct momus_http_result *reply,
		       struct momus_client_reading *out)
{
	struct flight *f = arg;
	struct momus_error err = { "" };
	struct momus_node node;

	f->got += reply->body.len;
	f->good += reply->status == 200;
	out->tokens = 750;
	if (!f->store)
		return;
	node = (struct momus_node){
		.problem = f->done / MADE_WIDTH,
		.branch = f->done % MADE_WIDTH,
		.attempts = 1,
		.latency_s = reply->latency_s,
		.prompt = { f->job->post.body, f->job->post.body_len },
		.response = content(reply->body),
		.parity = { MOMUS_RUN_NOT_RUN, -1, 0 },
		.strict = { MOMUS_RUN_NOT_RUN, -1, 0 },
	};
	node.answer = node.response;
	if (momus_store_put(f->store, &node, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
}

static void done(void *arg, const struct momus_client_outcome *outcome)
{
	struct flight *f = arg;

	if (outcome->end == MOMUS_CLIENT_FAILED)
		fprintf(stderr, "%s\n", outcome->reason);
	f->done++;
	fly(f);
}

static void fly(struct flight *f)
{
	struct momus_client_request request = {
		.path = "/chat/completions",
		.body = { f->job->post.body, f->job->post.body_len },
		.tokens = 1000,
		.read = read_reply,
		.done = done,
		.arg = f,
	};
	uint64_t ticket;

	if (f->sent == f->job->post.requests)
		return;
	momus_stream_init(&request.jitter, 1, MOMUS_TEXT("perf"), f->sent, 0,
			  "jitter");
	f->sent++;
	if (momus_client_send(f->client, &request, &ticket, NULL) < 0)
		exit(1);
}

static void run(struct flight *f, struct momus_loop *loop)
{
	struct momus_error err = { "" };
	double now;

	for (unsigned i = 0; i < f->job->post.in_flight; i++)
		fly(f);
	while (f->done < f->job->post.requests) {
		momus_loop_run(loop, momus_loop_now() + 1);
		now = momus_loop_now();
		if (!f->store || now - f->synced_at < 1)
			continue;
		if (momus_store_sync(f->store, &err) < 0)
			exit(1);
		f->synced_at = now;
	}
}

static bool through_client(const void *arg, struct apart *span)
{
	const struct job *job = arg;
	char base[64];
	const char *urls[] = { base, NULL };
	struct momus_endpoint endpoint = {
		.base_urls = urls,
		.in_flight = job->post.in_flight,
		.attempts = 3,
		.deadline_s = job->post.timeout_s,
		.connect_s = 30,
		.backoff_s = 1,
		.backoff_max_s = 10,
		.reply_limit = 1 << 20,
	};
	struct momus_client_world world;
	struct momus_client_setup setup = { "perf", &endpoint, &world,
					    job->post.in_flight };
	struct momus_store_head head = made_head();
	struct momus_error err = { "" };
	struct flight f = { .job = job };
	struct momus_loop *loop;
	struct momus_http *http;

	snprintf(base, sizeof base, "%.*s",
		 (int)(strstr(job->post.url, "/chat") - job->post.url),
		 job->post.url);
	if (job->path)
		apart_remove(job->path);
	if (momus_loop_create(&loop, &err) < 0 ||
	    momus_http_create(&http, loop, job->post.in_flight, &err) < 0)
		return false;
	momus_client_world_live(&world, http);
	if (momus_client_create(&f.client, &setup, &err) < 0)
		return false;
	if (job->path && momus_store_create(&f.store, job->path, &head,
					    made_problems(job->made),
					    job->post.requests / MADE_WIDTH + 1,
					    NULL, &err) < 0)
		return false;
	apart_start(span);
	run(&f, loop);
	if (f.store && momus_store_close(f.store, true, &err) < 0)
		return false;
	apart_stop(span);
	span->bytes = f.got;
	momus_client_free(f.client);
	momus_http_free(http);
	momus_loop_free(loop);
	return f.good == job->post.requests;
}

static void print_way(const char *name, const struct apart *a, double n)
{
	printf(",\n \"%s\": {\"cpu_us_per_request\": %.1f, "
	       "\"requests_per_s\": %.0f, \"peak_mb\": %.0f}",
	       name, 1e6 * a->cpu_s / n, n / a->wall_s,
	       1e-6 * (double)a->peak_bytes);
}

int main(int argc, char **argv)
{
	struct job job = { .path = NULL };
	double delay_s = argc > 3 ? strtod(argv[3], NULL) : 0;
	int passes = argc > 4 ? (int)strtol(argv[4], NULL, 10) : 5;
	struct apart one, plain = { 0 }, ours = { 0 }, stored = { 0 };
	struct fast_server server;
	struct job storing;
	struct made *made;

	job.post = (struct bare_curl_job){
		.requests =
			argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 50000,
		.in_flight =
			argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 64,
		.timeout_s = 60,
	};
	made = made_create(job.post.requests / MADE_WIDTH + 1);
	fast_server_start(&server, REPLY, delay_s);
	bare_curl_prepare(&job.post, server.port, PROMPT);
	storing = job;
	storing.path = "/tmp/momus-perf-client.h5";
	storing.made = made;
	for (int i = 0; i < passes; i++) {
		apart_run(&one, "bare loop", bare_curl, &job.post);
		apart_keep(&plain, &one);
		apart_run(&one, "client", through_client, &job);
		apart_keep(&ours, &one);
		apart_run(&one, "client and store", through_client, &storing);
		apart_keep(&stored, &one);
	}
	fast_server_stop(&server);
	apart_remove(storing.path);
	printf("{");
	apart_print_device();
	printf(", \"requests\": %u, \"in_flight\": %u, \"delay_s\": %g, "
	       "\"passes\": %d",
	       job.post.requests, job.post.in_flight, delay_s, passes);
	print_way("bare", &plain, job.post.requests);
	print_way("client", &ours, job.post.requests);
	print_way("client_and_store", &stored, job.post.requests);
	printf(",\n \"client_over_bare\": %.2f, "
	       "\"client_and_store_over_bare\": %.2f}\n",
	       ours.cpu_s / plain.cpu_s, stored.cpu_s / plain.cpu_s);
	made_free(made);
	bare_curl_release(&job.post);
	return 0;
}
