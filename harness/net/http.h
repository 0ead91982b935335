/* http.h - one HTTP attempt at a time, many in flight, on a loop
 *
 * One start() is one request on the wire, never more: libcurl's silent resend
 * on a reused connection that broke is refused (MOMUS_HTTP_RESET instead), so
 * that every attempt is counted.  Redirects are not followed.
 * Retries, balancing and rates live in client.h; nothing here decides.
 */
#ifndef MOMUS_NET_HTTP_H
#define MOMUS_NET_HTTP_H

#include "core/loop.h"
#include "momus/text.h"

struct momus_http;

struct momus_http_post { /* borrowed until start() returns, but for body */
	const char *url;
	const char *bearer;	     /* secret for Authorization, or NULL */
	const char *proxy, *ca_file; /* NULL: libcurl's defaults */
	struct momus_text body;	     /* JSON; borrowed until done */
	double deadline_s, connect_s;
	size_t reply_limit; /* bytes of body accepted */
};

enum momus_http_error {
	MOMUS_HTTP_OK,	    /* there is a status and a whole body */
	MOMUS_HTTP_CONNECT, /* nothing was sent */
	MOMUS_HTTP_RESET,   /* the connection broke */
	MOMUS_HTTP_DEADLINE,
	MOMUS_HTTP_TOO_LARGE,
	MOMUS_HTTP_TRUNCATED, /* body shorter than announced */
	MOMUS_HTTP_TLS,
	MOMUS_HTTP_OTHER,
};

struct momus_http_result { /* texts valid during the callback only */
	enum momus_http_error error;
	long status;
	bool sent;	      /* a request, or a part of one, went out */
	double retry_after_s; /* from the header; NAN when absent */
	double latency_s;
	struct momus_text body;
	char message[200]; /* never holds the secret */
};

typedef void momus_http_done_fn(void *arg, const struct momus_http_result *r);

/* At most MAX_CONNECTIONS are open at once, less where the limit of open files
 * (which is raised as far as an ordinary user may) leaves no room for so many:
 * what is started beyond that waits for a place, its deadline not yet running.
 * LOOP is borrowed and must outlive *OUT. */
MOMUS_API int momus_http_create(struct momus_http **out,
				struct momus_loop *loop, size_t max_connections,
				struct momus_error *err);
/* Aborts what is in flight without callbacks.  NULL is allowed. */
MOMUS_API void momus_http_free(struct momus_http *http);

/* DONE(ARG) is called once, from the loop, never from within start(); it may
 * start and cancel, not free HTTP.  *TICKET (> 0) names the attempt for cancel.
 * MOMUS_EINVAL: libcurl refuses the URL or an option; MOMUS_ENOMEM. */
MOMUS_API int momus_http_start(struct momus_http *http,
			       const struct momus_http_post *post,
			       momus_http_done_fn *done, void *arg,
			       uint64_t *ticket, struct momus_error *err);
/* Ends the attempt without a callback; an unknown TICKET is ignored. */
MOMUS_API void momus_http_cancel(struct momus_http *http, uint64_t ticket);

/* The loop that HTTP runs on; borrowed. */
MOMUS_API struct momus_loop *momus_http_loop(const struct momus_http *http);

#endif /* MOMUS_NET_HTTP_H */
