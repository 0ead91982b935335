/* fast-server.c - see fast-server.h
 *
 * One epoll.  Every request waits equally long, so the queue of answers is in
 * order of time.
 */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "fast-server.h"

enum { FDS = 65536, HEAD = 8192, BACKLOG = 4096, EVENTS = 256 };

struct connection {
	char head[HEAD]; /* of the request */
	size_t have;	 /* bytes of .head; 0 once the body has begun */
	size_t body;	 /* bytes still to come */
	bool in_body;
};

struct due {
	double at;
	int fd;
};

struct server {
	int listener, epoll;
	struct connection *all[FDS]; /* by descriptor */
	struct due *queue;	     /* ring of FDS */
	size_t first, n;
	double delay_s;
	char *reply;
	size_t reply_len;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void answer(struct server *s, int fd)
{
	/* Small enough for a socket's buffer. */
	if (write(fd, s->reply, s->reply_len) != (ssize_t)s->reply_len)
		_exit(3);
}

static void answer_due(struct server *s)
{
	double t = now();

	for (; s->n && s->queue[s->first].at <= t; s->n--) {
		answer(s, s->queue[s->first].fd);
		s->first = (s->first + 1) % FDS;
	}
}

static void whole(struct server *s, int fd)
{
	s->all[fd]->have = 0;
	s->all[fd]->in_body = false;
	if (s->delay_s > 0)
		s->queue[(s->first + s->n++) % FDS] =
			(struct due){ now() + s->delay_s, fd };
	else
		answer(s, fd);
}

/* Takes LEN bytes of a request: clients here send no second one before the
 * first is answered. */
static void take(struct server *s, int fd, const char *bytes, size_t len)
{
	struct connection *c = s->all[fd];
	const char *end, *length;
	size_t head;

	if (!c->in_body) {
		if (len > HEAD - 1 - c->have)
			len = HEAD - 1 - c->have;
		memcpy(c->head + c->have, bytes, len);
		c->have += len;
		c->head[c->have] = '\0';
		end = strstr(c->head, "\r\n\r\n");
		length = end ? strcasestr(c->head, "content-length:") : NULL;
		if (!end)
			return;
		head = (size_t)(end - c->head) + 4;
		c->body = length ? strtoul(length + 15, NULL, 10) : 0;
		c->in_body = true;
		len = c->have - head;
	}
	c->body -= len < c->body ? len : c->body;
	if (!c->body)
		whole(s, fd);
}

static void hear(struct server *s, int fd)
{
	static char bytes[65536];
	struct connection *c = s->all[fd];
	size_t most = c->in_body ? sizeof bytes : HEAD - 1 - c->have;
	ssize_t n = read(fd, bytes, most);

	if (n > 0) {
		take(s, fd, bytes, (size_t)n);
	} else if (n == 0 || errno != EAGAIN) {
		close(fd);
		free(c);
		s->all[fd] = NULL;
	}
}

static void welcome(struct server *s)
{
	struct epoll_event event = { .events = EPOLLIN };
	const int on = 1;
	int fd;

	while ((fd = accept4(s->listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		event.data.fd = fd;
		if (fd >= FDS || !(s->all[fd] = calloc(1, sizeof **s->all)) ||
		    epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &event))
			_exit(4);
	}
}

static void serve(struct server *s)
{
	struct epoll_event events[EVENTS];
	int n, wait;

	for (;;) {
		wait = -1;
		if (s->n)
			wait = (int)(1e3 * (s->queue[s->first].at - now())) + 1;
		n = epoll_wait(s->epoll, events, EVENTS,
			       s->n && wait < 0 ? 0 : wait);
		for (int i = 0; i < n; i++) {
			if (events[i].data.fd == s->listener)
				welcome(s);
			else
				hear(s, events[i].data.fd);
		}
		answer_due(s);
	}
}

static void make_reply(struct server *s, unsigned len)
{
	static const char before[] =
		"{\"id\":\"perf\",\"object\":\"chat.completion\","
		"\"choices\":[{\"index\":0,\"message\":{\"role\":"
		"\"assistant\",\"content\":\"";
	static const char after[] =
		"\"},\"finish_reason\":\"stop\"}],\"usage\":{"
		"\"prompt_tokens\":500,\"completion_tokens\":250,"
		"\"total_tokens\":750}}";
	static const char line[] = "    value = compare(value, other)\\n";
	size_t room = len + 800;
	int n;

	s->reply = malloc(room);
	if (!s->reply)
		_exit(5);
	len -= len % (sizeof line - 1);
	n = snprintf(s->reply, room,
		     "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
		     "Content-Length: %zu\r\n\r\n%s",
		     sizeof before - 1 + len + sizeof after - 1, before);
	for (unsigned i = 0; i < len; i += sizeof line - 1)
		n += snprintf(s->reply + n, room - (size_t)n, "%s", line);
	n += snprintf(s->reply + n, room - (size_t)n, "%s", after);
	s->reply_len = (size_t)n;
}

static int listen_anywhere(uint16_t *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) ||
	    listen(fd, BACKLOG) ||
	    getsockname(fd, (struct sockaddr *)&at, &len)) {
		perror("the benchmark's server");
		exit(1);
	}
	*port = ntohs(at.sin_port);
	return fd;
}

void fast_server_start(struct fast_server *out, unsigned reply, double delay_s)
{
	int listener = listen_anywhere(&out->port);
	struct rlimit files;
	struct server *s;

	fflush(NULL);
	out->pid = fork();
	if (out->pid) {
		close(listener);
		return;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	s = calloc(1, sizeof *s);
	if (!s || !(s->queue = calloc(FDS, sizeof *s->queue)))
		_exit(5);
	s->listener = listener;
	s->delay_s = delay_s;
	s->epoll = epoll_create1(0);
	make_reply(s, reply);
	epoll_ctl(s->epoll, EPOLL_CTL_ADD, listener,
		  &(struct epoll_event){ .events = EPOLLIN,
					 .data.fd = listener });
	serve(s);
}

void fast_server_stop(const struct fast_server *server)
{
	kill(server->pid, SIGKILL);
}
