/* imported.h - trajectories that others made, on their way into a store
 *
 * A reader of a form (import-form.h) turns rows into nodes; settle() puts them
 * into one tree; store() writes the run.  Verdicts are those that the files
 * record: they stand as the parity verdict, under the name of who gave them.
 */
#ifndef MOMUS_RUN_IMPORTED_H
#define MOMUS_RUN_IMPORTED_H

#include "momus/arena.h"
#include "store/seen.h"
#include "store/store.h"

struct momus_benchmark;
struct momus_recipe;

enum { MOMUS_IMPORT_NAMED = 8 }; /* bad rows whose error is kept */

struct momus_import_file {
	const char *path; /* borrowed */
	char sha256[65];  /* of its bytes, hex */
};

struct momus_told { /* one node; texts in the arena of all */
	struct momus_node node;
	uint32_t file, line; /* where it was first told; line from 1 */
	/* A revision that was not asked for where the solution before it was
	 * right and it says the same. */
	bool maybe_kept;
	bool end; /* no node: the branch ends before this turn */
};

struct momus_import_counts {
	size_t rows, bad, elsewhere; /* .elsewhere: of problems the data lack */
	size_t kept;   /* right by their verdict, and not revised */
	size_t ended;  /* trajectories that end before the longest */
	size_t untold; /* solutions that were made and are not in the files */
	size_t empty;  /* revisions whose text is empty */
	size_t no_verdict; /* solutions without a recorded verdict */
};

struct momus_imported {
	struct momus_arena *arena; /* owned: all texts */
	struct momus_seen *ids;	   /* owned: id to place in .problems */
	struct momus_store_problem *problems; /* owned, (n_problems) */
	uint32_t *samples; /* owned, beside .problems: rows so far */
	size_t n_problems, problems_room;
	struct momus_told *told; /* owned, (n); once settled in order */
	size_t n, room;
	struct momus_import_file *files; /* owned, (n_files) */
	size_t n_files;
	const char *form; /* its name */
	/* As the rows name them, or "": the first who does; a row that names
	 * another is a bad one. */
	const char *generator, *critic, *grader, *feedback, *task;
	struct momus_import_counts counts;
	struct momus_error
		bad[MOMUS_IMPORT_NAMED]; /* the first of .counts.bad */
	/* once settled */
	uint32_t turns, votes, widths[16];
};

struct momus_import_options {
	const char *form; /* "auto" or a form's name */
	/* What the user says goes over what rows say; NULL: nothing. */
	const char *generator, *critic, *grader, *feedback;
	/* With data: only its problems, as it states them; NULL: all. */
	const struct momus_benchmark *benchmark;
};

/* Reads the N files at PATHS (JSON Lines or one JSON array, plain or gzip), all
 * of one form, and settles them.  A row that cannot be read is counted in *OUT
 * and left out whole.  MOMUS_EPARSE: no row is sound, with the first one's
 * error; MOMUS_EINVAL: there is no such form, or none that knows the rows, or
 * no row is of a problem of the data. */
MOMUS_API int momus_imported_read(struct momus_imported **out,
				  const char *const *paths, size_t n,
				  const struct momus_import_options *options,
				  struct momus_error *err);
MOMUS_API void momus_imported_free(struct momus_imported *m); /* NULL allowed */

/* Names of the forms, with commas between them. */
MOMUS_API void momus_import_forms(struct momus_buffer *out);

struct momus_import_head {			 /* borrowed */
	const char *name;			 /* of the run */
	const struct momus_benchmark *benchmark; /* NULL: none */
	const struct momus_recipe *recipe;	 /* that it was opened with */
	const char *grading; /* "" or how the sandbox graded, for the recipe */
};

/* Fills *OUT, texts in the arena of M, for M settled. */
MOMUS_API int momus_imported_head(struct momus_store_head *out,
				  struct momus_imported *m,
				  const struct momus_import_head *head,
				  struct momus_error *err);

/* Creates the run at PATH with all problems and nodes of M, complete. */
MOMUS_API int momus_imported_store(const struct momus_imported *m,
				   const struct momus_store_head *head,
				   const char *path, struct momus_error *err);

#endif /* MOMUS_RUN_IMPORTED_H */
