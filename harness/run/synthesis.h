/* synthesis.h - from the critiques of runs to rows that a critic is trained on
 *
 * Execution-guided synthesis (Xie et al. 2025, section 3.1): critiques are
 * written with the hint of what execution said and learnt without it.  A row's
 * dialogue is the one that the critic is asked with in a run with feedback
 * "critic"; its completion is the critique.
 */
#ifndef MOMUS_RUN_SYNTHESIS_H
#define MOMUS_RUN_SYNTHESIS_H

#include "host/loader.h"
#include "host/recipe.h"
#include "store/reader.h"

struct momus_synthesis_options {
	const char *unparsed, *wrong, *cut, *disputed, *duplicates; /* "drop" */
	const char *leaks;    /* "drop" */
	const char *revision; /* "any", "right" */
	const char **phrases; /* NULL-terminated */
	int64_t hint_words, min_bytes, max_bytes, max_prompt_bytes, per_problem;
	double max_correct, max_incorrect;
};

enum momus_synthesis_end { /* what became of a critique, first cause first */
			   MOMUS_SYNTHESIS_ROW,
			   MOMUS_SYNTHESIS_FAILED,   /* there is none */
			   MOMUS_SYNTHESIS_UNJUDGED, /* its solution is not */
			   MOMUS_SYNTHESIS_DISPUTED, /* parity or strict? */
			   MOMUS_SYNTHESIS_CUT,	     /* at the token limit */
			   MOMUS_SYNTHESIS_UNPARSED,
			   MOMUS_SYNTHESIS_WRONG,  /* judgment */
			   MOMUS_SYNTHESIS_PHRASE, /* mentions the hint */
			   MOMUS_SYNTHESIS_WORDS,  /* copies the hint */
			   MOMUS_SYNTHESIS_LEAK, /* of what is hidden */
			   MOMUS_SYNTHESIS_SHORT,
			   MOMUS_SYNTHESIS_LONG,
			   MOMUS_SYNTHESIS_PROMPT,   /* is too long */
			   MOMUS_SYNTHESIS_REVISION, /* is not right */
			   MOMUS_SYNTHESIS_DUPLICATE,
			   MOMUS_SYNTHESIS_PROBLEM, /* has enough */
			   MOMUS_SYNTHESIS_BALANCE,
			   MOMUS_SYNTHESIS_ENDS
};

struct momus_synthesis_row {
	struct momus_text line; /* JSON without the last brace */
	uint64_t problem;	/* stands for its id, in whatever run */
	uint8_t judgment;	/* enum momus_judgment */
	uint8_t end;		/* enum momus_synthesis_end */
	const char *phrase;	/* that mentions the hint; else NULL */
	uint8_t digest[32];	/* of problem and critique */
};

struct momus_synthesis {
	const struct momus_synthesis_options *options; /* in .arena */
	struct momus_arena *arena;		       /* owned */
	struct momus_synthesis_row *rows; /* owned, (n of room): critiques in
					   * the order of the runs' nodes */
	size_t n, room;
	uint64_t seed; /* of what is drawn */
	size_t counts[MOMUS_SYNTHESIS_ENDS];
};

struct momus_synthesis_source { /* borrowed */
	const char *path;	/* of .run, as rows name it */
	struct momus_run *run;
	const struct momus_recipe *recipe; /* checked: task and prompts */
	const char *data;		   /* the problems' file */
	const struct momus_registry *registry;
};

/* Makes *OUT from the options in OBJECT (NULL: all defaults), which stands in a
 * recipe under "synthesis".  Draws are made by SEED. */
MOMUS_API int momus_synthesis_init(struct momus_synthesis *out,
				   const cJSON *object, uint64_t seed,
				   struct momus_error *err);
MOMUS_API void momus_synthesis_release(struct momus_synthesis *s);

/* Adds every critique of SOURCE, and says of each whether it may be a row by what
 * it is itself.  MOMUS_EINVAL: the run has no critic, or was asked with other
 * prompts or data than the source has. */
MOMUS_API int momus_synthesis_read(struct momus_synthesis *s,
				   const struct momus_synthesis_source *source,
				   struct momus_error *err);

/* Drops duplicates, what is beyond a problem's share, and what is beyond a
 * judgment's, and counts how each critique ended.  Call it once, after all
 * read(). */
MOMUS_API int momus_synthesis_choose(struct momus_synthesis *s,
				     struct momus_error *err);

/* "row", "failed", … and what it means, in a few words. */
MOMUS_API const char *momus_synthesis_name(enum momus_synthesis_end end);
MOMUS_API const char *momus_synthesis_meaning(enum momus_synthesis_end end);

/* The table of the options, for help and tests. */
MOMUS_API const struct momus_plugin *momus_synthesis_table(void);

#endif /* MOMUS_RUN_SYNTHESIS_H */
