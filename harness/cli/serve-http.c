/* serve-http.c - see serve-http.h: libmicrohttpd, one thread */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/serve-http.h"

enum {
	CONNECTIONS = 512,	/* at once; others wait in the kernel's queue */
	SILENCE_S = 30,		/* of a connection before it is closed */
	HEAD_BYTES = 32 << 10,	/* of a request's head, and of its buffers */
	HELD_BYTES = 256 << 20, /* of all bodies that are being read */
	SENT_BYTES = 64 << 20,	/* of one, after which nobody listens */
};

struct client { /* a request */
	struct client *prev, *next;
	struct momus_gate *gate;
	struct MHD_Connection *connection;
	struct momus_buffer body;
	struct momus_work *work; /* owned; NULL: not begun */
	size_t given;		 /* bytes of .work's stream that were given */
	size_t sent;		 /* bytes of its body */
	bool chat, suspended, told;
};

struct momus_gate {
	struct momus_gate_setup setup;
	struct MHD_Daemon *daemon;
	struct client *list;
	size_t held; /* bytes of all bodies */
	uint16_t port;
	int listener; /* once it is shut; -1 */
};

/* Answers at once, with what is in BODY. */
static enum MHD_Result answer(struct MHD_Connection *c, unsigned status,
			      const struct momus_buffer *body)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(
		body->len, body->ptr, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result result;

	if (!r)
		return MHD_NO;
	MHD_add_response_header(r, "Content-Type", "application/json");
	if (status == MHD_HTTP_UNAUTHORIZED)
		MHD_add_response_header(r, "WWW-Authenticate", "Bearer");
	if (status == MHD_HTTP_SERVICE_UNAVAILABLE)
		MHD_add_response_header(r, "Retry-After", "1");
	result = MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	return result;
}

static enum MHD_Result refuse(struct MHD_Connection *c, unsigned status,
			      const char *message, const char *code)
{
	struct momus_buffer body;
	enum MHD_Result result;

	momus_buffer_init(&body, 4096);
	momus_served_refuse(&body, message,
			    status >= 500 ? "server_error"
					  : "invalid_request_error",
			    NULL, code);
	result = answer(c, status, &body);
	momus_buffer_release(&body);
	return result;
}

/* A stream: what is there, or a wait until more is. */
static ssize_t give(void *arg, uint64_t at, char *out, size_t room)
{
	struct client *c = arg;
	struct momus_buffer *b = &c->work->out;
	size_t n = b->len - c->given;

	(void)at;
	if (!n && c->work->ended)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (!n) {
		MHD_suspend_connection(c->connection);
		c->suspended = true;
		return 0;
	}
	n = n < room ? n : room;
	memcpy(out, b->ptr + c->given, n);
	c->given += n;
	if (c->given == b->len) {
		momus_buffer_reset(b);
		c->given = 0;
	}
	return (ssize_t)n;
}

static enum MHD_Result answer_stream(struct client *c)
{
	struct MHD_Response *r = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, 16384, give, c, NULL);
	enum MHD_Result result;

	if (!r)
		return MHD_NO;
	MHD_add_response_header(r, "Content-Type", "text/event-stream");
	MHD_add_response_header(r, "Cache-Control", "no-cache");
	result = MHD_queue_response(c->connection, MHD_HTTP_OK, r);
	MHD_destroy_response(r);
	return result;
}

/* C's work has a status, or waits for one. */
static enum MHD_Result answer_work(struct client *c)
{
	if (!c->work->status || (!c->work->stream && !c->work->ended)) {
		MHD_suspend_connection(c->connection);
		c->suspended = true;
		return MHD_YES;
	}
	c->told = true;
	return c->work->stream
		       ? answer_stream(c)
		       : answer(c->connection, (unsigned)c->work->status,
				&c->work->out);
}

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* In time that does not tell how much of KEY is right. */
static bool has_key(struct MHD_Connection *c, const char *key)
{
	const char *given = MHD_lookup_connection_value(c, MHD_HEADER_KIND,
							"Authorization");
	size_t n = strlen(key);
	unsigned char wrong = 0;

	if (!given || strncmp(given, "Bearer ", 7) != 0 ||
	    strlen(given + 7) != n)
		return false;
	for (size_t i = 0; i < n; i++)
		wrong |= (unsigned char)(given[7 + i] ^ key[i]);
	return !wrong;
}

