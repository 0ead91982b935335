/* labels.h - the strategies of a run's critiques as a judge model sees them
 *
 * A file of its own beside the run, JSON Lines: the first line says whose labels
 * these are (run, judge, template), one line follows for each critique that was
 * asked about, by problem, turn, branch and vote, and the last says how many there
 * were.  What could not be labelled has no label.  While the judge is asked the
 * lines come as they may, and the last one is missing.
 */
#ifndef MOMUS_RUN_LABELS_H
#define MOMUS_RUN_LABELS_H

#include "momus/arena.h"
#include "momus/buffer.h"

enum { MOMUS_LABELS_VERSION = 1 };

enum momus_label_state {
	MOMUS_LABEL_DONE,
	MOMUS_LABEL_UNPARSED, /* the answer does not end as it was to */
	MOMUS_LABEL_CUT,      /* it was cut at its token limit */
	MOMUS_LABEL_REFUSED,  /* by a content filter */
	MOMUS_LABEL_FAILED,   /* no answer came: .reason; resume asks again */
	MOMUS_LABEL_STATES
};

struct momus_label { /* of one critique; texts borrowed */
	struct momus_text problem;
	uint16_t turn;
	uint8_t state; /* enum momus_label_state */
	uint32_t branch, vote;
	unsigned strategies; /* DONE: bit i: label i of stats/remarks.h */
	char critique[17];   /* of its text: 16 hex digits of SHA-256 */
	char key[65];	     /* of the request: hex SHA-256 */
	struct momus_text answer, reason;
	int64_t prompt_tokens, completion_tokens; /* -1: not told */
	size_t line;				  /* it was read from */
};

struct momus_labels_head {		 /* borrowed */
	struct momus_text run;		 /* the run's id */
	struct momus_text plugin, model; /* of the judge */
	struct momus_text template; /* JSON: {"sha256":…,"version":…} */
	struct momus_text key; /* hex SHA-256 of all that determines answers */
	struct momus_text revision; /* of Momus */
};

struct momus_labels {
	struct momus_arena *arena; /* owned: all texts */
	struct momus_labels_head head;
	struct momus_label *list; /* owned, (n), by momus_label_order() */
	size_t n, room;
};

/* "labelled", "unparsed", "cut", "refused", "failed". */
MOMUS_API const char *momus_label_state_name(enum momus_label_state state);

/* RUN without its ".h5" and with ".labels.jsonl": the customary name beside it.
 * The caller frees; NULL when out of memory. */
MOMUS_API char *momus_labels_name(const char *run);

/* The first 16 hex digits of the SHA-256 of a critique's TEXT. */
MOMUS_API void momus_label_of(struct momus_text text, char out[17]);

/* Append the first line, that of one critique, the last: with its LF. */
MOMUS_API void momus_labels_put_head(const struct momus_labels_head *head,
				     struct momus_buffer *out);
MOMUS_API void momus_labels_put(const struct momus_label *label,
				struct momus_buffer *out);
MOMUS_API void momus_labels_put_end(size_t n, struct momus_buffer *out);

/* By problem, turn, branch, vote: as strcmp() of two names. */
MOMUS_API int momus_label_order(const struct momus_label *a,
				const struct momus_label *b);

/* Reads PATH into OUT, which the caller releases, also after a failure.  With
 * PARTIAL it may be one that is being written: without its end, a torn last line
 * is passed over, and of two lines of one critique the later counts unless it
 * FAILED.  MOMUS_ENOTFOUND; MOMUS_EPARSE with file and line: no labels, of
 * another version, other strategies, cut off, a critique that is there twice. */
MOMUS_API int momus_labels_read(struct momus_labels *out, const char *path,
				bool partial, struct momus_error *err);
MOMUS_API void momus_labels_release(struct momus_labels *l);

/* The label of that critique; NULL if there is none. */
MOMUS_API const struct momus_label *momus_labels_find(
	const struct momus_labels *l, struct momus_text problem, uint16_t turn,
	uint32_t branch, uint32_t vote);

#endif /* MOMUS_RUN_LABELS_H */
