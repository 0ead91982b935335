/* h5run.h - reading RUN.h5: rows, texts, tests; the journal is not its business */
#ifndef MOMUS_STORE_H5RUN_H
#define MOMUS_STORE_H5RUN_H

#include "store/layout.h"

struct momus_h5_run;

/* MOMUS_ENOTFOUND, MOMUS_EIO; MOMUS_EPARSE: see momus_run_open(). */
int momus_h5_run_open(struct momus_h5_run **out, const char *path,
		      const struct momus_files *files, struct momus_error *err);
void momus_h5_run_close(struct momus_h5_run *run); /* NULL allowed */

/* Borrowed from RUN. */
const struct momus_root *momus_h5_run_root(const struct momus_h5_run *run);

/* Rows of /problems, and of /nodes and /usage. */
size_t momus_h5_run_n_problems(const struct momus_h5_run *run);
size_t momus_h5_run_n_nodes(const struct momus_h5_run *run);

/* Problem I, texts in ARENA. */
int momus_h5_run_problem(struct momus_h5_run *run, size_t i,
			 struct momus_arena *arena,
			 struct momus_store_problem *out,
			 struct momus_error *err);

/* Checked rows AT.. of /nodes and, if USAGE is not NULL, of /usage; N each. */
int momus_h5_run_rows(struct momus_h5_run *run, uint64_t at, size_t n,
		      struct momus_node_row *nodes,
		      struct momus_usage_row *usage, struct momus_error *err);

/* Row AT of /nodes, checked. */
int momus_h5_run_row(struct momus_h5_run *run, uint64_t at,
		     struct momus_node_row *out, struct momus_error *err);

/* Row AT as a node with all texts and tests, in ARENA. */
int momus_h5_run_node(struct momus_h5_run *run, uint64_t at,
		      struct momus_arena *arena, struct momus_node *out,
		      struct momus_error *err);

/* Rows of /rewards. */
size_t momus_h5_run_n_rewards(const struct momus_h5_run *run);

/* Checked rows AT.. of /rewards, N. */
int momus_h5_run_rewards(struct momus_h5_run *run, uint64_t at, size_t n,
			 struct momus_reward_row *out, struct momus_error *err);

/* ROW, checked, as a node; its reason in ARENA. */
int momus_h5_run_reward(struct momus_h5_run *run,
			const struct momus_reward_row *row,
			struct momus_arena *arena, struct momus_node *out,
			struct momus_error *err);

/* The LEN bytes of /text at AT, in ARENA. */
int momus_h5_run_text(struct momus_h5_run *run, uint64_t at, uint32_t len,
		      struct momus_arena *arena, struct momus_text *out,
		      struct momus_error *err);

#endif /* MOMUS_STORE_H5RUN_H */
