/* http.c - see http.h; the multi socket interface of libcurl on our loop */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include <curl/curl.h>

#include "momus/buffer.h"
#include "net/descriptors.h"
#include "net/http.h"
#include "net/httperror.h"
#include "net/retryafter.h"
#include "net/secret.h"

/* Connections that are being made at once: each may hold a resolver thread and
 * a place in the server's accept queue, which is often no longer than this. */
#define OPENING_MAX 128

/* Connections of one lane: libcurl looks at each of them for every request. */
#define LANE_ROOM 256

/* A larger reply's memory is given back at once. */
#define REPLY_KEPT 65536

struct auth { /* the headers of one secret; few a run, never dropped */
	struct auth *next;
	char *bearer;		    /* owned; NULL: none */
	struct curl_slist *headers; /* owned */
};

enum transfer_state { IDLE, QUEUED, OPENING, SENT };

struct lane { /* one of libcurl's pools of connections */
	struct momus_http *http;
	CURLM *multi; /* owned */
	uint64_t timer;
	size_t room, running;
};

struct transfer {
	struct momus_http *http;
	struct lane *lane;	   /* of one that is OPENING or SENT */
	CURL *easy;		   /* owned */
	struct momus_buffer reply; /* kept from transfer to transfer */
	const struct auth *auth;
	momus_http_done_fn *done;
	void *arg;
	struct transfer *next; /* in the queue, or among the idle */
	struct transfer *prev; /* in the queue */
	uint32_t index, generation;
	enum transfer_state state;
	long tunnel; /* bytes sent to a proxy before the request */
	bool own_ca; /* CURLOPT_CAINFO is not the default */
	char detail[CURL_ERROR_SIZE];
};

struct momus_http {
	struct momus_loop *loop; /* borrowed */
	struct lane *lanes;	 /* owned, (n_lanes) */
	size_t n_lanes;
	struct transfer **all; /* owned, (n_all of room_all) */
	size_t n_all, room_all;
	struct transfer *idle, *first, *last; /* the queue: first to last */
	struct auth *auths;
	char *ca_file; /* owned; libcurl's default */
	size_t max, running, opening;
};

static size_t on_body(char *bytes, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;

	momus_buffer_add(&t->reply, (struct momus_text){ bytes, size * n });
	return t->reply.failed ? 0 : size * n;
}

static long request_bytes(const struct transfer *t)
{
	long n = 0;

	curl_easy_getinfo(t->easy, CURLINFO_REQUEST_SIZE, &n);
	return n;
}

static bool was_sent(const struct transfer *t)
{
	return t->state == SENT && request_bytes(t) > t->tunnel;
}

/* Called when a connection is there and the request is about to be sent.  For
 * a reused connection that breaks, libcurl opens another and comes here again:
 * that would be a second request on the wire, and is the caller's to decide. */
static int on_ready(void *arg, char *ip, char *local_ip, int port,
		    int local_port)
{
	struct transfer *t = arg;

	(void)ip, (void)local_ip, (void)port, (void)local_port;
	if (t->state == SENT)
		return was_sent(t) ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
	t->http->opening--;
	t->state = SENT;
	t->tunnel = request_bytes(t);
	return CURL_PREREQFUNC_OK;
}

static void release(struct momus_http *http, struct transfer *t)
{
	if (t->state == OPENING)
		http->opening--;
	if (t->state == OPENING || t->state == SENT) {
		t->lane->running--;
		http->running--;
	}
	t->state = IDLE;
	t->generation++;
	t->done = NULL;
	t->next = http->idle;
	http->idle = t;
}

static void queue_remove(struct momus_http *http, struct transfer *t)
{
	*(t->prev ? &t->prev->next : &http->first) = t->next;
	*(t->next ? &t->next->prev : &http->last) = t->prev;
}

static void queue_add(struct momus_http *http, struct transfer *t)
{
	t->state = QUEUED;
	t->next = NULL;
	t->prev = http->last;
	*(http->last ? &http->last->next : &http->first) = t;
	http->last = t;
}

static void admit(struct momus_http *http)
{
	while (http->first && http->running < http->max &&
	       http->opening < OPENING_MAX) {
		struct transfer *t = http->first;

		queue_remove(http, t);
		t->state = OPENING;
		t->lane = http->lanes;
		while (t->lane->running == t->lane->room)
			t->lane++; /* there is one: the rooms add up to max */
		t->lane->running++;
		http->running++;
		http->opening++;
		/* Fails only for a handle that is in use: not one of ours. */
		curl_multi_add_handle(t->lane->multi, t->easy);
	}
}

