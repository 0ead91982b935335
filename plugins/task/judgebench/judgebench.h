/* judgebench.h - what the files of this task share */
#ifndef JUDGEBENCH_H
#define JUDGEBENCH_H

#include <momus/json.h>
#include <momus/plugin.h>

enum judgebench_judge { /* whose words are read: the option "judge" */
			JUDGEBENCH_ARENA_HARD,
			JUDGEBENCH_SKYWORK_CRITIC,
			JUDGEBENCH_VANILLA,
			JUDGEBENCH_PANDA_LM,
			JUDGEBENCH_JUDGE_LM,
			JUDGEBENCH_AUTO_J,
			JUDGEBENCH_PROMETHEUS_2,
			JUDGEBENCH_REWARD_MODEL,
			JUDGEBENCH_JUDGES
};

struct judgebench_options {
	const char *grader, *mode, *judge;
};

struct judgebench_pair {	 /* momus_problem.data */
	bool second;		 /* the order turned round, or response B */
	bool asks;		 /* for a verdict; else the response is it */
	struct momus_text label; /* as seen in this order */
};

struct judgebench_form {     /* of one kind of judge */
	const char *name;    /* of the option */
	const char *row;     /* its judge_name in official output rows */
	const char *closing; /* how the judge is asked to end; NULL: is not */
};

extern const struct judgebench_form judgebench_forms[JUDGEBENCH_JUDGES];

/* The number of OPTIONS' judge. */
enum judgebench_judge judgebench_judge_of(const struct judgebench_options *o);

/* pairs.c: the ops of the same names. */
int judgebench_problem(void *self, const struct momus_row *row,
		       struct momus_arena *arena, struct momus_problem *out,
		       struct momus_error *err);
int judgebench_more(void *self, const struct momus_row *row, size_t i,
		    struct momus_arena *arena, struct momus_problem *out,
		    struct momus_error *err);

/* pairs.c: the other label than LABEL ("A>B", "B>A"); and the id of a problem of
 * PAIR, which ends with END, two bytes, in ARENA. */
struct momus_text judgebench_flipped(struct momus_text label);
int judgebench_name(struct momus_text pair, const char *end,
		    struct momus_arena *arena, struct momus_text *out,
		    struct momus_error *err);

/* recorded.c: the op of the same name. */
int judgebench_answer(void *self, const struct momus_row *row, size_t i,
		      struct momus_arena *arena, struct momus_answer *out,
		      struct momus_error *err);

static inline int judgebench_no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "judgebench: out of memory");
}

/* words.c: what JUDGE decided in TEXT, as it stands there: an Arena-Hard judge's
 * different labels with a space between them ("A>>B A=B"), a reward model's two
 * scores ("19.875 19.5"), else the decision itself.  Empty: nothing was found.
 * Borrowed from TEXT, static, or in ARENA; .ptr NULL: ARENA refuses. */
struct momus_text judgebench_find(enum judgebench_judge judge,
				  struct momus_text text,
				  struct momus_arena *arena);

/* decisions.c: the decision that FOUND amounts to by the rules of JudgeBench's utils/judges.py
 * (commit e2c52c2): "A>B", "B>A", "A=B", or a label that is none of these; empty:
 * none.  STRICT: labels that mean the same agree, what means nothing is none, and
 * equal scores are "A=B".  Borrowed, static, or in ARENA; NULL as above. */
struct momus_text judgebench_decide(struct momus_text found, bool strict,
				    struct momus_arena *arena);

#endif /* JUDGEBENCH_H */
