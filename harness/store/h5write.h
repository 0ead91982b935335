/* h5write.h - the next RUN.h5, written beside the old one
 *
 * begin, any number of adds, then finish: the new file is whole and durable
 * under its name.  Or drop: nothing has changed.
 */
#ifndef MOMUS_STORE_H5WRITE_H
#define MOMUS_STORE_H5WRITE_H

#include "store/journal.h"
#include "store/seen.h"

struct momus_h5_write;

/* Starts PATH.tmp: a copy of PATH, or (FRESH) an empty run.  SEEN, borrowed,
 * knows the texts that are in PATH already. */
int momus_h5_write_begin(struct momus_h5_write **out, const char *path,
			 bool fresh, struct momus_seen *seen,
			 const struct momus_files *files,
			 struct momus_error *err);

/* Appends PROBLEM as a new row of /problems. */
int momus_h5_write_problem(struct momus_h5_write *w,
			   const struct momus_store_problem *problem,
			   struct momus_error *err);

/* Appends ENTRY as a new row of /nodes, or replaces the row *ROW if that is not
 * MOMUS_INDEX_NO_ROW; *ROW receives its number. */
int momus_h5_write_node(struct momus_h5_write *w,
			const struct momus_journal_entry *entry, uint32_t *row,
			struct momus_error *err);

/* The same of a reward and /rewards; NODE is the row of its revision. */
int momus_h5_write_reward(struct momus_h5_write *w,
			  const struct momus_journal_entry *entry,
			  uint32_t node, uint32_t *row,
			  struct momus_error *err);

/* Replaces all rows of /markov. */
int momus_h5_write_markov(struct momus_h5_write *w,
			  const struct momus_markov_row *rows, size_t n,
			  struct momus_error *err);

/* Writes the attributes, closes, syncs, renames; W is freed in every case. */
int momus_h5_write_finish(struct momus_h5_write *w,
			  const struct momus_root *root,
			  struct momus_error *err);

/* Removes what was written.  NULL allowed. */
void momus_h5_write_drop(struct momus_h5_write *w);

#endif /* MOMUS_STORE_H5WRITE_H */
