/* history.h - the runs of a folder by model version: one JSON line a run
 *
 * FOLDER/history.jsonl is only ever appended to, under a lock, a whole line at a
 * time; a line that is torn, because a writer died, is skipped and said so.  The
 * run itself lies beside it, under the name that its line gives.
 */
#ifndef MOMUS_REPORTS_HISTORY_H
#define MOMUS_REPORTS_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "momus/arena.h"
#include "momus/error.h"

enum { MOMUS_HISTORY_TURNS = 16 };

enum momus_history_metric { /* what a history keeps of a run */
			    MOMUS_HISTORY_PASS1,
			    MOMUS_HISTORY_UP,
			    MOMUS_HISTORY_DOWN,
			    MOMUS_HISTORY_F1, /* macro, of all judgments */
			    MOMUS_HISTORY_METRICS,
};

struct momus_history_score {	 /* of a metric */
	double value, low, high; /* NAN: none */
};

struct momus_history_entry {	    /* texts in the history's arena */
	const char *version;	    /* of the model, as its owner names it */
	const char *file;	    /* the run, in the folder */
	const char *run_id, *added; /* UTC, ISO 8601 */
	const char *series; /* hex: runs that may be compared share it */
	const char *task, *grader, *generator, *critic, *feedback;
	uint64_t problems;
	uint32_t turns; /* scores has turns + 1 */
	struct momus_history_score scores[MOMUS_HISTORY_TURNS]; /* Pass@1 */
	/* by metric, after the last turn; NAN where a run has none, or its line is
	 * of a time before */
	struct momus_history_score metrics[MOMUS_HISTORY_METRICS];
};

struct momus_history {
	const char *folder;		  /* borrowed */
	struct momus_arena *arena;	  /* owned */
	struct momus_history_entry *list; /* owned; in the order of adding */
	size_t n, room;
	size_t torn; /* lines that were skipped */
};

/* Reads FOLDER's history; one that is not there is empty.  MOMUS_EPARSE names
 * the line of a whole line that is no entry. */
int momus_history_read(struct momus_history *out, const char *folder,
		       struct momus_error *err);
void momus_history_release(struct momus_history *h);

/* Whether S can name a version: 1 to 100 visible ASCII characters. */
bool momus_history_is_version(const char *s);

/* "pass_at_1", "delta_up", "delta_down", "macro_f1". */
const char *momus_history_metric_name(enum momus_history_metric metric);

/* Adds the LINES of a history, read from FILE (for messages), to H, which is
 * initialised but for .folder. */
int momus_history_parse(struct momus_history *h, struct momus_text lines,
			const char *file, struct momus_error *err);
int momus_history_init(struct momus_history *h, struct momus_error *err);

/* Gives the file FROM, in FOLDER, the name ENTRY.file, appends ENTRY to the
 * history and makes it durable.  MOMUS_EINVAL if that run, or that version of its
 * series, is there already; FROM then stays as it is.  MOMUS_EIO: it could not be
 * written; the history is as it was, and FROM is gone at the latest then. */
int momus_history_append(const char *folder,
			 const struct momus_history_entry *entry,
			 const char *from, struct momus_error *err);

/* The last entry of SERIES (NULL: of any) and VERSION (NULL: any); NULL if there
 * is none. */
const struct momus_history_entry *momus_history_find(
	const struct momus_history *h, const char *series, const char *version);

#endif /* MOMUS_REPORTS_HISTORY_H */