static const char *header(CURL *easy, const char *name)
{
	struct curl_header *h;

	return curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &h) ==
			       CURLHE_OK
		       ? h->value
		       : NULL;
}

static void describe(struct transfer *t, CURLcode code,
		     struct momus_http_result *r)
{
	const char *secret = t->auth->bearer;
	curl_off_t us = 0;

	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &r->status);
	curl_easy_getinfo(t->easy, CURLINFO_TOTAL_TIME_T, &us);
	r->sent = was_sent(t);
	r->error = momus_http_classify(code, r->sent, t->reply.failed);
	r->latency_s = (double)us * 1e-6;
	r->retry_after_s = NAN;
	if (r->status >= 400)
		r->retry_after_s =
			momus_retry_after(header(t->easy, "Retry-After"),
					  header(t->easy, "Date"));
	if (r->error != MOMUS_HTTP_OK) {
		bool told = code == CURLE_ABORTED_BY_CALLBACK ||
			    code == CURLE_WRITE_ERROR;
		const char *why;

		momus_secret_blot(t->detail, strlen(t->detail), secret);
		why = told	     ? ""
		      : t->detail[0] ? t->detail
				     : curl_easy_strerror(code);

		snprintf(r->message, sizeof r->message, "%s%s%.150s",
			 momus_http_phrase(r->error), *why ? ": " : "", why);
	}
	if (secret && (r->status >= 400 || strlen(secret) >= MOMUS_SECRET_MIN))
		momus_secret_blot(t->reply.ptr, t->reply.len, secret);
	r->body = momus_buffer_text(&t->reply);
}

static void finish(struct momus_http *http, struct transfer *t, CURLcode code)
{
	struct momus_http_result r = { .error = MOMUS_HTTP_OK };
	momus_http_done_fn *done = t->done;
	struct momus_buffer reply;
	void *arg = t->arg;

	describe(t, code, &r);
	curl_multi_remove_handle(t->lane->multi, t->easy);
	/* The callback may start a request on this very transfer. */
	reply = t->reply;
	momus_buffer_init(&t->reply, 0);
	release(http, t);
	done(arg, &r);
	if (t->reply.ptr || reply.room > REPLY_KEPT) {
		momus_buffer_release(&reply);
		return;
	}
	reply.limit = t->reply.limit;
	momus_buffer_reset(&reply);
	t->reply = reply;
}

static void drain(struct lane *lane)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(lane->multi, &left))) {
		struct transfer *t = NULL;

		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE,
				  (char **)&t);
		finish(lane->http, t, m->data.result);
	}
	admit(lane->http);
}

static void on_socket(void *arg, int fd, uint32_t events)
{
	struct lane *lane = arg;
	int bits = 0, running;

	if (events & (EPOLLIN | EPOLLHUP))
		bits |= CURL_CSELECT_IN;
	if (events & EPOLLOUT)
		bits |= CURL_CSELECT_OUT;
	if (events & EPOLLERR)
		bits |= CURL_CSELECT_ERR;
	curl_multi_socket_action(lane->multi, fd, bits, &running);
	drain(lane);
}

static void on_timer(void *arg)
{
	struct lane *lane = arg;
	int running;

	lane->timer = 0;
	curl_multi_socket_action(lane->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	drain(lane);
}

static int want_timer(CURLM *multi, long ms, void *arg)
{
	struct lane *lane = arg;

	(void)multi;
	momus_loop_cancel(lane->http->loop, lane->timer);
	lane->timer = 0;
	if (ms < 0)
		return 0;
	lane->timer = momus_loop_timer(lane->http->loop,
				       momus_loop_now() + (double)ms * 1e-3,
				       on_timer, lane);
	return lane->timer ? 0 : -1;
}

static int want_socket(CURL *easy, curl_socket_t fd, int what, void *arg,
		       void *unused)
{
	struct lane *lane = arg;
	struct momus_loop *loop = lane->http->loop;
	uint32_t events = 0;

	(void)easy, (void)unused;
	if (what == CURL_POLL_REMOVE) {
		momus_loop_unwatch(loop, fd);
		return 0;
	}
	if (what & CURL_POLL_IN)
		events |= EPOLLIN;
	if (what & CURL_POLL_OUT)
		events |= EPOLLOUT;
	return momus_loop_watch(loop, fd, events, on_socket, lane, NULL) ? -1
									 : 0;
}

static bool open_lane(struct momus_http *http, size_t room)
{
	struct lane *lane = &http->lanes[http->n_lanes];
	CURLM *multi = curl_multi_init();

	if (!multi)
		return false;
	*lane = (struct lane){ .http = http, .multi = multi, .room = room };
	http->n_lanes++;
	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, want_socket);
	curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, lane);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, want_timer);
	curl_multi_setopt(multi, CURLMOPT_TIMERDATA, lane);
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)room);
	curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)room);
	return true;
}

