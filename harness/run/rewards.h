/* rewards.h - the rewards of a recipe: opened, connected, asked
 *
 * A reward of a revision is computed at once, or after its questions were sent
 * to servers: all at the same time, through clients of net/client.h, in the
 * world of the run.  What a server fails to say is a result with its reason.
 */
#ifndef MOMUS_RUN_REWARDS_H
#define MOMUS_RUN_REWARDS_H

#include "host/recipe.h"
#include "momus/reward.h"
#include "net/client.h"

struct momus_rewards;

struct momus_rewarded { /* valid during the callback only */
	double value;	/* NAN: could not be judged, or failed */
	struct momus_text reason;
	bool failed; /* a server's fault: asked again when the run is resumed */
	bool dropped; /* nothing is known: the run is being drained */
	uint32_t attempts;
	double latency_s; /* of the slowest answer; NAN */
	int64_t prompt_tokens, completion_tokens; /* -1: not told */
};

typedef void momus_rewarded_fn(void *arg, const struct momus_rewarded *result);

/* Opens the rewards of RECIPE (checked), of which there may be none; they live
 * shorter than RECIPE.  MOMUS_EINVAL and the like name the recipe's key. */
MOMUS_API int momus_rewards_open(struct momus_rewards **out,
				 const struct momus_recipe *recipe,
				 struct momus_error *err);
/* Cancels what is under way, without callbacks.  NULL is allowed. */
MOMUS_API void momus_rewards_close(struct momus_rewards *r);

/* How many there are, and the name of reward I: that of its plugin, or the one
 * that the recipe gives it. */
MOMUS_API size_t momus_rewards_n(const struct momus_rewards *r);
MOMUS_API const char *momus_rewards_name(const struct momus_rewards *r,
					 size_t i);
/* Whether reward I asks a server. */
MOMUS_API bool momus_rewards_asks(const struct momus_rewards *r, size_t i);
/* The environment variables that hold secrets: I counts from 0; NULL behind
 * the last. */
MOMUS_API const char *momus_rewards_secret(const struct momus_rewards *r,
					   size_t i);

/* Appends the names as a JSON list; nothing if there are none. */
MOMUS_API void momus_rewards_names(const struct momus_rewards *r,
				   struct momus_buffer *out);
/* Appends, as JSON, the rewards with all their options; with IDENTITY only what
 * determines their values: not how servers are reached. */
MOMUS_API int momus_rewards_describe(const struct momus_rewards *r,
				     bool identity, struct momus_buffer *out,
				     struct momus_error *err);
/* Appends ,"reward/NAME":"VERSION" for each plugin. */
MOMUS_API void momus_rewards_plugins(const struct momus_rewards *r,
				     struct momus_buffer *out);

/* Makes clients for all questions; IN_FLIGHT where an endpoint leaves it at 0.
 * MOMUS_EINVAL: a secret is not there. */
MOMUS_API int momus_rewards_connect(struct momus_rewards *r,
				    const struct momus_client_world *world,
				    int64_t in_flight, struct momus_error *err);

/* Computes reward I of IN; DONE may be called from within.  What IN points to is
 * borrowed until then.  JITTER is the stream of its retries.  A failure is one
 * of ours: the plugin's error, or no memory. */
MOMUS_API int momus_rewards_submit(struct momus_rewards *r, size_t i,
				   const struct momus_reward_input *in,
				   const struct momus_stream *jitter,
				   momus_rewarded_fn *done, void *arg,
				   struct momus_error *err);

/* Forgets what waits for a place or another attempt, or with ALL everything:
 * DONE with .dropped. */
MOMUS_API void momus_rewards_drain(struct momus_rewards *r, bool all);

/* Rewards submitted and not done; attempts made so far and of these retries and
 * replies that asked to slow down, added to *COUNTS. */
MOMUS_API size_t momus_rewards_pending(const struct momus_rewards *r);
MOMUS_API void momus_rewards_count(const struct momus_rewards *r,
				   struct momus_client_counts *counts);

#endif /* MOMUS_RUN_REWARDS_H */
