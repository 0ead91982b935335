/* lifeline.c - see lifeline.h */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/loop.h"
#include "host/lifeline.h"

enum {
	ADDRESSES = 16,
	TOKEN = 16,
	HOST = 64,
	WORDS = 1000,
	WAIT_S = 30,   /* for all to connect */
	TRY_MS = 3000, /* for one address to answer */
};

static const char good_bye = '\0';

struct invitation { /* from rank 0 to all */
	uint8_t token[TOKEN];
	struct sockaddr_storage list[ADDRESSES];
	uint32_t n;
	int32_t rc;
};

struct who {
	char host[HOST];
	int64_t pid;
};

struct caller { /* says who calls, and proves it */
	uint8_t token[TOKEN];
	uint32_t rank;
};

struct peer {
	int fd; /* -1: it has said good-bye, or is this rank */
	struct who who;
	char words[WORDS + 1];
	size_t n;
};

struct momus_lifeline {
	uint32_t rank, size;
	struct peer
		*peers; /* owned, (size); of rank 0 all, else rank 0 alone */
	struct momus_error end; /* "": all live */
	bool mute;
};

static int system_fail(const char *what, struct momus_error *err)
{
	return momus_fail(err, MOMUS_EIO, "ranks: %s: %s", what,
			  strerror(errno));
}

/* Who the ranks are comes to all. */
static int introduce(struct momus_lifeline *l, const struct momus_ranks *r,
		     uint32_t *here, struct momus_error *err)
{
	struct who *all = calloc(r->size, sizeof *all), *own = &all[r->rank];
	int rc = MOMUS_OK;

	if (!all)
		return momus_fail(err, MOMUS_ENOMEM, "ranks: out of memory");
	gethostname(own->host, HOST - 1);
	own->pid = getpid();
	if (r->rank)
		rc = momus_ranks_send(r, 0, own, sizeof *own, err);
	for (uint32_t k = 1; !r->rank && rc == MOMUS_OK && k < r->size; k++)
		rc = momus_ranks_receive(r, k, &all[k], sizeof *all, err);
	if (rc == MOMUS_OK)
		rc = momus_ranks_spread(r, all, r->size * sizeof *all, err);
	*here = 0;
	for (uint32_t k = 0; rc == MOMUS_OK && k < r->size; k++) {
		all[k].host[HOST - 1] = '\0';
		*here += strcmp(all[k].host, all[r->rank].host) == 0;
		l->peers[k].who = all[k];
	}
	free(all);
	return rc;
}

static void set_port(struct sockaddr_storage *a, uint16_t port)
{
	if (a->ss_family == AF_INET)
		((struct sockaddr_in *)a)->sin_port = htons(port);
	else
		((struct sockaddr_in6 *)a)->sin6_port = htons(port);
}

static socklen_t length(const struct sockaddr_storage *a)
{
	return a->ss_family == AF_INET ? sizeof(struct sockaddr_in)
				       : sizeof(struct sockaddr_in6);
}

/* Where this host can be reached at PORT: by itself, and unless ALONE by others. */
static void list_addresses(struct invitation *in, uint16_t port, bool alone)
{
	struct sockaddr_in *first = (struct sockaddr_in *)&in->list[0];
	struct ifaddrs *all = NULL;

	first->sin_family = AF_INET;
	first->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	set_port(&in->list[0], port);
	in->n = 1;
	if (alone || getifaddrs(&all) != 0)
		return;
	for (const struct ifaddrs *i = all; i && in->n < ADDRESSES;
	     i = i->ifa_next) {
		struct sockaddr_storage *a = &in->list[in->n];

		if (!i->ifa_addr || !(i->ifa_flags & IFF_UP) ||
		    i->ifa_flags & IFF_LOOPBACK ||
		    i->ifa_addr->sa_family != AF_INET)
			continue;
		memcpy(a, i->ifa_addr, sizeof(struct sockaddr_in));
		set_port(a, port);
		in->n++;
	}
	freeifaddrs(all);
}

/* A socket that listens, on this host alone or on all its addresses. */
static int listen_at(bool alone, uint16_t *port, struct momus_error *err)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	a.sin_addr.s_addr = htonl(alone ? INADDR_LOOPBACK : INADDR_ANY);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) != 0 ||
	    listen(fd, 128) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) != 0) {
		system_fail("no socket to listen on", err);
		if (fd >= 0)
			close(fd);
		return MOMUS_EIO;
	}
	*port = ntohs(a.sin_port);
	return fd;
}

