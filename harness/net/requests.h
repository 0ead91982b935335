/* requests.h - the requests that a client holds, and the queue among them
 *
 * Only client.c includes this.  A request is in one state; those QUEUED are
 * linked first to last, those FREE are kept for the next take().
 */
#ifndef MOMUS_NET_REQUESTS_H
#define MOMUS_NET_REQUESTS_H

#include "net/client.h"

enum momus_request_state {
	MOMUS_REQUEST_FREE,
	MOMUS_REQUEST_QUEUED,
	MOMUS_REQUEST_WAITING, /* for a timer */
	MOMUS_REQUEST_FLYING,  /* an attempt is under way */
};

struct momus_request {
	struct momus_client *client;	 /* borrowed */
	struct momus_client_request ask; /* .path is NULL: see below */
	char *path;			 /* owned */
	enum momus_request_state state;
	struct momus_request *prev, *next; /* in the queue, or among the free */
	struct momus_server *server;	   /* of the last attempt; or NULL */
	uint64_t handle;		   /* of the attempt, or of the timer */
	double since;			   /* of the send */
	uint32_t index, generation;
	uint32_t tries, attempts; /* a try that sent nothing is no attempt */
	double latency_s;	  /* of the last attempt */
	long status;
	char last[200]; /* why the last attempt was not enough */
};

struct momus_requests {
	struct momus_request **all; /* owned, (n of room) */
	size_t n, room;
	struct momus_request *unused, *first, *last;
};

/* Frees all requests, in whatever state. */
MOMUS_API void momus_requests_release(struct momus_requests *q);

/* A request as ASK wants it, in no state yet; NULL when out of memory. */
MOMUS_API struct momus_request *momus_requests_take(
	struct momus_requests *q, const struct momus_client_request *ask);

/* Takes R, which is not in the queue, back. */
MOMUS_API void momus_requests_give(struct momus_requests *q,
				   struct momus_request *r);

/* At the end of the queue; or, for a request begun before, at its front. */
MOMUS_API void momus_requests_queue(struct momus_requests *q,
				    struct momus_request *r, bool front);
MOMUS_API void momus_requests_unqueue(struct momus_requests *q,
				      struct momus_request *r);

/* The name of R for callers, > 0; the request of that name, or NULL. */
MOMUS_API uint64_t momus_requests_ticket(const struct momus_request *r);
MOMUS_API struct momus_request *momus_requests_find(
	const struct momus_requests *q, uint64_t ticket);

/* Sets R's .last to URL and what RESULT, which is no reply to read, says; the
 * head of an error's body comes as ASCII on one line. */
MOMUS_API void momus_request_blame(struct momus_request *r, const char *url,
				   const struct momus_http_result *result);

#endif /* MOMUS_NET_REQUESTS_H */
