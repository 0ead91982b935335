/* import-form.h - what a reader of one published form is given, and gives
 *
 * A row becomes a batch of nodes; all of them count, or none if the row turns
 * out to be bad.
 */
#ifndef MOMUS_RUN_IMPORT_FORM_H
#define MOMUS_RUN_IMPORT_FORM_H

#include "momus/row.h"
#include "run/imported.h"

enum {				/* limits of what a row may claim */
       MOMUS_IMPORT_TURNS = 16, /* turn 0 included */
       MOMUS_IMPORT_SAMPLES = 100000,
       MOMUS_IMPORT_VOTES = 1000,
};

/* .reason of a node that was made and is not in the files. */
#define MOMUS_IMPORT_UNTOLD "not in the imported files"

struct momus_import_batch { /* of one row; zeroed before it is read */
	struct momus_imported *all;
	const struct momus_row *row;
	struct momus_store_problem problem; /* .id is needed; texts the row's */
	/* As in struct momus_imported; empty: the row does not say. */
	struct momus_text generator, critic, grader, feedback;
	struct momus_told *told; /* owned, (n): .node.problem is set later */
	size_t n, room;
	uint32_t claimed; /* samples of the problem that the row adds */
	bool stated;	  /* .problem is as the data have it */
};

struct momus_import_form {
	const char *name, *summary;
	/* What its verdicts, feedback and problems are called where neither
	 * rows nor user say so. */
	const char *grader, *feedback, *task;
	bool (*knows)(const struct momus_row *row);
	/* Fills the batch; MOMUS_EPARSE: the row is bad. */
	int (*read)(struct momus_import_batch *b, struct momus_error *err);
};

extern const struct momus_import_form momus_import_trajectories,
	momus_import_nodes, momus_import_livecodebench, momus_import_ldb,
	momus_import_reflexion, momus_import_paircoder;

/* A node that is DONE, of which nothing else is known. */
struct momus_node momus_import_blank(void);

/* A new node of the batch, of which nothing is known yet but that it is DONE;
 * valid until the next one.  NULL: the row claims too much, or no memory, and
 * ERR says which. */
struct momus_told *momus_import_add(struct momus_import_batch *b, uint32_t turn,
				    enum momus_node_kind kind, uint32_t branch,
				    struct momus_error *err);

/* T copied to where it outlives its row; .ptr is NULL without memory. */
struct momus_text momus_import_keep(struct momus_import_batch *b,
				    struct momus_text t);

/* *FIRST is the next sample of the batch's problem, behind those of the rows
 * before; N more are counted.  MOMUS_ENOMEM. */
int momus_import_samples(struct momus_import_batch *b, uint32_t n,
			 uint32_t *first, struct momus_error *err);

/* Records what was judged of NODE: PASSED 1, 0 or -1. */
void momus_import_judge(struct momus_node *node, int passed,
			enum momus_run_status status);

/* Makes NODE one that was made, but whose text nobody published. */
void momus_import_untold(struct momus_node *node);

/* The trajectory BRANCH of the batch ends with the nodes it has: for settle(),
 * which fills the turns behind them with ones that were stopped. */
int momus_import_end(struct momus_import_batch *b, uint32_t turn,
		     uint32_t branch, struct momus_error *err);

/* Adds the batch to all, but for what OPTIONS or the data leave out.
 * MOMUS_EPARSE: it is a bad row after all. */
int momus_import_commit(struct momus_import_batch *b,
			const struct momus_import_options *options,
			struct momus_error *err);

/* Puts the nodes of M in the order of reader.h, one of each name, and the turns
 * that were not gone in their places; sets turns, votes and widths. */
int momus_import_settle(struct momus_imported *m, struct momus_error *err);

/* Keeps ERR as that of a bad row, counts it and clears it. */
void momus_import_bad(struct momus_imported *m, struct momus_error *err);

#endif /* MOMUS_RUN_IMPORT_FORM_H */