/* A host that lost its power sends no farewell: it is asked now and then. */
static void keep_alive(int fd)
{
	int on = 1, idle = 15, between = 5, tries = 6;

	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &between, sizeof between);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &tries, sizeof tries);
}

/* All N bytes within TRY_MS; false where they do not come. */
static bool read_all(int fd, void *p, size_t n)
{
	struct pollfd wait = { fd, POLLIN, 0 };
	double until = momus_loop_now() + TRY_MS / 1e3;
	size_t at = 0;

	while (at < n && momus_loop_now() < until) {
		ssize_t got;

		if (poll(&wait, 1, 100) < 1)
			continue;
		got = recv(fd, (char *)p + at, n - at, MSG_DONTWAIT);
		if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
			return false;
		at += got > 0 ? (size_t)got : 0;
	}
	return at == n;
}

/* Takes one call; of strangers nothing is kept. */
static void take_call(struct momus_lifeline *l, int listener,
		      const struct invitation *in, uint32_t *missing)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	struct caller c;

	if (fd < 0)
		return;
	if (!read_all(fd, &c, sizeof c) ||
	    memcmp(c.token, in->token, TOKEN) != 0 || c.rank < 1 ||
	    c.rank >= l->size || l->peers[c.rank].fd >= 0 ||
	    send(fd, in->token, TOKEN, MSG_NOSIGNAL) != TOKEN) {
		close(fd);
		return;
	}
	keep_alive(fd);
	l->peers[c.rank].fd = fd;
	--*missing;
}

static int host_lines(struct momus_lifeline *l, const struct momus_ranks *r,
		      bool alone, struct momus_error *err)
{
	struct invitation in = { .n = 0 };
	struct momus_error why = { "" };
	uint32_t missing = l->size - 1;
	double until = momus_loop_now() + WAIT_S;
	struct pollfd wait = { -1, POLLIN, 0 };
	uint16_t port = 0;
	int rc;

	wait.fd = listen_at(alone, &port, &why);
	if (wait.fd >= 0)
		list_addresses(&in, port, alone);
	if (getrandom(in.token, TOKEN, 0) != TOKEN)
		in.n = 0;
	rc = momus_ranks_spread(r, &in, sizeof in, err);
	while (rc == MOMUS_OK && in.n && missing && momus_loop_now() < until)
		if (poll(&wait, 1, 200) > 0)
			take_call(l, wait.fd, &in, &missing);
	if (wait.fd >= 0)
		close(wait.fd);
	if (rc < 0)
		return rc;
	for (uint32_t k = 1; k < l->size && in.n; k++)
		if (l->peers[k].fd < 0)
			return momus_fail(
				err, MOMUS_EIO,
				"ranks: rank %u on %s does not reach %s by "
				"TCP, which tells the ranks that each other "
				"live; open the ports between these hosts",
				k, l->peers[k].who.host, l->peers[0].who.host);
	return in.n ? MOMUS_OK
		    : momus_fail(err, MOMUS_EIO, "%s",
				 why.text[0] ? why.text
					     : "ranks: no random bytes");
}