static enum MHD_Result answer_get(struct momus_gate *g,
				  struct MHD_Connection *c, const char *path)
{
	struct momus_buffer body;
	enum MHD_Result result;

	momus_buffer_init(&body, 1 << 16);
	if (is(path, "/v1/models"))
		momus_served_models(g->setup.served, &body);
	else
		momus_buffer_puts(&body, "{\"status\":\"ok\"}");
	result = answer(c, MHD_HTTP_OK, &body);
	momus_buffer_release(&body);
	return result;
}

static enum MHD_Result begin(struct momus_gate *g, struct MHD_Connection *c,
			     bool chat, void **mine)
{
	struct client *new = calloc(1, sizeof *new);

	if (!new)
		return refuse(c, MHD_HTTP_INTERNAL_SERVER_ERROR,
			      "out of memory", NULL);
	new->gate = g;
	new->connection = c;
	new->chat = chat;
	momus_buffer_init(&new->body, MOMUS_SERVED_BODY);
	new->next = g->list;
	if (g->list)
		g->list->prev = new;
	g->list = new;
	*mine = new;
	return MHD_YES;
}

static const char too_large[] =
	"the request is larger than 16 MiB, or too many "
	"large ones are being read";

/* Whether C says that its body is larger than any that is taken. */
static bool is_too_large(struct MHD_Connection *c)
{
	const char *length = MHD_lookup_connection_value(c, MHD_HEADER_KIND,
							 "Content-Length");

	return length && strtoull(length, NULL, 10) > MOMUS_SERVED_BODY;
}

/* The head of a request: who may, and what is it? */
static enum MHD_Result on_head(struct momus_gate *g, struct MHD_Connection *c,
			       const char *path, const char *method,
			       void **mine)
{
	bool chat = is(path, "/v1/chat/completions");
	bool post = chat || is(path, "/v1/completions");
	bool get = is(path, "/v1/models") || is(path, "/health");

	/* Programs send none; pages of other sites, in a browser, do. */
	if (MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Origin"))
		return refuse(c, MHD_HTTP_FORBIDDEN,
			      "requests from pages of a browser are not "
			      "answered",
			      NULL);
	if (g->setup.key && !is(path, "/health") && !has_key(c, g->setup.key))
		return refuse(c, MHD_HTTP_UNAUTHORIZED,
			      "the key of this server is missing or another",
			      "invalid_api_key");
	if (!post && !get)
		return refuse(c, MHD_HTTP_NOT_FOUND,
			      "there is no such path; there are "
			      "/v1/chat/completions, /v1/completions, "
			      "/v1/models and /health",
			      NULL);
	if (get && (is(method, "GET") || is(method, "HEAD")))
		return answer_get(g, c, path);
	if (get || !is(method, "POST"))
		return refuse(c, MHD_HTTP_METHOD_NOT_ALLOWED,
			      post ? "expected POST" : "expected GET", NULL);
	if (is_too_large(c))
		return refuse(c, MHD_HTTP_CONTENT_TOO_LARGE, too_large, NULL);
	return begin(g, c, chat, mine);
}

/* Takes N bytes of the body; what is beyond the limits is read and let go. */
static void take(struct client *c, const char *data, size_t n)
{
	struct momus_gate *g = c->gate;

	if (c->body.failed)
		return;
	if (g->held + n > HELD_BYTES)
		c->body.failed = true;
	else
		momus_buffer_add(&c->body, (struct momus_text){ data, n });
	if (!c->body.failed) {
		g->held += n;
		return;
	}
	g->held -= c->body.len;
	momus_buffer_release(&c->body);
	c->body.failed = true;
}

static enum MHD_Result on_body(struct client *c)
{
	struct momus_gate *g = c->gate;

	if (c->body.failed)
		return refuse(c->connection, MHD_HTTP_CONTENT_TOO_LARGE,
			      too_large, NULL);
	c->work = momus_served_begin(g->setup.served, c->chat,
				     momus_buffer_text(&c->body));
	g->held -= c->body.len;
	momus_buffer_release(&c->body);
	if (!c->work)
		return refuse(c->connection, MHD_HTTP_INTERNAL_SERVER_ERROR,
			      "out of memory", NULL);
	return answer_work(c);
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection,
				  const char *path, const char *method,
				  const char *version, const char *data,
				  size_t *n, void **mine)
{
	struct client *c = *mine;

	(void)version;
	if (!c)
		return on_head(arg, connection, path, method, mine);
	if (*n) {
		take(c, data, *n);
		c->sent += *n;
		*n = 0;
		return c->sent > SENT_BYTES ? MHD_NO : MHD_YES;
	}
	return c->work ? answer_work(c) : on_body(c);
}

static void on_end(void *arg, struct MHD_Connection *connection, void **mine,
		   enum MHD_RequestTerminationCode code)
{
	struct momus_gate *g = arg;
	struct client *c = *mine;

	(void)connection;
	(void)code;
	if (!c)
		return;
	*mine = NULL;
	if (c->next)
		c->next->prev = c->prev;
	if (c->prev)
		c->prev->next = c->next;
	else
		g->list = c->next;
	g->held -= c->body.len;
	momus_buffer_release(&c->body);
	momus_work_free(c->work);
	free(c);
}

/* The address of HOST and PORT; its length, 0: HOST is none. */
static socklen_t address_of(const char *host, uint16_t port,
			    struct sockaddr_storage *out)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)out;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;

	memset(out, 0, sizeof *out);
	if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		return sizeof *v4;
	}
	if (inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons(port);
		return sizeof *v6;
	}
	return 0;
}

