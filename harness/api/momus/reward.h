/* reward.h - what a critique was worth, seen from the revision it led to
 *
 * A reward computes a number from what is there, or asks servers first: then it
 * says how many questions it has, what each one sends, and what number a reply
 * is; the host sends them, all at once, with the retries, limits and secrets of
 * its models, and score() is given the answers.
 */
#ifndef MOMUS_REWARD_H
#define MOMUS_REWARD_H

#include "momus/backend.h"
#include "momus/task.h"

MOMUS_BEGIN_DECLS

enum momus_judgment { /* what a critique's last line says */
		      MOMUS_JUDGMENT_NONE, /* not a critique */
		      MOMUS_JUDGMENT_CORRECT,
		      MOMUS_JUDGMENT_INCORRECT,
		      MOMUS_JUDGMENT_UNPARSED,
};

struct momus_reward {
	double value; /* NAN: could not be judged; never a silent 0 */
	/* A phrase; static, or that of one of the input's answers. */
	const char *reason;
	bool failed; /* NAN because a server failed: asked again on resume */
};

struct momus_reward_input { /* all borrowed */
	const struct momus_problem *problem;
	struct momus_text solution, critique, revision;
	enum momus_judgment judgment;
	/* As the store keeps them: verdicts, parts and the statuses of tests, but
	 * neither inputs nor outputs. */
	const struct momus_grade
		*before;		 /* of the solution; NULL: not graded */
	const struct momus_grade *after; /* of the revision; NULL: not graded */
	/* score(): to the questions, in their order. */
	const struct momus_reward *answers;
};

struct momus_reward_reading { /* one reply; zeroed by the host, value NAN */
	struct momus_arena *arena; /* borrowed: for .reason */
	double value;		   /* the answer; NAN: it has none */
	const char *reason;	   /* a phrase; static, or in .arena */
	bool failed; /* no answer but the server's fault; else NAN is final */
	bool retry;  /* failed: another attempt may succeed */
	int64_t prompt_tokens, completion_tokens; /* -1: not told */
};

struct momus_reward_ops {
	uint32_t size; /* sizeof(struct momus_reward_ops) */

	int (*open)(void **self, const void *options, struct momus_error *err);
	void (*close)(void *self); /* NULL is allowed */

	/* Called from one thread.  A revision that could not be judged gives
	 * NAN, not an error. */
	int (*score)(void *self, const struct momus_reward_input *in,
		     struct momus_reward *out, struct momus_error *err);

	/* A reward that asks servers: all four; any other leaves them NULL.  How
	 * many questions it has, the same for every revision, and whom question
	 * Q asks. */
	size_t (*questions)(const void *self);
	int (*endpoint)(const void *self, size_t q, struct momus_endpoint *out,
			struct momus_error *err);
	/* Fills *OUT; or leaves .path NULL and puts into *KNOWN what needs no
	 * server: NAN for want of a reference, say. */
	int (*request)(void *self, size_t q,
		       const struct momus_reward_input *in,
		       struct momus_http_request *out,
		       struct momus_reward *known, struct momus_error *err);
	/* Reads what the server sent with any status that the host does not
	 * retry by itself; whatever is wrong with it is a reading. */
	int (*reply)(void *self, size_t q, const struct momus_reward_input *in,
		     const struct momus_http_reply *reply,
		     struct momus_reward_reading *out, struct momus_error *err);
};

/* A reward that another is made of: any plugin of the search path. */
struct momus_reward_part;

/* Opens the reward that OBJECT names, JSON as in a recipe: {"plugin":
 * "execution", "kind": "score"}.  Its members called as in SKIP (NULL-terminated;
 * NULL: none) are the caller's own.  WHERE names it in messages; relative
 * MOMUS_OPT_FILE paths start from FOLDER: an option of that type whose default is
 * "." is the recipe's.  MOMUS_EINVAL: not such an object, or an option is wrong;
 * MOMUS_ENOTFOUND: no such plugin; or what the plugin says. */
MOMUS_API int momus_reward_part_open(struct momus_reward_part **out,
				     struct momus_text object,
				     const char *where, const char *folder,
				     const char *const *skip,
				     struct momus_error *err);

/* As the ops of momus_reward_ops; of a reward that asks nobody there are 0
 * questions. */
MOMUS_API int momus_reward_part_score(struct momus_reward_part *part,
				      const struct momus_reward_input *in,
				      struct momus_reward *out,
				      struct momus_error *err);
MOMUS_API size_t
momus_reward_part_questions(const struct momus_reward_part *part);
MOMUS_API int momus_reward_part_endpoint(const struct momus_reward_part *part,
					 size_t q, struct momus_endpoint *out,
					 struct momus_error *err);
MOMUS_API int momus_reward_part_request(struct momus_reward_part *part,
					size_t q,
					const struct momus_reward_input *in,
					struct momus_http_request *out,
					struct momus_reward *known,
					struct momus_error *err);
MOMUS_API int momus_reward_part_reply(struct momus_reward_part *part, size_t q,
				      const struct momus_reward_input *in,
				      const struct momus_http_reply *reply,
				      struct momus_reward_reading *out,
				      struct momus_error *err);
/* NULL is allowed. */
MOMUS_API void momus_reward_part_close(struct momus_reward_part *part);

MOMUS_END_DECLS

#endif /* MOMUS_REWARD_H */
