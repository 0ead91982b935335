/* recipe.h - what a run is to do: JSON with comments, checked key by key
 *
 * Reading, setting and checking are three steps, so that the command line can
 * change a recipe between the first and the last.  Options of plugins are kept
 * as JSON and checked by host/options.h once the plugin is known.
 */
#ifndef MOMUS_HOST_RECIPE_H
#define MOMUS_HOST_RECIPE_H

#include <cjson/cJSON.h>

#include "momus/backend.h"

#define MOMUS_RECIPE_TURNS 15 /* most turns of a trajectory */
#define MOMUS_RECIPE_STOPS 16 /* most stop texts of one purpose */

enum momus_feedback { /* what feeds a revision */
		      MOMUS_FEEDBACK_NONE,
		      MOMUS_FEEDBACK_EXECUTION,
		      MOMUS_FEEDBACK_CRITIC,
		      MOMUS_FEEDBACK_CRITIC_HINT,
		      MOMUS_FEEDBACK_SELF,
};

enum momus_stop_policy { /* when the solution stands without a revision */
			 MOMUS_STOP_NEVER,
			 MOMUS_STOP_JUDGED_CORRECT,
			 MOMUS_STOP_AFTER_CRITIQUES,
};

enum momus_prompt_name { /* templates that a recipe may replace */
			 MOMUS_PROMPT_GENERATE,
			 MOMUS_PROMPT_CRITIQUE,
			 MOMUS_PROMPT_CRITIQUE_HINT,
			 MOMUS_PROMPT_REVISE,
			 MOMUS_PROMPT_EXECUTION,
			 MOMUS_PROMPTS
};

struct momus_recipe_model {
	const cJSON *object; /* borrowed from .root; NULL: not given */
	const char *plugin;
	/* Dollars a million tokens; NAN: unknown. */
	double price_prompt, price_completion;
};

/* Where a run stands in a study; changes nothing but reports.  NULL: nowhere. */
struct momus_recipe_cell {
	const char *study, *generator, *benchmark, *row, *baseline;
	int64_t place; /* of .row among the rows */
};

enum { /* unless a recipe says otherwise */
       MOMUS_RECIPE_FAILURES = 10,
       MOMUS_RECIPE_FAILURE_BYTES = 1000
};

struct momus_recipe {
	char *origin; /* owned: the file's name, or "command line" */
	char *folder; /* owned: what relative paths start from */
	char *text;   /* owned: the file without comments; NULL: no file */
	size_t text_len;
	cJSON *root;  /* owned */
	char **given; /* owned, (n_given): keys that were set, not read */
	size_t n_given;

	/* Filled by momus_recipe_check(); strings borrowed from .root. */
	const char *name;
	const char *note; /* what every report must say of the run; or "" */
	int64_t seed, votes;
	int64_t limit;		    /* problems; 0: all */
	int64_t requests, programs; /* in flight; programs 0: one a CPU */
	/* Tests that failed of which a store keeps texts: of each answer so
	 * many at most; bytes of each text. */
	int64_t failures, failure_bytes;
	int feedback, stop;
	bool best_effort; /* "sandbox": "best-effort" */
	const cJSON *task;
	const char *task_plugin, *grader; /* grader NULL: the default */
	char *data;			  /* owned: with the folder before it */
	char *exclude; /* owned, likewise; NULL: no problem is left out */
	struct momus_recipe_model generator, critic;
	uint32_t widths[MOMUS_RECIPE_TURNS + 1]; /* [0]: first solutions */
	uint32_t turns;				 /* entries behind [0] */
	struct momus_sampling sampling[3];	 /* by enum momus_purpose */
	struct momus_text stops[3][MOMUS_RECIPE_STOPS];
	const char *prompts[MOMUS_PROMPTS]; /* files; NULL: the built-in one */
	const cJSON *rewards;		    /* list of objects; NULL: none */
	/* Probabilities: that the verdict shown is not the true one, and that a
	 * test is not shown. */
	double noise_flip, noise_hide;
	double budget_tokens, budget_hours, budget_cost; /* 0: no limit */
	struct momus_recipe_cell cell;
};

/* Reads the JSON of PATH; NULL gives an empty recipe for the command line to
 * fill.  MOMUS_ENOTFOUND, MOMUS_EPARSE with file, line and column. */
MOMUS_API int momus_recipe_read(struct momus_recipe **out, const char *path,
				struct momus_error *err);
/* The same from TEXT, called ORIGIN in messages; relative paths start from the
 * current folder. */
MOMUS_API int momus_recipe_parse(struct momus_recipe **out,
				 struct momus_text text, const char *origin,
				 struct momus_error *err);
/* The same from ROOT, which becomes its own whatever comes back; relative paths
 * start from FOLDER. */
MOMUS_API int momus_recipe_take(struct momus_recipe **out, cJSON *root,
				const char *origin, const char *folder,
				struct momus_error *err);
MOMUS_API void momus_recipe_free(struct momus_recipe *r); /* NULL allowed */

/* ASSIGNMENT is "key.path=value"; a value that is JSON is taken as JSON, any
 * other as a string.  Missing objects on the way are made.  MOMUS_EINVAL. */
MOMUS_API int momus_recipe_set(struct momus_recipe *r, const char *assignment,
			       struct momus_error *err);
/* PATH becomes the string VALUE, or a list of numbers for "widths"; "rewards"
 * gets one more entry, a plugin's name or an object; "reward_noise" becomes what
 * "flip=0.1,hide-tests=0.3" says, and "budget" what "tokens=1e6,hours=2" does. */
MOMUS_API int momus_recipe_set_text(struct momus_recipe *r, const char *path,
				    const char *value, struct momus_error *err);

/* Checks keys, types, ranges and what contradicts what, and fills the fields.
 * RECORDED: solutions are given, so no generator is asked for.  MOMUS_EINVAL
 * names the key, the line, and the nearest known key. */
MOMUS_API int momus_recipe_check(struct momus_recipe *r, bool recorded,
				 struct momus_error *err);

/* PATH, or PATH behind the recipe's folder if it is relative; the caller frees.
 * NULL when out of memory. */
MOMUS_API char *momus_recipe_path(const struct momus_recipe *r,
				  const char *path);

/* Fails with "FILE:LINE: PATH: message"; the line is that of the key PATH
 * ("sampling.generate") where it stands in the file; "command line: PATH:
 * message" if it was set. */
MOMUS_API int momus_recipe_fail(const struct momus_recipe *r, const char *path,
				struct momus_error *err, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* "none", "execution", "critic", "critic+hint", "self". */
MOMUS_API const char *momus_feedback_name(int feedback);

/* "never", "when-judged-correct", "after-critiques". */
MOMUS_API const char *momus_stop_name(int stop);

/* VALUE as JSON with sorted keys, no white space and shortest numbers. */
MOMUS_API void momus_json_canonical(const cJSON *value,
				    struct momus_buffer *out);

#endif /* MOMUS_HOST_RECIPE_H */
