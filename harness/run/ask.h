/* ask.h - requests to models, and the desks where they wait */
#ifndef MOMUS_RUN_ASK_H
#define MOMUS_RUN_ASK_H

#include "momus/backend.h"
#include "run/samples.h"

struct momus_branch;
struct momus_pool_line;
struct momus_model;
struct momus_running;

/* Replies of one dialogue at most; those before the last are attempts. */
#define MOMUS_DIALOGUE_REPLIES 4

struct momus_desk { /* one model, and the requests to it */
	struct momus_model *model;
	struct momus_pool_line *line;	/* borrowed; NULL: local */
	size_t limit;			/* of a local one: asked at once */
	struct momus_ask *first, *last; /* not asked yet */
	struct momus_ask *asked;
	size_t n_waiting, n_asked;
};

/* One node asked for; the first of a request, or its only one, is the request
 * too, and heads the list of the others. */
struct momus_ask {
	struct momus_ask *prev, *next; /* in its desk's list */
	struct momus_ask *more;	       /* owned: the next of its request */
	struct momus_desk *desk;
	struct momus_branch *branch;
	enum momus_purpose purpose;
	uint32_t vote;
	struct momus_family family;
	struct momus_text prompt; /* canonical, in the branch's arena */
	uint8_t digest[32];
	char key[65];
	struct momus_completion completion; /* in the branch's arena */
	bool left_out; /* no completion yet: to be asked for once more */
	bool shares;   /* momus_samples_book() */
	uint32_t attempts;
	double started, latency_s;

	/* Of a request. */
	struct momus_arena *arena; /* owned: the messages, .replied */
	struct momus_message messages[3 + 2 * (MOMUS_DIALOGUE_REPLIES - 1)];
	struct momus_call call;
	struct momus_stream stream;
	struct momus_buffer body;
	struct momus_completion *replied; /* (call.samples) */
	uint64_t ticket;
};

struct momus_family_seed { /* what the last family asked for was given */
	uint32_t problem, branch, vote;
	uint16_t turn;
	enum momus_purpose purpose;
	uint64_t drawn;
};

/* Queues a request of B; begun by momus_desk_work(). */
void momus_ask_queue(struct momus_branch *b, enum momus_purpose purpose,
		     uint32_t vote);
/* Sends what may be sent now; local models answer, MOST of them at most. */
void momus_desk_work(struct momus_running *run, struct momus_desk *desk,
		     unsigned most);
/* Takes a local model that answers side by side a step further; does nothing where
 * it is none, or was asked nothing. */
void momus_desk_advance(struct momus_running *run, struct momus_desk *desk);
/* Whether that would do something. */
bool momus_desk_is_batching(const struct momus_desk *desk);
/* Forgets what is not asked yet, and what waits for another attempt. */
void momus_desk_drain(struct momus_desk *desk);
void momus_desk_release(struct momus_desk *desk);
/* Whether another request may be sent now, or COUNT more behind those that wait
 * here. */
bool momus_desk_has_room(const struct momus_desk *desk, size_t count);

/* The random stream of CALL (.purpose, .turn, .branch, .vote and .reply) to PROBLEM
 * in a run of SEED, behind its first draw, which is returned. */
uint64_t momus_messages_stream(struct momus_stream *out, uint64_t seed,
			       struct momus_text problem,
			       const struct momus_call *call);
/* Fills .messages and .call of ASK, and .prompt and .key of all its nodes. */
int momus_messages_build(struct momus_ask *ask, struct momus_error *err);

#endif /* MOMUS_RUN_ASK_H */