/* A connection to A that rank 0 answers; -1: none. */
static int call(const struct sockaddr_storage *a, const struct invitation *in,
		uint32_t rank)
{
	struct caller c = { .rank = rank };
	struct pollfd wait = { -1, POLLOUT, 0 };
	uint8_t back[TOKEN];
	int fd = socket(a->ss_family,
			SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	memcpy(c.token, in->token, TOKEN);
	wait.fd = fd;
	if (fd >= 0 &&
	    (connect(fd, (const struct sockaddr *)a, length(a)) == 0 ||
	     (errno == EINPROGRESS && poll(&wait, 1, TRY_MS) > 0)) &&
	    send(fd, &c, sizeof c, MSG_NOSIGNAL) == sizeof c &&
	    read_all(fd, back, TOKEN) && memcmp(back, in->token, TOKEN) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static int call_host(struct momus_lifeline *l, const struct momus_ranks *r,
		     struct momus_error *err)
{
	bool here =
		strcmp(l->peers[0].who.host, l->peers[l->rank].who.host) == 0;
	struct invitation in;
	int rc = momus_ranks_spread(r, &in, sizeof in, err), fd = -1;

	if (rc < 0)
		return rc;
	if (in.n > ADDRESSES)
		in.n = 0;
	/* The first is the loopback device: another host would call itself. */
	for (uint32_t i = here ? 0 : 1; fd < 0 && i < in.n; i++)
		fd = call(&in.list[i], &in, l->rank);
	if (fd < 0)
		return momus_fail(err, MOMUS_EIO,
				  "ranks: %s cannot be reached from %s by TCP",
				  l->peers[0].who.host,
				  l->peers[l->rank].who.host);
	keep_alive(fd);
	l->peers[0].fd = fd;
	return MOMUS_OK;
}

int momus_lifeline_open(struct momus_lifeline **out,
			const struct momus_ranks *r, uint32_t *here,
			struct momus_error *err)
{
	struct momus_lifeline *l = calloc(1, sizeof *l);
	int rc;

	*out = NULL;
	if (l)
		l->peers = calloc(r->size, sizeof *l->peers);
	if (!l || !l->peers) {
		free(l);
		return momus_fail(err, MOMUS_ENOMEM, "ranks: out of memory");
	}
	l->rank = r->rank;
	l->size = r->size;
	for (uint32_t k = 0; k < r->size; k++)
		l->peers[k].fd = -1;
	rc = introduce(l, r, here, err);
	if (rc == MOMUS_OK)
		rc = r->rank ? call_host(l, r, err)
			     : host_lines(l, r, *here == r->size, err);
	/* Rank 0's word is the one that counts. */
	rc = momus_ranks_agree(r, rc, err);
	if (rc < 0)
		momus_lifeline_close(l, NULL);
	else
		*out = l;
	return rc;
}

/* Rank K's connection is closed. */
static void ended(struct momus_lifeline *l, uint32_t k)
{
	struct peer *p = &l->peers[k];

	close(p->fd);
	p->fd = -1;
	if (p->n && p->words[0] == good_bye)
		return;
	p->words[p->n] = '\0';
	l->mute = l->mute || !p->n;
	if (p->n)
		momus_fail(&l->end, MOMUS_EIO, "rank %u: %s", k, p->words);
	else
		momus_fail(&l->end, MOMUS_EIO,
			   "rank %u (process %lld on %s) has ended without a "
			   "word: killed, perhaps for its memory; the newest "
			   "checkpoint is whole, go on with --resume",
			   k, (long long)p->who.pid, p->who.host);
}

static void look(struct momus_lifeline *l, uint32_t k)
{
	struct peer *p = &l->peers[k];
	char c;

	while (p->fd >= 0) {
		ssize_t got = recv(p->fd, &c, 1, MSG_DONTWAIT);

		if (got < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (got == 1 && p->n < WORDS)
			p->words[p->n++] = c;
		if (got < 1)
			ended(l, k);
	}
}

int momus_lifeline_check(struct momus_lifeline *l, struct momus_error *err)
{
	for (uint32_t k = 0; !l->end.text[0] && k < l->size; k++)
		look(l, k);
	return l->end.text[0] ? momus_fail(err, MOMUS_EIO, "%s", l->end.text)
			      : MOMUS_OK;
}

bool momus_lifeline_mute(const struct momus_lifeline *l)
{
	return l->mute;
}

/* What is not read when a connection is closed would make the other side lose what
 * it has not read. */
static void hang_up(int fd)
{
	char rest[256];

	shutdown(fd, SHUT_WR);
	while (recv(fd, rest, sizeof rest, MSG_DONTWAIT) > 0)
		;
	close(fd);
}

void momus_lifeline_close(struct momus_lifeline *l, const char *words)
{
	if (!l)
		return;
	for (uint32_t k = 0; k < l->size; k++) {
		int fd = l->peers[k].fd;

		if (fd < 0)
			continue;
		/* Who is gone does not listen. */
		(void)send(fd, words ? words : &good_bye,
			   words ? strnlen(words, WORDS) : 1, MSG_NOSIGNAL);
		hang_up(fd);
	}
	free(l->peers);
	free(l);
}
