/* reward.h - what a critique was worth, seen from the revision it led to */
#ifndef MOMUS_REWARD_H
#define MOMUS_REWARD_H

#include "momus/task.h"

MOMUS_BEGIN_DECLS

enum momus_judgment { /* what a critique's last line says */
	MOMUS_JUDGMENT_NONE, /* not a critique */
	MOMUS_JUDGMENT_CORRECT,
	MOMUS_JUDGMENT_INCORRECT,
	MOMUS_JUDGMENT_UNPARSED,
};

struct momus_reward_input { /* all borrowed */
	const struct momus_problem *problem;
	struct momus_text solution, critique, revision;
	enum momus_judgment judgment;
	const struct momus_grade *before; /* of the solution; NULL: not graded */
	const struct momus_grade *after;  /* of the revision; NULL: not graded */
};

struct momus_reward {
	double value;	    /* NAN: could not be judged; never a silent 0 */
	const char *reason; /* static string */
};

struct momus_reward_ops {
	uint32_t size; /* sizeof(struct momus_reward_ops) */

	int (*open)(void **self, const void *options, struct momus_error *err);
	void (*close)(void *self); /* NULL is allowed */

	/* Called from one thread.  A revision that could not be judged gives
	 * NAN, not an error. */
	int (*score)(void *self, const struct momus_reward_input *in,
		     struct momus_reward *out, struct momus_error *err);
};

/* A reward that another is made of: any plugin of the search path. */
struct momus_reward_part;

/* Opens the reward that OBJECT names, JSON as in a recipe: {"plugin":
 * "execution", "kind": "score"}.  Its members called as in SKIP (NULL-terminated;
 * NULL: none) are the caller's own.  WHERE names it in messages; relative
 * MOMUS_OPT_FILE paths start from the working directory.  MOMUS_EINVAL: not
 * such an object, or an option is wrong; MOMUS_ENOTFOUND: no such plugin; or
 * what the plugin says. */
MOMUS_API int momus_reward_part_open(struct momus_reward_part **out,
				     struct momus_text object,
				     const char *where, const char *const *skip,
				     struct momus_error *err);

/* As momus_reward_ops.score. */
MOMUS_API int momus_reward_part_score(struct momus_reward_part *part,
				      const struct momus_reward_input *in,
				      struct momus_reward *out,
				      struct momus_error *err);
/* NULL is allowed. */
MOMUS_API void momus_reward_part_close(struct momus_reward_part *part);

MOMUS_END_DECLS

#endif /* MOMUS_REWARD_H */