int momus_gate_open(struct momus_gate **out,
		    const struct momus_gate_setup *setup,
		    struct momus_error *err)
{
	struct sockaddr_storage address;
	socklen_t length = address_of(setup->host, setup->port, &address);
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
	struct momus_gate *g;
	int family = address.ss_family;

	*out = NULL;
	if (!length)
		return momus_fail(err, MOMUS_EINVAL,
				  "serve: --host is \"%s\"; expected an "
				  "address like 127.0.0.1 or ::1",
				  setup->host);
	g = calloc(1, sizeof *g);
	if (!g)
		return momus_fail(err, MOMUS_ENOMEM, "serve: out of memory");
	g->setup = *setup;
	g->listener = -1;
	g->daemon = MHD_start_daemon(
		flags | (family == AF_INET6 ? MHD_USE_IPv6 : 0), setup->port,
		NULL, NULL, on_request, g, MHD_OPTION_SOCK_ADDR, &address,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SILENCE_S,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_BYTES,
		MHD_OPTION_NOTIFY_COMPLETED, on_end, g, MHD_OPTION_END);
	if (!g->daemon) {
		free(g);
		return momus_fail(err, MOMUS_EIO,
				  "serve: %s port %u cannot be listened at: "
				  "%s; --port 0 takes a free one",
				  setup->host, setup->port, strerror(errno));
	}
	g->port =
		MHD_get_daemon_info(g->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
	*out = g;
	return MOMUS_OK;
}

/* The daemon may not end while connections are suspended. */
void momus_gate_close(struct momus_gate *g)
{
	if (!g)
		return;
	for (struct client *c = g->list; c; c = c->next)
		if (c->suspended)
			MHD_resume_connection(c->connection);
	MHD_stop_daemon(g->daemon);
	if (g->listener >= 0)
		close(g->listener);
	free(g);
}

uint16_t momus_gate_port(const struct momus_gate *g)
{
	return g->port;
}

/* Who has hung up does not want what is being computed. */
static bool is_gone(const struct client *c)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		c->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct pollfd fd = { .events = POLLRDHUP };

	if (!info)
		return false;
	fd.fd = info->connect_fd;
	return poll(&fd, 1, 0) > 0 &&
	       fd.revents & (POLLRDHUP | POLLHUP | POLLERR);
}

/* Wakes those for whom there is something. */
static void wake(struct momus_gate *g)
{
	for (struct client *c = g->list; c; c = c->next) {
		if (!c->suspended)
			continue;
		if (!c->work->ended && is_gone(c))
			momus_work_stop(c->work);
		if (c->told ? c->work->out.len > c->given || c->work->ended
			    : c->work->status &&
				      (c->work->stream || c->work->ended)) {
			c->suspended = false;
			MHD_resume_connection(c->connection);
		}
	}
}

int momus_gate_turn(struct momus_gate *g, int wait_ms, struct momus_error *err)
{
	wake(g);
	if (MHD_run_wait(g->daemon, wait_ms) == MHD_YES || errno == EINTR)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EIO, "serve: the server failed: %s",
			  strerror(errno));
}

void momus_gate_shut(struct momus_gate *g)
{
	if (g->listener < 0)
		g->listener = MHD_quiesce_daemon(g->daemon);
}

bool momus_gate_busy(const struct momus_gate *g)
{
	return g->list;
}
