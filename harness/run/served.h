/* served.h - a local model that answers requests in OpenAI's JSON
 *
 * Bytes of a request go in, bytes of a reply come out, a piece at a time where a
 * stream is asked for; whoever carries them over a network is another's concern.
 * Requests are answered side by side as they come and go, if the backend can
 * (momus/batch.h), else one sample after another.  One thread.
 */
#ifndef MOMUS_RUN_SERVED_H
#define MOMUS_RUN_SERVED_H

#include "momus/backend.h"
#include "momus/buffer.h"

enum {
	MOMUS_SERVED_BODY = 16 << 20,	/* bytes of a request at most */
	MOMUS_SERVED_REPLY = 256 << 20, /* of a reply */
	MOMUS_SERVED_OPEN = 256,	/* requests that are not answered */
};

struct momus_served;

struct momus_served_setup { /* borrowed while it serves */
	const struct momus_backend_ops *ops;
	void *self;
	int64_t (*now)(void); /* seconds since 1970 */
};

/* MOMUS_ENOTSUP for a backend that is itself a server's client. */
MOMUS_API int momus_served_create(struct momus_served **out,
				  const struct momus_served_setup *setup,
				  struct momus_error *err);
/* Frees the requests that are there, too; NULL allowed. */
MOMUS_API void momus_served_free(struct momus_served *s);

struct momus_work {  /* one request and its reply; freed by momus_work_free() */
	int status;  /* HTTP's; 0: not known yet */
	bool stream; /* .out is of text/event-stream, else application/json */
	bool ended;  /* nothing more will come */
	struct momus_buffer out; /* of the reply, as far as it is there; whoever
				  * reads from it may reset it */
};

/* Takes the request BODY in, copied, to /chat/completions if CHAT, else to
 * /completions.  What is wrong with it is a reply, too.  NULL: no memory. */
MOMUS_API struct momus_work *momus_served_begin(struct momus_served *s,
						bool chat,
						struct momus_text body);
/* Lets go of W, which need not have ended; NULL allowed. */
MOMUS_API void momus_work_free(struct momus_work *w);

/* Ends W, whose client has gone, without an answer. */
MOMUS_API void momus_work_stop(struct momus_work *w);

/* Takes all a step further.  *LEFT: requests that have not ended. */
MOMUS_API int momus_served_advance(struct momus_served *s, size_t *left,
				   struct momus_error *err);

/* Appends the reply to /models, and one that refuses for MESSAGE; TYPE and CODE
 * as OpenAI has them, FIELD and CODE may be NULL. */
MOMUS_API void momus_served_models(const struct momus_served *s,
				   struct momus_buffer *out);
MOMUS_API void momus_served_refuse(struct momus_buffer *out,
				   const char *message, const char *type,
				   const char *field, const char *code);

#endif /* MOMUS_RUN_SERVED_H */
