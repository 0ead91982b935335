/* client.h - requests to one model: retries, balancing, rates
 *
 * A client is the policy above single attempts: how often, when, and to which
 * server.  It knows neither sockets nor clock: both come through a struct of
 * functions, so that a simulator drives this very code with virtual time.
 *
 *	send ─▶ queue ─▶ attempt ─▶ accept? ─▶ done
 *	          ▲         │ 429, 5xx, reset, deadline, a reply not accepted
 *	          └─ back-off or Retry-After, then perhaps another server
 *
 * Servers of one model share its requests: the least busy one is asked; one that
 * fails is left alone, twice as long each time.  A reply 429 halves the requests
 * in flight, replies widen them again up to the limit.  When no server has been
 * there for as many tries as a request has, or one asks for more than ten
 * minutes' pause, what is queued fails at once; a resumed run asks again.
 *
 * One attempt is one request on the wire.  A client belongs to one thread.
 */
#ifndef MOMUS_NET_CLIENT_H
#define MOMUS_NET_CLIENT_H

#include "momus/backend.h"
#include "net/http.h"

struct momus_client;

/* What a client stands on.  Callbacks come from the world's own loop, never
 * from within start() or timer(). */
struct momus_client_world {
	void *self;
	double (*now)(void *self); /* seconds, monotonic */
	/* As momus_loop_timer() and momus_loop_cancel(). */
	uint64_t (*timer)(void *self, double at, momus_loop_timer_fn *fn,
			  void *arg);
	void (*timer_cancel)(void *self, uint64_t id);
	/* As momus_http_start() and momus_http_cancel(). */
	int (*start)(void *self, const struct momus_http_post *post,
		     momus_http_done_fn *done, void *arg, uint64_t *ticket,
		     struct momus_error *err);
	void (*cancel)(void *self, uint64_t ticket);
};

/* The world of real sockets and time; HTTP is borrowed. */
MOMUS_API void momus_client_world_live(struct momus_client_world *out,
				       struct momus_http *http);

struct momus_client_setup { /* all borrowed until create() returns */
	const char *name;   /* in messages: "generator", "critic" */
	const struct momus_endpoint *endpoint;
	const struct momus_client_world *world; /* copied; .self stays */
	int64_t in_flight; /* where the endpoint leaves it at 0; >= 1 */
};

/* What the reader of a whole reply says of it. */
struct momus_client_reading {
	bool again;	/* not good enough: another attempt, if one is left */
	int64_t tokens; /* used by the request as a whole; -1: not told */
	/* AGAIN: why, one phrase; the bytes must live until done() returns. */
	struct momus_text why;
};

enum momus_client_end {
	MOMUS_CLIENT_REPLIED, /* read() took the last reply */
	MOMUS_CLIENT_FAILED,  /* no attempt is left, or none makes sense */
};

struct momus_client_outcome { /* valid during done() only */
	enum momus_client_end end;
	uint32_t attempts; /* requests on the wire; connections that could not
			    * be made are tries, but not attempts */
	double latency_s;  /* of the last attempt; NAN if there was none */
	double waited_s;   /* from send() to now */
	long status;	   /* HTTP status of the last reply, 0 if none */
	char reason[320];  /* FAILED: one sentence; never holds the secret */
};

/* A reply whose status is neither 408, 425, 429 nor a passing 5xx: so 4xx
 * errors come here too.  OUT is zeroed but for .tokens = -1. */
typedef void momus_client_read_fn(void *arg,
				  const struct momus_http_result *reply,
				  struct momus_client_reading *out);
/* Called once a request, last.  May send and cancel, not free the client. */
typedef void momus_client_done_fn(void *arg,
				  const struct momus_client_outcome *outcome);

struct momus_client_request {
	const char *path;	    /* behind the base URL; copied */
	struct momus_text body;	    /* borrowed until done() or cancel() */
	int64_t tokens;		    /* to be expected, prompt and completion */
	struct momus_stream jitter; /* of this request; copied */
	momus_client_read_fn *read;
	momus_client_done_fn *done;
	void *arg; /* of both */
};

/* Reads the secret from the environment variable that the endpoint names:
 * MOMUS_EINVAL when it is unset, empty or no header could hold it.  Nothing is
 * sent yet. */
MOMUS_API int momus_client_create(struct momus_client **out,
				  const struct momus_client_setup *setup,
				  struct momus_error *err);
/* Cancels what is under way, without callbacks.  NULL is allowed. */
MOMUS_API void momus_client_free(struct momus_client *client);

/* Queues REQUEST; it starts when a place, the rates and a server allow it, in
 * the order of the sends.  Neither callback runs from within send().  *TICKET
 * (> 0) names it for cancel(). */
MOMUS_API int momus_client_send(struct momus_client *client,
				const struct momus_client_request *request,
				uint64_t *ticket, struct momus_error *err);

/* Forgets a request: no callback follows.  An unknown TICKET is ignored.
 * Returns the attempts that had been made for it. */
MOMUS_API uint32_t momus_client_cancel(struct momus_client *client,
				       uint64_t ticket);

/* Whether an attempt for request TICKET is under way: it is neither queued nor
 * waiting for another try. */
MOMUS_API bool momus_client_is_flying(const struct momus_client *client,
				      uint64_t ticket);

struct momus_client_counts {
	uint64_t attempts;  /* on the wire, since create() */
	uint64_t retries;   /* attempts that were not a request's first */
	uint64_t throttled; /* replies with status 429 */
	size_t in_flight;   /* attempts under way */
	size_t waiting;	    /* requests queued, backing off or held back */
	size_t resting;	    /* servers that are being left alone */
};

/* What CLIENT did so far, and what it is at. */
MOMUS_API void momus_client_count(const struct momus_client *client,
				  struct momus_client_counts *out);

#endif /* MOMUS_NET_CLIENT_H */