static bool open_lanes(struct momus_http *http)
{
	size_t left = http->max;

	http->lanes = calloc(left / LANE_ROOM + 1, sizeof *http->lanes);
	if (!http->lanes)
		return false;
	for (; left > LANE_ROOM; left -= LANE_ROOM)
		if (!open_lane(http, LANE_ROOM))
			return false;
	return open_lane(http, left);
}

int momus_http_create(struct momus_http **out, struct momus_loop *loop,
		      size_t max_connections, struct momus_error *err)
{
	struct momus_http *http = calloc(1, sizeof *http);

	if (!http)
		return momus_fail(err, MOMUS_ENOMEM, "http: out of memory");
	curl_global_init(CURL_GLOBAL_DEFAULT);
	http->loop = loop;
	http->max =
		momus_descriptors_room(max_connections ? max_connections : 1);
	if (!open_lanes(http)) {
		momus_http_free(http);
		return momus_fail(err, MOMUS_ENOMEM, "libcurl does not start");
	}
	*out = http;
	return MOMUS_OK;
}

void momus_http_free(struct momus_http *http)
{
	struct auth *next;

	if (!http)
		return;
	for (size_t i = 0; i < http->n_all; i++) {
		struct transfer *t = http->all[i];

		if (t->state == OPENING || t->state == SENT)
			curl_multi_remove_handle(t->lane->multi, t->easy);
		curl_easy_cleanup(t->easy);
		momus_buffer_release(&t->reply);
		free(t);
	}
	free(http->all);
	free(http->ca_file);
	for (size_t i = 0; i < http->n_lanes; i++) {
		curl_multi_cleanup(http->lanes[i].multi);
		momus_loop_cancel(http->loop, http->lanes[i].timer);
	}
	free(http->lanes);
	for (struct auth *a = http->auths; a; a = next) {
		next = a->next;
		curl_slist_free_all(a->headers);
		free(a->bearer);
		free(a);
	}
	free(http);
	curl_global_cleanup();
}

struct momus_loop *momus_http_loop(const struct momus_http *http)
{
	return http->loop;
}

static bool append(struct curl_slist **list, const char *line)
{
	struct curl_slist *more = curl_slist_append(*list, line);

	if (more)
		*list = more;
	return more;
}

static const struct auth *auth_of(struct momus_http *http, const char *bearer)
{
	struct auth *a;
	char *line;
	bool good;

	for (a = http->auths; a; a = a->next)
		if (bearer ? a->bearer && strcmp(a->bearer, bearer) == 0
			   : !a->bearer)
			return a;
	a = calloc(1, sizeof *a);
	if (!a)
		return NULL;
	a->bearer = bearer ? strdup(bearer) : NULL;
	/* No "Expect: 100-continue" for long bodies: some servers never send
	 * it, and libcurl then waits a second. */
	good = append(&a->headers, "Content-Type: application/json") &&
	       append(&a->headers, "Accept: application/json") &&
	       append(&a->headers, "Expect:");
	if (bearer && good &&
	    asprintf(&line, "Authorization: Bearer %s", bearer) >= 0) {
		good = append(&a->headers, line);
		explicit_bzero(line, strlen(line));
		free(line);
	}
	a->next = http->auths; /* freed with HTTP, also when incomplete */
	http->auths = a;
	return good && (!bearer || a->bearer) ? a : NULL;
}

