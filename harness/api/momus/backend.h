/* backend.h - a model: what it is asked, what it answers
 *
 * Two ways to answer.  A remote model (openai) only writes requests and reads
 * replies: the host owns sockets, retries, rates and secrets.  A local one
 * (replay, simulate) answers at once in complete().  A plugin offers either
 * request+reply+endpoint or complete.
 */
#ifndef MOMUS_BACKEND_H
#define MOMUS_BACKEND_H

#include "momus/arena.h"
#include "momus/buffer.h"
#include "momus/random.h"

MOMUS_BEGIN_DECLS

struct momus_trainable_ops; /* momus/trainable.h */
struct momus_batch_ops;	    /* momus/batch.h */

enum momus_purpose {
	MOMUS_PURPOSE_GENERATE, /* a first solution */
	MOMUS_PURPOSE_CRITIQUE,
	MOMUS_PURPOSE_REVISE,
};

struct momus_message {
	const char *role; /* "system", "user", "assistant" */
	struct momus_text content;
};

struct momus_sampling { /* NAN or -1: left to the model's own default */
	double temperature, top_p, min_p, repetition_penalty;
	int64_t top_k, max_tokens;
	int64_t logprobs; /* alternatives a token; -1: none asked for */
	const struct momus_text *stop;
	size_t n_stop;
};

/* What only controls and simulations may look at: the truth. */
struct momus_truth {
	int parent_passed; /* the solution at hand: 1, 0, -1 not judged */
	struct momus_text right, wrong;
};

struct momus_call { /* all borrowed for the call */
	enum momus_purpose purpose;
	struct momus_text problem_id;
	uint32_t turn, branch, vote; /* the node asked for: store/node.h */
	const struct momus_message *messages;
	size_t n_messages;
	struct momus_sampling sampling;
	uint64_t seed; /* of this request, from the run's stream */
	struct momus_stream *stream; /* this request's own random stream */
	const char *key; /* hex SHA-256 of the request for one alone */
	struct momus_truth truth;
	/* Completions of these messages that are wanted, >= 1.  More than one
	 * only where .samples of the endpoint allows it; sample I of them is the
	 * one that would be asked for alone with seed .seed + I. */
	uint32_t samples;
	uint32_t reply;		 /* of the dialogue, from 0 */
	struct momus_text given; /* the data's own answer; empty: none */
};

enum momus_finish {
	MOMUS_FINISH_STOP,   /* the model ended by itself */
	MOMUS_FINISH_LENGTH, /* cut at max_tokens */
	MOMUS_FINISH_FILTER, /* refused by a content filter */
	MOMUS_FINISH_OTHER,
	MOMUS_FINISH_FAILED, /* no completion: see .reason */
};

struct momus_completion { /* zeroed by the host; texts in .arena */
	struct momus_arena *arena;
	struct momus_text text;
	enum momus_finish finish;
	int64_t prompt_tokens, completion_tokens; /* -1: not told */
	double logprob;		  /* sum over the completion, nats; NAN */
	struct momus_text reason; /* FAILED, FILTER: one sentence */
	bool retry;		  /* FAILED: another attempt may succeed */
};

struct momus_http_request { /* buffers owned by the host, empty at first */
	const char *path;   /* behind the base URL: "/chat/completions" */
	struct momus_buffer body; /* JSON */
};

struct momus_http_reply {
	long status; /* HTTP status; the host has dealt with 429 and 5xx */
	struct momus_text body;
};

struct momus_endpoint { /* how the host reaches the model; borrowed */
	const char *const *base_urls; /* NULL-terminated, at least one */
	const char *api_key_env; /* name of an environment variable, or NULL */
	const char *proxy, *ca_file; /* NULL: libcurl's own choice */
	double requests_per_minute, tokens_per_minute; /* 0: no limit */
	int64_t in_flight;	      /* most requests at once; 0: the run's */
	int64_t attempts;	      /* per request, first one included */
	double deadline_s, connect_s; /* of one attempt */
	double backoff_s, backoff_max_s;
	size_t reply_limit; /* bytes of one reply body */
	int64_t samples;    /* most completions a request; 0: one */
};

struct momus_device {	  /* what a backend may compute on */
	char name[32];	  /* as its options name it: "cuda:0" */
	bool usable;	  /* by this user, on this host, in this build */
	char detail[256]; /* what it is; or why it cannot be had, and the remedy */
};

struct momus_backend_ops {
	uint32_t size; /* sizeof(struct momus_backend_ops) */

	int (*open)(void **self, const void *options, struct momus_error *err);
	void (*close)(void *self); /* NULL is allowed */

	/* The model's name for stores and reports, borrowed from SELF. */
	const char *(*model)(const void *self);

	/* Local model: fills *OUT at once.  A missing answer is a result
	 * (finish FAILED), not an error. */
	int (*complete)(void *self, const struct momus_call *call,
			struct momus_completion *out, struct momus_error *err);

	/* Remote model: all three.  reply() is given what the server sent with
	 * any status the host does not retry by itself; whatever is wrong with
	 * it is a result, with its reason.  OUT (.samples of CALL): a completion
	 * that is FAILED with .retry is asked for again, alone where others of
	 * the reply are good; tokens of the reply as a whole stand in OUT[0],
	 * and the host divides them. */
	int (*endpoint)(const void *self, struct momus_endpoint *out,
			struct momus_error *err);
	int (*request)(void *self, const struct momus_call *call,
		       struct momus_http_request *out, struct momus_error *err);
	int (*reply)(void *self, const struct momus_call *call,
		     const struct momus_http_reply *in,
		     struct momus_completion *out, struct momus_error *err);

	/* What it offers so that it can learn; NULL: nothing.  SELF is the
	 * same. */
	const struct momus_trainable_ops *trainable;

	/* Of a local model that answers many calls side by side; NULL: it
	 * answers one after another.  SELF is the same. */
	const struct momus_batch_ops *batch;

	/* Sets LIST (ROOM) to the devices that it can compute on, perhaps the
	 * processor first, or why there is none; how many rows there are.
	 * NULL: it knows of none.  Needs no open(). */
	size_t (*devices)(struct momus_device *list, size_t room);
};

MOMUS_END_DECLS

#endif /* MOMUS_BACKEND_H */
