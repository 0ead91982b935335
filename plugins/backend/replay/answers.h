/* answers.h - the recorded answers of a JSON Lines file, found by node or key */
#ifndef REPLAY_ANSWERS_H
#define REPLAY_ANSWERS_H

#include "momus/backend.h"

struct answers;

/* Reads the whole file at PATH.  BY_KEY: a row with both an id and a key is
 * found by its key only, else by its id only.  MOMUS_EPARSE names file and line:
 * a row that cannot be, one that is there twice, no row at all. */
int answers_read(struct answers **out, const char *path, bool by_key,
		 struct momus_error *err);
void answers_free(struct answers *a); /* NULL allowed */

enum { ANSWER_ATTEMPT = MOMUS_PURPOSE_REVISE + 1 }; /* of .purpose, here only */

struct answer {
	struct momus_text id;  /* of the problem; empty: found by key */
	struct momus_text key; /* 64 hex digits; empty: found by id */
	enum momus_purpose purpose;
	int64_t turn, branch, vote; /* see rows in answers.c */
	struct momus_text text, reason;
	enum momus_finish finish;
	int64_t prompt_tokens, completion_tokens; /* -1: not told */
	size_t line, at; /* in the file; at: order of arrival */
};

/* The answer to CALL, borrowed from A; NULL if none is recorded. */
const struct answer *answers_find(const struct answers *a,
				  const struct momus_call *call);

#endif /* REPLAY_ANSWERS_H */