/* A transfer with all options that never change. */
static struct transfer *transfer_create(struct momus_http *http)
{
	struct transfer *t = calloc(1, sizeof *t);
	size_t room = http->room_all ? http->room_all * 2 : 64;
	struct transfer **all;
	char *ca_file = NULL;

	if (http->n_all == http->room_all) {
		all = realloc(http->all, room * sizeof *all);
		if (!all) {
			free(t);
			return NULL;
		}
		http->all = all;
		http->room_all = room;
	}
	if (!t || !(t->easy = curl_easy_init())) {
		free(t);
		return NULL;
	}
	if (!http->ca_file &&
	    !curl_easy_getinfo(t->easy, CURLINFO_CAINFO, &ca_file) && ca_file)
		http->ca_file = strdup(ca_file);
	t->http = http;
	t->index = (uint32_t)http->n_all;
	http->all[http->n_all++] = t;
	curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
	curl_easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(t->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(t->easy, CURLOPT_HTTP_VERSION,
			 (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(t->easy, CURLOPT_BUFFERSIZE, 8192L);
	curl_easy_setopt(t->easy, CURLOPT_UPLOAD_BUFFERSIZE, 16384L);
	curl_easy_setopt(t->easy, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(t->easy, CURLOPT_USERAGENT,
			 PACKAGE_NAME "/" PACKAGE_VERSION);
	curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(t->easy, CURLOPT_PREREQFUNCTION, on_ready);
	curl_easy_setopt(t->easy, CURLOPT_PREREQDATA, t);
	curl_easy_setopt(t->easy, CURLOPT_ERRORBUFFER, t->detail);
	curl_easy_setopt(t->easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	return t;
}

static long milliseconds(double s)
{
	return s <= 0 || !isfinite(s) ? 0
	       : s > 2e6	      ? 2000000000l
				      : (long)ceil(s * 1e3);
}

static CURLcode prepare(struct transfer *t, const struct momus_http_post *post)
{
	CURL *easy = t->easy;
	CURLcode rc = curl_easy_setopt(easy, CURLOPT_URL, post->url);

	if (!rc)
		rc = curl_easy_setopt(easy, CURLOPT_PROXY, post->proxy);
	if (!rc && (post->ca_file || t->own_ca))
		rc = curl_easy_setopt(easy, CURLOPT_CAINFO,
				      post->ca_file ? post->ca_file
						    : t->http->ca_file);
	t->own_ca = post->ca_file;
	curl_easy_setopt(easy, CURLOPT_POST, 1L);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDS,
			 post->body.len ? post->body.ptr : "");
	curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
			 (curl_off_t)post->body.len);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, t->auth->headers);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
			 milliseconds(post->deadline_s));
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
			 milliseconds(post->connect_s));
	curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE,
			 (curl_off_t)post->reply_limit);
	return rc;
}

int momus_http_start(struct momus_http *http,
		     const struct momus_http_post *post,
		     momus_http_done_fn *done, void *arg, uint64_t *ticket,
		     struct momus_error *err)
{
	const struct auth *auth = auth_of(http, post->bearer);
	struct transfer *t = http->idle ? http->idle : transfer_create(http);
	CURLcode rc;

	if (!auth || !t)
		return momus_fail(err, MOMUS_ENOMEM, "http: out of memory");
	if (t == http->idle)
		http->idle = t->next;
	t->auth = auth;
	t->done = done;
	t->arg = arg;
	t->detail[0] = '\0';
	t->reply.limit = post->reply_limit;
	momus_buffer_reset(&t->reply);
	rc = prepare(t, post);
	if (rc) {
		release(http, t);
		return momus_fail(err, MOMUS_EINVAL, "%s: %s", post->url,
				  curl_easy_strerror(rc));
	}
	*ticket = (uint64_t)t->generation << 32 | (t->index + 1);
	queue_add(http, t);
	admit(http);
	return MOMUS_OK;
}

void momus_http_cancel(struct momus_http *http, uint64_t ticket)
{
	uint32_t index = (uint32_t)ticket - 1;
	struct transfer *t;

	if (!ticket || index >= http->n_all)
		return;
	t = http->all[index];
	if (t->generation != ticket >> 32 || t->state == IDLE)
		return;
	if (t->state == QUEUED)
		queue_remove(http, t);
	else
		curl_multi_remove_handle(t->lane->multi, t->easy);
	release(http, t);
	admit(http);
}
