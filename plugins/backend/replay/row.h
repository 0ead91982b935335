/* row.h - one row of a file of recorded answers */
#ifndef REPLAY_ROW_H
#define REPLAY_ROW_H

#include "answers.h"
#include "momus/row.h"

/* What ROW says, but for its text; texts in ARENA.  A .branch or .vote of -1 was
 * not given.  MOMUS_END: the row answers nothing. */
int row_read(const struct momus_row *row, struct momus_arena *arena,
	     bool by_key, struct answer *out, struct momus_error *err);

/* The Ith text of ROW, in ARENA; MOMUS_END behind the last one. */
int row_text(const struct momus_row *row, size_t i, struct momus_arena *arena,
	     struct momus_text *out, struct momus_error *err);

#endif /* REPLAY_ROW_H */
